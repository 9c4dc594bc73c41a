"""Items that are chosen, and a library to choose from."""

from __future__ import annotations

import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from campaign.db import Database
from campaign.library.fields import ItemFields
from campaign.library.revisions import create
from campaign.models import Approval, Item
from campaign.packs.shape import Chosen, ChosenItem, File
from campaign.people.users import add_user
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START

PLAN: dict[str, Any] = {
    "schema": 1,
    "plan": {"id": "thu", "title": "Kế hoạch thử", "period": {"from": "2026-01-01", "to": "2027-12-31"}},
    "unit": [{"id": "bao", "name": "Báo"}, {"id": "vt", "name": "UBND xã Vị Thủy"}],
    "task": [{"id": "2", "title": "Tuyên truyền tại cơ sở"}],
    "task_item": [
        {"id": "2b", "task": "2", "text": "Phát loa", "lead": ["bao"]}, {"id": "2c", "task": "2", "text": "Cổng"},
        {"id": "V.sms", "task": "2", "text": "Nhắn tin"},
    ],
}  # fmt: skip
BODY = "Mã OTP là chìa khóa. Gọi **113** khi bị dọa, xem https://congan.gov.vn/tin.\n\n- Không đọc mã\n- Cúp máy"


def chosen_item(slug: str = "khong-doc-otp", **fields: Any) -> ChosenItem:
    values: dict[str, Any] = {
        "item_id": 1, "guid": f"urn:uuid:{slug}", "slug": slug, "kind": "tip", "revision": 2,
        "content_sha256": "a" * 64,
        "approved_by": ("minh@example.vn",), "title": "Không đọc mã OTP", "summary": "", "body": BODY, "link": "",
        "tags": ("otp",), "audience": (), "task": ("2b",), "unit": "bao", "language": "vi", "sms": "", "source": "",
        "defang": False, "expires_on": None, "review_by": None, "updated_at": START,
    }  # fmt: skip
    return ChosenItem(**values | fields)


def chosen(*items: ChosenItem, **fields: Any) -> Chosen:
    values: dict[str, Any] = {"now": datetime(2026, 12, 1, 1, tzinfo=UTC), "public_url": "https://tin.example.vn"}
    return Chosen(items or (chosen_item(),), Plan.model_validate(PLAN), ZoneInfo("Asia/Ho_Chi_Minh"), **values | fields)


def sound(folder: Path) -> File:
    """A tenth of a second of silence, as WAV."""
    path = folder / "sound.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(22050)
        out.writeframes(b"\0" * 4 * 2205)
    return File("b" * 64, "sound.wav", "", "audio", "audio/wav", path.stat().st_size, 0.1, path)


def stocked(database: Database) -> None:
    """The plan, an editor, a reporter, and one approved item named khong-doc-otp."""
    with database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
        for name, role, unit in (("minh", "editor", ""), ("lan", "reporter", ""), ("vt", "editor", "vt")):
            add_user(session, START, f"{name}@example.vn", name.title(), role, unit)
        add(session, "khong-doc-otp")


def add(session: Session, slug: str, approved: bool = True, **fields: Any) -> Item:
    values: dict[str, Any] = {"title": f"Mẹo {slug}", "kind": "tip", "body": BODY, "tags": ["otp"], "task": ["2b"]}
    item = create(session, START, slug, ItemFields(**values | fields), "lan@example.vn")
    if approved:
        approve(session, item)
    return item


def approve(session: Session, item: Item) -> None:
    session.add(
        Approval(item_id=item.id or 0, content_sha256=item.content_sha256, approver="minh@example.vn", at=START)
    )
    session.flush()
