"""What stands in the repository as text: well-formed, and naming no machine and no registry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, tracked_files

# Written in pieces, so that this file does not hold what it forbids.
MACHINE_PATHS = "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me/[a-z]", "Us" + "ers/[A-Za-z]"))
HOSTS = "|".join(("python" + "hosted", "py" + r"pi\.org", r"registry\.n" + "pmjs", r"de" + r"b\.debian"))
FORBIDDEN = re.compile(rf"(?<![\w.:/-])/({MACHINE_PATHS})\b|{HOSTS}")


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the repository; a file with a NUL byte is not text."""
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT), content.decode("utf-8")


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {found.group()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]


def test_every_text_is_utf8_in_nfc() -> None:
    assert [str(path) for path, text in texts() if not unicodedata.is_normalized("NFC", text)] == []


def test_no_text_names_a_machine_path_or_a_registry() -> None:
    assert places(FORBIDDEN) == []


def test_the_rule_sees_what_it_forbids() -> None:
    for seen in ("cd /" + "wo" + "rk/x", '"/ro' + 'ot/.cache"', "https://files.python" + "hosted.org/x"):
        assert FORBIDDEN.search(seen), seen
    for fine in ("https://example.vn/work/1", "./work/x", "framework/x", "/go/abc", "/homepage"):
        assert not FORBIDDEN.search(fine), fine


def test_no_text_file_ends_a_line_with_a_carriage_return() -> None:
    assert [str(path) for path, text in texts() if "\r" in text] == []
