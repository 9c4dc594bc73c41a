"""How long ``serve`` takes until /health answers, and what it weighs at rest."""

from __future__ import annotations

import http.client
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import (
    CAMPAIGN,
    PYTHON,
    Figure,
    environ,
    median_run,
    megabytes,
    resident_kb,
    seconds,
    starter_workspace,
)
from bench.size import sized

IMPORTS = "import fastapi, sqlmodel"
PATIENCE_S = 60.0


def serve(folder: Path) -> Iterator[Figure]:
    workspace = starter_workspace(folder)
    starts, resident = zip(*(_start(workspace, folder / "serve.log") for _ in range(sized(3, 1))), strict=True)
    control = f"python -c '{IMPORTS}'"
    bare = seconds(median_run([*PYTHON, "-c", IMPORTS], workspace))
    yield Figure("serve until /health", seconds(statistics.median(starts)), bare, control, "< 2 s")
    yield Figure("serve at rest", megabytes(resident[-1]), megabytes(_bare_resident()), control, "< 130 MB")


def _start(workspace: Path, log: Path) -> tuple[float, int | None]:
    """Seconds until the first answer of 200, and kB resident after a while of rest. Ends what it started."""
    port = _free_port()
    with log.open("w") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [*CAMPAIGN, "serve", "--port", str(port)],
            cwd=workspace,
            env=environ(),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            while not _healthy(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                    raise SystemExit(f"serve did not answer:\n{log.read_text()[-2000:]}")
                time.sleep(0.01)
            took = time.perf_counter() - began
            time.sleep(sized(10, 2))
            return took, resident_kb(process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _bare_resident() -> int | None:
    """kB resident of a Python that has imported the frameworks and does nothing."""
    waiting = subprocess.Popen(
        [*PYTHON, "-c", f"{IMPORTS}; print('ready', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ(),
    )  # fmt: skip
    assert waiting.stdout is not None
    waiting.stdout.readline()
    resident = resident_kb(waiting.pid)
    waiting.communicate(b"\n")
    return resident
