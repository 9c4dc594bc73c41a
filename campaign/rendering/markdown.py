"""An item's Markdown body as each reader needs it: safe HTML, plain text, or Telegram's few tags.

Raw HTML in a body is sanitised in HTML; elsewhere its tags are left out and its words stay, those of script and style
aside. Facts: https://spec.commonmark.org/, https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import ClassVar
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.workspace.text import clean_text

INLINE = ("a", "b", "strong", "i", "em", "u", "s", "del", "code", "br")
BLOCKS = ("p", "pre", "blockquote", "hr", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6")
TABLE = ("table", "thead", "tbody", "tr", "th", "td")
_INVISIBLE = ("script", "style")
CONTENT = ("text", "image", "code_inline", "softbreak", "hardbreak")
AT_HAND = 32
"""Texts kept as they were last made: one item goes to several channels, most often at one time."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])


def parsed(markdown: str) -> list[Token]:
    """markdown-it's tokens of a body, as all of these read it."""
    return _parser().parse(markdown)


@lru_cache(AT_HAND)
def to_html(markdown: str) -> str:
    """Sanitised HTML: links only to http, https and mailto, no images, no style, no script."""
    raw = _parser().render(markdown).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    safe = nh3.clean(
        raw,
        tags={*INLINE, *BLOCKS, *TABLE},
        attributes={"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        url_relative="deny",
    )
    return clean_text(safe).strip()  # a character reference may have brought in what the source was cleaned of


@lru_cache(AT_HAND)
def to_plain(markdown: str) -> str:
    """Text as a person would type it: bullets for lists, an empty line between blocks, links as ``text (address)``."""
    return _tidy("".join(_Writer(_Plain()).blocks(parsed(markdown))))


@lru_cache(AT_HAND)
def to_telegram(markdown: str) -> str:
    """Telegram HTML: the same text with b, i, u, s, code, pre, blockquote and a; balanced and escaped."""
    return _tidy("".join(_Writer(_TelegramTags()).blocks(parsed(markdown))))


def _tidy(text: str) -> str:
    text = re.sub(r"(?: \|)?[ \t]+\n", "\n", text)
    text = re.sub(r"\s+</blockquote>", "</blockquote>", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Plain:
    """No marks at all."""

    def text(self, text: str) -> str:
        return text

    def mark(self, name: str, opening: bool) -> str:
        return ""

    def link(self, inner: str, href: str) -> str:
        return _named(inner, href, readable(href))


class _TelegramTags:
    """The tags of Telegram's HTML style."""

    names: ClassVar[dict[str, str]] = {
        "strong": "b",
        "em": "i",
        "s": "s",
        "code": "code",
        "pre": "pre",
        "blockquote": "blockquote",
    }

    def text(self, text: str) -> str:
        return html.escape(text, quote=False)

    def mark(self, name: str, opening: bool) -> str:
        return f"<{'' if opening else '/'}{self.names[name]}>"

    def link(self, inner: str, href: str) -> str:
        if urlsplit(href).scheme not in ("http", "https"):
            return _named(inner, href, html.escape(readable(href), quote=False))
        return f'<a href="{html.escape(href)}">{inner}</a>'


def _named(inner: str, href: str, shown: str) -> str:
    """``inner`` and the address behind it, which is told once; one that can be tapped stays as it is encoded."""
    if inner == shown or not href:
        return inner
    return f"{inner} ({href if href.startswith(('http://', 'https://')) else shown})"


def readable(href: str) -> str:
    """As a person would write it: markdown-it has percent-encoded what is no ASCII, and brackets."""
    return _parser().normalizeLinkText(href).removeprefix("mailto:")


class _Writer:
    """Walks markdown-it's flat token list, one block at a time."""

    def __init__(self, marks: _Plain | _TelegramTags) -> None:
        self.marks = marks
        self._lists: list[int | None] = []
        """One entry per open list: the next number, or None for bullets."""
        self._quotes = 0

    def blocks(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            yield self._block(token)

    def _block(self, token: Token) -> str:
        match token.type:
            case "inline":
                return self._inline(token.children or [])
            case "heading_open":
                return self.marks.mark("strong", True)
            case "heading_close":
                return self.marks.mark("strong", False) + "\n\n"
            case "paragraph_close":
                return "\n" if self._lists else "\n\n"
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                return "" if self._lists else "\n"
            case "list_item_open":
                return self._bullet()
            case "fence" | "code_block":
                marks = self.marks
                return (
                    marks.mark("pre", True) + marks.text(token.content.rstrip("\n")) + marks.mark("pre", False) + "\n\n"
                )
            case "blockquote_open":
                self._quotes += 1
                return self.marks.mark("blockquote", True) if self._quotes == 1 else ""
            case "blockquote_close":
                self._quotes -= 1
                return self.marks.mark("blockquote", False) + "\n\n" if self._quotes == 0 else ""
            case "td_close" | "th_close":
                return " | "
            case "tr_close":
                return "\n"
            case "table_close":
                return "\n"
            case "hr":
                return "———\n\n"
            case "html_block":
                words = seen_of_html(token.content)
                return f"{self.marks.text(words)}\n\n" if words else ""
        return ""

    def _bullet(self) -> str:
        indent = "   " * (len(self._lists) - 1)
        number = self._lists[-1]
        if number is None:
            return f"{indent}• "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _inline(self, children: Sequence[Token]) -> str:
        done: list[str] = []
        links: list[tuple[int, str]] = []
        hidden = ""
        for token in children:
            if token.type == "html_inline":
                hidden = hidden_by(token.content, hidden)
                if not hidden and _BREAK.fullmatch(token.content):
                    done.append("\n")
            elif hidden and token.type in CONTENT:
                continue  # marks still open and close
            elif token.type == "link_open":
                links.append((len(done), str(token.attrGet("href") or "")))
            elif token.type == "link_close":
                start, href = links.pop()
                inner = "".join(done[start:])
                del done[start:]
                done.append(self.marks.link(inner, href))
            else:
                done.append(self._leaf(token))
        return "".join(done)

    def _leaf(self, token: Token) -> str:
        match token.type:
            case "text" | "image":
                return self.marks.text(token.content)
            case "code_inline":
                return self.marks.mark("code", True) + self.marks.text(token.content) + self.marks.mark("code", False)
            case "softbreak" | "hardbreak":
                return "\n"
            case "strong_open" | "em_open" | "s_open":
                return self.marks.mark(token.type.removesuffix("_open"), True)
            case "strong_close" | "em_close" | "s_close":
                return self.marks.mark(token.type.removesuffix("_close"), False)
        return ""


def hidden_by(tag: str, hidden: str) -> str:
    """Inside which invisible element we are after this raw tag."""
    name = re.match(r"<(/?)\s*([a-zA-Z]+)", tag)
    if name and name[2].lower() in _INVISIBLE:
        return "" if name[1] else name[2].lower()
    return hidden


def seen_of_html(raw: str) -> str:
    """What a reader would see of a block of raw HTML."""
    words = nh3.clean(_BREAK.sub("\n", raw), tags=set(), clean_content_tags=set(_INVISIBLE))
    return html.unescape(words).strip()
