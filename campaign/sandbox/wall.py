"""The wall: every rehearsed channel as the public would see it, on one page without script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

from campaign.sandbox.wire import Reply, ShownChannel, ShownPost

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="15">
<title>Bức tường tập dượt</title>
<link rel="stylesheet" href="/wall.css">
<link rel="icon" href="data:,">
</head>
<body>
<header>
<h1>Bức tường tập dượt</h1>
<p>Những gì công chúng sẽ thấy nếu các kênh này là kênh thật. Không có gì ở đây rời khỏi máy này.</p>
</header>
<main>
{channels}
</main>
</body>
</html>
"""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6b7a; --paper: #f3f5f7; --card: #fff; --line: #dde3e8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #9fb0bf; --paper: #12181e; --card: #1b242c; --line: #2d3942; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
header, main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
header p, .when, .notes, .empty { color: var(--soft); }
article + article, .tgme_widget_message_wrap + .tgme_widget_message_wrap { margin-top: 1rem; }
h1 { margin: 1rem 0 0; font-size: 1.6rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
article, .tgme_widget_message {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem;
}
article img, article video, .tgme_main img, .tgme_main video {
  display: block; max-width: 100%; border-radius: .5rem; margin: 0 0 .75rem;
}
.text, .tgme_widget_message_text { overflow-wrap: anywhere; }
.tgme_channel_info_header_title { font-size: 1.4rem; font-weight: bold; }
.tgme_channel_info_counters { color: var(--soft); margin: 0 0 1rem; }
.tgme_widget_message_author { font-weight: bold; margin: 0 0 .5rem; }
.tgme_widget_message_footer, .tgme_widget_message_reactions {
  color: var(--soft); font-size: .875rem; margin: .75rem 0 0;
}
.tgme_widget_message_views::after { content: " lượt xem · "; }
.tgme_reaction { margin: 0 .75rem 0 0; }
.emoji { font-style: normal; }
.emoji b { font-weight: normal; }
.when, .notes { margin: .75rem 0 0; font-size: .875rem; }
a { color: inherit; }
"""


def wall_page(channels: Sequence[ShownChannel]) -> Reply:
    """The page. Every text in it is escaped here or comes as safe HTML from its stand-in."""
    shown = "\n".join(_channel(channel) for channel in channels)
    empty = '<p class="empty">Chưa có gì được đăng. Trang tự tải lại sau mỗi 15 giây.</p>'
    return Reply(200, PAGE.format(channels=shown or empty).encode(), "text/html; charset=utf-8")


def wall_style() -> Reply:
    return Reply(200, STYLE.encode(), "text/css; charset=utf-8")


def _channel(channel: ShownChannel) -> str:
    posts = "\n".join(_post(post) for post in channel.posts) or '<p class="empty">Chưa có bài nào.</p>'
    title = escape(channel.title)
    if channel.link:
        title = f'<a href="{escape(channel.link)}">{title}</a>'
    return f"<section>\n<h2>{escape(channel.platform)}: {title}</h2>\n{posts}\n</section>"


def _post(post: ShownPost) -> str:
    media = "".join(_media(address, mime) for address, mime in post.media)
    when = post.at.astimezone(ZONE).strftime("%H:%M:%S %d/%m/%Y")
    moment = f'<time datetime="{post.at.isoformat()}">{when}</time>'
    if post.link:
        moment = f'<a href="{escape(post.link)}">{moment}</a>'
    notes = f'<p class="notes">{escape(" · ".join(post.notes))}</p>' if post.notes else ""
    return f'<article>{media}<div class="text">{post.html}</div><p class="when">{moment}</p>{notes}</article>'


def _media(address: str, mime: str) -> str:
    if mime.startswith("video/"):
        return f'<video controls preload="metadata" src="{escape(address)}"></video>'
    if mime.startswith("audio/"):
        return f'<audio controls preload="metadata" src="{escape(address)}"></audio>'
    if not mime.startswith("image/"):
        return f'<p><a href="{escape(address)}">Tệp kèm theo</a></p>'
    return f'<img alt="" src="{escape(address)}">'
