"""Every address of the editors' pages: method, path, what answers, and the least role that may ask.

One table, so that nothing can be reached that has no role beside it. Routes stand in ``app.routes`` themselves
(``include_router`` of FastAPI 0.165 hides them), where tests enumerate them.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.responses import Response

from campaign.web import actions, failures, sign_in, status_page
from campaign.web.access import ANYBODY, RoleNeeded, needs

ROUTES: tuple[tuple[str, str, Callable[..., Response], str], ...] = (
    ("GET", "/", status_page.show, "reporter"),
    ("GET", "/parts/status", status_page.part, "reporter"),
    ("GET", "/parts/clock", status_page.clock_part, "reporter"),
    ("GET", "/sign-in", sign_in.how, ANYBODY),
    ("GET", "/sign-in/{code}", sign_in.ask, ANYBODY),
    ("POST", "/sign-in/{code}", sign_in.enter, ANYBODY),
    ("POST", "/sign-out", sign_in.leave, "reporter"),
    ("POST", "/language", sign_in.choose_language, ANYBODY),
    ("POST", "/deliveries/{delivery_id}/now", actions.publish_now, "editor"),
    ("POST", "/deliveries/{delivery_id}/release", actions.release, "editor"),
    ("POST", "/deliveries/{delivery_id}/cancel", actions.cancel, "editor"),
    ("POST", "/deliveries/{delivery_id}/retry", actions.retry, "editor"),
    ("POST", "/deliveries/{delivery_id}/published", actions.resolve_published, "editor"),
    ("POST", "/deliveries/{delivery_id}/absent", actions.resolve_absent, "editor"),
    ("POST", "/channels/{key}/close", actions.close_channel, "manager"),
    ("POST", "/channels/{key}/open", actions.open_channel, "manager"),
    ("POST", "/channels-close", actions.close_all_channels, "manager"),
    ("POST", "/channels-open", actions.open_all_channels, "manager"),
)


def add_routes(app: FastAPI) -> None:
    """Put the table into the application."""
    for method, path, answer, role in ROUTES:
        app.add_api_route(
            path,
            answer,
            methods=["GET", "HEAD"] if method == "GET" else [method],
            dependencies=[needs(role)] if role != ANYBODY else None,
            response_model=None,
        )
    app.add_exception_handler(RoleNeeded, failures.role_needed)
