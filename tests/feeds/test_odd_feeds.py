"""Odd and hostile bodies, made here: each ends as entries that are safe or as one clear line, in bounded time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt

from campaign.library.feeds.reading import WALL_S, read_feed, read_opml
from campaign.library.feeds.refusals import SENTENCES, FeedRefused
from campaign.rendering.markdown import to_html
from tests.feeds.newspaper import HEAD, TAIL, entry, feed

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Đài</title>
<link href="https://dai.example.vn/"/><entry><title type="html">Tin &amp;lt;b&amp;gt; mới</title><id>urn:1</id>
<link href="/tin/1"/><updated>2026-11-24T00:00:00Z</updated><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Một <em>hai</em></p></div></content></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://bao.example.vn/"><title>Báo</title></channel>
<item rdf:about="https://bao.example.vn/1"><title>Tin một</title><link>https://bao.example.vn/1</link></item></rdf:RDF>"""
XSS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">a</a>',
    '<a href="jav&#x09;ascript:alert(1)">a</a>', '<a href="&#1;javascript:alert(1)">a</a>',
    '<a href="javascript&colon;alert(1)">a</a>', '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    "<svg onload=alert(1)>", "<iframe src=javascript:alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>*{background:url(javascript:alert(1))}</style>", "<math><mtext><script>alert(1)</script>",
    "[a](javascript:alert(1))", "<<script>script>alert(1)<</script>/script>", "`<script>alert(1)</script>`",
    '<a href="https://x.vn/&quot; onmouseover=&quot;alert(1)">a</a>', "<p>\n    <script>alert(1)</script>",
    "<pre>```\n<script>alert(1)</script></pre>", "![a](javascript:alert(1))", "<javascript:alert(1)>",
)  # fmt: skip


def read(body: bytes | str, kind: str = "text/xml") -> tuple[object, ...]:
    content = body.encode() if isinstance(body, str) else body
    return read_feed(content, "https://bao.example.vn/rss", kind).entries


def encodings() -> Iterator[tuple[str, bytes]]:
    body = (HEAD + entry(1, "Cảnh giác lừa đảo") + TAIL).replace("ả", "ả")
    for name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        yield name, body.replace('"utf-8"', f'"{name.removesuffix("-sig")}"').encode(name)
    yield "no declaration", body.partition("?>")[2].encode()
    yield "wrong declaration", body.replace('"utf-8"', '"us-ascii"').encode()
    yield "unknown declaration", body.replace('"utf-8"', '"x-khong-co"').encode()
    yield "blank before", b"\n\n  " + body.encode()


@pytest.mark.parametrize(("name", "body"), list(encodings()), ids=[name for name, _ in encodings()])
def test_vietnamese_comes_through_in_every_encoding(name: str, body: bytes) -> None:
    assert [each.title for each in read(body)] == ["Cảnh giác lừa đảo"]  # type: ignore[attr-defined]


def test_a_windows_code_page_and_a_wrong_content_type_are_read() -> None:
    body = (HEAD.replace("utf-8", "windows-1258") + entry(1, "Tin") + TAIL).replace("Nội dung", "N").replace("ố", "o")
    body = body.replace("Báo Hậu Giang", "Bao")
    for kind in ("text/html", "application/octet-stream", "image/png", "", "text/xml; charset=us-ascii", "\x00"):
        assert len(read(body.encode("cp1258"), kind)) == 1, kind


def test_atom_and_rdf_are_read_and_relative_links_are_made_whole() -> None:
    [atom], [rdf] = read(ATOM), read(RDF)
    assert (atom.title, atom.link, atom.body) == ("Tin <b> mới", "https://bao.example.vn/tin/1", "Một *hai*")  # type: ignore[attr-defined]
    assert (rdf.title, rdf.guid) == ("Tin một", "https://bao.example.vn/1")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def attacked() -> dict[str, Any]:
    """What was read of each attack: all of them stand in one feed."""
    entries = [
        entry(number, f"T {attack}", attack + " lời", link="javascript:alert(1)", picture="file:///etc/passwd")
        for number, attack in enumerate(XSS)
    ]
    return dict(zip(XSS, read(feed(*entries)), strict=True))


@pytest.mark.parametrize("attack", XSS)
def test_no_script_and_no_address_of_a_script_comes_through(attacked: dict[str, Any], attack: str) -> None:
    read_one = attacked[attack]
    assert (read_one.link, read_one.picture) == ("", "")
    assert read_one.title.startswith("T")
    tokens = MarkdownIt("commonmark").parse(read_one.body)
    inner = [child for token in tokens for child in token.children or ()]
    assert [token.content for token in [*tokens, *inner] if token.type in ("html_block", "html_inline")] == []
    targets = [str(child.attrs.get("href", child.attrs.get("src", ""))) for child in inner]
    assert [target for target in targets if target and not target.startswith(("http://", "https://", "mailto:"))] == []
    assert "<script" not in to_html(read_one.body)


