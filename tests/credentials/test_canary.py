"""Secrets that would be known anywhere are followed through the whole program, on every platform that has any: they are
found nowhere but sealed."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import io
import json
import logging
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest

from campaign.app.open import NoSecrets
from campaign.cli.quick import cursor_of
from campaign.credentials import Vault
from campaign.db import Database
from campaign.delivery.listing import list_deliveries
from campaign.desk import adopt, channels, hooks, reports
from campaign.errors import Mistake, PlatformError, Unauthorized
from campaign.media.store import MediaStore
from campaign.platforms.facebook import watching
from campaign.platforms.telegram.events import HEADER, secret_of
from campaign.platforms.zalo import steps as zalo_steps
from campaign.public.app import PublicApp
from campaign.reach.collect import collect
from campaign.reach.exports import FORMATS, printed
from campaign.sandbox.zalo.oauth import Keys
from campaign.web.late import LateRoute
from tests.platforms.newsroom import ACTOR, WIRED, Newsroom, newsroom
from tests.platforms.rigs import PAGE_ID
from tests.public.newsroom import ask
from tests.web.conftest import serving

MARK = "chimhoangyen"
"""In every secret, in the only letters that all of them may have."""
CANARIES: Mapping[str, Mapping[str, str]] = {
    "facebook": {"page_token": f"EAA{PAGE_ID}Z{MARK * 3}", "app_id": "998877665544", "app_secret": MARK * 2},
    "telegram": {"bot_token": f"{7 * 10**9}:{MARK * 3}"},
    "zalo": {name: f"{MARK}-{name}" for name in ("access_token", "refresh_token", "app_secret", "oa_secret_key")},
}
FAULTS = ("", "401", "400", "429", "500-before", "502-after", "lost", "hang-after", "half", "refuse", "hang-before")
START = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> list[PlatformError]:
    """Every error that an adapter has raised."""
    errors: list[PlatformError] = []
    begin = PlatformError.__init__

    def noted(error: PlatformError, *given: object, **named: object) -> None:
        begin(error, *given, **named)  # type: ignore[arg-type]
        errors.append(error)

    monkeypatch.setattr(PlatformError, "__init__", noted)
    return errors


@pytest.fixture
def renewed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every token that Zalo has given."""
    given: set[str] = set()
    keep = Keys.set_pair

    def noted(keys: Keys, access: str, refresh: str) -> None:
        given.update((access, refresh))
        keep(keys, access, refresh)

    monkeypatch.setattr(Keys, "set_pair", noted)
    return given


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)
    monkeypatch.setattr(watching, "pause", lambda seconds: None)
    with newsroom(sqlite_database, tmp_path) as made:
        made.stage.wire(http_deadline_s=0.3)
        made.stage.add_channel("rss", "rss")
        for name in WIRED:
            made.declare(name, task="1a")
        yield made


def everything_goes_wrong(room: Newsroom, faults: tuple[str, ...] = FAULTS) -> None:
    """Connected, then for each fault one item for every platform, and after it whatever else asks a platform."""
    room.stage.sandbox.telegram.accept_only("42:khac")
    for fault, wrong in zip(faults, cycle(("", "401", "500-before", "half"))):
        _connect(room)
        room.schedule(f"muc-{fault or 'tot'}", *WIRED, "rss")
        if fault:
            room.stage.sandbox.faults.add(fault, times=3)
        room.settle(10)
        room.stage.sandbox.faults.clear()
        room.stage.clock.advance(hours=1)
        room.stage.sandbox.zalo.control("expire", {})
        _ask(room, wrong)
    _told(room)


def _connect(room: Newsroom) -> None:
    for name in WIRED:
        if name == "telegram":
            with contextlib.suppress(Mistake):
                room.connect(name, CANARIES[name])
            room.stage.sandbox.telegram.accept_only(CANARIES[name]["bot_token"])
        if name == "zalo":
            room.stage.sandbox.zalo.keys.clear()
        room.connect(name, CANARIES[name])


