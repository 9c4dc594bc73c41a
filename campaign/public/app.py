"""The public pages as one plain ASGI application. What stands here decides; the answers are made elsewhere, once."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from campaign.db import Database
from campaign.errors import Mistake
from campaign.media import cover
from campaign.models.delivery import COLUMN
from campaign.public import embed, feeds, items, links
from campaign.public.answer import Answer, Ask, Header, Receive, Scope, Send
from campaign.public.bots import is_visit
from campaign.public.clicks import ClickBuffer
from campaign.public.covers import cover_answer, podcast_cover
from campaign.public.feeds import FeedReader, ReadyFeed, ReadyList
from campaign.public.files import MediaFiles, send_file
from campaign.public.health import health_answer
from campaign.public.hooks import FOLDER as HOOKS
from campaign.public.hooks import Hooks
from campaign.public.items import ItemReader, ShownItem
from campaign.public.links import LinkReader, Way, may_be_code
from campaign.public.pages import notice
from campaign.public.pulse import PulseTaker
from campaign.public.shelf import Shelf
from campaign.public.static import static_answers
from campaign.public.tracks import made_from, track_answer
from campaign.public.wanted import WantedFeed, read_feed_address, read_place
from campaign.settings import Settings

log = logging.getLogger(__name__)

OWN_PATHS = ("/health", "/metrics", "/favicon.ico", "/favicon.svg", "/robots.txt", "/feeds.opml")
OWN_FOLDERS = ("/feeds/", "/items/", "/go/", "/embed/", "/public/", HOOKS)
READERS = 4
"""Threads that ask the database and read files; a connection is held only while one reads."""
STOP_WITHIN_S = 8.0
HSTS: Header = (b"strict-transport-security", b"max-age=31536000")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\\\ufffd\ud800-\udfff]")


class PublicApp:
    """``startup`` before the first request, ``shutdown`` after the last one: it writes the visits still in memory."""

    def __init__(self, database: Database, settings: Settings, media_store: MediaFiles) -> None:
        self.database, self.settings, self.media_store = database, settings, media_store
        self.clicks = ClickBuffer(database.url)
        self._clock = database.clock
        self._started_at = self._clock.monotonic()
        self._executor = ThreadPoolExecutor(READERS, thread_name_prefix="public")
        self._pulse = PulseTaker(database)
        self._hooks = Hooks(database, settings, media_store)
        self._feed_reader = FeedReader(database, settings)
        self._feeds: Shelf[WantedFeed, ReadyFeed] = self._shelf(self._feed_reader.load, feeds.CHECK_S, feeds.SIZE)
        self._feed_list: Shelf[str, ReadyList] = self._shelf(self._feed_reader.load_list, feeds.CHECK_S, 1)
        self._items: Shelf[str, ShownItem] = self._shelf(ItemReader(database, settings).load, items.CHECK_S, items.SIZE)
        self._links: Shelf[str, Way] = self._shelf(LinkReader(database, settings).load, links.CHECK_S, links.SIZE)
        self._static = static_answers()
        self._always: tuple[Header, ...] = (HSTS,) if settings.public_url.startswith("https://") else ()

    def owns(self, path: str) -> bool:
        """Is this path answered here? Everything else belongs to the editors' pages."""
        return path in OWN_PATHS or path.startswith(OWN_FOLDERS)

    async def startup(self) -> None:
        """Start counting."""
        self._started_at = self._clock.monotonic()
        self.clicks.start()

    async def shutdown(self) -> None:
        """Write every counted visit, then let go of the threads. Takes at most about ten seconds."""
        await asyncio.get_running_loop().run_in_executor(None, self.clicks.stop, STOP_WITHIN_S)
        self._hooks.close()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._pulse.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request. Only a webhook's body is ever read."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        if scope["type"] != "http":
            return
        query = scope.get("query_string", b"").decode("latin-1")
        ask = Ask(scope["method"], scope["path"], scope["headers"], query)
        try:
            if ask.path.startswith(HOOKS):
                return await self._send(send, ask, await self._hooks.answer(scope, receive))
            await self._respond(ask, send)
        except (SQLAlchemyError, Mistake) as error:
            log.warning("%r cannot be shown now: %s", ask.path, error)
            await self._send(send, ask, notice(503))
        except Exception:
            log.exception("a public page failed: %r", ask.path)
            await self._send(send, ask, notice(500))

    async def _respond(self, ask: Ask, send: Send) -> None:
        if ask.method not in ("GET", "HEAD"):
            return await self._send(send, ask, notice(405))
        if _UNREADABLE.search(ask.path):
            return await self._send(send, ask, notice(400))
        parts = ask.path.split("/")
        if len(parts) == 5 and parts[1] == "items" and parts[3] == "media":
            return await self._file(send, ask, slug=parts[2], name=parts[4])
        await self._send(send, ask, await self._answer(ask, parts))

    async def _answer(self, ask: Ask, parts: list[str]) -> Answer:
        match parts[1:]:
            case ["go", code]:
                return await self._go(ask, code)
            case ["feeds.opml"]:
                listed = self._feed_list.peek("all") or await self._feed_list.get("all")
                return listed.opml.answer_to(ask) if listed else notice(404)
            case ["feeds", *place, name] if cover.NAME.fullmatch(name):
                return await self._feed_cover(ask, place, name)
            case ["feeds", *place] if place:
                return await self._feed(ask, place)
            case ["embed", *place] if place:
                return await self._embed(ask, place)
            case ["items", slug]:
                return await self._item(ask, slug)
            case ["health"]:
                running_s = self._clock.monotonic() - self._started_at
                return health_answer(await self._pulse.take(), tick_s=self.settings.tick_s, running_s=running_s)
            case ["public", cover.TRIAL]:
                loop = asyncio.get_running_loop()
                return (await loop.run_in_executor(self._executor, cover_answer, cover.TRIAL_TITLE)).answer_to(ask)
            case ["metrics"]:
                return await self._metrics()
        fixed = self._static.get(ask.path)
        return fixed.answer_to(ask) if fixed else notice(404)

    async def _go(self, ask: Ask, code: str) -> Answer:
        way = self._links.peek(code) or (await self._links.get(code) if may_be_code(code) else None)
        if way is None:
            return notice(404)
        if way.counted and is_visit(ask):
            self.clicks.count(code, self._clock.now())
        return way.answer

    async def _feed(self, ask: Ask, place: list[str]) -> Answer:
        found = read_feed_address(place)
        if found is None:
            return notice(404)
        wanted, ending = found
        ready = await self._ready_feed(wanted)
        return ready.forms[ending].answer_to(ask) if ready else notice(404)

    async def _feed_cover(self, ask: Ask, place: list[str], name: str) -> Answer:
        """A podcast's card: only of the title that the feed has now."""
        wanted = read_place(place, episodes=True) if place else None
        ready = await self._ready_feed(wanted) if wanted else None
        if ready is None or name != cover.cover_name(ready.feed.show.cover_title):
            return notice(404)
        title = ready.feed.show.cover_title
        card = await asyncio.get_running_loop().run_in_executor(self._executor, podcast_cover, title)
        return card.answer_to(ask)

    async def _embed(self, ask: Ask, place: list[str]) -> Answer:
        wanted = read_place(place)
        ready = await self._ready_feed(wanted) if wanted else None
        if wanted is None or ready is None:
            return notice(404)
        if embed.is_load(ask):
            self.clicks.count(COLUMN + wanted.address, self._clock.now())
        return embed.embed_answer(ready.feed, embed.read_look(ask.query)).answer_to(ask)

    async def _ready_feed(self, wanted: WantedFeed) -> ReadyFeed | None:
        return self._feeds.peek(wanted) or await self._feeds.get(wanted)

    async def _item(self, ask: Ask, slug: str) -> Answer:
        item = self._items.peek(slug) or await self._items.get(slug)
        return item.answer_to(ask) if item else notice(404)

    async def _file(self, send: Send, ask: Ask, slug: str, name: str) -> None:
        item = self._items.peek(slug) or await self._items.get(slug)
        if item is not None and not item.has(name):  # a platform fetches what was written a moment ago
            self._items.doubt(slug)
            item = await self._items.get(slug)
        row = item.files.get(name) if item else None
        title = item.covers.get(name) if item and row is None else None
        if title is not None:
            card = await asyncio.get_running_loop().run_in_executor(self._executor, cover_answer, title)
            return await self._send(send, ask, card.answer_to(ask))
        if item is not None and row is None and (source := made_from(name, item.files)):
            loop = asyncio.get_running_loop()
            track = await loop.run_in_executor(self._executor, track_answer, source, self.media_store)
            return await self._send(send, ask, track.answer_to(ask) if track else notice(404))
        if item is None or row is None:
            return await self._send(send, ask, notice(410 if item and item.page is None else 404))
        await send_file(send, ask, row, self.media_store, self._executor, self._more(ask))

    async def _metrics(self) -> Answer:
        from campaign.public.metrics import metrics_answer  # loaded by the first scrape, not by every start

        pulse = await self._pulse.take()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, metrics_answer, pulse, self.clicks, self._feed_reader.built)

    async def _send(self, send: Send, ask: Ask, made: Answer) -> None:
        headers = [*made.headers, *self._more(ask)]
        await send({"type": "http.response.start", "status": made.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if ask.method == "HEAD" else made.body})

    def _more(self, ask: Ask) -> tuple[Header, ...]:
        """A request's body is left unread, so its connection cannot be used again."""
        return (*self._always, (b"connection", b"close")) if ask.has_body else self._always

    def _shelf(self, load: Callable[[K, V | None], V | None], keep_s: float, size: int) -> Shelf[K, V]:
        return Shelf(load, self._executor, self._clock, keep_s=keep_s, size=size)
