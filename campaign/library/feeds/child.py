"""The reading child: one feed or list of feeds on stdin, its meaning as JSON on stdout, under limits it sets itself.

Facts (feedparser 6.0.14, measured): ``parse(b"/etc/passwd")`` opens that file, so only ``io.BytesIO`` is ever given;
a megabyte of ``<!--`` or a tag with 100,000 attributes does not end within a minute, so processor time is bounded;
its own sanitising lets ``jav&#x09;ascript:`` pass, so nh3 does it. expat stops exploding entities from 2.4.1 on
(https://github.com/libexpat/libexpat/blob/master/expat/Changes).
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from typing import Any, NoReturn

CPU_S = 4
MEMORY_BYTES = 284 << 20
"""Of addresses, so that what is resident stays under 300 MB; an honest feed of 5 MB needs about 110."""
MOST_ENTRIES = 500
_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ALLOWED_TO_OPEN = tuple({sys.prefix, sys.base_prefix, sys.exec_prefix})


class Unusable(Exception):
    """``code`` of campaign.library.feeds.refusals, and the rest of its sentence where there is more to say."""

    def __init__(self, code: str, more: str = "") -> None:
        super().__init__(code)
        self.code, self.more = code, more


def main() -> None:
    limit_self()
    asked = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    try:
        said = _read(asked, body)
    except Unusable as refusal:
        said = {"refused": refusal.code, "more": refusal.more}
    except MemoryError:
        said = {"refused": "too_costly", "more": ""}
    sys.stdout.write(json.dumps(said))


def limit_self() -> None:
    """Processor seconds, memory, and no way out: nothing of a feed makes this process open a file or a connection."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_look)


def _look(event: str, about: tuple[Any, ...]) -> None:
    """https://docs.python.org/3/library/audit_events.html"""
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        _forbid(event)
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.Request"):
        _forbid(event)
    if event == "open" and isinstance(about[0], str | bytes) and not _is_library(about[0]):
        _forbid(event)


def _is_library(path: str | bytes) -> bool:
    name = path.decode("utf-8", "replace") if isinstance(path, bytes) else path
    return name.endswith((".py", ".pyc", ".so")) or name.startswith(_ALLOWED_TO_OPEN)


def _forbid(event: str) -> NoReturn:
    raise PermissionError(event)


def _read(asked: dict[str, Any], body: bytes) -> dict[str, Any]:
    import pyexpat

    if pyexpat.version_info < (2, 4, 1):
        raise Unusable("parser_too_old")
    if asked["mode"] == "opml":
        from campaign.library.feeds.opml import feeds_in

        return {"feeds": feeds_in(body)}
    return _feed(asked, body)


def _feed(asked: dict[str, Any], body: bytes) -> dict[str, Any]:
    import feedparser

    from campaign.library.feeds.taking_apart import entries_of, feed_of

    if not body.strip():
        raise Unusable("empty")
    shortened, ends = shorten(body)
    parsed = feedparser.parse(
        io.BytesIO(shortened),
        response_headers={"content-type": asked["content_type"], "content-location": asked["url"]},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.entries and not parsed.version:
        raise Unusable("not_a_feed", _feed_named_by(body))
    entries = parsed.entries[:MOST_ENTRIES]
    cut_off = 0 <= ends < len(entries)
    if cut_off:  # the body broke off inside an entry: half a text is none
        entries = entries[:ends]
    return {
        "feed": feed_of(parsed, asked["url"]),
        "entries": entries_of(entries, asked["url"]),
        "flaw": _flaw(parsed),
        "cut_off": cut_off,
        "shortened": shortened is not body,
    }


def shorten(body: bytes) -> tuple[bytes, int]:
    """The body without its entries beyond the number that is read, and how many entries end in it (-1: not known, for
    encodings in which a tag is not its ASCII bytes)."""
    if b"\0" in body[:200]:
        return body, -1
    ends = [found.end() for found in _END.finditer(body)]
    if len(ends) <= MOST_ENTRIES:
        return body, len(ends)
    return body[: ends[MOST_ENTRIES - 1]] + body[ends[-1] :], MOST_ENTRIES


def _flaw(parsed: Any) -> str:
    """In which line its XML is wrong, "?" where that is not known, "" where it is right."""
    if not parsed.bozo:
        return ""
    problem = parsed.get("bozo_exception")
    if type(problem).__name__ in ("CharacterEncodingOverride", "NonXMLContentType"):
        return ""
    line = getattr(problem, "getLineNumber", lambda: None)()
    return str(line) if line else "?"


def _feed_named_by(body: bytes) -> str:
    """The feed that an HTML page points to (https://html.spec.whatwg.org/#rel-alternate), "" for none."""
    for tag in re.findall(rb"<link\b[^>]{0,2000}>", body[:300_000], re.IGNORECASE):
        if re.search(rb"application/(?:rss|atom)\+xml", tag, re.IGNORECASE):
            found = re.search(rb"""href\s*=\s*["']([^"'<>\s]{1,1000})""", tag, re.IGNORECASE)
            if found:
                return found[1].decode("utf-8", "replace")
    return ""


if __name__ == "__main__":
    main()
