"""Telegram channels through the Bot API: https://core.telegram.org/bots/api, and their public pages on t.me.

The ``[telegram]`` table of a channel.toml:

============ =================== ==============================================================================
chat         required            ``@name`` of a public channel, or its numeric id (``-100...``)
api_url      api.telegram.org    the Bot API server; plain http only on loopback
web_url      t.me                where posts are looked at and looked up; plain http only on loopback
silent       false               true: followers are not notified
pin          false               true: each post is pinned after it went out (a part of its own)
link_preview on                  ``"off"`` (or false), ``"small"`` or ``"large"``
============ =================== ==============================================================================

Secret: ``bot_token``. The bot must be an administrator of the channel that may post, edit and delete.
"""

from campaign.platforms.telegram.adapter import TelegramPlatform

__all__ = ["TelegramPlatform"]
