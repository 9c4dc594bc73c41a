"""What a program reads when something did not work: RFC 9457, application/problem+json, in Vietnamese or English."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from campaign.errors import Mistake
from campaign.sentences.said import say
from campaign.settings import LANGUAGES
from campaign.web.failures import retry_after, status_of
from campaign.web.site import site_of

MEDIA_TYPE = "application/problem+json"
LISTED_AT_MOST = 20
_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")

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
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
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
    request: Request,
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    faults: list[Fault] | None = None,
) -> Response:
    """The answer itself."""
    language = language_wanted(request)
    faults = faults and [Fault(where=fault.where, detail=say(fault.detail, language)) for fault in faults]
    title, said = HTTPStatus(status).phrase, say(detail, language)
    body = Problem(title=title, status=status, detail=said, errors=faults).model_dump(exclude_none=True)
    headers = {**(headers or {}), "content-language": language, "vary": "accept-language"}
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def language_wanted(request: Request) -> str:
    """The best of Accept-Language that is spoken here, else the installation's.
    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4"""
    best, most = site_of(request).settings.language, 0.0
    for each in request.headers.get("accept-language", "")[:500].split(","):
        name, _, weight = each.replace(" ", "").lower().partition(";q=")
        language = name.partition("-")[0]
        liked = float(weight or 1) if _WEIGHT.fullmatch(weight or "1") else 0.0
        if language in LANGUAGES and liked > most:
            best, most = language, liked
    return best


def of_mistake(request: Request, mistake: Mistake) -> Response:
    return problem(request, status_of(mistake), str(mistake), retry_after(mistake))


def mistake(request: Request, error: Exception) -> Response:
    assert isinstance(error, Mistake)
    return of_mistake(request, error)


def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(request, error.status, error.detail, error.headers)


def http(request: Request, error: Exception) -> Response:
    """What the router itself refuses."""
    assert isinstance(error, HTTPException)
    detail = _REFUSALS.get(error.status_code, "Không đọc được yêu cầu.")
    return problem(request, error.status_code, detail, dict(error.headers or {}))


def unreadable(request: Request, error: Exception) -> Response:
    """404 for an address that cannot be one; else 422 and every wrong value."""
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if any(each["loc"][0] == "path" for each in errors):
        return problem(request, 404, _REFUSALS[404])
    faults = [_fault(each) for each in errors[:LISTED_AT_MOST]]
    language = language_wanted(request)
    said = "; ".join(f"{fault.where}: {say(fault.detail, language)}" for fault in faults)
    return problem(request, 422, f"Yêu cầu có chỗ không đúng. {said}", faults=faults)


def unforeseen(request: Request) -> Response:
    """500, with no word of what happened inside."""
    return problem(request, 500, "Có lỗi trong chương trình. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


def _fault(error: Any) -> Fault:
    """What was sent is not said back: it may be long, and it may be a secret."""
    place, *inside = error["loc"]
    where = "/" + "/".join(str(step) for step in inside) if place == "body" else str(inside[-1] if inside else place)
    where = where.encode("utf-8", "replace").decode()[:200]
    detail = _WRONG.get(error["type"], "giá trị không hợp lệ")
    if error["type"] == "greater_than_equal":
        detail = f"phải từ {error['ctx']['ge']} trở lên"
    if error["type"] == "less_than_equal":
        detail = f"phải từ {error['ctx']['le']} trở xuống"
    if error["type"] == "string_too_long":
        detail = f"quá dài, nhiều nhất {error['ctx']['max_length']} ký tự"
    return Fault(where=where, detail=detail)
