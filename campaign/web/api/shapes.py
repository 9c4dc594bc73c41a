"""What programs send and get. An unknown key is refused, so nothing can be set that does not stand here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.models.delivery import STATES

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL stores no NUL in a text."""
Short = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]
Line = Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)]
Long = Annotated[str, StringConstraints(max_length=500_000)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), Field(json_schema_extra={"format": "date"})]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=NO_NUL)]
At = Annotated[
    str, StringConstraints(max_length=40), Field(description="ISO 8601, in the plan's zone without an offset, or now")
]
State = Literal[STATES]  # type: ignore[valid-type]
ItemState = Literal["draft", "submitted", "approved", "returned", "archived"]


class Sent(BaseModel):
    """A body. Numbers are not taken for text, nor text for numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SentMedia(Sent):
    """A stored file, by the name it is served under or by its hash."""

    file: Short
    alt: Line = ""


class SentVariant(Sent):
    """An item as one channel reads it."""

    text: Long | None = None
    media: list[SentMedia] | None = None


class ItemChanges(Sent):
    """Keys of the front matter and ``body``. What is not sent stays; null takes a key back to its default."""

    title: Short | None = None
    kind: Short | None = None
    summary: Long | None = None
    body: Long | None = None
    link: Line | None = None
    tags: list[Short] | None = None
    audience: list[Short] | None = None
    task: Short | list[Short] | None = None
    unit: Short | None = None
    language: Short | None = None
    media: list[SentMedia] | None = None
    variants: dict[Short, SentVariant] | None = None
    evergreen: bool | None = None
    not_before: Day | None = None
    expires_on: Day | None = None
    review_by: Day | None = None
    verified: bool | None = None
    source: Line | None = None
    sms: Line | None = None
    defang: bool | None = None


class NewItem(ItemChanges):
    """A new item; without ``slug`` it is named after its title."""

    title: Short
    slug: Short | None = None


class Nothing(Sent):
    """A body with nothing in it; it may be left out."""


class Returned(Sent):
    reason: Reason


class NewDelivery(Sent):
    """One item to one channel at one time. The same again gives the same delivery."""

    item: Short
    channel: Short
    at: At
    urgent: bool = False


class Moved(Sent):
    at: At


class Resolved(Sent):
    """A person's word on an uncertain (or manual) one. ``absent``: it is not there, send it again."""

    outcome: Literal["published", "absent"]
    permalink: Line = ""


class Closed(Sent):
    reason: Reason


Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class NewActivity(Sent):
    """Work that no API sees. What is not known is left out: that is not 0."""

    task: Short
    kind: Short
    on: Day
    title: Line
    live: bool = False
    minutes: Count | None = None
    airings: Count | None = None
    audience: Count | None = None
    estimated: bool = False
    place: Line = ""
    unit: Short = ""
    column: Short = ""
    evidence: list[Line] = Field(default_factory=list, max_length=20)


class Shown(BaseModel):
    """An answer."""


class Item(Shown):
    """One item as it is now. ``revision`` is its ETag too."""

    slug: str
    title: str
    kind: str
    summary: str
    body: str
    link: str
    state: ItemState
    approved_by: list[str]
    revision: int
    tags: list[str]
    audience: list[str]
    task: list[str]
    unit: str | None
    language: str
    media: list[dict[str, str]]
    variants: dict[str, Any]
    evergreen: bool
    not_before: str | None
    expires_on: str | None
    review_by: str | None
    verified: bool
    source: str
    sms: str
    defang: bool
    updated_at: str


class Items(Shown):
    """``next``: the cursor of the page after this one; null at the end."""

    items: list[Item]
    next: str | None


class Failure(Shown):
    code: str | None
    message: str


class Delivery(Shown):
    """As ``campaign deliveries --json`` prints it."""

    id: int
    item: str
    title: str
    channel: str
    platform: str
    slot: str | None
    part: str | None
    after: int | None
    due_at: str
    next_try_at: str | None
    state: State
    attempts: int
    published_at: str | None
    corrected_at: str | None
    retracted_at: str | None
    remote_id: str | None
    permalink: str | None
    look_url: str | None
    text: str | None
    text_sha256: str | None
    error: Failure | None
    held_reason: str | None
    approved_by: list[str]
    urgent: bool


class Deliveries(Shown):
    deliveries: list[Delivery]
    next: str | None


class Retracted(Delivery):
    """``notes``: what a person still has to take down themselves."""

    notes: list[str]


class Channel(Shown):
    """As ``campaign channel list --json`` prints it."""

    model_config = ConfigDict(extra="allow")

    key: str
    platform: str
    title: str
    unit: str | None
    task: str | None
    account: str
    account_name: str | None
    state: Literal["open", "closed", "disabled", "not_connected"]
    reason: str | None


class Channels(Shown):
    channels: list[Channel]


class Audience(Shown):
    """``mark``: X counted, U estimated, - nobody counted."""

    value: int | None
    mark: Literal["X", "U", "-"]


class Activity(Shown):
    """As ``campaign activity list --json`` prints it."""

    id: int
    task: str
    kind: str
    on: str
    title: str
    unit: str
    live: bool
    minutes: int | None
    airings: int | None
    audience: Audience
    place: str
    evidence: list[dict[str, Any]]
    state: Literal["counted", "waiting", "refused"]
    created_by: str
    created_at: str


class Activities(Shown):
    activities: list[Activity]
    next: str | None


class Report(Shown):
    """As ``campaign report --format json`` prints it."""

    model_config = ConfigDict(extra="allow")

    plan: str
    period: dict[str, str]
    unit: str | None
    generated_at: str
    frozen: dict[str, Any] | None
    tasks: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    uncertain: int
    notes: list[str]
