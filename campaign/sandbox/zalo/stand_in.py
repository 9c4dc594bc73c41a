"""Zalo's OpenAPI and OAuth behind one stand-in: reads requests, checks the token, keeps what tests may set."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from campaign.clock import Clock
from campaign.sandbox.faults import Fault
from campaign.sandbox.files import Files
from campaign.sandbox.wire import Call, Outcome, Reply, ShownChannel, ShownPost, Upload, json_reply
from campaign.sandbox.zalo.methods import GET, PATHS, READS, Methods
from campaign.sandbox.zalo.oauth import Keys
from campaign.sandbox.zalo.pictures import Pictures, addresses, is_here
from campaign.sandbox.zalo.refusals import OauthRefusal, Refusal, accepted, invalid
from campaign.sandbox.zalo.world import Article, World

PAGE = re.compile(r"/\d{10,25}")
OURS = re.compile(r"/v2\.0/(article|oa)/[\w/]+|/v4/oa/\w+")
SETTABLE: dict[str, type | tuple[type, ...]] = {
    "oa_id": str, "name": str, "followers": int, "polls": int, "late_updates": bool, "night": bool, "fetches": bool,
    "quota": (int, type(None)), "list_lag": int, "ranked": bool, "totals": bool, "used_up": bool,
    "calls": (int, type(None)),
}  # fmt: skip
SHOWN = 100
CALLS = 100
"""Of a minute, by the smallest plan."""


class ZaloStandIn:
    """Answers as openapi.zalo.me and oauth.zaloapp.com would."""

    name = "zalo"

    def __init__(self, clock: Clock, files: Files) -> None:
        self._clock = clock
        self._files = files
        self.keys = Keys(clock)
        self.world = World(clock)
        self._pictures = Pictures(files)
        self._methods = Methods(self.world, files)

    def claims(self, path: str) -> bool:
        return OURS.fullmatch(path) is not None or PAGE.fullmatch(path) is not None

    async def read(self, request: Request) -> Call:
        """``method`` is the call's last word; a secret is an access token, for oauth the application's secret."""
        method = PATHS.get(request.url.path, "page" if PAGE.fullmatch(request.url.path) else request.url.path)
        params, uploads = await _sent(request, method)
        if self.world.fetches and method in ("create", "update"):
            await asyncio.get_running_loop().run_in_executor(None, self._pictures.fetch, params.get("json", ""))
        wanted = "GET" if method in GET | {"page", "consent"} else "POST"
        if request.method != wanted:
            params["wrong"] = request.method
        secret = request.headers.get("secret_key" if method == "oauth" else "access_token", "")
        return Call(method, method not in READS, self.world.oa_id, params, uploads, secret=secret)

    def answer(self, call: Call) -> Outcome:
        try:
            return self._answer(call)
        except (Refusal, OauthRefusal) as refusal:
            return Outcome(refusal.reply)

    def _answer(self, call: Call) -> Outcome:
        if "wrong" in call.params:
            return Outcome(json_reply(404, {"error": 404, "message": "Not found"}))
        if call.method == "page":
            return Outcome(self._page())
        if call.method == "consent":
            return Outcome(self.keys.consent(call.params, self.world.oa_id))
        if call.method == "oauth":
            return Outcome(self.keys.issue(call.params, call.secret), applied=True)
        self.keys.check(call.secret)
        self.world.count_call()
        if self.world.fetches and call.method in ("create", "update"):
            self._check_pictures(call.params.get("json", ""))
        if call.method not in self._methods.known:
            raise Refusal(-209, "This api is not supported")
        found = self._methods.known[call.method](call)
        return Outcome(self._counted(accepted(found)), call.writes, found.get("message_id") or None)

    def _counted(self, reply: Reply) -> Reply:
        """With what is left of this minute's calls, where that is told."""
        left = self.world.calls
        told = {} if left is None else {"X-RateLimit-Limit": str(CALLS), "X-RateLimit-Remain": str(left)}
        return replace(reply, headers=told)

    def _check_pictures(self, body: str) -> None:
        if any(is_here(address) and address not in self._pictures.kept for address in addresses(body)):
            raise invalid("create media fail")

    def refusal(self, fault: Fault) -> Reply:
        if fault.kind == "429":
            told = {"error": -32, "message": "Your application reached limit call api"}
            return json_reply(429, told, {"Retry-After": str(fault.retry_after)})
        known = {
            "400": invalid("Invalid parameter"),
            "401": Refusal(-216, "Access token is invalid"),
            "403": Refusal(-219, "App was removed or disabled"),
        }
        if fault.kind in known:
            return known[fault.kind].reply
        return Reply(500, b"<html><body>Internal Server Error</body></html>", "text/html; charset=utf-8")

    def control(self, what: str, wanted: Mapping[str, Any]) -> Any:
        if what == "tokens":
            self.keys.set_pair(str(wanted["access_token"]), str(wanted["refresh_token"]))
        elif what == "expire":
            self.keys.expire()
        elif what == "revoke":
            self.keys.revoke()
        elif what == "figures":
            self._set_figures(**wanted)
        elif what == "account":
            self._set_account(wanted)
        else:
            raise KeyError(f"zalo/{what}")
        return None

    def _set_account(self, wanted: Mapping[str, Any]) -> None:
        for name, value in wanted.items():
            if name not in SETTABLE or not isinstance(value, SETTABLE[name]):
                raise ValueError(f"{name}: settable are {', '.join(SETTABLE)}")
            setattr(self.world, name, value)

    def _set_figures(self, id: str, views: int | None = None, shares: int | None = None) -> None:
        if id not in self.world.articles:
            raise ValueError(f"no such article: {id}")
        article = self.world.articles[id]
        article.views, article.shares = views, shares

    def live(self) -> list[dict[str, Any]]:
        return self.world.live()

    def shown(self) -> list[ShownChannel]:
        articles = [article for article in self.world.articles.values() if article.status == "show"]
        if not articles:
            return []
        sent = {broadcast.article_id for broadcast in self.world.broadcasts}
        newest = sorted(articles, key=lambda article: article.shown_at or article.created_at, reverse=True)[:SHOWN]
        posts = tuple(
            ShownPost(
                at=article.shown_at or article.created_at,
                html=f"<h3>{escape(article.fields['title'])}</h3>" + escape(article.text).replace("\n", "<br>"),
                media=self._media(article),
                notes=(("đã gửi đến người quan tâm",) if article.id in sent else ())
                + (("đã sửa",) if article.edited else ()),
            )
            for article in newest
        )
        return [ShownChannel("Zalo", self.world.name, f"/{self.world.oa_id}", posts)]

    def _media(self, article: Article) -> tuple[tuple[str, str], ...]:
        number, kind = self._pictures.kept.get(article.picture, (0, ""))
        return ((f"/files/{number}", kind),) if number else ()

    def _page(self) -> Reply:
        titles = "".join(f"<li>{escape(str(post.get('title', '')))}</li>" for post in self.live() if post.get("title"))
        page = f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>OA</title><ul>{titles}</ul>'
        return Reply(200, page.encode(), "text/html; charset=utf-8")

    def reset(self) -> None:
        self.world = World(self._clock)
        self._pictures.kept.clear()
        self._methods = Methods(self.world, self._files)
        self.keys.clear()


async def _sent(request: Request, method: str) -> tuple[dict[str, str], dict[str, Upload]]:
    """Query, form or files as parameters; a JSON body as it stands under ``json``. Nothing is taken in two ways."""
    params = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        async with request.form(max_files=5, max_fields=50) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = Upload(value.filename or name, value.content_type or "", await value.read())
                else:
                    params[name] = value
        return params, uploads
    body = await request.body()
    if kind.startswith("application/json"):
        params["json"] = body.decode("utf-8", "replace")
    if method == "video":
        params |= {"token": request.headers.get("token") or params.get("token", "")}
    return params, uploads
