"""The rows. They are where sibling rooms meet; each file is one concept."""

from campaign.models.activity import Activity, ActivityEvidence, Register
from campaign.models.calendar import Occurrence, Pause, Slot
from campaign.models.channel import AccountPace, Channel, Credential
from campaign.models.delivery import Attempt, Click, Delivery, Link
from campaign.models.frozen import FrozenReport
from campaign.models.item import Approval, FittedMedia, Item, MediaRow, Revision
from campaign.models.person import (
    ApiToken,
    AuditEntry,
    Device,
    KeyedAnswer,
    OneTimeLink,
    RecoveryCode,
    Session,
    Tries,
    User,
)
from campaign.models.reach import Collection, MetricSample, PostFigures
from campaign.models.record import Document, Fact
from campaign.models.special_day import SpecialDay
from campaign.models.webhook import WebhookEvent

__all__ = [
    "AccountPace",
    "Activity",
    "ActivityEvidence",
    "ApiToken",
    "Approval",
    "Attempt",
    "AuditEntry",
    "Channel",
    "Click",
    "Collection",
    "Credential",
    "Delivery",
    "Device",
    "Document",
    "Fact",
    "FittedMedia",
    "FrozenReport",
    "Item",
    "KeyedAnswer",
    "Link",
    "MediaRow",
    "MetricSample",
    "Occurrence",
    "OneTimeLink",
    "Pause",
    "PostFigures",
    "RecoveryCode",
    "Register",
    "Revision",
    "Session",
    "Slot",
    "SpecialDay",
    "Tries",
    "User",
    "WebhookEvent",
]
