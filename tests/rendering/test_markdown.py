"""An item's Markdown as three readers get it: a plain text, Telegram, a web page."""

from __future__ import annotations

import pytest

from campaign.rendering.markdown import to_html, to_plain, to_telegram

PLAIN_AND_TELEGRAM = (
    ("* a\n* b\n  1. c\n  2. d", "• a\n• b\n   1. c\n   2. d", "• a\n• b\n   1. c\n   2. d"),
    ("3. ba\n4. bốn", "3. ba\n4. bốn", "3. ba\n4. bốn"),
    ("một\n\nhai\nba", "một\n\nhai\nba", "một\n\nhai\nba"),
    ("# Tựa *đề*", "Tựa đề", "<b>Tựa <i>đề</i></b>"),
    ("**b** _i_ ~~s~~ `a<b`", "b i s a<b", "<b>b</b> <i>i</i> <s>s</s> <code>a&lt;b</code>"),
    ("```\nx<y\n```", "x<y", "<pre>x&lt;y</pre>"),
    ("> dẫn\n> > sâu\n\nhết", "dẫn\n\nsâu\n\nhết", "<blockquote>dẫn\n\nsâu</blockquote>\n\nhết"),
    ("[x](https://a.vn/?b=1&c=2)", "x (https://a.vn/?b=1&c=2)", '<a href="https://a.vn/?b=1&amp;c=2">x</a>'),
    ("<https://a.vn>", "https://a.vn", '<a href="https://a.vn">https://a.vn</a>'),
    ("<https://a.vn/đường>", "https://a.vn/đường",
     '<a href="https://a.vn/%C4%91%C6%B0%E1%BB%9Dng">https://a.vn/đường</a>'),
    ("[thư](mailto:a@b.vn) <a@b.vn>", "thư (a@b.vn) a@b.vn", "thư (a@b.vn) a@b.vn"),
    ("![ảnh mờ](x.jpg)", "ảnh mờ", "ảnh mờ"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2", "a | b\n1 | 2"),
    ("a < b & c", "a < b & c", "a &lt; b &amp; c"),
    ("[x](javascript:alert)", "[x](javascript:alert)", "[x](javascript:alert)"),
    ("[x](hxxps://bad[.]example)", "x (hxxps://bad[.]example)", "x (hxxps://bad[.]example)"),
    ("<hxxps://bad[.]example>", "hxxps://bad[.]example", "hxxps://bad[.]example"),
    ("a<br>b <b>c</b>", "a\nb c", "a\nb c"),
    ("t <script>alert(1)</script>u", "t u", "t u"),
    ("**t <script>** u", "t", "<b>t </b>"),
    ("> | a | b |\n> |---|---|", "a | b", "<blockquote>a | b</blockquote>"),
    ("<div>khối &amp; <i>chữ</i></div>\nsau\n\nhết", "khối & chữ\nsau\n\nhết", "khối &amp; chữ\nsau\n\nhết"),
    ("<script>\nalert(1)\n\n2\n</script>\n\nhết", "hết", "hết"),
)  # fmt: skip


@pytest.mark.parametrize(("source", "plain", "telegram"), PLAIN_AND_TELEGRAM)
def test_text_keeps_its_words_and_telegram_its_marks(source: str, plain: str, telegram: str) -> None:
    assert to_plain(source) == plain
    assert to_telegram(source) == telegram


HTML = (
    ("# T *i*", "<h2>T <em>i</em></h2>"),
    ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("> dẫn", "<blockquote>\n<p>dẫn</p>\n</blockquote>"),
    ("[x](https://a.vn \"t\")", '<p><a href="https://a.vn" title="t" rel="noopener noreferrer nofollow">x</a></p>'),
    ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ("hxxps://bad[.]example", "<p>hxxps://bad[.]example</p>"),
    ("[x](hxxps://bad[.]example)", '<p><a rel="noopener noreferrer nofollow">x</a></p>'),
    ('<a href="javascript:alert(1)" onclick="x()">x</a>', '<p><a rel="noopener noreferrer nofollow">x</a></p>'),
    ("[x](/trong-nha)", '<p><a rel="noopener noreferrer nofollow">x</a></p>'),
    ("<script>alert(1)</script>\n\nhết", "<p>hết</p>"),
    ('<img src=x onerror="alert(1)"> <p style="color:red">đỏ</p>', "<p> </p><p>đỏ</p><p></p>"),
    ("lật &#x202E;ngược", "<p>lật ngược</p>"),
)  # fmt: skip


@pytest.mark.parametrize(("source", "html"), HTML)
def test_a_page_gets_safe_html_only(source: str, html: str) -> None:
    assert to_html(source) == html
