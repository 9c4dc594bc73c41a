"""A new access token when Zalo no longer takes the old one: one refresh for all threads, processes and machines.

The refresh token works once, so the order is: note the intent durably, then under the account's lock look whether
somebody else has renewed already, ask Zalo, and store the new pair before anybody uses it. A crash or a lost answer in
between leaves the intent: the old token is tried once more, and when it is refused the account needs a person. The
verdict is stored too, so that no other worker offers the spent token again.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from campaign.errors import PlatformError, Unauthorized, Unavailable
from campaign.platforms.seam import Destination
from campaign.platforms.zalo.oauth import Refused, refresh
from campaign.platforms.zalo.table import read_table

INTENT = "refreshing"
VERDICT = "reconnect"
LOST = "Lần làm mới mã truy cập trước bị mất hồi âm nên mã cũ đã hết hiệu lực: hãy kết nối lại kênh với Zalo."
REFUSED = "Zalo không cho làm mới mã truy cập (mã làm mới đã dùng, hết hạn hoặc bị thu hồi): hãy kết nối lại kênh."


def access_token(secrets: Mapping[str, str]) -> str:
    """The token to use. Raises Unauthorized where there is none, or where it is known that none works any more."""
    if secrets.get(VERDICT):
        raise needs_reconnecting(secrets[VERDICT])
    token = secrets.get("access_token", "")
    if not token:
        raise Unauthorized("not_connected", "Kênh Zalo chưa có mã truy cập: hãy kết nối kênh.")
    return token


def renewed(to: Destination, refused: str) -> str:
    """A token that is newer than the ``refused`` one. Raises Unauthorized, RateLimited, Rejected, Unavailable."""
    mine = uuid.uuid4().hex
    secrets = to.credentials.replace(lambda kept: _intending(kept, refused, mine))
    if secrets.get("access_token") != refused or secrets.get(VERDICT):
        return access_token(secrets)
    trouble: list[PlatformError] = []

    def renew(kept: Mapping[str, str]) -> Mapping[str, str]:
        if kept.get("access_token") != refused or kept.get(VERDICT):
            return kept
        return _asked(to, kept, kept.get(INTENT) != mine, trouble)

    secrets = to.credentials.replace(renew)
    if trouble:
        raise trouble[0]
    return access_token(secrets)


def needs_reconnecting(verdict: str) -> Unauthorized:
    return Unauthorized("reconnect", LOST if verdict == "lost" else REFUSED, f"refresh {verdict}")


def _intending(kept: Mapping[str, str], refused: str, mine: str) -> Mapping[str, str]:
    """The intent on record. One that is there already is left: that asker may never have heard the answer."""
    if kept.get("access_token") != refused or kept.get(VERDICT) or kept.get(INTENT):
        return kept
    if not kept.get("refresh_token"):
        return {**kept, VERDICT: "refused"}
    return {**kept, INTENT: mine}


def _asked(to: Destination, kept: Mapping[str, str], lost: bool, trouble: list[PlatformError]) -> Mapping[str, str]:
    """The secrets after asking, once more after a lost answer. What cannot be done now stands in ``trouble``.

    ``lost``: an earlier answer may have been missed, so a refusal now means that the refresh token was spent then.
    """
    table = read_table(to.options)
    clean = {name: value for name, value in kept.items() if name != INTENT}
    for _ in range(2):
        try:
            pair = refresh(table, to.deadline, kept.get("app_secret", ""), kept["refresh_token"])
        except Refused:
            return {**clean, VERDICT: "lost" if lost else "refused"}
        except Unavailable as error:
            if error.code != "no_reply":
                trouble.append(error)
                return kept if lost else clean
            lost = True
        except PlatformError as error:
            trouble.append(error)
            return kept if lost else clean
        else:
            return {**clean, **pair.secrets}
    trouble.append(Unavailable("no_reply", "Zalo không trả lời khi làm mới mã truy cập; sẽ thử lại."))
    return {**clean, INTENT: "unheard"}  # nobody's: the next one to ask knows that an answer was missed
