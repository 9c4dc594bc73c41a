"""A QR as a drawing for paper: ISO/IEC 18004, level Q (a quarter may be dirty), by segno
(https://segno.readthedocs.io/)."""

from __future__ import annotations

import io

QUIET = 4
"""Modules of white on each side that readers need."""


def qr_svg(address: str) -> tuple[str, float]:
    """Black on white, and the part of its width that is quiet zone."""
    import segno

    code, out = segno.make(address, error="q", micro=False, boost_error=False), io.BytesIO()
    code.save(out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode(), QUIET / code.symbol_size(border=QUIET)[0]
