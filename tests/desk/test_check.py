"""``check`` tells every mistake at once and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.clock import SetClock
from campaign.desk.check import check
from campaign.settings import Settings
from tests.conftest import START
from tests.desk.workspace import TEMPLATE, a_workspace, tip, write
from tests.media.files import jpeg, png_that_claims


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_workspace(tmp_path)


def mistakes(root: Path) -> list[str]:
    return [str(mistake) for mistake in check(Settings(workspace=root), SetClock(START)).mistakes]


def test_a_right_workspace_has_no_mistakes_and_is_left_as_it_was(root: Path) -> None:
    before = sorted(root.rglob("*"))
    assert mistakes(root) == []
    assert sorted(root.rglob("*")) == before


def test_mistakes_of_every_sort_are_told_at_once(root: Path) -> None:
    tip(root, "sai", tilte="x")
    write(root, "channels/feed/post.j2", "{{ item.title }}\n{% for x in %}")
    write(root, "content/media/anh.jpg", jpeg()[:500])
    found = "\n".join(mistakes(root))
    assert "content/tips/sai.md:4: " in found
    assert "`title`" in found
    assert "channels/feed/post.j2:2: " in found
    assert "content/media/anh.jpg:1: ảnh hỏng" in found
    assert "(dùng trong content/tips/anh.md)" in found


def test_a_picture_that_no_item_names_is_looked_at_too(root: Path) -> None:
    write(root, "content/media/bom.png", png_that_claims(40_000, 40_000))
    assert mistakes(root) == [
        "content/media/bom.png:1: ảnh quá lớn (40000x40000 điểm ảnh, tối đa 50 triệu); hãy thu nhỏ ảnh"
    ]


def test_what_a_mac_leaves_beside_pictures_is_not_looked_at(root: Path) -> None:
    write(root, "content/media/._anh.jpg", b"\0\5\x16\7")
    assert mistakes(root) == []


def test_an_empty_folder_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    empty = tmp_path / "trong"
    empty.mkdir()
    assert [mistake.split(":")[0] for mistake in mistakes(empty)] == ["plan.toml", "schedules.toml"]


def test_a_template_that_burns_the_machine_is_a_mistake_of_its_own(root: Path) -> None:
    write(
        root, "channels/kenh/post.j2", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    )
    [mistake] = mistakes(root)
    assert mistake.startswith("channels/kenh/post.j2:1: ")


def test_a_markdown_file_that_says_it_is_a_picture_is_refused(root: Path) -> None:
    write(root, "content/media/anh.jpg", TEMPLATE)
    [mistake] = mistakes(root)
    assert "content/media/anh.jpg:1: không nhận ra loại tệp" in mistake
