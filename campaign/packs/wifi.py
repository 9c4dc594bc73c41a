"""The welcome page of a public Wi-Fi or public computer: one file that loads, sets and counts nothing.

A captive portal lets nothing through before a visitor has agreed, so style and script stand inside and no address is a
link. One tip a day stands on top by a few lines of script; without script the first one does, the others fold below.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from campaign.errors import Mistake
from campaign.packs.files import file_stem
from campaign.packs.shape import Chosen, ChosenItem, Made
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang

LARGEST = 60_000
"""Bytes: routers keep such pages in a small memory, and the network of a waiting visitor is slow."""
MOST_LETTERS = 1200
"""Of one tip; what is longer gives way to its summary."""


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """``wifi-<place>.html``. Raises Mistake where it would be too large."""
    page = as_html(chosen, options.get("place", ""), options.get("heading", "") or "Dùng mạng an toàn")
    if len(page) >= LARGEST:
        raise Mistake(
            f"Trang dài {len(page) // 1000} kB, quá {LARGEST // 1000} kB của một trang chào Wi-Fi; hãy chọn ít mục hơn."
        )
    stem = file_stem(options.get("place", ""), "trang-chao")
    return Made(f"wifi-{stem}.html", "text/html; charset=utf-8", page)


def as_html(chosen: Chosen, place: str, heading: str) -> bytes:
    from jinja2 import Environment, StrictUndefined

    template = (files("campaign.packs") / "templates" / "wifi.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    unit = chosen.issuer(next(filter(chosen.unit_name, chosen.items), chosen.items[0]))
    return environment.from_string(template).render(
        place=place or "Wi-Fi công cộng", heading=heading, warnings=chosen.warnings, unit=unit,
        tips=[_tip(item) for item in chosen.items],
    ).encode()  # fmt: skip


def _tip(item: ChosenItem) -> dict[str, Any]:
    safe = defang if item.defang else str
    blocks = blocks_of(safe(item.body))
    if not blocks or sum(len(block.text) for block in blocks) > MOST_LETTERS:
        blocks = blocks_of(safe(item.summary)) or blocks[:2]
    return {"title": safe(item.title), "html": _html(blocks)}


def _html(blocks: list[Block]) -> Any:
    from markupsafe import Markup

    lines = []
    for block in blocks:
        mark = {"bullet": "• ", "number": f"{block.number}. "}.get(block.kind, "")
        inner = Markup("").join(Markup("<b>{}</b>").format(run.text) if run.bold else run.text for run in block.runs)
        shown = Markup("<b>{}</b>").format(block.text) if block.kind == "heading" else inner
        lines.append(Markup("<p>{}{}</p>").format(mark, shown))
    return Markup("").join(lines)
