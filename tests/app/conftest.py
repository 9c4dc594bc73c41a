"""A program ready to run, and the other side. Both are made once; each story gets its own copy and an empty world."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.sandbox import Sandbox
from tests.app import program as scene


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def prepared(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> scene.Program:
    return scene.prepare(tmp_path_factory.mktemp("chuong-trinh") / "noi", running_sandbox)


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.application.reset()
    return running_sandbox


@pytest.fixture
def program(prepared: scene.Program, sandbox: Sandbox, tmp_path: Path) -> scene.Program:
    root = tmp_path / "noi-lam-viec"
    shutil.copytree(prepared.root, root)
    return scene.Program(root, dict(prepared.environ))
