"""Shapes of the ASGI protocol, and one plain answer: https://asgi.readthedocs.io/en/stable/specs/www.html"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ASGIApp", "Message", "Receive", "Scope", "Send", "header", "say"]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of this (lower-case) name, or None."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None


async def say(send: Send, status: int, sentence: str) -> None:
    """A short text for what is refused before any page is made."""
    body = f"{sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
