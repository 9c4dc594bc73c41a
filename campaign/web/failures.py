"""What a person reads when something did not work: one sentence, and where to go from here."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from campaign.errors import Conflict, Mistake, NotFound
from campaign.media.uploads import NoRoom
from campaign.people.tries import TooSoon
from campaign.web.access import RoleNeeded
from campaign.web.asgi import API
from campaign.web.field_words import words_of
from campaign.web.language import gettext_noop, language_of
from campaign.web.next_path import HOME, next_path
from campaign.web.respond import is_fragment, respond
from campaign.web.site import site_of

_REFUSALS = {404: gettext_noop("Không có trang này."), 405: gettext_noop("Trang này không nhận yêu cầu như vậy.")}
_TOO_LONG = gettext_noop(
    "Một ô trong biểu mẫu dài quá 1 MB (khoảng 110.000 chữ có dấu) nên không nhận được. Hãy rút ngắn lại."
)
_LIMITS = {
    "Field exceeded": _TOO_LONG,
    "Part exceeded": _TOO_LONG,
    "Too many": gettext_noop("Biểu mẫu có hơn 1.000 ô hoặc tệp nên không nhận được. Hãy gửi làm nhiều lần."),
}
_REFUSED = gettext_noop("Yêu cầu không thực hiện được.")


def status_of(mistake: Mistake) -> int:
    """404 for what is not there, 409 for what is in the wrong state, 429 for what has to wait, 507 for a full disk,
    else 400."""
    if isinstance(mistake, TooSoon):
        return 429
    if isinstance(mistake, NoRoom):
        return 507
    if isinstance(mistake, NotFound):
        return 404
    return 409 if isinstance(mistake, Conflict) else 400


def retry_after(mistake: Mistake) -> dict[str, str]:
    """The header that says how long."""
    return {"retry-after": str(mistake.seconds)} if isinstance(mistake, TooSoon) else {}


def failure(request: Request, status: int, sentence: str) -> Response:
    """A page, or for htmx only the sentence; in the person's language where the catalogue has it."""
    words = site_of(request).pages.said(language_of(request), sentence)
    template = "failure_part.html" if is_fragment(request) else "failure.html"
    back = "" if request.method in ("GET", "HEAD") else _page_of_the_form(request)
    return respond(request, template, status=status, sentence=words, back=next_path(back) if back else "")


def mistake(request: Request, error: Exception) -> Response:
    assert isinstance(error, Mistake)
    answer = failure(request, status_of(error), str(error))
    answer.headers.update(retry_after(error))
    return answer


def role_needed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RoleNeeded)
    return failure(request, 403, "Vai trò của bạn không được làm việc này. Hãy nhờ người có quyền.")


def sign_in_needed(request: Request, _: Exception) -> Response:
    """401 with the page that says how to sign in, at the address that was asked for or where the form stood."""
    if is_fragment(request):
        return failure(request, 401, "Phiên đăng nhập đã hết. Hãy đăng nhập lại.")
    if request.method == "GET":
        back = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    else:
        back = _page_of_the_form(request)
    return respond(request, "sign_in.html", status=401, wanted=bool(back), next=next_path(back or HOME))


def _page_of_the_form(request: Request) -> str:
    """Where the form that was sent stood, so that signing in leads back to it; empty: not told, or not here."""
    behind = urlsplit(request.headers.get("referer", ""))
    if behind.netloc != request.headers.get("host"):
        return ""
    return f"{behind.path}?{behind.query}" if behind.query else behind.path


def http(request: Request, error: Exception) -> Response:
    """What the router itself refuses."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(API):  # an address that cannot even be one of the API's, such as one of two lines
        from campaign.web.api import problems

        return problems.http(request, error)
    status, sentence = _over_a_limit(error) or (error.status_code, _REFUSALS.get(error.status_code, _REFUSED))
    answer = failure(request, status, sentence)
    answer.headers.update(error.headers or {})
    return answer


def _over_a_limit(error: HTTPException) -> tuple[int, str] | None:
    """A form whose reading was given up (starlette.formparsers): the limit that it is over, in a sentence."""
    if error.status_code != 400:
        return None
    return next(((413, sentence) for start, sentence in _LIMITS.items() if str(error.detail).startswith(start)), None)


def unreadable(request: Request, error: Exception) -> Response:
    """A form with a missing, unknown or oversized field, named where a page has a word for it; an address with a
    number that cannot be one."""
    assert isinstance(error, RequestValidationError)
    if any(problem["loc"][0] == "path" for problem in error.errors()):
        return failure(request, 404, "Không có trang này.")
    fields = ", ".join(words_of(str(problem["loc"][1]) for problem in error.errors() if len(problem["loc"]) > 1))
    if fields:
        return failure(request, 422, f"Có ô còn trống hoặc không đúng: {fields}. Hãy quay lại trang trước và sửa.")
    return failure(request, 422, "Biểu mẫu gửi lên thiếu ô hoặc có ô không đúng. Hãy mở lại trang và điền lại.")


def unforeseen_page(request: Request) -> Response:
    """500, with no word of what happened inside."""
    return failure(request, 500, "Có lỗi trong chương trình. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")
