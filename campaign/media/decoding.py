"""Decodes untrusted files in child processes: many files per child, a fresh child after one that died."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import campaign
from campaign.media.decoded import READY, Decoded, Refused

CHILDREN = 2
WALL_S = 180.0
"""A file may keep a child no longer than this (the child's processor limit is lower and normally speaks first)."""

Request = tuple[Path, Path | None]
"""(file, where its clean form goes; None: only look)"""

_BARE = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
_PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONHOME")
"""Without these some interpreters do not start."""

_DIED = Refused("tệp làm bộ giải mã vượt giới hạn bộ nhớ hoặc thời gian; tệp hỏng hoặc cố ý gây hại, không được nhận")


def decode_all(requests: Sequence[Request]) -> dict[Path, Decoded | Refused]:
    """Decode every file. A result for each; nothing is raised for a bad file, RuntimeError where no child can start."""
    results: dict[Path, Decoded | Refused] = {}
    failures: list[Exception] = []
    queue = _SharedQueue(requests)
    workers = [
        threading.Thread(target=_work, args=(queue, results, failures), name=f"decoding-{number}", daemon=True)
        for number in range(min(CHILDREN, os.cpu_count() or 1, len(requests)))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
    return results


class _SharedQueue:
    """An iterator that several threads may pull from."""

    def __init__(self, requests: Iterable[Request]) -> None:
        self._requests = iter(requests)
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Request]:
        while True:
            with self._lock:
                request = next(self._requests, None)
            if request is None:
                return
            yield request


def _work(queue: _SharedQueue, results: dict[Path, Decoded | Refused], failures: list[Exception]) -> None:
    child: _Child | None = None
    try:
        for path, out in queue:
            child = child or _Child()
            answer = child.ask(path, out)
            if answer is None:
                child.end()
                child = None
            results[path] = answer or _DIED
    except Exception as failure:
        failures.append(failure)
    finally:
        if child:
            child.end()


def start_child(module: str) -> subprocess.Popen[bytes]:
    """A process of that module, spoken to over its pipes. Its environment is bare: no setting and no secret of ours."""
    root = str(Path(campaign.__file__).parent.parent)
    return subprocess.Popen(  # noqa: S603  one of our own modules
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"PYTHONPATH": root} | _BARE,
    )


class _Child:
    """One decoding process. Raises RuntimeError where it does not start."""

    def __init__(self) -> None:
        self._process = start_child("campaign.media.child")
        if self._line() != READY:
            self.end()
            raise RuntimeError(f"the decoding child does not start (exit code {self._process.returncode})")

    def ask(self, path: Path, out: Path | None) -> Decoded | Refused | None:
        """The answer, or None when the child died or took too long over it."""
        request = json.dumps({"path": str(path), "out": str(out) if out else None})
        try:
            cast(IO[bytes], self._process.stdin).write(request.encode() + b"\n")
            cast(IO[bytes], self._process.stdin).flush()
        except BrokenPipeError:
            return None
        line = self._line()
        if not line:
            return None
        answer = json.loads(line)
        return Refused(answer["refused"]) if "refused" in answer else Decoded(**answer["decoded"])

    def _line(self) -> bytes:
        stdout = cast(IO[bytes], self._process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            return stdout.readline() if selector.select(WALL_S) else b""

    def end(self) -> None:
        """Stop it; it has nothing to lose."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
