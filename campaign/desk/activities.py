"""Writing down work that no API sees: one activity is one transaction and one audit row."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.clock import iso_z
from campaign.db import Database
from campaign.errors import Mistake, NotFound
from campaign.media.store import MediaStore
from campaign.models import Activity, ActivityEvidence
from campaign.models.reach import LARGEST
from campaign.people.audit import record
from campaign.reach.activities import KINDS
from campaign.workspace.mistakes import nearest
from campaign.workspace.plan import Plan
from campaign.workspace.stored import stored_plan, stored_zone
from campaign.workspace.text import clean_text

LONGEST = 300
"""Characters of a title or a place."""
LONGEST_EVIDENCE = 2000
LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of one file of evidence that comes with a form."""
FILE_ENDING = re.compile(
    r"\.(pdf|docx?|odt|xlsx?|csv|pptx?|jpe?g|png|heic|webp|gif|mp[34]|mov|m4a|wav|zip)", re.IGNORECASE
)
"""Words that end like this were meant as a path: a slip in it must not pass for evidence."""


@dataclass(frozen=True)
class Said:
    """What a person tells of an activity. ``evidence``: words, or paths of files."""

    task: str
    kind: str
    on: date
    title: str
    live: bool = False
    minutes: int | None = None
    airings: int | None = None
    audience: int | None = None
    place: str = ""
    evidence: Sequence[str] = ()
    unit: str = ""
    words: Sequence[str] = ()
    """Evidence in words alone: what comes over the network never names a file of this machine."""
    files: Sequence[tuple[str, bytes]] = ()
    """(name, bytes) of files that were sent along."""
    estimated: bool = False
    """The audience is an estimate (mark U), not a count (X)."""
    column: str = ""
    """The ``[[column]]`` of the plan that it is an issue of."""


@dataclass(frozen=True)
class Added:
    """The new row's number and unit; ``warnings``: sentences on what is right but worth a second look."""

    id: int
    unit: str
    warnings: tuple[str, ...] = ()


Evidence = tuple[str, str, str, int]
"""(words, SHA-256, file name, bytes)"""


def add(
    database: Database, media: MediaStore, actor: str, said: Said, *, second_reader: bool | None = None,
    return_id: int | None = None,
) -> Added:  # fmt: skip
    """Write it down with its evidence. It counts at once, save where a second reader is asked for (None: as the plan
    says). ``return_id``: the unit's return that tells it. Raises Mistake."""
    with database.read() as session:
        plan, now = stored_plan(session), database.now(session)
        today = now.astimezone(stored_zone(session)).date()
    unit = check(plan, said, today)
    evidence = [
        *(_evidence(media, each) for each in said.evidence),
        *(_in_words(each) for each in said.words if each.strip()),
        *(_sent(media, name, content) for name, content in said.files),
    ]
    waits = plan.reach.second_reader if second_reader is None else second_reader
    with database.write() as session:
        now = database.now(session)
        row = write(session, now, actor, said, unit, evidence, waits=waits, return_id=return_id)
        return Added(row.id or 0, unit, tuple(_warnings(plan, unit, said)))


