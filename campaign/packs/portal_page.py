"""The pages of a portal bundle: plain HTML that a browser opens from a folder, with nothing from elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from campaign.packs.shape import Chosen, ChosenItem, File


@dataclass(frozen=True)
class Shown:
    """One item as its page shows it. ``pictures``, ``sounds``: (file, path inside the bundle)."""

    item: ChosenItem
    path: str
    html: str
    teaser: str
    unit: str
    pictures: Sequence[tuple[File, str]]
    sounds: Sequence[tuple[File, str]]
    films: Sequence[tuple[File, str]]


def index_page(chosen: Chosen, shown: Sequence[Shown], title: str, warning: str, counter: str) -> bytes:
    """The list of everything."""
    return _rendered("index.html", chosen=chosen, shown=shown, title=title, warning=warning, counter=counter, up="")


def item_page(chosen: Chosen, shown: Shown, title: str, warning: str, counter: str) -> bytes:
    """One item; its files lie one folder up."""
    return _rendered("item.html", chosen=chosen, one=shown, title=title, warning=warning, counter=counter, up="../")


def _rendered(name: str, **values: Any) -> bytes:
    page: str = _templates().get_template(name).render(**values)
    return page.encode()


@cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = files("campaign.packs").joinpath("templates").joinpath("portal")
    return Environment(
        loader=FileSystemLoader(str(folder)), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
