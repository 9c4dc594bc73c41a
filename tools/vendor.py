"""Brings front-end packages and fonts into the tree, and proves that what lies there is what came.

``python tools/vendor.py update``  a maintainer's step: ``npm pack`` of each package of vendor.toml, listed files only.
``python tools/vendor.py check``   no network: exit 1 for a changed, missing or unlisted file.
The lock names packages, versions and hashes, never a host: https://docs.npmjs.com/cli/commands/npm-pack
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DECLARED = ROOT / "vendor.toml"
LOCK = ROOT / "vendor.lock.json"
FOLDER = ROOT / "campaign" / "web" / "static" / "vendor"
FONTS = ROOT / "campaign" / "media" / "fonts"
"""For drawing on this machine, never sent to a browser: paths that begin with ``fonts/``."""
TESTS = ROOT / "tests" / "vendor"
"""For the browser tests alone, never served: paths that begin with ``tests/``."""


def packages() -> list[dict[str, Any]]:
    """The ``[[package]]`` tables of vendor.toml."""
    return list(tomllib.loads(DECLARED.read_text("utf-8"))["package"])


def sha384(content: bytes) -> str:
    """As Subresource Integrity writes it: https://www.w3.org/TR/SRI/"""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def cut_sprite(sprite: str, glyphs: list[str]) -> bytes:
    """Only the named ``<symbol>`` elements of a Lucide sprite. Raises SystemExit naming a glyph that is not in it."""
    found = {match[1]: match[0] for match in re.finditer(r'<symbol id="([^"]+)".*?</symbol>', sprite, re.DOTALL)}
    missing = [glyph for glyph in glyphs if glyph not in found]
    if missing:
        raise SystemExit(f"not in the sprite: {', '.join(missing)}")
    symbols = "\n".join(re.sub(r"\s*\n\s*", "", found[glyph]) for glyph in sorted(glyphs))
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n'
    licence = "<!-- Lucide, ISC licence, see LICENSE; cut to the glyphs in use -->\n"
    return f"{head}{licence}{symbols}\n</svg>\n".encode()


def fetch(package: dict[str, Any], into: Path) -> tuple[str, tarfile.TarFile]:
    """The tarball's integrity and the opened tarball of exactly the declared version."""
    name = f"{package['name']}@{package['version']}"
    packed = subprocess.run(  # noqa: S603
        ["npm", "pack", name, "--json", "--ignore-scripts"],  # noqa: S607
        cwd=into,
        capture_output=True,
        check=True,
        text=True,
    )
    said = json.loads(packed.stdout)[0]
    tarball = into / said["filename"].replace("@", "").replace("/", "-")
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if said["integrity"] != f"sha512-{digest}":
        raise SystemExit(f"{name}: the tarball does not match its integrity")
    return said["integrity"], tarfile.open(tarball)


def member(tarball: tarfile.TarFile, path: str) -> bytes:
    """One file of an npm tarball, whose paths all start with ``package/``."""
    opened = tarball.extractfile(f"package/{path}")
    if opened is None:
        raise SystemExit(f"not in the package: {path}")
    return opened.read()


def unpack(package: dict[str, Any], tarball: tarfile.TarFile) -> dict[str, bytes]:
    """{path under the vendor folder: bytes} of one package."""
    contents = {target: member(tarball, source) for source, target in package["files"].items()}
    if "LICENSE" in contents:  # no text of ours ends a line with a carriage return
        contents["LICENSE"] = contents["LICENSE"].replace(b"\r\n", b"\n")
    if "sprite" in package:
        contents["sprite.svg"] = cut_sprite(member(tarball, package["sprite"]).decode(), package["glyphs"])
    return {f"{package['folder']}/{target}": content for target, content in contents.items()}


def update() -> int:
    """Fetch, write and lock. Refuses bytes that differ from the lock under the same version."""
    before = {row["package"]: row for row in _locked()}
    rows: list[dict[str, str]] = []
    written: dict[str, bytes] = {}
    for package in packages():
        with tempfile.TemporaryDirectory() as folder:
            integrity, tarball = fetch(package, Path(folder))
            with tarball:
                contents = unpack(package, tarball)
        known = before.get(package["name"])
        if known and known["version"] == package["version"] and known["integrity"] != integrity:
            raise SystemExit(f"{package['name']} {package['version']} has changed since it was locked")
        stamp = {"package": package["name"], "version": package["version"], "integrity": integrity}
        rows += [{"file": path, **stamp, "sha384": sha384(content)} for path, content in contents.items()]
        written |= contents
    for old in _present():
        place(old).unlink()
    for path, content in written.items():
        place(path).parent.mkdir(parents=True, exist_ok=True)
        place(path).write_bytes(content)
    rows.sort(key=lambda row: row["file"])
    LOCK.write_text(json.dumps({"files": rows}, indent=1) + "\n", "utf-8")
    print(f"{len(rows)} files of {len(packages())} packages")
    return 0


def problems() -> list[str]:
    """What differs between vendor.toml, the lock and the folder; empty when all agree."""
    declared = {(package["name"], package["version"]) for package in packages()}
    locked = {row["file"]: row for row in _locked()}
    found = [f"{path}: not in the lock" for path in _present() if path not in locked]
    for path, row in locked.items():
        if (row["package"], row["version"]) not in declared:
            found.append(f"{path}: {row['package']} {row['version']} is not declared")
        if not place(path).is_file():
            found.append(f"{path}: missing")
        elif sha384(place(path).read_bytes()) != row["sha384"]:
            found.append(f"{path}: changed")
    names = {row["package"] for row in locked.values()}
    return found + [f"{name}: declared, not fetched" for name, _ in declared if name not in names]


def check() -> int:
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


def _locked() -> list[dict[str, str]]:
    return list(json.loads(LOCK.read_text("utf-8"))["files"]) if LOCK.exists() else []


def place(path: str) -> Path:
    """Where a file of the lock lies."""
    for beginning, folder in (("fonts/", FONTS), ("tests/", TESTS)):
        if path.startswith(beginning):
            return folder / path.removeprefix(beginning)
    return FOLDER / path


def _present() -> list[str]:
    places = (("", FOLDER), ("fonts/", FONTS), ("tests/", TESTS))
    return sorted(
        f"{beginning}{path.relative_to(folder)}"
        for beginning, folder in places
        for path in folder.rglob("*")
        if path.is_file()
    )


if __name__ == "__main__":
    steps = {"update": update, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        raise SystemExit("usage: vendor.py update | check")
    raise SystemExit(steps[sys.argv[1]]())
