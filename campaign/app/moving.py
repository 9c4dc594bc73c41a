"""``campaign move``: drains the old database with its own protocol, then hands its rows over."""

from __future__ import annotations

from collections.abc import Callable

from campaign.app.open import dispatch_for
from campaign.db import Database
from campaign.db.instance_lock import InstanceLock
from campaign.db.schema import HEAD, current_revision, migrate
from campaign.delivery.tick import recover
from campaign.errors import Mistake
from campaign.settings import Settings
from campaign.upkeep.move import Moved, is_marked, move


def move_to(settings: Settings, target_url: str, actor: str, told: Callable[[str], None]) -> Moved:
    """What is in flight when nothing runs was left by a dead program: it is settled as at any start, so nothing is.

    Raises Mistake while ``serve`` runs, or where the target cannot be used.
    """
    source, target = Database(settings.database_url), Database(target_url)
    try:
        with InstanceLock(settings.database_url):
            if not is_marked(source):
                if source.is_sqlite and current_revision(source) is None:
                    raise Mistake("Chưa có cơ sở dữ liệu để chuyển. Với PostgreSQL mới, hãy chạy thẳng: campaign sync")
                if source.is_sqlite and current_revision(source) != HEAD:
                    migrate(source)
                recover(dispatch_for(source, settings))
            return move(source, target, actor, told)
    finally:
        source.close()
        target.close()
