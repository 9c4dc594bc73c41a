"""Images: what comes in from outside leaves clean, upright and fitted, or is refused in a sentence."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from campaign.media.decoded import Decoded, Refused
from campaign.media.decoding import decode_all
from tests.media.files import encoded, jpeg, picture, png_that_claims


def decode(folder: Path, content: bytes, name: str = "anh.jpg") -> tuple[Decoded | Refused, bytes]:
    source, out = folder / name, folder / "out"
    source.write_bytes(content)
    result = decode_all([(source, out)])[source]
    return result, out.read_bytes() if out.exists() else b""


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_no_metadata_and_no_comment_survives_the_encoding(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Máy ảnh của phóng viên", {1: "N", 2: (9.0, 46.0, 0.0)}
    source = jpeg(exif=exif, comment="nơi chụp bí mật".encode(), icc_profile=ImageCms.ImageCmsProfile(
        ImageCms.createProfile("sRGB")).tobytes())  # fmt: skip
    assert opened(source).getexif()[0x010F]
    result, clean = decode(tmp_path, source)
    assert isinstance(result, Decoded)
    image = opened(clean)
    assert not image.getexif()
    assert not {"comment", "exif", "icc_profile", "xmp"} & set(image.info)
    assert "bí mật".encode() not in clean


def test_the_text_chunks_of_a_png_are_gone(tmp_path: Path) -> None:
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Comment", "place and owner")
    result, clean = decode(tmp_path, encoded(picture(mode="RGBA"), "PNG", pnginfo=remarks))
    assert isinstance(result, Decoded)
    assert b"place and owner" not in clean


def test_a_photo_taken_sideways_comes_out_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    result, clean = decode(tmp_path, jpeg(exif=exif))
    assert isinstance(result, Decoded)
    assert (result.width, result.height) == (90, 120) == opened(clean).size


def test_the_same_bytes_give_the_same_bytes(tmp_path: Path) -> None:
    source = encoded(picture(300, 200), "WEBP")
    assert decode(tmp_path, source)[1] == decode(tmp_path, source)[1] != b""


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (jpeg(), "image/jpeg"),
        (encoded(picture(), "PNG"), "image/jpeg"),
        (encoded(Image.new("RGB", (50, 50), "red"), "PNG"), "image/png"),
        (encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 90)), "PNG"), "image/png"),
        (encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 90)), "WEBP"), "image/png"),
        (encoded(picture(mode="CMYK"), "JPEG"), "image/jpeg"),
        (encoded(picture().quantize(16), "GIF"), "image/png"),
    ],
    ids=["photo", "opaque many colours", "drawing", "transparent", "transparent webp", "cmyk", "still gif"],
)
def test_photos_become_jpeg_and_what_has_transparency_or_few_colours_png(
    tmp_path: Path, content: bytes, mime: str
) -> None:
    result, clean = decode(tmp_path, content, "ten-khong-noi-gi.bin")
    assert isinstance(result, Decoded)
    assert result.mime == mime == Image.MIME[opened(clean).format or ""]


def test_an_animated_gif_stays_animated(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    source = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=200, comment=b"secret remark")
    result, clean = decode(tmp_path, source)
    assert result == Decoded("image", "image/gif", ".gif", 20, 20, 0.6, "gif")
    assert opened(clean).n_frames == 3  # type: ignore[attr-defined]
    assert b"secret remark" not in clean


def test_a_huge_photo_is_fitted(tmp_path: Path) -> None:
    result, _ = decode(tmp_path, encoded(picture(5200, 2600), "JPEG"))
    assert isinstance(result, Decoded)
    assert (result.width, result.height) == (2560, 1280)


def test_a_script_behind_a_real_picture_does_not_come_along(tmp_path: Path) -> None:
    result, clean = decode(tmp_path, jpeg() + b"<script>alert(1)</script>PK\x03\x04")
    assert isinstance(result, Decoded)
    assert b"script" not in clean
    assert b"PK\x03\x04" not in clean


def odd_pictures() -> dict[str, bytes]:
    """Right pictures of unusual kinds; each holds a remark of where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (9.0, 46.0, 0.0), 29: "vi-tri-bi-mat"}
    pillow_heif.register_heif_opener(thumbnails=False)
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    return {
        "16 bits": encoded(Image.new("I;16", (30, 20), 40_000), "PNG", exif=exif),
        "animated webp": encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=exif.tobytes()),
        "place in webp": encoded(picture(), "WEBP", exif=exif.tobytes()),
        "place in heic": encoded(picture(), "HEIF", exif=exif.tobytes()),
        "cmyk": encoded(picture(mode="CMYK"), "JPEG", exif=exif),
        "palette": encoded(picture().quantize(8), "PNG", exif=exif),
        "grey and clear": encoded(Image.new("LA", (20, 20), (90, 90)), "PNG", exif=exif),
        "black and white": encoded(Image.new("1", (20, 20)), "PNG", exif=exif),
    }


def test_pictures_of_unusual_kinds_are_written_anew_without_the_place(tmp_path: Path) -> None:
    for name, content in odd_pictures().items():
        assert b"vi-tri-bi-mat" in content, name
        result, clean = decode(tmp_path, content)
        assert isinstance(result, Decoded), (name, result)
        assert opened(clean).mode in ("L", "LA", "RGB", "RGBA", "P"), name
        assert not opened(clean).getexif(), name
        assert b"vi-tri-bi-mat" not in clean, name


def test_each_of_them_cut_short_is_refused_or_still_a_picture(tmp_path: Path) -> None:
    for name, content in odd_pictures().items():
        for part in (0.3, 0.7, 0.95):
            result, clean = decode(tmp_path, content[: int(len(content) * part)])
            (tmp_path / "out").unlink(missing_ok=True)
            assert isinstance(result, Refused) or opened(clean).size == (result.width, result.height), (name, part)


HOSTILE = {
    "bomb": (png_that_claims(30_000, 30_000), "ảnh quá lớn"),
    "lying header": (png_that_claims(3_000, 3_000), "ảnh hỏng"),
    "cut short": (jpeg(quality=95)[:900], "ảnh hỏng"),
    "svg": (b'\xef\xbb\xbf <svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
    "html named jpg": (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
    "gif header over html": (b"GIF89a<script>alert(1)</script>" + bytes(40), "ảnh hỏng"),
    "avif": (b"\0\0\0\x20ftypavif" + bytes(60), "không nhận ra"),
    "zip behind a gif header": (b"GIF89aPK\x03\x04" + bytes(40), "ảnh hỏng"),
    "webp of a huge size": (b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 6, "ảnh"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "không nhận ra"),
    "empty": (b"", "không nhận ra"),
    "program": (b"MZ" + bytes(200), "không nhận ra"),
    "playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "không nhận ra"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    content, words = HOSTILE[name]
    result, clean = decode(tmp_path, content)
    assert isinstance(result, Refused)
    assert words in result.why
    assert clean == b""


def test_an_animation_with_too_many_frames_is_refused(tmp_path: Path) -> None:
    frames = [Image.new("L", (2, 2), number % 256) for number in range(501)]
    result, _ = decode(tmp_path, encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20))
    assert isinstance(result, Refused)
    assert "501 khung hình" in result.why


def test_a_grainy_picture_that_hardly_compresses_is_taken(tmp_path: Path) -> None:
    grain = Image.frombytes("RGB", (400, 300), random.Random(7).randbytes(400 * 300 * 3))
    result, clean = decode(tmp_path, encoded(grain, "PNG"))
    assert isinstance(result, Decoded)
    assert len(clean) > 400 * 300
