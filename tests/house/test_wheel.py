"""The wheel that would be installed elsewhere carries the starter workspace and every file of the program."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import ROOT, tracked_files

STARTER = ("plan.toml", "schedules.toml", "channels", "content")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a wheel built here and now, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*command, "-w", str(folder), str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("campaign-*.whl")
    with zipfile.ZipFile(built) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_starter_workspace_is_the_repository_root(wheel: dict[str, bytes]) -> None:
    prefix = "campaign/starter/"
    carried = {name.removeprefix(prefix): content for name, content in wheel.items() if name.startswith(prefix)}
    files = [path for path in tracked_files() if path.relative_to(ROOT).parts[0] in STARTER]
    assert carried == {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


def test_every_file_of_the_program_is_in_it(wheel: dict[str, bytes]) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in tracked_files() if path.is_relative_to(ROOT / "campaign")}
    assert files - wheel.keys() == set()


def test_nothing_else_is_in_it(wheel: dict[str, bytes]) -> None:
    tops = {Path(name).parts[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"campaign"}


def test_it_installs_the_campaign_command(wheel: dict[str, bytes]) -> None:
    (entry_points,) = (text.decode() for name, text in wheel.items() if name.endswith("entry_points.txt"))
    assert "campaign = campaign.__main__:main" in entry_points
