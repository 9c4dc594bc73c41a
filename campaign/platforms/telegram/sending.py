"""The one visible write of each kind of message: text, photo, video, album, audio, document.

All raise what ``bot.call`` raises; an unknown outcome is Uncertain.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from typing import Any

from telegram import Bot, InputFile, InputMediaPhoto, InputMediaVideo, LinkPreviewOptions, Message
from telegram.constants import ParseMode

from campaign.platforms.seam import Destination, MediaFile, Post, Receipt
from campaign.platforms.telegram.bot import call
from campaign.platforms.telegram.table import Table, permalink, read_table, remote_id

KINDS = {"image": "photo", "video": "video", "audio": "audio", "file": "document"}
Sending = Callable[[Bot], Awaitable[Message]]


def kind_of(post: Post) -> str:
    """What kind of message a post becomes: text, photo, video, album, audio or document."""
    if len(post.media) > 1:
        return "album"
    return KINDS[post.media[0].kind] if post.media else "text"


def send(to: Destination, post: Post) -> Receipt:
    """Post it. The receipt names its first message; the others of an album stand in ``extra["also"]``."""
    kind = kind_of(post)
    with ExitStack() as opened:
        files = [opened.enter_context(to.open_media(file.sha256)) for file in post.media]
        contents = [
            InputFile(content, filename=file.name, read_file_handle=False, attach=kind == "album")
            for content, file in zip(files, post.media, strict=True)
        ]
        if kind == "album":
            messages = call(to, _album(to, post, contents), repeatable=False)
        else:
            messages = [call(to, _one(to, post, contents), repeatable=False)]
    return _receipt(to, kind, messages)


def _receipt(to: Destination, kind: str, messages: Sequence[Message]) -> Receipt:
    first, *others = sorted(messages, key=lambda message: message.message_id)
    also = {"also": [remote_id(other.chat.id, other.message_id) for other in others]} if others else {}
    return Receipt(
        remote_id=remote_id(first.chat.id, first.message_id),
        permalink=permalink(read_table(to.options), first.chat.username or "", first.chat.id, first.message_id),
        at=first.date,
        extra={"kind": kind, **also},
    )


def _one(to: Destination, post: Post, contents: list[InputFile]) -> Sending:
    table = read_table(to.options)
    said: dict[str, Any] = {"parse_mode": ParseMode.HTML, "disable_notification": table.silent or None}

    # https://core.telegram.org/bots/api#sendmessage  #sendphoto  #sendvideo  #sendaudio  #senddocument
    async def action(bot: Bot) -> Message:
        if not contents:
            return await bot.send_message(table.chat, post.text, link_preview_options=preview(table), **said)
        content, file = contents[0], post.media[0]
        said["caption"] = post.text or None
        if file.kind == "image":
            return await bot.send_photo(table.chat, content, **said)
        if file.kind == "video":
            return await bot.send_video(table.chat, content, supports_streaming=True, **_length(file), **said)
        if file.kind == "audio":
            duration = _length(file)["duration"]
            return await bot.send_audio(table.chat, content, duration=duration, title=post.draft.title[:64], **said)
        return await bot.send_document(table.chat, content, disable_content_type_detection=True, **said)

    return action


def _album(to: Destination, post: Post, contents: list[InputFile]) -> Callable[[Bot], Awaitable[Sequence[Message]]]:
    """Its caption stands on the first one alone: only then is it shown as the album's own."""
    table = read_table(to.options)

    # https://core.telegram.org/bots/api#sendmediagroup
    async def action(bot: Bot) -> Sequence[Message]:
        media: list[Any] = []
        for content, file in zip(contents, post.media, strict=True):
            said: dict[str, Any] = {}
            if not media and post.text:
                said = {"caption": post.text, "parse_mode": ParseMode.HTML}
            if file.kind == "image":
                media.append(InputMediaPhoto(content, **said))
            else:
                media.append(InputMediaVideo(content, supports_streaming=True, **_length(file), **said))
        return await bot.send_media_group(table.chat, media, disable_notification=table.silent or None)

    return action


def _length(file: MediaFile) -> dict[str, Any]:
    seconds = round(file.duration_s) if file.duration_s else None
    return {"duration": seconds, "width": file.width, "height": file.height}


def preview(table: Table) -> LinkPreviewOptions | None:
    """How the table wants its links shown; None: as Telegram does by itself."""
    if table.link_preview == "on":
        return None
    return LinkPreviewOptions(
        is_disabled=table.link_preview == "off" or None,
        prefer_small_media=table.link_preview == "small" or None,
        prefer_large_media=table.link_preview == "large" or None,
    )
