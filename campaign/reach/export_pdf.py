"""The official report as PDF: the document through a Typst template, with fonts of our own (https://typst.app/docs/)."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import as_file, files

from campaign.reach.document import Document
from campaign.reach.document.plain import as_plain
from campaign.reach.pictures import pictures
from campaign.reach.report import Report


def as_pdf(document: Document, report: Report) -> bytes:
    """Tagged, so that a screen reader follows it. The same report is the same bytes."""
    import typst

    said = as_plain(document)
    said["pictures"] = {key: picture.decode() for key, picture in pictures(document.charts.values(), "svg").items()}
    at = (report.body["frozen"] or {"at": report.body["generated_at"]})["at"]
    with as_file(files("campaign.media") / "fonts") as fonts:
        own = typst.Fonts(False, False, [fonts / "tinos", fonts / "inter"])
        made = typst.compile(
            (files("campaign.reach") / "templates" / "report.typ").read_bytes(),
            font_paths=own, ignore_system_fonts=True, format="pdf",
            sys_inputs={"document": json.dumps(said, ensure_ascii=False)},
            timestamp=datetime.fromisoformat(at).replace(microsecond=0),
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made
