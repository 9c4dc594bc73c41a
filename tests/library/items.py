"""Short ways to an item in a state, for the stories of the library."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from campaign.library.fields import ItemFields
from campaign.library.revisions import create
from campaign.models import Item
from tests.conftest import START

TIP = ItemFields(title="Không đọc mã OTP", kind="tip", body="Đừng đọc mã OTP cho ai.", tags=["otp"], task=["1a"])


def an_item(session: Session, author: str = "lan@bao.vn", slug: str = "khong-doc-otp", **of_item: Any) -> Item:
    return create(session, START, slug, TIP, author, **of_item)
