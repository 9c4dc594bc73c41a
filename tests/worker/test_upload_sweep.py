"""The clock forgets uploads that nobody finished."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.app.open import dispatch_for
from campaign.clock import SetClock
from campaign.db import Database
from campaign.errors import NotFound
from campaign.media.uploads import Uploads
from campaign.settings import Settings
from campaign.worker.upload_sweep import UploadSweep
from tests.conftest import START


def test_an_upload_of_yesterday_is_gone_after_the_first_look(
    sqlite_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings(workspace=tmp_path_factory.mktemp("workspace"), database_url=sqlite_database.url)
    uploads = Uploads(settings.var / "uploads")
    old = uploads.begin(START, "a@example.vn", "a.jpg", 10)
    new = uploads.begin(START + timedelta(hours=23), "a@example.vn", "b.jpg", 10)
    assert isinstance(sqlite_database.clock, SetClock)
    sqlite_database.clock.at = START + timedelta(hours=25)
    UploadSweep(dispatch_for(sqlite_database, settings)).look()
    assert uploads.of("a@example.vn", new.id).name == "b.jpg"
    with pytest.raises(NotFound):
        uploads.of("a@example.vn", old.id)
