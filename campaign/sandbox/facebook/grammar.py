"""The ``fields`` parameter, read: names with modifiers and nested fields.

``id,shares,comments.summary(total_count).filter(stream).limit(0),attachments{target{id}}``
https://developers.facebook.com/docs/graph-api/guides/field-expansion
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from campaign.sandbox.facebook.refusals import Refusal

NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)


@dataclass
class Field:
    """One wanted field: ``modifiers`` by name, and the ``fields`` inside it."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)


def read_fields(text: str) -> dict[str, Field]:
    """By name, in the order in which they were asked for. Raises Refusal (2500) for what cannot be read."""
    reader = _Reader(text)
    fields = reader.fields() if text else {}
    if reader.at != len(text):
        raise _syntax(text)
    return fields


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fields(self) -> dict[str, Field]:
        found: dict[str, Field] = {}
        while True:
            one = self._field()
            found[one.name] = one
            if not self._take(","):
                return found

    def _field(self) -> Field:
        one = Field(self._name())
        while self._take("."):
            name = self._name()
            if not self._take("("):
                raise _syntax(self.text)
            end = self.text.find(")", self.at)
            if end < 0:
                raise _syntax(self.text)
            one.modifiers[name], self.at = self.text[self.at : end], end + 1
        if self._take("{"):
            one.fields = self.fields()
            if not self._take("}"):
                raise _syntax(self.text)
        return one

    def _name(self) -> str:
        found = NAME.match(self.text, self.at)
        if found is None:
            raise _syntax(self.text)
        self.at = found.end()
        return found[0]

    def _take(self, mark: str) -> bool:
        there = self.text.startswith(mark, self.at)
        self.at += there
        return there


def _syntax(text: str) -> Refusal:
    return Refusal(2500, f"Syntax error in field expansion: {text[:80]}")
