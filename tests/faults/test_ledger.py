"""What a run ends with: these figures, and a line that admits each broken promise."""

from __future__ import annotations

import json

import pytest

from tests.faults.ledger import ALWAYS_NOUGHT, Ledger


def test_a_run_ends_in_one_line_of_exactly_these_figures() -> None:
    ledger = Ledger("sqlite", seed=7, kills=2, due=3, published=2, uncertain=1, late_s=[0.5, 1.0, 4.0])
    assert json.loads(ledger.line()) == {
        "due": 3, "published": 2, "lost": 0, "doubled": 0, "early": 0, "forbidden": 0, "stuck": 0, "uncertain": 1,
        "uncertain_live": 0, "lateness_p50_s": 1.0, "lateness_p99_s": 4.0, "recovery_s": 0.0, "kills": 2, "seed": 7,
    }  # fmt: skip
    assert "\n" not in ledger.line()
    assert ledger.broken == {}


@pytest.mark.parametrize("promise", ALWAYS_NOUGHT)
def test_one_post_that_was_not_treated_as_promised_breaks_the_run(promise: str) -> None:
    ledger = Ledger("sqlite", seed=7)
    setattr(ledger, promise, 1)
    assert ledger.broken == {promise: 1}


def test_more_uncertain_posts_than_kills_break_the_run() -> None:
    assert Ledger("sqlite", seed=7, kills=2, due=3, uncertain=3).broken == {"uncertain beyond one per kill": 1}
    assert Ledger("sqlite", seed=7, kills=3, due=3, uncertain=3).broken == {}
    assert Ledger("sqlite", seed=7, kills=2, due=4, published=3).broken == {"neither published nor uncertain": 1}
