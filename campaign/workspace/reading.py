"""A whole workspace, read at once: everything that is right, every mistake, every warning. Nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from campaign.workspace.channels import DeclaredChannel, read_channels
from campaign.workspace.content import KnownFile, UnchangedFile, read_content, warn_of_lapsed_units
from campaign.workspace.items import DeclaredItem
from campaign.workspace.mistakes import MistakeAt, Mistakes
from campaign.workspace.plan import Plan
from campaign.workspace.plan_file import read_plan
from campaign.workspace.schedules import Schedules
from campaign.workspace.schedules_file import read_schedules


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the files say. ``plan`` and ``schedules`` are None where their file has a mistake: keep what is stored.

    ``channel_keys`` and ``item_paths`` name all that is declared, right or wrong: what stands in neither was removed.
    """

    root: Path
    plan: Plan | None
    schedules: Schedules | None
    channels: list[DeclaredChannel]
    channel_keys: frozenset[str]
    items: list[DeclaredItem]
    unchanged: list[UnchangedFile]
    item_paths: frozenset[str]
    names_sha256: str
    """Of the units, task items, kinds and channels that files may name."""
    mistakes: list[MistakeAt]
    """By path and line."""
    warnings: list[MistakeAt]


def read_workspace(
    root: Path,
    known: Mapping[str, KnownFile] | None = None,
    *,
    known_names: str | None = None,
    today: date | None = None,
) -> Workspace:
    """Read plan, channels, schedules and content below ``root``.

    ``known``: item files that need no reading as long as their bytes are the same (nothing is told of them either).
    ``known_names``: ``names_sha256`` of then; if the names have changed since, every item is read again.
    ``today``: in the plan's zone; None: no warnings about units whose name has lapsed.
    """
    root = root.resolve()
    mistakes = Mistakes()
    plan, names = read_plan(root, mistakes)
    channels, keys = read_channels(root, names, mistakes)
    names = replace(names, channels=keys)
    schedules = read_schedules(root, names, mistakes)
    names_sha256 = names.sha256()
    if known_names is not None and known_names != names_sha256:
        known = None
    content = read_content(root, names, mistakes, known)
    if plan is not None and today is not None:
        warn_of_lapsed_units(content.right, plan, today, mistakes)
    return Workspace(
        root=root,
        plan=plan,
        schedules=schedules,
        channels=channels,
        channel_keys=keys,
        items=content.items,
        unchanged=content.unchanged,
        item_paths=content.paths,
        names_sha256=names_sha256,
        mistakes=mistakes.found(),
        warnings=mistakes.warnings(),
    )
