"""A Page on a fresh sandbox; nothing that an earlier test's Page refused is remembered, and nothing is waited for."""

from __future__ import annotations

import pytest

from campaign.platforms import platform
from campaign.platforms.facebook import watching
from campaign.sandbox import Sandbox
from tests.platforms.facebook.page import FacebookPage
from tests.platforms.rigs import facebook_rig


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited, in order."""
    waits: list[float] = []
    monkeypatch.setattr(watching, "pause", waits.append)
    return waits


@pytest.fixture
def page(sandbox: Sandbox, waited: list[float]) -> FacebookPage:
    platform.cache_clear()
    return FacebookPage(facebook_rig(sandbox))
