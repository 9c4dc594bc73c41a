"""Finding an article: by the id that we hold, or in the account's lists, where only what is seen counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.errors import PLATFORM_ERRORS, Unavailable
from campaign.platforms.seam import Destination, Found, Post, Receipt
from campaign.platforms.zalo import calls
from campaign.platforms.zalo.layout import kind_of
from campaign.platforms.zalo.pace import pace_of
from campaign.platforms.zalo.table import permalink, read_table

PAGES = 5
"""Pages of ten that are looked through for one article at least; the order of the list is UNVERIFIED, newest first was
seen."""
BUDGET = 60
"""And at most: six hundred articles, in fewer calls than the smallest plan has for a minute."""
TRIED_WITHIN = timedelta(days=7)
"""A post whose answer was lost was tried no longer ago than this: within its grace, by far."""
SPARE_S = 5.0
"""Of a step's deadline, kept for what follows the search."""
WHOLE = 1000
"""Pages of ten: where everything is wanted."""
SKEW = timedelta(minutes=5)


def receipt_of(to: Destination, article_id: str, post: Post, video_ids: Mapping[str, str]) -> Receipt:
    """The proof of an article that shows, with its address as Zalo gives it, else in the form that was seen."""
    entry = _entry(to, kind_of(post), article_id) or {}
    link = str(entry.get("link_view") or "") or permalink(read_table(to.options), article_id)
    extra: dict[str, Any] = {"kind": kind_of(post)}
    if video_ids:
        extra["videos"] = dict(video_ids)
    return Receipt(remote_id=article_id, permalink=link, extra=extra)


def shown(to: Destination, post: Post, since: datetime) -> str | None:
    """The id of an article that shows and is this very post, as far as the list tells; one that is recorded already
    does not count. None: not seen, which proves nothing."""

    def may_be(entry: Mapping[str, Any]) -> bool:
        made_at = _moment(entry.get("create_date"))
        old = made_at is not None and made_at < since - SKEW
        return entry.get("status") == "show" and not old and not to.recorded(str(entry["id"]))

    return _seen(to, post, may_be, since - SKEW)


def begun(to: Destination, post: Post) -> str | None:
    """The id of what an earlier try of this post has made, whose answer was lost: only its short link proves that,
    since no other post has it. Whether that one is hidden still or shows, it is the one to go on with."""
    return _seen(to, post, lambda entry: True) if has_mark(post) else None


def spare(to: Destination, post: Post, but: str) -> str | None:
    """The id of another hidden article that holds the post's own short link; None: none is seen."""
    if not has_mark(post):
        return None
    return _seen(to, post, lambda entry: entry.get("status") == "hide" and str(entry["id"]) != but)


def posts_since(to: Destination, since: datetime) -> list[Found]:
    """Every article that shows and was made since then, whoever made it, oldest first. A broadcast is in no list."""
    found = []
    for kind in ("normal", "video"):
        for entry in entries(to, kind, WHOLE):
            at = _moment(entry.get("create_date"))
            if at is None:
                raise Unavailable("no_date", "Zalo không cho biết ngày của một bài; không liệt kê được.")
            if entry.get("status") == "show" and at >= since:
                found.append(_found(to, entry, kind, at))
    return sorted(found, key=lambda each: (each.at, each.remote_id))


def _found(to: Destination, entry: Mapping[str, Any], kind: str, at: datetime) -> Found:
    article_id = str(entry.get("id"))
    return Found(
        remote_id=article_id,
        at=at,
        text=str(entry.get("title") or ""),
        permalink=str(entry.get("link_view") or "") or permalink(read_table(to.options), article_id),
        kind="clip" if kind == "video" else "article",
        extra={"kind": kind},
    )


def has_mark(post: Post) -> bool:
    """Does the post hold its own short link?"""
    return bool(post.draft.link) and post.draft.link in post.text


def _seen(
    to: Destination, post: Post, may_be: Callable[[Mapping[str, Any]], bool], oldest: datetime | None = None
) -> str | None:
    for entry in _young(to, kind_of(post), oldest):
        if entry.get("id") and entry.get("title") == post.draft.title and may_be(entry):
            article_id = str(entry["id"])
            if _is(calls.detail(to, article_id), post):
                return article_id
    return None


def _young(to: Destination, kind: str, oldest: datetime | None) -> Iterator[dict[str, Any]]:
    """The list as far as articles made since ``oldest`` (None: a week ago, by Zalo's clock) may stand in it: a list
    that is the newest first is left where older ones begin, any other is gone through within the budget."""
    newest_first, last = True, None
    for number, entry in enumerate(entries(to, kind, BUDGET), start=1):
        made_at = _moment(entry.get("create_date"))
        newest_first = newest_first and made_at is not None and (last is None or made_at <= last)
        last = made_at or last
        yield entry
        if number % calls.SLICE == 0 and number >= PAGES * calls.SLICE:
            now = pace_of(to).at
            until = oldest or (now - TRIED_WITHIN if now else None)
            if to.deadline.left < SPARE_S or (newest_first and last and until and last < until):
                return


def entries(to: Destination, kind: str, pages: int) -> Iterator[dict[str, Any]]:
    """The account's articles of one type, page after page. An empty page ends the list only where no total was told."""
    for page in range(pages):
        if page:
            pace_of(to).before_another(to.deadline.left)
        found, total = calls.listed(to, kind, page * calls.SLICE)
        yield from found
        if not found if total is None else (page + 1) * calls.SLICE >= total:
            return


def _entry(to: Destination, kind: str, article_id: str) -> dict[str, Any] | None:
    """Its line in the list, which alone has its address. None where it is not seen; a failure is no harm either."""
    try:
        return next((entry for entry in entries(to, kind, PAGES) if str(entry.get("id")) == article_id), None)
    except PLATFORM_ERRORS:
        return None


def _is(found: Mapping[str, Any], post: Post) -> bool:
    said = str(found.get("description") or "")
    body = found.get("body")
    if isinstance(body, list):
        said += " ".join(str(piece.get("content") or "") for piece in body if isinstance(piece, dict))
    return (post.draft.link if has_mark(post) else post.text) in said


def _moment(told: object) -> datetime | None:
    """Epoch milliseconds."""
    try:
        return datetime.fromtimestamp(int(str(told)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
