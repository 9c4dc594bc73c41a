"""The steps of an article, each at most one write: upload -> video -> create -> verify -> show
(``drafts`` says what is done about a lost answer of create).

``show`` alone is visible. Its update is by id, so that it may be repeated; everything before leaves a hidden draft.
``Progress.state`` holds ``videos`` {sha256: id}, the ``token`` that Zalo is at work under, ``polls``, ``looks``,
``again`` (a second draft was made) and ``id``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from campaign.errors import Rejected, Unavailable, Uncertain
from campaign.platforms.seam import Destination, Post, Progress, Receipt
from campaign.platforms.zalo import calls, drafts
from campaign.platforms.zalo.layout import article, videos
from campaign.platforms.zalo.looking import begun, receipt_of
from campaign.platforms.zalo.table import read_table

POLLS_S = (0.2, 0.5, 1.0, 2.0, 4.0, 6.0)
"""Between polls inside one step: what Zalo makes at once is done in one go."""
WAITS_S = (4.0, 8.0, 12.0, 30.0, 60.0)
"""Between steps that found Zalo still at work. A step that shows does not come again: it is looked up."""
AT_WORK = {
    "video": "Zalo đang chuyển đổi video; chương trình sẽ hỏi lại.",
    "verify": "Zalo đang tạo bài (còn ẩn); chương trình sẽ hỏi lại.",
}
T = TypeVar("T")
PUT_OFF_AT_MOST = 31
USABLE, CONVERTING = 1, 3


def first(post: Post) -> Progress:
    """Pure: where a post begins."""
    return Progress(step="upload" if videos(post) else "create", visible=False)


def make(to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
    """One step. Raises the errors of campaign.errors."""
    return STEPS[progress.step](to, post, progress.state)


def _upload(to: Destination, post: Post, state: Mapping[str, Any]) -> Progress:
    """Bring the next video that Zalo has not got."""
    known = dict(state.get("videos", {}))
    file = next(file for file in videos(post) if file.sha256 not in known)
    with to.open_media(file.sha256) as opened:
        token = calls.upload_video(to, file.name, opened)
    return Progress(step="video", visible=False, state={"videos": known, "token": token, "sha256": file.sha256})


def _video(to: Destination, post: Post, state: Mapping[str, Any]) -> Progress:
    """Wait until it has been converted."""
    found = _until(to, lambda: _converted(to, state["token"]))
    if found is None:
        return _again("video", state)
    status = int(found["status"])
    if status != USABLE or not found.get("video_id"):
        said = str(found.get("status_message") or found.get("convert_error_code") or "")
        message = "Zalo không chuyển được video này: hãy xuất lại thành MP4 rồi thử lại."
        raise Rejected("video_refused", message, f"status {status}: {said[:200]}")
    known = {**state["videos"], state["sha256"]: str(found["video_id"])}
    if any(file.sha256 not in known for file in videos(post)):
        return Progress(step="upload", visible=False, state={"videos": known})
    return Progress(step="create", visible=False, state={"videos": known})


def _verify(to: Destination, post: Post, state: Mapping[str, Any]) -> Progress:
    """Wait until Zalo has made it and tells its id."""
    try:
        article_id = awaited(to, state["token"])
    except Rejected:
        article_id = begun(to, post)  # how long a token lives is UNVERIFIED
        if article_id is None:
            raise
    if article_id is None:
        return _again("verify", state)
    return drafts.made(to, post, state, article_id)


def _show(to: Destination, post: Post, state: Mapping[str, Any]) -> Receipt:
    """Show it, and wait until it does: what Zalo took in and did not finish is not yet published."""
    table, known = read_table(to.options), state.get("videos", {})
    until_shown(to, calls.update(to, article(post, table, known, "show", state["id"])))
    return receipt_of(to, state["id"], post, known)


def until_shown(to: Destination, token: str) -> None:
    """Returns when the update has been made. Raises Uncertain when that cannot be known in time."""
    problem: Uncertain | None = None
    try:
        if awaited(to, token) is not None:
            return
    except Unavailable as error:
        problem = Uncertain(error.code, error.message, error.detail)
    raise problem or Uncertain("processing", "Zalo đã nhận bài và đang xử lý; sẽ xem lại bài đã hiện chưa.")


def awaited(to: Destination, token: str) -> str | None:
    """The id of what is made under ``token``, waited for within the deadline; None: Zalo is at it still."""
    return _until(to, lambda: calls.made(to, token))


def _converted(to: Destination, token: str) -> dict[str, Any] | None:
    found = calls.video(to, token)
    return None if int(found.get("status") or CONVERTING) == CONVERTING else found


def _until(to: Destination, ask: Callable[[], T | None]) -> T | None:
    """What ``ask`` tells, asked a few times within the deadline; None: still nothing."""
    for wait_s in POLLS_S:
        found = ask()
        if found is not None or to.deadline.left < wait_s + 1:
            return found
        time.sleep(wait_s)
    return ask()


def send_broadcast(to: Destination, post: Post, progress: Progress) -> Receipt | Progress:
    """Send the article of the parent to followers. An answer that does not come is never settled by a program. Put off
    from day to day it fails after a month: then it is no day's number that is used up."""
    target = read_table(to.options).broadcast
    if post.parent is None or target is None:
        raise Rejected("nothing_to_send", "Không còn bài hoặc không còn khai báo broadcast cho kênh này.")
    sent = calls.broadcast(to, target, post.parent.remote_id)
    if isinstance(sent, calls.Later):  # no limit of the account: articles go on
        put_off = int(progress.state.get("put_off", 0)) + 1
        if put_off > PUT_OFF_AT_MOST:
            raise Rejected("quota", "Zalo đã hoãn broadcast này cả tháng: hãy xem hạn mức trong OA Manager.")
        state = {"put_off": put_off}
        return Progress(step="broadcast", visible=True, state=state, wait_s=sent.in_s, why=sent.why)
    return Receipt(remote_id=sent, permalink=post.parent.permalink, extra={"kind": "broadcast"})


def _again(step: str, state: Mapping[str, Any]) -> Progress:
    polls = int(state.get("polls", 0))
    wait_s = WAITS_S[min(polls, len(WAITS_S) - 1)]
    asked = {**state, "polls": polls + 1}
    return Progress(step=step, visible=False, state=asked, wait_s=wait_s, why=AT_WORK[step])


STEPS: dict[str, Callable[[Destination, Post, Mapping[str, Any]], Progress | Receipt]] = {
    "upload": _upload, "video": _video, "create": drafts.create, "verify": _verify, "spare": drafts.clear,
    "show": _show,
}  # fmt: skip
