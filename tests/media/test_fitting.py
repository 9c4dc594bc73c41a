"""What has to be made of a file for a platform, and that what is made fits: real files, in the real child."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageCms

from campaign.media.decoded import Decoded
from campaign.media.decoding import decode_all
from campaign.media.fitting import Need, Recipe, foreseen, needs_of, recipe_for
from campaign.media.sizes import shrunk
from campaign.models import MediaRow
from campaign.platforms.facebook import FacebookPlatform
from campaign.platforms.seam import Limits
from tests.media.files import encoded, picture, sound, video

LIMITS = Limits(
    markup="plain", text=None, caption=None, media=10, kinds=frozenset({"image", "video"}),
    image_bytes=1_000_000, image_formats=frozenset({"image/jpeg", "image/png"}), image_sum=10_000, image_ratio=20,
    video_bytes=50_000_000, video_formats=frozenset({"video/mp4"}), video_codecs=frozenset({"h264", "aac"}),
)  # fmt: skip


def row(kind: str, mime: str, **columns: Any) -> MediaRow:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    columns = {"sha256": "a" * 64, "name": "anh-aaaaaaaa.png", "size": 1000, **columns}
    return MediaRow(source_sha256="", kind=kind, mime=mime, created_at=at, **columns)


def fit(source: Path, kind: str, **asked: Any) -> dict[str, Any]:
    """The child's last word; the fitted file lies beside the source, as ``.fitted``."""
    out = source.with_suffix(".fitted")
    request = {
        "kind": kind, "source": str(source), "out": str(out), "most": 0, "side": 1280, "total": 0, "ratio": 0,
        "codecs": ["aac", "h264"], "picture": "", "title": "", **asked,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "campaign.media.fitting_child"], input=json.dumps(request).encode() + b"\n",
        stdout=subprocess.PIPE, check=True, timeout=120,
    )  # fmt: skip
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


def noise(width: int, height: int) -> Image.Image:
    """As hard to compress as a picture can be; the same each time."""
    import random

    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def turned_by(path: Path, matrix: tuple[int, ...]) -> Path:
    """The same MP4 with another display matrix in its picture's track header (ISO/IEC 14496-12, 8.3.2)."""
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + 36] = struct.pack(">9i", *matrix)
    path.write_bytes(content)
    return path


CLOCKWISE = (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)


def test_what_a_platform_takes_goes_as_it_is() -> None:
    assert recipe_for(row("image", "image/png"), LIMITS, "") is None
    assert recipe_for(row("video", "video/mp4", codec="h264+aac"), LIMITS, "") is None
    assert recipe_for(row("file", "application/pdf"), LIMITS, "") is None


@pytest.mark.parametrize(
    ("file", "recipe"),
    [
        (row("image", "image/gif"), "jpeg-1000000-0-10000-20"),
        (row("image", "image/jpeg", size=1_000_001), "jpeg-1000000-0-10000-20"),
        (row("image", "image/jpeg", width=9000, height=1001), "jpeg-1000000-0-10000-20"),
        (row("image", "image/jpeg", width=2100, height=100), "jpeg-1000000-0-10000-20"),
        (row("video", "video/quicktime", codec="h264+aac"), "mp4-50000000-1280-0-0-aac+h264"),
        (row("video", "video/mp4", codec="hevc+aac"), "mp4-50000000-1280-0-0-aac+h264"),
        (row("video", "video/mp4", codec="h264/yuv444p"), "mp4-50000000-1280-0-0-aac+h264"),
        (row("video", "video/mp4"), "mp4-50000000-1280-0-0-aac+h264"),
    ],
)
def test_the_recipe_is_named_by_the_limits_that_it_serves(file: MediaRow, recipe: str) -> None:
    found = recipe_for(file, LIMITS, "")
    assert found is not None
    assert found.name == recipe


