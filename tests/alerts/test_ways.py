"""Each way against a real other end: a mail server with TLS, a push service, a webhook's receiver, Telegram."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from py_vapid import Vapid02
from sqlmodel import select

from campaign.app.open import NoSecrets
from campaign.desk import alert_ways
from campaign.errors import Mistake
from campaign.models import Credential, PushSubscription
from tests.alerts.newsroom import SECRET, Browser, Listener, Newsroom, Post, mail_server
from tests.delivery.stage import TOKEN

EDITOR = "binh@example.vn"


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """One editor and something to tell."""
    newsroom.person("binh")
    newsroom.submitted()
    return newsroom


@contextmanager
def certified(folder: Path) -> Iterator[tuple[ssl.SSLContext, str]]:
    """A server's TLS and the PEM of who vouches for it (itself)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(begins).not_valid_after(begins + dt.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    whole = folder / "server.pem"
    private = serialization.PrivateFormat.PKCS8
    whole.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    yield context, pem.decode()


def test_a_letter_goes_over_starttls_with_a_password_and_only_to_a_server_that_is_vouched_for(
    room: Newsroom, tmp_path: Path
) -> None:
    with (
        certified(tmp_path) as (tls, ca),
        mail_server(tls_context=tls, require_starttls=True, asks_password=True) as post,
    ):
        given = post.given(security="starttls", user="lich", password=SECRET)
        room.connect("email", **given)
        assert room.round() == 0  # nobody vouches for this certificate
        room.connect("email", **given, ca=ca)
        assert room.round(minutes=1) == 1
        assert (post.users, post.letters[0]["auto-submitted"]) == (["lich"], "auto-generated")
        room.submitted("hai")
        room.connect("email", **(given | {"password": "khac"}), ca=ca)
        assert room.round() == 0


def test_a_letter_goes_over_tls_from_the_first_byte(room: Newsroom, tmp_path: Path) -> None:
    with certified(tmp_path) as (tls, ca), mail_server(ssl_context=tls) as post:
        room.connect("email", **post.given(security="tls", ca=ca))
        assert (room.round(), post.to) == (1, [EDITOR])


