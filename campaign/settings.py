"""The program's settings: environment variables of the contract, read once, each mistake told in a sentence.

A plain dataclass instead of pydantic-settings: see docs/decisions/0003-settings-without-a-library.md.
"""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campaign.errors import Mistake

LANGUAGES = ("vi", "en")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside. Spans are in seconds (``_s``)."""

    workspace: Path
    database_url: str = ""
    secret_key_file: Path = Path()
    public_url: str = ""
    language: str = "vi"
    approvals: int | None = None
    log: str = "WARNING"
    tick_s: float = 1.0
    lease_s: float = 300.0
    http_deadline_s: float = 60.0
    retry_s: tuple[float, ...] = (30.0, 120.0, 600.0, 1800.0)
    lookup_s: tuple[float, ...] = (0.0, 120.0, 600.0)
    allow_private_feeds: bool = False
    ping_url: str = ""
    """Called once a minute while the clock goes: somebody outside notices when it no longer is."""
    media_url: str = ""
    """Where the media of many machines are (``s3://bucket/prefix``); empty: in this machine's own folder."""
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """Whose X-Forwarded-For is believed."""

    @property
    def var(self) -> Path:
        """The folder of what the program writes."""
        return self.workspace / "var"

    @property
    def media_folder(self) -> Path:
        return self.var / "media"

    @property
    def links_url(self) -> str:
        """What short links and pages start with: the public address, or this machine's default while there is none."""
        return self.public_url or "http://127.0.0.1:8000"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def read_settings(workspace: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``environ`` (default: the process's). Raises Mistake naming the variable that cannot be read."""
    env = os.environ if environ is None else environ
    root = (workspace or Path(env.get("CAMPAIGN_WORKSPACE") or ".")).resolve()
    url = env.get("CAMPAIGN_DATABASE_URL") or f"sqlite:///{root / 'var' / 'campaign.db'}"
    return Settings(
        workspace=root,
        database_url=_database_url(url),
        secret_key_file=Path(env.get("CAMPAIGN_SECRET_KEY_FILE") or root / "var" / "secret.key"),
        public_url=env.get("CAMPAIGN_PUBLIC_URL", "").rstrip("/"),
        language=_one_of(env, "CAMPAIGN_LANGUAGE", "vi", LANGUAGES),
        approvals=_approvals(env.get("CAMPAIGN_APPROVALS", "")),
        log=_one_of(env, "CAMPAIGN_LOG", "WARNING", LOG_LEVELS, upper=True),
        tick_s=_span(env, "CAMPAIGN_TICK_S", "1"),
        lease_s=_span(env, "CAMPAIGN_LEASE_S", "300"),
        http_deadline_s=_span(env, "CAMPAIGN_HTTP_DEADLINE_S", "60"),
        retry_s=_seconds(env, "CAMPAIGN_RETRY_S", "30,120,600,1800"),
        lookup_s=_seconds(env, "CAMPAIGN_LOOKUP_S", "0,120,600", zero=True),
        ping_url=_ping_url(env.get("CAMPAIGN_PING_URL", "").strip()),
        media_url=env.get("CAMPAIGN_MEDIA_URL", "").strip(),
        trusted_proxies=_networks(env.get("CAMPAIGN_TRUSTED_PROXIES", "")),
        allow_private_feeds=_one_of(env, "CAMPAIGN_ALLOW_PRIVATE_FEEDS", "0", ("0", "1")) == "1",
    )


def _database_url(url: str) -> str:
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        return "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise Mistake("CAMPAIGN_DATABASE_URL phải bắt đầu bằng postgresql:// hoặc sqlite:///")


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...], upper: bool = False) -> str:
    value = env.get(name) or default
    value = value.upper() if upper else value
    if value not in allowed:
        raise Mistake(f"{name} phải là một trong: {', '.join(allowed)} (đang là {value!r})")
    return value


def _ping_url(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise Mistake("CAMPAIGN_PING_URL phải là một địa chỉ https://")
    return url


def _networks(value: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise Mistake(
            f"CAMPAIGN_TRUSTED_PROXIES phải là các địa chỉ hoặc mạng, cách nhau bằng dấu phẩy (đang là {value!r}). "
            "Ví dụ: 127.0.0.1,10.0.0.0/24"
        ) from None


def _approvals(value: str) -> int | None:
    if value in ("0", "1", "2"):
        return int(value)
    if value:
        raise Mistake(f"CAMPAIGN_APPROVALS phải là 0, 1 hoặc 2 (đang là {value!r})")
    return None


def _seconds(env: Mapping[str, str], name: str, default: str, zero: bool = False) -> tuple[float, ...]:
    value = env.get(name) or default
    try:
        spans = tuple(float(part) for part in value.split(","))
    except ValueError:
        raise Mistake(f"{name} phải là số giây, cách nhau bằng dấu phẩy (đang là {value!r})") from None
    if not all(math.isfinite(span) and (span > 0 or (zero and span == 0)) for span in spans):
        raise Mistake(f"{name} phải lớn hơn 0 (đang là {value!r})")
    return spans


def _span(env: Mapping[str, str], name: str, default: str) -> float:
    spans = _seconds(env, name, default)
    if len(spans) != 1:
        raise Mistake(f"{name} phải là đúng một số giây (đang là {env.get(name)!r})")
    return spans[0]
