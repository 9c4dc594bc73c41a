"""Connecting a channel from the page: as ``campaign channel connect``, for who may, with no secret in any answer."""

from __future__ import annotations

from collections.abc import Mapping

from campaign.delivery.context import Dispatch
from campaign.desk import channels, zalo_connect
from campaign.desk.roles import person
from campaign.errors import Mistake

MASK = "•••"
SHORTEST = 4
"""Characters: what is shorter may stand in any sentence by chance."""


def connect(dispatch: Dispatch, by: str, key: str, secrets: Mapping[str, str]) -> list[str]:
    """Stored, sealed, and the calendar planned anew; notes to show. Raises NotFound, Mistake, whose sentence holds none
    of ``secrets`` even where the platform repeated one."""
    with dispatch.database.read() as session:
        user = person(session, by, "connect")
    given = {name: value.strip() for name, value in secrets.items() if value.strip()}
    try:
        notes = channels.connect(dispatch, user.email, key, given)
    except Mistake as mistake:
        raise type(mistake)(_masked(str(mistake), given)) from None
    channels.plan_again(dispatch)
    return [_masked(note, given) for note in notes]


def begin_consent(dispatch: Dispatch, by: str, key: str, app_secret: str, oa_secret_key: str) -> str:
    """The address at Zalo where an administrator of the account says yes; only this person may come back from there.
    Raises NotFound, Mistake."""
    with dispatch.database.read() as session:
        user = person(session, by, "connect")
    return zalo_connect.begin(dispatch, user.email, key, app_secret, oa_secret_key.strip()).url


def _masked(sentence: str, secrets: Mapping[str, str]) -> str:
    for value in secrets.values():
        if len(value) >= SHORTEST:
            sentence = sentence.replace(value, MASK)
    return sentence
