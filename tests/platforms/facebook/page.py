"""One Page under test: what the adapter does to it, and what its stand-in is told to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.errors import PlatformError
from campaign.platforms.seam import MediaFile, Post, Progress, Receipt, Sample
from campaign.sandbox import Sandbox
from tests.platforms.rigs import LINK, PAGE_ID, Rig


def earlier(seconds: float = 5) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


@dataclass
class FacebookPage:
    """Steps by hand, with the strict stand-in on the other side."""

    rig: Rig

    @property
    def sandbox(self) -> Sandbox:
        assert self.rig.sandbox is not None
        return self.rig.sandbox

    def post(self, text: str = f"Đừng đọc mã OTP cho ai. {LINK}", **wanted: Any) -> Post:
        return self.rig.post(text=text, **wanted)

    def photo(self, **changed: Any) -> MediaFile:
        return self.rig.picture().model_copy(update=changed)

    def clip(self, kilobytes: int = 3, **changed: Any) -> MediaFile:
        """A file that is taken for an upright video of 20 seconds."""
        known = {"width": 1080, "height": 1920, "duration_s": 20.0}
        content = b"\0\0\0\x18ftypisom" + bytes(kilobytes * 1024)
        file = self.rig.file(content, "video", "video/mp4", "clip.mp4")
        return file.model_copy(update=known | changed)

    def step(self, post: Post, progress: Progress) -> Progress | Receipt:
        return self.rig.adapter.publish(self.rig.to(), post, progress)

    def walk(self, post: Post) -> tuple[list[Progress], Receipt]:
        """Publish; the progress before each step, and the receipt."""
        passed: list[Progress] = []
        done: Progress | Receipt = self.rig.adapter.start(post)
        while isinstance(done, Progress):
            passed.append(done)
            done = self.step(post, done)
        return passed, done

    def publish(self, post: Post | None = None) -> Receipt:
        return self.walk(post or self.post())[1]

    def until_visible(self, post: Post) -> Progress:
        """All hidden steps made; what stands before the visible one."""
        progress: Progress | Receipt = self.rig.adapter.start(post)
        while isinstance(progress, Progress) and not progress.visible:
            progress = self.step(post, progress)
        assert isinstance(progress, Progress)
        return progress

    def fails(self, post: Post | None = None, progress: Progress | None = None) -> PlatformError:
        """The error of the next step, with nothing hanging on it that could tell a secret."""
        post = post or self.post()
        with pytest.raises(PlatformError) as caught:
            self.step(post, progress or self.rig.adapter.start(post))
        assert caught.value.__context__ is None
        return caught.value

    def find(self, post: Post, progress: Progress | None = None, since: datetime | None = None) -> Any:
        return self.rig.adapter.find(self.rig.to(), post, progress or self.rig.adapter.start(post), since or earlier())

    def measured(self, *receipts: Receipt) -> dict[tuple[str | None, str], Sample]:
        samples = self.rig.adapter.measure(self.rig.to(), receipts)
        return {(sample.remote_id, sample.metric): sample for sample in samples}

    def control(self, what: str, **wanted: Any) -> None:
        self.sandbox.facebook.control(what, wanted)

    def is_set(self, **wanted: Any) -> None:
        self.control("page", page=PAGE_ID, **wanted)

    def answers(self, method: str, code: int, subcode: int = 0, **more: Any) -> None:
        """The next call of that name is answered with this error."""
        self.control("errors", method=method, code=code, subcode=subcode, **more)

    @property
    def shown(self) -> list[dict[str, Any]]:
        return self.sandbox.posts()

    @property
    def calls(self) -> list[str]:
        return [seen.method for seen in self.sandbox.log]
