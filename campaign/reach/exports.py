"""A report as a file. Every form prints every figure of the JSON, and says where there is none.

Word, Excel, PDF and the page are printed from one document (``campaign.reach.document``).
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from campaign.reach.report import Report

FORMATS = ("json", "csv", "html", "docx", "xlsx", "pdf")
DETAILED = ("html", "docx", "xlsx", "pdf")
"""Forms that print annexes and charts too: their report is asked for with ``detailed``."""
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def printed(report: Report, form: str, workspace: Path | None = None) -> bytes:
    """The whole file. ``workspace``: where a unit may have its own form for Word (``reports/``).

    Raises KeyError for a form that is not in FORMATS, Mistake for a Word form of one's own that cannot be filled in.
    """
    if form == "json":
        return (json.dumps(report.body, ensure_ascii=False, indent=2) + "\n").encode()
    if form == "csv":
        from campaign.reach.export_csv import as_csv

        return as_csv(report).encode()
    if form not in FORMATS:
        raise KeyError(form)
    return _of_document(report, form, workspace)


def _of_document(report: Report, form: str, workspace: Path | None) -> bytes:
    from campaign.reach.document import compose

    document = compose(report)
    if form == "html":
        from campaign.reach.export_html import as_html

        return as_html(document, report).encode()
    if form == "xlsx":
        from campaign.reach.export_xlsx import as_xlsx

        return as_xlsx(document, datetime.fromisoformat(report.body["generated_at"]))
    if form == "pdf":
        from campaign.reach.export_pdf import as_pdf

        return as_pdf(document, report)
    from campaign.reach.export_docx import as_docx, own_template

    return as_docx(document, own_template(workspace, report.body["unit"] or "") if workspace else None)