def _ask(room: Newsroom, wrong: str) -> None:
    """Verify, measure, list."""
    dispatch, faults = room.stage.dispatch, room.stage.sandbox.faults
    for name in WIRED:
        for able in (lambda name=name: channels.verify(dispatch, name), lambda name=name: _adopt(room, name)):
            if wrong:
                faults.add(wrong, times=3, method="*")
            with contextlib.suppress(Mistake):
                able()
            faults.clear()
    if wrong:
        faults.add(wrong, times=30, method="*")
    collect(room.stage.database, dispatch.destinations, 5.0, everything=True)
    faults.clear()


def _adopt(room: Newsroom, name: str) -> object:
    return adopt.adopt_listed(room.stage.dispatch, ACTOR, name, START)


def _told(room: Newsroom) -> None:
    """A webhook of each platform, rightly and wrongly signed, and what follows from it."""
    body = json.dumps({"object": "page", "entry": [], "update_id": 1, "event_name": "follow", "oa_id": "1"}).encode()
    secrets = CANARIES["facebook"]["app_secret"].encode()
    signed = {
        "facebook": {"x-hub-signature-256": "sha256=" + hmac.new(secrets, body, hashlib.sha256).hexdigest()},
        "telegram": {HEADER: secret_of(CANARIES["telegram"]["bot_token"])},
        "zalo": {"x-zevent-signature": f"mac={hashlib.sha256(body).hexdigest()}"},
    }
    for name in WIRED:
        for headers in (signed[name], {}, {given: value[:-1] + "0" for given, value in signed[name].items()}):
            with contextlib.suppress(PlatformError):
                hooks.receive(room.stage.dispatch.destinations, name, name, headers, body)
    with contextlib.suppress(Unauthorized):
        hooks.confirm(room.stage.dispatch.destinations, "facebook", "facebook", "wrong")
    hooks.follow_up(room.stage.dispatch)


def found_in(text: str, secrets: set[str]) -> list[str]:
    return [text[max(0, at - 80) :][:120] for secret in secrets if (at := text.find(secret)) >= 0]


