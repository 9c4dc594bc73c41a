"""How an item lies in Telegram messages, and why Telegram would refuse one.

Limits (https://core.telegram.org/bots/api#sendmessage, #sendphoto, #sendvideo, #sendmediagroup, #sendaudio,
#senddocument; sizes as in python-telegram-bot's constants, decimal, a little below what the server takes): text 4096
and caption 1024 code points after parsing; photo 10 MB, width + height <= 10000, ratio <= 20; video 50 MB, MPEG-4; an
album 2-10 photos and videos; audio 50 MB, MP3 or M4A; document 50 MB.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from campaign.platforms.seam import Draft, Limits, MediaFile, Part, Post, Problem, TextLength
from campaign.platforms.telegram import html

TEXT = 4096
CAPTION = 1024
PHOTO_BYTES = 10_000_000
PHOTO_SUM, PHOTO_RATIO = 10_000, 20
VIDEO_BYTES = 50_000_000
FILE_BYTES = 50_000_000
ALBUM = 10
SHOWN = frozenset({"image", "video"})
"""What one message shows together; audio and documents are messages of their own."""
AUDIO_TYPES = frozenset({"audio/mpeg", "audio/mp4"})

LIMITS = Limits(
    markup="telegram_html",
    text=TEXT,
    caption=CAPTION,
    media=ALBUM,
    kinds=frozenset({"image", "video", "audio", "file"}),
    image_bytes=PHOTO_BYTES,
    video_bytes=VIDEO_BYTES,
    image_formats=frozenset({"image/jpeg", "image/png", "image/webp"}),  # a GIF would be a photo that stands still
    image_sum=PHOTO_SUM,
    image_ratio=PHOTO_RATIO,
    video_formats=frozenset({"video/mp4"}),
    video_codecs=frozenset({"h264", "aac"}),  # "MPEG4 videos": what every client plays
    audio_bytes=FILE_BYTES,
    audio_formats=AUDIO_TYPES,
)


def lay_out(draft: Draft, pin: bool) -> Post:
    """One message or album; its longer text in parts ("text", "text-2", ...), then audio and documents ("audio",
    "audio-2", "file", ...) in parts of their own, a part "pin" last if asked for.

    The post itself is what is seen first: all pictures and videos together, else the first recording, else the first
    document. With media the text is the caption if it fits, else the caption is title and link and the whole text
    follows.
    """
    media, others = _first_seen(draft.media)
    if media and len(html.visible(draft.text)) > CAPTION:
        text, rest = short_caption(draft), html.split(draft.text, TEXT)
    else:
        text, *rest = html.split(draft.text, TEXT) or [""]
    parts = [
        Part(name="text" if n == 1 else f"text-{n}", text=piece, plain=html.visible(piece))
        for n, piece in enumerate(rest, start=1)
    ]
    parts += _file_parts(others)
    if pin:
        parts.append(Part(name="pin", needs_parent=True))
    return Post(draft=draft, text=text, plain=html.visible(text), media=media, parts=tuple(parts))


def _first_seen(files: tuple[MediaFile, ...]) -> tuple[tuple[MediaFile, ...], list[MediaFile]]:
    """(what the post itself shows, what follows it: recordings before documents)."""
    shown = tuple(file for file in files if file.kind in SHOWN)
    others = [file for kind in ("audio", "file") for file in files if file.kind == kind]
    return (shown, others) if shown else (tuple(others[:1]), others[1:])


def _file_parts(files: list[MediaFile]) -> list[Part]:
    parts: list[Part] = []
    for file in files:
        number = 1 + sum(part.media[0].kind == file.kind for part in parts)
        name = file.kind if number == 1 else f"{file.kind}-{number}"
        words = file.alt[:CAPTION]
        parts.append(Part(name=name, text=escape(words, quote=False), plain=words, media=(file,)))
    return parts


def short_caption(draft: Draft) -> str:
    """The title in bold and the short link, within the limit of a caption."""
    link = draft.link or draft.target
    room = CAPTION - len(link) - 2
    title = draft.title if len(draft.title) <= room else draft.title[: room - 1].rstrip() + "…"
    return html.read(f"<b>{escape(title, quote=False)}</b>\n\n{escape(link)}").html()


def text_for(post: Post, with_media: bool) -> str:
    """The text of ``post`` for a message that is there and has, or has not, media: editing cannot change that."""
    if post.part or bool(post.media) == with_media:
        return post.text
    if with_media:
        return post.draft.text if len(html.visible(post.draft.text)) <= CAPTION else short_caption(post.draft)
    return lay_out(post.draft.model_copy(update={"media": ()}), pin=False).text


def problems(post: Post) -> list[Problem]:
    """Why Telegram would refuse this message; each names its limit."""
    if post.part == "pin":
        return []
    followers = (file for part in post.parts for file in part.media)
    return [*_text_problems(post), *_media_problems(post.media), *_file_problems(followers)]


def lengths(post: Post) -> list[TextLength]:
    """The message as read, and the messages that carry on its text."""
    first = ("Chú thích", CAPTION) if post.media else ("Bài", TEXT)
    texts = [(*first, html.visible(post.text))]
    texts += [("Tin tiếp theo", TEXT, part.plain) for part in post.parts if part.text and not part.media]
    return [TextLength(name=name, length=len(text), limit=limit) for name, limit, text in texts]


def _text_problems(post: Post) -> Iterable[Problem]:
    length = len(html.visible(post.text))
    limit = CAPTION if post.media else TEXT
    if not length and not post.media:
        yield Problem(code="text_empty", message="Bài trên Telegram không có chữ nào: hãy viết nội dung.")
    if length > limit:
        where = "Chú thích" if post.media else "Bài"
        yield Problem(
            code="text_too_long",
            message=f"{where} trên Telegram dài {length} ký tự, tối đa {limit} ký tự: hãy rút ngắn.",
        )
    wrong = html.mistake(post.text)
    if wrong:
        yield Problem(code="html", message=f"Định dạng của bài trên Telegram sai: {wrong}.")


def _media_problems(media: tuple[MediaFile, ...]) -> Iterable[Problem]:
    if len(media) > ALBUM:
        message = f"Mỗi bài trên Telegram kèm nhiều nhất {ALBUM} ảnh và video; mục này có {len(media)}: hãy bớt đi."
        yield Problem(code="media_count", message=message)
    for file in media:
        if file.kind == "image":
            yield from _photo_problems(file)
        elif file.kind == "video":
            yield from _video_problems(file)
    yield from _file_problems(file for file in media if file.kind not in SHOWN)


def _file_problems(files: Iterable[MediaFile]) -> Iterable[Problem]:
    """Recordings and documents, each a message of its own."""
    for file in files:
        if file.size > FILE_BYTES:
            yield Problem(code="file_too_big", message=f"Tệp {file.name} quá 50 MB: Telegram không nhận.")
        if file.kind == "audio" and file.mime not in AUDIO_TYPES:
            yield Problem(code="audio_format", message=f"Tệp tiếng {file.name} phải là MP3 hoặc M4A.")


def _photo_problems(file: MediaFile) -> Iterable[Problem]:
    if file.size > PHOTO_BYTES:
        yield Problem(code="photo_too_big", message=f"Ảnh {file.name} quá 10 MB: hãy thu nhỏ.")
    if file.width and file.height:
        if file.width + file.height > PHOTO_SUM:
            yield Problem(
                code="photo_dimensions",
                message=f"Ảnh {file.name} có rộng + cao là {file.width + file.height}, tối đa {PHOTO_SUM} điểm ảnh.",
            )
        if max(file.width, file.height) > PHOTO_RATIO * min(file.width, file.height):
            yield Problem(code="photo_ratio", message=f"Ảnh {file.name} quá dài: cạnh dài tối đa 20 lần cạnh ngắn.")


def _video_problems(file: MediaFile) -> Iterable[Problem]:
    if file.size > VIDEO_BYTES:
        yield Problem(code="video_too_big", message=f"Video {file.name} quá 50 MB: hãy nén lại.")
    if file.mime != "video/mp4":
        yield Problem(code="video_format", message=f"Video {file.name} phải là MP4.")
