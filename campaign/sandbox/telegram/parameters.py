"""What stands in a Bot API request, and what the Bot API returns for a chat or a message."""

from __future__ import annotations

import json
from typing import Any

from campaign.sandbox.telegram.markup import Marked, plain, read_html
from campaign.sandbox.telegram.refusals import Refusal, bad_request
from campaign.sandbox.telegram.world import Chat, Message
from campaign.sandbox.wire import Call, Upload

CAPTION = 1024  # code points after entities are parsed
UPLOAD_BYTES = 50 << 20


def marked_of(call: Call, name: str) -> Marked:
    source, mode = call.params.get(name, ""), call.params.get("parse_mode", "")
    if mode.lower() == "html":
        return read_html(source)
    if mode:
        raise bad_request("unsupported parse_mode")
    return plain(source)


def caption_of(call: Call) -> Marked:
    marked = marked_of(call, "caption")
    if len(marked.text) > CAPTION:
        raise bad_request("message caption is too long")
    return marked


def upload_of(call: Call, name: str) -> Upload:
    upload = call.uploads.get(name)
    if upload is None:
        raise bad_request(f"there is no {name} in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > UPLOAD_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    return upload


def number_of(call: Call, name: str) -> int:
    """A whole number; 0 where none was sent."""
    try:
        return int(call.params.get(name) or 0)
    except ValueError:
        raise bad_request(f"invalid {name} specified") from None


def flag(call: Call, name: str) -> bool:
    return call.params.get(name, "").lower() in ("true", "1")


def json_of(call: Call, name: str, default: Any) -> Any:
    try:
        return json.loads(call.params[name]) if call.params.get(name) else default
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def chat_json(chat: Chat) -> dict[str, Any]:
    named = {"username": chat.username} if chat.username else {}
    return {"id": chat.id, "title": chat.title, "type": "channel", **named}


def message_json(chat: Chat, message: Message) -> dict[str, Any]:
    shape: dict[str, Any] = {"message_id": message.id, "sender_chat": chat_json(chat), "chat": chat_json(chat)}
    shape["date"] = int(message.at.timestamp())
    if message.edited:
        shape["edit_date"] = shape["date"]
    prefix = "" if message.kind == "text" else "caption_"
    shape["text" if message.kind == "text" else "caption"] = message.marked.text
    shape[f"{prefix}entities"] = message.marked.wire()
    ids = {"file_id": f"file-{message.file}", "file_unique_id": f"unique-{message.file}"}
    width, height = message.size
    if message.kind == "photo":
        shape["photo"] = [{**ids, "width": width, "height": height}]
    elif message.kind == "video":
        shape["video"] = {**ids, "width": width, "height": height, "duration": 0, "mime_type": message.mime}
    elif message.kind == "audio":
        shape["audio"] = {**ids, "duration": 0, "mime_type": message.mime, "file_name": message.name}
    elif message.kind == "document":
        shape["document"] = {**ids, "file_name": message.name}
    if message.group:
        shape["media_group_id"] = message.group
    return shape
