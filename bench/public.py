"""Short links and feeds of a running ``serve`` beside a bare ASGI application that answers the same bytes, headers
included (h11 looks at each of them, which costs more than making the answer); and publishing while they are flooded.

Answers per second of the SERVER's processor: where reader and server share a machine, seconds on the wall say more of
the reader.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bench.figures import CAMPAIGN, PYTHON, ROOT, Figure, environ, seconds
from bench.newsroom import fill, fresh, in_a_while, lateness_s, settings_for, wait_until
from bench.size import is_quick, sized
from campaign.db import Database
from campaign.models import Click, Delivery, Link

FOR_S = 6.0
QUICK_S = 1.0
FEEDS = 5
POSTS = 60
BARE = """
import json, sys, uvicorn
SAID = json.load(open(sys.argv[2]))
ANSWERS = {
    what: (told["status"], [(n.encode(), v.encode("latin-1")) for n, v in told["headers"]], told["body"].encode())
    for what, told in SAID.items()
}
async def app(scope, receive, send):
    status, headers, body = ANSWERS["redirect" if scope["path"].startswith("/go/") else "feed"]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
uvicorn.run(app, port=int(sys.argv[1]), lifespan="off", log_level="error", access_log=False, server_header=False)
"""


def public(folder: Path) -> Iterator[Figure]:
    (folder / "var").mkdir()
    url = f"sqlite:///{folder / 'var' / 'campaign.db'}"
    database, settings = fresh(url), settings_for(url, folder)
    keys = [f"ban-tin-{number}" for number in range(FEEDS)]
    fill(database, settings, keys, POSTS, lambda _: in_a_while(86_400), "rss")
    with database.write() as session:  # the first half is out already, so that feeds and links have something to show
        session.execute(sa.update(Delivery).where(col(Delivery.item_id) <= POSTS // 2).values(due_at=in_a_while(-1)))
    ready = FEEDS * POSTS // 2
    with database.read() as session:
        codes = list(session.scalars(sa.select(col(Link.code)).where(col(Link.delivery_id).is_not(None)).limit(100)))
    places = [f"/go/{code}" for code in codes]
    with _running([*CAMPAIGN, "--workspace", str(folder), "serve"], folder, url) as (port, pid):
        wait_until(database, ready)
        said = folder / "said.json"
        answers = {"redirect": _answer(port, places[0]), "feed": _answer(port, f"/feeds/{keys[0]}.xml")}
        said.write_text(json.dumps(answers))
        redirects, counted = _flooded(port, pid, places)
        counted += 1  # the look at a redirect, above
        _until_written(database, counted)
        feeds, _ = _flooded(port, pid, [f"/feeds/{keys[0]}.xml"])
        rest, over_s = FEEDS * POSTS - ready, sized(10, 3)
        before = database.clock.now()
        _spread(database, rest // 2, over_s)
        wait_until(database, ready + rest // 2, 60)
        flooded = database.clock.now()
        _spread(database, rest, over_s)
        last, more = _flooded(port, pid, places, for_s=over_s + 4)
        counted += more
        wait_until(database, ready + rest, 60)
    lost = counted - _clicks(database)
    quiet, late = lateness_s(database, since=before, until=flooded), lateness_s(database, since=flooded)
    with _running([*PYTHON, "-c", BARE], folder, url, str(said)) as (port, pid):
        bare_redirects, _ = _flooded(port, pid, places)
        bare_feeds, _ = _flooded(port, pid, ["/feeds/x.xml"])
    bare = "a bare ASGI application with the same answers"
    yield Figure(
        "counted redirects a CPU second", f"{redirects:.0f} ({redirects / bare_redirects:.0%})",
        f"{bare_redirects:.0f}", bare, ">= 50 %",
    )  # fmt: skip
    yield Figure(
        f"feeds a CPU second ({len(answers['feed']['body']) // 1024} kB)",
        f"{feeds:.0f} ({feeds / bare_feeds:.0%})",
        f"{bare_feeds:.0f}",
        bare,
        ">= 50 %",
    )
    yield Figure("visits lost by a clean stop", str(lost), str(counted), "answered with a redirect", "0")
    yield Figure(
        f"lateness p99 of publishing while redirects are flooded ({last:.0f} a CPU second)", seconds(late),
        seconds(quiet),
        "as many posts without a flood", "< 2 s",
    )  # fmt: skip
    database.close()


@contextmanager
def _running(command: Sequence[str], folder: Path, url: str, *more: str) -> Iterator[tuple[int, int]]:
    """Its port and pid, once it answers; ended by SIGINT, which is what a clean stop is."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    given = [str(port), *more] if more else ["--port", str(port)]
    env = environ() | {
        "CAMPAIGN_DATABASE_URL": url,
        "CAMPAIGN_APPROVALS": "1",
        "CAMPAIGN_PUBLIC_URL": "http://127.0.0.1:8000",
    }
    log = (folder / "served.log").open("w")
    process = subprocess.Popen([*command, *given], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            _get(port, "/health")
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("the server did not answer")


def _answer(port: int, path: str) -> dict[str, Any]:
    """Status, headers and body, for a control that says the same without thinking."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    response = connection.getresponse()
    headers = [(name.lower(), value) for name, value in response.getheaders() if name.lower() != "date"]
    told = {"status": response.status, "headers": headers, "body": response.read().decode()}
    connection.close()
    return told


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def _flooded(port: int, pid: int, paths: list[str], for_s: float = 0.0) -> tuple[float, int]:
    """Answers per CPU second of the server, and how many there were. All of them must be good."""
    for_s = for_s or (QUICK_S if is_quick() else FOR_S)
    used = _cpu_s(pid)
    asked = json.dumps({"port": port, "paths": paths, "for_s": for_s})
    ran = subprocess.run([*PYTHON, "-m", "bench.flood", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    if told["good"] != told["answers"]:
        raise SystemExit(f"only {told['good']} of {told['answers']} answers were good")
    return told["answers"] / (_cpu_s(pid) - used), int(told["answers"])


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _clicks(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(sa.select(sa.func.sum(col(Click.count)))) or 0)


def _spread(database: Database, number: int, over_s: float) -> None:
    """So many of what is still to come fall due from now on, one after the other."""
    with database.write() as session:
        rows = session.scalars(sa.select(Delivery).where(col(Delivery.state) == "scheduled").limit(number)).all()
        for number, row in enumerate(rows):
            row.due_at = in_a_while(2 + over_s * number / len(rows))


def _until_written(database: Database, counted: int) -> None:
    for _ in range(100):
        if _clicks(database) >= counted:
            return
        time.sleep(0.1)
