"""Every mistake that a person can plant is told, at its path and line, in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.workspace.reading import read_workspace
from tests.workspace.conftest import FILES, write

PLAN, SCHEDULES, ITEM = "plan.toml", "schedules.toml", "content/tips/otp.md"
TELEGRAM, RSS = "channels/telegram/channel.toml", "channels/rss/channel.toml"

# path, what stands there, what is planted instead, a piece of the line that must be named, telling words
PLANTED = [
    # plan.toml
    (PLAN, 'title = "Kế hoạch thử"', 'titel = "Kế hoạch thử"', "titel =", "`title`"),
    (PLAN, 'title = "Kế hoạch thử"\n', "", "[plan]", "thiếu khóa `title`"),
    (PLAN, "schema = 1", "schema = 2", "schema = 2", "một trong: 1"),
    (PLAN, "approvals = 1", "approvals = 3", "approvals = 3", "từ 2 trở xuống"),
    (PLAN, "approvals = 1", 'approvals = "1"', 'approvals = "1"', "số nguyên"),
    (PLAN, "files_are_approved = false", "files_are_approved = 0", "files_are_approved", "true hoặc false"),
    (PLAN, "valid_to = 2026-06-30", 'valid_to = "30/06/2026"', "30/06/2026", "năm-tháng-ngày"),
    (PLAN, "valid_from = 2026-07-01", 'valid_from = "2026-02-30"', "2026-02-30", "ngày có thật"),
    (PLAN, "valid_from = 2026-07-01", "valid_from = 2026-07-01T07:00:00", "T07:00", "không kèm giờ"),
    (PLAN, "2026-07-01", "2026-07-01\nvalid_to = 2026-06-01", "valid_to = 2026-06-01", "đứng trước"),
    (PLAN, 'successor = "bao_moi"', 'successor = "bao_mo"', 'successor = "bao_mo"', "`bao_moi`"),
    (PLAN, "valid_from = 2026-07-01", 'successor = "bao"', 'successor = "bao_moi"', "vòng"),
    (PLAN, 'lead = ["bao"]\nsupport', 'lead = ["dai"]\nsupport', 'lead = ["dai"]', 'không có đơn vị "dai"'),
    (PLAN, "support = []", 'support = ["khong"]', 'support = ["khong"]', "không có đơn vị"),
    (PLAN, 'id = "1e"', 'id = "1d"', 'id = "1d"\ntask = "1"\ntext = "Tập', 'hai id "1d"'),
    (PLAN, 'id = "1e"', 'id = "1e"\nslug = "1dd"', 'slug = "1dd"', "đã dùng"),
    (PLAN, 'id = "1e"\ntask = "1"', 'id = "1e"\ntask = "9"', 'task = "9"', 'không có nhiệm vụ "9"'),
    (PLAN, 'serve = ["feed"]', 'serve = ["fed"]', 'serve = ["fed"]', "feed"),
    (PLAN, 'per = "year"', 'per = "năm"', "minimum", "year"),
    (PLAN, "count = 1", "cuont = 1", "minimum", "`count`"),
    (PLAN, 'op = "gt"', 'op = ">"', 'op = ">"', "gte"),
    (PLAN, "value = 80\n", "", "[[target]]", "value"),
    (PLAN, 'task_items = ["1d"]', 'task_items = ["4z"]', 'task_items = ["4z"]', "không có nội dung nhiệm vụ"),
    (PLAN, 'month_day = "11-30"', 'month_day = "30-11"', "30-11", "tháng-ngày"),
    (PLAN, 'month_day = "11-30"', 'month_day = "02-29"', "02-29", "năm nào cũng có"),
    (PLAN, 'to = "bao_moi"', 'to = "so"', 'to = "so"', "không có đơn vị"),
    (PLAN, 'headline_task = "1"', 'headline_task = "7"', "headline_task", "không có nhiệm vụ"),
    (PLAN, "to = 2026-12-31", "to = 2025-12-31", "period", "đứng trước"),
    (PLAN, "[[goal]]", "[[gaol]]", "[[gaol]]", "`goal`"),
    (PLAN, 'id = "G1"', "id = G1", "id = G1", "dấu nháy"),
    (PLAN, 'name = "Báo tỉnh"', 'name = "Báo tỉnh', 'name = "Báo tỉnh', "nháy đóng"),
    # schedules.toml
    (SCHEDULES, "Asia/Ho_Chi_Minh", "Asia/Hau_Giang", "timezone", "múi giờ"),
    (SCHEDULES, "Asia/Ho_Chi_Minh", "../../etc/passwd", "timezone", "múi giờ"),
    (SCHEDULES, 'days = "mon-sun"', 'days = "t2-cn"', "t2-cn", "mon"),
    (SCHEDULES, 'days = "mon-sun"\n', "", "[[slot]]", "days"),
    (SCHEDULES, 'days = "mon-sun"\n', 'cron = "30 7 * * mon"\n', "[[slot]]", "cron thì không"),
    (SCHEDULES, 'days = "mon-sun"\ntimes = ["07:30"]', 'cron = "30 7 * *"', "cron", "5 phần"),
    (SCHEDULES, 'days = "mon-sun"\ntimes = ["07:30"]', 'cron = "30 25 * * *"', "cron", "cron sai"),
    (SCHEDULES, '["07:30"]', '["7h30"]', "7h30", "HH:MM"),
    (SCHEDULES, '["07:30"]', '["24:00"]', "24:00", "HH:MM"),
    (SCHEDULES, '["07:30"]', '["07:30", "07:30"]', "times", "hai lần"),
    (SCHEDULES, 'from = "2026-12-01"', 'from = "2026-12-01"\nto = "2026-11-01"', 'to = "2026-11-01"', "đứng trước"),
    (SCHEDULES, '["telegram", "rss"]', '["telgram"]', "telgram", "`telegram`"),
    (SCHEDULES, '["telegram", "rss"]', '["*"]\n', 'channels = ["*"]\n\npick', "kể tên"),
    (SCHEDULES, '["telegram", "rss"]', '["rss", "rss"]', '"rss", "rss"', "hai lần"),
    (SCHEDULES, 'kind = "tip"', 'kind = "tips"', "pick", "`tip`"),
    (SCHEDULES, 'task = "1d"', 'task = "1dd"', "pick", "`1đ`"),
    (SCHEDULES, 'order = "least_recent"', 'order = "random"', "random", "least_recent"),
    (SCHEDULES, "cooldown_days = 21", "cooldown_days = -1", "cooldown_days", "từ 0 trở lên"),
    (SCHEDULES, 'grace = "6h"', 'grace = "6 tiếng"', "6 tiếng", "s, m, h hoặc d"),
    (SCHEDULES, "2027-02-08T23:59", "2027-02-01T00:00", "2027-02-01", "đứng trước"),
    (SCHEDULES, "2027-02-05T00:00", "2027-02-05T00:00+07:00", "+07:00", "giờ địa phương"),
    (SCHEDULES, "except_tags", "except_tag", "except_tag ", "`except_tags`"),
    (SCHEDULES, "[[pause]]", '[[slot]]\nkey = "tip-of-the-day"\ndays = "mon"\ntimes = ["08:00"]\nchannels = ["rss"]\n'
     "[[pause]]", 'key = "tip-of-the-day"\ndays = "mon"', "cùng key"),
    # channels
    (TELEGRAM, 'platform = "telegram"', 'platform = "twitter"', "twitter", "facebook"),
    (TELEGRAM, 'title = "Kênh Telegram"\n', "", "platform", "thiếu khóa `title`"),
    (TELEGRAM, 'unit = "bao"', 'unit = "dai"', 'unit = "dai"', "không có đơn vị"),
    (TELEGRAM, 'task = "1d"', 'task = "9z"', 'task = "9z"', "không có nội dung nhiệm vụ"),
    (TELEGRAM, 'min_interval = "5m"', "min_interval = 5", "min_interval", "s, m, h hoặc d"),
    (TELEGRAM, "06:00-22:00", "6 giờ đến 22 giờ", "6 giờ", "06:00-22:00"),
    (TELEGRAM, "@kenh_thu", "kenh thu", "kenh thu", "-100"),
    (TELEGRAM, "https://api.telegram.org", "http://api.telegram.org", "http://", "https://"),
    (TELEGRAM, "https://api.telegram.org", "api.telegram.org", "api_url", "địa chỉ"),
    (TELEGRAM, "[telegram]", "[telegrams]", "[telegrams]", "`telegram`"),
    (TELEGRAM, "[telegram]", "[zalo]", "[zalo]", "không thuộc kênh"),
    (TELEGRAM, 'grace = "2h"', 'grase = "2h"', "grase", "`grace`"),
    (TELEGRAM, "api_url =", "bot_token =", "bot_token", "bí mật"),
    (RSS, 'path = "tin"', 'path = "Tin tức"', "path", "chữ thường"),
    (RSS, 'path = "tin"\n', "", "[rss]", "thiếu khóa `path`"),
    # items
    (ITEM, "---\ntitle", "title", "title", "bắt đầu bằng dòng ---"),
    (ITEM, "---\n\nThân", "\nThân", "---", "thiếu dòng ---"),
    (ITEM, "title: Không đọc mã OTP cho ai\n", "", "---", "thiếu title"),
    (ITEM, "title: Không đọc mã OTP cho ai", 'title: "  "', "title:", "thiếu title"),
    (ITEM, "title: Không đọc mã OTP cho ai", "title: [a, b]", "title:", "phải là chữ"),
    (ITEM, "title: Không đọc mã OTP cho ai", "title: 156", "title:", "dấu nháy kép"),
    (ITEM, "title: Không", "title: Lưu ý: Không", "Lưu ý", "dấu hai chấm"),
    (ITEM, "title: Không", 'title: "Không', "title:", "dấu nháy"),
    (ITEM, "summary:", "sumary:", "sumary", "`summary`"),
    (ITEM, "summary:", "xyz:", "xyz", "gần nhất"),
    (ITEM, "summary: Ngắn", "summary: Ngắn\nsummary: Dài", "summary: Dài", "đã có ở dòng 3"),
    (ITEM, "task: [1d, 1đ]", "task: [1d, 1dd]", "1dd", "`1đ`"),
    (ITEM, "task: [1d, 1đ]", "task: 7q", "7q", "không có nội dung nhiệm vụ"),
    (ITEM, "tags: [otp]", "tags: otp", "tags: otp", "danh sách"),
    (ITEM, "tags: [otp]", "tags: [otp, 2026]", "2026]", "dấu nháy"),
    (ITEM, "tags: [otp]", "tags: [otp", "tags", "đóng"),
    (ITEM, "tags: [otp]", "unit: dai", "unit: dai", "không có đơn vị"),
    (ITEM, "tags: [otp]", "kind: tin", "kind: tin", "không có loại"),
    (ITEM, "tags: [otp]", "slug: Mẹo OTP", "slug", "chữ thường"),
    (ITEM, "tags: [otp]", "slug: bai", "slug: bai", "đã dùng ở content/articles/bai.md"),
    (ITEM, "tags: [otp]", "link: javascript:alert(1)", "link", "http://"),
    (ITEM, "tags: [otp]", "link: file:///etc/passwd", "link", "http://"),
    (ITEM, "tags: [otp]", 'link: "https://a.vn/\\nx"', "link", "khoảng trắng"),
    (ITEM, "tags: [otp]", "language: Tiếng Việt", "language", "vi"),
    (ITEM, "tags: [otp]", "evergreen: có", "evergreen", "true hoặc false"),
    (ITEM, "tags: [otp]", "sms: 156", "sms", "phải là chữ"),
    (ITEM, "file: anh.jpg", "file: anh2.jpg", "anh2.jpg", "`anh.jpg`"),
    (ITEM, "file: anh.jpg", "file: ../../plan.toml", "plan.toml", "content/media"),
    (ITEM, "file: anh.jpg", "file: anh.svg", "anh.svg", "không nhận loại"),
    (ITEM, "file: anh.jpg\n    alt", "alt", "- alt", "thiếu `file`"),
    (ITEM, "    alt: Ảnh", "    atl: Ảnh", "atl", "`alt`"),
    (ITEM, "  telegram:", "  telegam:", "telegam", "`telegram`"),
    (ITEM, "    text: Riêng", "    txt: Riêng", "txt", "`text`"),
    (ITEM, "expires_on: 2026-12-31", "expires_on: 2026-11-30", "expires_on", "đứng trước not_before"),
    (ITEM, "expires_on: 2026-12-31", "expires_on: cuối năm", "expires_on", "năm-tháng-ngày"),
    (ITEM, "expires_on: 2026-12-31", "expires_on: 2026-13-01", "expires_on", "ngày có thật"),
    (ITEM, "verified: true", 'verified: "true"', "verified", "không đặt trong dấu nháy"),
    (ITEM, "verified: true", "verified: !!python/object/apply:os.system [id]", "verified", "thẻ YAML"),
    (ITEM, "verified: true", "verified: !x true", "verified", "thẻ YAML"),
]  # fmt: skip


def line_of(text: str, piece: str) -> int:
    assert piece in text, f"the table names a piece that is not in the file: {piece!r}"
    return text.count("\n", 0, text.index(piece)) + 1


@pytest.mark.parametrize(("path", "old", "new", "piece", "telling"), PLANTED)
def test_a_planted_mistake_is_told_at_its_line(
    workspace: Path, path: str, old: str, new: str, piece: str, telling: str
) -> None:
    assert FILES[path].count(old) >= 1
    text = FILES[path].replace(old, new, 1)
    write(workspace, path, text)
    found = read_workspace(workspace).mistakes
    here = [(each.path, each.line) for each in found if telling in each.message]
    assert (path, line_of(text, piece)) in here, [str(each) for each in found]
    assert {each.path for each in found} == {path}, "the mistake stays in its own file"


def test_the_small_workspace_has_no_mistake(workspace: Path) -> None:
    read = read_workspace(workspace)
    assert (read.mistakes, read.warnings) == ([], [])
    assert [item.slug for item in read.items] == ["bai", "otp"]


def test_every_mistake_of_every_file_is_told_at_once_and_the_rest_is_read(workspace: Path) -> None:
    write(workspace, PLAN, FILES[PLAN].replace("approvals = 1", "approvals = 9").replace('op = "gt"', 'op = "x"'))
    write(workspace, SCHEDULES, FILES[SCHEDULES].replace("07:30", "7:30").replace("6h", "6"))
    write(workspace, TELEGRAM, FILES[TELEGRAM].replace('"5m"', '"5"').replace("@kenh_thu", "?"))
    write(workspace, ITEM, FILES[ITEM].replace("[otp]", "otp").replace("anh.jpg", "b.jpg").replace("true", "maybe"))
    read = read_workspace(workspace)
    paths = [each.path for each in read.mistakes]
    assert {path: paths.count(path) for path in paths} == {PLAN: 2, SCHEDULES: 2, TELEGRAM: 2, ITEM: 3}
    assert [item.slug for item in read.items] == ["bai"]
    assert [channel.key for channel in read.channels] == ["rss"]


def test_what_is_wrong_is_not_taken_for_removed(workspace: Path) -> None:
    write(workspace, TELEGRAM, "platform = ")
    write(workspace, ITEM, "no front matter")
    read = read_workspace(workspace)
    assert read.channel_keys == {"rss", "telegram"}
    assert ITEM in read.item_paths
    assert read.plan is not None
    assert read.schedules is not None, "a slot may name a channel whose own file is wrong"


@pytest.mark.parametrize("path", ["plan.toml", "schedules.toml", TELEGRAM, "channels/telegram/post.j2"])
def test_a_missing_file_is_told_and_the_rest_is_still_checked(workspace: Path, path: str) -> None:
    (workspace / path).unlink()
    write(workspace, ITEM, FILES[ITEM].replace("tags: [otp]", "tags: otp"))
    found = [(each.path, each.message) for each in read_workspace(workspace).mistakes]
    assert [each_path for each_path, _ in found] == sorted([path, ITEM])
    assert any(each_path == path and message.startswith("thiếu") for each_path, message in found)


def test_a_wrong_plan_does_not_turn_every_item_into_a_mistake(workspace: Path) -> None:
    write(workspace, PLAN, "[[[")
    read = read_workspace(workspace)
    assert [each.path for each in read.mistakes] == [PLAN]
    assert read.plan is None
    assert len(read.items) == 2


def test_two_channels_cannot_be_one_feed(workspace: Path) -> None:
    write(workspace, "channels/tin2/channel.toml", FILES[RSS])
    write(workspace, "channels/tin2/post.j2", "{{ item.title }}")
    (mistake,) = read_workspace(workspace).mistakes
    assert str(mistake) == 'channels/tin2/channel.toml:4: path "tin" đã dùng cho kênh "rss"'


def test_a_mistake_is_one_line_whatever_its_file_is_called(workspace: Path) -> None:
    write(workspace, "content/tips/a\nb\x1b[31m.md", "---\ntitle: x\n---\n")
    (mistake,) = read_workspace(workspace).mistakes
    assert str(mistake).startswith("content/tips/a\\x0ab\\x1b[31m.md:1: tên tệp")
    assert "\n" not in str(mistake)


def test_a_file_that_nobody_reads_is_warned_about(workspace: Path) -> None:
    write(workspace, "content/tip/lac.md", "---\ntitle: Lạc\n---\n")
    write(workspace, "content/README.md", "Hướng dẫn")
    read = read_workspace(workspace)
    assert read.mistakes == []
    (warning,) = read.warnings
    assert (warning.path, "`tips`" in warning.message) == ("content/tip/lac.md", True)