def test_no_log_line_even_at_debug_and_no_file_and_no_exception_holds_a_secret(
    room: Newsroom,
    renewed: set[str],
    raised: list[PlatformError],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        everything_goes_wrong(room)
    assert len(renewed) > 5
    secrets = {MARK, *renewed}
    assert {name: len(room.posts_of(name)) > 3 for name in WIRED} == dict.fromkeys(WIRED, True)  # they were really used
    assert {type(error).__name__ for error in raised} >= {"Rejected", "Unauthorized", "RateLimited", "Uncertain"}
    told = [caplog.text, *(repr(record.__dict__) for record in caplog.records), *capfd.readouterr()]
    told += ["".join(traceback.format_exception(error)) + f"{error!r} {vars(error)}" for error in raised]
    assert [found for text in told for found in found_in(text, secrets)] == []
    files = [path for path in room.stage.folder.rglob("*") if path.is_file()]
    assert {"campaign.db", "campaign.db-wal", "secret.key"} <= {path.name for path in files}
    assert [
        (path.name, found) for path in files for found in found_in(path.read_bytes().decode("latin-1"), secrets)
    ] == []


def test_no_list_no_page_no_export_and_no_repr_shows_a_secret(room: Newsroom, renewed: set[str]) -> None:
    everything_goes_wrong(room, ("", "400", "lost"))
    told = {**_lists(room), **_pages(room), **_exports(room), **_reprs(room)}
    secrets = {MARK, *renewed}
    assert [(where, found) for where, text in told.items() for found in found_in(text, secrets)] == []
    assert "Tiêu đề muc-tot" in told["/queue"] + told["/"]
    assert "muc-tot" in told["/feeds/rss.xml"]


def _lists(room: Newsroom) -> dict[str, str]:
    with cursor_of(room.stage.settings) as (cursor, mark):
        rows = list_deliveries(cursor, mark)
    assert {row["state"] for row in rows} >= {"published", "failed"}
    with room.stage.database.read() as session:
        declared = channels.list_channels(session)
    assert {row["key"] for row in declared} == {*WIRED, "rss"}
    return {"deliveries --json": json.dumps(rows), "channel list --json": json.dumps(declared)}


def _pages(room: Newsroom) -> dict[str, str]:
    """Every page of the editors, the API, and what the public sees, by its address."""
    stage, told = room.stage, dict[str, str]()
    row, statuses = room.deliveries()[0], list[int]()
    with serving(stage.database, stage.settings) as served, served.client("admin") as client:
        paths = [route.path for route in served.app.routes if isinstance(route, LateRoute) and "GET" in route.methods]
        paths += [f"/api/v1/{name}" for name in ("openapi.json", "items", "deliveries", "channels")]
        for path in paths:
            place = path.replace("{delivery_id}", str(row.id)).replace("{key}", "facebook")
            answer = client.get(place, follow_redirects=True)
            statuses.append(answer.status_code)
            told[path] = answer.text
    assert statuses.count(200) > 15
    assert max(statuses) < 500
    public = PublicApp(stage.database, stage.settings, MediaStore(stage.settings.media_folder))
    try:
        for path in ("/feeds/rss.xml", "/feeds/rss.json", "/embed/rss", "/items/muc-tot", "/health", "/metrics"):
            told[path] = asyncio.run(ask(public, path)).text
    finally:
        asyncio.run(public.shutdown())
    return told


def _exports(room: Newsroom) -> dict[str, str]:
    made = reports.report(room.stage.database, "", "", "", "", detailed=True)
    return {f"report.{form}": _text(printed(made, form)) for form in FORMATS}


def _text(file: bytes) -> str:
    """What a file says; of Word's and Excel's, every part that is packed in it."""
    if not file.startswith(b"PK"):
        return file.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def _reprs(room: Newsroom) -> dict[str, str]:
    """Objects that hold a secret or the way to one."""
    dispatch, told = room.stage.dispatch, {"repr(dispatch)": repr(room.stage.dispatch)}
    for name in WIRED:
        to = dispatch.destinations.to(room.channel(name), 5.0)
        assert any(MARK in secret for secret in to.credentials.read().values())
        told[f"repr(destination {name})"] = repr([to, to.credentials, vars(to), room.channel(name)])
    return told | {"repr(vault)": repr(Vault(room.stage.settings.secret_key_file))}


@pytest.mark.parametrize("name", WIRED)
def test_a_refusal_to_connect_carries_nothing_of_the_secret(room: Newsroom, name: str) -> None:
    room.stage.sandbox.telegram.accept_only("42:khac")
    room.stage.sandbox.facebook.control("tokens", {"refused": {CANARIES["facebook"]["page_token"]: 460}})
    room.stage.sandbox.zalo.control("tokens", {"access_token": "another-one", "refresh_token": "another-too"})
    with pytest.raises(Mistake) as refused:
        room.connect(name, CANARIES[name])
    error: BaseException | None = refused.value
    while error is not None:
        assert MARK not in f"{error!r} {vars(error)}"
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("said", [
    "POST https://api.telegram.org/bot{}/getMe", "token {}", '{{"access_token": "{}"}}', "GET /me?access_token={}&x=1",
    "refresh_token: {}", "Authorization: Bearer {}", "appsecret_proof={}", "{{'bot_token': '{}'}}",
])  # fmt: skip
def test_the_log_redacts_whatever_a_library_may_say(said: str) -> None:
    for inside_traceback in (False, True):
        text = said.format(CANARIES["telegram"]["bot_token"])
        error = ValueError(text)
        record = logging.LogRecord("x", 10, "x", 1, "%s", ("" if inside_traceback else text,),
                                   (ValueError, error, None) if inside_traceback else None)  # fmt: skip
        assert MARK not in NoSecrets("%(message)s").format(record)
