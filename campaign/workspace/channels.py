"""channels/<key>/: one declared destination (channel.toml) and how an item reads there (post.j2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator

from campaign.errors import Mistake
from campaign.platforms import DECLARED
from campaign.workspace.channel_options import OPTIONS, SECRET_WORDS, PlatformName
from campaign.workspace.files import Found, read_text, walk
from campaign.workspace.mistakes import Mistakes, quoted, unknown_key
from campaign.workspace.names import Names
from campaign.workspace.openings import SendWindow
from campaign.workspace.table import DurationS, Filled, Table, read_key
from campaign.workspace.toml_files import TomlFile, read_toml

FOLDER = "channels"


def read_send_window(value: str) -> str:
    """The window as written. Raises ValueError for one that cannot be read."""
    try:
        SendWindow.parse(value)
    except Mistake as wrong:
        raise ValueError(str(wrong)) from None
    return value.strip()


class ChannelHead(Table):
    """channel.toml without the platform's own table."""

    platform: PlatformName
    title: Filled
    unit: str = ""
    task: str = ""
    enabled: bool = True
    min_interval: DurationS = 0.0
    send_window: Annotated[str, AfterValidator(read_send_window)] = ""
    grace: DurationS | None = None


class DeclaredChannel(Table):
    """A channel that is right. ``options`` is the platform's table with its defaults; spans are in seconds."""

    key: str
    platform: str
    title: str
    unit: str
    task: str
    enabled: bool
    min_interval_s: float
    send_window: str
    grace_s: float | None
    options: dict[str, Any]
    template: str
    template_sha256: str


def channel_keys(found: Sequence[Found]) -> list[str]:
    """The folders directly under channels/, also those whose files have mistakes."""
    return [each.parts[1] for each in found if each.is_folder and len(each.parts) == 2]


def read_channels(root: Path, names: Names, mistakes: Mistakes) -> tuple[list[DeclaredChannel], frozenset[str]]:
    """The channels that are right, and the keys of all that are declared: a wrong file is not a removed channel."""
    found = walk(root, FOLDER, mistakes)
    files = {each.path for each in found if not each.is_folder}
    keys = channel_keys(found)
    read = [_read_channel(root, key, files, names, mistakes) for key in keys]
    channels = [channel for channel in read if channel is not None]
    return _without_shared_feeds(root, channels, mistakes), frozenset(keys)


def _read_channel(root: Path, key: str, files: set[str], names: Names, mistakes: Mistakes) -> DeclaredChannel | None:
    path = f"{FOLDER}/{key}/channel.toml"
    try:
        read_key(key)
        key_is_right = True
    except ValueError as wrong:
        mistakes.add(path, 1, f"tên thư mục kênh {quoted(key)} {wrong}")
        key_is_right = False
    template = _read_template(root, f"{FOLDER}/{key}/post.j2", files, mistakes)
    if path not in files:
        mistakes.add(path, 1, "thiếu channel.toml")
        return None
    file = read_toml(root, path, mistakes)
    head, options = _read_tables(file, names) if file else (None, None)
    if head is None or options is None or template is None or not key_is_right:
        return None
    return DeclaredChannel(
        key=key,
        platform=head.platform,
        title=head.title,
        unit=head.unit,
        task=head.task,
        enabled=head.enabled,
        min_interval_s=head.min_interval,
        send_window=head.send_window,
        grace_s=head.grace,
        options=options,
        template=template,
        template_sha256=hashlib.sha256(template.encode()).hexdigest(),
    )


def _read_template(root: Path, path: str, files: set[str], mistakes: Mistakes) -> str | None:
    if path not in files:
        mistakes.add(path, 1, "thiếu post.j2: mẫu bài của kênh")
        return None
    return read_text(root, path, mistakes)


def _read_tables(file: TomlFile, names: Names) -> tuple[ChannelHead | None, dict[str, Any] | None]:
    """Head and options; each None where it has a mistake."""
    raw = dict(file.raw)
    platform = raw.get("platform")
    own = raw.pop(platform, None) if platform in DECLARED else None
    right = _check_keys(file, raw)
    head = file.validated(ChannelHead, {key: raw[key] for key in raw if key in ChannelHead.model_fields})
    for key, message in (("unit", names.unknown_unit), ("task", names.unknown_task)):
        given = raw.get(key)
        if isinstance(given, str) and given and (wrong := message(given)):
            file.mistake((key,), wrong)
            right = False
    options = _read_options(file, str(platform), own) if platform in DECLARED else None
    return (head if right else None), options


def _check_keys(file: TomlFile, raw: dict[str, Any]) -> bool:
    """Say which keys nobody reads; a table of another platform is one of them."""
    right = True
    for key in raw:
        if key in ChannelHead.model_fields:
            continue
        right = False
        if key in DECLARED and raw.get("platform") in DECLARED:
            file.mistake((key,), f"bảng [{key}] không thuộc kênh có platform = {quoted(raw.get('platform', ''))}")
        elif key not in DECLARED:
            file.mistake((key,), _secret(key) or unknown_key(key, [*ChannelHead.model_fields, *DECLARED]))
    return right


def _read_options(file: TomlFile, platform: str, own: object) -> dict[str, Any] | None:
    if not isinstance(own, dict):
        file.mistake((platform,), f"thiếu bảng [{platform}]")
        return None
    secrets = [key for key in own if key not in OPTIONS[platform].model_fields and _secret(key)]
    for key in secrets:
        file.mistake((platform, key), _secret(key))
    options = file.validated(OPTIONS[platform], {k: own[k] for k in own if k not in secrets}, (platform,))
    return None if options is None or secrets else options.model_dump(mode="json", exclude_none=True)


def _secret(key: str) -> str:
    if any(word in key.casefold() for word in SECRET_WORDS):
        return f"{quoted(key)}: mã bí mật không bao giờ để trong tệp; xóa dòng này và chạy: campaign channel connect"
    return ""


def _without_shared_feeds(root: Path, channels: list[DeclaredChannel], mistakes: Mistakes) -> list[DeclaredChannel]:
    """Two channels cannot be one feed: the second, in order of keys, is a mistake."""
    owners: dict[str, str] = {}
    kept = []
    for channel in channels:
        feed = channel.options["path"] if channel.platform == "rss" else ""
        owner = owners.setdefault(feed, channel.key) if feed else channel.key
        if owner == channel.key:
            kept.append(channel)
            continue
        file = read_toml(root, f"{FOLDER}/{channel.key}/channel.toml", mistakes)
        if file is not None:
            file.mistake(("rss", "path"), f"path {quoted(feed)} đã dùng cho kênh {quoted(owner)}")
    return kept
