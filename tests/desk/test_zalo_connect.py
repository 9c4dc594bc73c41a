"""Connecting Zalo by consent: a state works once, for ten minutes, for whom it was made; the proof key is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlmodel import Session, select

from campaign.db import Database
from campaign.desk import zalo_connect
from campaign.errors import Mistake
from campaign.models import Channel, Delivery, Fact, Slot
from campaign.platforms.zalo.oauth import challenge_of, new_verifier
from tests.delivery import stage as scene
from tests.delivery.stage import Stage
from tests.delivery.test_zalo import OA_ID, add_zalo

APP_SECRET = "stand-in-application"
Query = dict[str, str]


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with scene.stage(database, tmp_path) as made:
        for email in ("tu@hg.vn", "hoa@hg.vn"):
            made.add_person(email, "manager")
        add_zalo(made)
        yield made


def consent(url: str) -> Query:
    """What the administrator's browser brings back."""
    page = requests.get(url, timeout=60).text
    back = unescape(re.findall(r'href="([^"]+)"', page)[0])
    assert back.startswith("http://127.0.0.1:8000/oauth/zalo?")
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def begin(stage: Stage, actor: str = "tu@hg.vn") -> zalo_connect.Begun:
    return zalo_connect.begin(stage.dispatch, actor, "zalo", APP_SECRET, "webhook-key")


def asked(stage: Stage) -> int:
    return sum(seen.method == "oauth" for seen in stage.sandbox.log)


def kept_facts(session: Session) -> list[Fact]:
    return [row for row in session.exec(select(Fact)) if row.name.startswith(zalo_connect.FACT)]


def test_consent_connects_the_channel_with_a_fresh_pair(stage: Stage) -> None:
    said = zalo_connect.came_back(stage.dispatch, "tu@hg.vn", consent(begin(stage).url))
    kept = stage.dispatch.destinations.credentials("zalo").read()
    assert "zalo đã kết nối" in said
    assert (kept["access_token"], kept["app_secret"]) == (stage.sandbox.zalo.keys.access, APP_SECRET)
    assert kept["oa_secret_key"] == "webhook-key"
    with stage.database.read() as session:
        assert session.get_one(Channel, "zalo").account_name == "OA tập dượt"


def test_the_address_holds_exactly_what_zalo_asks_for(stage: Stage) -> None:
    asked_for = parse_qs(urlsplit(begin(stage).url).query)
    assert set(asked_for) == {"app_id", "redirect_uri", "code_challenge", "state"}
    assert len(asked_for["code_challenge"][0]) == len(new_verifier()) == 43
    example = challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")  # RFC 7636, appendix B
    assert example == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_state_works_once(stage: Stage) -> None:
    back = consent(begin(stage).url)
    zalo_connect.came_back(stage.dispatch, "tu@hg.vn", back)
    with pytest.raises(Mistake, match="đã dùng"):
        zalo_connect.came_back(stage.dispatch, "tu@hg.vn", back)
    assert asked(stage) == 1


@pytest.mark.parametrize("spoilt", ["missing", "invented", "foreign", "old", "other account", "refused"])
def test_a_bad_return_asks_zalo_for_nothing(stage: Stage, spoilt: str) -> None:
    back, actor = consent(begin(stage).url), "tu@hg.vn"
    match spoilt:
        case "missing":
            del back["state"]
        case "invented":
            back["state"] = "x" * 43
        case "foreign":
            actor = "hoa@hg.vn"
        case "old":
            stage.clock.advance(minutes=10, seconds=1)
        case "other account":
            back["oa_id"] = "99"
        case "refused":
            del back["code"]
    with pytest.raises(Mistake):
        zalo_connect.came_back(stage.dispatch, actor, back)
    assert asked(stage) == 0


def test_somebody_elses_attempt_leaves_the_state_to_its_owner(stage: Stage) -> None:
    back = consent(begin(stage).url)
    with pytest.raises(Mistake, match="người khác"):
        zalo_connect.came_back(stage.dispatch, "hoa@hg.vn", back)
    assert "đã kết nối" in zalo_connect.came_back(stage.dispatch, "tu@hg.vn", back)


def test_what_the_terminal_began_may_come_back_in_a_browser_or_be_pasted(stage: Stage) -> None:
    begun = begin(stage, zalo_connect.CLI)
    back = consent(begun.url)
    assert zalo_connect.is_waiting(stage.dispatch, begun.state)
    zalo_connect.came_back(stage.dispatch, "tu@hg.vn", back)
    assert not zalo_connect.is_waiting(stage.dispatch, begun.state)
    begun = begin(stage, zalo_connect.CLI)
    query = consent(begun.url)
    address = f"http://127.0.0.1:8000/oauth/zalo?code={query['code']}&oa_id={OA_ID}&state={query['state']}"
    code, oa_id = zalo_connect.pasted(address, begun.state)
    assert (code, oa_id) == (query["code"], OA_ID) != zalo_connect.pasted(code, begun.state)
    assert zalo_connect.finish(stage.dispatch, zalo_connect.CLI, begun.state, code, oa_id)[0] == "zalo"
    with pytest.raises(Mistake):
        zalo_connect.pasted(address, "another state")


def test_a_stolen_code_is_worth_nothing_without_its_verifier(stage: Stage) -> None:
    stolen, own = consent(begin(stage).url), consent(begin(stage, "hoa@hg.vn").url)
    with pytest.raises(Mistake, match="không nhận mã"):
        zalo_connect.came_back(stage.dispatch, "hoa@hg.vn", own | {"code": stolen["code"]})


def test_what_is_kept_in_between_is_sealed_and_thrown_away(stage: Stage) -> None:
    begun = begin(stage)
    with stage.database.read() as session:
        [row] = kept_facts(session)
    assert APP_SECRET not in row.value
    assert begun.state not in row.name + row.value
    stage.clock.advance(minutes=11)
    begin(stage)
    with stage.database.read() as session:
        assert len(kept_facts(session)) == 1


def test_after_the_consent_the_channels_deliveries_are_planned_at_once(stage: Stage) -> None:
    stage.add_plan()
    stage.add_item("otp")
    with stage.database.write() as session:
        session.get_one(Channel, "zalo").connected_at = None
        session.add(
            Slot(key="tip", title="Mẹo", channels=["zalo"], days=["mon-sun"], times=["07:30"], pick={"kind": "tip"})
        )
    zalo_connect.came_back(stage.dispatch, "tu@hg.vn", consent(begin(stage).url))
    with stage.database.read() as session:
        assert session.exec(select(Delivery).where(Delivery.channel_key == "zalo")).first() is not None
