"""How an item lies in a Zalo article, why Zalo would refuse it, and the article as it is sent.

An item whose kind is "clip" and that has a video becomes a video article: its first image is the thumbnail, and of its
text only the description's 300 characters are shown. Every other item is a normal article: the first image is the
cover, the other images and its videos stand in the body behind the text.

Limits (https://developers.zalo.me/docs/official-account/bai-viet, copied 2026-09): title 150, description 300, author
50 characters; image 1 MB; video 50 MB, MP4 or AVI. Images are fetched by Zalo from public addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaign.platforms.seam import Draft, Limits, MediaFile, Part, Post, Problem, TextLength
from campaign.platforms.zalo.body import shortened, to_article, visible
from campaign.platforms.zalo.table import Table

TITLE = 150
DESCRIPTION = 300
AUTHOR = 50
IMAGE_BYTES = 1_000_000
VIDEO_BYTES = 50_000_000
IMAGE_TYPES = frozenset({"image/jpeg", "image/png"})
BROADCAST = "broadcast"

LIMITS = Limits(
    markup="telegram_html",  # its few inline tags; to_article makes paragraphs of it
    text=None,  # no limit of an article's text is documented
    caption=None,
    media=30,  # ours: no limit is documented, and a longer article is a mistake
    kinds=frozenset({"image", "video"}),
    image_bytes=IMAGE_BYTES,
    video_bytes=VIDEO_BYTES,
    needs_image=True,
    image_formats=IMAGE_TYPES,
    video_formats=frozenset({"video/mp4"}),
    video_codecs=frozenset({"h264", "aac"}),  # UNVERIFIED: MP4 and AVI are documented, their codecs are not
)


def lay_out(draft: Draft, table: Table) -> Post:
    """The post; its ``text`` is the HTML of a normal article or the description of a video article."""
    html = to_article(draft.text, table.html_tags)
    plain = visible(html)
    media = tuple(file for file in draft.media if file.kind in LIMITS.kinds)  # documents stand on the item's page
    notes = tuple(_notes(draft, media))
    draft = draft.model_copy(update={"author": draft.author or table.author})
    if is_video(draft.kind, media):
        described = within_description(plain, draft.link)
        post = Post(draft=draft, text=described, plain=described, media=media, notes=notes)
    else:
        draft = draft.model_copy(update={"summary": draft.summary.strip() or shortened(_one_line(plain), DESCRIPTION)})
        post = Post(draft=draft, text=html, plain=plain, media=media, notes=notes)
    if table.broadcast is None:
        return post
    a_day, a_month = table.broadcast_per_day, table.broadcast_per_month
    part = Part(
        needs_parent=True,
        name=BROADCAST,
        send_window=table.broadcast_window,
        per_month=a_month,
        per_day=a_day if a_month is None or a_day < a_month else None,  # else the month's number says all
    )
    return post.model_copy(update={"parts": (part,)})


def _notes(draft: Draft, media: tuple[MediaFile, ...]) -> Iterator[str]:
    """What is secondary beside the text or the video, and is not shown."""
    pictures = [file.name for file in media if file.kind == "image"][1:] if is_video(draft.kind, media) else []
    papers = [file.name for file in draft.media if file.kind == "file"]
    if pictures:
        yield f"Bài video trên Zalo chỉ có một ảnh bìa: {', '.join(pictures)} không hiện ở đó."
    if papers:
        yield f"Bài trên Zalo không kèm tệp: {', '.join(papers)} chỉ có ở trang của mục."


def is_video(kind: str, media: Iterable[MediaFile]) -> bool:
    """Does it become a video article?"""
    return kind == "clip" and any(file.kind == "video" for file in media)


def within_description(plain: str, link: str) -> str:
    """The text, cut if it must be, so that its link stays."""
    if len(plain) <= DESCRIPTION:
        return plain
    if not link or link not in plain:
        return shortened(plain, DESCRIPTION)
    before = plain.partition(link)[0].strip()
    return f"{shortened(before, DESCRIPTION - len(link) - 1)}\n{link}"


def videos(post: Post) -> list[MediaFile]:
    """The videos that must be brought to Zalo before the article can be made."""
    found = [file for file in post.media if file.kind == "video"]
    return found[:1] if is_video(post.draft.kind, post.media) else found


def kind_of(post: Post) -> str:
    """Zalo's type of the article: normal or video."""
    return "video" if is_video(post.draft.kind, post.media) else "normal"


