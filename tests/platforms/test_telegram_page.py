"""The public page as t.me writes it, with what the stand-in does not show: replies, service messages, stars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaign.platforms.telegram.page import Figure, parse_page, read_figure

PAGE = """<div class="tgme_channel_info_counter"><span class="counter_value">5.4K</span>
<span class="counter_type">subscribers</span></div>
<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message service_message js-widget_message" data-post="kenh/10">
<div class="tgme_widget_message_text js-message_text" dir="auto">Channel created</div>
<a class="tgme_widget_message_date" href="https://t.me/kenh/10"><time datetime="2026-09-30T07:30:00+00:00" class="time">
07:30</time></a></div></div>
<div class="js-widget_message_wrap tgme_widget_message_wrap">
<div class="js-widget_message tgme_widget_message text_not_supported_wrap" data-post="kenh/123" data-view="eyJj">
<a class="tgme_widget_message_reply" href="https://t.me/kenh/10"><div class="tgme_widget_message_text
 js-message_reply_text">bài trước</div></a>
<div class="tgme_widget_message_video_wrap"><time class="message_video_duration">0:06</time></div>
<div class="tgme_widget_message_text js-message_text" dir="auto">Chào <b>bạn</b><br/><i class="emoji"
 style="background-image:url('//x/y.png')"><b>👍</b></i> <tg-emoji emoji-id="1">🔥</tg-emoji>
<a href="https://a.vn/go/abc" target="_blank" rel="noopener">https://a.vn/go/abc</a> &amp; &lt;hết&gt;</div>
<div class="tgme_widget_message_reactions js-message_reactions"><span class="tgme_reaction"><i class="emoji">
<b>❤</b></i>53</span><span class="tgme_reaction"><tg-emoji emoji-id="5"></tg-emoji>194K</span>
<span class="tgme_reaction tgme_reaction_paid"><i class="icon icon-telegram-stars"></i>16.8K</span></div>
<div class="tgme_widget_message_info short js-message_info"><span class="tgme_widget_message_views">1.2K</span>
<span class="tgme_widget_message_meta">edited <a class="tgme_widget_message_date" href="https://t.me/kenh/123"><time
 datetime="2026-09-30T07:37:00+00:00" class="time">07:37</time></a></span></div></div></div>"""


def test_a_real_page_is_read_by_class_tokens() -> None:
    service, message = parse_page(PAGE)
    assert (service.id, service.views, service.reactions) == (10, None, [])
    assert (message.id, message.at) == (123, datetime(2026, 9, 30, 7, 37, tzinfo=UTC))
    assert " ".join(message.text.split()) == "Chào bạn 👍 🔥 https://a.vn/go/abc & <hết>"
    assert message.hrefs == ["https://a.vn/go/abc"]
    assert message.views == Figure(1200, approximate=True)
    assert message.reactions == [Figure(53, False), Figure(194_000, True), Figure(16_800, True)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("0", Figure(0, False)), ("401", Figure(401, False)), ("1.2K", Figure(1200, True)),
        ("30.7k", Figure(30_700, True)),
        ("11.4M", Figure(11_400_000, True)), ("", None), ("K", None), ("nhiều", None), ("NaN", None), ("-3", None),
    ],
)  # fmt: skip
def test_a_figure_is_read_or_absent_and_never_nought(text: str, figure: Figure | None) -> None:
    assert read_figure(text) == figure


@pytest.mark.parametrize("source", ["", "<body>Just a moment...</body>", "<div class='tgme_widget_message'>", "\0<<>"])
def test_any_other_page_holds_no_messages(source: str) -> None:
    assert parse_page(source) == []
