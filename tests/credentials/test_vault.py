"""Secrets at rest: sealed for one channel with this installation's key, and refused in every other case."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from campaign.credentials import Vault
from campaign.errors import Mistake
from tests.faults.child import fork

SECRETS = {"bot_token": "bí mật"}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "secret.key"


def test_what_was_sealed_opens_again_and_shows_nothing(key_file: Path) -> None:
    sealed = Vault(key_file).seal("telegram", SECRETS)
    assert Vault(key_file).open("telegram", sealed) == SECRETS
    assert "bí mật" not in sealed
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["secret.key"]


def test_a_sealed_text_moved_to_another_channel_is_refused(key_file: Path) -> None:
    sealed = Vault(key_file).seal("telegram", SECRETS)
    with pytest.raises(Mistake, match=r"không phải của kênh khac\. Hãy kết nối lại"):
        Vault(key_file).open("khac", sealed)


def test_the_wrong_key_says_what_to_do(key_file: Path) -> None:
    sealed = Vault(key_file).seal("telegram", SECRETS)
    key_file.write_bytes(Fernet.generate_key())
    with pytest.raises(
        Mistake, match=r"secret\.key không mở được .* telegram\. Hãy đặt lại đúng tệp khóa, hoặc kết nối"
    ):
        Vault(key_file).open("telegram", sealed)


def test_a_key_file_that_is_missing_is_said_to_be_and_no_new_one_is_made_in_its_place(key_file: Path) -> None:
    sealed = Vault(key_file).seal("telegram", SECRETS)
    key_file.unlink()
    with pytest.raises(Mistake, match=r"Không có tệp khóa .*secret\.key, .* telegram\. Hãy đặt lại đúng tệp khóa"):
        Vault(key_file).open("telegram", sealed)
    assert not key_file.exists()


def test_a_newer_key_above_the_old_one_opens_what_the_old_one_sealed(key_file: Path) -> None:
    sealed = Vault(key_file).seal("telegram", SECRETS)
    newer = Vault(key_file.with_name("other.key"))
    newer.seal("x", {})
    key_file.write_bytes(newer.key_file.read_bytes() + b"\n" + key_file.read_bytes())
    assert Vault(key_file).open("telegram", sealed) == SECRETS
    assert newer.open("telegram", Vault(key_file).seal("telegram", SECRETS)) == SECRETS


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(key_file: Path, mode: int) -> None:
    Vault(key_file).seal("telegram", SECRETS)
    key_file.chmod(mode)
    with pytest.raises(Mistake, match="chmod 600"):
        Vault(key_file).seal("telegram", SECRETS)


@pytest.mark.parametrize("content", [b"", b"ngan", b"\xff\xfe", "khóa".encode()])
def test_a_damaged_key_is_told_and_never_replaced(key_file: Path, content: bytes) -> None:
    key_file.parent.mkdir()
    key_file.write_bytes(content)
    key_file.chmod(0o600)
    with pytest.raises(Mistake, match="bị hỏng"):
        Vault(key_file).seal("telegram", SECRETS)
    assert key_file.read_bytes() == content


def test_makers_in_two_processes_and_eight_threads_make_one_key(key_file: Path) -> None:
    children = [fork(lambda: seal_in_threads(key_file)) for _ in range(2)]
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0]
    sealed = [path.read_text() for path in sorted(key_file.parent.glob("sealed-*"))]
    assert len(sealed) == 8
    assert [Vault(key_file).open("telegram", text) for text in sealed] == [SECRETS] * 8
    assert len(key_file.read_text().splitlines()) == 1


def seal_in_threads(key_file: Path) -> None:
    together = threading.Barrier(4)

    def seal(number: int) -> None:
        together.wait()
        sealed = Vault(key_file).seal("telegram", SECRETS)
        (key_file.parent / f"sealed-{os.getpid()}-{number}").write_text(sealed)

    threads = [threading.Thread(target=seal, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
