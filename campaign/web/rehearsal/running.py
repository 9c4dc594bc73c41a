"""The rehearsal as a process of its own, ``campaign rehearse --keep``: the pages neither wait for it nor grow by it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress

from campaign.settings import Settings

DAYS = 30
LINES_OF_AN_ERROR = 3
NICER = 10
"""How far behind the pages and the clock it stands for the processor, as the daily backup does."""
FAILED = "Diễn tập không xong. Hãy thử lại; nếu vẫn vậy, hãy chạy trên máy chủ: campaign rehearse"

log = logging.getLogger(__name__)


class Running:
    """At most one at a time. ``percent`` is None while none is running; ``trouble`` is why the last one failed."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._alone = settings, threading.Lock()
        self._thread: threading.Thread | None = None
        self.percent: int | None = None
        self.trouble = ""

    def begin(self) -> None:
        """Start one; nothing happens while one is running."""
        with self._alone:
            if self.percent is not None:
                return
            self.percent, self.trouble = 0, ""
        try:
            child = subprocess.Popen(  # noqa: S603  (our own command)
                [sys.executable, "-m", "campaign", "rehearse", "--keep", "--days", str(DAYS)],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self._environment(),
            )  # fmt: skip
        except OSError as error:
            log.error("the rehearsal could not be started: %s", error.strerror)
            self.percent, self.trouble = None, FAILED
            return
        _behind_everything(child)
        self._thread = threading.Thread(target=self._see_through, args=(child,), name="rehearsal", daemon=True)
        self._thread.start()

    def wait(self, timeout_s: float) -> None:
        """For the one that is running."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _see_through(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        said: list[str] = []
        finished = False
        with child:
            listening = threading.Thread(target=lambda: said.extend(child.stderr or ()), daemon=True)
            listening.start()
            for line in child.stdout:
                if line.strip().isdigit():
                    self.percent = min(int(line), 100)
                finished = finished or line.strip() == "kept"
            listening.join()
        if not finished:
            log.error("the rehearsal failed: %s", " / ".join(said[-LINES_OF_AN_ERROR:]).strip())
            self.trouble = said[-1].strip() if said and "Traceback" not in "".join(said) else FAILED
        self.percent = None

    def _environment(self) -> dict[str, str]:
        """What this program was started with, as it has read it. Not in the arguments: an address may hold a
        password, and anybody on the machine reads those."""
        settings = self._settings
        own = {
            "CAMPAIGN_WORKSPACE": str(settings.workspace),
            "CAMPAIGN_DATABASE_URL": settings.database_url,
            "CAMPAIGN_SECRET_KEY_FILE": str(settings.secret_key_file),
            "CAMPAIGN_PUBLIC_URL": settings.public_url,
            "CAMPAIGN_APPROVALS": "" if settings.approvals is None else str(settings.approvals),
        }
        return {**os.environ, **own}


def _behind_everything(child: subprocess.Popen[str]) -> None:
    """Before it has a second thread: later ones take after the first."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpriority(os.PRIO_PROCESS, child.pid, os.getpriority(os.PRIO_PROCESS, child.pid) + NICER)
