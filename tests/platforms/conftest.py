"""One sandbox for the platforms' tests, emptied before each; rigs by platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.sandbox import Sandbox
from tests.platforms.rigs import Rig, telegram_rig


@pytest.fixture(scope="module")
def running_sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.application.reset()
    return running_sandbox


@pytest.fixture
def telegram(sandbox: Sandbox) -> Rig:
    return telegram_rig(sandbox)
