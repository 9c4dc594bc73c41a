"""Which pictures Facebook takes: https://developers.facebook.com/docs/graph-api/reference/page/photos"""

from __future__ import annotations

import io

from PIL import Image

from campaign.sandbox.facebook.refusals import Refusal
from campaign.sandbox.wire import Upload

PHOTO_BYTES = 10_000_000
PHOTO_KINDS = frozenset({"JPEG", "BMP", "PNG", "GIF", "TIFF"})


def decoded(source: Upload) -> str:
    """The picture's mime type. Raises Refusal (324) for one that is not taken."""
    try:
        with Image.open(io.BytesIO(source.content)) as picture:
            kind = picture.format or ""
    except (OSError, Image.DecompressionBombError):
        kind = ""
    if kind not in PHOTO_KINDS or len(source.content) > PHOTO_BYTES:
        raise Refusal(324, "Photos should be smaller than 4 MB and saved as JPG, PNG.", 1366046)
    return Image.MIME.get(kind, "")
