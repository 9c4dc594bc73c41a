"""Each is told in the language that they chose; the desk in the installation's."""

from __future__ import annotations

from campaign.desk import alert_ways
from campaign.models import User
from tests.alerts.newsroom import Newsroom, Post

URL = "http://127.0.0.1:8000"


def test_one_cause_is_told_to_each_in_their_own_language(newsroom: Newsroom, post: Post) -> None:
    binh = newsroom.person("binh")
    newsroom.person("chi")
    newsroom.connect("email", **post.given())
    newsroom.change(User, binh.id, language="en")
    newsroom.submitted("otp")
    newsroom.failed("loi", error_message="Kênh chưa kết nối.")
    assert newsroom.round() == 2
    said = dict(zip(post.to, post.letters, strict=True))
    english, vietnamese = said["binh@example.vn"], said["chi@example.vn"]
    assert english["subject"] == "1 waiting for approval, 1 could not be published"
    assert vietnamese["subject"] == "1 bài chờ duyệt, 1 lượt không đăng được"
    text = english.get_content()
    assert f"To approve\n- Bài otp\n  {URL}/inbox/otp" in text
    assert "The channel is not connected." in text
    assert f"Choose what you want to hear and your quiet hours: {URL}/account#alerts" in text


def test_a_trial_is_english_for_who_reads_english(newsroom: Newsroom, post: Post) -> None:
    binh = newsroom.person("binh")
    newsroom.connect("email", **post.given())
    newsroom.change(User, binh.id, language="en")
    stage = newsroom.stage
    alert_ways.try_way(stage.database, newsroom.vault, stage.settings, "email", "binh@example.vn")
    assert post.letters[0]["subject"] == "Test alert from the campaign calendar"
    assert "this way of alerting works" in post.text()
