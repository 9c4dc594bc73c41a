"""The editors' pages as one FastAPI application.

Nothing is read from the database and no template is compiled until the first page is asked for: ``serve`` answers soon.
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from campaign.db import Database
from campaign.errors import Mistake
from campaign.settings import Settings
from campaign.web import failures
from campaign.web.access import SignInNeeded
from campaign.web.api.routes import PREFIX, create_api
from campaign.web.body import BodyLimit
from campaign.web.compress import Compressed
from campaign.web.csrf import SameSiteOnly
from campaign.web.full_disk import full_disk
from campaign.web.headers import SafeHeaders
from campaign.web.late import LateApp
from campaign.web.routes import add_routes
from campaign.web.site import Site
from campaign.web.statics import Statics
from campaign.web.unforeseen import Unforeseen


def create_web(database: Database, settings: Settings) -> FastAPI:
    """The application. ``settings.public_url`` decides about https-only cookies."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    site = Site(database, settings)
    app.state.site = site
    add_routes(app)
    app.mount(PREFIX, LateApp(lambda: create_api(site)), name="api")
    app.mount("/static", Statics(site.static_files), name="static")
    app.add_exception_handler(SignInNeeded, failures.sign_in_needed)
    app.add_exception_handler(Mistake, failures.mistake)
    app.add_exception_handler(HTTPException, failures.http)
    app.add_exception_handler(RequestValidationError, failures.unreadable)
    app.add_exception_handler(OperationalError, full_disk)
    # The last one added is the outermost.
    app.add_middleware(SameSiteOnly, cookies=site.cookies, public_url=settings.public_url)
    app.add_middleware(BodyLimit)
    app.add_middleware(Unforeseen, page=failures.unforeseen_page)
    app.add_middleware(Compressed)
    app.add_middleware(SafeHeaders, https=site.cookies.secure)
    return app
