"""Every reply's ``error`` is read although HTTP says 200, and means what the facts' table says."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.seam import Progress
from campaign.platforms.zalo.refusals import meaning, until_morning_s
from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig
from tests.platforms.zalo.conftest import publish

CLASSES: dict[type[PlatformError], tuple[int, ...]] = {
    RateLimited: (-32, -214, -234),
    Unauthorized: (-216, -220, -124, -204, -205, -209, -212, -219, -221, -224, -235, -242, -320, -321),
    Rejected: (-100, -201, -210, -211, -213, -218, -223, -233, -240, -244, -248, -99999),
    Unavailable: (-200,),
}
CODES = [(code, kind) for kind, codes in CLASSES.items() for code in codes]


@contextmanager
def answering(body: bytes, status: int = 200, kind: str = "application/json") -> Iterator[str]:
    """A server that says the same to everything."""

    class Always(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Always) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("code", "kind"), CODES)
def test_a_code_in_a_200_means_its_class(zalo: Rig, code: int, kind: type[PlatformError]) -> None:
    show = Progress(step="show", visible=True, state={"id": "a1"})
    with answering(b'{"error": %d, "message": "As said"}' % code) as url, pytest.raises(PlatformError) as caught:
        zalo.adapter.publish(zalo.to(api_url=url, oauth_url=url), zalo.post(), show)
    assert type(caught.value) is kind
    assert str(code) in caught.value.detail or caught.value.code == "reconnect"
    assert caught.value.message.endswith(".")


def test_a_refused_broadcast_never_closes_the_channel() -> None:
    refusals = [meaning(code, "no", "oa/message", broadcast=True) for code in (-221, -224, -223, -235, -200, -248)]
    assert {type(refusal) for refusal in refusals} == {Rejected}


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 200, "application/json"),
        (b"<html>trang loi</html>", 200, "text/html"),
        (b'{"data": {"token": "x"}}', 200, "application/json"),
        (b'{"error": 0, "message": "Success"}', 200, "application/json"),
        (b'{"error": "?"}', 200, "application/json"),
        (b'["error", 0]', 200, "application/json"),
        (b'{"error": 0, "data": {"token": "x"}}', 502, "application/json"),
        (b"<html>bad gateway</html>", 502, "text/html"),
        (b"[" * 20_000, 200, "application/json"),
    ],
)
def test_an_answer_that_says_nothing_is_no_success(zalo: Rig, body: bytes, status: int, kind: str) -> None:
    show = Progress(step="show", visible=True, state={"id": "a1"})
    with answering(body, status, kind) as url, pytest.raises(Uncertain):
        zalo.adapter.publish(zalo.to(api_url=url), zalo.post(), show)


def test_a_message_that_repeats_our_token_is_shown_without_it(zalo: Rig) -> None:
    token = zalo.secrets["access_token"]
    show = Progress(step="show", visible=True, state={"id": "a1"})
    body = b'{"error": -201, "message": "bad token %s"}' % token.encode()
    with answering(body) as url, pytest.raises(Rejected) as caught:
        zalo.adapter.publish(zalo.to(api_url=url), zalo.post(), show)
    assert "bad token" in caught.value.message
    assert token not in f"{caught.value} {caught.value.message} {caught.value.detail}"


def test_a_blocked_page_says_nothing_about_our_token(zalo: Rig) -> None:
    show = Progress(step="show", visible=True, state={"id": "a1"})
    with answering(b"<html>blocked</html>", 403, "text/html") as url, pytest.raises(Unavailable):
        zalo.adapter.publish(zalo.to(api_url=url), zalo.post(), show)


def test_another_accounts_token_is_rejected(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.oa_id = "99"
    with pytest.raises(Rejected, match="OA 99"):
        zalo.adapter.verify(zalo.to())


def test_verify_tells_name_package_and_followers(zalo: Rig) -> None:
    account = zalo.adapter.verify(zalo.to())
    assert account.name == "OA tập dượt"
    assert account.notes == ("Gói: Tăng trưởng, đến 31/12/2027.", "Số người quan tâm: 1234.")


def test_the_months_quota_is_named(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.quota = 0
    with pytest.raises(Rejected, match="hết lượt xuất bản"):
        publish(zalo, zalo.post())


def test_the_proof_of_the_application_is_sent_where_it_is_demanded(zalo: Rig) -> None:
    import hashlib
    import hmac

    got: list[str] = []
    with answering(b'{"error": 0, "data": {"oa_id": "%s"}}' % zalo.options["oa_id"].encode()) as url:
        original = http.server.BaseHTTPRequestHandler.send_response

        def noting(self: http.server.BaseHTTPRequestHandler, *args: int) -> None:
            got.append(self.headers.get("appsecret_proof", ""))
            original(self, *args)

        http.server.BaseHTTPRequestHandler.send_response = noting  # type: ignore[method-assign,assignment]
        try:
            zalo.adapter.verify(zalo.to(api_url=url, appsecret_proof=True))
            zalo.adapter.verify(zalo.to(api_url=url))
        finally:
            http.server.BaseHTTPRequestHandler.send_response = original  # type: ignore[method-assign]
    key, token = (zalo.secrets[name].encode() for name in ("app_secret", "access_token"))
    assert got == [hmac.new(key, token, hashlib.sha256).hexdigest(), ""]


@pytest.mark.parametrize(
    ("date", "hours"),
    [
        ("Tue, 01 Dec 2026 15:30:00 GMT", 7.5),  # 22:30 in Vietnam
        ("Tue, 01 Dec 2026 22:59:00 GMT", 1 / 60),  # 05:59
        ("Tue, 01 Dec 2026 23:00:00 GMT", 24),  # 06:00: not now, so tomorrow
        ("", 0.5),
        ("no date", 0.5),
    ],
)
def test_zalos_night_ends_at_six_by_its_own_clock(date: str, hours: float) -> None:
    assert until_morning_s(date) == pytest.approx(hours * 3600)
