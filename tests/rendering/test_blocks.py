"""A body as plain blocks, for paper."""

from __future__ import annotations

from campaign.rendering.blocks import Block, Run, blocks_of


def test_headings_lists_quotes_and_marks_keep_their_place() -> None:
    body = "# Đầu\n\nMột **hai** *ba*\n\n- a\n  1. b\n  2. c\n\n  thêm\n\n> lời\n\n| x | y |\n|---|---|\n| 1 | 2 |"
    assert [(block.kind, block.level, block.number, block.text) for block in blocks_of(body)] == [
        ("heading", 2, 0, "Đầu"), ("text", 0, 0, "Một hai ba"), ("bullet", 1, 0, "a"), ("number", 2, 1, "b"),
        ("number", 2, 2, "c"), ("text", 1, 0, "thêm"), ("quote", 0, 0, "lời"), ("text", 0, 0, "x | y"),
        ("text", 0, 0, "1 | 2"),
    ]  # fmt: skip
    assert blocks_of("Một **hai** *ba*")[0].runs == (
        Run("Một "),
        Run("hai", bold=True),
        Run(" "),
        Run("ba", italic=True),
    )


def test_links_show_their_address_once_and_hidden_words_stay_hidden() -> None:
    assert blocks_of("[Cổng](https://a.vn/x) và <https://b.vn>")[0].text == "Cổng (https://a.vn/x) và https://b.vn"
    assert blocks_of("trước <script>alert(1)</script> sau ![ảnh](x.png)")[0].text == "trước  sau ảnh"
    assert blocks_of("<style>p{}</style>\n\n<b>chữ</b>") == [Block("text", (Run("chữ"),))]
