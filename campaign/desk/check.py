"""``check``: every mistake of every file at once, with the images decoded and the templates tried. Changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign.clock import Clock, SystemClock
from campaign.desk.sync_media import media_mistakes, unused_images, users_of_media
from campaign.platforms import ADAPTERS, platform
from campaign.platforms.seam import Markup
from campaign.rendering.trial import try_templates
from campaign.settings import Settings
from campaign.workspace.channels import DeclaredChannel
from campaign.workspace.mistakes import MistakeAt
from campaign.workspace.reading import read_workspace
from campaign.workspace.schedules import DEFAULT_TIMEZONE


@dataclass(frozen=True)
class Checked:
    """Both by path and line. Warnings are no mistakes and leave the exit code alone."""

    mistakes: list[MistakeAt]
    warnings: list[MistakeAt]


def check(settings: Settings, clock: Clock | None = None) -> Checked:
    """Read the whole workspace, as ``sync`` would, without a database."""
    root = settings.workspace
    today = (clock or SystemClock()).now().astimezone(ZoneInfo(DEFAULT_TIMEZONE)).date()
    read = read_workspace(root, today=today)
    users = users_of_media(read.items)
    paths = [*users, *unused_images(root, users)]
    found = [*read.mistakes, *template_mistakes(read.channels), *media_mistakes(root, paths, users)]
    return Checked(sorted(set(found)), read.warnings)


def template_mistakes(channels: Sequence[DeclaredChannel], tried: Collection[tuple[str, str]] = ()) -> list[MistakeAt]:
    """What is wrong in the post.j2 files. ``tried``: (key, template_sha256) that need no second trial."""
    new = {
        channel.key: (_markup(channel.platform), channel.template)
        for channel in channels
        if (channel.key, channel.template_sha256) not in tried
    }
    faults = try_templates(new) if new else {}
    return [MistakeAt(template_path(key), line, message) for key, (line, message) in faults.items()]


def template_path(key: str) -> str:
    """Where a channel's template lies, relative to the workspace."""
    return (Path("channels") / key / "post.j2").as_posix()


def _markup(name: str) -> Markup:
    return platform(name).limits.markup if name in ADAPTERS else "plain"
