"""No form and no program can set a column that its page does not show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlmodel import SQLModel

from campaign.db import Database
from campaign.settings import Settings
from campaign.web.late import LateRoute
from campaign.web.routes import ROUTES
from tests.web.everything import Everything, everything
from tests.web.test_gets import digest

pytestmark = pytest.mark.usefixtures("alone")
COLUMNS = sorted({column.name for table in SQLModel.metadata.tables.values() for column in table.columns})
NO_FORM = {"append", "drop"}
"""Answers that read no form: bytes of an upload, and its end."""


@pytest.fixture
def full(sqlite_database: Database, settings: Settings) -> Iterator[Everything]:
    with everything(sqlite_database, settings) as made:
        yield made


def forms_of(route: APIRoute) -> list[type[BaseModel]]:
    """The models that the route reads a body into."""
    named = [field.field_info.annotation for field in route.dependant.body_params]
    return [model for model in named if isinstance(model, type) and issubclass(model, BaseModel)]


def test_every_model_that_reads_a_form_refuses_what_it_does_not_know(full: Everything) -> None:
    routes = [route.made for route in full.served.app.routes if isinstance(route, LateRoute)]
    models = {model for route in routes for model in forms_of(route)}
    assert len(models) > 15
    assert [model.__name__ for model in models if model.model_config.get("extra") != "forbid"] == []


def test_all_columns_at_once_change_nothing_on_any_route(full: Everything) -> None:
    everything_there_is = {name: "1" for name in COLUMNS}
    assert len(COLUMNS) > 150
    before = digest(full.served.database)
    with full.served.client("admin") as client:
        before = digest(full.served.database)
        for method, path, _, _ in ROUTES:
            if method == "POST":
                answer = client.post(full.address(path), data=everything_there_is)
                assert 400 <= answer.status_code < 500, (path, answer.status_code)
    after = digest(full.served.database)
    assert [name for name in before if before[name] != after[name]] == []
