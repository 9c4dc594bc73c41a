"""Each thing that the adapter asks of the Bot API, as one function. The spec link stands over its call.

All raise what ``bot.call`` raises.
"""

from __future__ import annotations

from dataclasses import dataclass

import telegram
from telegram import Bot
from telegram.constants import ChatMemberStatus, ChatType, ParseMode

from campaign.errors import Rejected
from campaign.platforms.seam import Account, Destination, Receipt, Sample
from campaign.platforms.telegram.bot import call
from campaign.platforms.telegram.refusals import RIGHTS
from campaign.platforms.telegram.sending import preview
from campaign.platforms.telegram.table import address_of, read_table

API_VERSION = f"Bot API {telegram.__bot_api_version__}"


@dataclass(frozen=True)
class Chat:
    """A channel as Telegram names it; ``username`` is empty for a private one."""

    id: int
    username: str


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
                text, chat_id, message_id, parse_mode=ParseMode.HTML, link_preview_options=preview(table)
            )
        return await bot.edit_message_caption(chat_id, message_id, caption=text, parse_mode=ParseMode.HTML)

    call(to, action, repeatable=False)


def remove(to: Destination, receipt: Receipt) -> None:
    """Delete a message or a whole album, or take a pin off. Rejected "gone": it is not there."""
    chat_id, message_id = address_of(receipt.remote_id)
    others = [address_of(other)[1] for other in receipt.extra.get("also", ())]

    # https://core.telegram.org/bots/api#deletemessage  #deletemessages  #unpinchatmessage
    async def action(bot: Bot) -> bool:
        if "/pin/" in receipt.remote_id:
            return await bot.unpin_chat_message(chat_id, message_id)
        if others:
            return await bot.delete_messages(chat_id, [message_id, *others])  # those already gone are skipped
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


def subscribe(to: Destination, url: str, secret: str) -> None:
    """Have figures of reactions sent to ``url``, each request with ``secret`` in its header; nothing else is sent."""

    # https://core.telegram.org/bots/api#setwebhook
    async def action(bot: Bot) -> bool:
        return await bot.set_webhook(url, allowed_updates=["message_reaction_count"], secret_token=secret)

    call(to, action, repeatable=True)
