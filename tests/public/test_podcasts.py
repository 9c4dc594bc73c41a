"""Podcast, topic and task item feeds and the list of all: what stands in them, and that they are valid on odd texts."""

from __future__ import annotations

import io
import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from campaign.media.cover import PODCAST
from campaign.models import Channel
from tests.public.newsroom import PUBLIC, Newsroom

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST_NS = "{https://podcastindex.org/namespace/1.0}"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
ODD = [
    "",
    " ",
    "undefined",
    "a\x00b\x08c\x0bd\x1b[31m\x7f\x85",
    "]]>",
    "<![CDATA[x]]>",
    "&amp; &lt;b&gt; &unknown; &#0; &#xD800;",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "\ufeff\ufffe\uffff\u200b\u2028\u2029",
    "\ud800 lone",
    "👩‍👩‍👧 🇻🇳 \u202eabc\u202c Z\u0351\u036b\u0343",
    "Tie\u0302\u0301ng Vie\u0323\u0302t",
    "' \" \\ ` $(id) {{ 7*7 }} ${7*7} %s %00 %n",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "javascript:alert(1) data:text/html,x",
    "1;DROP TABLE item--",
    "x" * 6000,
    "田中さんにあげて下さい 사회과학원 الكل",
]


def parsed(newsroom: Newsroom, path: str) -> Element:
    reply = newsroom.get(path)
    assert reply.status == 200, path
    root: Element = fromstring(reply.body, forbid_dtd=True)
    return root


def text(parent: Element, path: str) -> str:
    found = parent.find(path)
    assert found is not None, path
    return found.text or ""


def clip(newsroom: Newsroom, slug: str, size: int = 5000, **fields: Any) -> dict[str, str]:
    """A published item with a sound file; the file's entry."""
    sound = newsroom.file(slug.encode() * size, "audio/mpeg", "ban-tin")
    newsroom.publish(newsroom.item(slug, media=[sound], **fields))
    return sound


def require_valid_rss(channel: Element, own: str) -> None:
    """What the RSS 2.0 specification and its profile ask for."""
    for name in ("title", "link", "description"):
        assert text(channel, name).strip(), name
    assert (link := channel.find(ATOM_LINK)) is not None
    assert link.attrib["href"] == own
    guids = [text(item, "guid") for item in channel.findall("item")]
    assert len(guids) == len(set(guids))
    dates = [text(channel, "lastBuildDate"), *(text(item, "pubDate") for item in channel.findall("item"))]
    for date in dates:
        assert re.fullmatch(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}", date), date
        assert parsedate_to_datetime(date).tzinfo is not None
    for element in channel.iter():
        for name in ("url", "href", "xmlUrl"):
            if name in element.attrib:
                assert urlsplit(element.attrib[name]).scheme == "https", element.attrib
    for item in channel.findall("item"):
        assert text(item, "title").strip() or text(item, "description").strip()
        assert urlsplit(text(item, "link")).scheme == "https"
        assert len(item.findall("enclosure")) <= 1


def require_valid_podcast(channel: Element) -> None:
    """What podcast directories ask for beyond RSS."""
    assert (image := channel.find(f"{ITUNES}image")) is not None
    assert image.attrib["href"].endswith(".jpg")
    assert (category := channel.find(f"{ITUNES}category")) is not None
    assert category.attrib["text"] == "Government"
    assert text(channel, f"{ITUNES}explicit") in ("true", "false")
    assert text(channel, f"{ITUNES}author")
    assert len(text(channel, "description")) <= 4000
    for item in channel.findall("item"):
        (enclosure,) = item.findall("enclosure")
        assert set(enclosure.attrib) == {"url", "length", "type"}
        assert len(text(item, "description")) <= 4000
        duration = item.find(f"{ITUNES}duration")
        assert duration is None or re.fullmatch(r"[1-9]\d*", duration.text or "")


