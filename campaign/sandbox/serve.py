"""``campaign sandbox``: the rehearsal platforms until Ctrl-C."""

from __future__ import annotations

import signal
import threading

from campaign.errors import Mistake
from campaign.sandbox.server import Sandbox


def run(port: int = 8900, faults: str = "") -> None:
    """Serve until SIGINT or SIGTERM, then return. Raises Mistake for a spec it cannot read and for a taken port."""
    sandbox = Sandbox(port, faults)
    stopping = threading.Event()
    try:
        sandbox.start()
    except OSError as error:
        raise Mistake(f"Không mở được cổng {port} ({error.strerror}). Hãy chọn cổng khác bằng --port.") from None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    print(f"Nền tảng tập dượt: {sandbox.url} (Ctrl-C để dừng)", flush=True)
    stopping.wait()
    sandbox.stop()