def article(
    post: Post, table: Table, video_ids: Mapping[str, str], status: str, article_id: str = ""
) -> dict[str, Any]:
    """The whole article as create and update take it. ``video_ids``: by the video's sha256."""
    images = [file for file in post.media if file.kind == "image"]
    common = {"title": post.draft.title, "status": status, "comment": "show" if table.comments else "hide"}
    if article_id:
        common["id"] = article_id
    if kind_of(post) == "video":
        sent = {"description": post.text, "video_id": video_ids[videos(post)[0].sha256]}
        return {"type": "video", **common, **sent, "avatar": images[0].url}
    body: list[dict[str, Any]] = [{"type": "text", "content": post.text}]
    for file in post.media:
        if file.kind == "video":
            body.append({"type": "video", "video_id": video_ids[file.sha256], "thumb": images[0].url})
        elif file is not images[0]:
            body.append({"type": "image", "url": file.url, **({"caption": file.alt} if file.alt else {})})
    cover = {"cover_type": "photo", "photo_url": images[0].url, "status": "show"}
    return {
        "type": "normal", **common, "author": post.draft.author, "cover": cover, "description": post.draft.summary,
        "body": body,
    }  # fmt: skip


def problems(post: Post) -> list[Problem]:
    """Why Zalo would refuse this article; each names its limit and what to do."""
    if post.part:
        return []
    return [*_text_problems(post), *_media_problems(post)]


def lengths(post: Post) -> list[TextLength]:
    """Title, description and author's name, in code points; the text of a normal article has no documented limit."""
    draft, normal = post.draft, kind_of(post) == "normal"
    texts = [("Tiêu đề", draft.title, TITLE)]
    texts.append(("Tóm tắt", draft.summary, DESCRIPTION) if normal else ("Mô tả video", post.text, DESCRIPTION))
    if normal and draft.author:
        texts.append(("Tên tác giả", draft.author, AUTHOR))
    return [TextLength(name=name, length=len(text), limit=limit) for name, text, limit in texts]


def _text_problems(post: Post) -> Iterable[Problem]:
    draft = post.draft
    if not draft.title.strip():
        yield Problem(code="title_missing", message="Bài trên Zalo phải có tiêu đề.")
    if not post.plain.strip() and not post.text.strip():
        yield Problem(code="text_empty", message="Bài trên Zalo không có chữ nào: hãy viết nội dung.")
    for text in lengths(post):
        if text.limit is not None and text.length > text.limit:
            message = f"{text.name} trên Zalo dài {text.length} ký tự, tối đa {text.limit} ký tự: hãy rút ngắn."
            yield Problem(code="text_too_long", message=message)


def _media_problems(post: Post) -> Iterable[Problem]:
    if len(post.media) > LIMITS.media:
        yield Problem(code="media_count", message=f"Bài trên Zalo có tối đa {LIMITS.media} ảnh và video.")
    images = [file for file in post.media if file.kind == "image"]
    if not images:
        yield Problem(code="cover_missing", message="Bài trên Zalo phải có ảnh bìa: hãy thêm một ảnh.")
    for file in images:
        yield from _image_problems(file)
    if is_video(post.draft.kind, post.media):
        yield from _unshown_problems(post)
    for file in videos(post):
        if file.size > VIDEO_BYTES:
            yield Problem(code="video_too_big", message=f"Video {file.name} quá 50 MB: hãy nén lại.")
        if file.mime != "video/mp4":
            yield Problem(code="video_format", message=f"Video {file.name} phải là MP4.")


def _unshown_problems(post: Post) -> Iterable[Problem]:
    """A second video is as much the item as the first one."""
    first, *others = [file.name for file in post.media if file.kind == "video"]
    if others:
        message = (
            f"Bài video trên Zalo chỉ có một video ({first}), không kèm được {', '.join(others)}: "
            "hãy tách thành mục khác hoặc bỏ bớt tệp."
        )
        yield Problem(code="media_left_out", message=message)


def _image_problems(file: MediaFile) -> Iterable[Problem]:
    if file.size > IMAGE_BYTES:
        yield Problem(
            code="photo_too_big",
            message=f"Ảnh {file.name} nặng {file.size / 1_000_000:.1f} MB, Zalo nhận tối đa 1 MB: hãy thu nhỏ ảnh.",
        )
    if file.mime not in IMAGE_TYPES:
        yield Problem(code="photo_format", message=f"Ảnh {file.name} phải là JPEG hoặc PNG.")
    if not file.url.startswith(("https://", "http://")):
        message = f"Zalo phải tải được ảnh {file.name} từ máy chủ này: hãy đặt CAMPAIGN_PUBLIC_URL."
        yield Problem(code="public_url", message=message)


def _one_line(text: str) -> str:
    return " ".join(text.split())
