"""A Typst template and what it says become a PDF, with fonts of our own (https://typst.app/docs/)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files
from typing import Any

NO_GLYPH = re.compile("[\U0001f000-\U0001faff\u2600-\u260f\u2614-\u2712\u2715\u2716\u2719-\u27bf\ufe0f\u200d]\\s?")
"""Pictures among letters, which neither font draws: a box with a cross would stand there."""


def typeset(template: bytes, said: Mapping[str, Any], at: datetime) -> bytes:
    """A tagged PDF, so that a screen reader follows it. The template reads ``json(bytes(sys.inputs.document))``; the
    same template, words and moment are the same bytes. Fonts: Tinos and Inter, none of the machine's; emoji are left
    out."""
    import typst

    with as_file(files("campaign.media") / "fonts") as fonts:
        own = typst.Fonts(False, False, [fonts / "tinos", fonts / "inter"])
        made = typst.compile(
            template, font_paths=own, ignore_system_fonts=True, format="pdf",
            sys_inputs={"document": NO_GLYPH.sub("", json.dumps(said, ensure_ascii=False))},
            timestamp=at.replace(microsecond=0),
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made
