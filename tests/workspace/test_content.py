"""What an item's file becomes, and which files need no second reading."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from campaign.workspace.content import KnownFile
from campaign.workspace.item_fields import DeclaredMedia, DeclaredVariant
from campaign.workspace.items import DeclaredItem
from campaign.workspace.links import link_problem
from campaign.workspace.reading import read_workspace
from tests.workspace.conftest import FILES, write

ITEM = "content/tips/otp.md"


def known_of(root: Path) -> dict[str, KnownFile]:
    return {item.path: KnownFile(item.file_sha256, item.slug) for item in read_workspace(root).items}


def test_an_item_has_every_key_of_its_front_matter(workspace: Path) -> None:
    item = next(each for each in read_workspace(workspace).items if each.slug == "otp")
    assert item == DeclaredItem(
        path=ITEM,
        file_sha256=hashlib.sha256(FILES[ITEM].encode()).hexdigest(),
        slug="otp",
        kind="tip",
        title="Không đọc mã OTP cho ai",
        body="Thân bài.",
        summary="Ngắn",
        tags=["otp"],
        task=["1d", "1đ"],
        media=(DeclaredMedia("anh.jpg", "Ảnh", "content/media/anh.jpg"),),
        variants={"telegram": DeclaredVariant(text="Riêng cho Telegram")},
        not_before=date(2026, 12, 1),
        expires_on=date(2026, 12, 31),
    )


def test_kind_slug_and_single_task_may_be_said_in_the_front_matter(workspace: Path) -> None:
    write(workspace, "plan.toml", FILES["plan.toml"] + '[[kind]]\nid = "infographic"\ntitle = "Đồ họa"\n')
    write(
        workspace,
        "content/articles/Tên Lạ.md",
        "---\ntitle: A\nkind: infographic\nslug: ten-la\ntask: 1đ\nunit:\nevergreen: yes\nlink: https://a.vn/x?y=1#z\n"
        "variants:\n  rss:\n    media: []\nverified: false\n...\n\n\nDòng một\n---\nDòng hai\n",
    )
    read = read_workspace(workspace)
    item = next(each for each in read.items if each.slug == "ten-la")
    assert read.mistakes == []
    assert (item.kind, item.task, item.unit, item.evergreen, item.verified) == (
        "infographic",
        ["1đ"],
        "",
        True,
        False,
    )
    assert item.variants == {"rss": DeclaredVariant(text=None, media=())}
    assert item.body == "Dòng một\n---\nDòng hai"


def test_the_same_bytes_are_not_read_again(workspace: Path) -> None:
    known = known_of(workspace)
    write(workspace, "content/articles/bai.md", FILES["content/articles/bai.md"] + "Thêm.\n")
    read = read_workspace(workspace, known)
    assert [(each.path, each.slug) for each in read.unchanged] == [(ITEM, "otp")]
    assert [each.slug for each in read.items] == ["bai"]
    assert read.item_paths == {ITEM, "content/articles/bai.md"}


def test_a_known_item_is_checked_again_when_the_names_that_it_may_use_have_changed(workspace: Path) -> None:
    known, names = known_of(workspace), read_workspace(workspace).names_sha256
    write(workspace, "plan.toml", FILES["plan.toml"].replace('"1d"', '"1c"'))
    write(workspace, "schedules.toml", 'timezone = "Asia/Ho_Chi_Minh"\n')
    write(workspace, "channels/telegram/channel.toml", FILES["channels/telegram/channel.toml"].replace('"1d"', '"1e"'))
    assert read_workspace(workspace, known).mistakes == []
    (mistake,) = read_workspace(workspace, known, known_names=names).mistakes
    assert (mistake.path, '"1d"' in mistake.message) == (ITEM, True)


def test_who_had_a_slug_before_keeps_it(workspace: Path) -> None:
    known = known_of(workspace)
    write(workspace, "content/articles/otp.md", FILES["content/articles/bai.md"])
    write(workspace, ITEM, FILES[ITEM] + "Sửa.\n")
    read = read_workspace(workspace, known)
    assert [item.path for item in read.items] == [ITEM]
    assert [(each.path, each.message) for each in read.mistakes] == [
        ("content/articles/otp.md", 'slug "otp" đã dùng ở content/tips/otp.md')
    ]


def test_two_new_files_with_one_slug_give_one_item(workspace: Path) -> None:
    write(workspace, "content/clips/bai.md", FILES["content/articles/bai.md"])
    read = read_workspace(workspace)
    assert [item.path for item in read.items if item.slug == "bai"] == ["content/articles/bai.md"]
    assert [each.path for each in read.mistakes] == ["content/clips/bai.md"]


@pytest.mark.parametrize(("today", "warned"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_new_work_under_a_lapsed_name_is_warned_about_not_refused(workspace: Path, today: date, warned: bool) -> None:
    write(workspace, ITEM, FILES[ITEM].replace("tags: [otp]", "unit: bao"))
    read = read_workspace(workspace, today=today)
    assert read.mistakes == []
    assert len(read.items) == 2
    assert [(each.path, each.line, "bao_moi" in each.message) for each in read.warnings] == [(ITEM, 5, True)] * warned
    assert read_workspace(workspace, known_of(workspace), today=today).warnings == []


@pytest.mark.parametrize("link", ["https://a.vn", "http://a.vn:8080/x", "HTTPS://báo.vn/đường-dẫn", "https://[::1]/"])
def test_a_link_that_a_reader_can_follow_is_right(link: str) -> None:
    assert link_problem(link) == ""


@pytest.mark.parametrize(
    "link",
    ["//a.vn", "a.vn", "https://", "https:///x", "https://a.vn:x", "https://[", "ftp://a.vn", "data:,x",
     "jav\tascript:x", "https://a.vn/a b", "https://a.vn/\x1f", "https://a.vn/" + "x" * 2000],
)  # fmt: skip
def test_any_other_link_is_wrong(link: str) -> None:
    assert link_problem(link) != ""


def test_a_picture_without_a_description_is_a_warning_at_its_line_and_no_mistake(workspace: Path) -> None:
    text = FILES["content/tips/otp.md"]
    assert "    alt: Ảnh" in text
    line = text.split("\n").index("  - file: anh.jpg") + 1
    write(workspace, "content/tips/otp.md", re.sub(r"\n    alt: [^\n]*", "", text, count=1))
    read = read_workspace(workspace)
    assert read.mistakes == []
    assert [(each.path, each.line, "chưa có alt" in each.message) for each in read.warnings] == [
        ("content/tips/otp.md", line, True)
    ]
    assert "otp" in [item.slug for item in read.items]


def test_a_title_over_the_limit_is_a_mistake_at_its_line(workspace: Path) -> None:
    write(workspace, "content/tips/dai.md", f"---\nsummary: a\ntitle: {'ữ' * 501}\n---\nThân\n")
    told = [each for each in read_workspace(workspace).mistakes if each.path.endswith("dai.md")]
    assert [(each.line, "501 ký tự; tối đa 500" in each.message) for each in told] == [(3, True)]
