"""Schemathesis asks every address of the API as its document allows, and as it does not: no server error, no status and
no shape that the document does not tell. https://schemathesis.readthedocs.io/"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as runs
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, checks

from campaign.db import Database
from campaign.models import Channel
from campaign.people import api_tokens
from campaign.settings import Settings
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.desk.conftest import PLAN
from tests.web import seed
from tests.web.conftest import NO_TLS, PATIENCE_S, Served, serving

EXAMPLES = 6
"""Of each address and way of asking; the same ones each time."""
THERE = {"slug": "tip-0", "delivery_id": 1, "key": "telegram"}
"""What every second question names, so that not all of them end at "not there"."""
NOBODY = "http://127.0.0.1:9"
"""A platform that is not there."""
CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)


@pytest.fixture
def api(sqlite_database: Database, settings: Settings) -> Iterator[tuple[Served, str]]:
    """A newsroom with every kind of row, and a manager's API token."""
    with sqlite_database.write() as session:
        now = sqlite_database.now(session)
        store_plan(session, now, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        seed.add_everything(session, now)
        for key in ("facebook", "rss", "telegram", "zalo"):
            channel = session.get_one(Channel, key)
            channel.template, channel.options = (
                "{{ item.title }} {{ link }}",
                {"api_url": NOBODY, "chat": "@a", "path": "a"},
            )
        token = api_tokens.add(session, now, seed.add_person(session, now, "manager"), "may", "write", actor="cli")
    with serving(sqlite_database, settings) as served:
        yield served, token


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_server_error_and_nothing_that_the_document_does_not_tell(
    api: tuple[Served, str], mode: GenerationMode
) -> None:
    served, token = api
    with httpx.Client(
        headers={"authorization": f"Bearer {token}"}, verify=NO_TLS, timeout=PATIENCE_S, trust_env=False
    ) as client:
        document = client.get(f"{served.url}/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=f"{served.url}/api/v1", headers={"authorization": f"Bearer {token}"})
    wrong: dict[str, str] = {}
    for result in schema.get_all_operations():
        wrong |= _asked_often(result.ok(), mode)
    assert wrong == {}


def _asked_often(operation: Any, mode: GenerationMode) -> dict[str, str]:
    """What was wrong, by status."""
    wrong: dict[str, str] = {}
    number = count()

    @runs(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        if next(number) % 2:
            case.path_parameters.update({name: value for name, value in THERE.items() if name in case.path_parameters})
        wrong.update(_asked(case, operation.label))

    with suppress(Unsatisfiable):  # an address that takes nothing cannot be asked wrongly
        ask()
    return wrong


def _asked(case: Case, name: str) -> dict[str, str]:
    response = case.call()
    try:
        case.validate_response(response, checks=list(CHECKS))
    except Exception as failure:
        return {f"{name} {response.status_code}": str(failure)[:1500]}
    return {}
