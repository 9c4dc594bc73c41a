"""For each platform a rig: its adapter, a destination, and the other side to break. test_contract.py runs over all."""

from __future__ import annotations

import contextlib
import hashlib
import io
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from PIL import Image

from campaign.net.deadline import Deadline
from campaign.platforms import platform
from campaign.platforms.seam import BriefMemory, Destination, Draft, MediaFile, Platform, Post
from campaign.sandbox import Sandbox
from campaign.sandbox.zalo.world import OA_ID

BOT_TOKEN = "100200300:canary" + "-" * 10 + "canary"
PAGE_ID = "1234567890"
LINK = "https://example.vn/go/abc2345"


@dataclass
class HeldCredentials:
    """A channel's secrets in memory."""

    secrets: dict[str, str]

    def read(self) -> Mapping[str, str]:
        return dict(self.secrets)

    def replace(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        self.secrets = dict(change(self.secrets))
        return self.read()


@dataclass
class Rig:
    """One platform ready to be tried. ``sandbox`` is None where there is no remote side."""

    name: str
    options: dict[str, Any]
    secrets: dict[str, str] = field(default_factory=dict)
    sandbox: Sandbox | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    shows: str = ""
    """The request that shows the post, by its name in the sandbox's journal; empty: any that writes."""
    shows_first: bool = True
    """Is it the first step?"""
    repeats: bool = False
    """Does its visible step, made again, show a second post? Then the protocol alone keeps it from being made again."""
    usual: dict[str, Any] = field(default_factory=dict)
    """What every draft has here (a cover)."""
    memory: BriefMemory = field(default_factory=BriefMemory)

    @property
    def adapter(self) -> Platform:
        return platform(self.name)

    def to(self, within_s: float = 10.0, **options: Any) -> Destination:
        """The destination, with the deadline running from now."""
        return Destination(
            key=self.name,
            options=self.options | options,
            credentials=HeldCredentials(self.secrets),
            deadline=Deadline.after(within_s),
            open_media=self._open,
            recorded=lambda remote_id: remote_id in self.taken,
            memory=self.memory,
        )

    def with_secrets(self, **secrets: str) -> Rig:
        return replace(self, secrets=self.secrets | secrets)

    def post(self, **wanted: Any) -> Post:
        """A shaped post. ``options`` beside the draft's own fields."""
        options = wanted.pop("options", {})
        made = self.adapter.shape(draft(**(self.usual | wanted)), self.options | options)
        return made.model_copy(update={"guid": "urn:uuid:1"})

    def as_long_as(self, over: int) -> Post:
        """A post as long as the platform takes, and ``over`` characters: its text, or where that has no limit its
        title."""
        limit = self.adapter.limits.text
        if limit is None:
            return self.post(title="ă" * (150 + over))
        return self.post().model_copy(update={"text": "ă" * (limit + over)})

    def picture(self, width: int = 40, height: int = 30, **changed: Any) -> MediaFile:
        """A real JPEG, stored."""
        out = io.BytesIO()
        Image.new("RGB", (width, height), "teal").save(out, "JPEG")
        return self.file(out.getvalue(), "image", "image/jpeg", "anh.jpg", width=width, height=height, **changed)

    def file(self, content: bytes, kind: str, mime: str, name: str, **changed: Any) -> MediaFile:
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        known = {"sha256": sha256, "kind": kind, "mime": mime, "name": name, "size": len(content)}
        return MediaFile(**(known | changed))

    def _open(self, sha256: str) -> BinaryIO:
        return io.BytesIO(self.files[sha256])


def draft(text: str = "", **changed: Any) -> Draft:
    """A tip as a template would write it."""
    known: dict[str, Any] = {
        "title": "Đừng đọc mã OTP cho ai",
        "text": text or f"<b>Đừng đọc mã OTP cho ai</b>\n\nNgân hàng không bao giờ hỏi. {LINK}",
        "link": LINK,
        "target": "https://example.vn/items/otp",
    }
    return Draft(**(known | changed))


def rss_rig(sandbox: Sandbox) -> Rig:
    return Rig("rss", {"path": "tin-attt"}, shows_first=False)


def telegram_rig(sandbox: Sandbox) -> Rig:
    options = {"chat": "@attt_hau_giang", "api_url": sandbox.url, "web_url": sandbox.url}
    return Rig("telegram", options, {"bot_token": BOT_TOKEN}, sandbox, repeats=True)


def zalo_rig(sandbox: Sandbox) -> Rig:
    options = {"oa_id": OA_ID, "app_id": OA_ID[::-1], "api_url": sandbox.url, "oauth_url": sandbox.url}
    options["web_url"] = sandbox.url
    secrets = {name: f"canary-{name}-" + "x" * 12 for name in ("access_token", "refresh_token", "oa_secret_key")}
    rig = Rig("zalo", options, secrets | {"app_secret": "canary-of-the-application"}, sandbox)
    rig.shows, rig.shows_first = "update", False
    rig.usual = {"media": (rig.picture(url="https://example.vn/items/otp/media/anh.jpg"),)}
    return rig


def facebook_rig(sandbox: Sandbox) -> Rig:
    options = {"page_id": PAGE_ID, "api_url": sandbox.url, "upload_url": sandbox.url}
    options["web_url"] = f"{sandbox.url}/facebook.com"
    secrets = {"page_token": f"EAA{PAGE_ID}Zcanary{'x' * 20}", "app_id": "998877665544", "app_secret": "canary-of-app"}
    return Rig("facebook", options, secrets, sandbox)


RIGS = {"facebook": facebook_rig, "rss": rss_rig, "telegram": telegram_rig, "zalo": zalo_rig}
LOCAL = {"rss"}
"""Platforms without a remote side."""


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def full_house() -> Iterator[str]:
    """An address where connecting hangs: its queue of waiting connections is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as waiting:
        for _ in range(4):
            guest = waiting.enter_context(socket.socket())
            guest.setblocking(False)
            guest.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
