"""A channel's ``post.j2``: Jinja2 in a sandbox that also refuses to build huge values.

A template sees ``item`` (title, summary, body, link, tags, kind, task, unit), ``channel`` (key, title, platform, unit)
and ``link``, the short link of the delivery. Facts: https://jinja.palletsprojects.com/en/stable/sandbox/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from campaign.workspace.folding import fold

if TYPE_CHECKING:  # the child that tries templates begins without the seam's shapes, in a third of the time
    from campaign.platforms.seam import Markup as PlatformMarkup

MAX_CHARACTERS = 200_000
"""No platform takes a text anywhere near this long; a template that makes one is broken."""


class TemplateFault(Exception):
    """A ``post.j2`` that cannot be used: ``line`` (1-based) and a sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class ItemView:
    """What a template sees as ``item``. ``body`` is ready in the platform's markup."""

    title: str
    summary: str
    body: str
    link: str
    tags: tuple[str, ...]
    kind: str
    task: str
    unit: str


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"phép {operator} không dùng được trong post.j2")
        if operator == "*" and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError("phép * chỉ dùng được với số")
        return super().call_binop(context, operator, left, right)


def hashtag(text: str) -> str:
    """``an toàn thông tin`` -> ``#AnToanThongTin``: letters and digits only, as every platform reads a hashtag."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return "#" + "".join(word[:1].upper() + word[1:] for word in words) if words else ""


@lru_cache(maxsize=2)
def _environment(autoescape: bool) -> _Environment:
    environment = _Environment(autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["hashtag"] = hashtag
    for name in ("format", "pprint", "xmlattr", "center", "indent"):
        environment.filters.pop(name, None)  # each can make a huge value from a short one
    return environment


@lru_cache(maxsize=256)
def _compiled(source: str, autoescape: bool) -> Template:
    return _environment(autoescape).from_string(source)


def render_template(source: str, markup: PlatformMarkup, item: ItemView, channel: Mapping[str, str], link: str) -> str:
    """The text of ``source`` for one item. Raises TemplateFault."""
    escapes = markup == "telegram_html"
    shown = ItemView(**{**item.__dict__, "body": Markup(item.body) if escapes else item.body})  # noqa: S704
    try:
        text = _compiled(source, escapes).render(item=shown, channel=dict(channel), link=link)
    except TemplateSyntaxError as fault:
        raise TemplateFault(fault.lineno, f"post.j2 viết sai: {fault.message}") from None
    except Exception as fault:  # a template is somebody's program: whatever it raises is its own fault
        raise TemplateFault(
            _line_of(fault), f"post.j2 không dựng được bài: {str(fault) or type(fault).__name__}"
        ) from None
    if len(text) > MAX_CHARACTERS:
        raise TemplateFault(1, f"post.j2 dựng ra bài dài {len(text)} ký tự; tối đa {MAX_CHARACTERS}.")
    return text


def _line_of(fault: BaseException) -> int:
    """The template's line, which Jinja writes into the traceback's frames."""
    line, trace = 1, fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
