"""Text, links, photos, the first comment; correcting and taking down."""

from __future__ import annotations

import pytest

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms.seam import Part, Progress, Receipt
from campaign.sandbox.facebook.world import Post as Node
from tests.platforms.facebook.page import FacebookPage, earlier
from tests.platforms.rigs import LINK, PAGE_ID

COMMENTED = {"options": {"first_comment": "link"}}


def test_a_text_is_one_call_and_its_place_is_read_with_it(page: FacebookPage) -> None:
    receipt = page.publish(page.post("Nhà mạng không gọi để khóa SIM.", slug="sim", target="https://a.vn/items/sim"))
    [shown] = page.shown
    assert (shown["kind"], shown["text"]) == ("text", "Nhà mạng không gọi để khóa SIM.")
    assert receipt.remote_id == shown["message_id"]
    assert receipt.remote_id.startswith(f"{PAGE_ID}_")
    number = receipt.remote_id.partition("_")[2]
    assert receipt.permalink == f"{page.sandbox.url}/facebook.com/{PAGE_ID}/posts/{number}"
    assert receipt.at is not None
    assert page.calls == ["feed"]


def test_an_item_with_a_link_of_its_own_is_a_link_post(page: FacebookPage) -> None:
    page.publish(page.post(target="https://baohaugiang.example/bai-viet"))
    assert (page.shown[0]["kind"], page.shown[0]["link"]) == ("link", LINK)


def test_a_link_to_facebook_itself_gets_no_card_since_it_would_be_refused(page: FacebookPage) -> None:
    page.publish(page.post(target="https://m.facebook.com/groups/1"))
    assert page.shown[0]["link"] == ""


@pytest.mark.parametrize("count", [1, 3, 10])
def test_photos_go_up_unseen_and_show_with_one_last_call(page: FacebookPage, count: int) -> None:
    photos = tuple(page.rig.picture(width=40 + n, alt=f"Ảnh {n}") for n in range(count))
    passed, receipt = page.walk(page.post(media=photos))
    assert [progress.visible for progress in passed] == [False] * count + [True]
    assert page.calls == ["photos"] * count + ["feed"]
    assert [shown["photos"] for shown in page.shown] == [[f"Ảnh {n}" for n in range(count)]]
    assert receipt.remote_id == page.shown[0]["message_id"]


def test_a_photo_step_made_twice_still_makes_one_post(page: FacebookPage) -> None:
    post = page.post(media=(page.rig.picture(), page.rig.picture(width=41)))
    progress: Progress | Receipt = page.rig.adapter.start(post)
    while isinstance(progress, Progress):
        if not progress.visible:
            page.step(post, progress)  # the crash came after it, before it was recorded
        progress = page.step(post, progress)
    assert [len(shown["photos"]) for shown in page.shown] == [2]


def test_beside_a_video_facebook_takes_no_photo(page: FacebookPage) -> None:
    post = page.post(media=(page.rig.picture(), page.clip()))
    assert [file.kind for file in post.media] == ["video"]


def test_the_link_may_stand_in_the_first_comment_with_its_line(page: FacebookPage) -> None:
    post = page.post(f"Tiêu đề\n\nNội dung\n\nĐọc tiếp: {LINK}", **COMMENTED)
    assert (post.text, post.parts) == (
        "Tiêu đề\n\nNội dung",
        (Part(name="comment", text=f"Đọc tiếp: {LINK}", plain=f"Đọc tiếp: {LINK}", needs_parent=True),),
    )
    receipt = page.publish(post)
    part = post.model_copy(update={"part": "comment", "text": post.parts[0].text, "parent": receipt, "parts": ()})
    said = page.publish(part)
    [shown] = page.shown
    assert (shown["link"], shown["comments"]) == ("", [f"Đọc tiếp: {LINK}"])
    assert said.permalink == receipt.permalink
    assert page.find(part).remote_id == said.remote_id
    page.rig.adapter.amend(page.rig.to(), said, part.model_copy(update={"text": "Mới"}))
    assert page.shown[0]["comments"] == ["Mới"]
    page.rig.adapter.retract(page.rig.to(), said)
    assert page.shown[0]["comments"] == []


def test_a_text_without_the_link_gets_it_as_the_comment() -> None:
    from campaign.platforms.facebook.layout import without_link

    assert without_link("Chỉ có chữ", LINK) == ("Chỉ có chữ", LINK)


def test_a_missing_right_to_comment_fails_the_comment_and_closes_nothing(page: FacebookPage) -> None:
    page.is_set(scopes=["pages_manage_posts", "pages_read_engagement"])
    receipt = page.publish()
    part = page.post().model_copy(update={"part": "comment", "parent": receipt})
    error = page.fails(part)
    assert (type(error), error.code) == (Rejected, "comment_permission")


def test_a_duplicate_that_carries_our_own_link_is_our_lost_post(page: FacebookPage) -> None:
    post = page.post()
    lost = page.publish(post)
    assert page.publish(post).remote_id == lost.remote_id
    assert len(page.shown) == 1


def test_a_duplicate_that_another_delivery_owns_is_refused(page: FacebookPage) -> None:
    post = page.post()
    page.rig.taken.add(page.publish(post).remote_id)
    error = page.fails(post)
    assert (type(error), error.code) == (Rejected, "duplicate")


