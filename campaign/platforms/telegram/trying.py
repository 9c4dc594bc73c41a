"""A trial post to a chat of the newsroom's own; the channel's followers see nothing."""

from __future__ import annotations

from dataclasses import replace

from campaign.errors import Rejected
from campaign.platforms.seam import Destination, Post, Trial
from campaign.platforms.telegram import sending
from campaign.platforms.telegram.table import read_table

NO_PLACE = "Chưa khai báo test_chat trong bảng [telegram] của channel.toml: một nhóm riêng của tòa soạn có bot này."


def try_post(to: Destination, post: Post) -> Trial:
    """Raises Rejected where no ``test_chat`` is declared, and what sending raises."""
    chat = read_table(to.options).test_chat
    if not chat:
        raise Rejected("no_test_chat", NO_PLACE)
    sent = sending.send(replace(to, options={**to.options, "chat": chat}), post)
    return Trial(said=f"Bài thử đã vào {chat}. Xem xong có thể xóa.", permalink=sent.permalink)
