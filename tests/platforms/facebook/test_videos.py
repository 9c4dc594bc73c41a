"""Videos by chunks and reels by rupload: hidden until the last step, resumed where they stopped."""

from __future__ import annotations

import json

import pytest

from campaign.errors import Rejected, Unavailable, Uncertain
from campaign.net import client
from campaign.net.client import Reply
from campaign.platforms.facebook.graph import Graph
from campaign.platforms.seam import STILL_AT_WORK, Absent, Progress, Receipt
from tests.platforms.facebook.page import FacebookPage, earlier
from tests.platforms.rigs import PAGE_ID

WIDE = {"width": 1920, "height": 1080}


def test_a_wide_video_is_sent_in_the_pieces_that_facebook_asks_for(page: FacebookPage) -> None:
    page.is_set(chunk=2048)
    clip = page.clip(**WIDE)
    passed, receipt = page.walk(page.post("Lời", title="Tên", media=(clip,)))
    assert [progress.step for progress in passed] == ["video-start", *["video-transfer"] * 2, "video-finish"]
    [shown] = page.shown
    assert (shown["kind"], shown["title"], shown["text"], shown["bytes"]) == ("video", "Tên", "Lời", clip.size)
    assert receipt.remote_id == shown["message_id"]
    assert receipt.permalink == f"{page.sandbox.url}/facebook.com/videos/{receipt.remote_id}/"
    assert receipt.extra["post_id"].isdigit()


def test_a_picture_beside_a_video_is_its_thumbnail_and_beside_a_reel_it_stays_away(page: FacebookPage) -> None:
    picture = page.rig.picture()
    page.publish(page.post("Video", media=(picture, page.clip(**WIDE))))
    page.publish(page.post("Phim", media=(picture, page.clip())))
    assert [(shown["kind"], shown.get("thumb")) for shown in page.shown] == [("video", True), ("reel", False)]


def test_an_upright_one_of_3_to_90_seconds_is_a_reel_and_waited_for(page: FacebookPage, waited: list[float]) -> None:
    page.is_set(upload_polls=2, processing_polls=2)
    passed, receipt = page.walk(page.post(media=(page.clip(),)))
    steps = [(progress.step, progress.visible) for progress in passed]
    assert steps[:2] == [("reel-start", False), ("reel-upload", False)]
    assert steps[-1] == ("reel-finish", True)
    assert {progress.wait_s for progress in passed if progress.state.get("looks")} == {5.0}
    assert waited == [1.0]
    assert (page.shown[0]["kind"], page.shown[0]["message_id"]) == ("reel", receipt.remote_id)
    assert receipt.permalink == f"{page.sandbox.url}/facebook.com/reel/{receipt.remote_id}/"


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"duration_s": 3.0}, "reel"), ({"duration_s": 90.0}, "reel"), ({"width": 540, "height": 960}, "reel"),
        ({"duration_s": 2.9}, "video"), ({"duration_s": 90.1}, "video"), (WIDE, "video"),
        ({"width": 1080, "height": 1350}, "video"), ({"duration_s": None}, "video"), ({"width": None}, "video"),
    ],
)  # fmt: skip
def test_what_is_a_reel(page: FacebookPage, changed: dict[str, object], kind: str) -> None:
    assert page.rig.adapter.start(page.post(media=(page.clip(**changed),))).step == f"{kind}-start"


@pytest.mark.parametrize("changed", [{}, WIDE], ids=["reel", "video"])
def test_every_hidden_step_made_twice_still_makes_one_post(page: FacebookPage, changed: dict[str, int]) -> None:
    page.is_set(chunk=2048)
    post = page.post(media=(page.clip(**changed),))
    progress: Progress | Receipt = page.rig.adapter.start(post)
    while isinstance(progress, Progress):
        assert page.shown == []
        if not progress.visible:
            page.step(post, progress)  # the crash came after it, before it was recorded
        progress = page.step(post, progress)
    assert len(page.shown) == 1
    assert page.shown[0]["message_id"] == progress.remote_id


@pytest.mark.parametrize("changed", [{}, WIDE], ids=["reel", "video"])
def test_even_the_visible_step_made_twice_makes_one_post(page: FacebookPage, changed: dict[str, int]) -> None:
    post = page.post(media=(page.clip(**changed),))
    before = page.until_visible(post)
    first, second = page.step(post, before), page.step(post, before)
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert (first.remote_id, len(page.shown)) == (second.remote_id, 1)


