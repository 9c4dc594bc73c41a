"""Text as it may stand in XML and JSON: NFC, without what XML 1.0 cannot carry. Facts: https://www.w3.org/TR/xml/#charsets"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import quote, urlsplit

_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""And what it only discourages: the control characters of 0x7F to 0x9F, which validators refuse."""
_SPACES = re.compile(r"\s+")
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def clean(text: str) -> str:
    """Text pasted from anywhere, fit for a feed: control characters (Word's U+000B) and lone surrogates go."""
    return unicodedata.normalize("NFC", _NOT_XML.sub("", text))


def one_line(text: str) -> str:
    return _SPACES.sub(" ", clean(text)).strip()


def escape(text: str) -> str:
    """For XML text and attribute values alike; ``]]>`` comes out harmless because no CDATA is ever written."""
    return html.escape(clean(text), quote=True)


def as_html(text: str) -> str:
    """Plain text where HTML is expected: a reader of feeds shows "<b>" as it was written and runs nothing of it."""
    return html.escape(clean(text), quote=False)


def web_address(url: str) -> str:
    """``url`` in ASCII if it is an http(s) address that can be sent somewhere, else empty.

    Spaces around it are forgiven; control characters, white space inside, credentials and a missing host are not.
    """
    url = url.strip(" ")
    if any(ord(char) <= 0x20 or ord(char) == 0x7F or char == "\\" for char in url):
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
            return ""
        netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
        return quote(parts._replace(netloc=netloc).geturl(), safe=_URL_SAFE)
    except (ValueError, UnicodeError):
        return ""
