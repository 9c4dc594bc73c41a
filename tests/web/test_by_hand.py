"""What a person posts: its text is on the page to take along, and its figures are typed in afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from campaign.models import Delivery, MetricSample
from campaign.platforms.seam import Draft, MediaFile, Post
from tests.web.conftest import Served

TEXT = "Mẹo <hay>\n\nhttps://tin.example/go/abc"


def a_post() -> dict[str, Any]:
    files = tuple(
        MediaFile(sha256=name, kind="file", mime="application/pdf", name=name, size=1)
        for name in ("anh 1.jpg", "<loa>")
    )
    draft = Draft(title="Mẹo", text=TEXT, link="https://tin.example/go/abc", target="https://tin.example/")
    return Post(draft=draft, text=TEXT, plain=TEXT, media=files).model_dump(mode="json")


@pytest.fixture
def by_hand(served: Served) -> int:
    """The one that waits to be posted by a person, with its frozen post."""
    with served.database.write() as session:
        row = session.exec(select(Delivery).where(Delivery.held_reason == "manual")).one()
        row.text, row.post = TEXT, a_post()
        return row.id or 0


def publish(served: Served, delivery_id: int) -> None:
    with served.client("editor") as client:
        link = {"permalink": "https://video.example/1"}
        assert client.post(f"/deliveries/{delivery_id}/published", data=link).status_code == 303


def type_in(served: Served, delivery_id: int, role: str = "editor", **figures: str) -> Any:
    with served.client(role) as client:
        return client.post(f"/deliveries/{delivery_id}/figures", data=figures)


def samples(served: Served) -> dict[str, int]:
    with served.database.read() as session:
        return {row.metric: row.value for row in session.exec(select(MetricSample)).all()}


def test_the_text_and_the_files_are_there_to_take_along(served: Served, by_hand: int) -> None:
    with served.client("editor") as client:
        page = client.get("/").text
    assert "Mẹo &lt;hay&gt;\n\nhttps://tin.example/go/abc</textarea>" in page
    assert f'data-copy="text-{by_hand}"' in page
    assert 'href="/items/tip-1/media/anh%201.jpg"' in page
    assert "<loa>" not in page
    assert page.count("<textarea") == 1


def test_its_figures_are_typed_in_once_it_is_out(served: Served, by_hand: int) -> None:
    assert type_in(served, by_hand, views="3").status_code == 409
    publish(served, by_hand)
    with served.client("editor") as client:
        page = client.get("/").text
    assert page.count(f'action="/deliveries/{by_hand}/figures"') == 1
    assert page.count("/figures") == 1  # nothing else on the page was posted by hand
    answer = type_in(served, by_hand, views="1204", comments="0", shares=" ", reach="")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?done=figures#published")
    assert samples(served) == {"views": 1204, "comments": 0}


@pytest.mark.parametrize("figures", [{}, {"views": ""}, {"views": "nhiều"}, {"views": "-1"}, {"views": "9999999999"}])
def test_what_is_no_figure_is_refused(served: Served, by_hand: int, figures: dict[str, str]) -> None:
    publish(served, by_hand)
    assert type_in(served, by_hand, **figures).status_code in (400, 422)
    assert samples(served) == {}


def test_a_reporter_types_no_figures_and_sees_no_form(served: Served, by_hand: int) -> None:
    publish(served, by_hand)
    assert type_in(served, by_hand, "reporter", views="3").status_code == 403
    with served.client("reporter") as client:
        assert "/figures" not in client.get("/").text


def test_figures_of_a_channel_that_tells_them_itself_are_not_typed_in(served: Served) -> None:
    with served.database.read() as session:
        row = session.exec(select(Delivery).where(Delivery.state == "published", Delivery.channel_key == "rss")).first()
    assert row is not None
    assert type_in(served, row.id or 0, views="3").status_code == 409