def test_a_piece_at_the_wrong_place_goes_on_from_the_right_one(page: FacebookPage) -> None:
    page.is_set(chunk=1024)
    post = page.post(media=(page.clip(**WIDE),))
    start = page.step(post, page.rig.adapter.start(post))
    assert isinstance(start, Progress)
    page.step(post, start)
    again = page.step(post, start)
    assert isinstance(again, Progress)
    assert (again.state["start"], again.state["end"]) == (1024, 2048)


def test_a_broken_transfer_is_tried_once_more_and_no_oftener(page: FacebookPage) -> None:
    post = page.post(media=(page.clip(**WIDE),))
    start = page.step(post, page.rig.adapter.start(post))
    assert isinstance(start, Progress)
    page.answers("videos.transfer", 6001, times=2)
    again = page.step(post, start)
    assert isinstance(again, Progress)
    assert (again.step, again.wait_s) == ("video-transfer", 30.0)
    error = page.fails(post, again)
    assert (type(error), error.code) == (Rejected, "video_upload")


def test_a_reel_half_uploaded_goes_on_where_facebook_stands(page: FacebookPage) -> None:
    post = page.post(media=(page.clip(),))
    start = page.step(post, page.rig.adapter.start(post))
    assert isinstance(start, Progress)
    page.sandbox.facebook.world.page(PAGE_ID).videos[start.state["video_id"]].content += b"x" * 1000
    resumed = page.step(post, start)
    assert isinstance(resumed, Progress)
    assert (resumed.step, resumed.state["offset"]) == ("reel-upload", 1000)
    after = page.step(post, resumed)
    assert isinstance(after, Progress)
    assert after.step == "reel-ready"


def test_a_lost_upload_is_a_hidden_step_and_is_done_again(page: FacebookPage) -> None:
    post = page.post(media=(page.clip(),))
    start = page.step(post, page.rig.adapter.start(post))
    assert isinstance(start, Progress)
    page.sandbox.faults.add("lost", method="rupload")
    assert type(page.fails(post, start)) is Unavailable
    after = page.step(post, start)
    assert isinstance(after, Progress)
    assert after.step == "reel-ready"


def test_a_video_that_facebook_cannot_process_fails_with_its_reason(page: FacebookPage) -> None:
    page.is_set(processing_polls=1, processing_error="Unsupported codec")
    post = page.post(media=(page.clip(),))
    error = page.fails(post, page.until_visible(post))
    assert (type(error), "Unsupported codec" in error.message) == (Rejected, True)
    assert page.shown == []


@pytest.mark.parametrize("changed", [{}, WIDE], ids=["reel", "video"])
def test_one_that_is_long_at_work_is_on_its_way_and_found_when_it_is_out(
    page: FacebookPage, waited: list[float], changed: dict[str, int]
) -> None:
    page.is_set(processing_polls=8)
    post = page.post(media=(page.clip(**changed),))
    before = page.until_visible(post)
    error = page.fails(post, before)
    assert (type(error), error.code) == (Uncertain, STILL_AT_WORK)
    assert waited == [1.0, 2.0, 3.0]  # and the fourth would not leave the step its last five seconds
    answers = []
    while not answers or not isinstance(answers[-1], Receipt):
        try:
            answers.append(page.find(post, before))
        except Unavailable as still:
            answers.append(still.code)
    assert set(answers[:-1]) == {STILL_AT_WORK}
    assert answers[-1].remote_id == page.shown[0]["message_id"]


def test_a_video_whose_node_shows_only_after_finish_is_published(page: FacebookPage) -> None:
    page.is_set(hides_unfinished=True)
    receipt = page.publish(page.post(media=(page.clip(**WIDE),)))
    assert receipt.remote_id == page.shown[0]["message_id"]


