"""Which stored files a person may choose from, on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from campaign.db import Database
from campaign.library.fields import ItemFields
from campaign.library.media_shelf import on_shelf
from campaign.library.revisions import create
from campaign.models import MediaRow, MediaUpload
from tests.conftest import START

ME = "phong-vien@example.vn"


def put(session: Session, name: str) -> dict[str, str]:
    sha256 = name[0] * 64
    row = MediaRow(
        sha256=sha256, source_sha256=sha256, kind="image", mime="image/jpeg", name=f"{name}.jpg", size=9,
        created_at=START,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return {"sha256": sha256, "name": f"{name}.jpg"}


def test_own_uploads_and_files_of_visible_items_by_latest_use(database: Database) -> None:
    with database.write() as session:
        market, boat, bridge, secret = (put(session, name) for name in ("cho-noi", "ghe", "duong-cau", "kin"))
        session.add(MediaUpload(sha256=boat["sha256"], email=ME, at=START + timedelta(hours=1)))
        own = {"facebook": {"media": [{**bridge, "alt": "Đường lên cầu"}]}}
        create(session, START, "a", ItemFields("A", media=[{**market, "alt": "Chợ nổi"}], variants=own), ME)
        create(session, START, "b", ItemFields("B", unit="dai", media=[{**secret, "alt": "Kín"}]), ME)
        create(session, START, "c", ItemFields("C"), ME)
    with database.read() as session:
        shelf = on_shelf(session, ME, "bao")
        assert [(each.row.name, each.alt) for each in shelf] == [
            ("ghe.jpg", ""), ("cho-noi.jpg", "Chợ nổi"), ("duong-cau.jpg", "Đường lên cầu"),
        ]  # fmt: skip
        assert [each.row.name for each in on_shelf(session, ME, "bao", "duong CAU")] == ["duong-cau.jpg"]
        assert len(on_shelf(session, ME, "")) == 4
        assert [each.row.name for each in on_shelf(session, "khac@example.vn", "bao", most=1)] == ["cho-noi.jpg"]
