"""A worker on another machine: the database is the same, ``var/media`` is its own, files come from the common store."""

from __future__ import annotations

import shutil
from pathlib import Path

from campaign.media.intake import take_in
from campaign.media.store import MediaStore
from tests.delivery.stage import Stage
from tests.media.files import jpeg


def illustrated(stage: Stage, tmp_path: Path) -> tuple[int, str]:
    """A delivery of an item with a picture that this machine took in before it went; and the picture's hash."""
    (tmp_path / "anh.jpg").write_bytes(jpeg())
    stage.wire(media_url=f"file://{tmp_path / 'kho'}")
    row = take_in(stage.database, MediaStore.of(stage.settings), [tmp_path / "anh.jpg"]).rows[tmp_path / "anh.jpg"]
    stage.add_channel()
    stage.add_item("otp", media=[{"sha256": row.sha256, "name": row.name, "alt": "Ảnh"}])
    shutil.rmtree(stage.settings.media_folder)
    return stage.deliver("otp", "telegram"), row.sha256


def test_a_worker_without_the_file_fetches_it_and_publishes(stage: Stage, tmp_path: Path) -> None:
    delivery, sha256 = illustrated(stage, tmp_path)
    stage.settle()
    assert (stage.row(delivery).state, len(stage.sandbox.posts())) == ("published", 1)
    assert MediaStore(stage.settings.media_folder).is_sound(sha256)


def test_while_the_common_store_is_away_nothing_is_sent_and_later_it_goes(stage: Stage, tmp_path: Path) -> None:
    delivery, _ = illustrated(stage, tmp_path)
    (tmp_path / "kho").rename(tmp_path / "away")
    (tmp_path / "kho").write_text("a file where a folder should be")
    stage.settle()
    waiting = stage.row(delivery)
    assert (waiting.state, waiting.error_code, stage.sandbox.posts()) == ("scheduled", "local", [])
    assert "không trả lời" in str(waiting.error_message)
    (tmp_path / "kho").unlink()
    (tmp_path / "away").rename(tmp_path / "kho")
    stage.clock.advance(minutes=5)
    stage.settle()
    assert (stage.row(delivery).state, len(stage.sandbox.posts())) == ("published", 1)
