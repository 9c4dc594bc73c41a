"""What one person (or the desk) is told at once: every cause that waits for them, grouped by kind, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from campaign.alerts.kinds import KINDS
from campaign.models import AlertCause, User
from campaign.sentences.said import say

LISTED = 10
"""Things of one kind in a message; the others are counted, and the page lists them."""
NAMED = 3
"""Kinds that the subject names; the others are counted."""
ORDER = list(KINDS)
URGENT = "KHẨN"
STILL = "Vẫn "


@dataclass(frozen=True)
class Message:
    """``id``: the same when it has to be sent again, so that whoever receives it twice can tell. ``again``: an urgent
    one that was said before and still waits."""

    id: str
    user: User | None
    causes: Sequence[AlertCause]
    address: str
    """The installation's, without a last "/"."""
    again: bool = False
    language: str = "vi"
    """The reader's."""

    @property
    def urgent(self) -> bool:
        return any(cause.urgent for cause in self.causes)

    @property
    def url(self) -> str:
        """Where something can be done: the one thing's page, else the list of them all."""
        return self.address + (self.causes[0].path if len(self.causes) == 1 else "/alerts")

    @property
    def subject(self) -> str:
        """One line: the thing, or how many of each kind."""
        return " ".join(part for part in (f"{self.say(URGENT)}:" if self.urgent else "", self._what()) if part)

    @property
    def text(self) -> str:
        """Everything in plain words, each with its link."""
        return "\n\n".join(self._groups())

    def short(self, most: int) -> str:
        """What fits beside the subject where only a few lines are shown."""
        said = [self.say(cause.title) for cause in self.causes]
        said = said if len(said) > 1 else [self.say(self.causes[0].text)]
        whole = " · ".join(part for part in said if part)
        return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"

    def say(self, sentence: str) -> str:
        """In the reader's language."""
        return say(sentence, self.language)

    def _what(self) -> str:
        if len(self.causes) == 1:
            cause = self.causes[0]
            kind = self.say(KINDS[cause.kind].one)
            return f"{self.say(STILL) + _lower(kind) if self.again else kind}: {self.say(cause.title)}"
        counts = [(len(same), self.say(KINDS[kind].many)) for kind, same in self._by_kind()]
        named = [f"{count} {words}" for count, words in counts[:NAMED]]
        others = sum(count for count, _ in counts[NAMED:])
        return ", ".join([*named, self.say(f"và {others} việc khác")] if others else named)

    def _by_kind(self) -> list[tuple[str, list[AlertCause]]]:
        ordered = sorted(self.causes, key=lambda cause: (ORDER.index(cause.kind), not cause.urgent, cause.id))
        return [(kind, list(same)) for kind, same in groupby(ordered, key=lambda cause: cause.kind)]

    def _groups(self) -> Iterator[str]:
        for kind, same in self._by_kind():
            one = self.say(KINDS[kind].one)
            heading = f"{one} ({len(same)})" if len(same) > 1 else one
            lines = [heading, *(self._line(cause) for cause in same[:LISTED])]
            if len(same) > LISTED:
                lines.append(self.say(f"- và {len(same) - LISTED} mục nữa: {self.address}/alerts"))
            yield "\n".join(lines)

    def _line(self, cause: AlertCause) -> str:
        said = f"- {self.say(URGENT) + ': ' if cause.urgent else ''}{self.say(cause.title)}"
        return "\n  ".join(part for part in (said, self.say(cause.text), self.address + cause.path) if part)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
