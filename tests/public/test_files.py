"""Stored files: only an item's own, only once it is public, with a fixed type, in ranges."""

from __future__ import annotations

import re

import pytest

from campaign.models import Item
from tests.public.newsroom import Newsroom

VIDEO = bytes(range(256)) * 4096  # 1 MiB: several chunks


def published(newsroom: Newsroom, content: bytes = VIDEO, mime: str = "video/mp4") -> str:
    entry = newsroom.file(content, mime)
    newsroom.publish(newsroom.item("clip", media=[entry]))
    return f"/items/clip/media/{entry['name']}"


def test_a_file_comes_whole_with_its_own_type_and_cannot_run(newsroom: Newsroom) -> None:
    reply = newsroom.get(published(newsroom))
    assert (reply.status, reply.body) == (200, VIDEO)
    assert reply.headers["content-type"] == "video/mp4"
    assert reply.headers["content-length"] == str(len(VIDEO))
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]
    assert reply.headers["content-disposition"].startswith("inline; filename=")


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=1000-", 1000, len(VIDEO) - 1),
        ("bytes=-5", len(VIDEO) - 5, len(VIDEO) - 1),
        ("bytes=300000-900000", 300000, 900000),
        (f"bytes=5-{10**15}", 5, len(VIDEO) - 1),
        (f"bytes=-{10**15}", 0, len(VIDEO) - 1),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(newsroom: Newsroom, wanted: str, first: int, last: int) -> None:
    reply = newsroom.get(published(newsroom), range=wanted)
    assert reply.status == 206
    assert reply.headers["content-range"] == f"bytes {first}-{last}/{len(VIDEO)}"
    assert reply.body == VIDEO[first : last + 1]
    assert reply.headers["content-length"] == str(len(reply.body))


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,5-6", "bytes=9-5", "items=0-1", "bytes=-", "bytes=a-b", "bytes=+1-2", ""]
)
def test_a_range_that_is_not_one_plain_range_gets_the_whole(newsroom: Newsroom, wanted: str) -> None:
    assert newsroom.get(published(newsroom), range=wanted).status == 200


@pytest.mark.parametrize("wanted", [f"bytes={len(VIDEO)}-", "bytes=-0", f"bytes={10**17}-"])
def test_a_range_outside_the_file_is_refused(newsroom: Newsroom, wanted: str) -> None:
    reply = newsroom.get(published(newsroom), range=wanted)
    assert reply.status == 416
    assert reply.headers["content-range"] == f"bytes */{len(VIDEO)}"


def test_if_range_with_an_old_validator_gets_the_whole(newsroom: Newsroom) -> None:
    path = published(newsroom)
    etag = newsroom.get(path).headers["etag"]
    assert newsroom.get(path, range="bytes=0-1", if_range=etag).status == 206
    assert newsroom.get(path, range="bytes=0-1", if_range='"old"').status == 200
    assert newsroom.get(path, if_none_match=etag).status == 304


def test_head_tells_the_size_and_reads_nothing(newsroom: Newsroom) -> None:
    reply = newsroom.get(published(newsroom), method="HEAD", range="bytes=0-1")
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", str(len(VIDEO)))


def test_a_file_is_closed_before_the_first_sending_and_gone_after_withdrawal(newsroom: Newsroom) -> None:
    entry = newsroom.file(b"x")
    item_id = newsroom.item("clip", media=[entry])
    path = f"/items/clip/media/{entry['name']}"
    assert newsroom.get(path).status == 404
    newsroom.publish(item_id)
    assert newsroom.get(path).status == 200
    newsroom.change(Item, item_id, withdrawn_at=newsroom.pass_time(minutes=1))
    assert newsroom.get(path).status == 410


def test_a_file_of_a_draft_or_of_another_item_is_closed(newsroom: Newsroom) -> None:
    item_id = newsroom.item("clip", media=[newsroom.file(b"old")])
    newsroom.publish(item_id)
    new, other = newsroom.file(b"new"), newsroom.file(b"other")
    newsroom.edit(item_id, approved=False, title="Mới", media=[new])
    newsroom.publish(newsroom.item("khac", media=[other]))
    assert newsroom.get(f"/items/clip/media/{new['name']}").status == 404
    assert newsroom.get(f"/items/clip/media/{other['name']}").status == 404


def test_a_file_that_a_standing_post_refers_to_stays_open_after_an_edit(newsroom: Newsroom) -> None:
    old, new = newsroom.file(b"old"), newsroom.file(b"new")
    item_id = newsroom.item("clip", media=[old])
    newsroom.publish(item_id)
    newsroom.edit(item_id, title="Mới", media=[new])
    newsroom.pass_time(seconds=5)
    assert newsroom.get(f"/items/clip/media/{old['name']}").body == b"old"
    assert newsroom.get(f"/items/clip/media/{new['name']}").body == b"new"


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "CON", "a" * 5000, "x;y", "…", "-rf", ""],
)
def test_no_name_leads_out_of_the_item(newsroom: Newsroom, name: str) -> None:
    published(newsroom)
    assert newsroom.get(f"/items/clip/media/{name}").status == 404


@pytest.mark.parametrize("name", ["a\0.mp4", "..\\..\\x", "a\nb", "a\ufffdb"])
def test_a_name_with_unreadable_characters_is_refused(newsroom: Newsroom, name: str) -> None:
    assert newsroom.get(f"/items/clip/media/{name}").status == 400


def test_a_type_that_browsers_would_interpret_is_only_bytes_to_download(newsroom: Newsroom) -> None:
    reply = newsroom.get(published(newsroom, b"<script>alert(1)</script>", "text/html"))
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment;")


def test_a_file_that_the_disk_has_lost_is_not_found(newsroom: Newsroom) -> None:
    path = published(newsroom)
    for stored in (newsroom.folder / "media").glob("*/*"):
        stored.unlink()
    assert newsroom.get(path).status == 404


def test_every_file_that_a_page_names_can_be_fetched(newsroom: Newsroom) -> None:
    media = [newsroom.file(b"1"), newsroom.file(b"2", "video/mp4"), newsroom.file(b"3", "audio/mpeg")]
    newsroom.publish(newsroom.item("clip", media=media))
    sources = re.findall(r'(?:src|href)="(/[^"]+)"', newsroom.get("/items/clip").text)
    assert len(sources) >= 6
    assert {newsroom.get(source).status for source in sources} == {200}
