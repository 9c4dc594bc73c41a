"""Posters and leaflets of chosen items, one for each place, with a QR whose short link counts that place's visits.

A4 to be read from 2 m, A5 for the hand, A4 folded once (two pages, printed on both sides, short edge).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

from sqlmodel import Session

from campaign.errors import Mistake
from campaign.packs.csv_file import csv_file
from campaign.packs.files import file_stem
from campaign.packs.pictures import picture_beside_code, picture_bytes, picture_of
from campaign.packs.places import leads_nowhere, links_of, places_said
from campaign.packs.qr import qr_svg
from campaign.packs.sentences import sentences
from campaign.packs.shape import ZIP, Chosen, ChosenItem, Made, PackFile, bundle
from campaign.rendering.addresses import short_url
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang
from campaign.rendering.typeset import typeset

FORMS = {"a4": ("Áp phích A4", "ap-phich-a4"), "a5": ("Tờ rơi A5", "to-roi-a5"), "fold": ("Tờ gấp A4", "to-gap-a4")}
MOST_PAGES = 400
MOST_LOOKED_AT = 5
"""Items of a look: one tells how the others come out, and hundreds of sheets are set once, when they are taken."""
LONGEST = 340
"""Characters that a poster holds in letters for 2 m; a longer body gives way to the summary."""
CALL = "Quét mã để đọc đầy đủ"


def prepare(session: Session, chosen: Chosen, options: Mapping[str, str]) -> Mapping[str, Any]:
    """The codes of these items at these places. Raises Mistake."""
    places = places_said(options["places"])
    if len(places) * len(chosen.items) > MOST_PAGES:
        raise Mistake(f"Mỗi lần in nhiều nhất {MOST_PAGES} tờ; hãy chọn ít mục hoặc ít điểm hơn.")
    return {"codes": links_of(session, chosen, "posters", places)}


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """A PDF for one place; for several a zip with a PDF for each, and the list of codes."""
    places, form, issuer = places_said(options["places"]), options.get("form") or "a4", options.get("issuer", "")
    codes: Mapping[str, Mapping[str, str]] = chosen.found.get("codes", {})
    stem, said = FORMS[form][1], _said(chosen, form, len(places))
    if chosen.looking:
        places, chosen = places[:1], replace(chosen, items=chosen.items[:MOST_LOOKED_AT])
    made = [
        as_pdf(chosen, form, place, {slug: own.get(place, "") for slug, own in codes.items()}, issuer)
        for place in places
    ]
    if len(places) == 1:
        return Made(f"{stem}-{file_stem(places[0])}.pdf", "application/pdf", made[0], said)
    numbered = [f"{number:03}-{file_stem(place)}" for number, place in enumerate(places, 1)]
    inside = [PackFile(f"{name}.pdf", pdf) for name, pdf in zip(numbered, made, strict=True)]
    return Made(f"{stem}.zip", ZIP, bundle([*inside, PackFile("diem.csv", _list(chosen, places, codes))]), said)


def _said(chosen: Chosen, form: str, places: int) -> list[str]:
    """What is worth reading before it is printed."""
    said = [f"{item.title}: phần thân dài nên chỉ in tóm tắt." for item in chosen.items
            if form != "fold" and len(_plain(item)) > LONGEST]  # fmt: skip
    said += [f"{item.title}: ảnh của mục nói về mã QR nên không in, để khỏi lẫn với mã của tờ." for item in chosen.items
             if picture_of(item) and not picture_beside_code(item)]  # fmt: skip
    sheets = places * len(chosen.items)
    if chosen.looking and (places > 1 or len(chosen.items) > MOST_LOOKED_AT):
        said.append(f"Bản xem chỉ có điểm đầu tiên và nhiều nhất {MOST_LOOKED_AT} mục; tải xuống sẽ có đủ {sheets} tờ.")
    return said + leads_nowhere(chosen)


def as_pdf(chosen: Chosen, form: str, place: str, codes: Mapping[str, str], issuer: str = "") -> bytes:
    """One sheet for each item. ``codes``: of this place, by slug; an item without one has an empty frame."""
    return typeset(template(), said_of(chosen, form, place, codes, issuer), chosen.now)


def template() -> bytes:
    return (files("campaign.packs") / "templates" / "poster.typ").read_bytes()


def said_of(
    chosen: Chosen, form: str, place: str, codes: Mapping[str, str], issuer: str = ""
) -> dict[str, Any]:  # fmt: skip
    """What the template is told. ``issuer``: who speaks, where it is not each item's own unit or the plan's issuer."""
    shown = filter(None, map(picture_beside_code, chosen.items))
    return {
        "form": form, "title": FORMS[form][0], "author": issuer or chosen.issuer(chosen.items[0]),
        "watermark": "BẢN THỬ, KHÔNG DÁN" if chosen.practice else "BẢN XEM, KHÔNG DÁN" if chosen.looking else "",
        "pictures": {file.sha256: {"bytes": list(picture_bytes(file))} for file in shown},
        "sheets": [_sheet(chosen, item, place, codes.get(item.slug, ""), issuer) for item in chosen.items],
    }  # fmt: skip


def _sheet(chosen: Chosen, item: ChosenItem, place: str, code: str, issuer: str) -> dict[str, Any]:
    address = short_url(chosen.public_url, code) if code else ""
    picture, safe = picture_beside_code(item), defang if item.defang else str
    qr, quiet = qr_svg(address) if address else ("", 0.0)
    return {
        "title": safe(item.title), "summary": safe(item.summary), "label": "An toàn thông tin",
        "sentences": _short(item),
        "blocks": [block.as_plain() for block in blocks_of(safe(item.body) or item.summary)],
        "qr": qr, "quiet": quiet, "address": address.partition("://")[2],
        "call": CALL, "place": place, "unit": issuer or chosen.issuer(item),
        "picture": picture.sha256 if picture else "", "alt": (picture.alt if picture else "") or item.title,
        "warnings": chosen.warnings,
    }  # fmt: skip


def _plain(item: ChosenItem) -> str:
    safe = defang if item.defang else str
    return " ".join(block.text for block in blocks_of(safe(item.body)))


def _short(item: ChosenItem) -> list[str]:
    """The whole body where it fits; else the summary; else its first sentences that do. A point of a list, like a
    sentence, stands by itself."""
    safe = defang if item.defang else str
    if item.summary and not 0 < len(_plain(item)) <= LONGEST:
        return sentences(safe(item.summary))
    kept: list[str] = []
    for line in _lines(blocks_of(safe(item.body))):
        if kept and sum(map(len, kept)) + len(line) > LONGEST + len(kept):
            break
        kept.append(line)
    return kept


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if mark := {"bullet": "• ", "number": f"{block.number}. "}.get(block.kind):
            yield mark + " ".join(block.text.split())
        else:
            yield from sentences(block.text)


def _list(chosen: Chosen, places: Sequence[str], codes: Mapping[str, Mapping[str, str]]) -> bytes:
    found = [(place, item.slug, codes.get(item.slug, {}).get(place, "")) for place in places for item in chosen.items]
    rows = [(place, slug, code, short_url(chosen.public_url, code) if code else "") for place, slug, code in found]
    return csv_file(("Điểm", "Mục", "Mã", "Địa chỉ"), rows)
