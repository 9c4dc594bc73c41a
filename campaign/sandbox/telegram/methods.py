"""The Bot API methods that the stand-in knows. Limits: https://core.telegram.org/bots/api and TDLib's sources."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from campaign.clock import Clock
from campaign.sandbox.faults import Faults
from campaign.sandbox.files import Files
from campaign.sandbox.telegram.groups import audio_type, group_of
from campaign.sandbox.telegram.markup import Marked
from campaign.sandbox.telegram.parameters import (
    caption_of,
    chat_json,
    flag,
    json_of,
    marked_of,
    message_json,
    number_of,
    upload_of,
)
from campaign.sandbox.telegram.refusals import Refusal, bad_request, too_many
from campaign.sandbox.telegram.updates import updates_of
from campaign.sandbox.telegram.world import Chat, Message, World
from campaign.sandbox.wire import Call, Upload

TEXT = 4096  # code points after entities are parsed (TDLib message_text_length_max)
PHOTO_BYTES = 10 << 20
PHOTO_SUM, PHOTO_RATIO = 10_000, 20
MESSAGE_GONE = "message to {} not found"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Tập dượt", "username": "tap_duot_bot"}
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_restrict_members", "can_promote_members", "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


class Methods:
    """Carries calls out on the world. Every public name is a Bot API method; it returns the ``result``."""

    def __init__(self, world: World, files: Files, faults: Faults, clock: Clock) -> None:
        self._world = world
        self._files = files
        self._faults = faults
        self._clock = clock
        self.known: dict[str, Callable[[Call], Any]] = {
            "getMe": lambda call: BOT,
            "getChat": self._get_chat,
            "getChatMember": self._get_member,
            "getChatMemberCount": lambda call: self._chat(call).members,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendVideo": self._send_video,
            "sendAudio": self._send_audio,
            "sendDocument": self._send_document,
            "sendMediaGroup": self._send_group,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "deleteMessage": self._delete,
            "deleteMessages": self._delete_all,
            "pinChatMessage": self._pin,
            "unpinChatMessage": self._unpin,
            **updates_of(world),
        }

    def _chat(self, call: Call) -> Chat:
        asked = call.params.get("chat_id", "")
        if not asked:
            raise bad_request("chat_id is empty")
        chat = self._world.chat(asked)
        if chat is None:
            raise bad_request("chat not found")
        if chat.kicked:
            raise Refusal(403, "Forbidden: bot was kicked from the channel chat")
        if chat.migrated_to:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        return chat

    def _get_chat(self, call: Call) -> dict[str, Any]:
        chat = self._chat(call)
        gifts = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        )
        return {**chat_json(chat), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def _get_member(self, call: Call) -> dict[str, Any]:
        chat = self._chat(call)
        if call.params.get("user_id") != str(BOT["id"]):
            raise bad_request("user not found")
        return {
            "status": "administrator", "user": BOT, "can_be_edited": False, "is_anonymous": False,
            "can_manage_video_chats": False, **dict.fromkeys(RIGHTS, False),
            "can_post_messages": chat.can_post, "can_edit_messages": chat.can_pin,
        }  # fmt: skip

    def _send_message(self, call: Call) -> dict[str, Any]:
        chat = self._open(call)
        marked = marked_of(call, "text")
        if not marked.text:
            raise bad_request("message text is empty")
        if len(marked.text) > TEXT:
            raise bad_request("message is too long")
        return self._post(chat, call, "text", marked)

    def _send_photo(self, call: Call) -> dict[str, Any]:
        chat = self._open(call)
        caption = caption_of(call)
        upload = upload_of(call, "photo")
        return self._post(chat, call, "photo", caption, upload, *self._looked_at(upload))

    def _looked_at(self, upload: Upload) -> tuple[str, tuple[int, int]]:
        """(mime, size) of a picture that Telegram takes."""
        if len(upload.content) > PHOTO_BYTES:
            size = len(upload.content)
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_BYTES} bytes"
            )
        try:
            with Image.open(io.BytesIO(upload.content)) as picture:
                size_of, mime = picture.size, Image.MIME.get(picture.format or "", "")
        except (OSError, Image.DecompressionBombError):
            raise bad_request("IMAGE_PROCESS_FAILED") from None
        if sum(size_of) > PHOTO_SUM or max(size_of) > PHOTO_RATIO * min(size_of):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return mime, size_of

    def _send_video(self, call: Call) -> dict[str, Any]:
        chat = self._open(call)
        caption = caption_of(call)
        upload = upload_of(call, "video")
        if upload.content[4:8] != b"ftyp":
            raise bad_request("VIDEO_CONTENT_TYPE_INVALID")
        width, height = (number_of(call, side) for side in ("width", "height"))
        return self._post(chat, call, "video", caption, upload, "video/mp4", (width, height))

    def _send_audio(self, call: Call) -> dict[str, Any]:
        chat = self._open(call)
        caption = caption_of(call)
        upload = upload_of(call, "audio")
        mime = audio_type(upload.content)
        return self._post(chat, call, "audio" if mime else "document", caption, upload, mime)

    def _send_document(self, call: Call) -> dict[str, Any]:
        chat = self._open(call)
        return self._post(chat, call, "document", caption_of(call), upload_of(call, "document"), "")

    def _send_group(self, call: Call) -> list[dict[str, Any]]:
        """All of it or nothing; ids in a row."""
        chat = self._open(call)
        wanted = group_of(call)
        looked = [self._looked_at(each.upload) if each.kind == "photo" else ("video/mp4", each.size) for each in wanted]
        group = str(chat.next_id)
        return [
            self._post(chat, call, each.kind, each.caption, each.upload, mime, size, group)
            for each, (mime, size) in zip(wanted, looked, strict=True)
        ]

    def _open(self, call: Call) -> Chat:
        """The chat, if the bot may post there now."""
        chat = self._chat(call)
        if not chat.can_post:
            raise bad_request("need administrator rights in the channel chat")
        if self._faults.flood_s and chat.last_post:
            wait = self._faults.flood_s - (self._clock.now() - chat.last_post).total_seconds()
            if wait > 0:
                raise too_many(int(wait) + 1)
        return chat

    def _post(
        self, chat: Chat, call: Call, kind: str, marked: Marked,
        upload: Upload | None = None, mime: str = "", size: tuple[int, int] = (0, 0), group: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        message = Message(chat.next_id, kind, marked, self._clock.now(), mime=mime, size=size, group=group)
        if upload is not None:
            message.file, message.name = self._files.keep(upload, mime), upload.name
        message.extra = {
            "silent": flag(call, "disable_notification"),
            "link_preview": json_of(call, "link_preview_options", {}),
        }
        chat.add(message)
        return message_json(chat, message)

    def _message(self, call: Call, verb: str) -> tuple[Chat, Message]:
        chat = self._chat(call)
        message = chat.messages.get(number_of(call, "message_id"))
        if message is None:
            raise bad_request(MESSAGE_GONE.format(verb))
        return chat, message

    def _edit_text(self, call: Call) -> dict[str, Any]:
        chat, message = self._message(call, "edit")
        if message.kind != "text":
            raise bad_request("there is no text in the message to edit")
        marked = marked_of(call, "text")
        if not marked.text:
            raise bad_request("message text is empty")
        if len(marked.text) > TEXT:
            raise bad_request("message is too long")
        return self._edit(chat, message, marked)

    def _edit_caption(self, call: Call) -> dict[str, Any]:
        chat, message = self._message(call, "edit")
        if message.kind == "text":
            raise bad_request("there is no caption in the message to edit")
        return self._edit(chat, message, caption_of(call))

    def _edit(self, chat: Chat, message: Message, marked: Marked) -> dict[str, Any]:
        if marked == message.marked:
            raise bad_request(NOT_MODIFIED)
        message.marked, message.edited = marked, True
        return message_json(chat, message)

    def _delete(self, call: Call) -> bool:
        chat, message = self._message(call, "delete")
        del chat.messages[message.id]
        return True

    def _delete_all(self, call: Call) -> bool:
        """1-100 of them; those that are not there are passed over."""
        chat, numbers = self._chat(call), json_of(call, "message_ids", [])
        if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
            raise bad_request("message identifiers are not specified")
        for number in numbers:
            chat.messages.pop(number, None)
        return True

    def _pin(self, call: Call) -> bool:
        chat, message = self._message(call, "pin")
        if not chat.can_pin:
            raise bad_request("not enough rights to manage pinned messages in the chat")
        message.pinned = True
        return True

    def _unpin(self, call: Call) -> bool:
        _, message = self._message(call, "unpin")
        message.pinned = False
        return True
