"""Uploads in parts: resumed where they stopped, one's own alone, refused early, swept after a day."""

from __future__ import annotations

import hashlib
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.errors import Conflict, Mistake, NotFound
from campaign.media import uploads as module
from campaign.media.upload import plain_name
from campaign.media.uploads import KEPT, PART_BYTES, NoRoom, Uploads
from tests.conftest import START
from tests.media.files import jpeg

ME, OTHER = "phong-vien@example.vn", "nguoi-khac@example.vn"
PICTURE = jpeg() + bytes(8000)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def test_a_file_in_parts_is_whole_again_and_keeps_its_name_for_the_decoder(uploads: Uploads) -> None:
    upload = uploads.begin(START, ME, "Ảnh (1).JPG", len(PICTURE), hashlib.sha256(PICTURE).hexdigest())
    for start in range(0, len(PICTURE), 1500):
        uploads.append(ME, upload.id, start, PICTURE[start : start + 1500])
    with uploads.whole(ME, upload.id) as (_, path):
        assert (path.name, path.read_bytes()) == ("anh-1.jpg", PICTURE)
    with uploads.whole(ME, upload.id) as (again, path):  # as after a crash in the middle of taking it in
        assert (again.offset, path.read_bytes()) == (len(PICTURE), PICTURE)


def test_a_part_that_does_not_follow_is_refused_and_nothing_is_lost(uploads: Uploads) -> None:
    upload = uploads.begin(START, ME, "a.jpg", len(PICTURE))
    uploads.append(ME, upload.id, 0, PICTURE[:100])
    for offset in (0, 50, 101):
        with pytest.raises(Conflict, match="không nối tiếp"):
            uploads.append(ME, upload.id, offset, b"x")
    with pytest.raises(Mistake, match="dài hơn"):
        uploads.append(ME, upload.id, 100, PICTURE)
    with pytest.raises(Conflict, match="chưa tải xong"), uploads.whole(ME, upload.id):
        pass
    assert Uploads(uploads.folder).of(ME, upload.id).offset == 100


def test_another_persons_upload_looks_like_none(uploads: Uploads) -> None:
    upload = uploads.begin(START, ME, "a.jpg", 10)
    said = []
    for name in (upload.id, "A" * 32, "../../etc/passwd"):
        with pytest.raises(NotFound) as refusal:
            uploads.append(OTHER, name, 0, b"x")
        said.append(str(refusal.value))
    assert len(set(said)) == 1
    assert uploads.unfinished(OTHER) == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("bieu-do.svg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "SVG"),
        ("trang.jpg", b"<!doctype html><script>alert(1)</script>", "HTML"),
        ("chay.exe", b"MZ" + bytes(5000), "không nhận ra loại tệp"),
    ],
)
def test_what_will_never_be_taken_is_refused_by_its_first_bytes(
    uploads: Uploads, name: str, content: bytes, why: str
) -> None:
    upload = uploads.begin(START, ME, name, len(content))
    with pytest.raises(Mistake, match=why):
        uploads.append(ME, upload.id, 0, content)
    with pytest.raises(NotFound):
        uploads.of(ME, upload.id)


def test_a_picture_that_is_too_large_for_one_is_refused_after_its_first_part(uploads: Uploads) -> None:
    upload = uploads.begin(START, ME, "to.jpg", 61 << 20)
    with pytest.raises(Mistake, match="ảnh nhiều nhất 60 MB"):
        uploads.append(ME, upload.id, 0, PICTURE[:5000])
    with pytest.raises(Mistake, match="nhiều nhất 1024 MB"):
        uploads.begin(START, ME, "phim.mp4", (1 << 30) + 1)


def test_bytes_that_changed_on_the_way_are_not_taken(uploads: Uploads) -> None:
    upload = uploads.begin(START, ME, "a.jpg", len(PICTURE), "0" * 64)
    uploads.append(ME, upload.id, 0, PICTURE)
    with pytest.raises(Mistake, match="sai lệch"), uploads.whole(ME, upload.id):
        pass


def test_one_person_cannot_fill_the_disk_and_nobody_its_last_part(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(module.MOST_AT_ONCE):
        uploads.begin(START, ME, "a.jpg", 10)
    with pytest.raises(Mistake, match="tải dở 20 tệp"):
        uploads.begin(START, ME, "a.jpg", 10)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 40, 0, module.RESERVE_BYTES + (40 << 20)))
    uploads.begin(START, OTHER, "a.jpg", 10 << 20)
    with pytest.raises(NoRoom, match="hết chỗ"):
        uploads.begin(START, OTHER, "a.jpg", 30 << 20)


def test_a_day_later_what_nobody_finished_is_gone(uploads: Uploads) -> None:
    old = uploads.begin(START, ME, "a.jpg", 10)
    new = uploads.begin(START + timedelta(hours=2), ME, "b.jpg", 10)
    (uploads.folder / "khong-doc-duoc").mkdir()
    assert uploads.sweep(START + KEPT) == 2
    assert [each.id for each in uploads.unfinished(ME)] == [new.id]
    assert not (uploads.folder / old.id).exists()


def test_no_name_becomes_a_path() -> None:
    names = ("../../etc/passwd", "CON", "a\0b.jpg", "..", "about.json", "Đơn xin (bản 2).PDF", "‮gpj.exe", "")
    plain = [plain_name(name) for name in names]
    assert plain[5] == "don-xin-ban-2.pdf"
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") and name.strip(".") for name in plain)


def test_a_part_is_not_larger_than_a_request_may_be() -> None:
    from campaign.web.body import PART_MAX_BYTES

    assert PART_BYTES == PART_MAX_BYTES
