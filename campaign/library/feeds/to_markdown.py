"""HTML of strangers as Markdown that says the same and holds no HTML: sanitised first, then written anew.

https://spec.commonmark.org/0.31.2/#backslash-escapes
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

INLINE = {"a", "b", "strong", "i", "em", "s", "del", "code", "br"}
BLOCKS = {"p", "div", "section", "article", "figure", "figcaption", "pre", "blockquote", "hr", "ul", "ol", "li",
          "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "th", "td"}  # fmt: skip
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "code": "`"}
_SPECIAL = re.compile(r"([\\`*\[\]<~|])|(?<![^\W_])(_)|(_)(?![^\W_])")
_STARTS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=>](?=\s|$|[-=>])|\d{1,9}[.)](?=\s|$))")
_REFERENCE = re.compile(r"&(?=#?\w{1,32};)")


def sanitised(raw: str, base: str) -> str:
    """Only tags that Markdown has; links only to http, https and mailto, relative ones from ``base``."""
    return nh3.clean(
        raw,
        tags=INLINE | BLOCKS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        url_relative=("rewrite_with_base", base) if base else "deny",
    )


def to_markdown(raw: str, base: str = "") -> str:
    """The Markdown of some HTML."""
    writer = _Writer()
    writer.feed(sanitised(raw, base))
    writer.close()
    return writer.written()


def to_text(raw: str) -> str:
    """The words alone, on one line: titles, summaries."""
    spaced = re.sub(r"<(?=/?(?:p|br|div|li|h[1-6]|tr|td)\b)", " <", raw, flags=re.IGNORECASE)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


class _Writer(HTMLParser):
    """Collects blocks; a block is the inline text since the last one, behind the marks of its lists and quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._text: list[str] = []
        self._open: list[tuple[str, int]] = []
        """Open inline marks and links, with the place in ``_text`` where their words begin."""
        self._lists: list[int | None] = []
        self._quotes = 0
        self._heading = 0
        self._marker = ""
        self._kept = False  # inside pre

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
        elif tag in MARKS and not self._kept:
            self._open.append((tag, len(self._text)))
        elif tag == "a":
            self._open.append((f"a {dict(attrs).get('href') or ''}", len(self._text)))
        elif tag in BLOCKS:
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS or tag == "a":
            self._close_inline(tag)
        elif tag in BLOCKS:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        if self._kept:
            self._text.append(data)
            return
        words = re.sub(r"\s+", " ", data)
        if words.strip() or self._text:
            self._text.append(words if any(name == "code" for name, _ in self._open) else _escaped(words))

    def _begin(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._text.append(" · " if "".join(self._text).strip() else "")
            return
        self._flush()
        if tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            number = self._lists[-1] if self._lists else None
            self._marker = "- " if number is None else f"{number}. "
            if self._lists and number is not None:
                self._lists[-1] = number + 1
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "hr":
            self._add("---")
        elif tag == "pre":
            self._kept = True
        elif tag[0] == "h" and tag[1:].isdigit():
            self._heading = max(int(tag[1]), 2)

    def _end(self, tag: str) -> None:
        if tag in ("td", "th"):
            return
        self._flush()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quotes = max(self._quotes - 1, 0)
        elif tag == "pre":
            self._kept = False
        self._heading = 0
        if tag == "li":
            self._marker = ""

    def _close_inline(self, tag: str) -> None:
        place = next((n for n in reversed(range(len(self._open))) if self._open[n][0].split(" ")[0] == tag), None)
        if place is None:
            return
        name, start = self._open.pop(place)
        inner = "".join(self._text[start:])
        words = inner.strip()
        if not words or "\n" in words:
            return
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        if tag == "a":
            href = name[2:]
            marked = f"[{words}](<{_address(href)}>)" if href else words
        elif tag == "code":
            marked = f"`{words}`" if "`" not in words else words
        else:
            marked = f"{MARKS[tag]}{words}{MARKS[tag]}"
        self._text[start:] = [before, marked, after]

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text, self._open = [], []
        if self._kept:
            if text.strip():
                self._add("```\n" + text.strip("\n").replace("```", "'''") + "\n```")
            return
        lines = [_STARTS.sub(r"\1\\\2", line.strip()) for line in text.strip().split("\n")]
        joined = "\n".join(line for line in lines if line)
        if joined:
            self._add(f"{'#' * self._heading} {' '.join(joined.split())}" if self._heading else joined)

    def _add(self, block: str) -> None:
        depth = max(len(self._lists) - 1, 0)
        indent = "   " * depth
        first = f"{indent}{self._marker}" if self._lists else ""
        rest = f"{indent}   " if self._lists else ""
        if self._lists and not self._marker:
            first = rest
        self._marker = ""
        quote = "> " * self._quotes
        lines = block.split("\n")
        self._blocks.append("\n".join(f"{quote}{first if n == 0 else rest}{line}" for n, line in enumerate(lines)))

    def written(self) -> str:
        """Everything so far; items of one list stand close together."""
        self._flush()
        out = ""
        for block in self._blocks:
            close = re.match(r"(?:> )*\s*(?:-|\d+\.) ", block) and re.match(
                r"(?:> )*\s*(?:-|\d+\.) ", out.rpartition("\n\n")[2]
            )
            out += ("\n" if close else "\n\n") + block if out else block
        return out


def _escaped(text: str) -> str:
    return _REFERENCE.sub("&amp;", _SPECIAL.sub(lambda found: "\\" + found[0], text))


def _address(href: str) -> str:
    """Fit to stand between ``<`` and ``>``."""
    return href.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\\", "%5C")
