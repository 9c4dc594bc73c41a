"""Heads of the tables that come back, and one row of each to go by: Vietnamese, whatever a page's language."""

from __future__ import annotations

Example = tuple[tuple[str, ...], tuple[str, ...]]

PLAY_LOG: Example = (
    ("date", "time", "commune", "item_id", "clusters", "repeat", "ok", "note"),
    ("2026-11-20", "05:30", "Xã Vị Thủy", "khong-doc-otp", "12", "1", "có", ""),
)
AIRING_LOG: Example = (
    ("date", "time", "station", "programme", "minutes", "airings", "live", "kind", "note"),
    ("2026-11-15", "19:45", "FM 89,6", "An toàn trên mạng", "10", "2", "không", "programme", "Lịch phát"),
)
DISPLAYS: Example = (
    ("date", "site", "item_id", "views", "source"),
    ("2026-11-20", "Cổng thông tin điện tử xã Vị Thủy", "khong-doc-otp", "340", "Nhật ký máy chủ"),
)
WIFI_DISPLAYS: Example = (
    ("date", "place", "displays", "note"),
    ("2026-11-20", "Bến xe Vị Thanh", "340", "Nhật ký bộ phát"),
)
SMS_CONFIRMATION: Example = (
    ("date", "wave", "network", "sent", "delivered", "document"),
    ("2026-11-20", "Tết 2027", "Nhà mạng A", "120000", "118400", "Biên bản số 12"),
)
