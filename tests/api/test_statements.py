"""A list asks the database as often for fifty rows as for five."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import Session

from campaign.library.fields import ItemFields
from campaign.library.revisions import create
from campaign.models import Approval
from tests.api.conftest import Programs
from tests.statements import statements
from tests.web import seed


def an_approved_item(session: Session, programs: Programs, number: int) -> int:
    now = programs.database.now(session)
    item = create(session, now, f"tin-{number}", ItemFields(title=f"Tin {number}", body="Lời."), "an@example.vn")
    assert item.id is not None
    yes = Approval(item_id=item.id, content_sha256=item.content_sha256, approver="binh@example.vn", at=now)
    session.add(yes)
    session.flush()
    return item.id


def asked(programs: Programs, client: httpx.Client, path: str, rows: int) -> int:
    with statements(programs.database) as said:
        answer = client.get(path)
    assert len(next(iter(answer.json().values()))) == rows, answer.text
    return sum(one.startswith("SELECT") for one in said)  # the token's last use is written after the answer, some time


@pytest.mark.parametrize(("path", "channels"), [("/items", ()), ("/deliveries", ("rss", "telegram"))])
def test_a_list_of_fifty_asks_as_often_as_one_of_five(programs: Programs, path: str, channels: list[str]) -> None:
    counts = []
    made = 0
    with programs.client("manager") as client:
        client.get(path)  # the plan is kept from then on
        for rows in (5, 50):
            with programs.database.write() as session:
                while made < rows:
                    item_id, made = an_approved_item(session, programs, made), made + 1
                    if channels:
                        seed.add_delivery(
                            session, programs.database.now(session), channels[made % 2], 60 + made, item_id=item_id
                        )
            counts.append(asked(programs, client, path, rows))
    assert counts[0] == counts[1] < 10
