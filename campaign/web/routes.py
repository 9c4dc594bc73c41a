"""Every address of the editors' pages: method, path, what answers, and the least role that may ask.

One table, so that nothing can be reached that has no role beside it. Routes stand in ``app.routes`` themselves,
where tests enumerate them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

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
    calendar_occasions,
    calendar_page,
    calendar_pauses,
    channels_connect,
    channels_page,
    failures,
    people_page,
    queue_page,
    sign_in,
    status_page,
    zalo_return,
)
from campaign.web.access import ANYBODY, RoleNeeded, needs
from campaign.web.activities import page as activities_page
from campaign.web.activities import public as unit_form
from campaign.web.activities import returns as unit_returns
from campaign.web.activities import tables as activity_tables
from campaign.web.alerts import page as alerts_page
from campaign.web.alerts import wishes as alert_wishes
from campaign.web.compose import page as compose_page
from campaign.web.compose import parts as compose_parts
from campaign.web.compose import placing as compose_placing
from campaign.web.corrections import page as corrections_page
from campaign.web.embeds import page as embeds_page
from campaign.web.evergreen import page as evergreen_page
from campaign.web.feeds import page as feeds_page
from campaign.web.help import page as help_page
from campaign.web.inbox import actions as inbox_actions
from campaign.web.inbox import page as inbox_page
from campaign.web.inbox import urgent as inbox_urgent
from campaign.web.late import LateRoute
from campaign.web.library import item as library_item
from campaign.web.library import many as library_many
from campaign.web.library import page as library_page
from campaign.web.media import plain, shelf, stored, uploading
from campaign.web.packs import page as packs_page
from campaign.web.packs import returns as packs_returns
from campaign.web.rehearsal import page as rehearsal_page
from campaign.web.report import issued as report_issued
from campaign.web.report import page as report_page
from campaign.web.report import shares as report_shares
from campaign.web.tables import page as tables_page
from campaign.web.versions import page as versions_page

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
    ("POST", "/calendar/occasions", calendar_occasions.put_away, "reporter"),
    ("GET", "/calendar/days", calendar_days.show, "reporter"),
    ("POST", "/calendar/days", calendar_days.add, LOWEST["special_days"]),
    ("POST", "/calendar/days/{day_id}", calendar_days.edit, LOWEST["special_days"]),
    ("POST", "/calendar/days/{day_id}/remove", calendar_days.remove, LOWEST["special_days"]),
    ("GET", "/rehearsal", rehearsal_page.show, "reporter"),
    ("GET", "/parts/rehearsal", rehearsal_page.part, "reporter"),
    ("POST", "/rehearsal", rehearsal_page.begin, LOWEST["rehearse"]),
    ("GET", "/library", library_page.show, "reporter"),
    ("POST", "/library/tags", library_many.tag, LOWEST["edit"]),
    ("POST", "/library/schedule", library_many.schedule, LOWEST["schedule"]),
    ("POST", "/library/archive", library_many.archive, LOWEST["archive"]),
    ("POST", "/library/unarchive", library_many.unarchive, LOWEST["unarchive"]),
    ("GET", "/library/new", compose_page.new, LOWEST["edit"]),
    ("POST", "/library/new", compose_page.create, LOWEST["edit"]),
    ("GET", "/library/{slug}", library_item.show, "reporter"),
    ("GET", "/library/{slug}/edit", compose_page.edit, LOWEST["edit"]),
    ("POST", "/library/{slug}/edit", compose_page.save, LOWEST["edit"]),
    ("POST", "/library/{slug}/place", compose_placing.place, LOWEST["schedule"]),
    ("POST", "/parts/compose", compose_parts.check, LOWEST["edit"]),
    ("POST", "/parts/compose/typed", compose_parts.keep, LOWEST["edit"]),
    ("POST", "/parts/compose/typed/drop", compose_parts.drop, LOWEST["edit"]),
    ("GET", "/inbox", inbox_page.show, "reporter"),
    ("GET", "/inbox/{slug}", inbox_page.one, "reporter"),
    ("GET", "/parts/inbox/{slug}", inbox_page.part, "reporter"),
    ("POST", "/inbox/{slug}/submit", inbox_actions.submit, LOWEST["submit"]),
    ("POST", "/inbox/{slug}/approve", inbox_actions.approve, LOWEST["approve"]),
    ("POST", "/inbox/{slug}/return", inbox_actions.send_back, LOWEST["return"]),
    ("POST", "/inbox/{slug}/bypass", inbox_actions.bypass, LOWEST["bypass"]),
    ("GET", "/inbox/{slug}/urgent", inbox_urgent.ask, LOWEST["urgent"]),
    ("POST", "/inbox/{slug}/urgent", inbox_urgent.post, LOWEST["urgent"]),
    ("GET", "/corrections", corrections_page.show, "reporter"),
    ("GET", "/corrections/{slug}", corrections_page.one, "reporter"),
    ("GET", "/parts/corrections/{slug}", corrections_page.part, "reporter"),
    ("POST", "/corrections/{slug}", corrections_page.decide, LOWEST["correct"]),
    ("POST", "/corrections/{slug}/again", corrections_page.again, LOWEST["correct"]),
    ("GET", "/queue", queue_page.show, "reporter"),
    ("GET", "/parts/queue", queue_page.part, "reporter"),
    ("POST", "/deliveries/{delivery_id}/retract", queue_page.retract, LOWEST["retract"]),
    ("GET", "/feeds", feeds_page.show, "reporter"),
    ("POST", "/feeds", feeds_page.add, LOWEST["feed"]),
    ("GET", "/feeds.opml", feeds_page.outlines, "reporter"),
    ("POST", "/feeds/import", feeds_page.bring_in, LOWEST["feed"]),
    ("POST", "/feeds/poll", feeds_page.poll, LOWEST["feed"]),
    ("POST", "/feeds/{feed_id}/poll", feeds_page.poll_this, LOWEST["feed"]),
    ("POST", "/feeds/{feed_id}/rules", feeds_page.change, LOWEST["feed"]),
    ("POST", "/feeds/{feed_id}/trust", feeds_page.trust, LOWEST["feed_trust"]),
    ("POST", "/feeds/{feed_id}/remove", feeds_page.remove, LOWEST["feed"]),
    ("GET", "/packs", packs_page.show, "reporter"),
    ("GET", "/packs/{pack}", packs_page.one, "reporter"),
    ("POST", "/packs/{pack}", packs_page.decide, LOWEST["pack"]),
    ("POST", "/packs/returns/{log}", packs_returns.take, LOWEST["pack_return"]),
    ("GET", "/packs/returns/{log}/empty.csv", packs_returns.empty_log, "reporter"),
    ("GET", "/import", tables_page.show, LOWEST["import"]),
    ("POST", "/import", tables_page.take, LOWEST["import"]),
    ("POST", "/import/decide", tables_page.decide, LOWEST["import"]),
    ("POST", "/import/drop", tables_page.drop, LOWEST["import"]),
    ("GET", "/channels", channels_page.show, "reporter"),
    ("GET", "/parts/channels", channels_page.part, "reporter"),
    ("POST", "/channels/{key}/verify", channels_page.verify, LOWEST["verify"]),
    ("POST", "/channels/{key}/trial", channels_page.trial, LOWEST["trial"]),
    ("GET", "/channels/{key}/connect", channels_connect.show, LOWEST["connect"]),
    ("POST", "/channels/{key}/connect", channels_connect.connect, LOWEST["connect"]),
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
    ("POST", "/account/programs", account.add_program, "reporter"),
    ("POST", "/account/programs-revoke", account.revoke, "reporter"),
    ("POST", "/account/alerts", alert_wishes.save, "reporter"),
    ("POST", "/account/browsers", alert_wishes.add, "reporter"),
    ("POST", "/account/browsers/{browser_id}/remove", alert_wishes.remove, "reporter"),
    ("GET", "/alerts", alerts_page.show, "reporter"),
    ("GET", "/sw.js", alerts_page.push_script, ANYBODY),
    ("GET", "/help", help_page.show, "reporter"),
    ("GET", "/help/keys", help_page.keys, "reporter"),
    ("GET", "/people", people_page.show, LOWEST["people"]),
    ("POST", "/people", people_page.invite, LOWEST["people"]),
    ("POST", "/people/{person_id}/link", people_page.fresh_link, LOWEST["people"]),
    ("POST", "/people/{person_id}/place", people_page.place, LOWEST["people"]),
    ("POST", "/people/{person_id}/disable", people_page.disable, LOWEST["people"]),
    ("POST", "/people/{person_id}/enable", people_page.enable, LOWEST["people"]),
    ("POST", "/people/{person_id}/reset", people_page.reset, LOWEST["people"]),
    ("GET", "/media/uploads", uploading.unfinished, LOWEST["edit"]),
    ("POST", "/media/uploads", uploading.begin, LOWEST["edit"]),
    ("GET", "/media/uploads/{upload_id}", uploading.ask, LOWEST["edit"]),
    ("PATCH", "/media/uploads/{upload_id}", uploading.append, LOWEST["edit"]),
    ("DELETE", "/media/uploads/{upload_id}", uploading.drop, LOWEST["edit"]),
    ("POST", "/media/uploads/{upload_id}/finish", uploading.finish, LOWEST["edit"]),
    ("POST", "/media/files", plain.take, LOWEST["edit"]),
    ("GET", "/media-library", shelf.show, "reporter"),
    ("GET", "/media-library/{sha256}/about", shelf.about, "reporter"),
    ("POST", "/media-library/{sha256}/remove", shelf.remove, LOWEST["media_remove"]),
    ("GET", "/embeds", embeds_page.show, "reporter"),
    ("GET", "/evergreen", evergreen_page.show, "reporter"),
    ("POST", "/evergreen/{slug}", evergreen_page.still_holds, LOWEST["review"]),
    ("GET", "/media-library/{sha256}", stored.show, "reporter"),
    ("GET", "/media-library/{sha256}/small", stored.small, "reporter"),
    ("GET", "/media-library/{sha256}/row", stored.describe, "reporter"),
    ("POST", "/media-library/{sha256}/cut", stored.cut, LOWEST["edit"]),
    ("GET", "/library/{slug}/versions", versions_page.show, "reporter"),
    ("POST", "/library/{slug}/versions/{number}/restore", versions_page.restore, LOWEST["edit"]),
    ("GET", "/report", report_page.show, "reporter"),
    ("GET", "/report/evidence", report_page.proof, "reporter"),
    ("GET", "/report/patterns", report_page.suggest, "reporter"),
    ("GET", "/report/file/{form}", report_issued.download, "reporter"),
    ("POST", "/report/issue", report_issued.issue, LOWEST["report_issue"]),
    ("GET", "/report/issued", report_issued.show, "reporter"),
    ("GET", "/report/issued/{sha256}/{form}", report_issued.download_issued, "reporter"),
    ("GET", "/report/shares", report_shares.show, LOWEST["report_share"]),
    ("POST", "/report/shares", report_shares.make, LOWEST["report_share"]),
    ("POST", "/report/shares/{share_id}/revoke", report_shares.revoke, LOWEST["report_share"]),
    ("GET", "/share/{code}", report_shares.read, ANYBODY),
    ("GET", "/activities", activities_page.show, "reporter"),
    ("GET", "/activities/new", activities_page.new, LOWEST["activity_add"]),
    ("POST", "/activities/new", activities_page.add, LOWEST["activity_add"]),
    ("POST", "/activities/{activity_id}/confirm", activities_page.confirm, LOWEST["activity_confirm"]),
    ("POST", "/activities/{activity_id}/refuse", activities_page.refuse, LOWEST["activity_confirm"]),
    ("GET", "/activities/{activity_id}/evidence/{number}", activities_page.evidence, "reporter"),
    ("GET", "/activities/import", activity_tables.show, LOWEST["activity_add"]),
    ("POST", "/activities/import", activity_tables.take, LOWEST["activity_add"]),
    ("GET", "/activities/import/empty.csv", activity_tables.empty_table, LOWEST["activity_add"]),
    ("GET", "/activities/registers", activity_tables.show_registers, "reporter"),
    ("POST", "/activities/registers", activity_tables.enter, LOWEST["register"]),
    ("GET", "/activities/returns", unit_returns.show, "reporter"),
    ("POST", "/activities/returns", unit_returns.make, LOWEST["returns"]),
    ("POST", "/activities/returns/{return_id}/accept", unit_returns.accept, LOWEST["returns"]),
    ("POST", "/activities/returns/{return_id}/back", unit_returns.send_back, LOWEST["returns"]),
    ("POST", "/activities/returns/{return_id}/revoke", unit_returns.revoke, LOWEST["returns"]),
    ("GET", "/returns/{code}", unit_form.show, ANYBODY),
    ("POST", "/returns/{code}", unit_form.tell, ANYBODY),
    ("POST", "/returns/{code}/drop", unit_form.drop, ANYBODY),
    ("POST", "/returns/{code}/send", unit_form.hand_in, ANYBODY),
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


@cache
def routes() -> Sequence[LateRoute]:
    """The table as routes. They know no application: whichever is asked says so in the request."""
    return [_route(*row) for row in ROUTES]


def _route(method: str, path: str, answer: Callable[..., Response], role: str) -> LateRoute:
    methods = ["GET", "HEAD"] if method == "GET" else [method]
    return LateRoute(path, answer, methods, [] if role == ANYBODY else [needs(role)])


def add_routes(app: FastAPI) -> None:
    """Put the table into the application."""
    app.router.routes.extend(routes())
    app.add_exception_handler(RoleNeeded, failures.role_needed)
