"""The portal's bundle: opens from a folder, asks for nothing outside, has no script."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from campaign.errors import Mistake
from campaign.packs import portal
from campaign.packs.make import read_options
from campaign.packs.shape import Chosen
from tests.packs.stock import chosen, chosen_item, sound


def made(of: Chosen, **said: str) -> zipfile.ZipFile:
    content = portal.make(of, read_options("portal", {name: [value] for name, value in said.items()})).content
    assert isinstance(content, bytes)
    return zipfile.ZipFile(io.BytesIO(content))


class Asked(HTMLParser):
    """What a browser would fetch by itself, and scripts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.scripts = 0
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" or any(name.startswith("on") for name, _ in attrs)
        if tag in ("img", "audio", "video", "source", "link", "iframe", "script", "embed"):
            self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]


def test_no_page_has_a_script_or_asks_for_anything_outside(tmp_path: Path) -> None:
    hostile = chosen_item("xau", body="<script>alert(1)</script> ![a](https://a.vn/x.png) chữ", title="<b>Đậm</b>")
    bundle = made(chosen(hostile, chosen_item(media=(sound(tmp_path),))))
    for name in (name for name in bundle.namelist() if name.endswith(".html")):
        page = Asked(bundle.read(name))
        assert page.scripts == 0, name
        for address in page.fetched:
            inside = (Path("/") / Path(name).parent / address).resolve().relative_to("/")
            assert str(inside) in bundle.namelist(), address
        assert not re.search(rb"@import|url\(", bundle.read(name))


def test_the_json_names_every_item_and_its_files(tmp_path: Path) -> None:
    bundle = made(chosen(chosen_item(media=(sound(tmp_path),))))
    feed = json.loads(bundle.read("items.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    entry = feed["items"][0]
    assert entry["url"] == "items/khong-doc-otp.html" in bundle.namelist()
    assert entry["attachments"][0]["url"] in bundle.namelist()


def test_counting_is_off_unless_a_person_gives_an_address() -> None:
    assert b"counter" not in made(chosen()).read("index.html")
    counting = made(chosen(), counter="https://cong.example.vn/dem.gif").read("index.html")
    assert b'src="https://cong.example.vn/dem.gif"' in counting
    with pytest.raises(Mistake, match="http"):
        made(chosen(), counter="javascript:alert(1)")


def test_an_address_that_is_made_harmless_stays_so() -> None:
    page = made(chosen(chosen_item(defang=True, body="Đừng mở https://xau.example/a nhé"))).read(
        "items/khong-doc-otp.html"
    )
    assert b"hxxps://xau[.]example" in page
    assert b"https://xau" not in page
