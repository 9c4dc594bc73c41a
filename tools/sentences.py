"""Finds the sentences that the rooms say: Vietnamese texts in the code, their changing parts made into named places.

A room writes f"Kênh {channel.title} đang đóng." and stores it so; the catalogue holds "Kênh {title} đang đóng.", and
campaign/sentences puts what was stored back into English by it. Names come from the code's own expressions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "campaign"
ROOMS = (
    "alerts", "credentials", "delivery", "desk", "library", "media", "packs", "people", "platforms", "reach",
    "rendering", "schedule", "upkeep", "web", "workspace",
)  # fmt: skip
UNSPOKEN = (
    # Words that people type into tables and files, and what is written into files for them.
    "library/export_columns.py", "library/tables/columns.py", "web/activities/tables.py",
    "packs/columns.py", "packs/offers/examples.py",
    "workspace/starter.py", "rendering/trial.py", "media/cover.py", "media/subtitles.py", "platforms/zalo/table.py",
    # Official documents: Vietnamese in any language of the pages.
    "reach/document/", "reach/charts/", "reach/export_", "reach/letterhead.py", "reach/notes.py", "reach/opening.py",
    "packs/voice/", "packs/loudspeaker_texts.py", "packs/portal_readme.py", "packs/script_word.py",
    "packs/sms_files.py", "packs/lesson/questions.py", "packs/lesson/sheet.py", "packs/lesson/word_sheet.py",
    "web/language.py",
    # Said at the command line alone, which speaks Vietnamese.
    "upkeep/backup.py", "upkeep/doctor.py", "upkeep/filling.py", "upkeep/keys.py", "upkeep/looks.py",
    "upkeep/move.py", "upkeep/opened.py", "upkeep/place.py", "upkeep/running.py", "upkeep/staged.py",
    "upkeep/tables.py", "workspace/channel_options.py", "workspace/channels.py", "workspace/content.py",
    "workspace/files.py", "workspace/front_matter.py", "workspace/media_files.py", "workspace/plan_file.py",
    "workspace/plan_references.py", "workspace/schedules_file.py", "workspace/toml_files.py",
    "workspace/yaml_nodes.py", "workspace/plan.py", "workspace/schedules.py", "workspace/durations.py", "desk/adopt.py",
)  # fmt: skip
"""Files and folders whose texts no page, answer or message of another language says."""
VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
_TIMES = (("%H:%M:%S", "{clock}"), ("%H:%M", "{clock}"), ("%d/%m/%Y", "{date}"))
_SHORTEST = 3
"""Letters: "đ" alone is a letter that code replaces, not a word."""


def sentences() -> Iterator[str]:
    """Every text with a Vietnamese letter, as the catalogue names it, in order of file and place."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(UNSPOKEN):
                yield from said_in(path.read_text("utf-8"))


def said_in(source: str) -> Iterator[str]:
    """The texts of one file. Docstrings, keys of tables, words of sets and patterns are not said to anybody."""
    tree = ast.parse(source)
    silent = set(_silent(tree))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = literal = _timed(node.value)
        elif isinstance(node, ast.JoinedStr):
            text = _template(node)
            literal = re.sub(r"{\w+}", "", text)
        else:
            continue
        if VIETNAMESE.search(literal) and len(literal.strip()) >= _SHORTEST:
            yield text


def _silent(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        quiet: list[ast.expr | None] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet = [node.value]
        elif isinstance(node, ast.JoinedStr):
            quiet = [part for part in node.values if isinstance(part, ast.Constant)]
            quiet += [part.format_spec for part in node.values if isinstance(part, ast.FormattedValue)]
            quiet += [part for spec in quiet if isinstance(spec, ast.JoinedStr) for part in spec.values]
        elif isinstance(node, ast.Dict):
            quiet = list(node.keys)
        elif isinstance(node, ast.Set):
            quiet = list(node.elts)
        elif isinstance(node, ast.Call) and _called(node) in ("compile", "frozenset"):
            quiet = [each for each in ast.walk(node) if isinstance(each, ast.Constant)]
        yield from (id(each) for each in quiet if each is not None)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _template(node: ast.JoinedStr) -> str:
    names: dict[str, str] = {}
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
            continue
        assert isinstance(part, ast.FormattedValue)
        spec = "".join(str(each.value) for each in getattr(part.format_spec, "values", []) if hasattr(each, "value"))
        written, timed = ast.unparse(part.value), _timed(spec)
        if timed == spec:
            text += f"{{{_name_in(names, written, named(part.value))}}}"
        else:
            for place in re.findall(r"{(\w+)}", timed):
                timed = timed.replace(f"{{{place}}}", f"{{{_name_in(names, written + place, place)}}}", 1)
            text += timed
    return text


def _name_in(names: dict[str, str], written: str, name: str) -> str:
    """The name of an expression within one text; a second one of the same name gets a number."""
    if written not in names:
        taken = sum(1 for other in names.values() if other.rstrip("0123456789") == name)
        names[written] = f"{name}{taken + 1}" if taken else name
    return names[written]


def _timed(text: str) -> str:
    for directive, place in _TIMES:
        text = text.replace(directive, place)
    return text


def named(node: ast.AST) -> str:
    """A name for what an expression holds: ``channel.title`` is a title, ``", ".join(missing)`` is missing."""
    if isinstance(node, ast.Name):
        return node.id.strip("_").lower()
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_").lower()
    if isinstance(node, ast.Call) and node.args:
        return named(node.args[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return named(node.func.value)
    if isinstance(node, ast.Call):
        return named(node.func)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    within = {
        ast.Subscript: "value", ast.BinOp: "left", ast.IfExp: "body", ast.UnaryOp: "operand", ast.Starred: "value",
        ast.GeneratorExp: "elt", ast.ListComp: "elt", ast.FormattedValue: "value",
    }  # fmt: skip
    inner = getattr(node, within[type(node)]) if type(node) in within else None
    if isinstance(node, ast.BoolOp):
        inner = node.values[0]
    if isinstance(node, ast.JoinedStr):
        inner = next((part for part in node.values if isinstance(part, ast.FormattedValue)), None)
    if isinstance(node, ast.List | ast.Tuple) and node.elts:
        inner = node.elts[0]
    return named(inner) if inner is not None else "part"