@pytest.mark.parametrize("words", ODD)
def test_every_form_is_valid_whatever_stands_in_an_item(newsroom: Newsroom, words: str) -> None:
    said = words.encode("utf-8", "ignore").decode() if "\ud800" in words else words
    clip(
        newsroom, "x", title=said.strip() or "?", summary=said, body=said, tags=[said, "tet"], task=["1a"], source=said
    )
    for place in ("tin", "tin/tag/tet", "tin/task/1a"):
        require_valid_rss(parsed(newsroom, f"/feeds/{place}.xml")[0], f"{PUBLIC}/feeds/{place}.xml")
        channel = parsed(newsroom, f"/feeds/{place}.podcast.xml")[0]
        require_valid_rss(channel, f"{PUBLIC}/feeds/{place}.podcast.xml")
        require_valid_podcast(channel)
        assert newsroom.get(f"/feeds/{place}.json").status == 200
    assert parsed(newsroom, "/feeds.opml").tag == "opml"


def test_an_enclosure_tells_the_length_that_its_address_serves(newsroom: Newsroom) -> None:
    sound = clip(newsroom, "ban-tin-1")
    (item,) = parsed(newsroom, "/feeds/tin.podcast.xml")[0].findall("item")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    url = enclosure.attrib["url"]
    assert url == f"{PUBLIC}/items/ban-tin-1/media/{sound['name']}"
    assert enclosure.attrib["type"] == "audio/mpeg"
    served = newsroom.get(urlsplit(url).path, method="HEAD")
    assert served.headers["content-length"] == enclosure.attrib["length"] == str(len("ban-tin-1") * 5000)


def test_only_items_with_sound_or_picture_are_episodes_however_many_tips_came_after(newsroom: Newsroom) -> None:
    clip(newsroom, "chuong-trinh")
    newsroom.publish(newsroom.item("co-anh", media=[newsroom.file(b"anh")]))
    for number in range(51):
        newsroom.pass_time(minutes=1)
        newsroom.publish(newsroom.item(f"meo-{number}"))
    channel = parsed(newsroom, "/feeds/tin.podcast.xml")[0]
    (item,) = channel.findall("item")
    assert (enclosure := item.find("enclosure")) is not None
    assert "/items/chuong-trinh/media/" in enclosure.attrib["url"]
    assert len(parsed(newsroom, "/feeds/tin.xml")[0].findall("item")) == 50


def test_subtitles_are_named_as_the_transcript(newsroom: Newsroom) -> None:
    sound, words = newsroom.file(b"a" * 99, "audio/mpeg"), newsroom.file(b"WEBVTT\n", "text/vtt", "loi")
    newsroom.publish(newsroom.item("x", media=[sound, words]))
    (item,) = parsed(newsroom, "/feeds/tin.podcast.xml")[0].findall("item")
    transcript = item.find(f"{PODCAST_NS}transcript")
    assert transcript is not None
    assert transcript.attrib == {
        "url": f"{PUBLIC}/items/x/media/{words['name']}", "type": "text/vtt", "language": "vi", "rel": "captions",
    }  # fmt: skip


def test_the_cover_is_a_square_that_directories_take_and_only_of_the_title_now(newsroom: Newsroom) -> None:
    clip(newsroom, "x")
    image = parsed(newsroom, "/feeds/tin.podcast.xml")[0].find(f"{ITUNES}image")
    assert image is not None
    path = urlsplit(image.attrib["href"]).path
    reply = newsroom.get(path)
    assert reply.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(reply.body)).size == PODCAST == (1400, 1400)
    assert newsroom.get("/feeds/tin/cover-000000000000.jpg").status == 404
    newsroom.change(Channel, "rss", title="Tên mới")
    newsroom.pass_time(seconds=5)
    assert newsroom.get(path).status == 404


def test_the_owner_is_named_only_where_the_channel_gives_an_address(newsroom: Newsroom) -> None:
    clip(newsroom, "x")
    assert b"itunes:owner" not in newsroom.get("/feeds/tin.podcast.xml").body
    newsroom.change(Channel, "rss", options={"path": "tin", "email": "toa-soan@example.vn", "author": "Tòa soạn"})
    newsroom.pass_time(seconds=5)
    channel = parsed(newsroom, "/feeds/tin.podcast.xml")[0]
    assert text(channel, f"{ITUNES}owner/{ITUNES}email") == "toa-soan@example.vn"
    assert text(channel, f"{ITUNES}author") == "Tòa soạn"