HOSTILE: dict[str, tuple[bytes, set[str]]] = {
    "path": (b"/etc/passwd", {"not_a_feed"}),
    "url": (b"http://127.0.0.1/", {"not_a_feed"}),
    "nothing": (b" \n", {"empty"}),
    "nul": (bytes(5000), {"not_a_feed"}),
    "json": (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', {"not_a_feed"}),
    "html": (b"<!doctype html><html><head><title>x</title></head><body>404</body></html>", {"not_a_feed"}),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, {"not_a_feed"}),
    "less-than": (b"<" * 300_000, {"not_a_feed", "too_costly"}),
    "comments": (b"<!--" * 250_000, {"not_a_feed", "too_costly"}),
    "comments within": ((HEAD + "<item><title>").encode() + b"<!--" * 250_000, {"", "too_costly"}),
    "attributes": (
        (HEAD + "<item><title>x</title><description><![CDATA[<a ").encode()
        + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">]]></description></item>" + TAIL.encode(),
        {"", "too_costly"},
    ),
    "less-than in CDATA": (
        (HEAD + "<item><title>x</title><description><![CDATA[").encode() + b"<" * 300_000
        + b"]]></description></item>" + TAIL.encode(),
        {"", "too_costly"},
    ),
    "deep": (
        (HEAD + "<item><title>x</title><description><![CDATA[").encode() + b"<div>" * 10_000
        + b"]]></description></item>" + TAIL.encode(),
        {"", "too_costly"},
    ),
    "laughs": (
        b'<!DOCTYPE r [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b']><rss version="2.0"><channel><item><title>&m;</title></item></channel></rss>',
        {"", "not_a_feed", "too_costly"},
    ),
    "a file as an entity": (
        b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + feed(entry(1, "TIN")).partition(b"?>")[2]
        .replace(b"TIN", b"TIN &a;"),
        {"", "not_a_feed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_ends_as_one_line_or_as_little_text(name: str) -> None:
    body, expected = HOSTILE[name]
    began = time.monotonic()
    try:
        entries, code, said = read(body), "", ""
    except FeedRefused as refusal:
        entries, code, said = (), refusal.code, refusal.message
    assert code in expected
    assert said.startswith(SENTENCES.get(code, "").rstrip("."))
    assert time.monotonic() - began < WALL_S + 10
    assert "root:" not in repr(entries)
    assert len(repr(entries)) < 2_000_000


def test_of_fifty_thousand_entries_the_first_five_hundred_are_read_and_it_is_said() -> None:
    many = b"".join(b"<item><title>T%d</title><guid>%d</guid></item>" % (n, n) for n in range(50_000))
    read_one = read_feed(HEAD.encode() + many + TAIL.encode(), "https://bao.example.vn/rss", "")
    assert (len(read_one.entries), read_one.entries[0].title) == (500, "T0")
    assert "500" in read_one.note


def test_what_broke_off_inside_an_entry_is_left_for_the_next_time() -> None:
    whole = feed(entry(1), entry(2, body="Lời dài " * 50))
    read_one = read_feed(whole[:-120], "https://bao.example.vn/rss", "")
    assert [each.title for each in read_one.entries] == ["Tin số 1"]
    assert "cắt giữa chừng" in read_one.note


def test_wrong_xml_with_good_entries_is_read_and_said() -> None:
    body = feed(entry(1, "A"), entry(2)).replace(b"A</title>", b"A & B&nbsp;C</title>")
    read_one = read_feed(body, "https://bao.example.vn/rss", "")
    assert len(read_one.entries) == 2
    assert "sai XML ở dòng 1" in read_one.note


def test_a_page_that_names_its_feed_says_so() -> None:
    page = b"<html><head><link rel='alternate' type='application/rss+xml' href='/rss/tin.xml'></head></html>"
    with pytest.raises(FeedRefused) as refused:
        read(page, "text/html")
    assert refused.value.message.endswith("/rss/tin.xml")


def test_the_child_that_reads_starts_without_what_reads_plans() -> None:
    """It starts anew for each feed; with pydantic it would take three times as long."""
    asked = "import sys, campaign.library.feeds.taking_apart; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


@pytest.mark.parametrize("body", [b"", b"<", b"<opml/", b"<html/>", b"\x00\xff" * 100])
def test_a_list_that_is_none_is_refused_in_one_line(body: bytes) -> None:
    with pytest.raises(FeedRefused):
        read_opml(body)
