"""What every adapter promises, whatever its platform. A new platform joins by its rig."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from campaign.errors import PlatformError, RateLimited, Rejected, Unauthorized, Unavailable, Uncertain
from campaign.platforms import ADAPTERS, by_hand
from campaign.platforms.seam import Absent, Post, Progress, Receipt
from campaign.platforms.zalo import steps as zalo_steps
from campaign.sandbox import Sandbox
from tests.platforms.posts import KINDS, REFUSED, Making
from tests.platforms.rigs import LOCAL, RIGS, Rig, free_port

EARLIER = datetime.now(UTC) - timedelta(seconds=5)  # the sandbox dates posts by the machine's clock


POSTING = {name for name in ADAPTERS if not by_hand(name)}
"""What a person posts has nothing to promise here: tests/platforms/test_manual.py."""


def each(table: Mapping[str, Mapping[str, Making]]) -> pytest.MarkDecorator:
    """``remote`` and ``post``: every post of the table on its platform."""
    cases = [(name, make, f"{name}-{what}") for name, posts in table.items() for what, make in posts.items()]
    params = [pytest.param(name, make, id=title.replace(" ", "-")) for name, make, title in cases]
    return pytest.mark.parametrize(("remote", "make"), params, indirect=["remote"])


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a platform is at work on is asked for again without a wait."""
    monkeypatch.setattr(zalo_steps, "POLLS_S", (0.01,) * 6)


@pytest.fixture(params=sorted(POSTING))
def rig(request: pytest.FixtureRequest, sandbox: Sandbox) -> Rig:
    return RIGS[request.param](sandbox)


@pytest.fixture(params=sorted(POSTING - LOCAL))
def remote(request: pytest.FixtureRequest, sandbox: Sandbox) -> Rig:
    return RIGS[request.param](sandbox)


def publish(rig: Rig, post: Post | None = None) -> Receipt:
    post = post or rig.post()
    progress: Progress | Receipt = rig.adapter.start(post)
    while isinstance(progress, Progress):
        progress = step(rig, post, progress)
    return progress


def step(rig: Rig, post: Post, progress: Progress) -> Progress | Receipt:
    """One step from what the row keeps of the post and of the step before."""
    saved = Post.model_validate_json(post.model_dump_json()), Progress.model_validate_json(progress.model_dump_json())
    return rig.adapter.publish(rig.to(), *saved)


def lose(rig: Rig, post: Post, progress: Progress, *errors: type[PlatformError]) -> bool:
    """The same, and the answer of its write is lost; False for a step that only reads."""
    assert rig.sandbox is not None
    rig.sandbox.faults.add("lost")
    try:
        step(rig, post, progress)
    except errors:
        return True
    finally:
        rig.sandbox.faults.clear()
    return False


def until_it_shows(rig: Rig, post: Post) -> Progress:
    """What is saved before the visible step."""
    progress = rig.adapter.start(post)
    while not progress.visible:
        made = step(rig, post, progress)
        assert isinstance(made, Progress)
        progress = made
    return progress


def shown(rig: Rig) -> set[str]:
    """Ids of what the public sees; an album of one platform is many messages, and one post."""
    assert rig.sandbox is not None
    return {str(post.get("group") or post["message_id"]) for post in rig.sandbox.posts()}


def failing(rig: Rig, error: type[PlatformError], **options: object) -> PlatformError:
    """The error that publishing now ends with, of exactly this kind and without a secret in it."""
    return failed(rig, error, **options)[0]


def failed(rig: Rig, error: type[PlatformError], **options: object) -> tuple[PlatformError, Progress]:
    """The same, and before which step."""
    post = rig.post()
    progress = rig.adapter.start(post)
    caught: PlatformError | None = None
    while caught is None:
        try:
            made = rig.adapter.publish(rig.to(**options), post, progress)
        except PlatformError as raised:
            caught = raised
        else:
            assert isinstance(made, Progress), "it published"
            progress = made
    assert type(caught) is error
    said = f"{caught} {caught.detail} {caught.message} {caught.__cause__}"
    assert caught.__context__ is None
    assert not [secret for secret in rig.secrets.values() if secret and secret in said]
    return caught, progress


def test_every_adapter_has_a_rig_and_every_wire_has_posts_to_try_it_with() -> None:
    assert set(RIGS) == POSTING
    assert set(KINDS) == set(REFUSED) == POSTING - LOCAL


