"""Every address of the editors' pages: method, path, what answers, and the least role that may ask.

One table, so that nothing can be reached that has no role beside it. Routes stand in ``app.routes`` themselves
(``include_router`` of FastAPI 0.165 hides them), where tests enumerate them.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.responses import Response

from campaign.desk.roles import LOWEST
from campaign.web import (
    account,
    actions,
    audit_page,
    by_hand,
    calendar_actions,
    calendar_days,
    calendar_page,
    calendar_pauses,
    channels_page,
    failures,
    people_page,
    queue_page,
    sign_in,
    status_page,
    zalo_return,
)
from campaign.web.access import ANYBODY, RoleNeeded, needs

ROUTES: tuple[tuple[str, str, Callable[..., Response], str], ...] = (
    ("GET", "/", status_page.show, "reporter"),
    ("GET", "/parts/status", status_page.part, "reporter"),
    ("GET", "/parts/clock", status_page.clock_part, "reporter"),
    ("GET", "/calendar", calendar_page.show, "reporter"),
    ("GET", "/parts/calendar", calendar_page.part, "reporter"),
    ("GET", "/calendar/deliveries/{delivery_id}", calendar_page.card, "reporter"),
    ("POST", "/calendar/deliveries/{delivery_id}/move", calendar_actions.move, LOWEST["reschedule"]),
    ("GET", "/calendar/place", calendar_page.place_form, LOWEST["schedule"]),
    ("POST", "/calendar/place", calendar_actions.place, LOWEST["schedule"]),
    ("GET", "/calendar/pauses", calendar_pauses.show_all, "reporter"),
    ("POST", "/calendar/pauses", calendar_pauses.add, LOWEST["pause"]),
    ("GET", "/calendar/pauses/new", calendar_pauses.new_form, LOWEST["pause"]),
    ("GET", "/calendar/pauses/{pause_id}", calendar_pauses.edit_form, LOWEST["pause"]),
    ("POST", "/calendar/pauses/{pause_id}", calendar_pauses.edit, LOWEST["pause"]),
    ("POST", "/calendar/pauses/{pause_id}/remove", calendar_pauses.remove, LOWEST["pause"]),
    ("POST", "/calendar/pauses/{pause_id}/fallen", calendar_pauses.settle, LOWEST["pause"]),
    ("GET", "/calendar/days", calendar_days.show, "reporter"),
    ("POST", "/calendar/days", calendar_days.add, LOWEST["special_days"]),
    ("POST", "/calendar/days/{day_id}", calendar_days.edit, LOWEST["special_days"]),
    ("POST", "/calendar/days/{day_id}/remove", calendar_days.remove, LOWEST["special_days"]),
    ("GET", "/queue", queue_page.show, "reporter"),
    ("GET", "/parts/queue", queue_page.part, "reporter"),
    ("POST", "/deliveries/{delivery_id}/retract", queue_page.retract, LOWEST["retract"]),
    ("GET", "/channels", channels_page.show, "reporter"),
    ("GET", "/parts/channels", channels_page.part, "reporter"),
    ("POST", "/channels/{key}/verify", channels_page.verify, LOWEST["verify"]),
    ("GET", "/sign-in", sign_in.how, ANYBODY),
    ("GET", "/sign-in/{code}", sign_in.ask, ANYBODY),
    ("POST", "/sign-in/{code}", sign_in.enter, ANYBODY),
    ("POST", "/sign-in", sign_in.by_password, ANYBODY),
    ("GET", "/second-step", sign_in.second_step, ANYBODY),
    ("POST", "/second-step", sign_in.by_code, ANYBODY),
    ("GET", "/set-up/{code}", sign_in.set_up_form, ANYBODY),
    ("POST", "/set-up/{code}", sign_in.first_person, ANYBODY),
    ("GET", "/account", account.show, "reporter"),
    ("POST", "/account/password", account.set_password, "reporter"),
    ("POST", "/account/leave-others", account.leave_others, "reporter"),
    ("GET", "/account/phone", account.phone, "reporter"),
    ("POST", "/account/phone", account.turn_on, "reporter"),
    ("POST", "/account/phone-off", account.turn_off, "reporter"),
    ("POST", "/account/programs-revoke", account.revoke, "reporter"),
    ("GET", "/people", people_page.show, LOWEST["people"]),
    ("POST", "/people", people_page.invite, LOWEST["people"]),
    ("POST", "/people/{person_id}/link", people_page.fresh_link, LOWEST["people"]),
    ("POST", "/people/{person_id}/place", people_page.place, LOWEST["people"]),
    ("POST", "/people/{person_id}/disable", people_page.disable, LOWEST["people"]),
    ("POST", "/people/{person_id}/enable", people_page.enable, LOWEST["people"]),
    ("POST", "/people/{person_id}/reset", people_page.reset, LOWEST["people"]),
    ("GET", "/audit", audit_page.show, LOWEST["audit"]),
    ("GET", "/audit.csv", audit_page.export, LOWEST["audit"]),
    ("POST", "/sign-out", sign_in.leave, "reporter"),
    ("POST", "/language", sign_in.choose_language, ANYBODY),
    ("GET", "/oauth/zalo", zalo_return.show, ANYBODY),
    ("POST", "/deliveries/{delivery_id}/now", actions.publish_now, LOWEST["publish_now"]),
    ("POST", "/deliveries/{delivery_id}/release", actions.release, LOWEST["release"]),
    ("POST", "/deliveries/{delivery_id}/cancel", actions.cancel, LOWEST["cancel"]),
    ("POST", "/deliveries/{delivery_id}/retry", actions.retry, LOWEST["retry"]),
    ("POST", "/deliveries/{delivery_id}/published", actions.resolve_published, LOWEST["resolve"]),
    ("POST", "/deliveries/{delivery_id}/absent", actions.resolve_absent, LOWEST["resolve"]),
    ("POST", "/deliveries/{delivery_id}/figures", by_hand.type_in, LOWEST["resolve"]),
    ("POST", "/channels/{key}/close", actions.close_channel, LOWEST["close"]),
    ("POST", "/channels/{key}/open", actions.open_channel, LOWEST["open"]),
    ("POST", "/channels-close", actions.close_all_channels, LOWEST["close"]),
    ("POST", "/channels-open", actions.open_all_channels, LOWEST["open"]),
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
