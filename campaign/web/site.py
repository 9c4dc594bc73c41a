"""What every page works with, made once: the database, the settings, files, cookies, templates by language."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path

from fastapi import Request

from campaign.credentials import Vault
from campaign.credentials.destinations import Destinations
from campaign.db import Database
from campaign.delivery.context import Dispatch
from campaign.delivery.engine import InlineEngine
from campaign.media.store import MediaStore
from campaign.settings import Settings
from campaign.web.calendar_forecast import KeptForecast
from campaign.web.cookies import Cookies
from campaign.web.pace import Pace
from campaign.web.pages import Pages
from campaign.web.rehearsal.running import Running
from campaign.web.statics import StaticFiles

FOLDER = Path(__file__).parent


@cache
def static_files() -> StaticFiles:
    """Style, script, font and icons: the program's own, whatever installation it serves."""
    return StaticFiles(FOLDER / "static")


@cache
def pages() -> Pages:
    """The templates, likewise: compiling those of one page takes longer than answering it five times."""
    return Pages(FOLDER, static_files())


class Site:
    """One installation of the pages. The costly parts are made when they are first asked for."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.cookies = Cookies(secure=settings.public_url.startswith("https://"))

    @cached_property
    def vault(self) -> Vault:
        return Vault(self.settings.secret_key_file)

    @cached_property
    def dispatch(self) -> Dispatch:
        """For what asks a platform at once (verify, take down). Deliveries themselves go out by the clock's own."""
        media = MediaStore.of(self.settings)
        destinations = Destinations(self.database, self.vault, media.open)
        return Dispatch(self.database, self.settings, InlineEngine(), destinations)

    @cached_property
    def public_pace(self) -> Pace:
        """Of pages that need no sign-in but do some work: shared reports, forms of units."""
        return Pace(60)

    @cached_property
    def kept_forecast(self) -> KeptForecast:
        return KeptForecast(self.database, self.settings)

    @cached_property
    def rehearsal(self) -> Running:
        """The rehearsal that is running, if one is."""
        return Running(self.settings)

    @property
    def static_files(self) -> StaticFiles:
        return static_files()

    @property
    def pages(self) -> Pages:
        return pages()


def site_of(request: Request) -> Site:
    """The site that this request came to."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
