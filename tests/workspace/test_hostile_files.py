"""Files made to harm, and files that are merely odd: YAML bombs, links, devices, bytes, sizes."""

from __future__ import annotations

import os
import time
import unicodedata
from pathlib import Path

import pytest

from campaign.workspace.reading import read_workspace
from tests.workspace.conftest import FILES, write

ITEM = "content/tips/otp.md"
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))


def found_in(root: Path, path: str = ITEM) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in read_workspace(root).mistakes if each.path == path]


@pytest.mark.parametrize(
    ("yaml", "line", "telling"),
    [
        ("summary: &x [*x]", 3, "nằm trong chính nó"),
        ("summary: &x {a: {b: *x}}", 3, "nằm trong chính nó"),
        (LAUGHS, 7, "nở ra"),
        ("a: &a " + "x" * 100_000 + "\ntags: [" + ", ".join(["*a"] * 900) + "]", 4, "nở ra"),
        ("a: " + "[" * 200_000, 3, "quá sâu"),
        ("a: " + "{a: " * 200_000, 3, "quá sâu"),
        ("tags: *khong_co", 3, "không có nơi đặt tên"),
        ("tags: !!python/object/new:os.system [id]", 3, "thẻ YAML"),
        ("<<: {title: b}", 3, "không có khóa"),
        ("? [a, b]\n: c", 3, "tên khóa phải là chữ"),
        ("1: c", 3, "không có khóa"),
        ("sms: |\n\tx", 4, "Tab"),
    ],
    ids=["self", "self-below", "laughs", "long-laughs", "lists", "maps", "no-anchor", "tag", "merge", "list-key",
         "number-key", "tab"],
)  # fmt: skip
def test_yaml_made_to_harm_ends_as_a_sentence(workspace: Path, yaml: str, line: int, telling: str) -> None:
    write(workspace, ITEM, f"---\ntitle: A\n{yaml}\n---\nThân\n")
    began = time.monotonic()
    found = found_in(workspace)
    assert any(each_line == line and telling in message for each_line, message in found), found
    assert time.monotonic() - began < 5, "bounds hold long before"


def test_a_harmless_alias_is_read(workspace: Path) -> None:
    write(workspace, ITEM, "---\ntitle: &t Một tên\nsummary: *t\n---\n")
    item = next(each for each in read_workspace(workspace).items if each.slug == "otp")
    assert (item.title, item.summary) == ("Một tên", "Một tên")


@pytest.mark.parametrize(
    ("path", "target", "telling"),
    [
        ("content/tips/link.md", "/etc/passwd", "ra ngoài"),
        ("content/tips/link.md", "../../../outside.md", "ra ngoài"),
        ("content/tips/link.md", "nowhere.md", "không dẫn tới đâu"),
        ("content/tips/link.md", "link.md", "không dẫn tới đâu"),
        ("content/media/link.jpg", "/etc/hostname", "ra ngoài"),
        ("content/media/key.pdf", "../../var/secret.key", "dẫn vào var/"),
        ("content/media/folder", "/etc", "ra ngoài"),
        ("channels/link", "/etc", "ra ngoài"),
        ("channels/rss/post.j2", "/etc/passwd", "ra ngoài"),
        ("schedules.toml", "/etc/passwd", "ra ngoài"),
    ],
)
def test_a_link_that_leaves_or_leads_nowhere_is_told_and_not_followed(
    workspace: Path, path: str, target: str, telling: str
) -> None:
    write(workspace, "var/secret.key", "k")
    write(workspace.parent, "outside.md", FILES[ITEM])
    (workspace / path).unlink(missing_ok=True)
    (workspace / path).symlink_to(target)
    read = read_workspace(workspace)
    assert any(each.path == path and telling in each.message for each in read.mistakes), read.mistakes
    assert all(item.path != path for item in read.items)


