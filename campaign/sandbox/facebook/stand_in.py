"""Facebook behind one stand-in: reads requests, checks token and proof, and keeps what tests may set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request

from campaign.clock import Clock
from campaign.sandbox.facebook import edges, wall
from campaign.sandbox.facebook.grammar import read_fields
from campaign.sandbox.facebook.insights import Insights
from campaign.sandbox.facebook.lists import Lists
from campaign.sandbox.facebook.methods import Methods
from campaign.sandbox.facebook.nodes import Nodes
from campaign.sandbox.facebook.reading import GRAPH, RUPLOAD, WALL, GraphCall, read_call
from campaign.sandbox.facebook.refusals import Refusal, error_reply, gone, parameter
from campaign.sandbox.facebook.tokens import Tokens
from campaign.sandbox.facebook.videos import Videos
from campaign.sandbox.facebook.world import Page, World
from campaign.sandbox.faults import Fault
from campaign.sandbox.files import Files
from campaign.sandbox.wire import Call, Outcome, Reply, ShownChannel, json_reply

GONE = 33
SETTABLE = {
    "name": str, "followers": int, "scopes": list, "expires_at": int, "data_access_expires_at": int, "chunk": int,
    "lag_reads": int, "empty_pages": int, "upload_polls": int, "processing_polls": int, "processing_error": str,
    "reach": int, "hides_unfinished": bool, "phantoms": int,
}  # fmt: skip
FAULTS = {
    "400": (400, 100, "(#100) Invalid parameter", 0),
    "401": (401, 190, "Error validating access token.", 460),
    "403": (403, 200, "(#200) Requires pages_manage_posts permission", 0),
    "429": (429, 80001, "(#80001) There have been too many calls to this Page account.", 0),
}


@dataclass
class Told:
    """An answer that a test has ordered."""

    method: str
    code: int
    subcode: int = 0
    times: int = 1
    applied: bool = False
    status: int = 400
    transient: bool = False
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    html: bool = False

    @property
    def reply(self) -> Reply:
        if self.html:
            return Reply(self.status, b"<html><body>Bad Gateway</body></html>", "text/html", self.headers)
        words = f"(#{self.code}) As a test has asked."
        return error_reply(
            self.status, self.code, words, self.subcode,
            headers=self.headers, transient=self.transient, data=self.data,
        )  # fmt: skip


class FacebookStandIn:
    """Answers as graph.facebook.com, rupload.facebook.com and www.facebook.com would."""

    name = "facebook"

    def __init__(self, clock: Clock, files: Files) -> None:
        self.world = World(clock)
        self.tokens = Tokens(self.world)
        self._methods = Methods(self.world, files)
        self._methods.app_id = lambda: self.tokens.app_id
        self._videos = Videos(self.world, files)
        self._insights = Insights(self.world)
        self._nodes = Nodes(self.world, self._videos, self._insights)
        self._lists = Lists(self._nodes)
        self._told: list[Told] = []

    def claims(self, path: str) -> bool:
        return any(pattern.fullmatch(path) for pattern in (GRAPH, RUPLOAD, WALL))

    async def read(self, request: Request) -> Call:
        return await read_call(request)

    def answer(self, call: Call) -> Outcome:
        assert isinstance(call, GraphCall)
        self.world.show_due()
        if call.method == "page":
            return Outcome(wall.page_at(self.world, call.path))
        told = next((told for told in self._told if told.method in (call.method, "*")), None)
        if told is None:
            return self._with_usage(self._answered(call))
        told.times -= 1
        if not told.times:
            self._told.remove(told)
        outcome = self._answered(call) if told.applied else Outcome(told.reply)
        return self._with_usage(replace(outcome, reply=told.reply))

    def _with_usage(self, outcome: Outcome) -> Outcome:
        return replace(outcome, reply=replace(outcome.reply, headers={**self.world.usage, **outcome.reply.headers}))

    def _answered(self, call: GraphCall) -> Outcome:
        try:
            if call.method == "rupload":
                return self._videos.rupload(call, self.world.page(self.tokens.bare_page_id(call.secret)))
            result = self._carried_out(call)
        except Refusal as refusal:
            return Outcome(refusal.reply)
        made = str(result.get("id") or result.get("video_id") or "") or None
        return Outcome(json_reply(200, result), call.writes, made if call.writes else None, _text(call))

    def _carried_out(self, call: GraphCall) -> dict[str, Any]:
        edges.check(call)
        if call.authorization != "Bearer":
            raise Refusal(190, "An access token is required to request this resource.", status=401)
        proof = call.params.get("appsecret_proof", "")
        if call.method == "debug_token":
            return self.tokens.debug(call.secret, proof, call.params.get("input_token", ""))
        page = self.tokens.page_of(call.secret, proof)
        fields = read_fields(call.params.get("fields", ""))
        if call.verb == "GET":
            return self._read(call, page, fields)
        if call.method not in ("update", "delete", "comments") and call.chat != page.id:
            raise Refusal(200, "(#200) If posting to a group, requires app being installed in the group", status=403)
        known = self._methods.known.get(call.method) or self._videos.known.get(call.method)
        if known is None:
            raise parameter(f"Unknown phase or edge: {call.method}")
        result = known(call, page)
        if fields and "id" in result:
            return self._read_back(page, result, fields, call.origin)
        return result

    def _read_back(self, page: Page, result: dict[str, Any], fields: Mapping[str, Any], origin: str) -> dict[str, Any]:
        """An id that was given is given, whether there is a node to read or not."""
        try:
            return self._nodes.node(page, result["id"], fields, origin)
        except Refusal as refusal:
            if refusal.subcode != GONE:
                raise
            return result

    def _read(self, call: GraphCall, page: Page, fields: Mapping[str, Any]) -> dict[str, Any]:
        if call.method == "me":
            return self._nodes.node(page, page.id, fields, call.origin)
        if call.method == "node":
            return self._nodes.node(page, call.path, fields, call.origin)
        if call.method == "insights":
            if call.chat == page.id:
                return self._insights.page(page, call.params)
            if call.chat not in page.posts:
                raise gone(call.chat)
            return self._insights.post(page, call.chat, page.posts[call.chat].at, call.params)
        if call.method == "video_insights":
            if call.chat not in page.videos:
                raise gone(call.chat)
            return self._insights.video(page, page.videos[call.chat], call.params)
        return self._lists.answer(call, page, fields)

    def refusal(self, fault: Fault) -> Reply:
        status, code, words, subcode = FAULTS.get(fault.kind, (500, 2, "An unexpected error has occurred.", 0))
        headers = {"retry-after": str(fault.retry_after)} if fault.kind == "429" else None
        return error_reply(status, code, words, subcode, headers=headers)

    def control(self, what: str, wanted: Mapping[str, Any]) -> Any:
        match what:
            case "page":
                return self._set_page(**wanted)
            case "figures":
                self.world.figures.setdefault(str(wanted["id"]), {}).update(wanted)
            case "retired":
                self.world.retired = set(wanted["metrics"])
            case "usage":
                self.world.usage = {name: value if isinstance(value, str) else json.dumps(value)
                                    for name, value in wanted["headers"].items()}  # fmt: skip
            case "app":
                self.tokens.app_id, self.tokens.app_secret = str(wanted["app_id"]), str(wanted["app_secret"])
            case "tokens":
                self.tokens.refused = dict(wanted["refused"])
            case "errors":
                self._told.append(Told(**wanted))
            case _:
                raise KeyError(f"facebook/{what}")
        return None

    def _set_page(self, page: str, **wanted: Any) -> dict[str, Any]:
        found = self.world.page(str(page))
        for name, value in wanted.items():
            if name not in SETTABLE or not isinstance(value, SETTABLE[name]):
                raise ValueError(f"{name}: settable are {', '.join(SETTABLE)}")
            setattr(found, name, value)
        return {"id": found.id, "name": found.name}

    def live(self) -> list[dict[str, Any]]:
        self.world.show_due()
        return wall.live(self.world)

    def shown(self) -> list[ShownChannel]:
        return wall.shown(self.world)

    def reset(self) -> None:
        self.world.reset()
        self.tokens = Tokens(self.world)
        self._told.clear()


def _text(call: GraphCall) -> str:
    return call.params.get("message") or call.params.get("description") or ""
