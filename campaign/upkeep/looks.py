"""What the doctor reads out of rows and files: keys, channels, media, feeds."""

from __future__ import annotations

import random
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.credentials import Vault
from campaign.db import Database
from campaign.errors import Mistake
from campaign.media.store import MediaStore
from campaign.models import ActivityEvidence, Channel, Delivery, Feed, MediaRow
from campaign.settings import Settings
from campaign.upkeep.finding import Finding
from campaign.upkeep.keys import sealed_texts

SAMPLE = 20
"""Files that are read again whole; every file's presence and size is looked at."""
TOKEN_ENDS = timedelta(days=7)
SILENT = timedelta(days=14)
FAILED_TRIES = 3
"""One try that failed mends itself."""
OWN = ("rss", "manual")
"""Platforms without secrets: they count as connected."""


def keys(database: Database, settings: Settings) -> Iterator[Finding]:
    """The key file is ours alone and opens everything that is sealed."""
    file = settings.secret_key_file
    with database.read() as session:
        texts = sealed_texts(session)
    if not file.exists():
        says = "Chưa có bí mật nào nên chưa có tệp khóa." if not texts else f"Mất tệp khóa {file}: hãy đặt lại tệp đó."
        yield Finding("keys", not texts, says)
        return
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("keys", False, f"Người khác đọc được tệp khóa. Hãy chạy: chmod 600 {file}")
        return
    vault = Vault(file)
    try:
        for one in texts:
            vault.open(one.key, one.text)
    except Mistake as mistake:
        yield Finding("keys", False, str(mistake))
        return
    if len(file.read_text("ascii").split()) > 1:
        yield Finding("keys", False, "Tệp khóa còn khóa cũ: một lần đổi khóa chưa xong. Hãy chạy: campaign keys rotate")
        return
    yield Finding("keys", True, f"Mở được {len(texts)} bí mật đang lưu; tệp khóa chỉ chủ máy đọc được.")


def channels(database: Database, _: Settings) -> Iterator[Finding]:
    """One line for each that needs somebody, else one for all."""
    with database.read() as session:
        now = database.now(session)
        rows = session.scalars(
            sa.select(Channel)
            .where(col(Channel.removed_at).is_(None), col(Channel.enabled).is_(True))
            .order_by(col(Channel.key))
        ).all()
        last = _last_sent(session)
    wrong = 0
    for row in rows:
        own, sent = row.platform in OWN, last.get(row.key)
        says = ""
        if row.closed_by == "platform":
            says = f"bị đóng: {row.closed_reason} Hãy chạy: campaign channel connect {row.key}"
        elif row.closed_at is not None:
            says = f"đang đóng ({row.closed_reason or 'không ghi lý do'}). Mở lại: campaign channel open {row.key}"
        elif row.connected_at is None and not own:
            says = f"chưa kết nối. Hãy chạy: campaign channel connect {row.key}"
        elif row.token_expires_at is not None and row.token_expires_at <= now + TOKEN_ENDS:
            left = (row.token_expires_at - now).days
            when = "đã hết hạn" if row.token_expires_at <= now else f"còn {left} ngày là hết hạn"
            says = f"quyền đăng {when}. Hãy kết nối lại: campaign channel connect {row.key}"
        elif sent is not None and now - sent > SILENT:
            says = f"không gửi gì từ {(now - sent).days} ngày nay. Hãy xem lịch: campaign calendar"
        if says:
            wrong += 1
            yield Finding("channels", False, f"Kênh {row.key} {says}")
    if not wrong:
        yield Finding("channels", True, f"{len(rows)} kênh đang mở và đã kết nối.")


def media(database: Database, settings: Settings) -> Iterator[Finding]:
    """Files that rows name are there with their size, a sample is what its name says; the rest is unused."""
    store = MediaStore.of(settings)
    with database.read() as session:
        wanted = _named(session)
    try:
        there = store.sizes()
    except Mistake as silent:
        yield Finding("media", False, str(silent))
        return
    missing = sorted(sha256 for sha256, size in wanted.items() if there.get(sha256) != size)
    sound = sorted(wanted.keys() - set(missing))
    damaged = [one for one in random.sample(sound, min(SAMPLE, len(sound))) if not store.is_sound(one)]
    if missing:
        yield Finding("media", False, f"Thiếu {len(missing)} tệp trong var/media (như {missing[0][:12]}...). "
                      "Hãy chạy campaign sync, hoặc khôi phục từ bản sao lưu.")  # fmt: skip
    if damaged:
        yield Finding("media", False, f"{len(damaged)} tệp trong var/media bị hỏng (như {damaged[0][:12]}...). "
                      "Hãy xóa tệp hỏng rồi khôi phục từ bản sao lưu.")  # fmt: skip
    if not missing and not damaged:
        unused = len(there.keys() - wanted.keys())
        size = sum(there.values()) / 1e6
        yield Finding("media", True, f"{len(wanted)} tệp, {size:.1f} MB, đủ cả; {unused} tệp không mục nào dùng.")


def feeds(database: Database, _: Settings) -> Iterator[Finding]:
    """The newsroom's own feeds: one line for each that has failed several times, or is gone for good."""
    with database.read() as session:
        rows = session.scalars(sa.select(Feed).order_by(col(Feed.url))).all()
    failing = [row for row in rows if row.stopped or row.failures >= FAILED_TRIES]
    for row in failing:
        yield Finding("feeds", False, f"Bản tin {row.url} không đọc được: {row.error_message or 'đã ngừng hẳn'}")
    if not failing:
        yield Finding("feeds", True, f"{len(rows)} bản tin, không bản tin nào hỏng.")


def _last_sent(session: Session) -> dict[str, datetime | None]:
    query = sa.select(col(Delivery.channel_key), sa.func.max(col(Delivery.published_at))).group_by(
        col(Delivery.channel_key)
    )
    return {key: at for key, at in session.execute(query)}


def _named(session: Session) -> dict[str, int]:
    """{sha256: size} of every file that a row stands for."""
    stored = session.execute(sa.select(col(MediaRow.sha256), col(MediaRow.size))).all()
    evidence = session.execute(
        sa.select(col(ActivityEvidence.sha256), col(ActivityEvidence.size)).where(col(ActivityEvidence.sha256) != "")
    ).all()
    return {sha256: size for sha256, size in (*stored, *evidence)}
