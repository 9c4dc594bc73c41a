"""Videos: chunked upload, reels with rupload, and the status that a poll sees.

https://developers.facebook.com/docs/video-api/guides/publishing
https://developers.facebook.com/documentation/video-api/guides/reels-publishing
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from campaign.sandbox.facebook.pictures import decoded
from campaign.sandbox.facebook.reading import GraphCall
from campaign.sandbox.facebook.refusals import Refusal, gone, parameter
from campaign.sandbox.facebook.world import Page, Video, World
from campaign.sandbox.files import Files
from campaign.sandbox.wire import Outcome, Upload, json_reply

SIZES = {"uploading_phase": "bytes_transfered"}


class Videos:
    """Every call that makes a video; each returns the answer's JSON."""

    def __init__(self, world: World, files: Files) -> None:
        self._world = world
        self._files = files
        self.known: dict[str, Callable[[GraphCall, Page], dict[str, Any]]] = {
            "videos.start": self.start,
            "videos.transfer": self.transfer,
            "videos.finish": self.finish,
            "video_reels.start": self.reel_start,
            "video_reels.finish": self.reel_finish,
        }

    def start(self, call: GraphCall, page: Page) -> dict[str, Any]:
        size = _number(call, "file_size")
        if size < 1:
            raise parameter("param file_size must be positive")
        video = self._new(page, "video", size)
        video.session = str(self._world.number())
        return {"upload_session_id": video.session, "video_id": video.id, **self._offsets(page, video)}

    def _new(self, page: Page, kind: str, size: int) -> Video:
        video = Video(str(self._world.number()), kind, size)
        page.videos[video.id] = video
        return video

    def _offsets(self, page: Page, video: Video) -> dict[str, str]:
        """Text, as Facebook's."""
        start = len(video.content)
        return {"start_offset": str(start), "end_offset": str(min(start + page.chunk, video.size))}

    def _session(self, call: GraphCall, page: Page) -> Video:
        session = call.params.get("upload_session_id", "")
        video = next((video for video in page.videos.values() if video.session and video.session == session), None)
        if video is None:
            raise parameter("Invalid upload session")
        return video

    def transfer(self, call: GraphCall, page: Page) -> dict[str, Any]:
        video, piece = self._session(call, page), call.uploads.get("video_file_chunk")
        if piece is None:
            raise parameter("There must be a video_file_chunk")
        offsets = self._offsets(page, video)
        if _number(call, "start_offset") != len(video.content):
            message = "There was a problem uploading your video file. Please try again with the right offset."
            raise Refusal(6001, message, 1363037, transient=True, data=json.dumps(offsets))
        video.content += piece.content[: int(offsets["end_offset"]) - int(offsets["start_offset"])]
        if len(video.content) == video.size:
            video.stage = "uploaded"
        return self._offsets(page, video)

    def finish(self, call: GraphCall, page: Page) -> dict[str, Any]:
        video = self._session(call, page)
        if video.stage != "uploaded":
            raise Refusal(6000, "There was a problem uploading your video file.")
        if thumb := call.uploads.get("thumb"):
            decoded(thumb)
            video.thumb = True
        self._publish(call, page, video)
        return {"success": True}

    def reel_start(self, call: GraphCall, page: Page) -> dict[str, Any]:
        video = self._new(page, "reel", 0)
        url = f"{call.origin}/video-upload/v{call.version}.0/{video.id}"
        return {"video_id": video.id, "upload_url": url}

    def reel_finish(self, call: GraphCall, page: Page) -> dict[str, Any]:
        video = page.videos.get(call.params.get("video_id", ""))
        if video is None or video.kind != "reel":
            raise gone(call.params.get("video_id", ""))
        if call.params.get("video_state", "").upper() != "PUBLISHED":
            raise parameter("Param video_state must be one of {DRAFT, PUBLISHED, SCHEDULED}")
        if video.stage != "uploaded":
            raise parameter("The video is not ready to be published")
        self._publish(call, page, video)
        return {"success": True}

    def _publish(self, call: GraphCall, page: Page, video: Video) -> None:
        video.title, video.text = call.params.get("title", ""), call.params.get("description", "")
        video.stage, video.polls = "processing", page.processing_polls
        video.at, video.post_number, video.unseen = self._world.clock.now(), self._world.number(), page.lag_reads
        video.file = self._files.keep(Upload("video.mp4", "video/mp4", bytes(video.content)), "video/mp4")
        if not video.polls:
            self._settle(page, video)

    def _settle(self, page: Page, video: Video) -> None:
        video.stage = "failed" if page.processing_error else "published"

    def rupload(self, call: GraphCall, page: Page) -> Outcome:
        """Its errors are shaped otherwise than the Graph API's."""
        video = page.videos.get(call.path)
        if call.authorization != "OAuth" or video is None or video.kind != "reel":
            return _upload_error("NotAuthorizedError", "The upload is not allowed")
        offset, size = call.headers.get("offset", ""), call.headers.get("file_size", "")
        if not offset.isdigit() or not size.isdigit():
            return _upload_error("InvalidHeaderError", "offset and file_size are required")
        if int(offset) != len(video.content):
            return _upload_error("OffsetInvalidError", f"Request starting offset is invalid: {offset}")
        video.size = int(size)
        video.content += call.content[: video.size - len(video.content)]
        if len(video.content) < video.size:
            return _upload_error("PartialRequestError", "Partial request (did not match length of file)")
        video.stage, video.polls = "uploaded", page.upload_polls
        return Outcome(json_reply(200, {"success": True}), True, video.id)

    def status(self, page: Page, video: Video) -> dict[str, Any]:
        """As one poll sees it; polls make it go on."""
        if video.stage in ("uploaded", "processing") and video.polls:
            video.polls -= 1
            if not video.polls and video.stage == "processing":
                self._settle(page, video)
        working = video.stage == "processing" or (video.stage == "uploaded" and video.polls > 0)
        named = {"uploading": "uploading", "uploaded": "upload_complete", "published": "ready", "failed": "error"}
        phases: dict[str, Any] = {
            "video_status": "processing" if working else named[video.stage],
            "uploading_phase": {
                "status": "in_progress" if video.stage == "uploading" else "complete",
                "bytes_transfered": len(video.content),
            },
            "processing_phase": {"status": "not_started"},
            "publishing_phase": {"status": "not_started"},
        }
        if working:
            phases["processing_phase"] = {"status": "in_progress"}
        if video.stage == "published":
            phases["processing_phase"] = {"status": "complete"}
            phases["publishing_phase"] = {"status": "complete", "publish_status": "published"}
        if video.stage == "failed":
            phases["processing_phase"] = {"status": "error", "error": {"message": page.processing_error}}
        return phases


def _number(call: GraphCall, name: str) -> int:
    try:
        return int(call.params.get(name, ""))
    except ValueError:
        raise parameter(f"param {name} must be an integer") from None


def _upload_error(kind: str, message: str) -> Outcome:
    return Outcome(json_reply(400, {"debug_info": {"retriable": False, "type": kind, "message": message}}))