def test_a_duplicate_that_only_reads_the_same_is_a_question(page: FacebookPage) -> None:
    post = page.post("Không có liên kết", slug="x", target="https://a.vn/items/x")
    page.publish(post)
    assert type(page.fails(post)) is Uncertain


@pytest.mark.parametrize("by_event", [False, True])
def test_a_video_is_corrected_with_its_title_even_if_a_webhook_settled_it(page: FacebookPage, by_event: bool) -> None:
    receipt = page.publish(page.post(title="Tên cũ", media=(page.clip(),)))
    receipt = receipt.model_copy(update={"extra": {}}) if by_event else receipt
    page.rig.adapter.amend(page.rig.to(), receipt, page.post("Lời mới", title="Tên mới", media=(page.clip(),)))
    assert (page.shown[0]["text"], page.shown[0]["title"]) == ("Lời mới", "Tên mới")


def test_a_correction_of_more_than_words_is_refused_and_not_called_done(page: FacebookPage) -> None:
    photo = page.rig.picture(alt="Cũ")
    receipt = page.publish(page.post("Một", media=(photo,)))
    for media in ((page.rig.picture(width=41, alt="Cũ"),), (page.rig.picture(alt="Mới"),), (photo, photo)):
        with pytest.raises(Rejected, match="chỉ cho sửa lời"):
            page.rig.adapter.amend(page.rig.to(), receipt, page.post("Hai", media=media))
    assert page.shown[0]["text"] == "Một"
    page.rig.adapter.amend(page.rig.to(), receipt, page.post("Hai", media=(photo,)))
    assert page.shown[0]["text"] == "Hai"


def test_a_link_card_cannot_be_corrected(page: FacebookPage) -> None:
    receipt = page.publish(page.post("Một", target="https://a.vn/bai"))
    with pytest.raises(Rejected, match="thẻ liên kết"):
        page.rig.adapter.amend(page.rig.to(), receipt, page.post("Hai", slug="sim", target="https://a.vn/items/sim"))


def test_what_may_not_be_seen_is_gone_only_if_reading_says_so_too(page: FacebookPage) -> None:
    receipt = page.publish()
    page.answers("delete", 100, 33)
    with pytest.raises(Rejected):
        page.rig.adapter.retract(page.rig.to(), receipt)
    page.rig.adapter.retract(page.rig.to(), receipt)
    assert page.shown == []
    page.rig.adapter.retract(page.rig.to(), receipt)


def test_hidden_leavings_are_taken_away(page: FacebookPage) -> None:
    half = page.until_visible(page.post(media=(page.rig.picture(), page.rig.picture(width=41))))
    clip = page.until_visible(page.post(media=(page.clip(),)))
    for progress in (half, clip):
        page.rig.adapter.retract(page.rig.to(), progress)
        page.rig.adapter.retract(page.rig.to(), progress)
    known = page.sandbox.facebook.world.page(PAGE_ID)
    assert (known.photos, known.videos) == ({}, {})


def test_posts_made_elsewhere_are_listed_once_each(page: FacebookPage) -> None:
    made = [
        page.publish(page.post("Một")),
        page.publish(page.post("Hai", media=(page.rig.picture(),))),
        page.publish(page.post("Ba", media=(page.clip(),))),
        page.publish(page.post("Bốn", media=(page.clip(width=1920, height=1080),))),
    ]
    listed = page.rig.adapter.list_posts(page.rig.to(), made[0].at)  # type: ignore[attr-defined]
    assert {found.remote_id: (found.kind, found.extra) for found in listed} == {
        receipt.remote_id: ("clip" if receipt.extra["kind"] in ("reel", "video") else "article", receipt.extra)
        for receipt in (each.model_copy(update={"extra": {"kind": each.extra["kind"]}}) for each in made)
    }
    assert isinstance(made[0], Receipt)


def test_a_reel_that_both_lists_hold_is_listed_once_as_a_reel(page: FacebookPage) -> None:
    reel = page.publish(page.post("Ba", media=(page.clip(),)))
    video = page.sandbox.facebook.world.page(PAGE_ID).videos[reel.remote_id]
    nodes = page.sandbox.facebook.world.page(PAGE_ID).posts
    shown = Node(f"{PAGE_ID}_{video.post_number}", "Ba", earlier(-1), video_id=video.id)
    nodes[shown.id] = shown
    [found] = page.rig.adapter.list_posts(page.rig.to(), reel.at)  # type: ignore[attr-defined]
    assert (found.remote_id, found.extra) == (reel.remote_id, {"kind": "reel"})


@pytest.mark.parametrize("code", [100, 10, 3])
def test_posts_are_listed_where_reels_may_not_be(page: FacebookPage, code: int) -> None:
    receipt = page.publish()
    page.answers("video_reels", code)
    [found] = page.rig.adapter.list_posts(page.rig.to(), receipt.at)  # type: ignore[attr-defined]
    assert found.remote_id == receipt.remote_id


@pytest.mark.parametrize(("code", "kind"), [(190, Unauthorized), (2, Unavailable), (80001, RateLimited)])
def test_a_list_that_may_come_later_is_never_taken_for_an_empty_one(
    page: FacebookPage, code: int, kind: type[PlatformError]
) -> None:
    receipt = page.publish()
    page.answers("video_reels", code)
    with pytest.raises(kind):
        page.rig.adapter.list_posts(page.rig.to(), receipt.at)  # type: ignore[attr-defined]
