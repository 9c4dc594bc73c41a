"""The locks: complete, hashed, agreeing with each other, and naming no host."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINE = re.compile(r"[a-z0-9-]+==[\w.!+-]+( ; [\w .'<>=!()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")


def pins(lock: str) -> set[Requirement]:
    """The requirements of a lock, without their hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {Requirement(line.removesuffix("\\")) for line in lines if not line.startswith(" ")}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    ends = [before for before, after in zip(lines, [*lines[1:], "x"], strict=True) if not after.startswith(" ")]
    assert [line for line in ends if "--hash=" not in line] == []


def test_the_dev_lock_is_the_run_lock_and_more() -> None:
    assert {str(pin) for pin in pins(LOCKS[0])} - {str(pin) for pin in pins(LOCKS[1])} == set()


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        (LOCKS[0], [*PROJECT["dependencies"], "hatchling"]),
        (LOCKS[1], [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]),
    ],
)
def test_every_declared_dependency_is_locked_at_a_version_that_it_allows(lock: str, declared: list[str]) -> None:
    pinned = {canonicalize_name(pin.name): pin.specifier for pin in pins(lock)}
    for requirement in map(Requirement, declared):
        version = next(iter(pinned[canonicalize_name(requirement.name)])).version
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: run make lock"
