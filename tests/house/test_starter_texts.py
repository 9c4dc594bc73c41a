"""What the starter library sends to the public reads as written for the public: notes for the newsroom stay behind."""

from __future__ import annotations

import re

from campaign.workspace.starter import starter_root

BACKSTAGE = re.compile(
    r"định dạng:|bản đăng kèm|tệp (?:âm thanh |video |ảnh )?kèm|cảnh \d|\*\*(?:hình|lời|phụ đề):|\b(?:9:16|16:9)\b"
    r"|phụ đề|bản rút gọn|đồ họa rút gọn|tòa soạn hoặc đài|mức phát|\(\d+-\d+ giây\)|biên tập viên|thay tệp|ô tê pê",
    re.IGNORECASE,
)
"""Words of a production script, not of something to read."""


def published() -> dict[str, str]:
    """ "clips/name.md" -> its summary and body: what platforms, the feed and the item's page show."""
    found = {}
    for path in sorted((starter_root() / "content").rglob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        kept = "\n".join(line for line in head.splitlines() if not line.lstrip().startswith("#"))
        found[path.relative_to(starter_root() / "content").as_posix()] = f"{kept}\n{body}"
    return found


def test_no_note_for_the_newsroom_goes_out() -> None:
    seen = {name: BACKSTAGE.findall(text) for name, text in published().items() if BACKSTAGE.search(text)}
    assert seen == {}


def test_every_clip_has_a_transcript_to_read() -> None:
    clips = {
        name: text.partition("verified: true")[2] for name, text in published().items() if name.startswith("clips")
    }
    assert len(clips) == 3
    assert {name: len(text.split()) for name, text in clips.items() if len(text.split()) < 80} == {}
