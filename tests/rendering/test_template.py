"""A channel's post.j2: what it may do, and how its mistakes are told."""

from __future__ import annotations

import pytest

from campaign.platforms.seam import Markup
from campaign.rendering.template import MAX_CHARACTERS, ItemView, TemplateFault, hashtag, render_template

CHANNEL = {"key": "kenh", "title": "Kênh", "platform": "rss", "unit": "bao"}


def rendered(source: str, markup: Markup = "plain", **fields: str) -> str:
    view = ItemView(**{
        "title": "Mẹo <1> & 2", "summary": "", "body": "<b>đậm</b>", "link": "",
        "kind": "tip", "task": "1a", "unit": "bao", "tags": ("otp", "an toàn"), **fields,
    })  # fmt: skip
    return render_template(source, markup, view, CHANNEL, "https://x.vn/go/abc")


def test_telegram_gets_its_values_escaped_and_its_body_as_it_is() -> None:
    source = "{{ item.title }}|{{ item.body }}|{{ channel.title }}|{{ link }}"
    assert rendered(source, "telegram_html") == "Mẹo &lt;1&gt; &amp; 2|<b>đậm</b>|Kênh|https://x.vn/go/abc"
    assert rendered(source) == "Mẹo <1> & 2|<b>đậm</b>|Kênh|https://x.vn/go/abc"


def test_tags_become_hashtags_that_platforms_read() -> None:
    assert rendered('{{ item.tags | map("hashtag") | join(" ") }}') == "#Otp #AnToan"
    assert (hashtag("Đường dây 156"), hashtag("…")) == ("#DuongDay156", "")


WRONG = (
    ("một\nhai {{ item.titel }}\nba", 2, "titel"),  # StrictUndefined
    ("{{ khong_co }}", 1, "khong_co"),
    ("{{ channel.token }}", 1, "token"),
    ("\n\n{% if %}", 3, "viết sai"),
    ("\n{{ item.title | khong_co }}", 2, "khong_co"),
    ("{# x #}\n{% for a in item.tags %}\n{{ 1 / 0 }}\n{% endfor %}", 3, "division"),
    ("\n{{ ''.__class__.__mro__ }}", 2, "__class__"),
    ("\n{{ item.__dict__ }}", 2, "__dict__"),
    ("{{ ().__class__.__base__.__subclasses__() }}", 1, "__class__"),
    ("{{ link.format.__globals__ }}", 1, "__globals__"),
    ('\n{% include "plan.toml" %}', 2, ""),
    ('\n{% import "plan.toml" as p %}', 2, ""),
    ('\n{% extends "plan.toml" %}', 2, ""),
    ('{{ "x" * 10**9 }}', 1, "không dùng được"),
    ('{{ "x" * 1000000000 }}', 1, "chỉ dùng được với số"),
    ('{{ "%1000000000d" % 1 }}', 1, "không dùng được"),
    ('{{ "%1000000000d" | format(1) }}', 1, "format"),
    ('{{ "x" | center(1000000000) }}', 1, "center"),
    ('{{ "x" | indent(1000000000) }}', 1, "indent"),
    ("{{ item | pprint }}", 1, "pprint"),
    ("{{ range(10000000) | length }}", 1, "Range"),
    ("{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}", 1, "recursion"),
    ("{{ cycler() }}", 1, "item"),
    ("{{ item.tags.append('x') }}", 1, "append"),
    ('{% for a in range(900) %}{{ "0123456789" }}{% for b in range(50) %}12345{% endfor %}{% endfor %}', 1, "tối đa"),
)


@pytest.mark.parametrize(("source", "line", "why"), WRONG)
def test_a_template_that_cannot_be_used_says_where_and_why(source: str, line: int, why: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        rendered(source)
    assert (fault.value.line, why in fault.value.message) == (line, True), fault.value.message
    assert "post.j2" in fault.value.message
    assert len(fault.value.message) < MAX_CHARACTERS