@pytest.mark.parametrize(
    ("columns", "between"),
    [
        ({"frame_rate": 30.0, "rate_varies": False}, None),
        ({"frame_rate": 15.0, "rate_varies": False}, (23.99, 60.05)),
        ({"frame_rate": 30.0, "rate_varies": True}, (23.99, 60.05)),
        ({}, (23.99, 60.05)),  # taken in before rates were looked at
        ({"frame_rate": 15.0, "rate_varies": False, "width": 1920}, None),
        ({"frame_rate": 15.0, "rate_varies": False, "duration_s": 90.1}, None),
    ],
)
def test_only_what_becomes_a_reel_needs_an_even_rate(
    columns: dict[str, Any], between: tuple[float, float] | None
) -> None:
    shape = {"width": 1080, "height": 1920, "duration_s": 30.0, "codec": "h264+aac"}
    found = recipe_for(row("video", "video/mp4", **{**shape, **columns}), FacebookPlatform.limits, "")
    assert (found.rates if found else None) == between
    assert found is None or found.name == "mp4-10000000000-1280-0-0-aac+h264+hevc-23.99..60.05"


def test_sound_that_has_no_place_is_shown_with_the_first_image_or_the_title() -> None:
    talk = row("audio", "audio/mpeg", sha256="b" * 64, duration_s=60.0)
    alone, *_ = needs_of([talk], LIMITS, "Mã OTP")
    _, beside = needs_of([row("image", "image/png"), talk], LIMITS, "Mã OTP")
    assert alone is not None
    assert beside is not None
    assert (alone.recipe.picture, beside.recipe.picture) == ("title:Mã OTP", "a" * 64)
    assert alone.recipe.name != beside.recipe.name
    assert (foreseen(alone).kind, foreseen(alone).mime) == ("video", "video/mp4")


def test_what_is_foreseen_is_within_the_limits() -> None:
    need, *_ = needs_of([row("image", "image/gif", size=5_000_000, width=9000, height=3000)], LIMITS, "")
    assert need is not None
    seen = foreseen(need)
    assert recipe_for(seen, LIMITS, "") is None
    assert (seen.width, seen.height) == (7500, 2500)


def test_a_heavy_picture_becomes_a_jpeg_within_its_bytes(tmp_path: Path) -> None:
    source = tmp_path / "anh"
    source.write_bytes(encoded(noise(900, 700), "PNG"))
    assert source.stat().st_size > 1_800_000
    fitted = fit(source, "jpeg", most=200_000)["fitted"]
    with Image.open(source.with_suffix(".fitted")) as made:
        assert (made.format, made.size) == ("JPEG", (fitted["width"], fitted["height"]))
        assert made.width / made.height == pytest.approx(9 / 7, abs=0.01)
        assert not made.info.get("exif")
    assert source.with_suffix(".fitted").stat().st_size <= 200_000


def test_transparency_becomes_white_and_a_strip_is_padded_never_cut(tmp_path: Path) -> None:
    source = tmp_path / "dai"
    strip = Image.new("RGBA", (1000, 20), (200, 0, 0, 255))
    strip.paste((0, 0, 0, 0), (0, 0, 100, 20))
    source.write_bytes(encoded(strip, "PNG"))
    fitted = fit(source, "jpeg", ratio=20)["fitted"]
    assert (fitted["width"], fitted["height"]) == (1000, 50)
    with Image.open(source.with_suffix(".fitted")) as made:
        assert min(made.getpixel((50, 25))) > 245
        assert made.getpixel((600, 25))[0] > 180
        assert min(made.getpixel((600, 4))) > 245


def test_a_telephones_heic_is_taken_upright_and_in_srgb(tmp_path: Path) -> None:
    import pillow_heif

    image = picture(120, 90)
    image.paste((250, 10, 10), (0, 0, 40, 30))
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    heif = pillow_heif.from_pillow(image)
    heif.save(tmp_path / "anh.heic", quality=95, exif=exif.tobytes(), icc_profile=profile)
    taken = decode_all([(tmp_path / "anh.heic", tmp_path / "out")])[tmp_path / "anh.heic"]
    assert isinstance(taken, Decoded)
    assert (taken.mime, taken.width, taken.height) == ("image/jpeg", 90, 120)
    with Image.open(tmp_path / "out") as made:
        assert made.getpixel((75, 10))[0] > 200  # what lay at the top left is at the top right
        assert made.getpixel((75, 10))[1] < 80
        assert "icc_profile" not in made.info


