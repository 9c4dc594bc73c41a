"""The way back of a Zalo consent: without a good state nobody is asked."""

from __future__ import annotations

import pytest

from tests.web.conftest import Served


@pytest.mark.parametrize("query", ["", "?code=abc", "?state=khong-co&code=abc"])
def test_a_missing_foreign_or_used_state_is_a_400(served: Served, query: str) -> None:
    with served.client() as browser:
        answer = browser.get(f"/oauth/zalo{query}")
    assert answer.status_code == 400
    assert "Hãy bắt đầu kết nối lại từ đầu" in answer.text
