"""The real command in a workspace of its own: as processes, and in this process where one more would prove nothing."""

from __future__ import annotations

import atexit
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from campaign.cli.main import run
from campaign.sandbox import Sandbox
from tests.desk.workspace import PLAN, a_workspace, write

PATIENCE_S = 60.0
"""How long a story waits for what must come; it never sleeps this long when all is well."""


@dataclass
class Ended:
    """A command that has run. ``out`` and ``err`` are its stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Running:
    """A command that runs until it is told to stop."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    ended_at: float = 0.0
    """Monotonic seconds."""

    def __post_init__(self) -> None:
        streams = ((self.process.stdout, self.lines), (self.process.stderr, self.errors))
        self._readers = [threading.Thread(target=_drain, args=pair, daemon=True) for pair in streams]
        atexit.register(self.process.kill)  # of a story that broke off; one that has ended takes no harm
        self._readers.append(threading.Thread(target=self._watch, daemon=True))
        for reader in self._readers:
            reader.start()

    def _watch(self) -> None:
        self.process.wait()
        self.ended_at = time.monotonic()

    def wait_for(self, pattern: str) -> str:
        """The first group of the first line on stdout that matches."""
        said = re.compile(pattern)
        found = until(lambda: [m[1] for line in self.lines if (m := said.search(line))] or self.died(), self.told)
        assert found is not True, self.told()
        return str(found[0])

    def died(self) -> bool:
        return self.process.poll() is not None

    def told(self) -> str:
        return "".join(self.errors) + f"(exit {self.process.poll()})"

    def stop(self, number: signal.Signals = signal.SIGINT, within_s: float = 20.0) -> Ended:
        self.process.send_signal(number)
        return self.end(within_s)

    def end(self, within_s: float = PATIENCE_S) -> Ended:
        code = self.process.wait(within_s)
        for reader in self._readers:
            reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return Ended(code, "".join(self.lines), "".join(self.errors))


def _drain(stream: Any, into: list[str]) -> None:
    into.extend(stream)


def until(holds: Callable[[], Any], told: Callable[[], object] = lambda: "") -> Any:
    """What ``holds`` returns once that is true; fails loudly if it never is."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {told()}")


@dataclass
class Program:
    """The program on one workspace. ``environ`` is added to each call's environment."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: str, **environ: str) -> Running:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
        return Running(
            subprocess.Popen(
                [sys.executable, "-m", "campaign", "--workspace", str(self.root), *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                env=kept | self.environ | environ,
            )
        )  # fmt: skip

    def here(self, *arguments: str, given: str = "") -> Ended:
        """The same command, without a process of its own."""
        out, err, log = io.StringIO(), io.StringIO(), logging.getLogger()
        kept = (log.handlers[:], log.level)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
        code: int | str | None = 0
        with (
            mock.patch.dict(os.environ, environ | self.environ, clear=True),
            mock.patch.object(sys, "argv", ["campaign", "--workspace", str(self.root), *arguments]),
            mock.patch.object(sys, "stdin", io.StringIO(given)),
            redirect_stdout(out), redirect_stderr(err),
        ):  # fmt: skip
            try:
                run()
            except SystemExit as end:
                code = end.code
        log.handlers[:], log.level = kept
        assert isinstance(code, int) or code is None
        return Ended(code or 0, out.getvalue(), err.getvalue())

    def ok(self, *arguments: str, given: str = "") -> Ended:
        ended = self.here(*arguments, given=given)
        assert ended.code == 0, ended
        return ended

    def deliveries(self, *filters: str) -> list[dict[str, Any]]:
        return list(self.ok("deliveries", "--json", *filters).json["deliveries"])


def token() -> str:
    """A bot token of the right shape, for the sandbox."""
    return f"{5 * 10**9}:" + "gia-tri-thu-" * 3


def prepare(root: Path, sandbox: Sandbox, **environ: str) -> Program:
    """A small workspace whose Telegram channel ``kenh`` is the sandbox's: brought in, approved, connected."""
    write(a_workspace(root), "plan.toml", PLAN.replace("files_are_approved = false", "files_are_approved = true"))
    point_at(root, sandbox)
    made = Program(root, {"CAMPAIGN_APPROVALS": "1", **environ})
    made.ok("sync")
    made.ok("channel", "connect", "kenh", given=json.dumps({"bot_token": token()}))
    return made


def point_at(root: Path, sandbox: Sandbox) -> None:
    addresses = f'chat = "@kenh_thu"\napi_url = "{sandbox.url}"\nweb_url = "{sandbox.url}"\n'
    write(root, "channels/kenh/channel.toml", f'platform = "telegram"\ntitle = "Kênh"\n[telegram]\n{addresses}')
