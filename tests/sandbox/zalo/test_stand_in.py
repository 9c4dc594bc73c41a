"""Zalo's stand-in from outside: strict about fields, tokens and proofs, slow as the real one, silent about drafts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from PIL import Image

from campaign.sandbox import Sandbox

TOKEN = "any-access-token"
COVER = {"cover_type": "photo", "photo_url": "https://example.vn/bia.jpg", "status": "show"}
ARTICLE: dict[str, Any] = {
    "type": "normal", "title": "Tiêu đề", "author": "Ban biên tập", "cover": COVER, "description": "Mô tả",
    "body": [{"type": "text", "content": "<p>Chào</p>"}], "status": "hide", "comment": "show",
}  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def zalo(running: Sandbox) -> Sandbox:
    running.application.reset()
    return running


def post(zalo: Sandbox, path: str, sent: Any, token: str = TOKEN) -> dict[str, Any]:
    answer = requests.post(f"{zalo.url}/v2.0/{path}", json=sent, headers={"access_token": token}, timeout=60)
    assert answer.status_code == 200
    return dict(answer.json())


def get(zalo: Sandbox, path: str, **params: Any) -> dict[str, Any]:
    return dict(
        requests.get(f"{zalo.url}/v2.0/{path}", params=params, headers={"access_token": TOKEN}, timeout=60).json()
    )


def created(zalo: Sandbox, **changed: Any) -> str:
    """The id of a new article."""
    token = post(zalo, "article/create", ARTICLE | changed)["data"]["token"]
    assert post(zalo, "article/verify", {"token": token})["error"] == -214
    return str(post(zalo, "article/verify", {"token": token})["data"]["id"])


def test_an_article_is_made_in_the_dark_and_shows_by_an_update(zalo: Sandbox) -> None:
    article_id = created(zalo)
    assert zalo.posts() == []
    assert requests.get(zalo.url, timeout=60).text.count("Tiêu đề") == 0
    assert post(zalo, "article/update", ARTICLE | {"id": article_id, "status": "show"})["error"] == 0
    assert [(shown["message_id"], shown["text"]) for shown in zalo.posts()] == [(article_id, "Chào")]
    assert requests.get(zalo.url, timeout=60).text.count("Tiêu đề") == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"color": "red"}, -201),
        ({"title": ""}, -201),
        ({"title": "x" * 151}, -210),
        ({"description": "x" * 301}, -210),
        ({"author": "x" * 51}, -210),
        ({"cover": {"cover_type": "photo", "photo_url": "https://example.vn/bia.jpg"}}, -201),
        ({"cover": COVER | {"cover_type": "image"}}, -201),
        ({"cover": COVER | {"photo_url": "attachment"}}, -201),
        ({"cover": None}, -201),
        ({"body": []}, -201),
        ({"body": [{"type": "text", "content": "<p>a</p>", "style": "x"}]}, -201),
        ({"body": [{"type": "text", "content": "<script>a</script>"}]}, -201),
        ({"body": [{"type": "image", "url": "a.jpg"}]}, -201),
        ({"status": "visible"}, -201),
        ({"type": "photo"}, -201),
        ({"type": "video"}, -201),
    ],
)
def test_an_article_is_read_strictly(zalo: Sandbox, changed: dict[str, Any], error: int) -> None:
    assert post(zalo, "article/create", ARTICLE | changed)["error"] == error
    assert zalo.zalo.world.articles == {}


def test_an_update_is_the_whole_article_and_gone_is_gone(zalo: Sandbox) -> None:
    article_id = created(zalo)
    assert post(zalo, "article/update", {"id": article_id, "status": "show"})["error"] == -201
    assert post(zalo, "article/remove", {"id": article_id})["error"] == 0
    assert post(zalo, "article/remove", {"id": article_id})["error"] == -201
    assert get(zalo, "article/getdetail", id=article_id)["error"] == -201


def test_lists_take_a_type_at_most_ten_and_plain_parameters(zalo: Sandbox) -> None:
    for number in range(12):
        created(zalo, title=f"Bài {number}")
    page = get(zalo, "article/getslice", offset=10, limit=10, type="normal")["data"]
    assert (page["total"], len(page["medias"])) == (12, 2)
    assert page["medias"][0]["create_date"] > 10**12
    assert "total_view" not in page["medias"][0]
    for wrong in ({"limit": 11}, {"limit": "x"}, {"type": "all"}, {"data": "{}"}):
        assert get(zalo, "article/getslice", **{"offset": 0, "limit": 10, "type": "normal", **wrong})["error"] == -201


def test_a_list_may_lag_stand_in_no_order_and_tell_no_total(zalo: Sandbox) -> None:
    def listed() -> dict[str, Any]:
        return dict(get(zalo, "article/getslice", offset=0, limit=10, type="normal")["data"])

    zalo.zalo.control("account", {"ranked": True, "totals": False})
    ids = [created(zalo) for _ in range(8)]
    shown = [entry["id"] for entry in listed()["medias"]]
    assert sorted(shown) == sorted(ids)
    assert shown not in (ids, ids[::-1])
    assert "total" not in listed()
    zalo.zalo.control("account", {"list_lag": 2, "totals": True})
    late = created(zalo)
    assert [late in {entry["id"] for entry in listed()["medias"]} for _ in range(3)] == [False, False, True]
    assert listed()["total"] == 9


def test_figures_are_there_once_they_are_set(zalo: Sandbox) -> None:
    article_id = created(zalo)
    control = requests.post(f"{zalo.url}/control/zalo/figures", json={"id": article_id, "views": 9}, timeout=60)
    assert control.status_code == 200
    [line] = get(zalo, "article/getslice", offset=0, limit=10, type="normal")["data"]["medias"]
    assert (line["total_view"], "total_share" in line) == (9, False)


def test_a_refresh_token_works_once_and_kills_the_access_token(zalo: Sandbox) -> None:
    assert get(zalo, "oa/getoa")["error"] == 0
    form = {"refresh_token": "first", "app_id": "1", "grant_type": "refresh_token"}
    url, secret = f"{zalo.url}/v4/oa/access_token", {"secret_key": "s"}
    pair = requests.post(url, data=form, headers=secret, timeout=60).json()
    assert (get(zalo, "oa/getoa")["error"], pair["expires_in"]) == (-216, "90000")
    again = requests.post(url, data=form, headers=secret, timeout=60)
    assert (again.status_code, again.json()["error"]) == (200, -14014)
    assert requests.post(url, data=form | {"app_id": "x"}, headers=secret, timeout=60).json()["error"] == -14002
    assert requests.post(url, data=form, timeout=60).json()["error"] == -14004
    assert post(zalo, "article/verify", {"token": "x"}, pair["access_token"])["error"] == -201


def test_a_broadcast_needs_an_article_that_shows_and_a_known_target(zalo: Sandbox) -> None:
    def send(article_id: str, target: Any) -> int:
        element = {"media_type": "article", "attachment_id": article_id}
        payload = {"template_type": "media", "elements": [element]}
        message = {"attachment": {"type": "template", "payload": payload}}
        return int(post(zalo, "oa/message", {"recipient": {"target": target}, "message": message})["error"])

    hidden, shown = created(zalo), created(zalo, status="show")
    assert send(hidden, {"gender": "0"}) == -201
    assert [send(shown, target) for target in ({}, {"cities": "64"}, {"town": "1"}, None)] == [-201] * 4
    assert send(shown, {"cities": "11,45,46", "ages": "3,4"}) == 0
    assert [entry["kind"] for entry in zalo.posts()] == ["normal", "broadcast"]
    requests.post(f"{zalo.url}/control/zalo/account", json={"night": True}, timeout=60)
    assert send(shown, {"gender": "0"}) == -234


def test_control_refuses_nonsense(zalo: Sandbox) -> None:
    for what, sent in (("account", {"followers": "many"}), ("account", {"x": 1}), ("figures", {"id": "x"})):
        assert requests.post(f"{zalo.url}/control/zalo/{what}", json=sent, timeout=60).status_code == 400
    assert requests.post(f"{zalo.url}/control/zalo/nothing", timeout=60).status_code == 404


def test_an_unknown_call_and_a_wrong_verb_are_refused(zalo: Sandbox) -> None:
    assert post(zalo, "article/nothing", {})["error"] == -209
    headers = {"access_token": TOKEN}
    assert requests.get(f"{zalo.url}/v2.0/article/create", headers=headers, timeout=60).status_code == 404
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert requests.get(f"{zalo.url}/v2.0/oa/getoa", headers=bearer, timeout=60).json()["error"] == -216


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def test_pictures_of_this_machine_are_really_fetched(zalo: Sandbox, tmp_path: Path) -> None:
    Image.new("RGB", (4, 3), "teal").save(tmp_path / "bia.jpg")
    (tmp_path / "chu.txt").write_text("chữ")
    serving = partial(Quiet, directory=str(tmp_path))
    requests.post(f"{zalo.url}/control/zalo/account", json={"fetches": True}, timeout=60)
    with ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}"
        for name in ("khong-co.jpg", "chu.txt"):
            refused = post(zalo, "article/create", ARTICLE | {"cover": COVER | {"photo_url": f"{here}/{name}"}})
            assert (refused["error"], refused["message"]) == (-201, "create media fail")
        created(zalo, status="show", cover=COVER | {"photo_url": f"{here}/bia.jpg"})
        server.shutdown()
    assert '<img alt="" src="/files/1">' in requests.get(zalo.url, timeout=60).text
