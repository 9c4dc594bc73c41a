"""How large a fitted video shows: asked when a post is foreseen and again when it is made, so that both agree. Pixels.

Pure, and light: the fitting child and the program both import it.
"""

from __future__ import annotations

from campaign.media.cover import SQUARE

CARD = SQUARE
"""The cover card that is shown while sound without a picture plays: of all shapes that feeds take (9:16 to 16:9) the
one that is large on a telephone held upright and whole on a wide screen."""
NARROWEST = 9 / 16
"""Of a video made of a picture, and its inverse the widest: what is narrower gets a ground on both sides."""


def even(width: float, height: float) -> tuple[int, int]:
    """4:2:0 has one colour for two by two pixels."""
    return max(2, round(width / 2) * 2), max(2, round(height / 2) * 2)


def shrunk(width: float, height: float, side: int) -> tuple[int, int]:
    """Within ``side`` (0: any), the ratio kept; never larger than it was."""
    shrink = min(1.0, side / max(width, height)) if side else 1.0
    return even(width * shrink, height * shrink)


def around(width: float, height: float, side: int) -> tuple[int, int]:
    """A video that shows a picture of this size whole."""
    return shrunk(max(width, height * NARROWEST), max(height, width * NARROWEST), side)
