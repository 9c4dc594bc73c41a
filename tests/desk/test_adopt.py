"""Posts made elsewhere become published deliveries, once, with a task item and their figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from campaign.db import Database
from campaign.desk import adopt, deliveries
from campaign.desk.figures import type_in
from campaign.errors import Conflict, Mistake
from campaign.models import AuditEntry, Channel, Delivery, Item, MetricSample, Revision
from campaign.models.reach import BY_HAND
from campaign.platforms import platform
from campaign.platforms.seam import Found, Receipt
from campaign.workspace.mistakes import WrongRows
from tests.delivery import stage as scene
from tests.delivery.stage import Stage
from tests.platforms.rigs import draft

ME = "cli"
PLAIN = "url,published_at,title,views,reactions,comments,shares"


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with scene.stage(database, tmp_path) as made:
        yield made


def elsewhere(stage: Stage, text: str, key: str = "telegram") -> Receipt:
    """Somebody posts on the channel with another program."""
    with stage.database.read() as session:
        channel = session.get_one(Channel, key)
    adapter = platform("telegram")
    post = adapter.shape(draft(text=text, link=""), channel.options)
    receipt = adapter.publish(stage.dispatch.destinations.to(channel, 5), post, adapter.start(post))
    assert isinstance(receipt, Receipt)
    return receipt


def table(*lines: str) -> bytes:
    return "\n".join([PLAIN, *lines]).encode()


def published(stage: Stage) -> list[Delivery]:
    with stage.database.read() as session:
        return list(session.exec(select(Delivery).where(Delivery.state == "published").order_by(Delivery.id)))  # type: ignore[arg-type]


def samples(stage: Stage) -> list[tuple[int | None, str, int, str]]:
    with stage.database.read() as session:
        rows = session.exec(select(MetricSample).order_by(MetricSample.id))  # type: ignore[arg-type]
        return [(row.delivery_id, row.metric, row.value, row.native_name) for row in rows]


def test_what_the_platform_lists_becomes_published_deliveries_in_the_channels_task(stage: Stage) -> None:
    stage.add_channel(task="1a", unit="bao")
    receipt = elsewhere(stage, "Phát trực tiếp\n\nGặp gỡ chuyên gia.")
    done = adopt.adopt_listed(stage.dispatch, ME, "telegram")
    assert (done.new, done.known) == (1, 0)
    [row] = published(stage)
    assert (row.remote_id, row.permalink, row.created_by) == (receipt.remote_id, receipt.permalink, "adopt")
    assert row.published_at == stage.clock.now()
    with stage.database.read() as session:
        item = session.get_one(Item, row.item_id)
        said = session.exec(select(Revision).where(Revision.item_id == item.id)).one()
    assert (item.slug, item.state, item.origin) == ("phat-truc-tiep", "archived", "adopted")
    assert (said.title, said.task, said.unit) == ("Phát trực tiếp", ["1a"], "bao")
    assert item.first_sent_at is None


def test_adopting_again_adds_nothing_and_our_own_posts_are_not_adopted(stage: Stage) -> None:
    stage.add_channel(task="1a")
    stage.add_item("otp")
    stage.deliver("otp", "telegram")
    stage.settle()
    elsewhere(stage, "Một tin")
    adopt.adopt_listed(stage.dispatch, ME, "telegram")
    before = published(stage)
    done = adopt.adopt_listed(stage.dispatch, ME, "telegram")
    assert (done.new, done.known, len(before)) == (0, 2, 2)
    assert published(stage) == before


def test_an_adopted_post_is_measured_and_can_be_taken_down_like_ours(stage: Stage) -> None:
    from campaign.desk.published import retract

    stage.add_channel(task="1a")
    elsewhere(stage, "Một tin")
    stage.clock.advance(hours=30)
    done = adopt.adopt_listed(stage.dispatch, ME, "telegram")
    assert done.samples
    [row] = published(stage)
    assert (row.id, "views") in [(delivery, metric) for delivery, metric, _, _ in samples(stage)]
    retract(stage.dispatch, ME, row.id or 0, "Sai")
    assert stage.posts() == []


def test_a_lost_post_that_stands_there_is_settled_and_not_made_a_second_one(stage: Stage) -> None:
    stage.add_channel(task="1a")
    stage.add_item("otp")
    stage.wire(lookup_s=())
    delivery = stage.deliver("otp", "telegram")
    stage.sandbox.faults.add("lost")
    stage.settle()
    assert stage.row(delivery).state == "uncertain"
    done = adopt.adopt_listed(stage.dispatch, ME, "telegram")
    assert (done.new, done.settled) == (0, 1)
    assert [row.id for row in published(stage)] == [delivery]


def test_only_what_came_since_is_taken(stage: Stage) -> None:
    stage.add_channel(task="1a")
    elsewhere(stage, "Cũ")
    stage.clock.advance(days=3)
    elsewhere(stage, "Mới")
    done = adopt.adopt_listed(stage.dispatch, ME, "telegram", adopt.midnight(stage.database, "2026-12-03"))
    assert done.new == 1
    assert [row.text for row in published(stage)] == ["Mới"]


def test_a_post_that_a_table_tells_twice_is_one_post_on_every_run(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1b")
    content = table(
        "https://video.example/a,2026-11-20 08:00,Một,120,4,,",
        "https://video.example/a,2026-11-20 08:00,Một,120,4,,",
        "https://www.video.example/a/?utm_source=zalo,2026-11-20 08:00,Một,120,4,,",
        "https://video.example/b,2026-11-21 08:00,Hai,7,,,",
    )
    done = adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", content)
    assert (done.new, done.known, done.samples) == (2, 0, 3)
    again = adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", content)
    assert (again.new, again.known, again.samples) == (0, 2, 0)
    assert len(published(stage)) == 2


def test_a_post_with_two_different_figures_is_a_mistake_and_nothing_is_written(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1b")
    content = table("https://video.example/a,2026-11-20,Một,120,,,", "https://video.example/a,2026-11-20,Một,30,,,")
    with pytest.raises(WrongRows, match=r"bang\.csv:3: bài này đã có ở dòng 2 với số liệu khác"):
        adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", content)
    assert published(stage) == []


def test_a_list_that_tells_a_post_twice_makes_one(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.add_channel(task="1b")
    found = Found(remote_id="telegram:7", at=stage.clock.now() - timedelta(days=1), text="Bài", permalink="")
    monkeypatch.setattr(type(platform("telegram")), "list_posts", lambda *_: [found, found], raising=False)
    done = adopt.adopt_listed(stage.dispatch, ME, "telegram")
    assert (done.new, done.known, len(published(stage))) == (1, 0, 1)


def test_a_table_brings_posts_and_figures_and_the_same_table_again_nothing(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1a")
    content = table("https://v.example/1,30/11/2026 20:00,Số 1,120,7,,1", "https://v.example/2,2026-11-30,Số 2,,,,")
    done = adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", content)
    assert (done.new, done.samples) == (2, 3)
    again = adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", content)
    assert (again.new, again.known, again.samples) == (0, 2, 0)
    first = next(row for row in published(stage) if row.permalink == "https://v.example/1")
    assert samples(stage) == [(first.id, metric, value, BY_HAND) for metric, value in
                              (("views", 120), ("reactions", 7), ("shares", 1))]  # fmt: skip


def test_a_later_table_appends_only_what_has_changed(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1a")
    for views in (120, 120, 150):
        stage.clock.advance(days=1)
        line = f"https://v.example/1,2026-11-30,Số 1,{views},7,,"
        adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", table(line))
    assert [(metric, value) for _, metric, value, _ in samples(stage)] == [
        ("views", 120),
        ("reactions", 7),
        ("views", 150),
    ]


def test_one_wrong_row_and_nothing_is_written(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1a")
    with pytest.raises(WrongRows, match=r"bang\.csv:3"):
        adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv",
                         table("https://v.example/1,2026-11-30,,,,,", "x,2026-11-30,,,,,"))  # fmt: skip
    assert published(stage) == []
    with stage.database.read() as session:
        assert session.exec(select(AuditEntry).where(AuditEntry.action == "adopt")).all() == []


def test_a_table_finds_what_a_person_has_posted_by_its_link_or_its_text(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1a")
    stage.add_item("otp")
    stage.add_item("qr")
    said, unsaid = stage.deliver("otp", "youtube"), stage.deliver("qr", "youtube")
    stage.settle()
    deliveries.resolve_published(stage.database, ME, said, "https://www.v.example/1/?utm_source=x")
    stage.clock.advance(minutes=5)
    text = str(stage.row(unsaid).text).replace("\n", " ")
    content = table(
        "https://v.example/1,2026-12-01 07:00,Tựa,5,,,", f"https://v.example/2,2026-12-01 07:04,{text},6,,,"
    )
    done = adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", content)
    assert (done.new, done.known, done.settled) == (0, 1, 1)
    assert stage.row(unsaid).permalink == "https://v.example/2"
    assert [(delivery, value) for delivery, _, value, _ in samples(stage)] == [(said, 5), (unsaid, 6)]


def test_an_adopted_item_is_never_planned_or_scheduled(stage: Stage) -> None:
    stage.add_channel("youtube", "manual", task="1a")
    adopt.adopt_file(stage.dispatch, ME, "youtube", "bang.csv", table("https://v.example/1,2026-11-30,Số 1,,,,"))
    with pytest.raises(Mistake, match="lưu kho"):
        deliveries.schedule(stage.database, ME, "so-1", "youtube", stage.clock.now() + timedelta(days=1))


@pytest.mark.parametrize("name", ["rss", "manual", "none"])
def test_a_channel_that_cannot_be_listed_says_so(stage: Stage, name: str) -> None:
    if name != "none":
        stage.add_channel("kenh", name, task="1a")
    with pytest.raises(Mistake, match={"rss": "RSS", "manual": "--file", "none": "Không có kênh"}[name]):
        adopt.adopt_listed(stage.dispatch, ME, "kenh")
    assert published(stage) == []


def test_a_channel_without_a_task_says_where_to_write_it(stage: Stage) -> None:
    stage.add_channel()
    with pytest.raises(Mistake, match=r"channel\.toml"):
        adopt.adopt_listed(stage.dispatch, ME, "telegram")


def test_a_platform_that_cannot_be_read_now_leaves_nothing_behind(stage: Stage) -> None:
    stage.add_channel(task="1a")
    elsewhere(stage, "Một tin")
    stage.sandbox.faults.add("500-before", method="page")
    with pytest.raises(Mistake, match="Chưa liệt kê được"):
        adopt.adopt_listed(stage.dispatch, ME, "telegram")
    assert published(stage) == []


def test_figures_typed_in_are_by_hand_and_only_of_what_a_person_posted(stage: Stage) -> None:
    stage.add_channel()
    stage.add_channel("youtube", "manual")
    stage.add_item("otp")
    ours, theirs = stage.deliver("otp", "telegram"), stage.deliver("otp", "youtube")
    stage.settle()
    with pytest.raises(Conflict):
        type_in(stage.database, ME, theirs, {"views": 3})
    deliveries.resolve_published(stage.database, ME, theirs)
    assert type_in(stage.database, ME, theirs, {"views": 3, "comments": 0}) == 2
    assert samples(stage) == [(theirs, "views", 3, BY_HAND), (theirs, "comments", 0, BY_HAND)]
    for wrong in ({}, {"views": -1}, {"followers": 1}, {"views": 2**31}):
        with pytest.raises(Mistake):
            type_in(stage.database, ME, theirs, wrong)
    with pytest.raises(Conflict, match="nền tảng"):
        type_in(stage.database, ME, ours, {"views": 3})
