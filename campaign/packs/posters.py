"""Posters and leaflets of chosen items, one for each place, with a QR whose short link counts that place's visits.

A4 to be read from 2 m, A5 for the hand, A4 folded once (two pages, printed on both sides, short edge). QR: ISO/IEC
18004, level Q (a quarter may be dirty), by segno (https://segno.readthedocs.io/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from sqlmodel import Session

from campaign.errors import Mistake
from campaign.packs.csv_file import csv_file
from campaign.packs.files import file_stem
from campaign.packs.pictures import picture_bytes, picture_of
from campaign.packs.places import leads_nowhere, links_of, places_said
from campaign.packs.sentences import sentences
from campaign.packs.shape import ZIP, Chosen, ChosenItem, Made, PackFile, bundle
from campaign.rendering.addresses import short_url
from campaign.rendering.blocks import Block, blocks_of
from campaign.rendering.defang import defang
from campaign.rendering.typeset import typeset

FORMS = {"a4": ("Áp phích A4", "ap-phich-a4"), "a5": ("Tờ rơi A5", "to-roi-a5"), "fold": ("Tờ gấp A4", "to-gap-a4")}
MOST_PAGES = 400
LONGEST = 340
"""Characters that a poster holds in letters for 2 m; a longer body gives way to the summary."""
QUIET = 4
CALL = "Quét mã để đọc đầy đủ"
PRACTICE = "BẢN THỬ, KHÔNG DÁN"


def prepare(session: Session, chosen: Chosen, options: Mapping[str, str]) -> Mapping[str, Any]:
    """The codes of these items at these places. Raises Mistake."""
    places = places_said(options["places"])
    if len(places) * len(chosen.items) > MOST_PAGES:
        raise Mistake(f"Mỗi lần in nhiều nhất {MOST_PAGES} tờ; hãy chọn ít mục hoặc ít điểm hơn.")
    return {"codes": links_of(session, chosen, "posters", places)}


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """A PDF for one place; for several a zip with a PDF for each, and the list of codes."""
    places, form = places_said(options["places"]), options.get("form") or "a4"
    codes: Mapping[str, Mapping[str, str]] = chosen.found.get("codes", {})
    stem = FORMS[form][1]
    made = [as_pdf(chosen, form, place, {slug: own.get(place, "") for slug, own in codes.items()}) for place in places]
    said = [f"{item.title}: phần thân dài nên chỉ in tóm tắt." for item in chosen.items
            if form != "fold" and len(_plain(item)) > LONGEST]  # fmt: skip
    said += [f"{item.title}: mục chỉ có tiêu đề, tờ gần như trống." for item in chosen.items
             if not _plain(item) and not item.summary]  # fmt: skip
    said += leads_nowhere(chosen)
    if len(places) == 1:
        return Made(f"{stem}-{file_stem(places[0])}.pdf", "application/pdf", made[0], said)
    numbered = [f"{number:03}-{file_stem(place)}" for number, place in enumerate(places, 1)]
    inside = [PackFile(f"{name}.pdf", pdf) for name, pdf in zip(numbered, made, strict=True)]
    return Made(f"{stem}.zip", ZIP, bundle([*inside, PackFile("diem.csv", _list(chosen, places, codes))]), said)


def as_pdf(chosen: Chosen, form: str, place: str, codes: Mapping[str, str]) -> bytes:
    """One sheet for each item. ``codes``: of this place, by slug; an item without one has an empty frame."""
    return typeset(template(), said_of(chosen, form, place, codes), chosen.now)


def template() -> bytes:
    return (files("campaign.packs") / "templates" / "poster.typ").read_bytes()


def said_of(chosen: Chosen, form: str, place: str, codes: Mapping[str, str]) -> dict[str, Any]:
    """What the template is told."""
    pictures = {file.sha256: {"bytes": list(picture_bytes(file))} for file in map(picture_of, chosen.items) if file}
    return {
        "form": form, "title": FORMS[form][0], "author": next(filter(None, map(chosen.unit_name, chosen.items)), ""),
        "watermark": PRACTICE if chosen.practice else "", "pictures": pictures,
        "sheets": [_sheet(chosen, item, place, codes.get(item.slug, "")) for item in chosen.items],
    }  # fmt: skip


def qr_svg(address: str) -> tuple[str, float]:
    """Black on white, and the part of its width that is quiet zone: the four modules that readers need on each side."""
    import segno

    code, out = segno.make(address, error="q", micro=False, boost_error=False), io.BytesIO()
    code.save(out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode(), QUIET / code.symbol_size(border=QUIET)[0]


def _sheet(chosen: Chosen, item: ChosenItem, place: str, code: str) -> dict[str, Any]:
    address = short_url(chosen.public_url, code) if code else ""
    picture, safe = picture_of(item), defang if item.defang else str
    qr, quiet = qr_svg(address) if address else ("", 0.0)
    return {
        "title": safe(item.title), "summary": safe(item.summary), "label": "An toàn thông tin",
        "sentences": _short(item),
        "blocks": [block.as_plain() for block in blocks_of(safe(item.body) or item.summary)],
        "qr": qr, "quiet": quiet, "address": address.partition("://")[2],
        "call": CALL, "place": place, "unit": chosen.unit_name(item),
        "picture": picture.sha256 if picture else "", "alt": (picture.alt if picture else "") or item.title,
        "warnings": [chosen.watermark] if chosen.watermark else [],
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
