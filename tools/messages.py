"""Keeps the catalogues of the pages current.

``python tools/messages.py update``  collects every text of templates and sentences, and compiles the catalogues.
``python tools/messages.py check``   exit 1 for a text that a catalogue lacks, an untranslated one, a stale .mo.
The msgids are the Vietnamese texts. Facts: https://babel.pocoo.org/en/latest/messages.html
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from tools.sentences import sentences

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "campaign" / "sentences" / "locale"
LANGUAGES = ("vi", "en")
SOURCES = (
    ("campaign/web", [("templates/**.html", "jinja2"), ("**.py", "python")]),
    ("campaign/people", [("**.py", "python")]),
)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "gettext_noop": None, "failure": (3,)} | dict.fromkeys(
    ("Mistake", "NotFound", "Conflict")
)
"""Sentences of a mistake are texts as well, where they stand in the code as they are said."""
OPTIONS = {"templates/**.html": {"trimmed": "false", "newstyle_gettext": "true", "silent": "false"}}


GAP = re.compile(r"%\(\w+\)s|\{\w*\}")
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
"""The same texts make the same bytes on any day."""


def wanted() -> Catalog:
    """Every text that the pages may say."""
    found = Catalog(charset="utf-8")
    for folder, methods in SOURCES:
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, methods, OPTIONS, KEYWORDS):
            found.add(message)
    for sentence in sentences():
        found.add(sentence)
    return found


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue as committed; an empty one for a new language."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = UNDATED
    write_mo(out, catalogue)
    return out.getvalue()


def written(catalogue: Catalog) -> bytes:
    """Sorted and without line numbers or dates: a change of code that changes no text changes no catalogue."""
    out = io.BytesIO()
    write_po(out, catalogue, no_location=True, omit_header=False, sort_output=True, width=118, ignore_obsolete=True)
    return b"\n".join(line for line in out.getvalue().split(b"\n") if not line.startswith(_DATED)).lstrip()


_DATED = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Generated-By',
    b'"Project-Id',
    b'"Report-Msgid',
    b'"Last-Tran',
    b'"Language-Team',
    b"#",
)


def update() -> int:
    texts = wanted()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(texts, no_fuzzy_matching=True)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(read(language)))
    return 0


def problems() -> list[str]:
    """What is not current; empty when all is."""
    texts = {message.id for message in wanted() if message.id}
    found: list[str] = []
    for language in LANGUAGES:
        catalogue = read(language)
        known = {message.id: message for message in catalogue if message.id}
        found += [f"{language}: not in the catalogue: {text}" for text in texts - set(known)]
        found += [f"{language}: no longer said: {text}" for text in set(known) - texts]
        if language != "vi":
            found += [
                f"{language}: not translated: {text}"
                for text, message in known.items()
                if not _is_whole(message.string)
            ]
            found += [
                f"{language}: other gaps than the text's: {text}"
                for text, message in known.items()
                if _is_whole(message.string) and not _has_the_gaps(message.id, message.string)
            ]
        if _said_by(po_path(language).with_suffix(".mo").read_bytes()) != _said_by(compiled(catalogue)):
            found.append(f"{language}: the compiled catalogue is stale")
    return sorted(found)


def _said_by(mo: bytes) -> set[tuple[str, ...]]:
    """What a compiled catalogue answers. Its header carries the version of Babel and is left out."""
    messages = read_mo(io.BytesIO(mo))
    return {(*_forms(message.id), *_forms(message.string or "")) for message in messages if message.id}


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _is_whole(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(translation) if isinstance(translation, list | tuple) else bool(translation)


def _has_the_gaps(text: str | tuple[str, ...] | list[str], said: str | tuple[str, ...] | list[str]) -> bool:
    """Each form fills no gap that the text does not have, and the last one ("many") fills all of them."""
    gaps = set(GAP.findall(_forms(text)[-1]))
    return all(set(GAP.findall(form)) <= gaps for form in _forms(said)) and set(GAP.findall(_forms(said)[-1])) == gaps


def check() -> int:
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    steps = {"update": update, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        raise SystemExit("usage: messages.py update | check")
    raise SystemExit(steps[sys.argv[1]]())
