"""The plan as data: everything plan.toml says, in the plan's own order.

Order is data: task items run a, b, c, d, đ, e because the file lists them so ("đ" sorts after "e" by code point), and
each has an ASCII ``slug`` for addresses and file names. Dates end at their own day, both ends included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from campaign.workspace.folding import fold
from campaign.workspace.kinds import Kind
from campaign.workspace.table import Day, Filled, Id, Key, MonthDay, Table, not_before

Serve = Literal["adapter", "feed", "widget", "export", "import", "offline"]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
DEFAULT_KINDS = {"article": "Bài viết", "clip": "Clip", "tip": "Mẹo"}
"""Kinds that the folders of content/ stand for; ``[[kind]]`` renames them or adds others."""


class Period(Table):
    """Both days included."""

    from_on: Day = Field(alias="from")
    to_on: Day = Field(alias="to")

    @field_validator("to_on")
    @classmethod
    def _in_order(cls, to_on: date, earlier: ValidationInfo) -> date:
        return not_before(to_on, earlier.data.get("from_on"))


class About(Table):
    """``[plan]``: the document itself."""

    id: Id
    title: Filled
    period: Period
    number: str = ""
    issued: Day | None = None
    issuer: str = ""
    title_en: str = ""
    basis: str = ""
    funding: str = ""
    report_headline_task: str = ""
    ocr_note: str = ""


class Editorial(Table):
    """``[editorial]``: how many people read before anything goes out."""

    approvals: Annotated[int, Field(ge=0, le=2)] = 1
    files_are_approved: bool = False


class Goal(Table):
    id: Id
    text: Filled
    text_en: str = ""
    ocr_note: str = ""


class Unit(Table):
    """A unit under one name; ``valid_to`` is the last day of that name. Empty successor: not known."""

    id: Id
    name: Filled
    name_en: str = ""
    role: str = ""
    group: bool = False
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor: str = ""
    successor_of: str = ""
    duties: list[str] = Field(default_factory=list)
    count_2021: Annotated[int, Field(ge=0)] | None = None
    ocr_note: str = ""

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, valid_to: date | None, earlier: ValidationInfo) -> date | None:
        return not_before(valid_to, earlier.data.get("valid_from"))

    def lapsed(self, on: date) -> bool:
        """Whether the name was no longer in use on that day. It hides nothing; it marks and warns."""
        return self.valid_to is not None and self.valid_to < on


class Task(Table):
    id: Id
    title: Filled
    title_en: str = ""
    ocr_note: str = ""


class Minimum(Table):
    """At least ``count`` of ``what`` in each ``per``."""

    per: Literal["year", "quarter", "month"]
    count: Annotated[int, Field(ge=1)]
    what: Filled


class TaskItem(Table):
    """One lettered item of a task."""

    id: Id
    task: Filled
    text: Filled
    slug: Key
    """ASCII, for addresses and file names; made from the id where the file gives none ("1đ" -> "1dd")."""
    text_en: str = ""
    lead: list[str] = Field(default_factory=list)
    lead_label: str = ""
    support: list[str] = Field(default_factory=list)
    support_text: str = ""
    timing: str = ""
    timing_note: str = ""
    minimum: Minimum | None = None
    serve: list[Serve] = Field(default_factory=list)
    feature: str = ""
    indicators: list[str] = Field(default_factory=list)
    derived_from: str = ""
    ocr_note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _with_slug(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and isinstance(raw.get("id"), str) and not raw.get("slug"):
            return {**raw, "slug": default_slug(raw["id"])}
        return raw

    @property
    def label(self) -> str:
        """The letter under its task ("đ" of "1đ"); the whole id where it does not start with the task's."""
        return self.id.removeprefix(self.task) or self.id


class Denominator(Table):
    """What a percentage is of. Without a source and a date there is no percentage."""

    value: Annotated[int, Field(gt=0)]
    source: Filled
    as_of: Day


class Target(Table):
    id: Id
    text: Filled
    op: Literal["qualitative", "eq", "gt", "gte"]
    population: str = ""
    value: Amount | None = None
    value_unit: str = ""
    national_value: Amount | None = None
    evidence: Literal["adapter", "register", "survey", "attendance"]
    task_items: list[str] = Field(default_factory=list)
    gap: str = ""
    denominator: Denominator | None = None
    ocr_note: str = ""

    @model_validator(mode="after")
    def _has_value(self) -> Target:
        if self.op != "qualitative" and self.value is None:
            raise ValueError(f'chỉ tiêu với op = "{self.op}" phải có value')
        return self


class Deadline(Table):
    """A day of every year; empty: set year by year."""

    id: Id
    text: Filled
    month_day: MonthDay = ""
    rule: str = ""
    period_start: MonthDay = "01-01"
    period_end: MonthDay = "12-31"
    cutoff: MonthDay = ""
    from_units: list[str] = Field(default=[], alias="from")
    to_unit: str = Field(default="", alias="to")
    ocr_note: str = ""


class Outlet(Table):
    """A way of reaching people that the plan names; not a channel of the program."""

    id: Id
    name: Filled
    name_en: str = ""
    task_items: list[str] = Field(default_factory=list)
    serve: Serve
    how: str = ""
    packs: list[str] = Field(default_factory=list)
    """Names of ``campaign export`` that are made for it; visits by what hangs there count under its first task item."""
    ocr_note: str = ""


