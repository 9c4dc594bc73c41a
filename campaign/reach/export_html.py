"""The report as one page that needs nothing beside itself: no script, no address, readable on a phone and on A4."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from campaign.reach import wording
from campaign.reach.charts import charts
from campaign.reach.document import Document
from campaign.reach.pictures import pictures
from campaign.reach.report import Report

LISTS = ("Phụ lục 3", "Phụ lục 4", "Phụ lục 5", "Phụ lục 6", "Phụ lục 7")
"""Annexes 1, 2 and 8 stand in the page as tables of its own."""


def as_html(document: Document, report: Report) -> str:
    """The drawings stand in the page as SVG, text as text, each with its table."""
    names = report.names
    return _template().render(
        report=report.body,
        document=document,
        wide=_inline(pictures(document.charts.values(), "svg")),
        narrow=_inline(pictures(charts(report, narrow=True), "svg")),
        lists=[annex for annex in document.annexes if annex.name in LISTS],
        names=names,
        headline=document.opening,
        number=wording.number,
        day=wording.day,
        moment=lambda iso: wording.moment(iso, names["zone"]),
        words=wording,
    )


def _inline(drawings: dict[str, bytes]) -> dict[str, Markup]:
    return {key: Markup(drawing.decode()) for key, drawing in drawings.items()}  # noqa: S704  our own drawings


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
