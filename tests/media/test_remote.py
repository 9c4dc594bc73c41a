"""One store for many machines: what one takes in, every other one can read, over S3 in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.errors import Mistake, NotFound
from campaign.media.remote import RemoteMedia
from campaign.media.store import MediaStore
from campaign.settings import Settings
from tests.media.s3 import BUCKET, KEY_ID, SECRET

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    """Where the stand-in's objects lie: one file each, its key quoted."""
    return tmp_path / "bucket"


@pytest.fixture
def s3(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a folder in a running stand-in; keys are where AWS's own tools look for them."""
    pytest.importorskip("obstore", reason="pip install 'campaign[s3]'")
    command = [sys.executable, "-m", "tests.media.s3", str(bucket)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for name, value in (
            ("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.stdout.readline().strip()}"),
            ("AWS_ACCESS_KEY_ID", KEY_ID), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ALLOW_HTTP", "true"),
        ):  # fmt: skip
            monkeypatch.setenv(name, value)
        yield f"s3://{BUCKET}/hau-giang"
        server.terminate()


@pytest.fixture(params=["s3", "folder"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(request.getfixturevalue("s3")) if request.param == "s3" else f"file://{tmp_path / 'kho'}"


@pytest.fixture
def machines(url: str, tmp_path: Path) -> list[MediaStore]:
    return two_machines(url, tmp_path)


def two_machines(url: str, folder: Path) -> list[MediaStore]:
    settings = Settings(workspace=folder, media_url=url)
    return [MediaStore.of(replace(settings, workspace=folder / name)) for name in ("mot", "hai")]


def test_what_one_machine_takes_in_another_one_reads_and_keeps(machines: list[MediaStore]) -> None:
    one, two = machines
    sha256 = one.put("Đừng đọc mã OTP".encode())
    assert two.has(sha256)
    assert two.sizes() == {sha256: len("Đừng đọc mã OTP".encode())}
    with two.open(sha256) as file:
        assert file.read().decode() == "Đừng đọc mã OTP"
    assert two.path(sha256).parent.parent == two.folder  # for programs that want a file
    assert not list(two.folder.rglob(".fetched-*"))
    assert one.put("Đừng đọc mã OTP".encode()) == sha256
    MediaStore(one.folder, one.remote).remove(sha256)
    assert two.is_sound(sha256)  # it has it by now


def test_what_nobody_has_is_not_found_and_what_was_forgotten_is_gone_for_all(machines: list[MediaStore]) -> None:
    one, two = machines
    with pytest.raises(NotFound):
        two.open("0" * 64)
    sha256 = one.put(b"x")
    two.remove(sha256)
    assert not two.has(sha256)
    two.remove(sha256)
    assert two.sizes() == {}


def test_bytes_that_are_not_what_their_name_says_are_never_handed_out(s3: str, bucket: Path, tmp_path: Path) -> None:
    one, two = two_machines(s3, tmp_path)
    sha256 = one.put(b"film" * 100_000)
    (stored,) = bucket.iterdir()
    stored.write_bytes(b"film" * 99_999)
    with pytest.raises(NotFound):
        two.open(sha256)
    assert not two.is_sound(sha256)
    assert not [file for file in two.folder.rglob("*") if file.is_file()]
    one.put(b"film" * 100_000)  # taken in again, it is whole
    assert two.is_sound(sha256)


def test_a_store_that_refuses_our_key_is_told_in_a_sentence_without_it(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "khoa-sai")
    store = MediaStore(tmp_path / "media", RemoteMedia(s3))
    with pytest.raises(Mistake, match="không trả lời") as told:
        store.put(b"x")
    assert "khoa-sai" not in str(told.value)
    assert not [file for file in store.folder.rglob("*") if file.is_file()]


def test_a_store_that_cannot_be_written_takes_nothing_in(tmp_path: Path) -> None:
    (tmp_path / "kho").write_text("a file where a folder should be")
    store = MediaStore(tmp_path / "media", RemoteMedia(f"file://{tmp_path / 'kho' / 'x'}"))
    with pytest.raises(Mistake, match="không trả lời"):
        store.put(b"x")
    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_an_address_that_nothing_here_can_read_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="pip install"):
        MediaStore(tmp_path, RemoteMedia("khong-co://kho")).has("0" * 64)
