"""A step's secrets: what goes wrong on our side while they are opened is known to have sent nothing.

They are read when the adapter asks, which is before its first byte. A key that does not open, or a database that is
away, must then not look like a failure of the platform's, of which nobody knows what it left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa

from campaign.errors import Mistake, Unavailable
from campaign.platforms.seam import Credentials

AWAY = "Cơ sở dữ liệu không trả lời khi lấy bí mật của kênh."
"""It says nothing of what was sent: a look that follows a step may end with it too."""
UNREADABLE = "Không đọc được bí mật của kênh: {why}"


class OwnSecrets:
    """Implements ``platforms.seam.Credentials``. Raises Unavailable where they cannot be opened or kept."""

    def __init__(self, kept: Credentials) -> None:
        self._kept = kept

    def read(self) -> Mapping[str, str]:
        with _our_own_fault():
            return self._kept.read()

    def replace(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        with _our_own_fault():
            return self._kept.replace(change)


@contextmanager
def _our_own_fault() -> Iterator[None]:
    try:
        yield
    except Mistake as fault:
        raise Unavailable("local", str(fault)) from None
    except sa.exc.SQLAlchemyError as fault:
        raise Unavailable("local", AWAY, type(fault).__name__) from None
    except OSError as fault:
        raise Unavailable("local", UNREADABLE.format(why=fault.strerror or fault), type(fault).__name__) from None
