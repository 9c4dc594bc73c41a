"""Style, script, font and icons: kept for ever under their hash, small, and nothing else is served."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.web.conftest import Served


def test_every_file_that_a_page_names_is_there_and_kept_for_ever(served: Served) -> None:
    with served.client("admin") as client:
        named = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/").text))
        assert {name.rsplit("/", 1)[1] for name in named} == {
            "page.css", "page.js", "kept.js", "keys.js", "htmx.min.js", "icon.svg", "sprite.svg",
        }  # fmt: skip
        for name in named:
            answer = client.get(name)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_style_names_fonts_that_are_there_and_weighs_little(served: Served) -> None:
    with served.client() as client:
        page = client.get("/sign-in").text
        style = re.search(r'href="(/static/\w+/)page.css"', page)
        assert style
        text = client.get(f"{style[1]}page.css").text
        fonts = re.findall(r'url\("([^"]+)"\)', text)
        assert len(fonts) == 3
        assert [client.get(style[1] + font).headers["content-type"] for font in fonts] == ["font/woff2"] * 3
    assert len(gzip.compress(text.encode(), 9)) < 8_000


def test_every_icon_that_a_page_uses_is_in_the_sprite(served: Served) -> None:
    with served.client("admin") as client:
        used = set(re.findall(r'sprite\.svg#([\w-]+)"', client.get("/").text))
        sprite = client.get(re.findall(r'href="([^"#]+sprite\.svg)#', client.get("/").text)[0]).text
    assert used <= set(re.findall(r'<symbol id="([\w-]+)"', sprite))


def test_an_address_of_an_older_version_answers_but_is_not_kept(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/static/0000000000000000/page.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["/static/x/..%2fapp.py", "/static/x/%2e%2e/app.py", "/static/x/page.css%00", "/static/x/", "/static/"]
)
def test_nothing_outside_the_folder_is_served(served: Served, path: str) -> None:
    with served.client() as client:
        assert client.get(path).status_code == 404