def test_a_topic_and_a_task_item_have_feeds_of_their_own(both: Newsroom) -> None:
    both.publish(both.item("a", title="Mẹo Tết", tags=["Lừa đảo", "tet"], task=["1a"]))
    both.publish(both.item("b", title="Tin khác", tags=["otp"]))
    assert [text(i, "title") for i in parsed(both, "/feeds/tin/tag/lua-dao.xml")[0].findall("item")] == ["Mẹo Tết"]
    assert text(parsed(both, "/feeds/tin/tag/lua-dao.xml")[0], "title") == "Bản tin thử: Lừa đảo"
    titles = {text(item, "title") for item in parsed(both, "/feeds/tin/task/1a.xml")[0].findall("item")}
    assert titles == {"Mẹo Tết", "Tin khác"}  # what names no task item counts for its channel's
    for path in ("tin/tag/khong-co.xml", "tin/task/9z.xml", "khong/tag/tet.xml", "tin/tag/%2e%2e.xml", "tin/x/y.xml"):
        assert both.get(f"/feeds/{path}").status == 404


def test_a_tag_that_was_taken_away_leaves_the_topic_and_the_date_moves_on(newsroom: Newsroom) -> None:
    kept = newsroom.item("a", tags=["tet"])
    item = newsroom.item("b", tags=["tet"])
    newsroom.publish(kept)
    newsroom.publish(item)
    before = newsroom.get("/feeds/tin/tag/tet.xml")
    newsroom.pass_time(hours=1)
    newsroom.edit(item, title="Đừng đọc mã OTP", tags=["otp"])
    newsroom.pass_time(seconds=5)
    since = {"If_Modified_Since": before.headers["last-modified"]}
    after = newsroom.get("/feeds/tin/tag/tet.xml", **since)
    assert after.status == 200
    assert len(fromstring(after.body)[0].findall("item")) == 1


@pytest.mark.parametrize(
    "path", ["/feeds/tin.podcast.xml", "/feeds/tin/tag/tet.xml", "/feeds/tin/task/1a.json", "/feeds.opml"]
)
def test_the_same_state_is_the_same_bytes_and_is_not_sent_twice(both: Newsroom, path: str) -> None:
    clip(both, "x", tags=["tet"])
    first = both.get(path)
    both.pass_time(days=2)
    both.restart()
    again = both.get(path)
    assert again.body == first.body
    assert both.get(path, If_None_Match=first.headers["etag"]).status == 304
    assert both.get(path, If_Modified_Since=first.headers["last-modified"]).status == 304


def test_the_list_names_every_feed_and_each_address_answers(newsroom: Newsroom) -> None:
    clip(newsroom, "x", tags=["Lừa đảo", "😀"], task=["1a"])
    outlines = parsed(newsroom, "/feeds.opml").findall(".//outline")
    addresses = [outline.attrib["xmlUrl"] for outline in outlines]
    assert [address.removeprefix(f"{PUBLIC}/feeds/") for address in addresses] == [
        "tin.xml", "tin.podcast.xml", "tin/task/1a.xml", "tin/tag/lua-dao.xml",
    ]  # fmt: skip
    assert all(outline.attrib["type"] == "rss" and outline.attrib["text"] for outline in outlines)
    for address in addresses:
        assert newsroom.get(urlsplit(address).path).status == 200


def test_feedparser_takes_the_podcast(newsroom: Newsroom) -> None:
    feedparser = pytest.importorskip("feedparser")
    clip(newsroom, "x", title='<b>&amp; "]]>')
    found = feedparser.parse(newsroom.get("/feeds/tin.podcast.xml").body)
    assert not found.bozo, found.get("bozo_exception")
    assert found.entries[0].enclosures[0].type == "audio/mpeg"
