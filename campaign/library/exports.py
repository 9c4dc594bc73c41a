"""Tables about posts that were made elsewhere: Meta Business Suite's export, or a plain one with ``url, published_at,
title, views, reactions, comments, shares``.

UTF-8 (with or without BOM), UTF-16 with BOM, or Windows-1258; comma, semicolon or tab. The header is row 1. Every
mistake is found at once, by row. What a row does not tell is absent, never 0. A post that stands there twice with the
same figures is one post; with others nobody can know which are true.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from campaign.library.export_columns import FIGURES, INSTEAD, NEEDED, places
from campaign.library.export_times import TimeReader
from campaign.models.reach import LARGEST
from campaign.workspace.mistakes import WrongRows
from campaign.workspace.text import clean_text

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
GROUPED = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+")
WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
NOT_TOLD = frozenset({"", "-", "--", "n/a", "na", "null", "none"})
CLIPS = ("video", "reel", "clip", "live", "trực tiếp", "thước phim")
VIDEO_ID = re.compile(r"facebook\.com/(?:reel/|[^/]+/videos/(?:[^/]+/)?|watch/?\?v=)(\d{5,})")
IN_ADDRESS = re.compile(r"(?:/posts/|[?&]story_fbid=)(\d+(?:_\d+)?)(?=[/?&#]|$)")
"""The id of a post in the addresses that Facebook gives it; those with letters in their place name none."""


@dataclass(frozen=True)
class Row:
    """One post. ``figures``: metric -> (value, the column that says it)."""

    number: int
    remote_id: str
    permalink: str
    at: datetime
    title: str
    text: str
    kind: Literal["article", "clip"]
    figures: dict[str, tuple[int, str]] = field(default_factory=dict)
    video: bool = False
    """Named by its video, as Facebook names videos and reels."""


def read_export(name: str, content: bytes, zone: ZoneInfo, now: datetime, page_id: str = "") -> list[Row]:
    """Every post of the table. ``page_id``: the Facebook Page that it has to be of. Raises WrongRows."""
    if len(content) > MOST_BYTES:
        raise WrongRows([f"{name}:1: tệp lớn quá 20 MB; hãy xuất từng quý"])
    try:
        table = list(csv.reader(io.StringIO(text := _decoded(content), newline=""), delimiter=_delimiter(text)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise WrongRows(
            [f"{name}:1: không đọc được bảng này ({type(error).__name__}); hãy lưu lại dạng CSV UTF-8"]
        ) from None
    if not table or len(table) > MOST_ROWS:
        raise WrongRows([f"{name}:1: bảng trống, hoặc dài quá {MOST_ROWS} dòng"])
    columns = places(table[0])
    if "url" not in columns or "published_at" not in columns:
        raise WrongRows([f"{name}:1: {NEEDED}"])
    reader = _Reader(table, columns, TimeReader(zone, "post_id" in columns), now, page_id)
    rows = list(reader.rows())
    if reader.wrong:
        raise WrongRows([f"{name}:{number}: {message}" for number, message in reader.wrong])
    return rows


def _told(row: Row) -> dict[str, int]:
    return {metric: value for metric, (value, _) in row.figures.items()}


class _Reader:
    """Goes through the rows once and gathers what is wrong with them."""

    def __init__(
        self, table: list[list[str]], columns: dict[str, int], times: TimeReader, now: datetime, page_id: str
    ) -> None:
        self.wrong: list[tuple[int, str]] = []
        self._header, self._columns, self._times = table[0], columns, times
        self._now, self._page_id = now, page_id
        self._cells = [(n, cells) for n, cells in enumerate(table[1:], start=2) if any(cell.strip() for cell in cells)]
        self._seen: dict[str, Row] = {}
        times.learn(self._cell(cells, "published_at") for _, cells in self._cells)

    def rows(self) -> Iterator[Row]:
        for number, cells in self._cells:
            try:
                row = self._row(number, cells)
            except ValueError as wrong:
                self.wrong.append((number, str(wrong)))
                continue
            first = self._seen.setdefault(row.remote_id, row)
            if first is row:
                yield row
            elif _told(first) != _told(row):
                what = f"bài này đã có ở dòng {first.number} với số liệu khác"
                self.wrong.append((number, f"{what}; hãy xuất số liệu cộng dồn (Lifetime)"))

    def _row(self, number: int, cells: list[str]) -> Row:
        if len(cells) > len(self._header):
            raise ValueError(f"dòng có {len(cells)} ô, tiêu đề chỉ có {len(self._header)}")
        url = self._cell(cells, "url")
        if not re.fullmatch(r"https?://\S+", url):
            raise ValueError(f"đường dẫn {url!r} phải bắt đầu bằng https:// hoặc http://")
        at = self._times.read(self._cell(cells, "published_at"))
        if at > self._now:
            raise ValueError("thời điểm đăng nằm ở tương lai")
        video = VIDEO_ID.search(url) if self._page_id else None
        remote_id = video[1] if video else self._remote_id(cells, url)
        kind = self._cell(cells, "type").lower()
        return Row(
            number=number, remote_id=remote_id, permalink=url, at=at, title=self._text(cells, "title"),
            text=self._text(cells, "text"), kind="clip" if video or any(word in kind for word in CLIPS) else "article",
            figures=dict(self._figures(cells)), video=video is not None,
        )  # fmt: skip

    def _remote_id(self, cells: list[str], url: str) -> str:
        """As the Facebook adapter names posts (``<page>_<post>``); elsewhere the address is the only name there is."""
        post_id, page = self._cell(cells, "post_id"), self._cell(cells, "page_id")
        if not self._page_id:
            return url
        if page and page != self._page_id:
            raise ValueError(f"dòng này của Trang {page}, không phải Trang {self._page_id} của kênh")
        if not post_id:
            told = IN_ADDRESS.search(url)
            if told is None:
                raise ValueError("dòng không có mã bài, đường dẫn cũng không; hãy xuất bảng từ Meta Business Suite")
            post_id = told[1]
        if not re.fullmatch(r"\d+(?:_\d+)?", post_id):
            raise ValueError(
                f"mã bài {post_id!r} không còn nguyên; hãy xuất lại và không mở tệp bằng Excel trước khi nạp"
            )
        return post_id if "_" in post_id else f"{self._page_id}_{post_id}"

    def _figures(self, cells: list[str]) -> Iterator[tuple[str, tuple[int, str]]]:
        for metric, column in FIGURES.items():
            name = column if column in self._columns else INSTEAD.get(column, column)
            said = self._cell(cells, name)
            if said.lower() not in NOT_TOLD:
                yield metric, (_number(said, self._header[self._columns[name]]), self._header[self._columns[name]])

    def _text(self, cells: list[str], name: str) -> str:
        return clean_text(self._cell(cells, name)).strip()

    def _cell(self, cells: list[str], name: str) -> str:
        place = self._columns.get(name, len(cells))
        return cells[place].strip() if place < len(cells) else ""


def _number(said: str, column: str) -> int:
    plain = re.sub(r"\D", "", said) if GROUPED.fullmatch(said) else said
    whole = WHOLE.fullmatch(plain)
    if whole is None or int(whole[1]) > LARGEST:
        raise ValueError(f"{column}: {said!r} không phải là số đếm")
    return int(whole[1])


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258")


def _delimiter(text: str) -> str:
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)
