"""Which language a page speaks, and how it writes dates. The msgids are the Vietnamese texts themselves."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from fastapi import Request

from campaign.settings import LANGUAGES
from campaign.web.site import site_of

_DAY = {"vi": "EEEE, dd/MM/yyyy", "en": "EEEE, d MMMM yyyy"}
_SHORT_DAY = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_MONTH = {"vi": "MMMM 'năm' yyyy", "en": "MMMM yyyy"}


def gettext_noop(sentence: str) -> str:
    """The sentence itself: marks it for the catalogues where it is said later."""
    return sentence


def language_of(request: Request) -> str:
    """``?lang=`` for this one page, else the cookie's choice, else the installation's."""
    site = site_of(request)
    wanted = (request.query_params.get("lang"), request.cookies.get(site.cookies.language))
    return next((language for language in wanted if language in LANGUAGES), site.settings.language)


def translations(folder: Path, language: str) -> NullTranslations:
    """The catalogue of a language; a text that is not in it stays Vietnamese."""
    return Translations.load(folder, [language])


def write_day(day: date, language: str) -> str:
    """ "Thứ Ba, 01/12/2026"."""
    return format_date(day, _DAY[language], locale=language)


def write_month(day: date, language: str) -> str:
    """ "Tháng 12 năm 2026"."""
    written = format_date(day, _MONTH[language], locale=language)
    return written[:1].upper() + written[1:]


def write_weekday(day: date, language: str) -> str:
    """ "Thứ Hai"."""
    return format_date(day, "EEEE", locale=language)


def write_short_day(day: date, language: str) -> str:
    """ "01/12/2026"."""
    return format_date(day, _SHORT_DAY[language], locale=language)


def write_time(moment: datetime, zone: ZoneInfo) -> str:
    """ "07:30"."""
    return f"{moment.astimezone(zone):%H:%M}"


def write_second(moment: datetime, zone: ZoneInfo) -> str:
    """ "07:30:05"."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def write_moment(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """ "07:30 01/12/2026"; "07:30 1 Dec 2026" in English."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M} {write_short_day(local.date(), language)}"


def write_number(number: int, language: str) -> str:
    """ "12.645" in Vietnamese, "12,645" in English."""
    return format_decimal(number, locale=language)
