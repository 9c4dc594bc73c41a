"""Stored files on the pages: shown, chosen from, cut, and given to an item."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image
from sqlmodel import Session

from campaign.desk.editing import edit_item
from campaign.library.approvals import item_by_slug
from campaign.library.revisions import current_revision
from campaign.web.media.lines import media_list
from campaign.workspace.plan import Plan
from campaign.workspace.stored import store_plan
from tests.conftest import START
from tests.desk.conftest import PLAN
from tests.media.files import encoded, jpeg, picture
from tests.web import seed
from tests.web.conftest import Served
from tests.web.media.test_uploading import upload


@pytest.fixture
def stored(served: Served) -> str:
    """The hash of a picture of 400 by 300 that the reporter has uploaded."""
    with served.database.write() as session:
        store_plan(session, START, Plan.model_validate(PLAN), "Asia/Ho_Chi_Minh")
    with served.client("reporter") as client:
        return str(upload(client, "cho-noi.jpg", encoded(picture(400, 300), "JPEG")).json()["sha256"])


def media_of(session: Session, slug: str) -> list[dict[str, str]]:
    return current_revision(session, item_by_slug(session, slug)).media


def test_an_item_takes_stored_files_by_their_hash_in_order(served: Served, stored: str) -> None:
    with served.client("reporter") as client:
        other = upload(client, "b.jpg", jpeg(quality=40)).json()["sha256"]
    sent = {"title": "Bài", "media": [{"file": other, "alt": "Hai"}, {"file": stored, "alt": "Một"}]}
    item = edit_item(served.database, "reporter@example.vn", None, sent)
    with served.database.read() as session:
        media = media_of(session, item.slug)
        assert [(each["sha256"], each["alt"]) for each in media] == [(other, "Hai"), (stored, "Một")]
        assert media[1]["name"].startswith("cho-noi-")
        assert json.loads(media_list(session, media).value) == sent["media"]


def test_a_file_that_came_without_scripts_stands_in_the_form_until_it_is_saved(served: Served, stored: str) -> None:
    with served.client("reporter") as client:
        page = client.get("/library/new", params={"media": stored, "alt": "Chợ <nổi>"}).text
    assert 'action="/media/files" enctype="multipart/form-data"' in page
    assert '<a href="#plain-file">' in page.split("<noscript>")[1]
    assert '<form class="media-plain" id="plain-file"' in page
    assert re.search(r'<p class="none needs-script" data-none[^>]*>[^<]*Bấm nút dưới đây', page)
    assert "Chợ &lt;nổi&gt;" in page
    assert f'value="[{{&#34;file&#34;: &#34;{stored}&#34;' in page


def test_a_part_of_a_picture_is_a_new_picture_and_the_old_one_stays(served: Served, stored: str) -> None:
    with served.client("reporter") as client:
        box = {"x": "100", "y": "50", "width": "200", "height": "120"}
        said = client.post(f"/media-library/{stored}/cut", data=box).json()
        part = Image.open(io.BytesIO(client.get(f"/media-library/{said['sha256']}").content)).convert("RGB")
        whole = Image.open(io.BytesIO(client.get(f"/media-library/{stored}").content)).convert("RGB")
    assert part.size == (200, 120)
    assert said["name"].startswith("cho-noi-cat-")
    expected = whole.crop((100, 50, 300, 170))
    near = [abs(a - b) for a, b in zip(part.resize((8, 8)).tobytes(), expected.resize((8, 8)).tobytes(), strict=True)]
    assert max(near) < 12


@pytest.mark.parametrize(
    ("box", "why"),
    [
        ({"x": 300, "y": 0, "width": 200, "height": 100}, "nằm ngoài ảnh"),
        ({"x": 0, "y": 0, "width": 10, "height": 10}, "quá nhỏ"),
    ],
)
def test_a_box_that_is_no_part_of_the_picture_is_refused(
    served: Served, stored: str, box: dict[str, int], why: str
) -> None:
    with served.client("reporter") as client:
        answer = client.post(f"/media-library/{stored}/cut", data=box)
    assert answer.status_code == 400
    assert why in answer.text


def test_the_shelf_finds_by_name_and_by_alternative_text_without_marks_too(served: Served, stored: str) -> None:
    sent = {"title": "Bài", "media": [{"file": stored, "alt": "Ghe bán khóm ở Ngã Bảy"}]}
    edit_item(served.database, "reporter@example.vn", None, sent)
    with served.client("reporter") as client:
        for words in ("", "cho noi", "khóm", "nga bay", "ghe"):
            page = client.get("/media-library", params={"q": words}).text
            assert stored in page, words
            assert "Ghe bán khóm ở Ngã Bảy" in page
        assert stored not in client.get("/media-library", params={"q": "lửa"}).text


def test_the_shelf_shows_nothing_of_another_unit(served: Served, stored: str) -> None:
    with served.database.write() as session:
        seed.add_person(session, START, "reporter", "bao")
    with served.client("reporter", unit="dai") as other, served.client("reporter") as mine:
        assert stored not in other.get("/media-library").text
        assert stored in mine.get("/media-library").text


def test_what_is_no_stored_file_is_not_there(served: Served) -> None:
    with served.client("reporter") as client:
        for name in ("0" * 64, "nothing", "..%2f..%2fcampaign.db", "%00"):
            assert client.get(f"/media-library/{name}").status_code == 404
            assert client.get(f"/media-library/{name}/small").status_code == 404
    with served.client() as nobody:
        assert nobody.get(f"/media-library/{'0' * 64}").status_code == 401


def test_a_file_of_another_unit_is_not_there(served: Served, stored: str) -> None:
    paths = (f"/media-library/{stored}", f"/media-library/{stored}/small", f"/media-library/{stored}/row")
    edit_item(
        served.database, "reporter@example.vn", None,
        {"title": "Bài của Báo", "unit": "bao", "media": [{"file": stored, "alt": "Chợ"}]},
    )  # fmt: skip
    with served.client("editor", "bao") as own, served.client("editor", "dai") as foreign:
        assert [own.get(path).status_code for path in paths] == [200] * 3
        assert [foreign.get(path).status_code for path in paths] == [404] * 3
        box = {"x": 0, "y": 0, "width": 200, "height": 200}
        assert foreign.post(f"/media-library/{stored}/cut", data=box).status_code == 404
        cut = own.post(f"/media-library/{stored}/cut", data=box)
        assert own.get(f"/media-library/{cut.json()['sha256']}").status_code == 200
