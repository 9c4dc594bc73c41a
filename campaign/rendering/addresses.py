"""Every public address that the program prints, in one place."""

from __future__ import annotations

from urllib.parse import quote


def item_url(public_url: str, slug: str) -> str:
    return f"{public_url}/items/{quote(slug)}"


def short_url(public_url: str, code: str) -> str:
    return f"{public_url}/go/{code}"


def media_url(public_url: str, slug: str, name: str) -> str:
    return f"{public_url}/items/{quote(slug)}/media/{quote(name)}"


def feed_url(public_url: str, path: str, ending: str = "xml") -> str:
    return f"{public_url}/feeds/{quote(path)}.{ending}"


def opml_url(public_url: str) -> str:
    return f"{public_url}/feeds.opml"


def feed_cover_url(public_url: str, path: str, name: str) -> str:
    return f"{public_url}/feeds/{quote(path)}/{quote(name)}"


def embed_url(public_url: str, path: str) -> str:
    return f"{public_url}/embed/{quote(path)}"
