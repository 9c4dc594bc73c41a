"""The calendar's month with 3,000 deliveries: from request to answer, beside an empty month of the same database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from bench.figures import Figure
from bench.size import sized
from campaign.app.rubbish import look_less_often
from campaign.clock import SetClock
from campaign.db import Database
from campaign.db.schema import migrate
from campaign.settings import Settings
from campaign.web.app import create_web
from tests.web import month, seed

VIEWS = {"month": "/calendar?view=month", "week": "/calendar?view=week", "list": "/calendar?view=list"}


def calendar(folder: Path) -> Iterator[Figure]:
    url = f"sqlite:///{folder / 'campaign.db'}"
    database = Database(url, SetClock(month.MIDDLE))
    migrate(database)
    with database.write() as session:
        month.fill(session)
        month.fill_full(session)
        secret = seed.session_secret(session, month.MIDDLE, "manager")
    client = TestClient(create_web(database, Settings(workspace=folder, database_url=url, approvals=1)))
    look_less_often()  # as serve does
    client.headers["accept-encoding"] = "gzip"
    client.cookies.set("campaign", secret)
    empty, _ = _p95_ms(client, "/calendar?view=month&from=2027-06-15")
    for view, path in VIEWS.items():
        taken, size = _p95_ms(client, path)
        what = f"calendar, {view} of 3,000 deliveries, p95 ({size / 1024:.1f} kB compressed)"
        yield Figure(what, f"{taken:.0f} ms", f"{empty:.0f} ms", "a month with nothing in it", "< 150 ms (month)")
    database.close()


def _p95_ms(client: TestClient, path: str) -> tuple[float, int]:
    """95th of a hundred answers in ms, and the bytes of one as sent."""
    taken = []
    size = 0
    for _ in range(sized(60, 25)):
        began = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200
        size = int(answer.headers["content-length"])
    return statistics.quantiles(taken[5:], n=20)[18], size
