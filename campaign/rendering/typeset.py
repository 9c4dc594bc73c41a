"""A Typst template and what it says become a PDF, with fonts of our own (https://typst.app/docs/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files
from typing import Any


def typeset(template: bytes, said: Mapping[str, Any], at: datetime) -> bytes:
    """A tagged PDF, so that a screen reader follows it. The template reads ``json(bytes(sys.inputs.document))``; the
    same template, words and moment are the same bytes. Fonts: Tinos and Inter, none of the machine's."""
    import typst

    with as_file(files("campaign.media") / "fonts") as fonts:
        own = typst.Fonts(False, False, [fonts / "tinos", fonts / "inter"])
        made = typst.compile(
            template, font_paths=own, ignore_system_fonts=True, format="pdf",
            sys_inputs={"document": json.dumps(said, ensure_ascii=False)}, timestamp=at.replace(microsecond=0),
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made
