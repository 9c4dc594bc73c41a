"""Every pack there is: one literal table. A line here, and the command and the page have it."""

from __future__ import annotations

from collections.abc import Mapping

from campaign.packs.offers.on_air import LOUDSPEAKERS, SCRIPT
from campaign.packs.offers.on_paper import LESSON, PLACES, POSTERS
from campaign.packs.offers.on_screens import PORTAL, SMS, WIFI
from campaign.packs.terms import Pack

PACKS: Mapping[str, Pack] = {
    "loudspeakers": LOUDSPEAKERS,
    "portal": PORTAL,
    "sms": SMS,
    "posters": POSTERS,
    "places": PLACES,
    "wifi": WIFI,
    "lesson": LESSON,
    "script": SCRIPT,
}
