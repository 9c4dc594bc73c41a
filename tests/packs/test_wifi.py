"""The welcome page of a public Wi-Fi: one small file that loads nothing; and what its keeper counted."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from campaign.desk.incoming import incoming
from campaign.errors import Mistake
from campaign.packs import wifi, wifi_log
from campaign.packs.logs import Known
from campaign.workspace.mistakes import WrongRows
from tests.packs.stock import chosen, chosen_item

KNOWN = Known(date(2026, 12, 1), "2a", {}, ["2a"], {"vt": "vt"})


class Loads(HTMLParser):
    """Addresses that a browser would fetch or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "action", "data")]


def page(*items: str, **options: str) -> str:
    made = wifi.make(chosen(*(chosen_item(slug, title=f"Mẹo {slug}") for slug in items)), options)
    assert isinstance(made.content, bytes)
    return made.content.decode()


def test_the_page_loads_nothing_and_sets_no_cookie() -> None:
    html = page("a", "b", place="Bến xe <Vị Thanh>")
    reader = Loads()
    reader.feed(html)
    assert reader.found == []
    assert not re.search(r"url\(|@import|cookie\s*=|localStorage|fetch\(|XMLHttp", html)
    assert "Bến xe &lt;Vị Thanh&gt;" in html
    assert len(html.encode()) < wifi.LARGEST


def test_without_script_the_first_tip_stands_open_and_every_other_can_be_opened() -> None:
    html = page("a", "b", "c")
    assert re.findall(r"<details( class=\"today\" open)?><summary><h3>Mẹo (\w)", html) == [
        (' class="today" open', "a"), ("", "b"), ("", "c"),
    ]  # fmt: skip
    assert html.count("<p>• Không đọc mã</p>") == 3


def test_a_page_too_large_for_a_router_is_refused() -> None:
    items = [chosen_item(f"m{n}", body="Chữ " * 290) for n in range(60)]
    with pytest.raises(Mistake, match="ít mục hơn"):
        wifi.make(chosen(*items), {})


def test_displays_that_were_counted_become_what_was_done_and_never_people() -> None:
    log = "Ngày;Điểm;Lượt hiển thị;Ghi chú\n20/11/2026;Bến xe;1.340;Nhật ký\n21/11/2026;Bến xe;;\n"
    (came,) = wifi_log.read("wifi.csv", incoming("wifi.csv", log.encode()), KNOWN)
    assert (came.kind, came.task, came.airings, came.audience) == ("service_point", "2a", 1340, None)
    with pytest.raises(WrongRows, match=r"wifi\.csv:2: số lượt hiển thị"):
        wifi_log.read("wifi.csv", incoming("wifi.csv", b"date,place,displays\n2026-11-20,X,abc\n"), KNOWN)
