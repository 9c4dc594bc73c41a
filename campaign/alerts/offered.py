"""Contacts as a person gives them, looked at before they are stored."""

from __future__ import annotations

import base64
import re
import secrets
import ssl
from collections.abc import Callable, Mapping
from email.utils import parseaddr

from campaign.errors import Mistake
from campaign.net.client import AddressRefused, is_loopback, refuse_plain_http

FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "email": (("host", "from"), ("port", "security", "user", "password", "ca")),
    "webhook": (("url",), ("secret",)),
    "telegram": (("bot_token", "chat"), ("api_url",)),
    "push": ((), ()),
}
"""By way: names that must be given, and names that may be."""
PORTS = {"starttls": "587", "tls": "465", "none": "25"}
_CHAT = re.compile(r"@[A-Za-z][A-Za-z0-9_]{2,31}|-?[0-9]{1,20}")


def looked_at(way: str, given: Mapping[str, str]) -> dict[str, str]:
    """What is stored, defaults filled in. Raises Mistake with what is missing or wrong; it never repeats a secret."""
    required, optional = FIELDS[way]
    missing = [name for name in required if not given.get(name)]
    unknown = [name for name in given if name not in (*required, *optional)]
    if missing or unknown:
        names = ", ".join((*required, *(f"[{name}]" for name in optional))) or "không gì cả"
        wrong = f"Thiếu {', '.join(missing)}" if missing else f"Không rõ {', '.join(unknown)}"
        raise Mistake(f"{wrong}. Cách báo {way} cần: {names}")
    return _LOOK[way]({name: value.strip() for name, value in given.items() if value.strip()})


def _email(given: dict[str, str]) -> dict[str, str]:
    security = given.setdefault("security", "starttls")
    if security not in PORTS:
        raise Mistake(f"security là một trong: {', '.join(PORTS)}")
    if security == "none" and not is_loopback(given["host"]):
        raise Mistake("security = none chỉ dùng cho máy chủ thư trên chính máy này; hãy dùng starttls hoặc tls.")
    port = given.setdefault("port", PORTS[security])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Mistake("port là một số từ 1 đến 65535.")
    if bool(given.get("user")) != bool(given.get("password")):
        raise Mistake("user và password đi cùng nhau: hãy cho cả hai hoặc bỏ cả hai.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(given["from"])[1]):
        raise Mistake('from là địa chỉ người gửi, ví dụ "Lịch truyền thông <lich@example.vn>".')
    if "ca" in given:
        try:
            ssl.create_default_context(cadata=given["ca"])
        except (ssl.SSLError, ValueError):
            raise Mistake("ca phải là chứng thư PEM của nơi cấp chứng thư cho máy chủ thư.") from None
    return given


def _webhook(given: dict[str, str]) -> dict[str, str]:
    _address("url", given["url"])
    given.setdefault("secret", f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")
    if given["secret"].startswith("whsec_"):
        try:
            base64.b64decode(given["secret"].removeprefix("whsec_"), validate=True)
        except ValueError:
            raise Mistake("secret bắt đầu bằng whsec_ thì phần sau phải là base64.") from None
    return given


def _telegram(given: dict[str, str]) -> dict[str, str]:
    if not _CHAT.fullmatch(given["chat"]):
        raise Mistake('chat là "@ten_nhom" hoặc mã số của nhóm, ví dụ -1001234567890.')
    if "api_url" in given:
        _address("api_url", given["api_url"])
    return given


def _address(name: str, url: str) -> None:
    try:
        refuse_plain_http(url)
    except AddressRefused:
        raise Mistake(f"{name} phải là một địa chỉ https:// (http:// chỉ cho máy này).") from None


_LOOK: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "email": _email, "webhook": _webhook, "telegram": _telegram, "push": dict,
}  # fmt: skip
