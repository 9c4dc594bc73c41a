"""Insights: one metric that is unknown or retired fails the whole request.

https://developers.facebook.com/docs/graph-api/reference/insights; names as they worked in 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from campaign.sandbox.facebook.refusals import Refusal, parameter
from campaign.sandbox.facebook.world import Page, Video, World

POST = frozenset(
    {
        "post_media_view", "post_total_media_view_unique", "post_clicks", "post_clicks_by_type",
        "post_reactions_by_type_total", "post_activity_by_action_type", "post_video_views",
    }
)  # fmt: skip
PAGE = frozenset({"page_media_view", "page_total_media_view_unique", "page_post_engagements", "page_follows"})
REEL = frozenset(
    {
        "blue_reels_play_count", "fb_reels_total_plays", "post_impressions_unique",
        "post_video_likes_by_reaction_type", "post_video_social_actions",
    }
)  # fmt: skip
VIDEO = frozenset(
    {
        "total_video_views", "total_video_views_unique", "total_video_impressions_unique",
        "total_video_avg_time_watched", "total_video_reactions_by_type_total",
    }
)  # fmt: skip
PERIODS = ("day", "week", "days_28", "lifetime")


class Insights:
    """Figures that a test has set; only the views of a post grow by themselves, with the clock."""

    def __init__(self, world: World) -> None:
        self._world = world

    def post(self, page: Page, post_id: str, at: datetime, asked: Mapping[str, str]) -> dict[str, Any]:
        values = dict(self._world.figures.get(post_id, {}))
        hours = max((self._world.clock.now() - at).total_seconds(), 0.0) / 3600
        values.setdefault("post_media_view", 1 + int(hours * (5 + int(post_id[-1]))))
        return self._answer(page, post_id, asked, POST, values, "lifetime")

    def video(self, page: Page, video: Video, asked: Mapping[str, str]) -> dict[str, Any]:
        """What belongs to the other kind of video is answered with nothing."""
        values = self._world.figures.get(video.id, {})
        own = REEL if video.kind == "reel" else VIDEO
        return self._answer(
            page, video.id, asked, REEL | VIDEO, {k: v for k, v in values.items() if k in own}, "lifetime"
        )

    def page(self, page: Page, asked: Mapping[str, str]) -> dict[str, Any]:
        values = {} if page.reach is None else {"page_total_media_view_unique": page.reach}
        return self._answer(page, page.id, asked, PAGE, values, asked.get("period") or "day")

    def _answer(
        self, page: Page, node_id: str, asked: Mapping[str, str], known: frozenset[str],
        values: Mapping[str, Any], period: str,
    ) -> dict[str, Any]:  # fmt: skip
        if "read_insights" not in page.scopes:
            raise Refusal(10, "(#10) This endpoint requires the 'read_insights' permission", status=403)
        if not asked.get("metric"):
            raise Refusal(3001, "(#3001) Invalid query", 1504028)
        if asked.get("period", period) not in PERIODS:
            raise parameter("param period must be one of {day, week, days_28, month, lifetime}")
        metrics = asked["metric"].split(",")
        for metric in metrics:
            if metric not in known or metric in self._world.retired:
                raise parameter("The value must be a valid insights metric")
        told = [metric for metric in metrics if metric in values]
        rows = [self._row(node_id, metric, values[metric], period) for metric in told]
        if period == "lifetime" and "period" not in asked:  # the same name twice, the last one a day's
            rows += [self._row(node_id, metric, 0, "day") for metric in told]
        return {"data": rows}

    def _row(self, node_id: str, metric: str, value: Any, period: str) -> dict[str, Any]:
        values = [{"value": value}]
        if period != "lifetime":
            end = self._world.clock.now().replace(hour=7, minute=0, second=0, microsecond=0)
            days = (end - timedelta(days=1), end)
            values = [{"value": value, "end_time": day.strftime("%Y-%m-%dT%H:%M:%S+0000")} for day in days]
        return {"name": metric, "period": period, "values": values, "id": f"{node_id}/insights/{metric}/{period}"}
