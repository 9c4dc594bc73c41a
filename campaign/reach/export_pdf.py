"""The official report as PDF: the document through a Typst template (campaign.rendering.typeset)."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

from campaign.reach.document import Document
from campaign.reach.document.plain import as_plain
from campaign.reach.pictures import pictures
from campaign.reach.report import Report
from campaign.rendering.typeset import typeset


def as_pdf(document: Document, report: Report) -> bytes:
    """The same report is the same bytes."""
    said = as_plain(document)
    said["pictures"] = {key: picture.decode() for key, picture in pictures(document.charts.values(), "svg").items()}
    at = (report.body["frozen"] or {"at": report.body["generated_at"]})["at"]
    template = (files("campaign.reach") / "templates" / "report.typ").read_bytes()
    return typeset(template, said, datetime.fromisoformat(at))