def test_shaping_is_pure_and_its_post_survives_the_row(rig: Rig) -> None:
    post = rig.post(media=(rig.picture(),))
    assert post == rig.post(media=(rig.picture(),))
    assert Post.model_validate_json(post.model_dump_json()) == post
    assert "Đừng đọc mã OTP cho ai" in post.plain or post.draft.title in post.plain


def test_a_good_post_has_no_problems(rig: Rig) -> None:
    assert rig.adapter.check(rig.post()) == []


def test_starting_is_pure_and_says_whether_it_shows(rig: Rig) -> None:
    post = rig.post()
    assert rig.adapter.start(post) == rig.adapter.start(post)
    assert rig.adapter.start(post).visible is rig.shows_first


def test_nothing_shows_before_the_step_that_says_so(remote: Rig) -> None:
    assert remote.sandbox is not None
    post = remote.post()
    progress: Progress | Receipt = remote.adapter.start(post)
    while isinstance(progress, Progress):
        assert remote.sandbox.posts() == []
        visible, progress = progress.visible, remote.adapter.publish(remote.to(), post, progress)
    assert visible
    assert len(remote.sandbox.posts()) == 1


@each(KINDS)
def test_what_check_has_nothing_against_is_published(remote: Rig, make: Making) -> None:
    post = make(remote)
    assert remote.adapter.check(post) == []
    assert publish(remote, post).permalink.startswith("http")
    assert len(shown(remote)) == 1


@each(REFUSED)
def test_what_check_has_something_against_is_refused(remote: Rig, make: Making) -> None:
    post = make(remote)
    assert remote.adapter.check(post)
    with pytest.raises(Rejected):
        publish(remote, post)
    assert shown(remote) == set()


@each(KINDS)
def test_a_hidden_step_made_again_from_what_was_saved_shows_nothing(remote: Rig, make: Making) -> None:
    post = make(remote)
    made: Progress | Receipt = remote.adapter.start(post)
    while isinstance(made, Progress):
        assert shown(remote) == set()
        if not made.visible:
            lose(remote, post, made, Unavailable, Uncertain)
            step(remote, post, made)  # a crash came before it was saved
        made = step(remote, post, made)
    assert len(shown(remote)) == 1


@each(KINDS)
def test_a_visible_step_whose_answer_was_lost_is_found_and_shows_once(remote: Rig, make: Making) -> None:
    post = make(remote)
    saved = until_it_shows(remote, post)
    assert lose(remote, post, saved, Uncertain)
    found = remote.adapter.find(remote.to(), post, saved, EARLIER)
    assert isinstance(found, Receipt)
    assert remote.sandbox is not None
    assert found.remote_id.endswith(str(remote.sandbox.posts()[0]["message_id"]))
    assert len(shown(remote)) == 1


@each(KINDS)
def test_any_step_made_again_after_publishing_makes_no_second_post(remote: Rig, make: Making) -> None:
    post = make(remote)
    passed, made = list[Progress](), cast("Progress | Receipt", remote.adapter.start(post))
    while isinstance(made, Progress):
        passed.append(made)
        made = step(remote, post, made)
    for taken in (set(), {made.remote_id}):  # before and after its id is recorded
        remote.taken |= taken
        for saved in passed:
            if not (saved.visible and remote.repeats):
                with contextlib.suppress(PlatformError):
                    step(remote, post, saved)
        assert len(shown(remote)) == 1


def test_check_refuses_what_publishing_would_refuse(remote: Rig) -> None:
    post = remote.as_long_as(1)
    assert remote.adapter.check(post)
    with pytest.raises(Rejected):
        publish(remote, post)
    assert remote.adapter.check(remote.as_long_as(0)) == []


def test_a_published_post_has_an_id_and_a_place(rig: Rig) -> None:
    receipt = publish(rig)
    assert receipt.remote_id
    assert receipt.permalink.startswith("http")
    assert rig.sandbox is None or len(rig.sandbox.posts()) == 1


def test_a_published_post_is_found_unless_it_is_recorded_already(remote: Rig) -> None:
    receipt, post = publish(remote), remote.post()
    found = remote.adapter.find(remote.to(), post, remote.adapter.start(post), EARLIER)
    assert isinstance(found, Receipt)
    assert (found.remote_id, found.permalink) == (receipt.remote_id, receipt.permalink)
    remote.taken.add(receipt.remote_id)
    assert remote.adapter.find(remote.to(), post, remote.adapter.start(post), EARLIER) is None


