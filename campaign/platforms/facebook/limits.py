"""Facebook's limits, each with its source, and why it would refuse a post: known without the network.

Each refusal that ``refusals.REFUSED`` names is checked here or stands in ``CANNOT_KNOW`` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from campaign.platforms.facebook.layout import is_reel, is_reel_of, left_out, video_of
from campaign.platforms.seam import Limits, MediaFile, Post, Problem, Rates, TextLength

TEXT = 63_206  # Meta documents none; what the public and other programs count with. docs/unverified.md
PHOTOS = 10  # Meta documents none; the common cap. docs/unverified.md
PHOTO_MB = 10  # https://developers.facebook.com/docs/graph-api/reference/page/photos; its error 1366046 still says 4 MB
FITTED_PHOTO_MB = 4  # photos are made smaller than what error 1366046 names, whatever the page says
PHOTO_MIMES = frozenset({"image/jpeg", "image/bmp", "image/png", "image/gif", "image/tiff"})  # same page; no WebP
REEL_WIDTH, REEL_HEIGHT = 540, 960  # https://developers.facebook.com/documentation/video-api/guides/reels-publishing
REEL_RATES = (24, 60)  # frames a second, "fixed frame rate": same guide
RATE_SLACK = (0.01, 0.05)  # ours: what is lost when times are written in whole milliseconds
VIDEO_ASPECT = (9 / 16, 16 / 9)  # Page videos; not on the pages that could be read. docs/unverified.md
ASPECT_SLACK = 0.02
VIDEO_MB = 10_000  # likewise
VIDEO_MINUTES = 240  # likewise
MB = 1_000_000
RATES = Rates(REEL_RATES[0] - RATE_SLACK[0], REEL_RATES[1] + RATE_SLACK[1], of=is_reel_of)

LIMITS = Limits(
    markup="plain",
    text=TEXT,
    caption=None,
    media=PHOTOS,
    kinds=frozenset({"image", "video"}),
    image_bytes=FITTED_PHOTO_MB * MB,
    video_bytes=VIDEO_MB * MB,
    image_formats=frozenset({"image/jpeg", "image/png"}),
    video_formats=frozenset({"video/mp4"}),
    video_codecs=frozenset({"h264", "hevc", "aac"}),  # Reels guide: H.264 or H.265 in 4:2:0, AAC
    video_seconds=VIDEO_MINUTES * 60,
    video_rates=RATES,
)

CANNOT_KNOW = {
    "app_capability": "only Meta knows what the app may do",
    "gone": "a Page or post can vanish between looking and writing",
    "bad_request": "our own mistake in a call; nothing about the post",
    "duplicate": "what stands on the Page is known to Facebook alone; each post's short link differs",
    "policy": "Facebook's own judgement of the content",
    "flagged": "Facebook's own judgement of the content",
    "link": "whether Facebook's crawler may read the page is known when it tries; facebook.com links get no card",
    "page_authorization": "a state of the Page that no field tells",
    "account_limited": "a state of a person's account that no field tells",
    "file": "the bytes are decoded when an item comes in; what else Facebook minds is not documented",
    "video": "codecs are fitted when an item comes in; Facebook's decoder has the last word",
    "video_too_small": "Meta documents no smallest video",
    "video_fetch": "videos are uploaded, never fetched",
    "video_upload": "a broken transfer",
}
"""Refusals that no check can foresee."""


def problems(post: Post) -> list[Problem]:
    """Why Facebook would refuse this post; each names its limit."""
    if post.part:
        return list(_text_problems(post))
    return [*_text_problems(post), *_photo_problems(post), *_video_problems(post), *_unshown_problems(post)]


def _unshown_problems(post: Post) -> Iterator[Problem]:
    """A post holds one video, or photos: https://developers.facebook.com/docs/graph-api/reference/page/feed"""
    names = ", ".join(file.name for file in left_out(post))
    if names:
        message = (
            f"Mỗi bài trên Facebook chỉ có một video ({post.media[0].name}), không kèm được {names}: "
            "hãy tách thành mục khác hoặc bỏ bớt tệp."
        )
        yield Problem(code="media_left_out", message=message)


def lengths(post: Post) -> list[TextLength]:
    """The post's text, in code points."""
    return [TextLength(name="Bài", length=len(post.text), limit=int(post.limits.get("text_limit", TEXT)))]


def _text_problems(post: Post) -> Iterator[Problem]:
    limit = int(post.limits.get("text_limit", TEXT))
    if len(post.text) > limit:
        message = f"Bài trên Facebook dài {len(post.text)} ký tự, tối đa {limit} ký tự: hãy rút ngắn."
        yield Problem(code="text_too_long", message=message)
    if not post.text.strip() and not post.media:
        yield Problem(code="text_empty", message="Bài trên Facebook không có chữ và không có ảnh: hãy viết nội dung.")


def _photo_problems(post: Post) -> Iterator[Problem]:
    photos = [file for file in post.media if file.kind == "image"]
    most = int(post.limits.get("photo_limit", PHOTOS))
    if len(photos) > most:
        yield Problem(code="media_count", message=f"Bài có {len(photos)} ảnh; mỗi bài Facebook tối đa {most} ảnh.")
    size = post.limits.get("photo_mb", PHOTO_MB)
    for photo in photos:
        if photo.size > size * MB:
            yield Problem(code="photo", message=f"Ảnh {photo.name} quá {size:g} MB: hãy thu nhỏ.")
        if photo.mime not in PHOTO_MIMES:
            message = f"Facebook không nhận ảnh {photo.name} ({photo.mime}): hãy dùng JPEG hoặc PNG."
            yield Problem(code="photo", message=message)


def _video_problems(post: Post) -> Iterator[Problem]:
    video = video_of(post)
    if video is None:
        return
    size = post.limits.get("video_mb", VIDEO_MB)
    if video.size > size * MB:
        yield Problem(code="video_too_big", message=f"Video {video.name} quá {size:g} MB: hãy nén lại.")
    yield from _reel_problems(video) if is_reel(video) else _plain_problems(video, post)


def _reel_problems(reel: MediaFile) -> Iterator[Problem]:
    if reel.mime != "video/mp4":
        yield Problem(code="video_format", message=f"Thước phim {reel.name} phải là MP4.")
    if (reel.width or 0) < REEL_WIDTH or (reel.height or 0) < REEL_HEIGHT:
        message = f"Thước phim {reel.name} cỡ {reel.width}x{reel.height}, tối thiểu {REEL_WIDTH}x{REEL_HEIGHT}."
        yield Problem(code="reel_resolution", message=message)
    if RATES.hold(reel.frame_rate, reel.rate_varies) is False:
        told = f"{reel.frame_rate:g} hình mỗi giây{', không đều' if reel.rate_varies else ''}"
        message = f"Thước phim {reel.name} có {told}: phải đều, từ 24 đến 60. Hãy xuất lại với 30 hình mỗi giây."
        yield Problem(code="reel_fps", message=message)


def _plain_problems(video: MediaFile, post: Post) -> Iterator[Problem]:
    minutes = post.limits.get("video_minutes", VIDEO_MINUTES)
    if (video.duration_s or 0) > minutes * 60:
        yield Problem(code="video_too_long", message=f"Video {video.name} dài quá {minutes:g} phút: hãy cắt ngắn.")
    if video.width and video.height:
        narrow, wide = VIDEO_ASPECT
        if not narrow - ASPECT_SLACK <= video.width / video.height <= wide + ASPECT_SLACK:
            message = f"Video {video.name} cỡ {video.width}x{video.height}: Facebook nhận từ 9:16 đến 16:9."
            yield Problem(code="video_aspect", message=message)
