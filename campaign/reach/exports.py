"""A report as text. Every form prints every figure of the JSON, and says where there is none."""

from __future__ import annotations

import json

from campaign.reach.report import Report

FORMATS = ("json", "csv", "html")


def printed(report: Report, form: str) -> str:
    """The whole document, for UTF-8. Raises KeyError for a form that is not in FORMATS."""
    if form == "json":
        return json.dumps(report.body, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        from campaign.reach.export_csv import as_csv

        return as_csv(report)
    if form == "html":
        from campaign.reach.export_html import as_html

        return as_html(report)
    raise KeyError(form)
