"""The stand-in refuses what Facebook refuses (and more: what is not in its specification), in Facebook's shapes."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from campaign.sandbox.facebook.grammar import read_fields
from campaign.sandbox.facebook.refusals import Refusal
from tests.sandbox.facebook.conftest import PAGE, SECRET, Outside


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 7), "teal").save(out, kind)
    return out.getvalue()


def photo(outside: Outside, **sent: str) -> str:
    files = {"source": ("a.jpg", picture(), "image/jpeg")}
    return str(outside.call("POST", f"{PAGE}/photos", files=files, published="false", **sent)["id"])


@pytest.mark.parametrize(
    ("verb", "path", "sent", "wanted"),
    [
        ("POST", f"{PAGE}/feed", {"message": "a", "colour": "red"}, (100, 0)),
        ("POST", f"{PAGE}/feed", {}, (100, 0)),
        ("POST", f"{PAGE}/feed", {"message": "a" * 63_207}, (100, 0)),
        ("POST", f"{PAGE}/feed", {"link": "not an address"}, (1609005, 0)),
        ("POST", f"{PAGE}/feed", {"attached_media": "[{}]"}, (100, 0)),
        ("POST", f"{PAGE}/feed", {"attached_media[0]": '{"media_fbid": "5"}'}, (100, 33)),
        ("POST", "999888/feed", {"message": "a"}, (200, 0)),
        ("POST", f"{PAGE}/feed", {"message": "a", "access_token": "x"}, (100, 0)),
        ("POST", f"{PAGE}/feed", {"message": "a", "appsecret_proof": None}, (100, 0)),
        ("POST", f"{PAGE}/photos", {"published": "false"}, (324, 0)),
        ("POST", f"{PAGE}/nothing", {}, (2500, 0)),
        ("GET", f"{PAGE}_5", {}, (100, 33)),
        ("GET", PAGE, {"fields": "id,colour"}, (100, 0)),
        ("GET", PAGE, {"fields": "id,(", "version": "v26.0"}, (2500, 0)),
        ("GET", PAGE, {"date_format": "U"}, (100, 0)),
        ("GET", f"{PAGE}/published_posts", {"limit": "101"}, (100, 0)),
        ("GET", PAGE, {"version": "v99.0"}, (2500, 0)),
        ("GET", PAGE, {"token": "EAAnobody"}, (190, 467)),
        ("DELETE", f"{PAGE}_5", {}, (100, 33)),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused(
    outside: Outside, verb: str, path: str, sent: dict[str, str], wanted: tuple[int, int]
) -> None:
    assert outside.error(verb, path, **sent) == wanted
    assert outside.sandbox.posts() == []


def test_a_photo_must_be_one_that_facebook_knows(outside: Outside) -> None:
    for content in (picture("WEBP"), b"no picture", picture() + bytes(10_000_000)):
        files = {"source": ("a.jpg", content, "image/jpeg")}
        assert outside.error("POST", f"{PAGE}/photos", files=files) == (324, 1366046)


def test_the_same_words_twice_running_are_a_duplicate(outside: Outside) -> None:
    assert outside.call("POST", f"{PAGE}/feed", message="a")["http"] == 200
    assert outside.error("POST", f"{PAGE}/feed", message="a") == (506, 0)
    outside.call("POST", f"{PAGE}/feed", message="b")
    assert outside.call("POST", f"{PAGE}/feed", message="a")["http"] == 200


def test_photos_show_once_with_their_post_and_never_before(outside: Outside) -> None:
    ids = [photo(outside, alt_text_custom="Một"), photo(outside)]
    assert outside.sandbox.posts() == []
    assert "Chưa có gì được đăng" in outside.page("/")
    attached = json.dumps([{"media_fbid": photo_id} for photo_id in ids])
    made = outside.call("POST", f"{PAGE}/feed", message="Ảnh", attached_media=attached, fields="id,permalink_url")
    assert outside.sandbox.posts()[0]["photos"] == ["Một", ""]
    assert made["permalink_url"].startswith(outside.sandbox.url)
    assert outside.page("/").count("<img") == 2
    assert outside.error("POST", f"{PAGE}/feed", message="Lại", attached_media=attached) == (100, 1366051)


def test_times_end_in_plus_0000_and_ids_are_beyond_2_to_the_53(outside: Outside) -> None:
    made = outside.call("POST", f"{PAGE}/feed", message="a", fields="id,created_time")
    assert made["created_time"] == "2026-12-01T00:00:00+0000"
    assert int(made["id"].partition("_")[2]) > 2**53


def test_the_address_of_the_next_page_holds_the_token_as_facebooks_does(outside: Outside) -> None:
    outside.control("page", page=PAGE, empty_pages=1)
    outside.call("POST", f"{PAGE}/feed", message="a")
    first = outside.call("GET", f"{PAGE}/published_posts", fields="id")
    assert first["data"] == []
    assert outside.bearer in first["paging"]["next"]
    after = first["paging"]["cursors"]["after"]
    assert len(outside.call("GET", f"{PAGE}/published_posts", fields="id", after=after)["data"]) == 1


def test_a_late_list_shows_a_post_after_so_many_reads(outside: Outside) -> None:
    outside.control("page", page=PAGE, lag_reads=1)
    outside.call("POST", f"{PAGE}/feed", message="a")
    seen = [len(outside.call("GET", f"{PAGE}/published_posts")["data"]) for _ in range(2)]
    assert seen == [0, 1]


def test_a_video_is_sent_in_pieces_with_offsets_as_text(outside: Outside) -> None:
    outside.control("page", page=PAGE, chunk=4)
    start = outside.call("POST", f"{PAGE}/videos", upload_phase="start", file_size="6")
    assert (start["start_offset"], start["end_offset"]) == ("0", "4")
    session = {"upload_phase": "transfer", "upload_session_id": start["upload_session_id"]}
    early = outside.error("POST", f"{PAGE}/videos", upload_phase="finish", upload_session_id=start["upload_session_id"])
    assert early == (6000, 0)
    files = {"video_file_chunk": ("a.mp4", b"abcd")}
    outside.call("POST", f"{PAGE}/videos", files=files, start_offset="0", **session)
    wrong = outside.call("POST", f"{PAGE}/videos", files=files, start_offset="0", **session)["error"]
    assert (wrong["error_subcode"], json.loads(wrong["error_data"])) == (
        1363037,
        {"start_offset": "4", "end_offset": "6"},
    )
    end = outside.call(
        "POST", f"{PAGE}/videos", files={"video_file_chunk": ("a.mp4", b"ef")}, start_offset="4", **session
    )
    assert end["start_offset"] == end["end_offset"] == "6"
    assert outside.sandbox.posts() == []
    outside.call("POST", f"{PAGE}/videos", **(session | {"upload_phase": "finish"}))
    assert outside.sandbox.posts()[0]["bytes"] == 6


def test_a_reel_is_uploaded_polled_and_in_no_list_of_posts(outside: Outside) -> None:
    outside.control("page", page=PAGE, upload_polls=1)
    start = outside.call("POST", f"{PAGE}/video_reels", upload_phase="start")
    path = start["upload_url"].removeprefix(f"{outside.sandbox.url}/")
    assert outside.upload(path, b"abc", 1, 3)["debug_info"]["type"] == "OffsetInvalidError"
    assert outside.upload(path, b"ab", 0, 3)["debug_info"]["type"] == "PartialRequestError"
    assert outside.upload(path, b"c", 2, 3) == {"success": True}
    polls = [outside.call("GET", start["video_id"], fields="status")["status"] for _ in range(2)]
    assert [poll["uploading_phase"]["bytes_transfered"] for poll in polls] == [3, 3]
    assert polls[1]["video_status"] == "upload_complete"
    finish = {"upload_phase": "finish", "video_id": start["video_id"]}
    assert outside.error("POST", f"{PAGE}/video_reels", video_state="MAYBE", **finish) == (100, 0)
    outside.call("POST", f"{PAGE}/video_reels", video_state="PUBLISHED", description="Thước phim", **finish)
    assert outside.call("GET", f"{PAGE}/published_posts")["data"] == []
    [reel] = outside.call("GET", f"{PAGE}/video_reels", fields="id,post_id,permalink_url")["data"]
    assert isinstance(reel["post_id"], int)
    assert "Thước phim" in outside.page("/facebook.com" + reel["permalink_url"])


def test_one_retired_metric_fails_the_whole_request(outside: Outside) -> None:
    post = outside.call("POST", f"{PAGE}/feed", message="a")["id"]
    asked = {"metric": "post_media_view,post_clicks", "period": "lifetime"}
    [row] = outside.call("GET", f"{post}/insights", **asked)["data"]
    assert row["name"] == "post_media_view"
    outside.control("retired", metrics=["post_clicks"])
    assert outside.error("GET", f"{post}/insights", **asked) == (100, 0)
    assert outside.error("GET", f"{post}/insights") == (3001, 1504028)
    assert outside.error("GET", f"{post}/insights", metric="post_impressions") == (100, 0)
    doubled = outside.call("GET", f"{post}/insights", metric="post_media_view")["data"]
    assert [row["period"] for row in doubled] == ["lifetime", "day"]


def test_views_grow_with_the_clock_alone(outside: Outside) -> None:
    post = outside.call("POST", f"{PAGE}/feed", message="a")["id"]

    def views() -> int:
        rows = outside.call("GET", f"{post}/insights", metric="post_media_view", period="lifetime")["data"]
        return int(rows[0]["values"][0]["value"])

    assert (views(), views()) == (1, 1)
    outside.clock.advance(hours=10)
    assert views() > 1


def test_debug_token_is_asked_as_the_app(outside: Outside) -> None:
    told = outside.call("GET", "debug_token", token=f"77|{SECRET}", input_token=outside.bearer)["data"]
    assert (told["is_valid"], told["profile_id"], told["expires_at"]) == (True, PAGE, 0)
    assert outside.call("GET", "debug_token", token=f"77|{SECRET}", input_token="EAAx")["data"]["is_valid"] is False
    assert outside.error("GET", "debug_token", token="77|wrong", input_token="x") == (190, 0)
    assert outside.error("GET", "me", appsecret_proof="0" * 64) == (100, 0)


def test_errors_usage_and_dead_tokens_come_as_ordered(outside: Outside) -> None:
    outside.control("errors", method="feed", code=2, status=500, applied=True)
    assert outside.call("POST", f"{PAGE}/feed", message="a")["http"] == 500
    assert len(outside.sandbox.posts()) == 1
    outside.control("tokens", refused={outside.bearer: 460})
    assert outside.error("GET", "me") == (190, 460)
    assert outside.control("nothing") == 404
    assert outside.control("page", page=PAGE, followers="many") == 400


def test_what_is_deleted_is_gone_from_the_wall_too(outside: Outside) -> None:
    post = outside.call("POST", f"{PAGE}/feed", message="Xem https://a.vn/<b>")["id"]
    assert '<a href="https://a.vn/">https://a.vn/</a>&lt;b&gt;' in outside.page("/")
    where = f"/facebook.com/{PAGE}/posts/{post.partition('_')[2]}"
    assert "https://a.vn/" in outside.page(where)
    assert outside.call("DELETE", post)["success"] is True
    with pytest.raises(Exception, match="404"):
        outside.page(where)


@pytest.mark.parametrize("text", ["a,", "a{b", "a.b", "a.b(c", "a b", "{a}", "a}"])
def test_fields_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_fields(text)


def test_fields_have_modifiers_and_fields_of_their_own() -> None:
    fields = read_fields("id,comments.summary(total_count).limit(0),attachments{target{id},url}")
    assert list(fields) == ["id", "comments", "attachments"]
    assert fields["comments"].modifiers == {"summary": "total_count", "limit": "0"}
    assert list(fields["attachments"].fields["target"].fields) == ["id"]


def test_an_id_may_be_answered_for_a_post_that_is_never_there(outside: Outside) -> None:
    outside.control("page", page=PAGE, phantoms=1)
    phantom = outside.call("POST", f"{PAGE}/feed", message="a", fields="id,permalink_url")
    assert set(phantom) == {"http", "id"}
    assert outside.error("GET", phantom["id"]) == (100, 33)
    assert outside.sandbox.posts() == []
    assert outside.call("POST", f"{PAGE}/feed", message="b")["id"] == outside.sandbox.posts()[0]["message_id"]


@pytest.mark.parametrize("minutes", [-1, 0, 9, 60 * 24 * 31])
def test_a_post_is_scheduled_between_ten_minutes_and_thirty_days_ahead(outside: Outside, minutes: int) -> None:
    at = str(int(outside.clock.now().timestamp()) + 60 * minutes)
    sent = {"message": "a", "published": "false", "scheduled_publish_time": at}
    assert outside.error("POST", f"{PAGE}/feed", **sent) == (100, 0)
    assert outside.error("POST", f"{PAGE}/feed", **sent | {"scheduled_publish_time": "soon"}) == (100, 0)


def test_a_scheduled_post_shows_by_itself_when_its_time_has_come(outside: Outside) -> None:
    at = str(int(outside.clock.now().timestamp()) + 700)
    assert outside.error("POST", f"{PAGE}/feed", message="a", scheduled_publish_time=at) == (100, 0)
    post = outside.call("POST", f"{PAGE}/feed", message="a", published="false", scheduled_publish_time=at)["id"]
    outside.clock.advance(seconds=699)
    assert outside.sandbox.posts() == []
    outside.clock.advance(seconds=1)
    assert [shown["message_id"] for shown in outside.sandbox.posts()] == [post]
    assert outside.call("GET", post, fields="created_time")["id"] == post
