"""A disk without room: what was asked for is not done, and the sentence says whom to tell. Reading goes on."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.exc import OperationalError
from starlette.responses import Response

from campaign.db.no_room import says_full
from campaign.web.failures import failure
from campaign.web.language import gettext_noop

FULL = gettext_noop("Đĩa của máy chủ đã đầy nên việc này chưa được lưu. Hãy báo người quản trị dọn đĩa, rồi làm lại.")


def full_disk(request: Request, error: Exception) -> Response:
    """507; every other failure of the database stays what it is. https://www.sqlite.org/rescode.html#full"""
    assert isinstance(error, OperationalError)
    if not says_full(error):
        raise error
    return failure(request, 507, FULL)
