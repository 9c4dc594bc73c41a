"""Items over the API: the shapes of the contract, the same editorial rules as on the page."""

from __future__ import annotations

import re
from typing import Any

from tests.api.conftest import Programs, an_item, email_of

OF_THE_CONTRACT = {"slug", "title", "kind", "summary", "body", "link", "state", "approved_by", "revision"}


def test_an_item_is_made_read_and_listed(programs: Programs) -> None:
    with programs.client("reporter") as client:
        made = client.post("/items", json={"title": "Mã OTP", "kind": "tip", "task": "1a", "body": "Đừng đọc mã."})
        assert made.status_code == 201
        assert made.headers["location"] == "/api/v1/items/ma-otp"
        assert made.headers["etag"] == '"1"'
        item = made.json()
        assert item.keys() >= OF_THE_CONTRACT
        assert (item["slug"], item["state"], item["approved_by"], item["revision"]) == ("ma-otp", "draft", [], 1)
        assert client.get("/items/ma-otp").json() == item
        assert client.get("/items").json() == {"items": [item], "next": None}
    assert programs.audit()[-1] == (email_of("reporter"), "item.create", "item:ma-otp")


def test_the_list_goes_on_where_it_ended(programs: Programs) -> None:
    with programs.client("reporter") as client:
        made = [an_item(client, slug=f"tin-{number}")["slug"] for number in range(5)]
        seen: list[str] = []
        asked: dict[str, Any] = {"limit": 2}
        while True:
            page = client.get("/items", params=asked).json()
            seen += [item["slug"] for item in page["items"]]
            if page["next"] is None:
                break
            asked["next"] = page["next"]
    assert seen == made[::-1]


def test_the_editorial_step_is_the_desks(programs: Programs) -> None:
    with programs.client("reporter") as author, programs.client("editor") as editor:
        slug = an_item(author)["slug"]
        assert author.post(f"/items/{slug}/submit").json()["state"] == "submitted"
        back = editor.post(f"/items/{slug}/return", json={"reason": "Thiếu nguồn"})
        assert back.json()["state"] == "returned"
        author.patch(f"/items/{slug}", json={"source": "Bộ Công an"})
        author.post(f"/items/{slug}/submit")
        assert author.post(f"/items/{slug}/approve").status_code == 403
        approved = editor.post(f"/items/{slug}/approve").json()
        assert (approved["state"], approved["approved_by"]) == ("approved", [email_of("editor")])
        edited = editor.patch(f"/items/{slug}", json={"body": "Lời mới."}).json()
        assert (edited["state"], edited["approved_by"], edited["revision"]) == ("draft", [], 3)
        own = editor.post(f"/items/{slug}/approve")
        assert own.status_code == 409
        assert "không thể tự duyệt" in own.json()["detail"]


def test_if_match_protects_what_somebody_else_has_written(programs: Programs) -> None:
    with programs.client("reporter") as client:
        slug = an_item(client)["slug"]
        second = client.patch(f"/items/{slug}", json={"title": "B"}, headers={"if-match": '"1"'})
        assert (second.status_code, second.headers["etag"]) == (200, '"2"')
        for stale in ('"1"', 'W/"2"', "2", '"x"'):
            lost = client.patch(f"/items/{slug}", json={"title": "C"}, headers={"if-match": stale})
            assert lost.status_code == 412, stale
        assert client.get(f"/items/{slug}").json()["title"] == "B"
        for fine in ('"1", "2"', "*", None):
            headers = {"if-match": fine} if fine else {}
            assert client.patch(f"/items/{slug}", json={"title": "B"}, headers=headers).status_code == 200


FORBIDDEN = (
    "id", "guid", "state", "revision", "content_sha256", "origin", "origin_path", "edited_since", "submitted_by",
    "first_sent_at", "withdrawn_at", "created_at", "updated_at", "author", "approved_by", "item_id", "number",
)  # fmt: skip


