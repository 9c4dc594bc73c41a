"""Loudspeakers of communes: a text to read, the sound where there is one, and when. Never of the emergency class.

What every network of loudspeakers takes is a text and a file with a schedule; the metadata of the "source information
systems" of circular 39/2020/TT-BTTTT could not be read, so the manifest is our own and says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaign.clock import iso_z
from campaign.errors import Mistake
from campaign.packs.csv_file import csv_file
from campaign.packs.files import file_stem
from campaign.packs.loudspeaker_plan import Airing, airings
from campaign.packs.loudspeaker_texts import CLASSES, Part, one_script, readme, whole_script
from campaign.packs.offers.examples import PLAY_LOG
from campaign.packs.script import EMERGENCY, seconds, spoken, words_said
from campaign.packs.shape import ZIP, Chosen, ChosenItem, Made, PackFile, bundle
from campaign.packs.sound import as_mp3, sound_of
from campaign.packs.tasks import usual_task

FORMAT = "loudspeaker-pack/1"
NO_EMERGENCY = (
    "Nội dung tuyên truyền không được xếp loại khẩn cấp: loại ấy phát ngay, chỉ dành cho thiên tai, dịch bệnh. "
    "Hãy chọn thông thường hoặc ưu tiên."
)
SCHEDULE = ("date", "time", "commune", "item_id", "title", "file", "repeat", "minutes")


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """The zip: script.txt, scripts/, audio/, schedule.csv, play-log.csv, manifest.json, README.txt. Raises Mistake."""
    if EMERGENCY.search(options["class"]) or options["class"] not in CLASSES:
        raise Mistake(NO_EMERGENCY)
    said: list[str] = []
    say = words_said(options["say"])
    parts = [_part(place, item, say, said) for place, item in enumerate(chosen.items, 1)]
    rows = airings(chosen, options)
    warning = " ".join(chosen.warnings)
    files = [PackFile("script.txt", whole_script(chosen, parts, warning).encode())]
    files += [PackFile(f"scripts/{part.stem}.txt", one_script(part, warning).encode()) for part in parts]
    files += [PackFile(f"audio/{part.stem}.mp3", part.sound) for part in parts if part.sound is not None]
    files += [
        PackFile("schedule.csv", csv_file(SCHEDULE, [*([(warning,)] if warning else []), *_schedule(rows, parts)])),
        PackFile("play-log.csv", csv_file(PLAY_LOG[0], _log(rows))),
        PackFile("manifest.json", _json(_manifest(chosen, parts, options, warning))),
        PackFile("README.txt", readme(parts, warning, options).encode()),
    ]
    silent = sum(part.sound is None for part in parts)
    if silent:
        said.append(f"{silent} mục chưa có tệp âm thanh: người đọc dùng lời trong script.txt.")
    return Made(f"goi-loa-{chosen.today.isoformat()}.zip", ZIP, bundle(files), said)


def _part(place: int, item: ChosenItem, say: Mapping[str, str], said: list[str]) -> Part:
    text, file, sound = spoken(item, say), sound_of(item), None
    if file is not None:
        try:
            sound = as_mp3(file)
        except ValueError:
            said.append(f"Không đổi được âm thanh của {item.slug} sang MP3; gói chỉ có lời đọc của mục này.")
    lasting = round(file.duration_s) if file is not None and sound is not None and file.duration_s else None
    return Part(item, f"{place:02}-{file_stem(item.slug)}", text, sound, lasting or seconds(text), lasting is None)


def _schedule(rows: Sequence[Airing], parts: Sequence[Part]) -> list[tuple[object, ...]]:
    by_slug = {part.item.slug: part for part in parts}
    return [
        (row.on, row.at, row.commune, row.item.slug, row.item.title, _file(by_slug[row.item.slug]), row.repeat,
         _minutes(by_slug[row.item.slug].lasts_s * row.repeat))
        for row in rows
    ]  # fmt: skip


def _log(rows: Sequence[Airing]) -> Iterator[tuple[object, ...]]:
    """Filled in but for what only the commune knows: "có" then counts as many airings as were planned."""
    return ((row.on, row.at, row.commune, row.item.slug, "", row.repeat, "", "") for row in rows)


def _file(part: Part) -> str:
    return f"audio/{part.stem}.mp3" if part.sound is not None else f"scripts/{part.stem}.txt"


def _minutes(lasts_s: int) -> int:
    """Whole minutes, as a timetable counts them: begun ones are full."""
    return -(-lasts_s // 60)


def _manifest(chosen: Chosen, parts: Sequence[Part], options: Mapping[str, str], warning: str) -> dict[str, Any]:
    task = usual_task(chosen.plan, "loudspeakers")
    return {
        "format": FORMAT,
        "note": "Định dạng riêng của chương trình; chưa kiểm chứng với hệ thống thông tin nguồn nào.",
        "warning": warning or None, "made_at": iso_z(chosen.now), "plan": chosen.plan.id,
        "class": CLASSES[options["class"]], "contact": options["contact"] or None,
        "items": [_told(chosen, part, options, task) for part in parts],
    }  # fmt: skip


def _told(chosen: Chosen, part: Part, options: Mapping[str, str], task: str) -> dict[str, Any]:
    item = part.item
    return {
        "id": item.slug, "guid": item.guid, "revision": item.revision, "content_sha256": item.content_sha256,
        "approved": bool(item.approved_by), "title": item.title, "language": item.language,
        "duration_s": part.lasts_s, "duration_estimated": part.estimated, "class": CLASSES[options["class"]],
        "valid_from": chosen.today.isoformat(), "valid_to": item.expires_on.isoformat() if item.expires_on else None,
        "task_item": task or next(iter(item.task), None), "unit": chosen.unit_name(item) or None,
        "script": f"scripts/{part.stem}.txt",
        "audio": None if part.sound is None else {
            "file": f"audio/{part.stem}.mp3", "bytes": len(part.sound),
            "sha256": hashlib.sha256(part.sound).hexdigest(),
        },
    }  # fmt: skip


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
