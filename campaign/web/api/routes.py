"""Every address of the API: method, path, what answers, the least role, what it gives. One table, as for the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from campaign.desk.roles import LOWEST
from campaign.errors import Mistake
from campaign.web.api import channels, deliveries, items, problems, reach, shapes
from campaign.web.api.access import Asking, needs
from campaign.web.api.document import KEY_PARAMETER, PROBLEMS, document_of
from campaign.web.api.once import once
from campaign.web.site import Site
from campaign.web.unforeseen import Unforeseen

PREFIX = "/api/v1"
ANY_ROLE = "reporter"


@dataclass(frozen=True)
class Row:
    """One address."""

    method: str
    path: str
    answer: Callable[..., Response]
    role: str
    gives: type[BaseModel]
    status: int = 200


ROUTES: Sequence[Row] = (
    Row("GET", "/items", items.many, ANY_ROLE, shapes.Items),
    Row("POST", "/items", items.add, LOWEST["edit"], shapes.Item, 201),
    Row("GET", "/items/{slug}", items.one, ANY_ROLE, shapes.Item),
    Row("PATCH", "/items/{slug}", items.change, LOWEST["edit"], shapes.Item),
    Row("POST", "/items/{slug}/submit", items.submit, LOWEST["submit"], shapes.Item),
    Row("POST", "/items/{slug}/approve", items.approve, LOWEST["approve"], shapes.Item),
    Row("POST", "/items/{slug}/return", items.send_back, LOWEST["return"], shapes.Item),
    Row("GET", "/deliveries", deliveries.many, ANY_ROLE, shapes.Deliveries),
    Row("POST", "/deliveries", deliveries.schedule, LOWEST["schedule"], shapes.Delivery, 201),
    Row("GET", "/deliveries/{delivery_id}", deliveries.one, ANY_ROLE, shapes.Delivery),
    Row("POST", "/deliveries/{delivery_id}/cancel", deliveries.cancel, LOWEST["cancel"], shapes.Delivery),
    Row("POST", "/deliveries/{delivery_id}/reschedule", deliveries.reschedule, LOWEST["reschedule"], shapes.Delivery),
    Row("POST", "/deliveries/{delivery_id}/release", deliveries.release, LOWEST["release"], shapes.Delivery),
    Row("POST", "/deliveries/{delivery_id}/resolve", deliveries.resolve, LOWEST["resolve"], shapes.Delivery),
    Row("POST", "/deliveries/{delivery_id}/retry", deliveries.retry, LOWEST["retry"], shapes.Delivery),
    Row("POST", "/deliveries/{delivery_id}/retract", deliveries.retract, LOWEST["retract"], shapes.Retracted),
    Row("GET", "/channels", channels.many, ANY_ROLE, shapes.Channels),
    Row("POST", "/channels/{key}/close", channels.close, LOWEST["close"], shapes.Channel),
    Row("POST", "/channels/{key}/open", channels.open_, LOWEST["open"], shapes.Channel),
    Row("GET", "/report", reach.one_report, ANY_ROLE, shapes.Report),
    Row("GET", "/activities", reach.many, ANY_ROLE, shapes.Activities),
    Row("POST", "/activities", reach.add, LOWEST["activity_add"], shapes.Activity, 201),
)


def create_api(site: Site) -> FastAPI:
    """The application to mount at ``PREFIX``; its failures are problems, not pages."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    api.state.site = site
    for row in ROUTES:
        _add(api, row)

    def openapi(asking: Asking) -> Response:
        return JSONResponse(document_of(api, PREFIX))

    api.add_api_route("/openapi.json", openapi, methods=["GET"], include_in_schema=False)
    api.add_exception_handler(Mistake, problems.mistake)
    api.add_exception_handler(problems.Refused, problems.refused)
    api.add_exception_handler(HTTPException, problems.http)
    api.add_exception_handler(RequestValidationError, problems.unreadable)
    api.add_middleware(Unforeseen, page=problems.unforeseen)
    return api


def _add(api: FastAPI, row: Row) -> None:
    keyed = row.method == "POST"
    extra: dict[str, Any] = {"parameters": [KEY_PARAMETER]} if keyed else {}
    api.add_api_route(
        row.path,
        once(row.answer) if keyed else row.answer,
        methods=[row.method],
        dependencies=[needs(row.role)],
        response_model=row.gives,
        status_code=row.status,
        responses=PROBLEMS,
        openapi_extra=extra,
    )
