"""A trial post: unpublished, read back, and deleted. It is on no list, and only the Page's own people could see it.

https://developers.facebook.com/docs/pages-api/posts (``published``)
"""

from __future__ import annotations

from campaign.errors import PLATFORM_ERRORS, Rejected
from campaign.platforms.facebook.graph import Graph
from campaign.platforms.facebook.steps import id_of
from campaign.platforms.seam import Post, Trial

GONE = "Trang đã nhận một bài thử ở dạng ẩn, đọc lại được, rồi đã xóa. Không ai thấy bài này."
LEFT = "Trang đã nhận một bài thử ở dạng ẩn, nhưng chưa xóa được: hãy xóa trong Meta Business Suite, mục bài chưa đăng."


def try_post(graph: Graph, post: Post) -> Trial:
    """Raises Rejected, Unauthorized, RateLimited, Unavailable; where the answer of making it was lost, what was made
    stays hidden."""
    body = graph.post(f"{graph.page}/feed", {"message": post.text, "published": "false"}, shows=False)
    remote_id = id_of(body, shows=False)
    try:
        seen = graph.get(remote_id, fields="id,is_published")
    finally:
        left = not _removed(graph, remote_id)
    if seen.get("is_published"):
        raise Rejected("trial_shown", "Facebook đã cho bài thử hiện ra dù được yêu cầu ẩn. Hãy xem lại Trang ngay.")
    return Trial(said=LEFT if left else GONE)


def _removed(graph: Graph, remote_id: str) -> bool:
    try:
        return graph.try_delete(remote_id).refusal is None
    except PLATFORM_ERRORS:
        return False
