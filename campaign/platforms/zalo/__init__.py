"""Zalo Official Account through its OpenAPI: https://developers.zalo.me/docs/official-account.

The ``[zalo]`` table of a channel.toml (UNVERIFIED: not tried on a real account, see docs/unverified.md):

==================== ===================================== =========================================================
oa_id, app_id        required                              the Official Account and the application it authorised
api_url              https://openapi.zalo.me               the OpenAPI; plain http only on loopback
oauth_url            https://oauth.zaloapp.com             OAuth v4; plain http only on loopback
web_url              https://zalo.me                       ``<web_url>/<oa_id>``: where people look at the account
author               Ban biên tập                          the author's name of every article, at most 50
comments             true                                  may readers comment
html_tags            p br strong em u a                    tags that stay in an article's text (UNVERIFIED)
permalink            post.oa.zalo.me/d/...                 an article's address where none was told (UNVERIFIED)
broadcast            none                                  ``recipient.target`` as sent: each article goes to followers
broadcast_window     06:00-21:59                           when broadcasts may go, in the plan's zone (UNVERIFIED)
broadcast_per_month  none                                  how many broadcasts a month the plan allows
broadcast_per_day    1                                     and a day: Zalo's own limit for each follower
appsecret_proof      false                                 true where the application's console demands it
==================== ===================================== =========================================================

Secrets: ``app_secret``, ``access_token``, ``refresh_token``; ``expires_in`` and ``oa_secret_key`` (webhooks) may be
absent. An article is created hidden, polled until Zalo has made it, and shown by an update: a crash leaves no more
than a hidden draft.
"""

from campaign.platforms.zalo.adapter import ZaloPlatform

__all__ = ["ZaloPlatform"]
