"""The child process that draws: requests as JSON lines on its standard input, answers as JSON lines on its output.

Apart, because the drawing library (vl-convert: Vega in an embedded JavaScript engine, https://github.com/vega/vl-convert)
takes a hundred megabytes, which ``serve`` would then carry for ever. It opens no file but the fonts and no connection.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from html import escape
from importlib.resources import as_file, files
from typing import Any

from campaign.reach.charts.style import LOCALE, config, patterns

SCALE = 2.5
"""Pixels of a PNG to one of the drawing: 240 dots to the inch at the width of a text column."""
_HEAD = re.compile(r"<svg [^>]*>")
_TAG = re.compile(r"<[^>]+>")
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""Vega names some parts in English in spite of ``aria``; the drawing is one image with one name."""
_SIZE = re.compile(r'\b(?:class|width|height|xmlns:xlink|version)="[^"]*" ?')


def main() -> None:
    import vl_convert

    with as_file(files("campaign.media") / "fonts") as fonts:
        for family in ("inter", "tinos"):
            vl_convert.register_font_directory(str(fonts / family))
        for line in sys.stdin:
            request = json.loads(line)
            svg = _svg(vl_convert, request)
            made = svg.encode() if request["form"] == "svg" else vl_convert.svg_to_png(svg, scale=SCALE)
            print(base64.b64encode(made).decode(), flush=True)


def _svg(vl_convert: Any, request: dict[str, Any]) -> str:
    """As the library draws it, with our name, description and patterns; sized by the place where it stands."""
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **request["spec"]}
    spec["config"] = config(request["font"])
    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version="6.4", format_locale=LOCALE, allowed_base_urls=[])
    key, own = request["key"], request["id"]
    head = _HEAD.match(drawn)
    assert head is not None
    size = dict(re.findall(r'\b(width|height)="([^"]*)"', head[0]))
    opening = _SIZE.sub("", head[0]).replace("<svg ", f'<svg role="img" aria-labelledby="{own}-ten {own}-ta" ', 1)
    if request["form"] == "png":
        opening = opening.replace("<svg ", '<svg width="{width}" height="{height}" '.format(**size), 1)
    title, said = escape(request["title"]), escape(request["description"])
    named = f'<title id="{own}-ten">{title}</title><desc id="{own}-ta">{said}</desc>'
    inner = _TAG.sub(lambda tag: _SPOKEN.sub("", tag[0]), drawn[head.end() :])
    return opening + named + patterns(own) + inner.replace(f"url(#{key}-", f"url(#{own}-")


if __name__ == "__main__":
    main()
