"""A TOML file of the workspace: read, its mistakes told in Vietnamese and placed on their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from campaign.workspace.files import LARGEST_TOML, read_text
from campaign.workspace.mistakes import Mistakes, quoted, unknown_key
from campaign.workspace.text import clean_texts
from campaign.workspace.toml_lines import TomlLines, dots_too_deep

T = TypeVar("T", bound=BaseModel)

_SAID_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_WORDS = {
    "Invalid value": "giá trị không hợp lệ; chữ phải đặt trong dấu nháy kép",
    "Invalid statement": "dòng không hợp lệ; mỗi dòng là khóa = giá trị, hoặc một [bảng]",
    "Expected '=' after a key in a key/value pair": "thiếu dấu = sau tên khóa",
    "Expected newline or end of document after a statement": "thừa chữ sau giá trị",
    "Unclosed array": "danh sách thiếu dấu ] đóng",
    "Unclosed inline table": "bảng trên một dòng thiếu dấu } đóng",
    "Illegal character '\\n'": "chuỗi thiếu dấu nháy đóng ở cuối dòng",
    "Unterminated string": "chuỗi thiếu dấu nháy đóng",
    "Cannot overwrite a value": "khóa này đã có ở trên",
    "Cannot mutate immutable namespace": "bảng này đã có ở trên",
    "Expected \"']'\"": "thiếu dấu ]",
}
_SENTENCES = {
    "string_type": "phải là chữ, đặt trong dấu nháy kép",
    "string_too_short": "không được để trống",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "float_type": "phải là số",
    "finite_number": "phải là một số hữu hạn",
    "bool_type": "phải là true hoặc false",
    "list_type": "phải là danh sách trong dấu [ ]",
    "dict_type": "phải là một bảng",
    "model_type": "phải là một bảng",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải từ {le} trở xuống",
}


class TomlFile:
    """The tables of one file (``raw``, texts clean) and the way to say what is wrong in them."""

    def __init__(self, path: str, raw: dict[str, Any], text: str, mistakes: Mistakes) -> None:
        self.path = path
        self.raw = raw
        self._text = text
        self._mistakes = mistakes

    @cached_property
    def lines(self) -> TomlLines:
        return TomlLines(self._text)

    def mistake(self, place: Sequence[str | int], message: str) -> None:
        """Say that what stands at ``place`` is wrong."""
        self._mistakes.add(self.path, self.lines.line_of(place), message)

    def validated(self, model: type[T], raw: object, place: Sequence[str | int] = ()) -> T | None:
        """``raw`` as that model; None, with every mistake told, where it is not one."""
        try:
            return model.model_validate(raw)
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                self.mistake((*place, *error["loc"]), _sentence(model, error))
            return None


def read_toml(root: Path, path: str, mistakes: Mistakes) -> TomlFile | None:
    """The file, or None with its mistake."""
    text = read_text(root, path, mistakes, LARGEST_TOML)
    if text is None:
        return None
    if line := dots_too_deep(text):
        mistakes.add(path, line, "TOML: tên khóa có quá nhiều phần nối bằng dấu chấm")
        return None
    try:
        raw = cast("dict[str, Any]", clean_texts(tomllib.loads(text)))
    except RecursionError:
        mistakes.add(path, 1, "TOML lồng nhau quá sâu")
    except ValueError as error:
        line, message = _said(str(error), text)
        mistakes.add(path, line, message)
    else:
        return TomlFile(path, raw, text, mistakes)
    return None


def _said(error: str, text: str) -> tuple[int, str]:
    """Line and Vietnamese sentence of an error of tomllib, whose own words end in "(at line 3, column 5)"."""
    match = _SAID_AT.search(error)
    line = int(match[1]) if match and match[1] else (text.rstrip().count("\n") + 1 if match else 1)
    said = _SAID_AT.sub("", error)
    return line, f"TOML không đọc được: {_WORDS.get(said, said)}"


def _sentence(model: type[BaseModel], error: ErrorDetails) -> str:
    kind, place, given = error["type"], error["loc"], error["input"]
    name = str(place[-1]) if place and isinstance(place[-1], str) else ""
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        return unknown_key(name, known_keys(model_at(model, place[:-1])))
    if kind == "missing":
        return f"thiếu khóa `{name}`"
    if kind == "value_error":
        message = str(context["error"])
    elif kind == "literal_error":
        message = "phải là một trong: " + str(context["expected"]).replace(" or ", ", ").replace("'", "")
    else:
        message = _SENTENCES.get(kind, error["msg"]).format_map(context)
    subject = f"`{name}` " if name else ""
    shows_it = not isinstance(given, str | int | float) or given == "" or "đang là" in message
    return f"{subject}{message}" + ("" if shows_it else f" (đang là {quoted(given)})")


def known_keys(model: type[BaseModel] | None) -> list[str]:
    """The keys of a table as its file writes them."""
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def model_at(model: type[BaseModel], place: Sequence[str | int]) -> type[BaseModel] | None:
    """The model of the table at ``place`` inside another."""
    here: type[BaseModel] | None = model
    for part in place:
        if here is None or isinstance(part, int):
            continue
        field = next((each for name, each in here.model_fields.items() if part in (each.alias, name)), None)
        here = _model_in(field.annotation) if field else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