@pytest.mark.parametrize(
    ("way", "given"),
    [
        ("email", {"host": "mail.example.vn", "from": "lich@example.vn", "security": "none"}),
        ("email", {"host": "mail.example.vn"}),
        ("email", {"host": "mail.example.vn", "from": "lich"}),
        ("email", {"host": "mail.example.vn", "from": "lich@example.vn", "user": "lich"}),
        ("email", {"host": "mail.example.vn", "from": "lich@example.vn", "port": "99999"}),
        ("webhook", {"url": "http://example.vn/hook"}),
        ("telegram", {"bot_token": TOKEN, "chat": "nhóm của tòa soạn"}),
        ("push", {"private": "x"}),
        ("khoi", {}),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_connected(newsroom: Newsroom, way: str, given: dict[str, str]) -> None:
    with pytest.raises(Mistake):
        newsroom.connect(way, **given)
    with newsroom.stage.database.read() as session:
        assert session.exec(select(Credential)).all() == []


def test_a_push_is_read_by_its_browser_alone_and_signed_with_our_key(room: Newsroom, ear: Listener) -> None:
    room.stage.wire(allow_private_feeds=True)
    browser = Browser()
    browser.subscribe(room, EDITOR, f"{ear.url}/push/1")
    assert room.round() == 1
    (heard,) = ear.heard
    said = browser.reads(heard)
    assert (said["title"], said["url"]) == ("Chờ duyệt: Bài otp", "http://127.0.0.1:8000/inbox/otp")
    assert b"otp" not in heard.body
    assert (heard.headers["ttl"], heard.headers["urgency"], heard.headers["content-encoding"]) == (
        "86400", "normal", "aes128gcm",
    )  # fmt: skip
    assert Vapid02.verify(heard.headers["authorization"])
    claims = json.loads(base64.urlsafe_b64decode(heard.headers["authorization"].split(".")[1] + "=="))
    assert claims["aud"] == ear.url
    assert claims["exp"] > room.stage.now().timestamp()
    assert heard.headers["authorization"].endswith(room.setting.contacts.push_keys()["public"])


@pytest.mark.parametrize(("status", "left"), [(201, 1), (404, 0), (410, 0), (500, 1)])
def test_a_browser_that_the_push_service_no_longer_knows_is_forgotten(
    room: Newsroom, ear: Listener, status: int, left: int
) -> None:
    room.stage.wire(allow_private_feeds=True)
    Browser().subscribe(room, EDITOR, f"{ear.url}/push/1")
    ear.status = status
    room.round()
    with room.stage.database.read() as session:
        assert len(session.exec(select(PushSubscription)).all()) == left


def test_a_browser_cannot_have_us_call_into_our_own_network(room: Newsroom, ear: Listener) -> None:
    Browser().subscribe(room, EDITOR, f"{ear.url}/push/1")
    assert (room.round(), ear.heard) == (0, [])
    with pytest.raises(Mistake):
        Browser().subscribe(room, EDITOR, "http://push.example.vn/1")
    with pytest.raises(Mistake):
        Browser().subscribe(room, EDITOR, "file:///etc/passwd")


def test_a_webhook_is_signed_so_that_its_receiver_knows_who_speaks(room: Newsroom, ear: Listener) -> None:
    (note,) = room.connect("webhook", url=f"{ear.url}/hook")
    secret = note.partition("whsec_")[2]
    assert room.round() == 1
    (heard,) = ear.heard
    signed = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    mark = base64.b64encode(hmac.new(base64.b64decode(secret), signed, hashlib.sha256).digest()).decode()
    assert heard.headers["webhook-signature"] == f"v1,{mark}"
    said = json.loads(heard.body)
    assert [(each["cause"], each["subject"]) for each in said["alerts"]] == [("approval", "item:otp")]
    assert said["url"] == "http://127.0.0.1:8000/inbox/otp"


def test_the_desks_chat_hears_in_words_whose_markup_is_only_text(room: Newsroom) -> None:
    room.submitted("thu", title="<b>Đậm</b> & nghiêng")
    room.connect("telegram", bot_token=TOKEN, chat="@ban-bien-tap".replace("-", "_"), api_url=room.stage.sandbox.url)
    assert room.round() == 1
    (text,) = room.stage.posts()
    assert "2 bài chờ duyệt" in text
    assert "<b>Đậm</b> & nghiêng" in text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_trial_says_that_it_is_one_and_a_way_that_fails_says_why(room: Newsroom, post: Post) -> None:
    def a_trial() -> None:
        alert_ways.try_way(room.stage.database, room.vault, room.stage.settings, "email", EDITOR)

    with pytest.raises(Mistake, match="Chưa nối máy chủ thư"):
        a_trial()
    room.connect("email", **post.given())
    a_trial()
    assert post.letters[0]["subject"] == "Báo thử từ lịch truyền thông"


def test_no_secret_of_any_way_is_logged_or_stored_unsealed(
    room: Newsroom, ear: Listener, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    bot = f"{7 * 10**9}:{SECRET}ab"
    room.connect(
        "email", host="127.0.0.1", port="9", security="tls", user="lich", password=SECRET, **{"from": "l@e.vn"}
    )
    room.connect("webhook", url=f"{ear.url}/{SECRET}", secret=SECRET)
    room.connect("telegram", bot_token=bot, chat="@nhom", api_url="http://127.0.0.1:9")
    ear.status = 500
    with caplog.at_level("DEBUG"):
        room.round()
    said = "\n".join(NoSecrets().format(record) for record in caplog.records)
    assert "could not be told" in said
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "secret.key")
    with room.stage.database.read() as session:
        errors = str(session.connection().exec_driver_sql("SELECT error FROM alert").all())
    assert SECRET not in said + errors
    assert SECRET.encode() not in stored
