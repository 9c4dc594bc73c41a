"""Fetches the pictures of an article as Zalo does, from this machine only: what the demo's own server serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests

from campaign.sandbox.files import Files
from campaign.sandbox.wire import Upload

IMAGE_BYTES = 1_000_000
TYPES = ("image/jpeg", "image/png")
WITHIN_S = 5.0


class Pictures:
    """What has been fetched: address -> number among the sandbox's files."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.kept: dict[str, tuple[int, str]] = {}

    def fetch(self, body: str) -> None:
        """Every picture that an article as JSON names and that is not here yet; failures leave it missing."""
        for address in addresses(body):
            if address not in self.kept and is_here(address):
                self._fetch(address)

    def _fetch(self, address: str) -> None:
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(address, timeout=WITHIN_S, allow_redirects=False)
        except requests.RequestException:
            return
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code == 200 and kind in TYPES and len(answer.content) <= IMAGE_BYTES:
            self.kept[address] = (self._files.keep(Upload(address, kind, answer.content), kind), kind)


def addresses(body: str) -> Iterator[str]:
    """The addresses of pictures in an article."""
    try:
        sent = json.loads(body)
    except ValueError:
        return
    for holder in _objects(sent):
        for name in ("photo_url", "avatar", "thumb"):
            if isinstance(holder.get(name), str):
                yield holder[name]
        if holder.get("type") == "image" and isinstance(holder.get("url"), str):
            yield holder["url"]


def is_here(address: str) -> bool:
    """Is it served by this machine?"""
    try:
        return ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        return False


def _objects(sent: Any) -> Iterator[dict[str, Any]]:
    if isinstance(sent, dict):
        yield sent
        for value in sent.values():
            yield from _objects(value)
    elif isinstance(sent, list):
        for value in sent:
            yield from _objects(value)
