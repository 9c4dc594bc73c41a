"""Web and mail addresses as they are said. A path is never read aloud, and an address made harmless not at all."""

from __future__ import annotations

import re

from campaign.packs.voice.letters import spelled

BAD = "một địa chỉ lạ"
"""What stands for an address that nobody is to open."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ENDINGS = "vn|com|net|org|info|edu|gov|example|test|io|app|me|xyz|top|site|online|asia|biz"
_HARMLESS = re.compile(r"\bhxxps?://\S+|\b[\w-]+(?:\.[\w-]+)*\[\.\][^\s,;)]+", re.IGNORECASE)
_MAIL = re.compile(rf"(?<![\w.])(?P<user>[a-z0-9._%+-]+)@(?P<host>{_LABEL}(?:\.{_LABEL})+)", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"(?:(?P<scheme>https?://)(?P<any>[^\s/?#]+)|(?<![\w@.-])(?P<host>(?:{_LABEL}\.)+(?:{_ENDINGS})))(?![\w-])"
    r"(?::\d+)?(?:[/?#][^\s)>\]]*)?",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"(?<![\w.])\.(?P<host>(?:[a-z]{{2,10}}\.)?(?:{_ENDINGS}))(?!\w)")
"""The end of a name by itself: ".gov.vn"."""
_SAID = {
    "vn": "vê en", "com": "com", "gov": "gốp", "edu": "e đu", "org": "o r giê", "net": "nét", "www": "vê kép ba lần",
    "io": "i ô",
}  # fmt: skip


def say_addresses(text: str) -> str:
    """ "https://congan.gov.vn/x" -> "congan chấm gốp chấm vê en"; "a@b.vn" -> "a a còng b chấm vê en"."""
    text = _HARMLESS.sub(BAD, text)
    text = _MAIL.sub(lambda match: f"{_user(match['user'])} a còng {_host(match['host'])}", text)
    text = _ADDRESS.sub(_address, text)
    return _ENDING.sub(lambda match: f"chấm {_host(match['host'])}", text)


def _address(match: re.Match[str]) -> str:
    host = match["host"] or match["any"]
    ending = "".join(letter for letter in match[0][-1:] if letter in ".,;:!?")
    return _host(host.rsplit("@", 1)[-1].split(":")[0].rstrip(".,;:!?")) + ending


def _host(host: str) -> str:
    labels = host.lower().removeprefix("www.").split(".")
    return " chấm ".join(_SAID.get(label) or _label(label) for label in labels)


def _label(label: str) -> str:
    words = re.sub(r"-+", " gạch ngang ", label)
    return " ".join(spelled(word) if not re.search("[aeiouy]", word) else word for word in words.split())


def _user(user: str) -> str:
    named = {".": " chấm ", "-": " gạch ngang ", "_": " gạch dưới ", "+": " cộng ", "%": " phần trăm "}
    return " ".join("".join(named.get(letter, letter) for letter in user.lower()).split())