def write(
    session: Session, now: datetime, actor: str, said: Said, unit: str, evidence: Sequence[Evidence], *, waits: bool,
    return_id: int | None = None, row_sha256: str = "",
) -> Activity:  # fmt: skip
    """The rows of one activity that ``check`` has passed, and its audit row."""
    row = Activity(
        kind=said.kind, task=said.task, unit=unit, on_date=said.on, title=one_line(said.title), live=said.live,
        minutes=said.minutes, airings=said.airings, audience=said.audience, place=one_line(said.place),
        audience_mark="U" if said.estimated else "X", column_key=said.column, return_id=return_id,
        row_sha256=row_sha256, state="waiting" if waits else "counted", created_by=actor, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for text, sha256, name, size in evidence:
        session.add(
            ActivityEvidence(activity_id=row.id or 0, text=text, sha256=sha256, name=name, size=size, created_at=now)
        )
    record(session, now, actor, "activity.add", f"activity:{row.id}", kind=said.kind, task=said.task, unit=unit,
           on=said.on.isoformat(), evidence=[sha256 or text for text, sha256, _, _ in evidence])  # fmt: skip
    return row


@dataclass(frozen=True)
class Sought:
    """What a list of activities is narrowed by. Empty: everything. ``return_id``: of one unit's return."""

    task: str = ""
    unit: str = ""
    kind: str = ""
    state: str = ""
    from_on: date | None = None
    to_on: date | None = None
    return_id: int | None = None
    id: int | None = None


def list_activities(session: Session, task: str = "", unit: str = "") -> list[dict[str, Any]]:
    """Every one, newest day first, as the contract's JSON."""
    return find_activities(session, Sought(task, unit))


def find_activities(
    session: Session, sought: Sought, first: int = 0, most: int | None = None, *, full: bool = False
) -> list[dict[str, Any]]:
    """The same of those sought, from the one at ``first`` on, at most ``most``. ``full``: with what only pages show."""
    query = sa.select(Activity).where(*_sought(sought))
    query = query.order_by(col(Activity.on_date).desc(), col(Activity.id).desc()).offset(first)
    rows = session.scalars(query if most is None else query.limit(most)).all()
    shown = sa.select(ActivityEvidence).order_by(col(ActivityEvidence.id))
    if most is not None or sought.id or sought.return_id:
        shown = shown.where(col(ActivityEvidence.activity_id).in_([row.id for row in rows]))
    evidence: dict[int, list[ActivityEvidence]] = {}
    for each in session.scalars(shown):
        evidence.setdefault(each.activity_id, []).append(each)
    more = FOR_PAGES if full else ()
    return [_as_json(row, evidence.get(row.id or 0, ())) | {name: getattr(row, name) for name in more} for row in rows]


FOR_PAGES = ("column_key", "return_id", "read_by", "refused_why")


def count_activities(session: Session, sought: Sought) -> int:
    """How many there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(Activity).where(*_sought(sought))) or 0


def _sought(sought: Sought) -> list[sa.ColumnElement[bool]]:
    equal = {"task": sought.task, "unit": sought.unit, "kind": sought.kind, "state": sought.state, "id": sought.id,
             "return_id": sought.return_id}  # fmt: skip
    found = [col(getattr(Activity, name)) == value for name, value in equal.items() if value]
    if sought.from_on:
        found.append(col(Activity.on_date) >= sought.from_on)
    return [*found, col(Activity.on_date) <= sought.to_on] if sought.to_on else found


def _as_json(row: Activity, evidence: Sequence[ActivityEvidence]) -> dict[str, Any]:
    mark = "-" if row.audience is None else row.audience_mark
    return {
        "id": row.id,
        "task": row.task,
        "kind": row.kind,
        "on": row.on_date.isoformat(),
        "title": row.title,
        "unit": row.unit,
        "live": row.live,
        "minutes": row.minutes,
        "airings": row.airings,
        "audience": {"value": row.audience, "mark": mark},
        "place": row.place,
        "evidence": [
            {"file": each.name, "sha256": each.sha256, "size": each.size} if each.sha256 else {"text": each.text}
            for each in evidence
        ],
        "state": row.state,
        "created_by": row.created_by,
        "created_at": iso_z(row.created_at),
    }


def check(plan: Plan, said: Said, today: date) -> str:
    """The unit that it counts for: the one named, else the first that leads the task item. Raises Mistake."""
    item = plan.task_item_by_id.get(said.task)
    if item is None:
        raise NotFound(f"Kế hoạch không có nội dung nhiệm vụ {_unknown(said.task, plan.task_item_by_id)}")
    if said.kind not in KINDS:
        raise Mistake(f"Không có loại hoạt động {_unknown(said.kind, KINDS)}")
    if not one_line(said.title):
        raise Mistake("Hãy ghi tên của hoạt động (--title).")
    if len(one_line(said.title)) > LONGEST or len(one_line(said.place)) > LONGEST:
        raise Mistake(f"Tên và địa điểm dài nhất {LONGEST} ký tự; chi tiết hãy để trong minh chứng.")
    if said.on > today:
        raise Mistake(f"Ngày {said.on:%d/%m/%Y} chưa tới; chỉ ghi việc đã làm.")
    numbers = {"Số phút": said.minutes, "Số lượt phát": said.airings, "Số lượt người": said.audience}
    for what, number in numbers.items():
        if number is not None and not 0 <= number <= LARGEST:
            raise Mistake(f"{what} phải là số nguyên từ 0 trở lên; chưa biết thì bỏ trống.")
    if said.unit and said.unit not in plan.unit_by_id:
        raise NotFound(f"Kế hoạch không có đơn vị {_unknown(said.unit, plan.unit_by_id)}")
    if said.column and said.column not in plan.column_by_id:
        raise NotFound(f"Kế hoạch không có chuyên mục {_unknown(said.column, plan.column_by_id)}")
    return said.unit or next(iter(item.lead), "")


def _unknown(word: str, known: Collection[str]) -> str:
    """The rest of a sentence about a name that nobody knows, with the nearest one and all of them."""
    return f"{word!r}{nearest(word, known)} Có: {', '.join(known)}."


def _warnings(plan: Plan, unit: str, said: Said) -> list[str]:
    """A unit's lapsed name hides nothing and stops nothing."""
    known = plan.unit_by_id.get(unit)
    if known is None or not known.lapsed(said.on) or known.valid_to is None:
        return []
    successor = plan.successor_of(unit)
    offer = f" Đơn vị kế thừa: {successor.name} (--unit {successor.id})." if successor else ""
    return [f"Lưu ý: {known.name} mang tên này đến hết ngày {known.valid_to:%d/%m/%Y}.{offer}"]


def _evidence(media: MediaStore, said: str) -> Evidence:
    """(text, sha256, file name, bytes): the file of that path kept by its hash, else the words themselves."""
    text = said.strip()
    if not text:
        raise Mistake("Minh chứng đang để trống; hãy ghi số văn bản, địa chỉ, hoặc đường dẫn của một tệp.")
    path = _file(text)
    if path is not None:
        try:
            return "", *_kept(media, path)
        except OSError as error:
            raise Mistake(f"Không đọc được {path} ({error.strerror}).") from None
    if FILE_ENDING.fullmatch(Path(text).suffix) and "://" not in text:
        raise Mistake(f"Không có tệp {text}. Hãy xem lại đường dẫn của minh chứng.")
    return _in_words(text)


def _in_words(said: str) -> Evidence:
    if len(said) > LONGEST_EVIDENCE:
        raise Mistake(f"Minh chứng bằng chữ dài nhất {LONGEST_EVIDENCE} ký tự; dài hơn thì hãy để trong một tệp.")
    return clean_text(said).strip(), "", "", 0


def _sent(media: MediaStore, name: str, content: bytes) -> Evidence:
    """A file that came along with a form. It is kept as it came and only ever handed back as a download."""
    shown = one_line(name.replace("\\", "/").rsplit("/", 1)[-1])[-LONGEST:]
    if not FILE_ENDING.fullmatch(Path(shown).suffix):
        kinds = "PDF, Word, Excel, ảnh, âm thanh, video, zip"
        raise Mistake(f"Tệp {shown or 'này'} không thuộc loại nhận làm minh chứng ({kinds}).")
    if not content:
        raise Mistake(f"Tệp {shown} không có nội dung.")
    if len(content) > LARGEST_FILE:
        raise Mistake(f"Tệp {shown} lớn hơn {LARGEST_FILE // 1024 // 1024} MB; hãy gửi bản nhỏ hơn.")
    return "", media.put(content), shown, len(content)


def _file(text: str) -> Path | None:
    try:
        path = Path(text)
        if path.is_dir():
            raise Mistake(f"{text} là một thư mục; minh chứng phải là một tệp hoặc một dòng chữ.")
        return path if path.is_file() else None
    except (OSError, ValueError):  # too long or too odd to be a path: words
        return None


def _kept(media: MediaStore, path: Path) -> tuple[str, str, int]:
    with media.workplace() as folder:
        copy = Path(folder) / "evidence"
        shutil.copyfile(path, copy)
        size = copy.stat().st_size
        return media.take(copy), clean_text(path.name).strip(), size


def one_line(text: str) -> str:
    return " ".join(clean_text(text).split())
