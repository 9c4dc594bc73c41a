"""Facebook through the real protocol of deliveries: parts, lost answers, waits, dead tokens, the pace."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from campaign.credentials import Vault, store
from campaign.db import Database
from campaign.delivery.forecast import forecast
from campaign.delivery.preview import notes
from campaign.desk import channels
from campaign.desk.deliveries import cancel
from campaign.errors import Conflict, Mistake
from campaign.media.intake import take_in
from campaign.media.store import MediaStore
from campaign.models import Channel, Delivery, MediaRow, MetricSample
from campaign.platforms import platform
from campaign.platforms.facebook import watching
from campaign.reach.collect import collect
from campaign.sandbox.facebook import page_token
from campaign.worker.fitter import fit_all, what_is_needed
from tests.delivery.stage import TEMPLATE, Stage, stage
from tests.media.files import video

PAGE = "1234567890"


@dataclass
class Newsroom:
    """A stage with one Facebook channel; ``control`` sets the Page up."""

    stage: Stage

    def connect(self, key: str = "facebook", **options: Any) -> None:
        url = self.stage.sandbox.url
        known = {"page_id": PAGE, "api_url": url, "upload_url": url, "web_url": f"{url}/facebook.com"}
        channel = Channel(
            key=key, platform="facebook", title=key, options=known | options, template=TEMPLATE, template_sha256="t1",
            account=f"facebook:{PAGE}", connected_at=self.stage.clock.now(),
        )  # fmt: skip
        secrets = {"page_token": page_token(PAGE), "app_id": "99", "app_secret": "of-the-app"}
        with self.stage.database.write() as session:
            session.add(channel)
            session.flush()
            store(session, self.stage.clock.now(), Vault(self.stage.settings.secret_key_file), key, secrets)

    def deliver(self, slug: str = "otp", media: tuple[dict[str, str], ...] = (), **item: Any) -> int:
        self.stage.add_item(slug, media=list(media), **item)
        return self.stage.deliver(slug, "facebook")

    def keep(self, content: bytes, kind: str, mime: str, **known: Any) -> dict[str, str]:
        """A stored file, as an item names it."""
        media = MediaStore(self.stage.settings.media_folder)
        sha256 = media.put(content)
        row = MediaRow(
            sha256=sha256, source_sha256=sha256, kind=kind, mime=mime, name=f"tep.{mime[-3:]}", size=len(content),
            created_at=self.stage.clock.now(), **known,
        )  # fmt: skip
        with self.stage.database.write() as session:
            session.add(row)
        return {"sha256": sha256, "alt": "Mô tả"}

    def picture(self) -> dict[str, str]:
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
        return self.keep(out.getvalue(), "image", "image/jpeg", width=40, height=30)

    def clip(self) -> dict[str, str]:
        content = b"\0\0\0\x18ftypisom" + bytes(2000)
        shape = {"width": 1080, "height": 1920, "duration_s": 20.0, "codec": "h264+aac"}
        return self.keep(content, "video", "video/mp4", frame_rate=30.0, rate_varies=False, **shape)

    def control(self, what: str, **wanted: Any) -> None:
        self.stage.sandbox.facebook.control(what, wanted)

    def is_set(self, **wanted: Any) -> None:
        self.control("page", page=PAGE, **wanted)

    @property
    def shown(self) -> list[dict[str, Any]]:
        return self.stage.sandbox.posts()

    def parts(self) -> list[Delivery]:
        with self.stage.database.read() as session:
            return _parts(session)


def _parts(session: Session) -> list[Delivery]:
    return list(session.exec(select(Delivery).where(col(Delivery.part) != "")).all())


@pytest.fixture
def newsroom(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(watching, "pause", lambda seconds: None)
    with stage(database, tmp_path) as made:
        yield Newsroom(made)


def test_photos_and_their_first_comment_arrive_once_each(newsroom: Newsroom) -> None:
    newsroom.connect(first_comment="link")
    delivery = newsroom.deliver(media=(newsroom.picture(),))
    newsroom.stage.settle()
    row, [comment] = newsroom.stage.row(delivery), newsroom.parts()
    [shown] = newsroom.shown
    assert (row.state, row.remote_id, row.attempts) == ("published", shown["message_id"], 1)
    assert row.text is not None
    assert "/go/" not in row.text
    assert (comment.part, comment.state, comment.after_id) == ("comment", "published", delivery)
    assert [comment.text] == shown["comments"]
    assert "/go/" in shown["comments"][0]
    assert shown["photos"] == ["Mô tả"]


def test_a_lost_answer_is_found_and_never_sent_again(newsroom: Newsroom) -> None:
    newsroom.connect()
    delivery = newsroom.deliver()
    newsroom.stage.sandbox.faults.add("500-after")
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.remote_id) == ("published", newsroom.shown[0]["message_id"])
    assert len(newsroom.shown) == 1


def test_a_lost_photo_is_a_hidden_step_and_is_simply_done_again(newsroom: Newsroom) -> None:
    newsroom.connect()
    delivery = newsroom.deliver(media=(newsroom.picture(),))
    newsroom.stage.sandbox.faults.add("lost", method="photos")
    newsroom.stage.settle()
    assert newsroom.stage.row(delivery).state == "scheduled"
    newsroom.stage.clock.advance(seconds=40)
    newsroom.stage.settle()
    assert newsroom.stage.row(delivery).state == "published"
    assert len(newsroom.shown) == 1


def test_a_reel_that_is_worked_on_is_come_back_to_and_spends_no_attempt(newsroom: Newsroom) -> None:
    newsroom.connect()
    newsroom.is_set(upload_polls=3)
    delivery = newsroom.deliver(media=(newsroom.clip(),))
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.next_try_at) == ("scheduled", newsroom.stage.clock.now() + timedelta(seconds=5))
    for _ in range(3):
        newsroom.stage.clock.advance(seconds=5)
        newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.attempts) == ("published", 1)
    assert [shown["kind"] for shown in newsroom.shown] == ["reel"]


def test_a_reel_of_too_few_frames_is_made_anew_before_its_time_and_goes_out_as_a_reel(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    stage, path = newsroom.stage, video(tmp_path / "thua.mp4", width=540, height=960, seconds=4, rate=10)
    newsroom.connect()
    kept = take_in(stage.database, MediaStore(stage.settings.media_folder), [path]).rows[path]
    assert (kept.frame_rate, kept.rate_varies) == (10.0, False)
    delivery = newsroom.deliver(media=({"sha256": kept.sha256, "alt": ""},))
    stage.settle()
    assert stage.row(delivery).error_code == "fitting"
    fit_all(stage.dispatch, what_is_needed(stage.dispatch))
    for _ in range(10):
        stage.settle()
        stage.clock.advance(seconds=10)
    row = stage.row(delivery)
    assert (row.state, [shown["kind"] for shown in newsroom.shown]) == ("published", ["reel"])
    assert row.post is not None
    [sent] = row.post["media"]
    assert (sent["frame_rate"], sent["rate_varies"], sent["duration_s"]) == (24.0, False, kept.duration_s)
    assert (sent["width"], sent["height"]) == (540, 960)


def test_a_reel_long_in_processing_is_settled_by_its_id(newsroom: Newsroom) -> None:
    newsroom.connect()
    newsroom.is_set(processing_polls=4)
    delivery = newsroom.deliver(media=(newsroom.clip(),))
    newsroom.stage.wire(http_deadline_s=1.0)
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.error_code, row.lookups) == ("uncertain", "still_at_work", 0)
    newsroom.stage.add_person("e@example.vn")
    with pytest.raises(Conflict, match="Chưa rõ"):  # it may come out at any moment: too late to call it off
        cancel(newsroom.stage.database, "e@example.vn", delivery)
    for _ in range(4):
        newsroom.stage.clock.advance(minutes=1)
        newsroom.stage.settle()
    assert newsroom.stage.row(delivery).state == "published"
    assert [shown["kind"] for shown in newsroom.shown] == ["reel"]


def test_a_reel_that_cannot_be_processed_fails_in_plain_words(newsroom: Newsroom) -> None:
    newsroom.connect()
    newsroom.is_set(processing_polls=1, processing_error="Unsupported codec")
    delivery = newsroom.deliver(media=(newsroom.clip(),))
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, "Unsupported codec" in (row.error_message or "")) == ("failed", True)


def test_a_dead_token_closes_this_channel_and_nothing_is_lost(newsroom: Newsroom) -> None:
    newsroom.connect()
    delivery = newsroom.deliver()
    newsroom.control("errors", method="feed", code=190, subcode=460)
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.held_reason) == ("held", "unauthorized")
    assert "Mật khẩu" in (row.error_message or "")
    assert newsroom.shown == []


def test_at_85_percent_the_next_post_comes_later(newsroom: Newsroom) -> None:
    newsroom.connect()
    first, second = newsroom.deliver("otp"), newsroom.deliver("qr")
    newsroom.control("usage", headers={"X-App-Usage": {"call_count": 85}})
    newsroom.stage.settle()
    assert [newsroom.stage.row(first).state, newsroom.stage.row(second).state] == ["published", "scheduled"]
    assert newsroom.stage.row(second).error_code == "rate_limited"
    newsroom.stage.clock.advance(seconds=1)
    newsroom.stage.settle()
    said = newsroom.stage.row(second).error_message or ""
    assert ("chương trình tự giãn bài" in said, "yêu cầu" in said) == (True, False)  # nobody asked us to
    newsroom.stage.clock.advance(seconds=180)
    newsroom.stage.settle()
    assert newsroom.stage.row(second).state == "published"


def test_a_limit_stops_the_page_for_the_minutes_it_says(newsroom: Newsroom) -> None:
    newsroom.connect()
    delivery = newsroom.deliver()
    usage = '{"1": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]}'
    newsroom.control("errors", method="feed", code=80001, headers={"X-Business-Use-Case-Usage": usage})
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.attempts) == ("scheduled", 0)
    assert row.next_try_at == datetime(2026, 12, 1, 0, 19, tzinfo=UTC)


def test_what_is_left_out_is_told_with_the_delivery_and_kept_with_what_went_out(newsroom: Newsroom) -> None:
    newsroom.connect()
    delivery = newsroom.deliver(media=(newsroom.picture(), newsroom.clip()))
    told = []
    for _ in range(2):
        with newsroom.stage.database.read() as session:
            told.append(notes(session, newsroom.stage.settings, delivery))
        for _ in range(3):
            newsroom.stage.settle()
            newsroom.stage.clock.advance(seconds=5)
    assert newsroom.stage.row(delivery).state == "published"
    assert told[0] == told[1] == ("Bài video trên Facebook không kèm ảnh: tep.peg không hiện ở đó.",)


def reels_made(newsroom: Newsroom, count: int) -> None:
    """So many reels went out in the last hours, one every ten minutes."""
    stage = newsroom.stage
    stage.add_item("cu")
    for number in range(count):
        at = stage.now() - timedelta(minutes=10 * (count - number))
        row_id = stage.deliver("cu", "facebook", at=at)
        with stage.database.write() as session:
            row = session.get_one(Delivery, row_id)
            row.state, row.step, row.published_at = "published", "reel-finish", at


def test_the_thirty_first_reel_in_24_hours_waits_for_its_turn_and_is_foreseen(newsroom: Newsroom) -> None:
    newsroom.connect()
    reels_made(newsroom, 30)
    first_at = newsroom.stage.now() - timedelta(minutes=300)
    delivery = newsroom.deliver(media=(newsroom.clip(),))
    with newsroom.stage.database.read() as session:
        [why] = forecast(session, newsroom.stage.settings, newsroom.stage.now())[delivery]
    newsroom.stage.settle()
    row = newsroom.stage.row(delivery)
    assert (row.state, row.error_code, row.attempts) == ("scheduled", "allowance", 0)
    assert row.error_message == why.message
    assert "30 thước phim trong 24 giờ" in why.message
    assert row.next_try_at == first_at + timedelta(hours=24)
    assert newsroom.shown == []


def test_other_posts_and_the_thirtieth_reel_do_not_wait(newsroom: Newsroom) -> None:
    newsroom.connect()
    reels_made(newsroom, 29)
    rows = [newsroom.deliver("a", media=(newsroom.clip(),)), newsroom.deliver("b")]
    for _ in range(4):
        newsroom.stage.settle()
        newsroom.stage.clock.advance(seconds=5)
    assert [newsroom.stage.row(row).state for row in rows] == ["published", "published"]


def test_two_channels_of_a_page_are_measured_with_one_listing_and_remember_together(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = newsroom.stage
    for key in ("facebook", "facebook-2"):
        newsroom.connect(key)
    for number in range(6):
        stage.add_item(f"tin-{number}")
        stage.deliver(f"tin-{number}", ("facebook", "facebook-2")[number % 2])
        stage.settle()
    newsroom.control("retired", metrics=["post_clicks"])
    asked: list[list[str]] = []
    for _ in range(2):
        platform.cache_clear()  # as another process
        stage.sandbox.application.journal.clear()
        assert collect(stage.database, stage.dispatch.destinations, 10.0, everything=True) > 6
        asked.append([seen.method for seen in stage.sandbox.log])
    assert asked[0].count("published_posts") > 1
    assert asked[1] == ["published_posts", "node", "insights"]  # what was refused is not asked for again
    stage.clock.advance(hours=25)
    stage.sandbox.application.journal.clear()
    collect(stage.database, stage.dispatch.destinations, 10.0, everything=True)
    assert len(stage.sandbox.log) == len(asked[0])  # a day later it is
    with stage.database.read() as session:
        rows = session.exec(select(MetricSample)).all()
    followers = [row.channel_key for row in rows if row.metric == "followers"]
    assert sorted(followers) == ["facebook"] * 3 + ["facebook-2"] * 3
    assert {row.channel_key for row in rows if row.delivery_id == 2} == {"facebook-2"}


def test_a_sibling_with_a_good_token_measures_for_the_page(newsroom: Newsroom) -> None:
    stage = newsroom.stage
    for key in ("a", "b"):
        newsroom.connect(key)
        stage.add_item(f"tin-{key}")
        stage.deliver(f"tin-{key}", key)
        stage.settle()
    dead = {"page_token": page_token(PAGE) + "dead", "app_id": "99", "app_secret": "of-the-app"}
    with stage.database.write() as session:
        store(session, stage.now(), Vault(stage.settings.secret_key_file), "a", dead)
    newsroom.control("tokens", refused={dead["page_token"]: 460})
    assert collect(stage.database, stage.dispatch.destinations, 10.0, everything=True) > 0
    with stage.database.read() as session:
        closed = {row.key: row.closed_by for row in session.exec(select(Channel))}
        measured = {row.delivery_id for row in session.exec(select(MetricSample)) if row.delivery_id}
    assert closed == {"a": "platform", "b": ""}
    assert measured == {1, 2}


@pytest.mark.parametrize("deed", ["verify", "connect"])
def test_two_channels_of_a_page_with_secrets_of_their_own(newsroom: Newsroom, deed: str) -> None:
    stage = newsroom.stage
    for key in ("a", "b"):
        newsroom.connect(key)
    kept = [stage.dispatch.destinations.credentials(key).read()["page_token"] for key in ("a", "b")]
    newsroom.control("tokens", refused=dict.fromkeys(kept, 460))
    for key in ("a", "b"):
        with pytest.raises(Mistake, match="Mật khẩu"):
            channels.verify(stage.dispatch, key)
    with stage.database.read() as session:
        listed = {row["key"]: (row["state"], row["reason"]) for row in channels.list_channels(session)}
    assert {state for state, _ in listed.values()} == {"closed"}
    assert all("Mật khẩu" in str(reason) for _, reason in listed.values())
    if deed == "verify":
        return
    newsroom.control("tokens", refused={})
    secrets = {"page_token": page_token(PAGE), "app_id": "99", "app_secret": "of-the-app"}
    newsroom.control("app", app_id="99", app_secret="of-the-app")
    stage.add_person("e@example.vn", "manager")
    notes = channels.connect(stage.dispatch, "e@example.vn", "a", secrets)
    assert ["Kênh b cùng tài khoản" in note for note in notes] == [True]
    assert channels.connect(stage.dispatch, "e@example.vn", "b", secrets) == []
