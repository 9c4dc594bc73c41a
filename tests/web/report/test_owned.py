"""Activities, returns, links and reports of another unit are not there."""

from __future__ import annotations

from tests.web.conftest import Served
from tests.web.report import newsroom


def test_a_person_of_one_unit_sees_and_touches_that_unit_alone(reporting: Served) -> None:
    with reporting.database.write() as session:
        now = reporting.database.now(session)
        ours = newsroom.activity(session, now, "dai", state="waiting", title="Việc của Đài")
        theirs = newsroom.activity(session, now, "bao", state="waiting", title="Việc của Báo")
    with reporting.client("manager") as everybody:
        everybody.post("/activities/returns", data={"deadline": "D1", "year": "2026", "unit": "bao"})
        everybody.post("/report/issue", data={"sure": "yes", "period": "2026"})
        sha256 = everybody.get("/report/issued").text.split("/report/issued/")[1][:64]
    with reporting.client("manager", unit="dai") as client:
        page = client.get("/activities").text
        assert "Việc của Đài" in page
        assert "Việc của Báo" not in page
        for address in (
            f"/activities/{theirs}/confirm", "/activities/returns/1/accept", "/activities/returns/1/revoke",
        ):  # fmt: skip
            assert client.post(address).status_code == 404, address
        assert client.post(f"/activities/{theirs}/refuse", data={"reason": "x"}).status_code == 404
        assert (
            client.post("/activities/returns", data={"deadline": "D1", "year": "2026", "unit": "bao"}).status_code
            == 404
        )
        assert client.get(f"/report/issued/{sha256}/json").status_code == 404
        assert client.get("/report/file/json?unit=bao").json()["unit"] == "dai"
        assert client.post(f"/activities/{ours}/confirm").status_code == 303


def test_a_link_of_another_units_person_cannot_be_taken_back(reporting: Served) -> None:
    with reporting.client("manager", unit="bao") as theirs:
        theirs.post("/report/shares", data={"days": "2"})
    with reporting.client("manager", unit="dai") as client:
        assert client.post("/report/shares/1/revoke").status_code == 404
