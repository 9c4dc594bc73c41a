"""Each thing that the adapter asks of the Bot API, as one function. The spec link stands over its call.

All raise what ``bot.call`` raises.
"""

from __future__ import annotations

from dataclasses import dataclass

import telegram
from telegram import Bot, InputFile, LinkPreviewOptions, Message
from telegram.constants import ChatMemberStatus, ChatType, ParseMode

from campaign.errors import Rejected
from campaign.platforms.seam import Account, Destination, MediaFile, Post, Receipt, Sample
from campaign.platforms.telegram.bot import call
from campaign.platforms.telegram.refusals import RIGHTS
from campaign.platforms.telegram.table import Table, address_of, permalink, read_table, remote_id

KINDS = {"image": "photo", "video": "video"}
API_VERSION = f"Bot API {telegram.__bot_api_version__}"


@dataclass(frozen=True)
class Chat:
    """A channel as Telegram names it; ``username`` is empty for a private one."""

    id: int
    username: str


def kind_of(post: Post) -> str:
    """What kind of message a post becomes: text, photo or video."""
    return KINDS[post.media[0].kind] if post.media and not post.part else "text"


def send(to: Destination, post: Post) -> Receipt:
    """Post one message: the only visible write."""
    kind = kind_of(post)
    message = _send_text(to, post.text) if kind == "text" else _send_media(to, post.text, post.media[0])
    table = read_table(to.options)
    return Receipt(
        remote_id=remote_id(message.chat.id, message.message_id),
        permalink=permalink(table, message.chat.username or "", message.chat.id, message.message_id),
        at=message.date,
        extra={"kind": kind},
    )


def _send_text(to: Destination, text: str) -> Message:
    table = read_table(to.options)

    # https://core.telegram.org/bots/api#sendmessage
    async def action(bot: Bot) -> Message:
        return await bot.send_message(
            table.chat,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_preview(table),
            disable_notification=table.silent or None,
        )

    return call(to, action, repeatable=False)


def _send_media(to: Destination, caption: str, file: MediaFile) -> Message:
    table = read_table(to.options)
    with to.open_media(file.sha256) as opened:
        content = InputFile(opened, filename=file.name, read_file_handle=False)

        # https://core.telegram.org/bots/api#sendphoto  https://core.telegram.org/bots/api#sendvideo
        async def action(bot: Bot) -> Message:
            if file.kind == "image":
                return await bot.send_photo(
                    table.chat, content, caption, parse_mode=ParseMode.HTML, disable_notification=table.silent or None
                )
            return await bot.send_video(
                table.chat,
                content,
                duration=round(file.duration_s) if file.duration_s else None,
                width=file.width,
                height=file.height,
                caption=caption,
                parse_mode=ParseMode.HTML,
                supports_streaming=True,
                disable_notification=table.silent or None,
            )

        return call(to, action, repeatable=False)


def _preview(table: Table) -> LinkPreviewOptions | None:
    if table.link_preview == "on":
        return None
    return LinkPreviewOptions(
        is_disabled=table.link_preview == "off" or None,
        prefer_small_media=table.link_preview == "small" or None,
        prefer_large_media=table.link_preview == "large" or None,
    )


def pin(to: Destination, parent: Receipt) -> Receipt:
    """Pin the message of ``parent``. Twice is harmless, so an unknown outcome is Unavailable."""
    chat_id, message_id = address_of(parent.remote_id)
    silent = read_table(to.options).silent or None

    # https://core.telegram.org/bots/api#pinchatmessage
    async def action(bot: Bot) -> bool:
        return await bot.pin_chat_message(chat_id, message_id, disable_notification=silent)

    call(to, action, repeatable=True)
    return Receipt(remote_id=f"{chat_id}/pin/{message_id}", permalink=parent.permalink, extra={"kind": "pin"})


def edit(to: Destination, receipt: Receipt, text: str, kind: str) -> None:
    """Give a message this text, or its picture this caption. Rejected "not_modified": it reads so already."""
    chat_id, message_id = address_of(receipt.remote_id)
    table = read_table(to.options)

    # https://core.telegram.org/bots/api#editmessagetext  https://core.telegram.org/bots/api#editmessagecaption
    async def action(bot: Bot) -> object:
        if kind == "text":
            return await bot.edit_message_text(
                text, chat_id, message_id, parse_mode=ParseMode.HTML, link_preview_options=_preview(table)
            )
        return await bot.edit_message_caption(chat_id, message_id, caption=text, parse_mode=ParseMode.HTML)

    call(to, action, repeatable=False)


def remove(to: Destination, receipt: Receipt) -> None:
    """Delete a message, or take a pin off. Rejected "gone": it is not there."""
    chat_id, message_id = address_of(receipt.remote_id)

    # https://core.telegram.org/bots/api#deletemessage  https://core.telegram.org/bots/api#unpinchatmessage
    async def action(bot: Bot) -> bool:
        if "/pin/" in receipt.remote_id:
            return await bot.unpin_chat_message(chat_id, message_id)
        return await bot.delete_message(chat_id, message_id)

    call(to, action, repeatable=False)


def chat(to: Destination) -> Chat:
    """Which chat the table names."""

    # https://core.telegram.org/bots/api#getchat
    async def action(bot: Bot) -> Chat:
        found = await bot.get_chat(read_table(to.options).chat)
        return Chat(found.id, found.username or "")

    return call(to, action, repeatable=True)


def followers(to: Destination) -> Sample:
    """How many follow the channel now."""

    # https://core.telegram.org/bots/api#getchatmembercount
    async def action(bot: Bot) -> int:
        return await bot.get_chat_member_count(read_table(to.options).chat)

    count = call(to, action, repeatable=True)
    return Sample(
        remote_id=None, metric="followers", value=count, native_name="getChatMemberCount", api_version=API_VERSION
    )


def account(to: Destination) -> Account:
    """Whom the token speaks for, and that it may post there. Raises Rejected where the bot lacks the right."""
    table = read_table(to.options)

    # https://core.telegram.org/bots/api#getme  #getchat  #getchatmember
    async def action(bot: Bot) -> tuple[telegram.ChatFullInfo, telegram.ChatMember]:
        me = await bot.get_me()
        found = await bot.get_chat(table.chat)
        return found, await bot.get_chat_member(found.id, me.id)

    found, member = call(to, action, repeatable=True)
    if member.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED):
        raise Rejected("not_member", "Bot không ở trong kênh: hãy thêm bot làm quản trị viên của kênh.")
    if found.type == ChatType.CHANNEL and not getattr(member, "can_post_messages", False):
        raise Rejected("no_rights", RIGHTS)
    notes = []
    if not found.username:
        notes.append("Kênh riêng tư: không có lượt xem, và bài mất hồi âm phải do người xem lại.")
    if table.pin and found.type == ChatType.CHANNEL and not getattr(member, "can_edit_messages", False):
        notes.append("Bot chưa có quyền sửa bài nên chưa ghim được.")
    return Account(id=str(found.id), name=found.title or found.username or str(found.id), notes=tuple(notes))
