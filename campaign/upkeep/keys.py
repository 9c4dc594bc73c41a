"""``campaign keys rotate``: a new key, everything sealed anew with it, the old one gone. A kill costs nothing: the key
file holds both keys until every sealed text opens with the new one alone, and the same command goes on from there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlmodel import Session, col

from campaign.credentials import Vault
from campaign.db import Database
from campaign.errors import Mistake
from campaign.models import Credential, Fact, User
from campaign.people.audit import record
from campaign.upkeep.durable import written_whole

CONSENT = "oauth-state:"
"""Facts of a Zalo consent that is being waited for: ``<channel key>\\n<sealed>``."""


@dataclass(frozen=True)
class Sealed:
    """One sealed text. ``key``: what stands inside its plaintext; ``put`` replaces it where it stands, in the caller's
    transaction, and is False where it has changed meanwhile."""

    key: str
    text: str
    put: Callable[[Session, str], bool]


def sealed_texts(session: Session) -> list[Sealed]:
    """Everything that the key file opens. A new place where something is sealed belongs here (a test counts them)."""
    return [*_credentials(session), *_second_steps(session), *_consents(session)]


def rotate(database: Database, key_file: Path, actor: str, step: Callable[[str], None] = lambda _: None) -> int:
    """Returns how many texts are sealed with the new key. ``step`` is told of each step before it is done (tests end
    the program there). The caller sees to it that no other program runs. Raises Mistake where a text does not open."""
    with _alone(key_file):
        vault = Vault(key_file)
        if not key_file.exists():
            raise Mistake(f"Chưa có tệp khóa {key_file}: chưa có bí mật nào để niêm phong lại.")
        with database.read() as session:
            for one in sealed_texts(session):
                vault.open(one.key, one.text)
        keys = _keys(key_file)
        if len(keys) == 1:
            step("add")
            keys = [Fernet.generate_key().decode(), *keys]
            _write(key_file, keys)
        count = _seal_anew(database, Vault(key_file), Fernet(keys[0]), step)
        with database.write() as session:  # nobody seals between this look and the end of the old key
            _require_all_new(session, Fernet(keys[0]))
            record(session, database.now(session), actor, "upkeep.keys", "workspace", sealed=count)
            step("remove")
            _write(key_file, keys[:1])
        step("removed")
        return count


def _seal_anew(database: Database, both: Vault, newest: Fernet, step: Callable[[str], None]) -> int:
    with database.read() as session:
        found = sealed_texts(session)
    for one in found:
        if _opens(newest, one.text):
            continue
        step("seal")
        with database.write() as session:
            one.put(session, both.seal(one.key, both.open(one.key, one.text)))
    return len(found)


def _require_all_new(session: Session, newest: Fernet) -> None:
    if any(not _opens(newest, one.text) for one in sealed_texts(session)):
        raise Mistake("Có bí mật vừa được lưu trong lúc đổi khóa. Chưa bỏ khóa cũ; hãy chạy lại: campaign keys rotate")


def _opens(key: Fernet, text: str) -> bool:
    try:
        key.decrypt(text.encode())
    except Exception:  # InvalidToken, or no token at all
        return False
    return True


def _keys(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text("ascii").splitlines() if line.strip()]


def _write(file: Path, keys: list[str]) -> None:
    with written_whole(file) as draft:
        draft.write_text("".join(f"{key}\n" for key in keys), "ascii")


@contextmanager
def _alone(key_file: Path) -> Iterator[None]:
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(key_file.with_name(f"{key_file.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Mistake("Đang có một lệnh đổi khóa khác chạy. Hãy chờ nó xong.") from None
    finally:
        os.close(handle)


def _credentials(session: Session) -> Iterator[Sealed]:
    for row in session.scalars(sa.select(Credential)):
        yield Sealed(
            row.channel_key, row.sealed, _put(Credential, "channel_key", row.channel_key, "sealed", row.sealed)
        )


def _second_steps(session: Session) -> Iterator[Sealed]:
    for row in session.scalars(sa.select(User).where(col(User.totp_sealed) != "")):
        yield Sealed(f"user:{row.email}", row.totp_sealed, _put(User, "id", row.id, "totp_sealed", row.totp_sealed))


def _consents(session: Session) -> Iterator[Sealed]:
    for row in session.scalars(sa.select(Fact).where(col(Fact.name).startswith(CONSENT))):
        key, _, text = row.value.partition("\n")
        yield Sealed(key, text, _put(Fact, "name", row.name, "value", row.value, f"{key}\n"))


def _put(
    model: type, id_column: str, row_id: object, column: str, before: str, head: str = ""
) -> Callable[[Session, str], bool]:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]

    def put(session: Session, sealed: str) -> bool:
        same = sa.and_(table.c[id_column] == row_id, table.c[column] == before)
        done = session.execute(sa.update(table).where(same).values({column: head + sealed}))
        return bool(done.rowcount)  # type: ignore[attr-defined]

    return put