def test_a_link_inside_the_workspace_is_followed_and_a_circle_of_folders_ends(workspace: Path) -> None:
    (workspace / "content/media/again").symlink_to(".")
    (workspace / "content/media/copy.jpg").symlink_to("anh.jpg")
    write(workspace, ITEM, FILES[ITEM].replace("anh.jpg", "copy.jpg"))
    assert read_workspace(workspace).mistakes == []


def test_the_lock_of_an_editor_is_no_mistake(workspace: Path) -> None:
    (workspace / "content/tips/.#otp.md").symlink_to("person@host.1234")
    assert read_workspace(workspace).mistakes == []


def test_a_pipe_in_place_of_a_file_is_told_and_does_not_hang(workspace: Path) -> None:
    os.mkfifo(workspace / "content/tips/pipe.md")
    assert found_in(workspace, "content/tips/pipe.md") == [(1, "không phải tệp thường")]


@pytest.mark.parametrize("path", [ITEM, "plan.toml", "channels/rss/post.j2", "channels/rss/channel.toml"])
def test_text_that_is_not_utf8_is_told_at_its_line(workspace: Path, path: str) -> None:
    write(workspace, path, FILES[path].encode() + b"\n\xff\xfe")
    assert found_in(workspace, path) == [
        (FILES[path].count("\n") + 2, "chữ không phải UTF-8: hãy lưu lại tệp với bảng mã UTF-8")
    ]


@pytest.mark.parametrize("path", [ITEM, "plan.toml", "channels/rss/post.j2"])
def test_a_text_file_over_two_megabytes_is_told(workspace: Path, path: str) -> None:
    write(workspace, path, FILES[path] + "#" * 2_000_000)
    ((line, message),) = found_in(workspace, path)
    assert (line, "quá lớn" in message) == (1, True)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a." * 200_000 + "a = 1\n", "[" + "a." * 200_000 + "a]\n"])
def test_toml_nested_without_end_is_told(workspace: Path, text: str) -> None:
    write(workspace, "plan.toml", text)
    began = time.monotonic()
    assert len(found_in(workspace, "plan.toml")) == 1
    assert time.monotonic() - began < 5, "bounds hold long before"


@pytest.mark.parametrize("path", list(FILES))
def test_bom_crlf_nfd_and_control_characters_are_no_mistakes(workspace: Path, path: str) -> None:
    odd = unicodedata.normalize("NFD", FILES[path]).replace("\n", "\r\n").replace("e", "e\x01\x9f", 1)
    write(workspace, path, "\ufeff" + odd)
    read, plain = read_workspace(workspace), read_workspace(_plain(workspace))
    assert read.mistakes == []
    assert (read.plan, read.schedules, read.channels) == (plain.plan, plain.schedules, plain.channels)
    assert [(each.title, each.body, each.task) for each in read.items] == [
        (each.title, each.body, each.task) for each in plain.items
    ]


def test_control_characters_written_as_escapes_are_removed_too(workspace: Path) -> None:
    write(workspace, ITEM, '---\ntitle: "A\\0\\u202e\\u0301 B"\n---\n')
    write(workspace, "channels/rss/channel.toml", FILES["channels/rss/channel.toml"].replace("Bản", "\\u001bBản"))
    read = read_workspace(workspace)
    assert [each.title for each in read.items if each.slug == "otp"] == ["Á B"]
    assert [each.title for each in read.channels if each.key == "rss"] == ["Bản tin"]


def test_a_picture_whose_name_a_mac_wrote_apart_is_found(workspace: Path) -> None:
    write(workspace, "content/media/" + unicodedata.normalize("NFD", "ảnh đẹp.jpg"), b"x")
    write(workspace, ITEM, FILES[ITEM].replace("anh.jpg", "ảnh đẹp.jpg"))
    read = read_workspace(workspace)
    assert read.mistakes == []
    media = next(each for each in read.items if each.slug == "otp").media
    assert (workspace / media[0].path).read_bytes() == b"x"


def _plain(workspace: Path) -> Path:
    other = workspace.parent / "plain"
    for path, text in FILES.items():
        write(other, path, text)
    return other