class Letterhead(Table):
    """``[[report]]``: what stands around the figures of an official report, of all units (``unit`` empty) or of one.

    What is left out follows from the plan: the unit's name, the one that the deadline names as the reader.
    """

    unit: str = ""
    superior: str = ""
    """The body above the one that reports; over its name."""
    body: str = ""
    """The body that reports."""
    symbol: str = ""
    """After the number: "BC-STTTT"."""
    place: str = ""
    readers: list[str] = Field(default=[], alias="to")
    """Kính gửi."""
    copies: list[str] = Field(default_factory=list)
    """Nơi nhận."""
    signatory: str = ""
    """An office, never a person."""


class Reach(Table):
    """``[reach]``: how work that no API sees is counted."""

    second_reader: bool = False
    """True: an activity counts only once another person has confirmed it."""


class Column(Table):
    """``[[column]]``: a recurring programme or page. Its issues are the activities that name it, and items that carry
    its tag, each once, on the day of its first post."""

    id: Key
    title: Filled
    task: str = ""
    unit: str = ""
    kind: str = "column_issue"
    """Of the activities that are its issues."""
    tag: str = ""
    """Of the items that are its issues; empty: none is."""
    every_days: Annotated[int, Field(ge=1, le=366)]
    """At least one issue in so many days; a longer silence is a broken rhythm."""
    from_on: Day | None = Field(default=None, alias="from")
    to_on: Day | None = Field(default=None, alias="to")

    @field_validator("to_on")
    @classmethod
    def _in_order(cls, to_on: date | None, earlier: ValidationInfo) -> date | None:
        return not_before(to_on, earlier.data.get("from_on"))


class Season(Table):
    """``[[topic]]``: days of every year that ask for certain contents; ``to`` before ``from`` goes over the year's end.

    What suits it carries one of the tags; without tags, what counts for the task item.
    """

    id: Key
    title: Filled
    from_day: MonthDay = Field(alias="from")
    to_day: MonthDay = Field(alias="to")
    lunar: bool = False
    """Whether the days are of the Vietnamese lunar calendar."""
    tags: list[Filled] = Field(default_factory=list)
    task: str = ""

    @model_validator(mode="after")
    def _says_what_suits(self) -> Season:
        if not self.from_day or not self.to_day:
            raise ValueError("phải có cả from và to, dạng tháng-ngày")
        if not self.tags and not self.task:
            raise ValueError("phải có tags hoặc task: nội dung nào hợp với dịp này")
        return self

    def holds(self, month_day: tuple[int, int]) -> bool:
        """Is that day of the year inside? Both ends are."""
        first, last = _month_day(self.from_day), _month_day(self.to_day)
        if first <= last:
            return first <= month_day <= last
        return month_day >= first or month_day <= last


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


class Plan(Table):
    """The whole of plan.toml. ``model_dump(mode="json")`` reads back as an equal Plan."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    about: About = Field(alias="plan")
    editorial: Editorial = Editorial()
    goals: list[Goal] = Field(default=[], alias="goal")
    units: list[Unit] = Field(default=[], alias="unit")
    tasks: list[Task] = Field(default=[], alias="task")
    task_items: list[TaskItem] = Field(default=[], alias="task_item")
    targets: list[Target] = Field(default=[], alias="target")
    deadlines: list[Deadline] = Field(default=[], alias="deadline")
    outlets: list[Outlet] = Field(default=[], alias="outlet")
    declared_kinds: list[Kind] = Field(default=[], alias="kind")
    letterheads: list[Letterhead] = Field(default=[], alias="report")
    columns: list[Column] = Field(default=[], alias="column")
    seasons: list[Season] = Field(default=[], alias="topic")
    reach: Reach = Reach()

    @property
    def id(self) -> str:
        return self.about.id

    def ended(self, on: date) -> bool:
        """Whether the plan's period was over on that day."""
        return self.about.period.to_on < on

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Title by kind: the default ones, then those declared."""
        return DEFAULT_KINDS | {kind.id: kind.title for kind in self.declared_kinds}

    @cached_property
    def kind_by_id(self) -> dict[str, Kind]:
        """Every kind with its rules; a default one that the plan does not name asks for nothing."""
        usual = {key: Kind(id=key, title=title) for key, title in DEFAULT_KINDS.items()}
        return usual | {kind.id: kind for kind in self.declared_kinds}

    @cached_property
    def unit_by_id(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def column_by_id(self) -> dict[str, Column]:
        return {column.id: column for column in self.columns}

    @cached_property
    def task_item_by_id(self) -> dict[str, TaskItem]:
        """In the plan's order."""
        return {item.id: item for item in self.task_items}

    @cached_property
    def task_item_order(self) -> dict[str, int]:
        """Place in the plan by id: the key to sort by, never the id itself."""
        return {item.id: place for place, item in enumerate(self.task_items)}

    def task_items_of(self, task: str) -> list[TaskItem]:
        return [item for item in self.task_items if item.task == task]

    def successor_of(self, unit: str) -> Unit | None:
        """Who carries on that unit's work, where the plan names one (on either side)."""
        known = self.unit_by_id.get(unit)
        if known is not None and known.successor:
            return self.unit_by_id.get(known.successor)
        return next((later for later in self.units if later.successor_of == unit), None)


def default_slug(task_item: str) -> str:
    """ASCII name of a task item: "1đ" -> "1dd", so that it differs from "1d"; "V.sms" -> "v-sms"."""
    bare = fold(task_item.casefold().replace("đ", "dd"))
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in bare).strip("-")
