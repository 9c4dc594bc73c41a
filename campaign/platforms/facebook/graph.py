"""The way to the Graph API: version, bearer token, appsecret_proof; one call is one request, and nothing is retried.

The token stands in the ``Authorization`` header alone. ``paging.next`` holds one, so pages are asked for anew with
their cursor.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable
from campaign.net.client import AddressRefused, NoReply, NotConnected, ReplyTooLarge, fetch
from campaign.platforms.facebook.answers import Answer, Refusal, read_answer
from campaign.platforms.facebook.refusals import meaning, unknown
from campaign.platforms.facebook.remembering import Refusals
from campaign.platforms.facebook.table import UPLOAD_URL, read_table
from campaign.platforms.facebook.usage import Usage
from campaign.platforms.seam import Destination

PAGES = 10
"""How many pages of a list are read at most."""
WHOLE = 100
"""The same for a list that is wanted complete or not at all."""
LOCALE = "en_US"
"""The language of Facebook's own texts, the same for every call: what they mean is told by codes."""
LIMIT = 100
"""Items of a page; more is an error (Page feed reference)."""


class Graph:
    """One channel's way to Facebook, for one call of the adapter. ``usage``: the worst that an answer told;
    ``refused``: what is not asked for again; ``apart``: insights that do not go inside another call.

    Raises Unauthorized where the channel has no token; each call Rejected, Unauthorized, RateLimited, Unavailable and
    (a POST that ``shows``) Uncertain.
    """

    def __init__(self, to: Destination) -> None:
        secrets = to.credentials.read()
        self.to = to
        self.table = read_table(to.options)
        self.app_id = secrets.get("app_id", "")
        self._app_secret = secrets.get("app_secret", "")
        self.page_token = secrets.get("page_token", "")
        self.usage = Usage()
        self.refused = Refusals(to.memory, self.page_token, self.table.api_version)
        self.apart: set[str] = set()
        if not self.page_token:
            raise Unauthorized("not_connected", "Kênh chưa có mã truy cập của Trang: hãy kết nối kênh.")

    @property
    def page(self) -> str:
        return self.table.page_id

    def get(self, path: str, **params: str) -> Mapping[str, Any]:
        return must(self.try_get(path, **params), shows=False).body

    def try_get(self, path: str, **params: str) -> Answer:
        """As ``get``, but a refusal is left to the caller."""
        return self._call("GET", path, self.page_token, params={**params, **self._signed(self.page_token)}, shows=False)

    def post(self, path: str, params: Mapping[str, str], *, shows: bool, **more: Any) -> Mapping[str, Any]:
        return must(self.try_post(path, params, shows=shows, **more), shows).body

    def try_post(
        self, path: str, params: Mapping[str, str], *, shows: bool, fields: str = "", files: Any = None
    ) -> Answer:
        """A form, or a multipart form with ``files``; ``fields`` asks for a read after the write."""
        sent = {**params, **self._signed(self.page_token)}
        query = {"fields": fields} if fields else None
        return self._call("POST", path, self.page_token, params=query, shows=shows, data=sent, files=files)

    def try_delete(self, path: str) -> Answer:
        return self._call("DELETE", path, self.page_token, params=self._signed(self.page_token), shows=False)

    def pages(self, path: str, params: Mapping[str, str], most: int = PAGES) -> Iterator[Mapping[str, Any]]:
        """The items of a list. A page may be empty and have a next; only where there is no next does it end.

        After ``most`` pages it stops all the same; raises Rejected there if the whole list was asked for (``WHOLE``).
        """
        after = ""
        for _ in range(most):
            cursor = {"after": after} if after else {}
            body = self.get(path, **({"limit": str(LIMIT)} | dict(params) | cursor))
            yield from (item for item in body.get("data") or () if isinstance(item, dict))
            after = next_cursor(body)
            if not after:
                return
        if most >= WHOLE:
            raise Rejected("too_many", "Danh sách bài trên Trang quá dài: hãy chọn ngày bắt đầu gần hơn.")

    def try_get_as_app(self, path: str, **params: str) -> Answer:
        """As ``try_get``, asked by the app itself."""
        return self._call("GET", path, self.app_token, params={**params, **self._signed(self.app_token)}, shows=False)

    @property
    def app_token(self) -> str:
        """Empty where the app's id or secret is not known."""
        return f"{self.app_id}|{self._app_secret}" if self.app_id and self._app_secret else ""

    def upload(self, upload_url: str, offset: int, size: int, content: BinaryIO) -> Answer:
        """Bytes of a reel from ``offset`` on. The token goes to the declared upload host, whatever was answered."""
        content.seek(offset)
        headers = {"Authorization": f"OAuth {self.page_token}", "offset": str(offset), "file_size": str(size)}
        return self._fetch("POST", self.upload_place(upload_url), headers, False, data=content)

    def upload_place(self, answered: str) -> str:
        """The answered address on the declared host; Facebook's own host stands for the whole of what is declared."""
        asked, own = urlsplit(answered), urlsplit(self.table.upload_url)
        query = f"?{asked.query}" if asked.query else ""
        if asked.path.startswith("/") and asked.hostname == own.hostname:
            return f"{own.scheme}://{own.netloc}{asked.path}{query}"
        if asked.path.startswith("/") and asked.hostname == urlsplit(UPLOAD_URL).hostname:
            return f"{self.table.upload_url}{asked.path}{query}"
        raise Rejected("upload_url", "Facebook trả về một địa chỉ tải lên lạ; không gửi mã truy cập tới đó.")

    def _call(self, method: str, path: str, token: str, *, shows: bool, **sent: Any) -> Answer:
        url = f"{self.table.api_url}/{self.table.api_version}/{path}"
        return self._fetch(method, url, {"Authorization": f"Bearer {token}"}, shows, **sent)

    def _fetch(self, method: str, url: str, headers: Mapping[str, str], shows: bool, **sent: Any) -> Answer:
        problem: PlatformError
        try:
            reply = fetch(url, self.to.deadline, method=method, headers=headers, **sent)
            answer = read_answer(reply, self.secrets)
            self.usage = self.usage.worse(answer.usage)
            return answer
        except AddressRefused as refused:
            problem = Rejected("api_url", "api_url và upload_url trong channel.toml phải là https.", str(refused))
        except NotConnected as failure:
            problem = Unavailable(
                "not_connected", "Không kết nối được tới Facebook; chưa có gì được gửi.", str(failure)
            )
        except (NoReply, ReplyTooLarge) as lost:
            problem = unknown(str(lost), shows)
        raise problem  # out here, so that nothing that knows the token hangs on it as context

    def _signed(self, token: str) -> dict[str, str]:
        """What goes with every call. https://developers.facebook.com/docs/graph-api/guides/secure-requests"""
        if not self._app_secret:
            return {"locale": LOCALE}
        proof = hmac.new(self._app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return {"locale": LOCALE, "appsecret_proof": proof}

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.page_token, self._app_secret, self.app_id if len(self.app_id) > 5 else "")


def next_cursor(body: Mapping[str, Any]) -> str:
    """Where the next page of a list begins; empty on the last one. Of ``next`` itself only the cursor is taken."""
    paging = body.get("paging") or {}
    following = parse_qs(urlsplit(str(paging.get("next") or "")).query)
    if not paging.get("next"):
        return ""
    return str((paging.get("cursors") or {}).get("after") or following.get("after", [""])[0])


def must(answer: Answer, shows: bool) -> Answer:
    """The answer, unless it is a refusal: then what that means is raised."""
    if answer.refusal is not None:
        raise meaning(answer.refusal, shows)
    return answer


def is_gone(refusal: Refusal | None) -> bool:
    """Does Facebook say that there is no such object (or none that this token may see)?"""
    return refusal is not None and ((refusal.code, refusal.subcode) == (100, 33) or refusal.code == 803)


class _Redacting(logging.Filter):
    """urllib3 logs addresses: no proof and no token of a query belongs into a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = re.sub(r"(appsecret_proof|input_token|access_token)=[^&\s\"]+", r"\1=<secret>", record.getMessage())
        record.msg, record.args = said, ()
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_Redacting())
