"""The public pages of t.me in their real markup: a channel's preview ``/s/<name>`` and one post ``/<name>/<id>``.

About 20 messages a page, oldest first, ``?before=<id>`` the page before; a channel without a public page is sent on
to ``/<name>``; an unknown name is a page with a title and no figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape

from campaign.sandbox.telegram.world import Chat, Message, World
from campaign.sandbox.wire import Reply

PAGE = re.compile(r"/s/([A-Za-z]\w{3,31})/?|/([A-Za-z]\w{3,31})(?:/(\d+))?|/c/(\d+)/(\d+)")
PER_PAGE = 20
HEAD = (
    '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title} – Telegram</title>\n'
    '<link rel="stylesheet" href="/wall.css">\n</head>\n<body>\n<main class="tgme_main">\n'
)
FOOT = "</main>\n</body>\n</html>\n"


def page(world: World, params: Mapping[str, str], now: datetime) -> Reply:
    """The page at ``params["path"]``."""
    found = PAGE.fullmatch(params["path"])
    assert found is not None
    preview, name, number, internal, private = found.groups()
    if internal:
        return _one(world.chats.get(int(f"-100{internal}")), int(private), now)
    chat = world.named(preview or name)
    if preview:
        if chat is not None and not chat.public:
            return Reply(302, b"", "text/html; charset=utf-8", {"location": f"/{preview}"})
        return _preview(chat, preview, params, now)
    if number:
        return _one(chat if chat and chat.public else None, int(number), now)
    return _html(escape(name), f'<div class="tgme_page_title"><span>@{escape(name)}</span></div>\n')


def address(chat: Chat, message: Message) -> str:
    """Where one message is seen."""
    return f"/{chat.username}/{message.id}" if chat.username else f"/c/{str(chat.id)[4:]}/{message.id}"


def notes(message: Message) -> tuple[str, ...]:
    """What the wall says beside a message."""
    marks = ((message.pinned, "đã ghim"), (message.edited, "đã sửa"), (message.extra.get("silent"), "gửi không báo"))
    return tuple(words for true, words in marks if true)


def _preview(chat: Chat | None, name: str, params: Mapping[str, str], now: datetime) -> Reply:
    if chat is None:
        return _html(escape(name), f'<div class="tgme_page_title"><span>@{escape(name)}</span></div>\n')
    before = int(params["before"]) if params.get("before", "").isdigit() else None
    shown_ids = [number for number in chat.messages if leads(chat, chat.messages[number])]
    ids = sorted(number for number in shown_ids if before is None or number < before)[-PER_PAGE:]
    info = (
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{escape(chat.title)}</span></div>\n'
        f'<div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter"><span class="counter_value">'
        f'{short(chat.members)}</span> <span class="counter_type">subscribers</span></div></div>\n'
    )
    shown = "".join(_message(chat, chat.messages[number], now) for number in ids)
    return _html(
        escape(chat.title), f'{info}<section class="tgme_channel_history js-message_history">\n{shown}</section>\n'
    )


def _one(chat: Chat | None, number: int, now: datetime) -> Reply:
    message = chat.messages.get(number) if chat else None
    if chat is None or message is None:
        return _html("Telegram", '<div class="tgme_widget_message_error">Post not found</div>\n')
    return _html(escape(chat.title), _message(chat, message, now))


def _message(chat: Chat, message: Message, now: datetime) -> str:
    link = address(chat, message)
    edited = "edited " if message.edited else ""
    text = message.marked.html()
    if text:
        text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>\n'
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="{link[1:]}">\n'
        '<div class="tgme_widget_message_bubble">\n'
        f'<div class="tgme_widget_message_author"><span dir="auto">{escape(chat.title)}</span></div>\n'
        f"{_pictures(chat, message, link)}{text}{_reactions(message)}"
        '<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short">'
        f'<span class="tgme_widget_message_views">{short(message.views_at(now))}</span>'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="{link}">'
        f'<time datetime="{message.at.isoformat(timespec="seconds")}" class="time">{message.at:%H:%M}</time></a></span>'
        "</div></div>\n</div>\n</div></div>\n"
    )


def leads(chat: Chat, message: Message) -> bool:
    """Is this a message on its own, or the first of its album?"""
    return not message.group or message.id == min(each.id for each in _album(chat, message))


def _album(chat: Chat, message: Message) -> list[Message]:
    return [each for each in chat.messages.values() if each.group and each.group == message.group]


def _pictures(chat: Chat, message: Message, link: str) -> str:
    """An album stands in one wrap, each of it with an address of its own."""
    if not message.group:
        return _media(message, link)
    each = "".join(_media(one, f"{address(chat, one)}?single") for one in _album(chat, message))
    return f'<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap">{each}</div>\n'


def _media(message: Message, link: str) -> str:
    source = f"/files/{message.file}"
    if message.kind in ("audio", "document"):
        icon = " audio" if message.kind == "audio" else ""
        title = f'<div class="tgme_widget_message_document_title" dir="auto">{escape(message.name)}</div>'
        return (
            f'<a class="tgme_widget_message_document_wrap" href="{link}">'
            f'<div class="tgme_widget_message_document_icon{icon}"></div>{title}</a>\n'
        )
    if message.kind == "photo":
        return (
            f'<a class="tgme_widget_message_photo_wrap" href="{link}" style="background-image:url(\'{source}\')">'
            f'<img alt="" src="{source}"></a>\n'
        )
    if message.kind == "video":
        video = f'<video src="{source}" class="tgme_widget_message_video" controls></video>'
        return f'<a class="tgme_widget_message_video_player" href="{link}">{_wrapped(video)}</a>\n'
    return ""


def _wrapped(video: str) -> str:
    return f'<div class="tgme_widget_message_video_wrap">{video}</div>'


def _reactions(message: Message) -> str:
    if not message.reactions:
        return ""
    each = "".join(
        f'<span class="tgme_reaction"><i class="emoji"><b>{escape(emoji)}</b></i>{short(count)}</span>'
        for emoji, count in message.reactions.items()
    )
    return f'<div class="tgme_widget_message_reactions js-message_reactions">{each}</div>\n'


def short(number: int) -> str:
    """A figure as the page prints it: exact below 1000, else three significant digits, cut and not rounded."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if number >= size:
            whole = number / size
            digits = 2 if whole < 10 else 1 if whole < 100 else 0
            cut = int(whole * 10**digits) / 10**digits
            return f"{cut:.{digits}f}".rstrip("0").rstrip(".") + letter if digits else f"{int(whole)}{letter}"
    return str(number)


def _html(title: str, body: str) -> Reply:
    return Reply(200, (HEAD.format(title=title) + body + FOOT).encode(), "text/html; charset=utf-8")
