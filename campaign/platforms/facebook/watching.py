"""What became of a video: its node's ``status``, read with both of Meta's spellings of everything.

https://developers.facebook.com/documentation/video-api/guides/reels-publishing#get-upload-status
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from campaign.errors import PLATFORM_ERRORS, Rejected, Uncertain
from campaign.platforms.facebook.answers import Answer, read_time, whole
from campaign.platforms.facebook.graph import Graph, is_gone, must
from campaign.platforms.facebook.table import full_link
from campaign.platforms.seam import STILL_AT_WORK, Receipt

FIELDS = "status,published,permalink_url,post_id,created_time"
LOOKS_S = (1.0, 2.0, 3.0, 5.0, 5.0, 5.0, 5.0, 5.0)
"""Waits between the looks that follow publishing, within the step's own deadline."""
SPARE_S = 5.0
AT_WORK = "Facebook đã nhận video và còn đang xử lý; chương trình tự xem lại."
DONE = ("complete", "completed")
pause = time.sleep


Phase = Literal["uploading", "uploaded", "working", "ready", "published", "draft", "failed", "expired"]


@dataclass(frozen=True)
class Watched:
    """A video as it is now.

    ``uploaded``: nothing is published and nothing is worked on. ``ready``: processed, and no word on publishing, which
    means published only where publishing was asked for and confirmed.
    """

    phase: Phase
    why: str = ""
    received: int = 0
    is_public: bool | None = None
    permalink: str = ""
    post_id: str = ""
    at: datetime | None = None
    now: datetime | None = None
    """By Facebook's clock."""

    @property
    def is_out(self) -> bool:
        """After publishing was confirmed: is it there?"""
        return self.phase == "published" or (self.phase == "ready" and self.is_public is not False)

    @property
    def will_not_be(self) -> bool:
        return self.phase in ("failed", "draft", "expired") or (self.phase == "ready" and self.is_public is False)


def watch(graph: Graph, video_id: str) -> Watched:
    """Read the node that we hold the id of."""
    return _read(must(graph.try_get(video_id, fields=FIELDS), shows=False))


def watch_if_there(graph: Graph, video_id: str) -> Watched | None:
    """None where Facebook shows no such node."""
    answer = graph.try_get(video_id, fields=FIELDS)
    return None if is_gone(answer.refusal) else _read(must(answer, shows=False))


def _read(answer: Answer) -> Watched:
    body = answer.body
    status = body.get("status")
    phases = _Phases(status if isinstance(status, dict) else {})
    phase, why = phases.judged()
    public = body.get("published")
    return Watched(
        phase=phase,
        why=why,
        received=phases.received,
        is_public=public if isinstance(public, bool) else None,
        permalink=str(body.get("permalink_url") or ""),
        post_id=str(body.get("post_id") or ""),
        at=read_time(body.get("created_time")),
        now=answer.at,
    )


@dataclass(frozen=True)
class _Phases:
    """The ``status`` of a video node."""

    status: Mapping[str, Any]

    def of(self, name: str) -> Mapping[str, Any]:
        phase = self.status.get(name)
        return phase if isinstance(phase, dict) else {}

    @property
    def received(self) -> int:
        uploading = self.of("uploading_phase")
        return whole(uploading.get("bytes_transfered") or uploading.get("bytes_transferred"))

    def judged(self) -> tuple[Phase, str]:
        whole_status, publishing = str(self.status.get("video_status") or ""), self.of("publishing_phase")
        outcome = publishing.get("publish_status")
        wrong = list(self.errors())
        if wrong or whole_status in ("error", "upload_failed") or outcome == "error":
            return "failed", "; ".join(filter(None, wrong)) or whole_status or "publish_status: error"
        if whole_status == "expired":
            return "expired", whole_status
        if publishing.get("status") in DONE:
            return ("published", "") if outcome in (None, "published") else ("draft", str(outcome))
        if whole_status == "ready":
            return "ready", ""
        if whole_status == "processing" or self.of("processing_phase").get("status") == "in_progress":
            return "working", ""
        if whole_status == "uploading" and self.of("uploading_phase").get("status") not in DONE:
            return "uploading", ""
        return "uploaded", ""

    def errors(self) -> Iterator[str]:
        """``error`` as the guide has it, ``errors`` as the specification has it."""
        for name in ("uploading_phase", "processing_phase", "publishing_phase"):
            phase = self.of(name)
            for error in (phase.get("error"), *(phase.get("errors") or ())):
                if isinstance(error, dict) and error:
                    yield str(error.get("message") or "")


def published(graph: Graph, video_id: str, kind: str, seen: Watched) -> Receipt:
    extra = {"kind": kind} | ({"post_id": seen.post_id} if seen.post_id else {})
    permalink = full_link(graph.table, seen.permalink or (f"/reel/{video_id}" if kind == "reel" else ""), video_id)
    return Receipt(remote_id=video_id, permalink=permalink, at=seen.at, extra=extra, wait_s=graph.usage.rest_s)


def confirmed(graph: Graph, video_id: str, kind: str) -> Receipt:
    """Publishing was accepted: look until Facebook has put the video out.

    Raises Rejected where it says that it will not. Where it is still at work when the time of this step is over, the
    fate is Uncertain: it may come out at any moment, so nobody may cancel or edit it as if it were not on its way.
    A look that fails says nothing.
    """
    for wait_s in (*LOOKS_S, 0.0):
        seen = _glance(graph, video_id)
        if seen is not None and seen.is_out:
            return published(graph, video_id, kind, seen)
        if seen is not None and seen.will_not_be:
            raise refused(seen)
        if not wait_s or graph.to.deadline.left < wait_s + SPARE_S:
            break
        pause(wait_s)
    raise Uncertain(STILL_AT_WORK, AT_WORK)


def _glance(graph: Graph, video_id: str) -> Watched | None:
    try:
        return watch(graph, video_id)
    except PLATFORM_ERRORS:
        return None


def refused(seen: Watched) -> Rejected:
    why = seen.why or "bị để ở dạng nháp"
    return Rejected("video", f"Facebook không đăng được video này: {why}.", why)
