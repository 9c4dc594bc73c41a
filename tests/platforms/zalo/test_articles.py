"""An article from its hidden draft to the public, through crashes, lost answers and Zalo's slowness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.errors import Rejected, Unavailable, Uncertain
from campaign.platforms.seam import Absent, MediaFile, Post, Progress, Receipt
from campaign.platforms.zalo import steps as walk
from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig
from tests.platforms.zalo.conftest import asked, publish, steps

EARLIER = datetime.now(UTC) - timedelta(seconds=5)
MP4 = b"\0\0\0\x18ftypmp42" + bytes(40)


def an_article(zalo: Rig) -> Post:
    images = [zalo.picture(url=f"https://example.vn/{name}.jpg", alt=name) for name in ("bia", "mot", "hai")]
    return zalo.post(media=tuple(images), title="Đừng bấm link lạ", summary="Tóm tắt", kind="article")


def a_clip(zalo: Rig, **wanted: Any) -> Post:
    video = zalo.file(MP4, "video", "video/mp4", "clip.mp4", url="https://example.vn/clip.mp4")
    thumbnail = zalo.picture(url="https://example.vn/anh.jpg")
    return zalo.post(**{"media": (video, thumbnail), "kind": "clip", **wanted})


def only_article(sandbox: Sandbox) -> dict[str, Any]:
    [article] = sandbox.zalo.world.articles.values()
    return article.fields


def test_the_first_image_is_the_cover_and_the_others_stand_in_the_body(zalo: Rig, sandbox: Sandbox) -> None:
    publish(zalo, an_article(zalo))
    sent = only_article(sandbox)
    assert sent["cover"] == {"cover_type": "photo", "photo_url": "https://example.vn/bia.jpg", "status": "show"}
    assert [piece["type"] for piece in sent["body"]] == ["text", "image", "image"]
    assert sent["body"][1] == {"type": "image", "url": "https://example.vn/mot.jpg", "caption": "mot"}
    assert (sent["description"], sent["author"], sent["comment"]) == ("Tóm tắt", "Ban biên tập", "show")


def test_a_clip_becomes_a_video_article_with_its_first_image_as_thumbnail(zalo: Rig, sandbox: Sandbox) -> None:
    receipt = publish(zalo, a_clip(zalo))
    sent = only_article(sandbox)
    assert (sent["type"], sent["avatar"]) == ("video", "https://example.vn/anh.jpg")
    assert sent["video_id"] in sandbox.zalo.world.videos
    assert receipt.extra["kind"] == "video"
    assert "https://example.vn/go/abc2345" in sent["description"]


def test_an_article_with_a_video_has_it_in_its_body(zalo: Rig, sandbox: Sandbox) -> None:
    publish(zalo, a_clip(zalo, kind="article"))
    body = only_article(sandbox)["body"]
    assert [piece["type"] for piece in body] == ["text", "video"]
    assert body[1]["thumb"] == "https://example.vn/anh.jpg"


@pytest.mark.parametrize("make", [an_article, a_clip])
def test_publishing_again_from_any_step_shows_one_article(zalo: Rig, sandbox: Sandbox, make: Any) -> None:
    post = make(zalo)
    for progress in steps(zalo, post):
        publish(zalo, post, progress)
    assert len(sandbox.posts()) == len(sandbox.zalo.world.articles) == 1


@pytest.mark.parametrize("make", [an_article, a_clip])
def test_the_visible_step_repeated_is_the_same_article(zalo: Rig, sandbox: Sandbox, make: Any) -> None:
    post = make(zalo)
    show = steps(zalo, post)[-1]
    assert show.visible
    receipts = {publish(zalo, post, show).remote_id for _ in range(3)}
    assert receipts == {post["message_id"] for post in sandbox.posts()} == {show.state["id"]}


def after_a_lost_create(zalo: Rig, sandbox: Sandbox, fault: str = "lost") -> tuple[Post, Progress]:
    post = zalo.post()
    sandbox.faults.add(fault, method="create")
    made = zalo.adapter.publish(zalo.to(), post, zalo.adapter.start(post))
    assert isinstance(made, Progress)
    return post, made


def test_a_draft_whose_answer_was_lost_is_found_and_not_made_again(zalo: Rig, sandbox: Sandbox) -> None:
    post, waits = after_a_lost_create(zalo, sandbox)
    assert (waits.step, waits.visible, waits.wait_s) == ("create", False, 15.0)
    assert "năm phút" in waits.why
    sandbox.zalo.world.time_passes()
    sandbox.zalo.world.time_passes()
    publish(zalo, post, waits)
    assert len(sandbox.zalo.world.articles) == 1
    assert asked(zalo, "create") == 1


def test_only_after_five_minutes_of_looking_is_another_draft_made(zalo: Rig, sandbox: Sandbox) -> None:
    post, made = after_a_lost_create(zalo, sandbox, "500-before")
    waited = 0.0
    while isinstance(made, Progress) and made.step == "create":
        waited += made.wait_s
        assert asked(zalo, "create") == 1
        made = zalo.adapter.publish(zalo.to(), post, made)
        assert isinstance(made, Progress)
    assert (waited, asked(zalo, "create")) == (300.0, 2)
    publish(zalo, post, made)
    assert len(sandbox.posts()) == 1


def test_a_program_that_was_killed_while_making_a_draft_looks_before_it_makes_another(
    zalo: Rig, sandbox: Sandbox
) -> None:
    post = zalo.post()
    create = zalo.adapter.start(post)
    zalo.adapter.publish(zalo.to(), post, create)  # and its outcome was never recorded
    next(iter(sandbox.zalo.world.makings.values())).left = 99  # Zalo lists it late
    again = zalo.adapter.publish(zalo.to(), post, create)
    assert isinstance(again, Progress)
    assert (again.step, again.wait_s, asked(zalo, "create")) == ("create", 15.0, 1)


def test_a_spare_draft_that_turns_up_is_taken_away_before_the_other_one_shows(zalo: Rig, sandbox: Sandbox) -> None:
    post, made = after_a_lost_create(zalo, sandbox)
    next(iter(sandbox.zalo.world.makings.values())).left = 8  # listed only after the second one was made
    while made.step == "create":
        step = zalo.adapter.publish(zalo.to(), post, made)
        assert isinstance(step, Progress)
        made = step
    assert (asked(zalo, "create"), len(sandbox.zalo.world.articles)) == (2, 2)
    for _ in range(8):
        sandbox.zalo.world.time_passes()
    receipt = publish(zalo, post, made)
    assert [(article.id, article.status) for article in sandbox.zalo.world.articles.values()] == [
        (receipt.remote_id, "show")
    ]


def test_a_refused_draft_leaves_nothing_to_look_for(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.quota = 0
    with pytest.raises(Rejected):
        publish(zalo, zalo.post())
    sandbox.zalo.world.quota = 9
    publish(zalo, zalo.post())
    assert len(sandbox.posts()) == 1


def test_while_zalo_is_at_work_the_waits_grow(zalo: Rig, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "POLLS_S", ())
    sandbox.zalo.world.polls = 3
    waits = [progress.wait_s for progress in hidden_steps(zalo, zalo.post()) if progress.step == "verify"]
    assert waits == [0, 4, 8, 12]


def hidden_steps(zalo: Rig, post: Post) -> list[Progress]:
    passed = [zalo.adapter.start(post)]
    while not passed[-1].visible:
        made = zalo.adapter.publish(zalo.to(), post, passed[-1])
        assert isinstance(made, Progress)
        passed.append(made)
    return passed


def test_what_is_made_soon_takes_no_further_step(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.polls = 2
    assert [progress.step for progress in steps(zalo, zalo.post())] == ["create", "verify", "show"]
    assert [progress.step for progress in steps(zalo, a_clip(zalo, title="Clip"))] == [
        "upload", "video", "create", "verify", "show",
    ]  # fmt: skip


def test_an_article_that_does_not_show_in_time_is_uncertain_and_then_found(
    zalo: Rig, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "POLLS_S", (0.01,))
    post = zalo.post()
    show = steps(zalo, post)[-1]
    sandbox.zalo.world.late_updates = True
    sandbox.zalo.world.polls = 4
    sandbox.zalo.world.articles[show.state["id"]].fields["status"] = "hide"
    with pytest.raises(Uncertain, match="processing"):
        zalo.adapter.publish(zalo.to(), post, show)
    assert isinstance(zalo.adapter.find(zalo.to(), post, show, EARLIER), Absent)
    for _ in range(4):
        sandbox.zalo.world.time_passes()
    assert isinstance(zalo.adapter.find(zalo.to(), post, show, EARLIER), Receipt)


def test_without_an_id_only_the_very_same_text_counts(zalo: Rig, sandbox: Sandbox) -> None:
    publish(zalo, zalo.post())
    other = zalo.post(text="Một lượt khác. https://example.vn/go/khac999", link="https://example.vn/go/khac999")
    assert zalo.adapter.find(zalo.to(), other, zalo.adapter.start(other), EARLIER) is None


def test_the_list_is_read_past_its_first_page(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.polls = 0
    receipt = publish(zalo, zalo.post())
    for number in range(14):
        link = f"https://example.vn/go/{number}"
        publish(zalo, zalo.post(title=f"Bài {number}", text=f"Bài {number} {link}", link=link))
    post = zalo.post()
    found = zalo.adapter.find(zalo.to(), post, zalo.adapter.start(post), EARLIER)
    assert isinstance(found, Receipt)
    assert found.remote_id == receipt.remote_id


def older_articles(sandbox: Sandbox, count: int, days: int = 0, title: str = "Tin cũ") -> None:
    """So many articles of other people, made so long ago."""
    for number in range(count):
        fields = {"type": "normal", "title": f"{title} {number}", "status": "show", "body": []}
        _, article = sandbox.zalo.world.add(fields)
        article.created_at -= timedelta(days=days, minutes=number)
        article.listed = True


@pytest.mark.parametrize("ranked", [False, True], ids=["newest-first", "unsorted"])
def test_a_draft_whose_id_was_lost_is_found_beyond_the_newest_fifty(zalo: Rig, sandbox: Sandbox, ranked: bool) -> None:
    sandbox.zalo.world.polls, sandbox.zalo.world.ranked = 0, ranked
    post = zalo.post()
    create = zalo.adapter.start(post)
    zalo.adapter.publish(zalo.to(within_s=60), post, create)  # its outcome was never recorded
    older_articles(sandbox, 90)
    made = zalo.adapter.publish(zalo.to(within_s=60), post, create)
    assert isinstance(made, Progress)
    assert (made.step, asked(zalo, "create")) == ("show", 1)


def test_a_list_is_not_read_to_its_end_where_the_newest_stand_first(zalo: Rig, sandbox: Sandbox) -> None:
    older_articles(sandbox, 200, days=30)
    sandbox.zalo.world.articles = dict(reversed(sandbox.zalo.world.articles.items()))  # the list turns them round
    zalo.adapter.publish(zalo.to(within_s=60), zalo.post(), zalo.adapter.start(zalo.post()))
    assert asked(zalo, "getslice") == 5


def test_a_search_ends_within_its_budget_and_makes_the_draft(zalo: Rig, sandbox: Sandbox) -> None:
    sandbox.zalo.world.ranked = True
    older_articles(sandbox, 650)
    made = zalo.adapter.publish(zalo.to(within_s=60), zalo.post(), zalo.adapter.start(zalo.post()))
    assert isinstance(made, Progress)
    assert (asked(zalo, "getslice"), asked(zalo, "create")) == (60, 1)


def test_a_hidden_leaving_can_be_taken_away(zalo: Rig, sandbox: Sandbox) -> None:
    for step in ("verify", "show"):
        left = next(progress for progress in steps(zalo, zalo.post()) if progress.step == step)
        zalo.adapter.retract(zalo.to(), left)
        assert sandbox.zalo.world.articles == {}
    show = left
    zalo.adapter.retract(zalo.to(), show)
    zalo.adapter.retract(zalo.to(), Progress(step="create", visible=False))
    assert sandbox.zalo.world.articles == {}


def test_a_video_that_zalo_cannot_use_is_rejected(zalo: Rig, sandbox: Sandbox) -> None:
    post = zalo.post(media=(zalo.file(b"no video", "video", "video/mp4", "x.mp4"), zalo.picture(url="https://a.vn/x")))
    with pytest.raises(Rejected):
        publish(zalo, post)


def test_a_lost_upload_is_simply_done_again(zalo: Rig, sandbox: Sandbox) -> None:
    post = a_clip(zalo)
    sandbox.faults.add("lost", method="preparevideo")
    with pytest.raises(Unavailable):
        publish(zalo, post)
    publish(zalo, post)
    assert len(sandbox.posts()) == 1


def test_another_video_cannot_be_put_into_an_article_that_is_out(zalo: Rig) -> None:
    receipt = publish(zalo, a_clip(zalo))
    video = zalo.file(MP4 + b"x", "video", "video/mp4", "khac.mp4")
    other: tuple[MediaFile, ...] = (video, zalo.picture(url="https://example.vn/anh.jpg"))
    with pytest.raises(Rejected, match="gỡ bài"):
        zalo.adapter.amend(zalo.to(), receipt, a_clip(zalo, media=other))
    assert zalo.adapter.amend(zalo.to(), receipt, a_clip(zalo, title="Mới")).remote_id == receipt.remote_id