def test_a_video_in_another_coding_becomes_h264_with_its_index_in_front(tmp_path: Path) -> None:
    source = tmp_path / "quay.mov"
    with av.open(str(source), "w") as out:
        out.metadata["title"] = "biet-noi-quay"
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 1600, 900, "yuv420p"
        for number in range(25):
            out.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (1600, 900), (number * 9, 60, 90)))))
        out.mux(stream.encode(None))
    last = fit(source, "mp4", most=50_000_000)
    assert last["fitted"] | {"duration_s": 1.0} == {
        "kind": "video", "mime": "video/mp4", "ending": ".mp4", "width": 1280, "height": 720, "duration_s": 1.0,
        "codec": "h264", "frame_rate": 25.0, "rate_varies": False,
    }  # fmt: skip
    assert last["fitted"]["duration_s"] == pytest.approx(1.0, abs=0.05)
    made = source.with_suffix(".fitted").read_bytes()
    assert 0 < made.index(b"moov") < made.index(b"mdat")
    assert b"biet-noi-quay" not in made


def test_a_turned_video_stands_upright_in_its_pictures(tmp_path: Path) -> None:
    source = tmp_path / "dung.mp4"
    with av.open(str(source), "w") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        image = Image.new("RGB", (320, 240), (20, 20, 20))
        image.paste((250, 20, 20), (0, 0, 120, 100))
        for _ in range(10):
            out.mux(stream.encode(av.VideoFrame.from_image(image)))
        out.mux(stream.encode(None))
    fitted = fit(turned_by(source, CLOCKWISE), "mp4", most=1_000_000)["fitted"]
    assert (fitted["width"], fitted["height"]) == (240, 320)
    with av.open(str(source.with_suffix(".fitted"))) as made:
        frame = next(made.decode(video=0))
        assert frame.rotation == 0
        corner = frame.to_image().getpixel((200, 40))
    assert corner[0] > 180  # the top left, turned clockwise, is the top right
    assert corner[1] < 90


