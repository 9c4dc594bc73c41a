"""Two languages: catalogues that are current, a choice that stays."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace

import pytest
from babel.messages.catalog import Catalog

from campaign.db import Database
from campaign.sentences.said import LOCALE
from campaign.settings import Settings
from campaign.web.language import translations
from tests.web.conftest import Served, serving
from tools import messages, vendor


@pytest.fixture(scope="module")
def found() -> Catalog:
    """Every text of the program: looking for them takes seconds."""
    return messages.wanted()


@pytest.fixture
def found_once(found: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "wanted", lambda: found)


@pytest.mark.usefixtures("found_once")
def test_the_catalogues_hold_every_text_translated_and_compiled() -> None:
    assert messages.problems() == []


def test_the_check_sees_a_text_that_no_catalogue_has(found: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = copy.deepcopy(found)
    catalogue.add("Một câu mới")
    monkeypatch.setattr(messages, "wanted", lambda: catalogue)
    assert messages.problems() == [f"{language}: not in the catalogue: Một câu mới" for language in ("en", "vi")]


@pytest.mark.usefixtures("found_once")
def test_the_check_sees_a_number_that_english_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    english, vietnamese = messages.read("en"), messages.read("vi")
    text = next(each for each in english if each.id == ("đã thử %(n)s lần", "đã thử %(n)s lần"))
    text.string = ("u", "s")
    monkeypatch.setattr(messages, "read", {"en": english, "vi": vietnamese}.__getitem__)
    assert f"en: other gaps than the text's: {text.id}" in messages.problems()


def test_vietnamese_is_the_text_itself_and_english_has_two_numbers() -> None:
    vietnamese, english = (translations(LOCALE, language) for language in ("vi", "en"))
    assert vietnamese.ugettext("Sắp đăng") == "Sắp đăng"
    assert english.ugettext("Sắp đăng") == "Planned"
    tried = [english.ungettext("đã thử %(n)s lần", "đã thử %(n)s lần", n) % {"n": n} for n in (1, 2)]
    assert tried == ["tried 1 time", "tried 2 times"]


def test_a_choice_stays_and_one_page_may_be_asked_for_in_another(served: Served) -> None:
    with served.client() as client:
        assert '<html lang="vi">' in client.get("/sign-in").text
        assert '<html lang="en">' in client.get("/sign-in?lang=en").text
        assert '<html lang="vi">' in client.get("/sign-in?lang=fr").text
        chosen = client.post("/language", data={"lang": "en", "next": "/sign-in"})
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in")
        assert '<html lang="en">' in client.get("/sign-in").text
        assert client.post("/language", data={"lang": "fr"}).status_code == 422


@pytest.fixture
def english(sqlite_database: Database, settings: Settings) -> Iterator[Served]:
    with serving(sqlite_database, replace(settings, language="en")) as running:
        yield running


def test_the_installation_may_speak_english_first(english: Served) -> None:
    with english.client() as client:
        assert "There is no such page." in client.get("/nowhere").text


def test_the_vendored_files_are_exactly_what_the_lock_says() -> None:
    assert vendor.problems() == []


def test_the_check_sees_a_changed_and_an_extra_file(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    import shutil
    from pathlib import Path

    copy = Path(str(tmp_path)) / "vendor"
    shutil.copytree(vendor.FOLDER, copy)
    (copy / "htmx" / "htmx.min.js").write_bytes(b"changed")
    (copy / "htmx" / "extra.js").write_bytes(b"extra")
    (copy / "inter" / "latin.woff2").unlink()
    monkeypatch.setattr(vendor, "FOLDER", copy)
    assert sorted(vendor.problems()) == [
        "htmx/extra.js: not in the lock",
        "htmx/htmx.min.js: changed",
        "inter/latin.woff2: missing",
    ]
