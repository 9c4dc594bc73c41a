"""The documentation is tested: every command, option, setting and channel key stands in it, and README's fences run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from pydantic import BaseModel

from campaign.workspace.channel_options import OPTIONS
from campaign.workspace.channels import ChannelHead
from campaign.workspace.item_fields import READERS
from campaign.workspace.schedules import Schedules
from tests.house.sources import ROOT

REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTING = re.compile(r"\bCAMPAIGN_[A-Z_]+\b")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def commands() -> dict[str, Any]:
    """Every command of the program that does something, by the words that call it: ``{"channel list": ...}``."""
    from campaign.cli.main import app

    return dict(_leaves(typer.main.get_command(app), ""))


def _leaves(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    context = command.context_class(command)
    if not hasattr(command, "list_commands"):
        yield words, command
        return
    for name in command.list_commands(context):
        yield from _leaves(command.get_command(context, name), f"{words} {name}".strip())


def sections() -> dict[str, str]:
    """The reference's own sections on commands: ``### campaign channel list`` -> its text."""
    parts = re.split(r"^### campaign (.+)$", REFERENCE, flags=re.MULTILINE)
    texts = (re.split(r"^#{1,3} ", text, flags=re.MULTILINE)[0] for text in parts[2::2])
    return dict(zip(parts[1::2], texts, strict=True))


def settings_read() -> set[str]:
    return set(SETTING.findall((ROOT / "campaign" / "settings.py").read_text(encoding="utf-8")))


def keys_of(table: type[BaseModel]) -> Iterator[str]:
    """The keys of a table as its file writes them, and of the tables inside it."""
    for name, field in table.model_fields.items():
        yield field.alias or name
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from keys_of(inner)


def fences() -> list[str]:
    return re.findall(r"^```bash run\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_command_has_its_section_and_no_section_invents_one() -> None:
    assert sections().keys() == commands().keys()


def test_every_option_stands_in_the_section_of_its_command() -> None:
    said = sections()
    missing = [
        f"campaign {words} {option}"
        for words, command in commands().items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option != "--help" and f"`{option}" not in said.get(words, "")
    ]
    assert missing == []


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    assert set(SETTING.findall(REFERENCE)) == settings_read()


def test_every_key_of_an_item_is_documented() -> None:
    assert [key for key in READERS if f"`{key}`" not in REFERENCE] == []


@pytest.mark.parametrize("table", [ChannelHead, *OPTIONS.values(), Schedules])
def test_every_key_of_a_file_is_documented(table: type[BaseModel]) -> None:
    assert [key for key in keys_of(table) if f"`{key}`" not in REFERENCE and f"[{key}]" not in REFERENCE] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("fence", fences())
def test_a_fence_of_the_readme_runs_as_it_stands(fence: str, tmp_path: Path) -> None:
    command = tmp_path / "bin" / "campaign"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m campaign "$@"\n')
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
    environ = kept | {"PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", fence],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_readme_has_fences_that_run() -> None:
    assert fences() != []