@pytest.mark.parametrize(
    "told", [{}, {"success": True}, {"start_offset": "0"}, {"start_offset": "0", "end_offset": "9"}]
)
@pytest.mark.parametrize("step", ["video-start", "video-transfer"])
def test_an_answer_without_good_offsets_never_leads_to_the_visible_step(
    page: FacebookPage, monkeypatch: pytest.MonkeyPatch, told: dict[str, str], step: str
) -> None:
    post = page.post(media=(page.clip(**WIDE).model_copy(update={"size": 8}),))
    state = {"video_id": "77", "session": "55", "start": 0, "end": 8}
    body = {"upload_session_id": "55", "video_id": "77"} | told
    monkeypatch.setattr(client, "_exchange", lambda *sent: Reply(200, {}, json.dumps(body).encode()))
    error = page.fails(post, Progress(step=step, visible=False, state=state))
    assert (type(error), error.code) == (Unavailable, "no_offsets")


@pytest.mark.parametrize(
    ("declared", "answered", "wanted"),
    [
        ("/rupload", "/rupload/video-upload/v26.0/7?x=1", "/rupload/video-upload/v26.0/7?x=1"),
        ("", "/video-upload/v26.0/7", "/video-upload/v26.0/7"),
        ("/rupload", "https://rupload.facebook.com/video-upload/v26.0/7?x=1", "/rupload/video-upload/v26.0/7?x=1"),
    ],
)
def test_bytes_go_to_the_answered_address_on_the_declared_host(
    page: FacebookPage, declared: str, answered: str, wanted: str
) -> None:
    own = "http://127.0.0.1:9"
    graph = Graph(page.rig.to(upload_url=own + declared))
    assert graph.upload_place(answered if "://" in answered else own + answered) == own + wanted


@pytest.mark.parametrize(("published", "is_there"), [(True, True), (None, False), (False, False)])
def test_a_processed_video_that_is_published_is_found_before_its_post_is_told(
    page: FacebookPage, monkeypatch: pytest.MonkeyPatch, published: bool | None, is_there: bool
) -> None:
    node = {"id": "77", "status": {"video_status": "ready"}} | ({} if published is None else {"published": published})
    monkeypatch.setattr(client, "_exchange", lambda *sent: Reply(200, {}, json.dumps(node).encode()))
    progress = Progress(step="video-finish", visible=True, state={"video_id": "77", "session": "55"})
    assert isinstance(page.find(page.post(media=(page.clip(**WIDE),)), progress), Receipt) is is_there


@pytest.mark.parametrize("changed", [{}, WIDE], ids=["reel", "video"])
@pytest.mark.parametrize("fault", ["lost", "500-after", "half"])
def test_a_lost_answer_of_the_last_step_is_found(page: FacebookPage, changed: dict[str, int], fault: str) -> None:
    post = page.post(media=(page.clip(**changed),))
    before = page.until_visible(post)
    page.sandbox.faults.add(fault)
    assert type(page.fails(post, before)) is Uncertain
    found = page.find(post, before)
    assert isinstance(found, Receipt)
    assert found.remote_id == page.shown[0]["message_id"]


def test_an_upload_that_was_never_published_proves_it_once_time_has_passed(page: FacebookPage) -> None:
    post = page.post(media=(page.clip(),))
    before = page.until_visible(post)
    page.sandbox.faults.add("500-before")
    assert type(page.fails(post, before)) is Uncertain
    assert page.find(post, before, earlier(10)) is None
    assert isinstance(page.find(post, before, earlier(200)), Absent)
    receipt = page.step(post, before)
    assert isinstance(receipt, Receipt)
    assert len(page.shown) == 1


def test_without_its_id_a_reel_is_looked_for_in_the_only_list_that_holds_it(page: FacebookPage) -> None:
    post = page.post(media=(page.clip(),))
    receipt = page.publish(post)
    found = page.find(post)
    assert isinstance(found, Receipt)
    assert found.remote_id == receipt.remote_id
    assert "published_posts" not in page.calls


def test_the_token_never_goes_to_another_host(page: FacebookPage) -> None:
    post = page.post(media=(page.clip(),))
    start = page.step(post, page.rig.adapter.start(post))
    assert isinstance(start, Progress)
    state = {**start.state, "upload_url": "https://rupload.facebook.com.example.net/video-upload/v26.0/1"}
    before = len(page.calls)
    error = page.fails(post, start.model_copy(update={"state": state}))
    assert (type(error), error.code, len(page.calls)) == (Rejected, "upload_url", before)
