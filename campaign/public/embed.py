"""A column of a feed's newest entries for other sites: HTML and one style sheet, no script, no cookie, nothing fetched
from elsewhere. How it looks is chosen from a few words in the address; a word that is not known means the usual look,
so that nothing a page puts there can break it.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from campaign.public.answer import EMBED_POLICY, Ask
from campaign.public.bots import is_visit
from campaign.public.clean import clean
from campaign.public.conditional import Validated, validated
from campaign.public.entries import Feed
from campaign.public.pages import HTML, templates
from campaign.public.static import embed_style_path
from campaign.rendering.looks import Look, look_of

CACHE = "public, max-age=300"


def read_look(query: str) -> Look:
    """The look that a query string asks for; what cannot be read is the usual."""
    return look_of(parse_qsl(query[:1000], encoding="utf-8", errors="replace"))


def is_load(ask: Ask) -> bool:
    """Does this request count as a load? As a visit of a short link does, save a look at it on our own pages.

    Browsers say of every request whose page asks (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header). What
    a browser still has (``CACHE``) it does not ask for again, so the figure is rather too small.
    """
    return is_visit(ask) and ask.header(b"sec-fetch-site").lower() != "same-origin"


def embed_answer(feed: Feed, look: Look) -> Validated:
    """The column as an answer that may stand in a frame of any site; well under a millisecond's work."""
    text = templates().get_template("embed.html").render(
        feed=feed, look=look, entries=feed.entries[: look.count], style=embed_style_path()
    )  # fmt: skip
    body = clean(text).encode("utf-8")
    return validated(HTML, body, cache=CACHE, policy=EMBED_POLICY, modified_at=None)