def test_a_video_too_large_is_coded_again_until_it_is_small_enough(tmp_path: Path) -> None:
    source = tmp_path / "nang.mp4"
    with av.open(str(source), "w") as out:
        stream = out.add_stream("libx264", rate=24, options={"crf": "10", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        wide = noise(900, 500)
        for number in range(72):
            out.mux(stream.encode(av.VideoFrame.from_image(wide.crop((number, number, number + 640, number + 360)))))
        out.mux(stream.encode(None))
    assert source.stat().st_size > 1_000_000
    last = fit(source, "mp4", most=400_000)
    assert source.with_suffix(".fitted").stat().st_size <= 400_000
    assert last["fitted"]["duration_s"] == pytest.approx(3.0, abs=0.1)


def test_a_video_that_could_only_fit_by_being_unwatchable_is_refused(tmp_path: Path) -> None:
    source = video(tmp_path / "dai.mp4", seconds=20)
    assert "cắt ngắn" in fit(source, "mp4", most=1000)["refused"]


def test_a_video_that_is_right_is_kept_and_one_in_the_wrong_box_is_only_put_into_another(tmp_path: Path) -> None:
    right, boxed = video(tmp_path / "dung.mp4"), video(tmp_path / "hop.mov")
    assert fit(right, "mp4")["kept"] is True
    assert fit(boxed, "mp4")["kept"] is False
    assert coded(boxed) == coded(boxed.with_suffix(".fitted"))
    assert boxed.with_suffix(".fitted").read_bytes()[4:12] == b"ftypisom"


def coded(path: Path) -> list[bytes]:
    """The pictures as coded."""
    with av.open(str(path)) as opened:
        return [bytes(packet) for packet in opened.demux(video=0) if packet.size]


def test_sound_and_a_title_become_a_video_as_long_as_the_sound(tmp_path: Path) -> None:
    talk = sound(tmp_path / "loa.mp3", seconds=4)
    first = fit(talk, "still", title="Đừng đọc mã OTP", most=1_000_000)
    assert (first["fitted"]["codec"], first["fitted"]["width"], first["fitted"]["height"]) == ("h264+aac", 1200, 1200)
    assert first["fitted"]["duration_s"] == pytest.approx(4.0, abs=0.15)
    once = talk.with_suffix(".fitted").read_bytes()
    talk.with_suffix(".fitted").unlink()
    fit(talk, "still", title="Đừng đọc mã OTP", most=1_000_000)
    assert talk.with_suffix(".fitted").read_bytes() == once


def test_sound_takes_its_items_picture_in_the_pictures_own_shape(tmp_path: Path) -> None:
    cover = tmp_path / "bia"
    cover.write_bytes(encoded(picture(301, 301), "PNG"))
    fitted = fit(sound(tmp_path / "loa.ogg"), "still", picture=str(cover))["fitted"]
    assert (fitted["width"], fitted["height"]) == (300, 300)


def test_sound_in_another_coding_becomes_m4a(tmp_path: Path) -> None:
    fitted = fit(sound(tmp_path / "loa.wav", seconds=2), "m4a")["fitted"]
    assert (fitted["kind"], fitted["mime"], fitted["codec"]) == ("audio", "audio/mp4", "aac")


def test_a_broken_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    source = video(tmp_path / "hong.mp4")
    source.write_bytes(source.read_bytes()[:2000])
    assert "hãy xuất lại" in fit(source, "mp4")["refused"]


def test_fitting_1080p_takes_less_than_400_mb(tmp_path: Path) -> None:
    source = video(tmp_path / "full.mov", width=1920, height=1080, seconds=3)
    last = fit(source, "mp4", codecs=["vp9"])
    assert last["kept"] is False
    assert last["peak_kb"] < 400_000


def test_a_reel_whose_frames_come_too_seldom_or_unevenly_is_coded_anew_at_an_even_rate(tmp_path: Path) -> None:
    for source in (video(tmp_path / "thua.mp4", seconds=4), uneven(tmp_path / "lech.mp4")):
        [taken] = decode_all([(source, None)]).values()
        assert isinstance(taken, Decoded)
        assert (taken.frame_rate, taken.rate_varies) in ((10.0, False), (pytest.approx(27.8, abs=0.2), True))
        assert fit(source, "mp4")["kept"] is True
        fitted = fit(source, "mp4", rates=[24, 60])["fitted"]
        assert fitted["rate_varies"] is False
        assert 24 <= fitted["frame_rate"] <= 30
        assert fitted["duration_s"] == pytest.approx(taken.duration_s, abs=0.05)


def uneven(path: Path) -> Path:
    """H.264 as a telephone films in the dusk: 30 frames a second, then 15 now and then."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 72, 128, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 90)
        at = 0
        for number in range(100):
            frame = av.VideoFrame.from_image(Image.new("RGB", (72, 128), (number, 90, 200)))
            frame.pts, frame.time_base = at, Fraction(1, 90)
            at += 6 if number % 12 == 11 else 3
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def test_an_even_rate_is_kept_as_it_is(tmp_path: Path) -> None:
    source = video(tmp_path / "dung.mp4", rate=30)
    assert fit(source, "mp4", rates=[24, 60])["kept"] is True


def test_a_video_of_wide_pixels_is_as_wide_as_it_shows(tmp_path: Path) -> None:
    source = tmp_path / "rong.mp4"
    with av.open(str(source), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 72, 128, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 9)
        for _ in range(25):
            out.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (72, 128)))))
        out.mux(stream.encode(None))
    [taken] = decode_all([(source, None)]).values()
    assert isinstance(taken, Decoded)
    assert (taken.width, taken.height) == (128, 128)
    fitted = fit(source, "mp4", codecs=["vp9"])["fitted"]
    assert (fitted["width"], fitted["height"]) == (128, 128)


@pytest.mark.parametrize(("width", "height"), [(301, 533), (720, 1280), (1081, 1920), (2160, 3840), (3840, 2160)])
def test_a_videos_size_is_foreseen_as_it_comes_out(tmp_path: Path, width: int, height: int) -> None:
    seen = foreseen(Need(row("video", "video/mp4", width=width, height=height), Recipe("mp4", side=1280)))
    assert (seen.width, seen.height) == shrunk(width, height, 1280)
    assert 0 in (seen.width % 2, seen.height % 2)


def test_a_recording_with_an_upright_picture_is_foreseen_upright(tmp_path: Path) -> None:
    talk, upright = row("audio", "audio/mpeg", sha256="b" * 64), row("image", "image/jpeg", width=400, height=711)
    _, need = needs_of([upright, talk], LIMITS, "Mã OTP")
    assert need is not None
    cover = tmp_path / "bia"
    cover.write_bytes(encoded(picture(400, 711), "PNG"))
    made = fit(sound(tmp_path / "loa.ogg"), "still", picture=str(cover))["fitted"]
    assert (foreseen(need).width, foreseen(need).height) == (made["width"], made["height"])


def test_a_recipe_without_limits_has_a_name_too() -> None:
    assert Recipe("jpeg").name == "jpeg-0-0-0-0"
