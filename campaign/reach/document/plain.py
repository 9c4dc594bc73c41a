"""The document as plain JSON with clean text: what templates read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict
from typing import Any

from campaign.reach.document.parts import Document

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets); Word's own paste brings U+000B."""


def as_plain(document: Document) -> dict[str, Any]:
    """The fields of ``Document``, ``sections`` by number and ``tables`` by key beside them; charts without their specs.

    Every text is NFC and holds nothing that a file of Word or Excel would break on.
    """
    said = asdict(document)
    for chart in said["charts"].values():
        del chart["spec"]
    said["tables"] = {table["key"]: table for annex in said["annexes"] for table in annex["tables"]}
    said["by_number"] = {section["number"]: section for section in said["sections"]}
    cleaned: dict[str, Any] = _clean(said)
    return cleaned


def clean_text(text: str) -> str:
    return unicodedata.normalize("NFC", _REFUSED.sub(" ", text))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value
