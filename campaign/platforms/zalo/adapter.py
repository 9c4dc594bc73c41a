"""The Zalo adapter: hidden article, polled, then shown by an update that may be repeated; the broadcast is a part.

Receipts: ``remote_id`` is the article's id (a broadcast's: its message's); ``extra`` holds ``kind`` (normal, video,
broadcast) and, where there are videos, ``videos`` {sha256: Zalo's id}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from campaign.errors import Rejected, Unavailable
from campaign.platforms.seam import (
    Absent,
    Account,
    Destination,
    Draft,
    Event,
    Found,
    Post,
    Problem,
    Progress,
    Receipt,
    Sample,
    TextLength,
    Trial,
)
from campaign.platforms.zalo import calls, events, figures, layout, steps, trying
from campaign.platforms.zalo.looking import posts_since, receipt_of, shown
from campaign.platforms.zalo.pace import WHY, Pace, listening
from campaign.platforms.zalo.table import API_URL, read_table

Made = TypeVar("Made", Receipt, Progress, Receipt | Progress)
REFRESH_LIVES = timedelta(days=90)
"""Counted from the last renewal, by Zalo's own clock."""


class ZaloPlatform:
    """Publishes articles to a Zalo Official Account."""

    name = "zalo"
    secrets: tuple[str, ...] = ("app_secret", "access_token", "refresh_token", "expires_in", "oa_secret_key")
    optional_secrets: tuple[str, ...] = ("expires_in", "oa_secret_key")
    limits = layout.LIMITS
    default_api_url = API_URL

    def account(self, options: Mapping[str, Any]) -> str:
        return read_table(options).oa_id

    def secrets_name(self, options: Mapping[str, Any]) -> str:
        """Tokens are what one account gave one application."""
        table = read_table(options)
        return f"{table.oa_id}:{table.app_id}"

    def shape(self, draft: Draft, options: Mapping[str, Any]) -> Post:
        return layout.lay_out(draft, read_table(options))

    def check(self, post: Post) -> list[Problem]:
        return layout.problems(post)

    def lengths(self, post: Post) -> list[TextLength]:
        return layout.lengths(post)

    def look_url(self, options: Mapping[str, Any]) -> str:
        table = read_table(options)
        return f"{table.web_url}/{table.oa_id}"

    def verify(self, to: Destination) -> Account:
        """Raises Rejected also where the token speaks for another account than the declared one."""
        found = calls.account(to)
        oa_id, wanted = str(found.get("oa_id") or found.get("oaid") or ""), read_table(to.options).oa_id
        if oa_id != wanted:
            message = f"Mã truy cập này thuộc OA {oa_id or 'không rõ'}, không phải OA {wanted} của channel.toml."
            raise Rejected("wrong_account", message)
        renewed_at = to.credentials.read().get("renewed_at", "")
        return Account(
            id=oa_id,
            name=str(found.get("name") or oa_id),
            expires_at=datetime.fromisoformat(renewed_at) + REFRESH_LIVES if renewed_at else None,
            notes=tuple(_notes(found)),
        )

    def start(self, post: Post) -> Progress:
        return Progress(step=layout.BROADCAST, visible=True) if post.part else steps.first(post)

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        heard = listening(to)
        done = steps.send_broadcast(heard, post, progress) if post.part else steps.make(heard, post, progress)
        return _rested(done, heard.pace)

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        """By the id that we hold: a proof either way. Without one only what is seen in the list counts. A broadcast
        cannot be read back at all."""
        if post.part:
            return None
        heard = listening(to)
        found = self._found(heard, post, progress, since)
        return _rested(found, heard.pace) if isinstance(found, Receipt) else found

    def _found(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        article_id, known = progress.state.get("id"), progress.state.get("videos", {})
        if article_id:
            if calls.detail(to, article_id).get("status") == "show":
                return receipt_of(to, article_id, post, known)
            return Absent(why=f"article {article_id} is hidden")
        article_id = shown(to, post, since)
        return receipt_of(to, article_id, post, known) if article_id else None

    def list_posts(self, to: Destination, since: datetime) -> list[Found]:
        return posts_since(listening(to), since)

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        if post.part:
            return receipt
        if fixed := self.fixed(receipt, post):
            raise Rejected("video_changed", fixed)
        known = receipt.extra.get("videos", {})
        article = layout.article(post, read_table(to.options), known, "show", receipt.remote_id)
        steps.until_shown(to, calls.update(to, article))
        return receipt

    def fixed(self, receipt: Receipt, post: Post) -> str:
        known = receipt.extra.get("videos", {})
        missing = [file.name for file in layout.videos(post) if file.sha256 not in known]
        if missing or layout.kind_of(post) != receipt.extra.get("kind", layout.kind_of(post)):
            return "Không thay được video của bài đã đăng trên Zalo: hãy gỡ bài rồi đăng lại."
        return ""

    def retract(self, to: Destination, what: Receipt | Progress) -> None:
        """A broadcast cannot be called back; with its article gone it leads nowhere."""
        article_id = self._left_by(to, what) if isinstance(what, Progress) else what.remote_id
        if not article_id or (isinstance(what, Receipt) and what.extra.get("kind") == layout.BROADCAST):
            return
        try:
            calls.remove(to, article_id)
        except Rejected:
            if self._is_there(to, article_id):
                raise

    def stays(self, receipt: Receipt) -> str:
        if receipt.extra.get("kind") != layout.BROADCAST:
            return ""
        return "Broadcast đã gửi thì không thu hồi được: người quan tâm vẫn thấy tin, còn bài mà tin dẫn tới đã gỡ."

    def _left_by(self, to: Destination, progress: Progress) -> str:
        """The id of the draft that these steps have made; empty if none is known. Raises Unavailable while Zalo is
        still making it."""
        if progress.step != "verify":
            return str(progress.state.get("id", ""))
        article_id = steps.awaited(to, progress.state["token"])
        if article_id is None:
            raise Unavailable("processing", "Zalo đang xử lý bản nháp này; chưa gỡ được.")
        return article_id

    def _is_there(self, to: Destination, article_id: str) -> bool:
        """The code for an article that is gone is not known; one that cannot be read any more is."""
        try:
            return bool(calls.detail(to, article_id))
        except Rejected:
            return False

    def measure(self, to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
        return figures.samples(listening(to), receipts)

    def try_post(self, to: Destination, post: Post) -> Trial:
        return trying.try_post(to, post)

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        return events.read(to, headers, body)

    def webhook_word(self, secrets: Mapping[str, str]) -> str:
        return ""


def _rested(done: Made, pace: Pace) -> Made:
    """What was done, with the rest that the account needs: its calls of this minute are nearly used up."""
    if pace.rest_s <= 0:
        return done
    if isinstance(done, Receipt):
        return done.model_copy(update={"wait_s": pace.rest_s})
    return done.model_copy(update={"rest_s": pace.rest_s, "why": done.why or WHY})


def _notes(account: Mapping[str, Any]) -> list[str]:
    notes = []
    package, until = account.get("package_name"), account.get("package_valid_through_date")
    if package:
        notes.append(f"Gói: {package}" + (f", đến {until}." if until else "."))
    if str(account.get("is_verified")).lower() in ("false", "0"):
        notes.append("OA chưa được xác thực nên không gửi được broadcast.")
    if account.get("num_follower") not in (None, ""):
        notes.append(f"Số người quan tâm: {account['num_follower']}.")
    return notes
