"""Unpacks a body while it comes and stops at a number of unpacked bytes: ten megabytes of zeros are ten kilobytes sent.

RFC 9110, 8.4.1: gzip, deflate (a zlib stream; some servers send it bare). Nothing else was asked for.
"""

from __future__ import annotations

import zlib
from typing import Any

_GZIP, _EITHER, _BARE = 16 + zlib.MAX_WBITS, 32 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class TooLarge(Exception):
    """More came than was asked for."""


class Undecodable(Exception):
    """It is packed in a way that was not asked for, or the packing is broken."""


class Unpacked:
    """``add`` what came, then ``finished``. Memory stays below ``max_bytes`` and one chunk, whatever is sent."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Undecodable
        self._left = max_bytes
        self._body = bytearray()
        self._deflate = name == "deflate"
        self._packed: Any = None if name in ("", "identity") else zlib.decompressobj(_EITHER)

    def add(self, chunk: bytes) -> None:
        """Raises TooLarge, Undecodable."""
        if self._packed is None:
            self._keep(chunk)
            return
        while chunk:
            try:
                self._keep(self._packed.decompress(chunk, self._left + 1))
            except zlib.error:
                if not self._deflate or self._body:
                    raise Undecodable from None
                self._deflate, self._packed = False, zlib.decompressobj(_BARE)
                continue
            chunk = self._rest()

    def _rest(self) -> bytes:
        """What of the chunk is still packed: behind the limit, or a further member of a gzip file (RFC 1952, 2.2)."""
        if not self._packed.eof:
            return bytes(self._packed.unconsumed_tail)
        after = bytes(self._packed.unused_data)
        if not after.startswith(b"\x1f\x8b"):
            return b""
        self._packed = zlib.decompressobj(_GZIP)
        return after

    def _keep(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            raise TooLarge
        self._body += part

    def finished(self) -> bytes:
        """Everything. Raises Undecodable where the packing breaks off."""
        if self._packed is not None and self._body and not self._packed.eof:
            raise Undecodable
        return bytes(self._body)
