"""A bundle for portals and intranets, also those without Internet: HTML and JSON that open from a folder, no script.

Nothing in it asks for anything outside, so nothing is counted by itself: a portal's own log says how often pages were
shown, and comes back as a CSV. A counting picture stands in the pages only where a person gives its address.
JSON: https://jsonfeed.org/version/1.1
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from campaign.errors import Mistake
from campaign.packs.csv_file import csv_file
from campaign.packs.files import file_stem
from campaign.packs.portal_page import Shown, index_page, item_page
from campaign.packs.portal_readme import readme
from campaign.packs.shape import ZIP, Chosen, ChosenItem, File, Made, PackFile, bundle
from campaign.rendering.defang import defang
from campaign.rendering.markdown import to_html, to_plain

TITLE = "An toàn thông tin"
COUNTS = ("date", "site", "item_id", "views", "source")
TEASER = 200


def make(chosen: Chosen, options: Mapping[str, str]) -> Made:
    """The zip: index.html, items/, media/, items.json, counts.csv, README.txt. Raises Mistake."""
    counter = _counter(options["counter"])
    warning = " ".join(chosen.warnings)
    title = options["title"] or TITLE
    shown = [_shown(chosen, item, options) for item in chosen.items]
    files = [PackFile("index.html", index_page(chosen, shown, title, warning, counter))]
    files += [PackFile(one.path, item_page(chosen, one, title, warning, counter)) for one in shown]
    media = {path: file for one in shown for file, path in (*one.pictures, *one.sounds, *one.films)}
    files += [PackFile(path, file.path) for path, file in media.items()]
    files += [
        PackFile("items.json", _feed(chosen, shown, title, warning)),
        PackFile("counts.csv", csv_file(COUNTS, (("", "", item.slug, "", "") for item in chosen.items))),
        PackFile("README.txt", readme(len(shown), warning, counter).encode()),
    ]
    said: list[str] = []
    left = sum(file.kind == "video" for item in chosen.items for file in item.media) if not options["video"] else 0
    if left:
        said.append(f"{left} video để lại vì nặng; cần thì chọn kèm video.")
    if counter:
        said.append(f"Mỗi trang gọi ảnh đếm ở {urlsplit(counter).hostname}: chỉ dùng nơi có kết nối tới địa chỉ ấy.")
    return Made(f"goi-cong-{chosen.today.isoformat()}.zip", ZIP, bundle(files), said)


def _shown(chosen: Chosen, item: ChosenItem, options: Mapping[str, str]) -> Shown:
    body = defang(item.body) if item.defang else item.body
    teaser = item.summary or " ".join(to_plain(body).split())
    kinds = {"image": [], "audio": [], "video": []}  # type: dict[str, list[tuple[File, str]]]
    for file in item.media:
        if file.kind in kinds and (file.kind != "video" or options["video"]):
            kinds[file.kind].append((file, _path(file)))
    return Shown(
        item=item, path=f"items/{_page_name(item)}.html", html=_without_links(to_html(body), item),
        teaser=_cut(teaser), unit=chosen.unit_name(item), pictures=kinds["image"], sounds=kinds["audio"],
        films=kinds["video"],
    )  # fmt: skip


def _page_name(item: ChosenItem) -> str:
    return item.slug if re.fullmatch(r"[a-z0-9-]{1,80}", item.slug) else f"{file_stem(item.slug)}-{item.item_id}"


def _path(file: File) -> str:
    """Named by its bytes, so that one file of two items lies there once."""
    ending = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "bin"
    return f"media/{file.sha256[:16]}.{ending}"


def _without_links(html: str, item: ChosenItem) -> str:
    """Addresses stay readable where they cannot be opened: behind a link's words stands where it leads."""

    def named(match: re.Match[str]) -> str:
        href, words = match["href"], match["words"]
        shown = href.removeprefix("mailto:")
        return match[0] if shown in words else f'{match[0]} <span class="address">({shown})</span>'

    return re.sub(r'<a href="(?P<href>[^"]+)"[^>]*>(?P<words>.*?)</a>', named, html, flags=re.DOTALL)


def _cut(text: str) -> str:
    return text if len(text) <= TEASER else text[:TEASER].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _feed(chosen: Chosen, shown: Sequence[Shown], title: str, warning: str) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": title, "language": "vi",
        "_attt": {"plan": chosen.plan.id, "made_on": chosen.today.isoformat(), "warning": warning or None},
        "items": [_entry(one) for one in shown],
    }  # fmt: skip
    return (json.dumps(feed, ensure_ascii=False, indent=2) + "\n").encode()


def _entry(one: Shown) -> dict[str, Any]:
    item = one.item
    files = [*one.pictures, *one.sounds, *one.films]
    return {
        "id": item.guid, "url": one.path, "title": item.title, "summary": item.summary, "content_html": one.html,
        "language": item.language, "tags": list(item.tags), "date_modified": item.updated_at.isoformat(),
        "image": one.pictures[0][1] if one.pictures else None,
        "attachments": [{"url": path, "mime_type": file.mime, "size_in_bytes": file.size} for file, path in files],
        "_attt": {"slug": item.slug, "items": list(item.task), "unit": one.unit or None},
    }  # fmt: skip


def _counter(text: str) -> str:
    """An http(s) address of a picture, or nothing. Raises Mistake."""
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s\"'<>;]", text):
        raise Mistake("Địa chỉ ảnh đếm phải bắt đầu bằng http:// hoặc https://; không đếm thì bỏ trống.")
    return text
