"""A condition that rows show now, before anybody was told: what an ``AlertCause`` is made from."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.alerts.audience import Audience


@dataclass(frozen=True)
class Condition:
    """See campaign.models.alert.AlertCause for the fields."""

    kind: str
    subject: str
    title: str
    path: str
    audience: Audience
    mark: str = ""
    text: str = ""
    platform: str = ""
    urgent: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.subject, self.mark
