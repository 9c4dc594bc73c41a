"""What the documents say of addresses, commands, files and platforms is so in the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campaign.platforms import ADAPTERS
from campaign.public.app import OWN_FOLDERS, OWN_PATHS
from campaign.web.api.routes import PREFIX
from campaign.web.routes import ROUTES
from tests.house.sources import ROOT
from tests.house.test_documentation import README, REFERENCE, commands

GUIDE = (ROOT / "docs" / "huong-dan-bien-tap.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ADDRESS = re.compile(r"`(/[^`\s]*)`")
OWN_FILE = re.compile(r"`((?:campaign|tests|channels|docs)/[\w/.]+)`")
PAGES = {path for _, path, _, _ in ROUTES}


def public_addresses() -> list[str]:
    section = REFERENCE.split("\n## Public addresses\n")[1].split("\n## ")[0]
    return ADDRESS.findall(section)


def test_every_public_address_of_the_program_stands_in_the_reference() -> None:
    said = public_addresses()
    missing = [path for path in OWN_PATHS if path not in said]
    missing += [folder for folder in OWN_FOLDERS if not any(each.startswith(folder) for each in said)]
    assert missing == []


def test_every_public_address_in_the_reference_is_answered() -> None:
    known = set(OWN_PATHS) | PAGES
    assert [path for path in public_addresses() if path not in known and not path.startswith(OWN_FOLDERS)] == []


def test_the_reference_has_no_address_of_media_but_below_its_item() -> None:
    assert "`/items/<slug>/media/<name>`" in REFERENCE
    assert "`/media/" not in REFERENCE


def test_every_page_that_the_guide_names_is_there() -> None:
    assert [path for path in ADDRESS.findall(GUIDE) if path not in PAGES and not path.startswith(PREFIX)] == []
    assert ADDRESS.findall(GUIDE) != []


def test_every_command_that_the_guide_names_is_there_with_its_options() -> None:
    known, wrong = commands(), []
    said = [*re.findall(r"`campaign ([^`]+)`", GUIDE), *re.findall(r"^campaign (.+)$", GUIDE, flags=re.MULTILINE)]
    for line in said:
        words = next((name for name in known if f"{line} ".startswith(f"{name} ")), None)
        options = {option for parameter in known[words].params for option in parameter.opts} if words else set()
        wrong += [line] if words is None or not set(re.findall(r"--[\w-]+", line)) <= options else []
    assert wrong == []
    assert len(said) > 10


@pytest.mark.parametrize("text", [ARCHITECTURE, README, GUIDE], ids=["architecture", "readme", "guide"])
def test_every_file_of_ours_that_a_document_names_is_there(text: str) -> None:
    assert [path for path in OWN_FILE.findall(text) if not (ROOT / path).exists()] == []


def test_the_kills_at_named_points_are_where_the_architecture_says() -> None:
    folder = re.search(r"`(tests/\w+/)`: a kill at each named point", ARCHITECTURE)
    assert folder
    texts = [path.read_text(encoding="utf-8") for path in Path(ROOT, folder.group(1)).glob("test_*.py")]
    assert any("CRASH" in text.upper() and "named" in text for text in texts)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_a_platform_that_is_registered_is_not_called_unbuilt(name: str) -> None:
    unbuilt = re.compile(r"not built|not yet (?:built|connected)|come next", re.IGNORECASE)
    lines = [line for text in (README, CHANGELOG) for line in text.splitlines() if unbuilt.search(line)]
    assert [line for line in lines if re.search(rf"\b{name}\b", line, re.IGNORECASE)] == []
