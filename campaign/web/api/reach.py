"""The report and activities over the API: the JSON of the commands, with the same parameters."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import JSONResponse, Response

from campaign.desk import activities as desk
from campaign.desk.reports import issued, report
from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.reach.periods import read_day
from campaign.web.api.access import Asking, Caller
from campaign.web.api.shapes import NewActivity

Text = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
From = Annotated[str, Query(max_length=20, alias="from", description="First day, with `to`, instead of `period`")]
To = Annotated[str, Query(max_length=20, alias="to", description="Last day, included")]
Hash = Annotated[str, Query(max_length=64, description="The hash of an issued report: that one again, unchanged")]
MOST = 500
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[int, Query(ge=0, le=2**31 - 1, alias="next", description="`next` of the page before")]


def one_report(
    request: Request, asking: Asking, period: Text = "", start: From = "", end: To = "", unit: Text = "",
    frozen: Hash = "",
) -> Response:  # fmt: skip
    """As ``campaign report --format json``. A person of one unit gets that unit's."""
    own = asking.user.unit
    if own and unit not in ("", own):
        raise NotFound("Không có đơn vị này.")
    if frozen:
        if period or start or end or unit:
            raise Mistake("frozen in lại đúng một báo cáo đã phát hành, nên không đi cùng kỳ hay đơn vị.")
        made = issued(asking.site.database, frozen)
        if own and made.body["unit"] != own:
            raise NotFound("Không có báo cáo đã phát hành này.")
        return JSONResponse(made.body)
    return JSONResponse(report(asking.site.database, period, start, end, own or unit).body)


def many(
    request: Request, asking: Asking, task: Text = "", unit: Text = "", next: Cursor = 0, limit: Limit = MOST
) -> Response:
    """Newest day first. Only those of this person's unit, where they have one."""
    own = asking.user.unit
    if own and unit not in ("", own):
        return JSONResponse({"activities": [], "next": None})
    with asking.site.database.read() as session:
        rows = desk.find_activities(session, desk.Sought(task, own or unit), next, limit + 1)
    return JSONResponse({"activities": rows[:limit], "next": str(next + limit) if len(rows) > limit else None})


def add(request: Request, asking: Asking, sent: NewActivity) -> Response:
    """Write one down. ``evidence`` is words here: files come through the page or the command."""
    own = asking.user.unit
    if own and sent.unit not in ("", own):
        raise NotFound("Không có đơn vị này.")
    said = desk.Said(
        task=sent.task, kind=sent.kind, on=read_day(sent.on), title=sent.title, live=sent.live, minutes=sent.minutes,
        airings=sent.airings, audience=sent.audience, estimated=sent.estimated, place=sent.place,
        unit=own or sent.unit, words=tuple(sent.evidence), column=sent.column,
    )  # fmt: skip
    added = desk.add(asking.site.database, MediaStore.of(asking.site.settings), asking.email, said)
    return JSONResponse(_shown(asking, added.id), 201)


def _shown(asking: Caller, activity_id: int) -> dict[str, Any]:
    with asking.site.database.read() as session:
        return desk.find_activities(session, desk.Sought(id=activity_id))[0]
