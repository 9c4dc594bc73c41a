"""The decoding child: it has limits, and a file that kills it takes nothing else along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from campaign.media import decoding
from campaign.media.decoded import Decoded, Refused
from campaign.media.decoding import decode_all
from tests.media.files import jpeg, sound, video

LIMITED = """
import resource
from campaign.media import child
child.limit_self(); child.limit_next_file()
{body}
"""


def in_limited_child(body: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LIMITED.format(body=body)], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_child_cannot_take_more_memory_than_its_limit() -> None:
    done = in_limited_child("bytearray(child.MEMORY_BYTES)")
    assert "MemoryError" in done.stderr


def test_the_child_is_stopped_by_the_system_when_a_file_takes_too_much_processor_time() -> None:
    body = "child.CPU_S = 1; child.limit_next_file()\nwhile True: pass"
    assert in_limited_child(body).returncode == -signal.SIGXCPU


def test_a_file_that_kills_the_child_is_refused_and_the_others_are_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "CHILDREN", 1)
    asked = decoding._Child.ask

    def ask(self: decoding._Child, path: Path, out: Path | None) -> Decoded | Refused | None:
        if path.name == "b.jpg":
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        return asked(self, path, out)

    monkeypatch.setattr(decoding._Child, "ask", ask)
    files = [tmp_path / name for name in ("a.jpg", "b.jpg", "c.jpg")]
    for file in files:
        file.write_bytes(jpeg())
    results = decode_all([(file, None) for file in files])
    assert [isinstance(results[file], Decoded) for file in files] == [True, False, True]


def test_a_child_that_cannot_start_is_not_blamed_on_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="does not start"):
        decode_all([(file, None)])


def test_the_child_sees_none_of_our_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_DATABASE_URL", "postgresql://somewhere")
    child = decoding._Child()
    try:
        environment = Path(f"/proc/{child._process.pid}/environ").read_bytes()
    finally:
        child.end()
    assert b"PYTHONPATH=" in environment
    assert b"CAMPAIGN" not in environment


def test_video_and_sound_are_probed(tmp_path: Path) -> None:
    files = [video(tmp_path / "dung.mp4"), sound(tmp_path / "loa.mp3"), sound(tmp_path / "loa.m4a")]
    results = decode_all([(file, None) for file in files])
    clip, mp3, m4a = (results[file] for file in files)
    assert isinstance(clip, Decoded)
    assert (clip.kind, clip.mime, clip.width, clip.height, clip.duration_s) == ("video", "video/mp4", 72, 128, 2.0)
    assert isinstance(mp3, Decoded)
    assert (mp3.kind, mp3.mime, mp3.width) == ("audio", "audio/mpeg", None)
    assert mp3.duration_s == pytest.approx(1.0, abs=0.1)
    assert isinstance(m4a, Decoded)
    assert m4a.mime == "audio/mp4"


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov", "loa.mp3", "loa.m4a", "loa.wav"])
def test_remarks_leave_a_video_or_sound_file_and_it_still_plays(tmp_path: Path, name: str) -> None:
    make = video if name.startswith("clip") else sound
    source = make(tmp_path / name, title="biet-noi-quay")
    out = tmp_path / f"clean-{name}"
    assert b"biet-noi-quay" in source.read_bytes()
    first = decode_all([(source, out)])[source]
    assert b"biet-noi-quay" not in out.read_bytes()
    assert decode_all([(out, None)])[out] == first


@pytest.mark.parametrize("keep", [0.3, 0.95])
def test_a_video_cut_short_is_refused(tmp_path: Path, keep: float) -> None:
    source = video(tmp_path / "dai.mp4")
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * keep)])
    assert isinstance(decode_all([(source, None)])[source], Refused)


def test_subtitles_and_pdf_pass_as_files_and_only_in_utf_8(tmp_path: Path) -> None:
    good, bad, pdf = tmp_path / "loi.srt", tmp_path / "loi-cu.srt", tmp_path / "tai-lieu.pdf"
    text = "1\r\n00:00:01,000 --> 00:00:02,000\r\nĐừng đọc mã OTP\r\n"
    good.write_bytes(text.encode("utf-8-sig"))
    bad.write_bytes(text.encode("cp1258", "replace"))
    pdf.write_bytes(b"%PDF-1.7\n%%EOF\n")
    results = decode_all([(good, tmp_path / "out"), (bad, None), (pdf, None)])
    assert results[good] == Decoded("file", "application/x-subrip", ".srt")
    assert (tmp_path / "out").read_text().startswith("1\n00:")
    assert isinstance(results[bad], Refused)
    assert results[pdf] == Decoded("file", "application/pdf", ".pdf")
