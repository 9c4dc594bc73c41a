"""The page of figures says on what they were measured, and can be written from any run."""

from __future__ import annotations

import os
import re

from bench.page import COLUMNS, Measured, as_page

ROW = Measured(
    "search", "search over 20 items | all", "3 ms", "2 ms", "a plain look", "< 50 ms", 1.2, "2026-12-01T00:00Z"
)


def test_the_page_names_the_machine_the_day_and_what_else_was_going_on() -> None:
    page = as_page([ROW])
    assert f"{os.cpu_count()} cores" in page
    assert re.search(r"\d{4}-\d\d-\d\d: ", page)
    assert "Load average at the end" in page
    assert "| search | search over 20 items / all | 3 ms | 2 ms | a plain look | < 50 ms | 1.2 |" in page
    assert f"| {' | '.join(COLUMNS)} |" in page


def test_a_run_in_small_sizes_says_that_its_figures_mean_little() -> None:
    assert "--quick" in as_page([ROW], quick=True)
    assert "mean little" not in as_page([ROW])
