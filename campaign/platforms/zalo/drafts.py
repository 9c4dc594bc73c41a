"""Making the hidden draft once, though the answer of ``create`` may be lost and no word tells two tries apart.

That a draft is being made is remembered before Zalo is asked. Where its making may have gone unheard (a lost answer, a
program that was killed), the account's list is searched for the post's own short link for five minutes: an article that
Zalo is still at work on (-214) may be in no list yet (UNVERIFIED). Only then is another one made, and a spare draft
that turns up before it shows is taken away.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from campaign.errors import PLATFORM_ERRORS, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.seam import Destination, Post, Progress
from campaign.platforms.zalo import calls
from campaign.platforms.zalo.layout import article
from campaign.platforms.zalo.looking import TRIED_WITHIN, begun, has_mark, spare
from campaign.platforms.zalo.table import read_table

LOOKS_S = (15.0, 30.0, 60.0, 75.0, 120.0)
"""Between looks for a draft whose answer was lost: five minutes together."""
WAITS = "Zalo không trả lời lúc tạo bài (còn ẩn): chương trình tìm bài đó trong năm phút trước khi tạo lại."

log = logging.getLogger(__name__)


def create(to: Destination, post: Post, state: Mapping[str, Any]) -> Progress:
    """Make the article, hidden; unless an earlier try has, whose answer was lost."""
    known, looks = dict(state.get("videos", {})), int(state.get("looks", 0))
    there = begun(to, post)
    if there is not None:
        return to_show(there, known)
    unheard = has_mark(post) and _name(post) in to.memory.facts()
    if unheard and looks < len(LOOKS_S):
        return _look_again(known, looks)
    to.memory.keep(_name(post), "1", TRIED_WITHIN.total_seconds())
    try:
        token = calls.create(to, article(post, read_table(to.options), known, "hide"))
    except Uncertain:
        if not has_mark(post):  # nothing would tell it from another post of that title
            raise
        return _look_again(known, 0)
    except (Rejected, Unauthorized, RateLimited, Unavailable):
        to.memory.forget(_name(post))
        raise
    again = {"again": True} if unheard else {}
    return Progress(step="verify", visible=False, state={"videos": known, "token": token, **again})


def made(to: Destination, post: Post, state: Mapping[str, Any], article_id: str) -> Progress:
    """The draft has its id."""
    to.memory.forget(_name(post))
    known = dict(state.get("videos", {}))
    if state.get("again"):
        return Progress(step="spare", visible=False, state={"videos": known, "id": article_id})
    return to_show(article_id, known)


def clear(to: Destination, post: Post, state: Mapping[str, Any]) -> Progress:
    """Of two drafts that were made of one post the other one goes; failing harms nobody, since it stays hidden."""
    try:
        if other := spare(to, post, but=state["id"]):
            calls.remove(to, other)
    except PLATFORM_ERRORS as error:
        log.info("a spare draft may be left at %s: %s", to.key, error.detail)
    return to_show(state["id"], state.get("videos", {}))


def to_show(article_id: str, known: Mapping[str, str]) -> Progress:
    return Progress(step="show", visible=True, state={"videos": dict(known), "id": article_id})


def _look_again(known: Mapping[str, str], looks: int) -> Progress:
    state = {"videos": dict(known), "looks": looks + 1}
    return Progress(step="create", visible=False, state=state, wait_s=LOOKS_S[looks], why=WAITS)


def _name(post: Post) -> str:
    return f"making:{post.guid or post.draft.link}"
