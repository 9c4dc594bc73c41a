"""A request, read: its HTTP verb, its path in the graph, and which call it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.datastructures import UploadFile
from starlette.requests import Request

from campaign.sandbox.wire import Call, Upload

GRAPH = re.compile(r"/v(\d{2,3})\.(\d+)(?:/(.*))?")
"""Versions of one digit are other platforms'."""
RUPLOAD = re.compile(r"/video-upload/v[\d.]+/(\d+)")
WALL = re.compile(r"/facebook\.com/(?:(\d+)(?:(?:/posts/|_)(\d+))?/?|(?:reel|videos)/(\d+)/?)")
"""A Page, its post, or a video: ``web_url`` is the sandbox's address and ``/facebook.com``."""
EDGES = frozenset(
    {"feed", "photos", "videos", "video_reels", "comments", "published_posts", "insights", "video_insights"}
)


@dataclass(frozen=True)
class GraphCall(Call):
    """``path``: what follows the version. ``authorization``: its scheme. ``content``: a raw body."""

    verb: str = "GET"
    path: str = ""
    version: int = 0
    authorization: str = ""
    origin: str = ""
    """How the client reached us: the address in permalinks."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)


async def read_call(request: Request) -> GraphCall:
    path = request.url.path
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    caller = Caller(scheme, secret.strip(), _origin(request))
    if WALL.fullmatch(path):
        return caller.call("page", False, "", request.method, path)
    upload = RUPLOAD.fullmatch(path)
    if upload:
        headers = {name: request.headers.get(name, "") for name in ("offset", "file_size", "file_url")}
        call = caller.call("rupload", True, upload[1], request.method, upload[1])
        return replace(call, headers=headers, content=await request.body())
    found = GRAPH.fullmatch(path)
    assert found is not None
    params, uploads = await _parameters(request)
    call = caller.named(request.method, (found[3] or "").strip("/"), int(found[1]), params)
    return replace(call, uploads=uploads)


@dataclass(frozen=True)
class Caller:
    """Who asks, and how they reached us."""

    authorization: str
    secret: str = field(repr=False)
    origin: str = ""

    def call(self, method: str, writes: bool, chat: str, verb: str, path: str) -> GraphCall:
        return GraphCall(
            method, writes, chat, verb=verb, path=path,
            secret=self.secret, authorization=self.authorization, origin=self.origin,
        )  # fmt: skip

    def named(self, verb: str, path: str, version: int, params: Mapping[str, str]) -> GraphCall:
        """The call by the name that journal and faults know it by."""
        head, _, edge = path.partition("/")
        if head in ("me", "debug_token") and not edge:
            method = head
        elif edge:
            phase = params.get("upload_phase", "").lower()
            method = f"{edge}.{phase}" if phase and verb == "POST" else edge
        else:
            method = {"GET": "node", "POST": "update", "DELETE": "delete"}.get(verb, "node")
        writes = verb in ("POST", "DELETE")
        return replace(self.call(method, writes, head, verb, path), version=version, params=params)


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


async def _parameters(request: Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """From the query, a form, multipart or JSON; nested values as JSON text."""
    params = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        try:
            sent = json.loads(await request.body() or b"{}")
        except ValueError:
            sent = {}
        params |= {key: value if isinstance(value, str) else json.dumps(value) for key, value in sent.items()}
    elif kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form(max_files=20, max_fields=100, max_part_size=1 << 20) as form:
            for key, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[key] = Upload(value.filename or key, value.content_type or "", await value.read())
                else:
                    params[key] = value
    else:
        await request.body()
    return params, uploads
