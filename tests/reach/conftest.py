"""An empty ledger with a plan, on either database."""

from __future__ import annotations

import pytest

from campaign.db import Database
from tests.reach.ledger import Ledger


@pytest.fixture
def ledger(database: Database) -> Ledger:
    made = Ledger(database)
    made.plan()
    return made
