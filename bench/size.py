"""Full size, or a small one that only shows that a measurement runs (``python -m bench --quick``)."""

from __future__ import annotations

_quick = False


def be_quick() -> None:
    global _quick
    _quick = True


def is_quick() -> bool:
    return _quick


def sized(full: int, quick: int) -> int:
    return quick if _quick else full
