"""Deliveries as the contract's JSON (section 5), read with plain DB-API: ``campaign deliveries`` has half a second,
and importing the rows alone takes longer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

FROZEN_STATES = ("sending", "published", "uncertain", "failed", "cancelled")
"""What such a row has frozen is what went out, or was about to. In the others the post will be rendered anew."""
_FROZEN = f"d.state IN {FROZEN_STATES}"
COLUMNS = (
    "d.id, i.slug AS item, COALESCE(r.title, '') AS title, d.channel_key AS channel, c.platform, d.slot_key AS slot, "
    "d.part, d.after_id, d.due_at, d.next_try_at, d.state, d.attempts, d.published_at, d.corrected_at, d.retracted_at, "
    "d.remote_id, d.permalink, d.look_url, d.error_code, d.error_message, d.held_reason, "
    f"d.urgent, d.item_id, CASE WHEN {_FROZEN} THEN d.text END AS text, "
    f"CASE WHEN {_FROZEN} THEN d.text_sha256 END AS text_sha256, "
    f"CASE WHEN {_FROZEN} THEN COALESCE(d.content_sha256, i.content_sha256) ELSE i.content_sha256 END AS content"
)
TABLES = (
    "FROM delivery d JOIN item i ON i.id = d.item_id JOIN channel c ON c.key = d.channel_key "
    "LEFT JOIN revision r ON r.item_id = i.id AND r.number = i.revision"
)
AFTER = "(d.due_at, d.id) > (SELECT due_at, id FROM delivery WHERE id = ?)"
APPROVERS = "SELECT item_id, content_sha256, approver FROM approval WHERE returned_at IS NULL ORDER BY at, id"
TIMES = ("due_at", "next_try_at", "published_at", "corrected_at", "retracted_at")


class Cursor(Protocol):
    """What sqlite3 and psycopg cursors have in common."""

    @property
    def description(self) -> Any: ...
    def execute(self, query: str, parameters: Any = ...) -> Any: ...
    def fetchall(self) -> Sequence[Any]: ...


def list_deliveries(
    cursor: Cursor,
    mark: str = "?",
    *,
    state: str | None = None,
    channel: str | None = None,
    item: str | None = None,
    delivery_id: int | None = None,
    channels: Sequence[str] | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Matching deliveries by time; ``mark`` is the driver's parameter sign (``?`` or ``%s``).

    ``channels``: only on these; ``after``: only those that follow this delivery's id in the list; ``limit``: so many.
    """
    wanted = {"d.state": state, "d.channel_key": channel, "i.slug": item, "d.id": delivery_id}
    asked: list[tuple[str, list[Any]]] = [
        (f"{column} = {mark}", [value]) for column, value in wanted.items() if value is not None
    ]
    if channels is not None:
        asked.append((f"d.channel_key IN ({', '.join([mark] * len(channels)) or 'NULL'})", list(channels)))
    if after is not None:
        asked.append((AFTER.replace("?", mark), [after]))
    where = " WHERE " + " AND ".join(condition for condition, _ in asked) if asked else ""
    end = f" LIMIT {int(limit)}" if limit is not None else ""
    values = tuple(value for _, given in asked for value in given)
    cursor.execute(f"SELECT {COLUMNS} {TABLES}{where} ORDER BY d.due_at, d.id{end}", values)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [as_json(row, approvers) for row, approvers in zip(rows, _approvers(cursor, rows), strict=True)]


def _approvers(cursor: Cursor, rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Whose yes counts for the content of each row: e-mails, or ["files"] alone."""
    cursor.execute(APPROVERS)
    by_content: dict[tuple[int, str], list[str]] = {}
    for item_id, content, approver in cursor.fetchall():
        by_content.setdefault((item_id, content), []).append(approver)
    found = [by_content.get((row["item_id"], row["content"]), []) for row in rows]
    return [["files"] if "files" in approvers else approvers for approvers in found]


def as_json(row: Mapping[str, Any], approved_by: Sequence[str]) -> dict[str, Any]:
    """One row in the contract's names and order. Times are UTC with Z."""
    error = {"code": row["error_code"], "message": row["error_message"]} if row["error_message"] else None
    return {
        "id": row["id"],
        "item": row["item"],
        "title": row["title"],
        "channel": row["channel"],
        "platform": row["platform"],
        "slot": row["slot"],
        "part": row["part"] or None,
        "after": row["after_id"],
        "due_at": zulu(row["due_at"]),
        "next_try_at": zulu(row["next_try_at"]),
        "state": row["state"],
        "attempts": row["attempts"],
        "published_at": zulu(row["published_at"]),
        "corrected_at": zulu(row["corrected_at"]),
        "retracted_at": zulu(row["retracted_at"]),
        "remote_id": row["remote_id"],
        "permalink": row["permalink"] or None,
        "look_url": row["look_url"] or None,
        "text": row["text"],
        "text_sha256": row["text_sha256"],
        "error": error,
        "held_reason": row["held_reason"],
        "approved_by": list(approved_by),
        "urgent": bool(row["urgent"]),
    }


def zulu(moment: Any) -> str | None:
    """SQLite gives text in UTC, PostgreSQL an aware datetime: both become ISO 8601 with Z."""
    if moment is None:
        return None
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return str(text).replace("+00:00", "Z")


def dumps(deliveries: Sequence[Mapping[str, Any]]) -> str:
    """The document of ``deliveries --json``."""
    return json.dumps({"deliveries": list(deliveries)}, ensure_ascii=False, indent=2)
