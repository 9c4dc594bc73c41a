"""The rows. They are where sibling rooms meet; each file is one concept."""

from campaign.models.activity import Activity, ActivityEvidence, Register
from campaign.models.alert import Alert, AlertCause, AlertWishes, PushSubscription
from campaign.models.calendar import Occurrence, Pause, Slot
from campaign.models.channel import AccountPace, Channel, Credential, Remembered
from campaign.models.delivery import Attempt, Click, Delivery, Link
from campaign.models.feed import Feed, FeedEntry
from campaign.models.frozen import FrozenReport
from campaign.models.item import Approval, FittedMedia, Item, MediaRow, Revision
from campaign.models.item_text import ItemText
from campaign.models.media_upload import MediaUpload
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
from campaign.models.review import Correction, CorrectionStep, ItemReturn, PastText
from campaign.models.sharing import ReportShare, UnitReturn
from campaign.models.special_day import SpecialDay
from campaign.models.typed import TypedText
from campaign.models.webhook import WebhookEvent

__all__ = [
    "AccountPace",
    "Activity",
    "ActivityEvidence",
    "Alert",
    "AlertCause",
    "AlertWishes",
    "ApiToken",
    "Approval",
    "Attempt",
    "AuditEntry",
    "Channel",
    "Click",
    "Collection",
    "Correction",
    "CorrectionStep",
    "Credential",
    "Delivery",
    "Device",
    "Document",
    "Fact",
    "Feed",
    "FeedEntry",
    "FittedMedia",
    "FrozenReport",
    "Item",
    "ItemReturn",
    "ItemText",
    "KeyedAnswer",
    "Link",
    "MediaRow",
    "MediaUpload",
    "MetricSample",
    "Occurrence",
    "OneTimeLink",
    "PastText",
    "Pause",
    "PostFigures",
    "PushSubscription",
    "RecoveryCode",
    "Register",
    "Remembered",
    "ReportShare",
    "Revision",
    "Session",
    "Slot",
    "SpecialDay",
    "Tries",
    "TypedText",
    "UnitReturn",
    "User",
    "WebhookEvent",
]
