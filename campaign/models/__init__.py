"""The rows. They are where sibling rooms meet; each file is one concept."""

from campaign.models.calendar import Occurrence, Pause, Slot
from campaign.models.channel import AccountPace, Channel, Credential
from campaign.models.delivery import Attempt, Click, Delivery, Link
from campaign.models.item import Approval, Item, MediaRow, Revision
from campaign.models.person import AuditEntry, OneTimeLink, Session, User
from campaign.models.reach import Collection, MetricSample
from campaign.models.record import Document, Fact

__all__ = [
    "AccountPace",
    "Approval",
    "Attempt",
    "AuditEntry",
    "Channel",
    "Click",
    "Collection",
    "Credential",
    "Delivery",
    "Document",
    "Fact",
    "Item",
    "Link",
    "MediaRow",
    "MetricSample",
    "Occurrence",
    "OneTimeLink",
    "Pause",
    "Revision",
    "Session",
    "Slot",
    "User",
]
