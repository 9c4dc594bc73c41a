"""``campaign sandbox``: the rehearsal platforms until Ctrl-C."""

from __future__ import annotations

import signal
import threading

from campaign.sandbox.server import Sandbox


def run(port: int = 8900, faults: str = "") -> None:
    """Serve until SIGINT or SIGTERM, then return. Raises BadFault (a bad spec), OSError (a taken port)."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with Sandbox(port, faults) as sandbox:
        print(f"Nền tảng tập dượt: {sandbox.url} (Ctrl-C để dừng)", flush=True)
        stopping.wait()
