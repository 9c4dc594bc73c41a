"""Warnings must name scam addresses, and nobody may reach one by tapping on the warning."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.rendering.defang import defang

CASES = (
    ("https://bad.example", "hxxps://bad[.]example"),
    ("HTTP://Bad.Example/a?b=c#d", "hxxp://Bad[.]Example/a?b=c#d"),
    ("Vào http://a.bad.example:8443/x.", "Vào hxxp://a[.]bad[.]example:8443/x."),
    ("(https://bad.example)", "(hxxps://bad[.]example)"),
    ("[x](https://bad.example)", "[x](hxxps://bad[.]example)"),
    ("https://bad.example, https://xau.example.", "hxxps://bad[.]example, hxxps://xau[.]example."),
    ("https://bad.example/?next=https://xau.example/", "hxxps://bad[.]example/?next=hxxps://xau[.]example/"),
    ("https://facebook.com@bad.example/x", "hxxps://facebook[.]com@bad[.]example/x"),
    ("http://192.0.2.7/x", "hxxp://192[.]0[.]2[.]7/x"),
    ("http://localhost/x", "hxxp://localhost/x"),
    ("https://ngânhàng.example/x và ngânhàng.vn", "hxxps://ngânhàng[.]example/x và ngânhàng[.]vn"),
    ("bad.example và www.Bad.Com.", "bad[.]example và www[.]Bad[.]Com."),
    ("Mở bad.example.Sau đó", "Mở bad[.]example.Sau đó"),
    ("xn--ngn-hng-3ta.xn--p1ai", "xn--ngn-hng-3ta[.]xn--p1ai"),
    ("Viết thư: toasoan@bao.example", "Viết thư: toasoan@bao.example"),
    ("Xong.Vậy là Xong.Roi, ở TP.HCM v.v.", "Xong.Vậy là Xong.Roi, ở TP.HCM v.v."),
    ("1.500.000 đồng, 3.5 triệu, bản 1.2", "1.500.000 đồng, 3.5 triệu, bản 1.2"),
    ("hxxps://bad[.]example", "hxxps://bad[.]example"),
)


@pytest.mark.parametrize(("written", "harmless"), CASES)
def test_an_address_is_made_harmless_and_a_sentence_is_left_alone(written: str, harmless: str) -> None:
    assert defang(written) == harmless


PIECES = (
    "https://", "http://", "www.", "bad", "example", "Xong", "ậ", "1", ".", "/", "?q=", "@", " ", "-", ",", "[", "]",
)  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_is_written_no_scheme_stays_and_twice_is_once(text: str) -> None:
    once = defang(text)
    assert "http://" not in once
    assert "https://" not in once
    assert defang(once) == once
    assert once.replace("[.]", ".").replace("hxxp", "http") == text.replace("[.]", ".")
