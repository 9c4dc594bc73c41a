"""Uploads over HTTP: parts, resuming, taking in, refusing, and whose they are."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import httpx
import pillow_heif
import pytest
from PIL import Image
from sqlmodel import select

from campaign.media import uploads
from campaign.models import AuditEntry, MediaRow, MediaUpload
from tests.media.files import jpeg, picture, png_that_claims, sound, video
from tests.web.conftest import Served


def begin(client: httpx.Client, name: str, content: bytes, **more: str) -> dict[str, Any]:
    answer = client.post("/media/uploads", data={"name": name, "size": str(len(content)), **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def send(client: httpx.Client, upload_id: str, offset: int, part: bytes) -> httpx.Response:
    return client.patch(f"/media/uploads/{upload_id}", content=part, headers={"upload-offset": str(offset)})


def upload(client: httpx.Client, name: str, content: bytes, part: int = 1 << 20) -> httpx.Response:
    """All of it, in parts, and finished."""
    begun = begin(client, name, content)
    for offset in range(0, len(content), part):
        answer = send(client, begun["id"], offset, content[offset : offset + part])
        if answer.status_code != 200:
            return answer
    return client.post(f"/media/uploads/{begun['id']}/finish")


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture(640, 480)).save(out, quality=60)
    return out.getvalue()


def test_a_picture_in_small_parts_becomes_a_row_without_its_metadata(served: Served) -> None:
    exif = Image.Exif()
    exif[0x010E] = "tọa độ nhà riêng"
    content = jpeg(exif=exif)
    with served.client("reporter") as client:
        said = upload(client, "Ảnh chợ.JPG", content, part=700).json()
        stored = client.get(f"/media-library/{said['sha256']}")
        small = client.get(f"/media-library/{said['sha256']}/small")
    assert (said["kind"], said["width"], said["height"]) == ("image", 120, 90)
    assert said["name"].startswith("anh-cho-")
    assert (stored.headers["content-type"], small.headers["content-type"]) == ("image/jpeg", "image/jpeg")
    assert not Image.open(io.BytesIO(stored.content)).getexif()
    assert "sandbox" in stored.headers["content-security-policy"]
    assert stored.headers["cache-control"].startswith("private")
    with served.database.read() as session:
        assert session.get(MediaUpload, (said["sha256"], "reporter@example.vn")) is not None
        assert (
            session.exec(select(AuditEntry).where(AuditEntry.action == "media.add")).one().detail["name"]
            == "Ảnh chợ.JPG"
        )


def test_a_telephones_heic_is_taken_and_shown_as_jpeg(served: Served) -> None:
    with served.client("reporter") as client:
        said = upload(client, "IMG_0001.HEIC", heic()).json()
        assert client.get(f"/media-library/{said['sha256']}").headers["content-type"] == "image/jpeg"
    assert (said["width"], said["height"]) == (640, 480)


def test_video_and_sound_are_probed_and_a_video_has_a_small_picture(served: Served, tmp_path: Path) -> None:
    clip, song = video(tmp_path / "clip.mp4"), sound(tmp_path / "loi.mp3")
    with served.client("reporter") as client:
        moving = upload(client, "clip.mp4", clip.read_bytes()).json()
        heard = upload(client, "loi.mp3", song.read_bytes()).json()
        poster = client.get(f"/media-library/{moving['sha256']}/small")
        part = client.get(f"/media-library/{moving['sha256']}", headers={"range": "bytes=0-99"})
        assert client.get(f"/media-library/{heard['sha256']}/small").status_code == 404
    assert (moving["kind"], moving["width"], moving["height"]) == ("video", 72, 128)
    assert moving["duration_s"] == pytest.approx(2, abs=0.3)
    assert heard["kind"] == "audio"
    assert Image.open(io.BytesIO(poster.content)).size == (72, 128)
    assert (part.status_code, len(part.content)) == (206, 100)


def test_a_lost_answer_is_asked_again_and_an_offset_tells_where_to_go_on(served: Served) -> None:
    content = jpeg()
    with served.client("reporter") as client:
        begun = begin(client, "a.jpg", content, sha256=hashlib.sha256(content).hexdigest())
        send(client, begun["id"], 0, content[:900])
        assert send(client, begun["id"], 0, content[:900]).status_code == 409
        where = client.get(f"/media/uploads/{begun['id']}").json()["offset"]
        assert where == 900
        assert client.post(f"/media/uploads/{begun['id']}/finish").status_code == 409
        assert [each["offset"] for each in client.get("/media/uploads").json()] == [900]
        send(client, begun["id"], where, content[where:])
        first, second = (client.post(f"/media/uploads/{begun['id']}/finish") for _ in range(2))
        assert client.get("/media/uploads").json() == []
    assert first.status_code == second.status_code == 201
    assert first.json()["sha256"] == second.json()["sha256"]


def test_nobody_touches_another_persons_upload(served: Served) -> None:
    with served.client("reporter") as mine, served.client("admin") as other:
        begun = begin(mine, "a.jpg", jpeg())
        path = f"/media/uploads/{begun['id']}"
        assert other.get(path).status_code == other.delete(path).status_code == 404
        assert send(other, begun["id"], 0, b"x").status_code == other.post(f"{path}/finish").status_code == 404
        assert mine.delete(path).status_code == 204
        assert mine.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "PNG hoặc JPEG"),
        ("a.html", b"<!doctype html><p>Xin chao", "PNG hoặc JPEG"),
        ("bom.png", png_that_claims(30_000, 30_000), "hãy thu nhỏ ảnh"),
        ("hong.jpg", jpeg()[:600], "hãy xuất lại ảnh"),
        ("hong.mp4", b"\0\0\0\x18ftypmp42" + bytes(6000), "hãy xuất lại"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(served: Served, name: str, content: bytes, why: str) -> None:
    with served.client("reporter") as client:
        answer = upload(client, name, content)
        assert client.get("/media/uploads").json() == []
    assert answer.status_code == 400
    assert why in answer.text
    assert f"“{name}”" in answer.text
    assert "Traceback" not in answer.text
    with served.database.read() as session:
        assert session.exec(select(MediaRow)).all() == []


def test_a_part_over_the_limit_and_a_body_over_it_stop_at_the_door(served: Served) -> None:
    with served.client("reporter") as client:
        begun = begin(client, "a.jpg", b"x" * (3 << 20))
        assert send(client, begun["id"], 0, b"x" * (uploads.PART_BYTES + 1)).status_code == 413
        assert client.post("/media/files", content=b"x" * (9 << 20)).status_code == 413
        assert client.get(f"/media/uploads/{begun['id']}").json()["offset"] == 0
        field = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n'
        kind = {"content-type": "multipart/form-data; boundary=b"}
        assert client.post("/media/files", content=field * 20_000 + b"--b--", headers=kind).status_code == 413


def test_a_full_disk_is_said_with_its_own_status(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "RESERVE_BYTES", 1 << 60)
    with served.client("reporter") as client:
        answer = client.post("/media/uploads", data={"name": "a.jpg", "size": "1000"})
    assert answer.status_code == 507
    assert "hết chỗ trống" in answer.text


def test_without_scripts_a_file_goes_in_one_piece_and_back_to_the_page(served: Served) -> None:
    with served.client("reporter") as client:
        answer = client.post(
            "/media/files",
            files={"file": ("Chợ nổi.jpg", jpeg(), "image/jpeg")},
            data={"next": "/library/tip-0/edit?x=1", "alt": "Chợ nổi buổi sớm"},
        )
        assert client.post("/media/files", data={"next": "/"}).status_code == 422
        refused = client.post("/media/files", files={"file": ("a.svg", b"<svg/>", "image/svg+xml")})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/library/tip-0/edit?x=1&media=")
    assert "alt=Ch%E1%BB%A3" in answer.headers["location"]
    assert refused.status_code == 400
    assert "PNG hoặc JPEG" in refused.text