def test_nothing_can_be_set_that_is_no_key_of_the_front_matter(programs: Programs) -> None:
    with programs.client("admin") as client:
        slug = an_item(client)["slug"]
        ways = (
            ("POST", "/items", {"title": "A"}),
            ("PATCH", f"/items/{slug}", {}),
            ("POST", f"/items/{slug}/submit", {}),
        )
        for key in FORBIDDEN:
            for method, path, body in ways:
                answer = client.request(method, path, json={**body, key: "x"})
                assert answer.status_code == 422, (path, key)
                assert {"where": f"/{key}", "detail": "không có khóa này"} in answer.json()["errors"]


def test_a_problem_says_in_vietnamese_what_is_wrong_and_says_no_value_back(programs: Programs) -> None:
    with programs.client("reporter") as client:
        answer = client.post("/items", json={"title": "A", "link": "javascript:alert(1)"})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert answer.json().keys() == {"type", "title", "status", "detail"}
        assert "http://" in answer.json()["detail"]
        wrong = client.post("/items", json={"title": ["bí mật"], "evergreen": 1})
        assert wrong.status_code == 422
        assert "bí mật" not in wrong.text
        assert [fault["where"] for fault in wrong.json()["errors"]] == ["/title", "/evergreen"]
        assert client.post("/items", content=b"{", headers={"content-type": "application/json"}).status_code == 422
        for method, path, status in (("GET", "/nowhere", 404), ("DELETE", "/items", 405), ("GET", "/items/a%00b", 404)):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_whole_article_fits_and_an_endless_body_does_not(programs: Programs) -> None:
    with programs.client("reporter") as client:
        assert len(an_item(client, body="đ" * 400_000)["body"]) == 400_000
        answer = client.post("/items", content=b"x" * (4 * 1024 * 1024 + 1))
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_a_search_finds_with_and_without_marks_the_exact_one_first_page_by_page(programs: Programs) -> None:
    with programs.client("reporter") as client, programs.client("reporter", unit="dai") as other:
        an_item(client, title="Đường dây nóng", slug="duong", unit="bao")
        an_item(client, title="Ông Dương kể chuyện", slug="ong-duong")
        assert [item["slug"] for item in client.get("/items", params={"q": "Đường"}).json()["items"]] == [
            "duong",
            "ong-duong",
        ]
        first = client.get("/items", params={"q": "dương", "limit": 1}).json()
        assert ([item["slug"] for item in first["items"]], first["next"]) == (["ong-duong"], "1")
        rest = client.get("/items", params={"q": "dương", "limit": 1, "next": first["next"]}).json()
        assert ([item["slug"] for item in rest["items"]], rest["next"]) == (["duong"], None)
        assert [item["slug"] for item in other.get("/items", params={"q": "duong"}).json()["items"]] == ["ong-duong"]
        for odd in ("***", "\x00", "đ" * 10_000, "😀"):
            assert client.get("/items", params={"q": odd}).json() == {"items": [], "next": None}


def test_a_number_out_of_range_is_told_with_its_range(programs: Programs) -> None:
    with programs.client("reporter") as client:
        said = [client.get("/items", params={"limit": limit}).json()["detail"] for limit in (0, 100_000, "x")]
        english = client.get("/items", params={"limit": 0}, headers={"accept-language": "en"}).json()["detail"]
    assert "limit: phải từ 1 trở lên" in said[0]
    assert re.search(r"limit: phải từ \d+ trở xuống", said[1])
    assert "limit: phải là số nguyên" in said[2]
    assert "limit: must be 1 or more" in english


def test_a_long_title_is_told_with_the_limit_and_a_broken_address_is_a_problem_too(programs: Programs) -> None:
    with programs.client("reporter") as client:
        refused = client.post("/items", json={"title": "ữ" * 501})
        assert (refused.status_code, "nhiều nhất 500 ký tự" in refused.json()["detail"]) == (422, True)
        nowhere = client.get("/deliveries/%0Aa")
    assert (nowhere.status_code, nowhere.headers["content-type"]) == (404, "application/problem+json")
