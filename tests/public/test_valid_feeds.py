"""Every feed out, on texts of every oddness, by the rules of its specification and of the W3C's validator."""

from __future__ import annotations

import pytest

from campaign.models import Channel
from tests.public.newsroom import PUBLIC, Newsroom
from tests.public.test_feeds import HOSTILE
from tests.public.test_podcasts import ODD
from tests.public.valid import json_faults, rss_faults

LINKS = ["https://bao.example.vn/tin?a=1&b=2#x", "https://báo.example.vn/đường dẫn", "http://[::1", "//x", "/y", ""]
RELATIVE = '[x](/a/b) ![y](c.png) <a href="../d">z</a> <img src="e.png" alt=""> [w](#f) <mailto:a@b.vn>'


def publish_everything(newsroom: Newsroom) -> None:
    """One item for each odd text, in every place a text can stand, with pictures, sound and subtitles by turns."""
    newsroom.change(Channel, "rss", options={"path": "tin", "email": "bien-tap@example.vn", "category": "News"})
    kinds = [("image/png", "anh"), ("audio/mpeg", "am"), ("video/mp4", "clip"), ("text/vtt", "phu-de")]
    texts = [words.replace("\0", "") for words in (*HOSTILE, *ODD, RELATIVE)]
    storable = [words.encode("utf-8", "ignore").decode() for words in texts]
    for number, words in enumerate(storable):
        media = [newsroom.file(f"{number}{name}".encode() * 50, mime, name) for mime, name in kinds[number % 4 :]]
        newsroom.publish(
            newsroom.item(
                f"i-{number}", title=f"Tin {number} {words}", summary=words, body=f"{words}\n\n{RELATIVE}",
                tags=[words, "Tết"], link=LINKS[number % len(LINKS)], media=media, task=["1a"],
                language=("vi", "en", "zh-Hant")[number % 3],
            )
        )  # fmt: skip
        newsroom.pass_time(minutes=7)


def test_every_feed_out_is_valid_and_the_same_bytes_after_a_restart(both: Newsroom) -> None:
    publish_everything(both)
    paths = [
        f"/feeds/tin{part}.{ending}"
        for part in ("", "/tag/tet", "/task/1a")
        for ending in ("xml", "json", "podcast.xml")
    ]
    before = {path: both.get(path).body for path in paths}
    for path, body in before.items():
        judge = json_faults if path.endswith("json") else rss_faults
        more = {"podcast": True} if "podcast" in path else {}
        faults = judge(body, PUBLIC + path, **more)
        assert not faults, f"{path}: {faults}"
        assert len(body) > 2000, path
    both.pass_time(days=3)
    both.restart()
    assert {path: both.get(path).body for path in paths} == before


def test_a_feed_without_an_entry_is_valid_too(newsroom: Newsroom) -> None:
    assert rss_faults(newsroom.get("/feeds/tin.xml").body, f"{PUBLIC}/feeds/tin.xml") == []
    assert json_faults(newsroom.get("/feeds/tin.json").body, f"{PUBLIC}/feeds/tin.json") == []
    podcast = newsroom.get("/feeds/tin.podcast.xml").body
    assert rss_faults(podcast, f"{PUBLIC}/feeds/tin.podcast.xml", podcast=True) == []


GOOD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    "<title>t</title><link>https://a.vn/</link><description>d</description><ttl>15</ttl>"
    '<atom:link rel="self" type="application/rss+xml" href="https://a.vn/f.xml"/><item><title>t</title>'
    '<guid isPermaLink="false">g</guid><pubDate>Tue, 01 Dec 2026 07:00:00 +0700</pubDate><category>c</category>'
    '<description>d</description><enclosure url="https://a.vn/a.png" length="1" type="image/png"/></item></channel>'
    "</rss>"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Tue, 01", "Mon, 01"), ("Tue, 01 Dec", "Tue, 1 December"), ("+0700", "ICT"), (' isPermaLink="false"', ""),
        ("https://a.vn/f.xml", "/f.xml"), ("<ttl>15", "<ttl>"), ('length="1"', 'length=""'), ("image/png", "png"),
        ("https://a.vn/a.png", "/a.png"), ("<category>c", "<category>"), ("<description>d</description><ttl>", "<ttl>"),
        ("<description>d</description><enc", "<description>&lt;img src='x'&gt;</description><enc"),
        ("<ttl>", "<x/><ttl>"),
        ("<title>t</title><link>", "<title>t</title><title>t</title><link>"), ("https://a.vn/<", "a.vn<"),
        ("<category>c", "<category>c\x85"),
        ("<item>", "<item><title>u</title><guid>https://a.vn/</guid></item><item>"),
    ],
)  # fmt: skip
def test_the_judge_sees_a_planted_fault(old: str, new: str) -> None:
    assert rss_faults(GOOD.encode(), "https://a.vn/f.xml") == []
    assert GOOD.count(old) >= 1
    broken = GOOD.replace(old, new, 1)
    if old == "<item>":
        broken = broken.replace(">g</guid>", ">https://a.vn/</guid>")
    assert rss_faults(broken.encode(), "https://a.vn/f.xml") != []
