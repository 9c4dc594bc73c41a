"""A newsroom whose people are told things, and the other ends of every way: a real mail server, a push service that
reads what only the browser can, a receiver of signed webhooks."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import col, select

from campaign.alerts.contacts import Contacts
from campaign.alerts.notice import take_notice
from campaign.alerts.round import one_round
from campaign.alerts.ways import Setting
from campaign.credentials import Vault
from campaign.desk import alert_ways
from campaign.desk import alerts as desk
from campaign.models import Alert, AlertCause, Channel, Delivery, Fact, Item, Revision, User
from campaign.people.users import add_user
from tests.delivery.stage import Stage

SECRET = "chimhoangyen" * 2


@dataclass
class Newsroom:
    """A stage, its people, and rounds of alerts made by hand."""

    stage: Stage

    @property
    def vault(self) -> Vault:
        return Vault(self.stage.settings.secret_key_file)

    @property
    def setting(self) -> Setting:
        return Setting(Contacts(self.stage.database, self.vault), self.stage.settings)

    def round(self, **later: float) -> int:
        """After so long, the clock having ticked: one round; how many messages went out."""
        if later:
            self.stage.clock.advance(**later)
        self.tick_seen()
        return one_round(self.setting)

    def tick_seen(self) -> None:
        now = self.stage.now()
        with self.stage.database.write() as session:
            session.merge(Fact(name="last_tick_at", value=now.isoformat(), at=now))

    def person(self, name: str, role: str = "editor", unit: str = "") -> User:
        with self.stage.database.write() as session:
            return add_user(session, self.stage.now(), f"{name}@example.vn", "Ban biên tập", role, unit)

    def connect(self, way: str, **given: str) -> list[str]:
        return alert_ways.connect_way(self.stage.database, self.vault, "cli", way, given)

    def submitted(self, slug: str = "otp", author: str = "phong-vien@example.vn", **columns: Any) -> Item:
        """An item that awaits approval."""
        item = self.stage.add_item(slug, approved=False)
        with self.stage.database.write() as session:
            row = session.get_one(Item, item.id)
            row.state, row.submitted_by = "submitted", author
            revision = session.exec(select(Revision).where(col(Revision.item_id) == item.id)).one()
            revision.author, revision.title = author, f"Bài {slug}"
            for name, value in columns.items():
                setattr(revision, name, value)
        return item

    def change(self, kind: type[Any], key: object, **columns: Any) -> None:
        """Set columns of a row."""
        with self.stage.database.write() as session:
            row = session.get_one(kind, key)
            for name, value in columns.items():
                setattr(row, name, value)

    def failed(self, slug: str = "otp", channel: str = "telegram", state: str = "failed", **columns: Any) -> int:
        """A delivery that went wrong."""
        if channel not in self.channels():
            self.stage.add_channel(channel)
        self.stage.add_item(slug)
        delivery = self.stage.deliver(slug, channel, at=self.stage.now())
        self.change(Delivery, delivery, state=state, **columns)
        return delivery

    def channels(self) -> list[str]:
        with self.stage.database.read() as session:
            return list(session.exec(select(Channel.key)))

    def causes(self, *, opened: bool = True) -> list[tuple[str, str]]:
        """(kind, subject) of what is open, after taking notice."""
        take_notice(self.stage.database, self.stage.settings)
        with self.stage.database.read() as session:
            rows = session.exec(select(AlertCause).order_by(col(AlertCause.id)))
            return [(row.kind, row.subject) for row in rows if (row.closed_at is None) is opened]

    def told(self) -> list[tuple[int, str, int, str]]:
        """(user, way, round, state) of every row."""
        with self.stage.database.read() as session:
            rows = session.exec(select(Alert).order_by(col(Alert.id)))
            return [(row.user_id, row.way, row.round, row.state) for row in rows]


@dataclass
class Post:
    """A mail server on loopback. ``refuses``: what it answers instead of taking a letter."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    refuses: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            return self.refuses
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def signs_in(self, server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        self.users.append(auth.login.decode())
        return AuthResult(success=auth.password == SECRET.encode())

    @property
    def to(self) -> list[str]:
        return [str(letter["to"].addresses[0].addr_spec) for letter in self.letters]

    def text(self, number: int = -1) -> str:
        return str(self.letters[number].get_content())

    def given(self, **more: str) -> dict[str, str]:
        return {"host": "127.0.0.1", "port": str(self.port), "security": "none", "from": "lich@example.vn"} | more


class _AnyPort(Controller):
    """On whatever port is free; the controller's own first greeting would go to port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(**options: Any) -> Iterator[Post]:
    post = Post()
    if options.pop("asks_password", False):
        options |= {"authenticator": post.signs_in, "auth_required": True}
    controller = _AnyPort(post, hostname="127.0.0.1", port=0, **options)
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        controller.stop()


@dataclass
class Heard:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """An HTTP server on loopback that keeps what it hears. ``status`` is its next answers'."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    status: int = 201


@contextmanager
def listener() -> Iterator[Listener]:
    kept = Listener()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            kept.heard.append(Heard(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(kept.status)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Browser:
    """The keys that a browser makes when it subscribes, and what only it can read."""

    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def subscribe(self, newsroom: Newsroom, email: str, endpoint: str) -> None:
        newsroom.setting.contacts.push_keys()
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        desk.add_browser(newsroom.stage.database, email, endpoint, url64(point), url64(self.auth), "Chrome")

    def reads(self, heard: Heard) -> dict[str, Any]:
        plain = http_ece.decrypt(heard.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        found: dict[str, Any] = json.loads(plain)
        return found


def url64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


A_WEEK = timedelta(days=7)
Act = Callable[[], object]
