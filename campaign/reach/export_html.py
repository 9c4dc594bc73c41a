"""The report as one page that needs nothing beside itself: no script, no address, readable on a phone and on A4."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from campaign.reach import wording
from campaign.reach.report import Report


def as_html(report: Report) -> str:
    names = report.names
    return _template().render(
        report=report.body,
        names=names,
        headline=wording.headline(report.body, names),
        number=wording.number,
        day=wording.day,
        moment=lambda iso: wording.moment(iso, names["zone"]),
        words=wording,
    )


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