def test_absence_is_never_claimed_from_a_list(rig: Rig) -> None:
    post = rig.post()
    found = rig.adapter.find(rig.to(), post, rig.adapter.start(post), EARLIER)
    assert found is None if rig.sandbox else isinstance(found, Absent)


def test_taking_down_twice_is_no_error(rig: Rig) -> None:
    receipt = publish(rig)
    rig.adapter.retract(rig.to(), receipt)
    rig.adapter.retract(rig.to(), receipt)
    assert rig.sandbox is None or rig.sandbox.posts() == []


def test_a_correction_keeps_the_id_and_saying_it_twice_is_no_error(rig: Rig) -> None:
    receipt = publish(rig)
    new = rig.post(text="Bản đã sửa")
    assert rig.adapter.amend(rig.to(), receipt, new).remote_id == receipt.remote_id
    assert rig.adapter.amend(rig.to(), receipt, new).remote_id == receipt.remote_id
    assert rig.sandbox is None or rig.sandbox.posts()[0]["text"] == "Bản đã sửa"


@pytest.mark.parametrize("fault", ["lost", "half", "500-after", "refuse", "500-before", "502-before", "502-after"])
def test_an_answer_that_does_not_come_is_uncertain(remote: Rig, fault: str) -> None:
    assert remote.sandbox is not None
    remote.sandbox.faults.add(fault, method=remote.shows)
    failing(remote, Uncertain)
    assert len(remote.sandbox.posts()) == (fault in ("lost", "half", "500-after", "502-after"))


def test_an_answer_that_never_comes_ends_with_the_deadline(remote: Rig) -> None:
    assert remote.sandbox is not None
    remote.sandbox.faults.add("hang", method=remote.shows)
    failing(remote, Uncertain, within_s=0.5)
    assert len(remote.sandbox.posts()) == 1


def test_a_lost_answer_is_settled_by_looking(remote: Rig) -> None:
    assert remote.sandbox is not None
    remote.sandbox.faults.add("lost", method=remote.shows)
    _, progress = failed(remote, Uncertain)
    found = remote.adapter.find(remote.to(), remote.post(), progress, EARLIER)
    assert isinstance(found, Receipt)
    assert found.remote_id.endswith(str(remote.sandbox.posts()[0]["message_id"]))


def test_where_nothing_listens_nothing_was_sent(remote: Rig) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    failing(remote, Unavailable, api_url=nowhere)


def test_no_time_left_means_nothing_was_sent(remote: Rig) -> None:
    assert remote.sandbox is not None
    failing(remote, Unavailable, within_s=0.0)
    assert remote.sandbox.log == []


def test_a_wrong_token_is_unauthorized(remote: Rig) -> None:
    assert remote.sandbox is not None
    remote.sandbox.faults.add("401", times=9, method="*")
    failing(remote, Unauthorized)
    with pytest.raises(Unauthorized):
        remote.adapter.verify(remote.to())


def test_a_channel_without_secrets_is_unauthorized_before_any_call(remote: Rig) -> None:
    assert remote.sandbox is not None
    failing(remote.with_secrets(**dict.fromkeys(remote.secrets, "")), Unauthorized)
    assert remote.sandbox.log == []


def test_too_fast_waits_as_long_as_it_was_told(remote: Rig) -> None:
    assert remote.sandbox is not None
    remote.sandbox.faults.add("429", retry_after=35, method=remote.shows)
    limited = failing(remote, RateLimited)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 35
    assert remote.sandbox.posts() == []


def test_a_reading_call_is_never_uncertain(remote: Rig) -> None:
    assert remote.sandbox is not None
    remote.sandbox.faults.add("lost", times=10, method="*")
    for reading in (
        lambda: remote.adapter.verify(remote.to()),
        lambda: remote.adapter.measure(remote.to(), []),
        lambda: remote.adapter.find(remote.to(), remote.post(), remote.adapter.start(remote.post()), EARLIER),
    ):
        with pytest.raises(Unavailable):
            reading()


def test_what_is_not_reported_is_absent_and_not_nought(rig: Rig) -> None:
    receipt = publish(rig)
    samples = rig.adapter.measure(
        rig.to(), [receipt, receipt.model_copy(update={"remote_id": receipt.remote_id + "9"})]
    )
    assert not [sample for sample in samples if sample.remote_id not in (None, receipt.remote_id)]
    assert not [sample for sample in samples if sample.metric == "reactions"]


def test_the_account_is_known_before_and_after_asking(rig: Rig) -> None:
    assert rig.adapter.account(rig.options)
    assert rig.adapter.verify(rig.to()).id
