"""The form of the compose page: everything that was typed, as it was typed. What is wrong in it the desk says."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from fastapi import Form
from pydantic import BeforeValidator, Field, StringConstraints

from campaign.errors import Mistake
from campaign.library.fields import ItemFields
from campaign.library.typed import NEW
from campaign.web.forms import PlainForm, or_none

Text = Annotated[str, StringConstraints(max_length=600_000)]
Name = Annotated[str, StringConstraints(max_length=200)]
Names = Annotated[list[Name], Field(max_length=200, default_factory=list)]
Texts = Annotated[list[Text], Field(max_length=200, default_factory=list)]
Tick = Literal["", "yes"]
Place = Annotated[str, StringConstraints(pattern=rf"^({NEW}[0-9a-f]{{12}}|[a-z0-9][a-z0-9_-]{{0,99}})$")]


Number = Annotated[int | None, Field(ge=1, le=2**31 - 1), BeforeValidator(or_none)]


class ComposeForm(PlainForm):
    """``place``: the item's slug, or "new:" and a random name. ``revision``: the one that the person started from."""

    place: Place
    revision: Number = None
    then: Literal["save", "submit"] = "save"
    title: Text = ""
    summary: Text = ""
    body: Text = ""
    link: Text = ""
    kind: Name = ""
    task_first: Name = ""
    task: Names
    """Further task items; the first stands in ``task_first``."""
    unit: Name = ""
    tags: Text = ""
    """Parted by commas, like ``audience``."""
    audience: Text = ""
    evergreen: Tick = ""
    verified: Tick = ""
    defang: Tick = ""
    not_before: Name = ""
    expires_on: Name = ""
    review_by: Name = ""
    source: Text = ""
    sms: Text = ""
    variant_key: Names
    variant_text: Texts
    """Each beside the channel's key in ``variant_key``; empty: the item's own text."""
    media: Text | None = None
    """JSON: [{"file": name or hash, "alt": words}] in order; None: the form had no such field."""

    @property
    def slug(self) -> str | None:
        """None: the item is not there yet."""
        return None if self.place.startswith(NEW) else self.place

    @property
    def own_texts(self) -> dict[str, str]:
        """Texts for single channels, by key."""
        return {key: text for key, text in zip(self.variant_key, self.variant_text, strict=False) if text.strip()}

    def typed(self) -> dict[str, Any]:
        """What is kept while it is not saved."""
        return self.model_dump(exclude={"csrf", "next", "then"})


class PlaceForm(PlainForm):
    """``when``: the next free slot of each channel, or the time in ``on`` and ``at`` on the plan's clock."""

    when: Literal["next", "exact"] = "next"
    on: Annotated[date | None, BeforeValidator(or_none)] = None
    at: Annotated[time | None, BeforeValidator(or_none)] = None
    channel: Names
    urgent: Tick = ""


class DropForm(PlainForm):
    place: Place


Compose = Annotated[ComposeForm, Form()]
Placing = Annotated[PlaceForm, Form()]
Drop = Annotated[DropForm, Form()]


def form_of(place: str, revision: int | None, fields: ItemFields) -> ComposeForm:
    """The form that says what ``fields`` say."""
    own = {key: variant["text"] for key, variant in fields.variants.items() if variant.get("text")}
    return ComposeForm(
        place=place, revision=revision, title=fields.title, summary=fields.summary, body=fields.body, link=fields.link,
        kind=fields.kind, task_first=fields.task[0] if fields.task else "", task=fields.task[1:], unit=fields.unit,
        tags=", ".join(fields.tags), audience=", ".join(fields.audience), evergreen=_tick(fields.evergreen),
        verified=_tick(fields.verified), defang=_tick(fields.defang), not_before=_day(fields.not_before),
        expires_on=_day(fields.expires_on), review_by=_day(fields.review_by), source=fields.source, sms=fields.sms,
        variant_key=list(own), variant_text=list(own.values()),
        media=json.dumps([{"file": each["sha256"], "alt": each.get("alt", "")} for each in fields.media]),
    )  # fmt: skip


def sent_of(form: ComposeForm, before: ItemFields, keys: Collection[str]) -> dict[str, Any]:
    """Front-matter keys and ``body`` as the desk takes them. ``keys``: channels that are there. Raises Mistake."""
    tasks = [form.task_first, *form.task] if form.task_first else form.task
    sent: dict[str, Any] = {
        "title": form.title, "summary": form.summary, "body": form.body, "link": form.link.strip(), "kind": form.kind,
        "task": list(dict.fromkeys(tasks)), "unit": form.unit, "tags": _listed(form.tags),
        "audience": _listed(form.audience), "evergreen": form.evergreen == "yes", "verified": form.verified == "yes",
        "defang": form.defang == "yes", "source": form.source, "sms": form.sms,
        "not_before": form.not_before or None, "expires_on": form.expires_on or None,
        "review_by": form.review_by or None, "variants": _variants(form, before.variants, keys),
    }  # fmt: skip
    return sent if form.media is None else {**sent, "media": _media(form.media)}


def _variants(form: ComposeForm, before: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """The texts of the form. What it does not show stays: files of a channel's own, channels of other units."""
    shown = set(form.variant_key)
    kept = {key: variant for key, variant in before.items() if key in keys}
    texts = {key: variant.get("text") for key, variant in kept.items() if key not in shown} | form.own_texts
    done: dict[str, Any] = {}
    for key in sorted({*kept, *texts}):
        media = kept.get(key, {}).get("media")
        files = None if media is None else [{"file": each["sha256"], "alt": each.get("alt", "")} for each in media]
        if texts.get(key) or files is not None:
            done[key] = {"text": texts.get(key), "media": files}
    return done


def _media(text: str) -> list[dict[str, str]]:
    try:
        listed = json.loads(text or "[]")
        return [{"file": str(each["file"]), "alt": str(each.get("alt") or "")} for each in listed]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Mistake("Danh sách ảnh, video gửi lên không đọc được. Hãy chọn lại tệp.") from None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def _tick(value: bool) -> Literal["", "yes"]:
    return "yes" if value else ""


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
