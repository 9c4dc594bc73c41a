"""``[[kind]]``: what an item of a kind needs is told with path and line, and its folder reads as that kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.workspace.kinds import Kind, Said, lacking, read_need
from campaign.workspace.reading import Workspace, read_workspace

PLAN = """schema = 1
[plan]
id = "thu"
title = "Kế hoạch thử"
[plan.period]
from = "2026-01-01"
to = "2026-12-31"
"""
KINDS = """[[kind]]
id = "photo-story"
title = "Chùm ảnh"
folder = "photos"
needs = ["media.image:2", "summary"]
[[kind]]
id = "song"
title = "Bài hát"
needs = ["media.audio|media.video|link"]
max_chars = 20
"""
SCHEDULES = 'timezone = "Asia/Ho_Chi_Minh"\n'


def workspace(root: Path, kinds: str = KINDS, **items: str) -> Workspace:
    (root / "content" / "media").mkdir(parents=True)
    (root / "channels" / "rss").mkdir(parents=True)
    (root / "channels" / "rss" / "channel.toml").write_text('platform = "rss"\ntitle = "x"\n[rss]\npath = "x"\n')
    (root / "channels" / "rss" / "post.j2").write_text("{{ item.title }}")
    (root / "plan.toml").write_text(PLAN + kinds, encoding="utf-8")
    (root / "schedules.toml").write_text(SCHEDULES)
    for name in ("a.jpg", "b.png", "c.mp3"):
        (root / "content" / "media" / name).write_bytes(b"x")
    for path, text in items.items():
        file = root / "content" / f"{path.replace('__', '/')}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return read_workspace(root)


def said(read: Workspace) -> list[str]:
    return [f"{each.path}:{each.line}: {each.message}" for each in read.mistakes]


def test_an_item_that_lacks_what_its_kind_needs_is_told_with_path_and_line(tmp_path: Path) -> None:
    read = workspace(
        tmp_path, photos__x='---\ntitle: "Một"\nmedia:\n  - file: a.jpg\n---\nx\n',
        tips__y='---\ntitle: "Hai"\nkind: song\n---\nLời dài hơn hai mươi ký tự\n',
    )  # fmt: skip
    assert said(read) == [
        "content/photos/x.md:3: loại “Chùm ảnh” cần tóm tắt (summary)",
        "content/photos/x.md:3: loại “Chùm ảnh” cần ít nhất 2 ảnh",
        "content/tips/y.md:3: loại “Bài hát” cần ít nhất 1 tệp âm thanh hoặc ít nhất 1 video hoặc liên kết (link)",
        "content/tips/y.md:3: loại “Bài hát” dài tối đa 20 ký tự, nội dung đang dài 26",
    ]


def test_an_item_that_has_all_is_of_the_kind_of_its_folder(tmp_path: Path) -> None:
    matter = (
        '---\ntitle: "Một"\nsummary: "Hai ảnh"\nmedia:\n  - {file: a.jpg, alt: A}\n  - {file: b.png, alt: B}\n---\n'
    )
    read = workspace(tmp_path, photos__x=matter, tips__y='---\ntitle: "Hai"\n---\nx\n')
    assert said(read) == []
    assert {item.slug: item.kind for item in read.items} == {"x": "photo-story", "y": "tip"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('needs = ["media.picture"]', "không biết 'media.picture'"),
        ('needs = ["link:2"]', "số sau dấu : chỉ đi với media.*"),
        ('needs = ["media.image:0"]', "số sau dấu : chỉ đi với media.*"),
        ('platforms = ["twitter"]', "phải là một trong: "),
        ('channels = ["rs"]', "không có kênh"),
        ('folder = "tips"', "đã dành cho tip"),
        ('folder = "media"', "đã dành cho"),
        ("max_chars = 0", "phải từ 1 trở lên"),
        ("need = []", "có phải `needs`"),
    ],
)
def test_a_wrong_kind_is_told_on_its_line(tmp_path: Path, line: str, message: str) -> None:
    read = workspace(tmp_path, f'[[kind]]\nid = "film"\ntitle = "Phim"\n{line}\n')
    (found,) = said(read)
    assert found.startswith(f"plan.toml:{PLAN.count(chr(10)) + 4}: ")
    assert message in found


def test_the_three_usual_kinds_ask_for_nothing_until_the_plan_says_so(tmp_path: Path) -> None:
    read = workspace(tmp_path, "", clips__x='---\ntitle: "Clip"\n---\n')
    assert said(read) == []
    rule = '[[kind]]\nid = "clip"\ntitle = "Clip"\nneeds = ["media.video"]\n'
    (tmp_path / "plan.toml").write_text(PLAN + rule, encoding="utf-8")
    assert said(read_workspace(tmp_path)) == ["content/clips/x.md:2: loại “Clip” cần ít nhất 1 video"]


def test_a_changed_rule_makes_every_item_be_read_again(tmp_path: Path) -> None:
    before = workspace(tmp_path).names_sha256
    (tmp_path / "plan.toml").write_text(PLAN + KINDS.replace(":2", ":3"), encoding="utf-8")
    assert read_workspace(tmp_path).names_sha256 != before


def test_a_kind_goes_where_the_plan_lets_it() -> None:
    film = Kind(id="film", title="Phim", platforms=["rss"], channels=["tin"])
    assert film.goes_to("rss", "tin")
    assert not film.goes_to("rss", "khac")
    assert not film.goes_to("zalo", "tin")
    assert Kind(id="x", title="x").goes_everywhere
    assert lacking(Kind(id="x", title="x"), Said({})) == []
    assert read_need("media.audio:2|link") == "media.audio:2|link"
