"""What a program reads when something did not work: RFC 9457, application/problem+json, the detail in Vietnamese."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from campaign.errors import Mistake
from campaign.web.failures import retry_after, status_of

MEDIA_TYPE = "application/problem+json"
LISTED_AT_MOST = 20

_REFUSALS = {404: "Không có địa chỉ này.", 405: "Địa chỉ này không nhận phương thức như vậy."}
_WRONG = {
    "missing": "thiếu khóa này",
    "extra_forbidden": "không có khóa này",
    "string_type": "phải là chữ",
    "string_too_long": "quá dài",
    "string_too_short": "không được bỏ trống",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
    "list_type": "phải là một danh sách",
    "dict_type": "phải là một đối tượng",
    "model_attributes_type": "phải là một đối tượng",
    "json_invalid": "không phải là JSON",
    "literal_error": "không nằm trong các giá trị cho phép",
}


class Fault(BaseModel):
    """One wrong value: where it stands (JSON pointer, or the name of a parameter), and what is wrong."""

    where: str
    detail: str


class Problem(BaseModel):
    """RFC 9457. ``type`` is always about:blank: ``status`` and ``detail`` say it all."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class Refused(Exception):
    """An answer that is neither a mistake of the desk nor one of the router."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, faults: list[Fault] | None = None
) -> Response:
    """The answer itself."""
    title = HTTPStatus(status).phrase
    body = Problem(title=title, status=status, detail=detail, errors=faults).model_dump(exclude_none=True)
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def of_mistake(mistake: Mistake) -> Response:
    return problem(status_of(mistake), str(mistake), retry_after(mistake))


def mistake(_: Request, error: Exception) -> Response:
    assert isinstance(error, Mistake)
    return of_mistake(error)


def refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(error.status, error.detail, error.headers)


def http(_: Request, error: Exception) -> Response:
    """What the router itself refuses."""
    assert isinstance(error, HTTPException)
    detail = _REFUSALS.get(error.status_code, "Không đọc được yêu cầu.")
    return problem(error.status_code, detail, dict(error.headers or {}))


def unreadable(_: Request, error: Exception) -> Response:
    """404 for an address that cannot be one; else 422 and every wrong value."""
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if any(each["loc"][0] == "path" for each in errors):
        return problem(404, _REFUSALS[404])
    faults = [_fault(each) for each in errors[:LISTED_AT_MOST]]
    said = "; ".join(f"{fault.where}: {fault.detail}" for fault in faults)
    return problem(422, f"Yêu cầu có chỗ không đúng. {said}", faults=faults)


def unforeseen(_: Request) -> Response:
    """500, with no word of what happened inside."""
    return problem(500, "Có lỗi trong chương trình. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


def _fault(error: Any) -> Fault:
    """What was sent is not said back: it may be long, and it may be a secret."""
    place, *inside = error["loc"]
    where = "/" + "/".join(str(step) for step in inside) if place == "body" else str(inside[-1] if inside else place)
    where = where.encode("utf-8", "replace").decode()[:200]
    return Fault(where=where, detail=_WRONG.get(error["type"], "giá trị không hợp lệ"))
