"""The Facebook adapter: hidden steps first, each keeping what it made; one visible step; everything after it is a read.

Receipts: ``remote_id`` is ``<page>_<post>`` for posts, the video's bare id for videos and reels (their post's id may
lag), ``<post>_<comment>`` for comments; ``extra`` holds ``kind`` (post, photo, video, reel, comment), ``shown`` (a mark
of what cannot be edited) and, for a video once known, ``post_id``. A receipt made by a webhook may have none of these.
``wait_s`` paces the account: from 80 % of the Page's quota posts come slower, and where Facebook says how many minutes
to stop, nothing is called for so long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.errors import PLATFORM_ERRORS, PlatformError, RateLimited, Rejected, Unauthorized
from campaign.platforms.facebook import account as asked_account
from campaign.platforms.facebook import events, figures, finding, listing, steps, trying
from campaign.platforms.facebook.graph import Graph, is_gone
from campaign.platforms.facebook.layout import lay_out, shown
from campaign.platforms.facebook.limits import LIMITS, lengths, problems
from campaign.platforms.facebook.refusals import meaning
from campaign.platforms.facebook.table import API_URL, read_table
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


class FacebookPlatform:
    """Publishes to a Facebook Page."""

    name = "facebook"
    secrets: tuple[str, ...] = ("page_token", "app_id", "app_secret")
    limits = LIMITS
    default_api_url = API_URL

    def account(self, options: Mapping[str, Any]) -> str:
        return read_table(options).page_id

    def shape(self, draft: Draft, options: Mapping[str, Any]) -> Post:
        return lay_out(draft, read_table(options))

    def check(self, post: Post) -> list[Problem]:
        return problems(post)

    def lengths(self, post: Post) -> list[TextLength]:
        return lengths(post)

    def look_url(self, options: Mapping[str, Any]) -> str:
        table = read_table(options)
        return f"{table.web_url}/{table.page_id}"

    def verify(self, to: Destination) -> Account:
        return asked_account.account(Graph(to))

    def start(self, post: Post) -> Progress:
        return steps.first(post)

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        done = steps.advance(Graph(to), post, progress)
        return _with_shown(done, post) if isinstance(done, Receipt) else done

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        found = finding.find(Graph(to), post, progress, since)
        return _with_shown(found, post) if isinstance(found, Receipt) else found

    def list_posts(self, to: Destination, since: datetime) -> list[Found]:
        return listing.posts_since(Graph(to), since)

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        """Only posts of the same app can be edited, and only their words:
        https://developers.facebook.com/docs/pages-api/posts. Raises Rejected where more than the words has changed."""
        graph = Graph(to)
        if fixed := self.fixed(receipt, post):
            raise Rejected("media_fixed", fixed)
        of_a_video = receipt.remote_id.isdigit()
        words = {"description": post.text, "name": post.draft.title} if of_a_video else {"message": post.text}
        body = graph.post(receipt.remote_id, words, shows=False)
        if body.get("success") is False:
            raise Rejected("not_edited", "Facebook không sửa bài này.")
        return receipt.model_copy(update={"wait_s": graph.usage.rest_s})

    def fixed(self, receipt: Receipt, post: Post) -> str:
        if receipt.extra.get("shown") in (None, shown(post)):
            return ""
        message = "Facebook chỉ cho sửa lời, không cho đổi ảnh, mô tả ảnh, video hay thẻ liên kết của bài đã đăng."
        return f"{message} Hãy để các phần đó như cũ rồi sửa lời, hoặc gỡ bài và đăng lại."

    def retract(self, to: Destination, what: Receipt | Progress) -> None:
        graph = Graph(to)
        for remote_id in [what.remote_id] if isinstance(what, Receipt) else _leavings(what):
            _remove(graph, remote_id)

    def measure(self, to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
        """Figures of the Page and of ``receipts``; where only one of the two answers, that one's.

        A spent quota or a dead token before all ``receipts`` are asked is raised: nothing more is asked, and the caller
        asks for all of them later.
        """
        graph = Graph(to)
        samples: list[Sample] = []
        trouble: PlatformError | None = None
        try:
            samples.extend(figures.post_samples(graph, receipts))
        except (RateLimited, Unauthorized):
            raise
        except PLATFORM_ERRORS as error:
            trouble = error
        try:
            samples.extend(figures.page_samples(graph))
        except PLATFORM_ERRORS as error:
            trouble = trouble or error
        if trouble and not samples:
            raise trouble
        return samples

    def try_post(self, to: Destination, post: Post) -> Trial:
        return trying.try_post(Graph(to), post)

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        return events.events(to, headers, body)

    def webhook_word(self, secrets: Mapping[str, str]) -> str:
        return events.webhook_word(secrets)


def _with_shown(receipt: Receipt, post: Post) -> Receipt:
    return receipt if post.part else receipt.model_copy(update={"extra": {**receipt.extra, "shown": shown(post)}})


def _leavings(progress: Progress) -> Iterable[str]:
    """What hidden steps have made: unpublished photos, or a video that nobody sees."""
    video_id = progress.state.get("video_id")
    return [*progress.state.get("photos", ()), *([video_id] if video_id else [])]


def _remove(graph: Graph, remote_id: str) -> None:
    """Gone already is success, once reading says so too. https://developers.facebook.com/docs/pages-api/posts"""
    answer = graph.try_delete(remote_id)
    if answer.refusal is None:
        if answer.body.get("success") is False:
            raise Rejected("not_removed", "Facebook không gỡ bài này.")
        return
    if not is_gone(answer.refusal):
        raise meaning(answer.refusal, shows=False)
    if graph.try_get(remote_id, fields="id").refusal is None:
        raise Rejected("not_removed", "Facebook không cho mã này gỡ bài: hãy gỡ trên Trang.", answer.refusal.detail)
