"""plan.toml of a workspace: the Plan if it is right, and the names in it also when it is not."""

from __future__ import annotations

from pathlib import Path

from campaign.workspace.files import exists
from campaign.workspace.mistakes import Mistakes
from campaign.workspace.names import Names, names_in_plan
from campaign.workspace.plan import Plan
from campaign.workspace.plan_references import wrong_channels, wrong_references
from campaign.workspace.toml_files import read_toml

PATH = "plan.toml"


def read_plan(root: Path, mistakes: Mistakes) -> tuple[Plan | None, Names]:
    """The plan (None where it has a mistake) and the names that items and channels may use."""
    if not exists(root, PATH, mistakes):
        mistakes.add(PATH, 1, "thiếu plan.toml: kế hoạch với đơn vị, nhiệm vụ, chỉ tiêu, thời hạn")
        return None, Names()
    file = read_toml(root, PATH, mistakes)
    if file is None:
        return None, Names()
    plan = file.validated(Plan, file.raw)
    wrong = [*wrong_references(file.raw), *wrong_channels(file.raw, _channels(root))]
    for place, message in wrong:
        file.mistake(place, message)
    return (None if wrong else plan), names_in_plan(file.raw)


def _channels(root: Path) -> list[str]:
    """The folders under channels/; what is wrong with that folder is told where channels are read."""
    try:
        return [each.name for each in (root / "channels").iterdir() if each.is_dir()]
    except OSError:
        return []
