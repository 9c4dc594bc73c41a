"""A newsroom that really runs: ``campaign serve``, the sandbox as its four platforms, people with browsers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from campaign.db import Database
from campaign.models import AuditEntry
from campaign.sandbox import Sandbox
from campaign.sandbox.facebook import page_token
from campaign.sentences.said import LOCALE
from campaign.web.language import translations
from tests.app.program import Ended, Program, Running, token
from tests.browsing import DESK, PHONE
from tests.desk.workspace import PLAN, TEMPLATE, write

SIZES = {"phone": PHONE, "desk": DESK}
PEOPLE = {"reporter": "Phóng viên", "editor": "Biên tập viên"}
CHANNELS = {
    "facebook": 'page_id = "100200300"\napi_version = "v26.0"\napi_url = "{url}"\nupload_url = "{url}"\n'
    'web_url = "{url}/facebook.com"',
    "zalo": 'oa_id = "1234567890123456789"\napp_id = "3003"\napi_url = "{url}"\noauth_url = "{url}"\nweb_url = "{url}"',
    "telegram": 'chat = "@toa_soan"\napi_url = "{url}"\nweb_url = "{url}"',
    "rss": 'path = "tin"',
}
"""Platform -> its table; ``{url}`` is the sandbox."""


@dataclass
class Person:
    """Somebody's browser, signed in, and what it complained about or asked of another machine."""

    page: Any
    url: str
    language: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda said: self.wrong.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda asked: self._judge(asked.url))

    def _judge(self, asked: str) -> None:
        if not asked.startswith((f"{self.url}/", "blob:", "data:", "about:")):
            self.wrong.append(f"asks {asked}")

    def say(self, words: str) -> str:
        """Our words in this person's language."""
        return translations(LOCALE, self.language).ugettext(words)

    def open(self, path: str) -> Any:
        self.page.goto(self.url + path)
        return self.page

    def press(self, form: str, within: str = "main") -> None:
        """The button of the form that leads to an address ending so; a question before it is opened first."""
        target = self.page.locator(f'{within} form[action$="{form}"]').first
        question = self.page.locator(f'{within} details:not([open]):has(form[action$="{form}"]) > summary').first
        if question.count():
            question.click()
        target.locator("button").last.click()


@dataclass
class Newsroom:
    """The running program and its other side."""

    program: Program
    sandbox: Sandbox
    serving: Running
    url: str

    @contextmanager
    def person(self, browser: Any, role: str, size: str, language: str = "vi") -> Iterator[Person]:
        """A browser of that size whose owner has signed in by the link that ``user add`` prints."""
        phone = size == "phone"
        context = browser.new_context(viewport=SIZES[size], has_touch=phone, is_mobile=phone, locale=language)
        context.add_cookies([{"name": "campaign-language", "value": language, "url": self.url}])
        made = Person(context.new_page(), self.url, language)
        printed = beside(self.program, "user", "add", f"{role}@example.vn", "--name", PEOPLE[role], "--role", role).out
        found = re.search(r"/sign-in/([\w-]+)", printed)
        assert found, printed
        made.open(f"/sign-in/{found[1]}")
        made.page.locator("main form button").first.click()
        made.page.wait_for_url(f"{self.url}/")
        yield made
        context.close()

    def submitted_at(self, slug: str) -> datetime:
        """When the program wrote down that it was handed in, by its own clock."""
        database = Database(f"sqlite:///{self.program.root / 'var' / 'campaign.db'}")
        try:
            with database.read() as session:
                query = sa.select(sa.func.max(col(AuditEntry.at))).where(
                    col(AuditEntry.action) == "item.submit", col(AuditEntry.subject) == f"item:{slug}"
                )
                at = session.scalar(query)
                assert isinstance(at, datetime)
                return at
        finally:
            database.close()


def beside(program: Program, *arguments: str, given: str = "") -> Ended:
    """The command in another thread: the browser's event loop runs in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(program.ok, *arguments, given=given).result()


@contextmanager
def newsroom(folder: Path) -> Iterator[Newsroom]:
    """Four channels, all connected; nothing planned; one approval asked for."""
    with Sandbox() as sandbox:
        write(folder, "plan.toml", PLAN)
        write(folder, "schedules.toml", 'timezone = "Asia/Ho_Chi_Minh"\n')
        for key, table in CHANNELS.items():
            text = f'platform = "{key}"\ntitle = "Kênh {key}"\n[{key}]\n{table.format(url=sandbox.url)}\n'
            write(folder, f"channels/{key}/channel.toml", text)
            write(folder, f"channels/{key}/post.j2", TEMPLATE)
        program = Program(folder, {"CAMPAIGN_APPROVALS": "1", "CAMPAIGN_RETRY_S": "1"})
        beside(program, "sync")
        secrets = {
            "facebook": {"page_token": page_token("100200300"), "app_id": "1", "app_secret": "a" * 32},
            "zalo": {"app_secret": "b" * 20, "access_token": "c" * 40, "refresh_token": "d" * 40},
            "telegram": {"bot_token": token()},
        }
        for key, given in secrets.items():
            beside(program, "channel", "connect", key, given=json.dumps(given))
        serving = program.start("serve", "--port", "0")
        try:
            yield Newsroom(program, sandbox, serving, serving.wait_for(r"Đang chạy: (http://127\.0\.0\.1:\d+)"))
            ended = serving.stop()
            assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err
        finally:
            serving.process.kill()
