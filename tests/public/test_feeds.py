"""Feeds: what stands in them, that they are valid, and that the same feed is the same bytes."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from campaign.models import Channel, Delivery, Item
from tests.public.newsroom import PUBLIC, Elements, Newsroom

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


def channel_of(newsroom: Newsroom) -> ElementTree.Element:
    reply = newsroom.get("/feeds/tin.xml")
    assert reply.status == 200
    found = ElementTree.fromstring(reply.body).find("channel")
    assert found is not None
    return found


def document_of(newsroom: Newsroom) -> dict[str, Any]:
    reply = newsroom.get("/feeds/tin.json")
    assert reply.headers["content-type"] == "application/feed+json; charset=utf-8"
    document: dict[str, Any] = json.loads(reply.body)
    return document


def text(parent: ElementTree.Element, path: str) -> str:
    found = parent.find(path)
    assert found is not None, path
    return found.text or ""


def test_a_published_row_is_an_entry_by_every_rule_of_the_checklist(both: Newsroom) -> None:
    picture = both.file(b"picture" * 100)
    delivery = both.publish(both.item("otp", media=[picture], tags=["otp"], link="https://bao.example.vn/otp"))
    channel = channel_of(both)
    assert [text(channel, name) for name in ("title", "link", "language", "ttl")] == [
        "Bản tin thử",
        f"{PUBLIC}/",
        "vi",
        "15",
    ]
    self_link = channel.find(ATOM_LINK)
    assert self_link is not None
    assert self_link.attrib["href"] == f"{PUBLIC}/feeds/tin.xml"
    assert text(channel, "lastBuildDate") == "Tue, 01 Dec 2026 07:00:00 +0700"
    (item,) = channel.findall("item")
    assert text(item, "title") == "Đừng đọc mã OTP"
    assert text(item, "link").startswith(f"{PUBLIC}/go/")
    guid = item.find("guid")
    assert guid is not None
    assert (guid.text, guid.attrib) == (delivery.guid, {"isPermaLink": "false"})
    assert text(item, "pubDate") == "Tue, 01 Dec 2026 07:00:00 +0700"
    assert text(item, "description") == "Ai hỏi mã là lừa đảo."
    body = text(item, CONTENT)
    assert "<strong>cúp máy</strong>" in body
    assert f'src="{PUBLIC}/items/otp/media/{picture["name"]}"' in body
    (enclosure,) = item.findall("enclosure")
    url = f"{PUBLIC}/items/otp/media/{picture['name']}"
    assert enclosure.attrib == {"url": url, "length": "700", "type": "image/png"}
    assert text(item, "category") == "otp"


def test_the_json_feed_says_the_same(newsroom: Newsroom) -> None:
    picture = newsroom.file(b"picture" * 100)
    delivery = newsroom.publish(newsroom.item("otp", media=[picture], task=["1a"], tags=["otp"]))
    document = document_of(newsroom)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == f"{PUBLIC}/feeds/tin.json"
    (item,) = document["items"]
    assert (item["id"], item["url"]) == (delivery.guid, f"{PUBLIC}/items/otp")
    assert item["date_published"] == "2026-12-01T07:00:00+07:00"
    assert item["_attt"] == {"items": ["1a"]}
    assert item["attachments"] == [
        {"url": f"{PUBLIC}/items/otp/media/{picture['name']}", "mime_type": "image/png", "size_in_bytes": 700}
    ]


def test_feedparser_reads_it_without_complaint(newsroom: Newsroom) -> None:
    feedparser = pytest.importorskip("feedparser")
    newsroom.publish(
        newsroom.item("otp", media=[newsroom.file(b"x")], title='<b>&amp; "]]>', body="]]> <script>1</script>")
    )
    reply = newsroom.get("/feeds/tin.xml")
    parsed = feedparser.parse(reply.body, response_headers={"content-type": reply.headers["content-type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.feed.title == "Bản tin thử"
    assert len(parsed.entries[0].enclosures) == 1


HOSTILE = [
    "<script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "a\x00b\x08c\x0bd\x1b[31m",
    "\ufffe\uffff",
    '" onload="alert(1)',
    "&lt;b&gt; &amp; &unknown; <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "<img src=x onerror=alert(1)> <a href='javascript:alert(1)'>x</a> <iframe src='//evil.example'></iframe>",
    "Tie\u0302\u0301ng Vie\u0323\u0302t 👩‍👩‍👧 \u202eabc",
    "![x](javascript:alert(1)) [y](javascript:alert(1)) <style>*{}</style>",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_an_editor_pasted_the_feed_is_well_formed_and_holds_no_script(newsroom: Newsroom, words: str) -> None:
    newsroom.publish(newsroom.item("x", title=words, summary=words, body=words, tags=[words]))
    (item,) = channel_of(newsroom).findall("item")
    body = text(item, CONTENT) if item.find(CONTENT) is not None else ""
    for markup in (body, document_of(newsroom)["items"][0]["content_html"]):
        elements = Elements(markup)
        assert not {"script", "style", "iframe", "object"} & elements.names
        assert not [name for name in elements.attributes if name.startswith("on")]
        assert all(address.startswith("https://") for address in elements.addresses)


def test_the_same_feed_is_the_same_bytes_today_and_after_a_restart(both: Newsroom) -> None:
    for number in range(3):
        both.publish(both.item(f"item-{number}", media=[both.file(b"%d" % number)]))
        both.pass_time(minutes=5)
    before = both.get("/feeds/tin.xml"), both.get("/feeds/tin.json")
    both.pass_time(days=2)
    both.restart()
    after = both.get("/feeds/tin.xml"), both.get("/feeds/tin.json")
    assert [reply.body for reply in before] == [reply.body for reply in after]
    assert before[0].headers["etag"] == after[0].headers["etag"]


def test_an_edit_shows_once_it_is_approved_with_guid_and_date_kept(both: Newsroom) -> None:
    item_id = both.item("otp")
    delivery = both.publish(item_id)
    old = both.get("/feeds/tin.xml")
    both.pass_time(hours=1)
    both.edit(item_id, approved=False, title="Tiêu đề mới", body="Nội dung mới")
    both.pass_time(seconds=15)
    assert both.get("/feeds/tin.xml").body == old.body
    both.approve(item_id)
    both.pass_time(seconds=15)
    (item,) = channel_of(both).findall("item")
    assert text(item, "title") == "Tiêu đề mới"
    assert text(item, "guid") == delivery.guid
    assert text(item, "pubDate") == "Tue, 01 Dec 2026 07:00:00 +0700"
    assert text(channel_of(both), "lastBuildDate") == "Tue, 01 Dec 2026 08:00:15 +0700"


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (Delivery, {"retracted_at": "now"}),
        (Delivery, {"state": "failed"}),
        (Delivery, {"part": "text"}),
        (Item, {"withdrawn_at": "now"}),
    ],
)
def test_what_was_taken_away_leaves_the_feed(newsroom: Newsroom, row: type[Any], columns: dict[str, Any]) -> None:
    item_id = newsroom.item("otp")
    delivery = newsroom.publish(item_id)
    assert len(channel_of(newsroom).findall("item")) == 1
    now = newsroom.pass_time(minutes=1)
    values = {name: now if value == "now" else value for name, value in columns.items()}
    newsroom.change(row, delivery.id if row is Delivery else item_id, **values)
    newsroom.pass_time(seconds=15)
    assert channel_of(newsroom).findall("item") == []


def test_the_newest_fifty_newest_first(newsroom: Newsroom) -> None:
    for number in range(53):
        newsroom.publish(newsroom.item(f"item-{number}", title=f"Mẹo {number}"))
        newsroom.pass_time(minutes=1)
    titles = [text(item, "title") for item in channel_of(newsroom).findall("item")]
    assert titles == [f"Mẹo {number}" for number in range(52, 2, -1)]


def test_an_unchanged_feed_is_built_once_however_often_it_is_asked_for(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    for _ in range(20):
        newsroom.get("/feeds/tin.xml")
        newsroom.pass_time(seconds=4)
    assert "campaign_feeds_built_total 1.0" in newsroom.get("/metrics").text


@pytest.mark.parametrize("kind", ["xml", "json"])
def test_a_reader_that_has_it_already_gets_304(newsroom: Newsroom, kind: str) -> None:
    newsroom.publish(newsroom.item("otp"))
    full = newsroom.get(f"/feeds/tin.{kind}").headers
    assert full["cache-control"] == "public, max-age=900"
    assert parsedate_to_datetime(full["last-modified"]) == newsroom.clock.now()
    for condition in (
        {"if_none_match": full["etag"]},
        {"if_none_match": f'"other", W/{full["etag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": full["last-modified"]},
    ):
        reply = newsroom.get(f"/feeds/tin.{kind}", **condition)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["etag"] == full["etag"]
        assert reply.headers["cache-control"] == "public, max-age=900"
    for condition in (
        {"if_none_match": '"other"'},
        {"if_none_match": '"other"', "if_modified_since": full["last-modified"]},
        {"if_modified_since": "Mon, 30 Nov 2026 00:00:00 GMT"},
        {"if_modified_since": "hôm qua"},
    ):
        assert newsroom.get(f"/feeds/tin.{kind}", **condition).status == 200


def test_head_gives_the_headers_of_get_and_no_body(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    get, head = newsroom.get("/feeds/tin.xml"), newsroom.get("/feeds/tin.xml", method="HEAD")
    assert head.raw == get.raw
    assert head.body == b""


@pytest.mark.parametrize(
    "path", ["/feeds/khac.xml", "/feeds/tin.atom", "/feeds/tin", "/feeds/.xml", "/feeds/", "/feeds/a/tin.xml"]
)
def test_there_is_no_other_feed(newsroom: Newsroom, path: str) -> None:
    assert newsroom.get(path).status == 404


def test_a_feed_without_posts_is_a_valid_feed(newsroom: Newsroom) -> None:
    channel = channel_of(newsroom)
    assert channel.find("lastBuildDate") is None
    assert "last-modified" not in newsroom.get("/feeds/tin.xml").headers


def test_a_template_broken_since_leaves_the_text_that_went_out(newsroom: Newsroom) -> None:
    newsroom.publish(newsroom.item("otp"))
    newsroom.change(Channel, "rss", template="{{ item.nothing }}", template_sha256="t2")
    (item,) = channel_of(newsroom).findall("item")
    assert text(item, "description") == "Ai hỏi mã là lừa đảo."
