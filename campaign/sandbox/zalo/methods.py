"""The OpenAPI calls that the stand-in knows. https://developers.zalo.me/docs/official-account"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from campaign.sandbox.files import Files
from campaign.sandbox.wire import Call
from campaign.sandbox.zalo.fields import only, read_article
from campaign.sandbox.zalo.refusals import Refusal, invalid
from campaign.sandbox.zalo.world import Article, Broadcast, World, epoch_ms

VIDEO_BYTES = 50_000_000
SLICE = 10
ELEMENTS = 5
TARGET = {
    "ages": r"[0-7](,[0-7])*", "gender": r"[012]", "locations": r"[012](,[012])*", "platform": r"[123](,[123])*",
    "cities": r"([0-9]|[1-5][0-9]|6[0-3])(,([0-9]|[1-5][0-9]|6[0-3]))*",
}  # fmt: skip
GET = frozenset({"getslice", "getdetail", "video", "getoa"})
READS = GET | {"verify", "oauth", "consent", "page"}
PATHS = {
    "/v2.0/article/create": "create",
    "/v2.0/article/update": "update",
    "/v2.0/article/verify": "verify",
    "/v2.0/article/remove": "remove",
    "/v2.0/article/getslice": "getslice",
    "/v2.0/article/getdetail": "getdetail",
    "/v2.0/article/upload_video/preparevideo": "preparevideo",
    "/v2.0/article/upload_video/verify": "video",
    "/v2.0/oa/message": "message",
    "/v2.0/oa/getoa": "getoa",
    "/v4/oa/permission": "consent",
    "/v4/oa/access_token": "oauth",
}


class Methods:
    """Carries calls out on the world; every one returns ``data``. Raises Refusal."""

    def __init__(self, world: World, files: Files) -> None:
        self._world = world
        self._files = files
        self.known: dict[str, Callable[[Call], dict[str, Any]]] = {
            "create": self._create,
            "update": self._update,
            "verify": self._verify,
            "remove": self._remove,
            "getslice": self._getslice,
            "getdetail": self._getdetail,
            "preparevideo": self._preparevideo,
            "video": self._video,
            "message": self._message,
            "getoa": self._getoa,
        }

    def _create(self, call: Call) -> dict[str, Any]:
        fields = read_article(self._world, sent(call))
        if self._world.quota is not None:
            if self._world.quota <= 0:
                raise Refusal(-223, "OA has reached the limit of published articles")
            self._world.quota -= 1
        return {"token": self._world.add(fields)[0]}

    def _update(self, call: Call) -> dict[str, Any]:
        asked = sent(call)
        article = self._article(asked.get("id"))
        if article.type != asked.get("type"):
            raise invalid("type can not be changed")
        return {"token": self._world.change(article, read_article(self._world, asked, frozenset({"id"})))}

    def _verify(self, call: Call) -> dict[str, Any]:
        asked = sent(call)
        only(asked, {"token"}, "verify")
        making = self._world.makings.get(str(asked.get("token")))
        if making is None or not making.article_id:
            raise invalid("token is invalid")
        if self._world.ready(str(asked["token"])) is None:
            raise Refusal(-214, "Article is being processed")
        return {"id": making.article_id}

    def _remove(self, call: Call) -> dict[str, Any]:
        asked = sent(call)
        only(asked, {"id"}, "remove")
        del self._world.articles[self._article(asked.get("id")).id]
        return {}

    def _getslice(self, call: Call) -> dict[str, Any]:
        only(call.params, {"offset", "limit", "type"}, "getslice")
        if call.params.get("type") not in ("normal", "video"):
            raise invalid("type accept only 2 value normal and video.")
        offset, limit = (call.params.get(name, "") for name in ("offset", "limit"))
        if not offset.isdigit() or not limit.isdigit() or not 1 <= int(limit) <= SLICE:
            raise invalid("offset or limit is invalid")
        self._world.time_passes()
        found = self._world.seen_by_list(call.params["type"])
        page = found[int(offset) : int(offset) + int(limit)]
        told = {"total": len(found)} if self._world.totals else {}
        return {**told, "medias": [self._line(article) for article in page]}

    def _line(self, article: Article) -> dict[str, Any]:
        line: dict[str, Any] = {
            "id": article.id, "type": article.type, "title": article.fields["title"], "thumb": article.picture,
            "status": article.status, "create_date": epoch_ms(article.created_at),
            "link_view": f"https://post.oa.zalo.me/d/{self._world.oa_id}?id={article.id}&pageId={self._world.oa_id}",
        }  # fmt: skip
        if article.updated_at:
            line["update_date"] = epoch_ms(article.updated_at)
        if article.views is not None:
            line["total_view"] = article.views
        if article.shares is not None:
            line["total_share"] = article.shares
        return line

    def _getdetail(self, call: Call) -> dict[str, Any]:
        only(call.params, {"id"}, "getdetail")
        article = self._article(call.params.get("id"))
        return {"id": article.id, **article.fields, "status": article.status}

    def _preparevideo(self, call: Call) -> dict[str, Any]:
        upload = call.uploads.get("file")
        if upload is None or set(call.uploads) != {"file"} or upload.content[4:8] != b"ftyp":
            raise invalid("file is invalid")
        if len(upload.content) > VIDEO_BYTES:
            raise Refusal(-210, "file over limit 50MB")
        self._files.keep(upload, "video/mp4")
        return {"token": self._world.add_video()}

    def _video(self, call: Call) -> dict[str, Any]:
        token = call.params.get("token", "")
        making = self._world.makings.get(token)
        if making is None or not making.video_id:
            raise invalid("token is invalid")
        if self._world.ready(token) is None:
            return {"status": 3, "status_message": "processing", "convert_percent": 50}
        return {
            "status": 1,
            "status_message": "ok",
            "convert_percent": 100,
            "video_id": making.video_id,
            "video_name": "",
        }

    def _message(self, call: Call) -> dict[str, Any]:
        asked = sent(call)
        only(asked, {"recipient", "message"}, "message")
        try:
            target = asked["recipient"]["target"]
            attachment = asked["message"]["attachment"]
            elements = attachment["payload"]["elements"]
            shape = (attachment["type"], attachment["payload"]["template_type"], {e["media_type"] for e in elements})
            articles = [self._article(element["attachment_id"]) for element in elements]
        except (KeyError, TypeError):
            raise invalid("recipient or message is invalid") from None
        if shape != ("template", "media", {"article"}) or len(articles) > ELEMENTS:
            raise invalid("attachment is invalid")
        _check_target(target)
        if self._world.used_up:
            raise Refusal(-218, "Receive quota of user exceeded")
        if self._world.night:
            raise Refusal(-234, "This message cannot be sent at night (10:00PM - 6:00AM)")
        if any(article.status != "show" for article in articles):
            raise invalid("article is not published")
        message_id = secrets.token_hex(12)
        for article in articles:
            self._world.broadcasts.append(Broadcast(message_id, article.id, dict(target), self._world.clock.now()))
        return {"message_id": message_id}

    def _getoa(self, call: Call) -> dict[str, Any]:
        only(call.params, set(), "getoa")
        return {
            "oaid": self._world.oa_id, "name": self._world.name, "is_verified": True, "oa_type": 4,
            "num_follower": self._world.followers, "package_name": "Tăng trưởng",
            "package_valid_through_date": "31/12/2027",
        }  # fmt: skip

    def _article(self, article_id: object) -> Article:
        article = self._world.articles.get(str(article_id))
        if article is None:
            raise invalid("id is invalid")
        return article


def sent(call: Call) -> dict[str, Any]:
    """The JSON object of a request. Raises Refusal for anything else."""
    try:
        value = json.loads(call.params.get("json", ""))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise invalid("body must be a JSON object")
    return value


def _check_target(target: object) -> None:
    if not isinstance(target, dict) or not target:
        raise invalid("target is invalid")
    for name, value in target.items():
        if name not in TARGET or not re.fullmatch(TARGET[name], str(value)):
            raise invalid(f"target {name} is invalid")
