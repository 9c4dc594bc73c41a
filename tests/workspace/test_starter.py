"""``campaign init``: the starter workspace, one source."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.errors import Mistake
from campaign.workspace.reading import read_workspace
from campaign.workspace.starter import init, starter_root


def test_the_starter_workspace_has_no_mistake(tmp_path: Path) -> None:
    init(tmp_path / "new")
    read = read_workspace(tmp_path / "new")
    assert [str(each) for each in read.mistakes] == []
    assert {item.kind for item in read.items} == {"article", "clip", "tip"}
    assert {"facebook", "zalo", "telegram", "rss"} <= read.channel_keys


def test_init_copies_exactly_the_starter_files_and_keeps_var_out_of_git(tmp_path: Path) -> None:
    written = init(tmp_path)
    assert sorted(written) == sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert {path.split("/")[0] for path in written} == {
        "plan.toml",
        "schedules.toml",
        "channels",
        "content",
        ".gitignore",
    }
    for path in written:
        if path != ".gitignore":
            assert (tmp_path / path).read_bytes() == (starter_root() / path).read_bytes()
    assert "var/" in (tmp_path / ".gitignore").read_text()


def test_init_refuses_a_folder_that_is_not_empty_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(Mistake, match="không trống"):
        init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_init_refuses_a_file_and_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Mistake, match="là một tệp"):
        init(tmp_path / "file")
    with pytest.raises(Mistake, match="Không ghi được"):
        init(tmp_path / "file" / "below")
