"""The report and activities over the API: the JSON of the commands, by role and unit, each activity once."""

from __future__ import annotations

from campaign.desk.activities import list_activities
from tests.api.conftest import Programs

SAID = {"task": "1a", "kind": "talk_show", "on": "2026-11-15", "title": "Tọa đàm", "live": True, "audience": 300}


def test_the_report_is_that_of_the_command(programs: Programs) -> None:
    with programs.client("reporter") as client:
        report = client.get("/report", params={"period": "2026"}).json()
        assert report["period"] == {"from": "2026-01-01", "to": "2026-12-31"}
        assert [item["id"] for item in report["tasks"][0]["task_items"]] == ["1a", "1đ"]
        assert client.get("/report", params={"period": "nay"}).status_code == 400
        assert client.get("/report", params={"frozen": "0" * 64}).status_code == 404


def test_a_person_of_one_unit_gets_that_units_report(programs: Programs) -> None:
    with programs.client("reporter", unit="dai") as client:
        assert client.get("/report").json()["unit"] == "dai"
        assert client.get("/report", params={"unit": "bao"}).status_code == 404
        assert client.post("/activities", json={**SAID, "unit": "bao"}).status_code == 404


def test_an_activity_is_written_down_once_for_one_key(programs: Programs) -> None:
    with programs.client("reporter") as client:
        headers = {"Idempotency-Key": "mot-lan"}
        first, again = (
            client.post("/activities", json={**SAID, "evidence": ["BB 12"]}, headers=headers) for _ in range(2)
        )
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        listed = client.get("/activities").json()
        assert client.post("/activities", json={**SAID, "kind": "hop"}).status_code == 400
        assert client.post("/activities", json={**SAID, "audience": -1}).status_code == 422
    with programs.database.read() as session:
        assert listed == {"activities": list_activities(session), "next": None}
    assert listed["activities"][0]["evidence"] == [{"text": "BB 12"}]


def test_a_path_of_the_server_is_words_and_never_read(programs: Programs) -> None:
    with programs.client("reporter") as client:
        told = client.post("/activities", json={**SAID, "evidence": ["/etc/hostname"]}).json()
    assert told["evidence"] == [{"text": "/etc/hostname"}]
