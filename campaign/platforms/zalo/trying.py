"""A trial article: hidden, waited for until Zalo has made it, and removed. Followers see nothing. [article/create]"""

from __future__ import annotations

from campaign.errors import PLATFORM_ERRORS
from campaign.platforms.seam import Destination, Post, Trial
from campaign.platforms.zalo import calls, steps
from campaign.platforms.zalo.layout import article
from campaign.platforms.zalo.table import read_table

GONE = "OA đã nhận một bài thử ở dạng ẩn rồi đã gỡ. Không ai thấy bài này; hạn mức bài của tháng có thể đã bớt một bài."
LEFT = "OA đã nhận một bài thử ở dạng ẩn, nhưng chưa gỡ được: hãy xóa trong trang quản lý OA, mục bài viết đang ẩn."


def try_post(to: Destination, post: Post) -> Trial:
    """Raises what creating raises; once Zalo has taken it in, the sentence says what is left."""
    token = calls.create(to, article(post, read_table(to.options), {}, "hide"))
    try:
        article_id = steps.awaited(to, token)
        if article_id is not None:
            calls.remove(to, article_id)
            return Trial(said=GONE)
    except PLATFORM_ERRORS:
        pass
    return Trial(said=LEFT)
