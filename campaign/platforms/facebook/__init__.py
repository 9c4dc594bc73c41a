"""Facebook Pages through the Graph API: https://developers.facebook.com/docs/pages-api

The ``[facebook]`` table of a channel.toml:

============= ====================== ===========================================================================
page_id       required               the Page's numeric id
api_version   v26.0                  sent with every call; an expired one silently becomes the next oldest
api_url       graph.facebook.com     plain http only on loopback
upload_url    rupload.facebook.com   where the bytes of reels go; plain http only on loopback
web_url       www.facebook.com       where posts are looked at
first_comment none                   ``"link"``: the short link stands in the first comment instead of the text
video_thumb   true                   a video beside pictures: its first one is the thumbnail; false: Facebook picks one
text_limit    63206                  characters of a post; Meta documents none
photo_limit   10                     photos in one post; Meta documents none
photo_mb      10                     megabytes of one photo
video_mb      10000                  megabytes of one video; Meta's figure could not be read
video_minutes 240                    minutes of one video; Meta's figure could not be read
============= ====================== ===========================================================================

Secrets: ``page_token`` (a Page's token, not a user's), ``app_id``, ``app_secret``. What is assumed and could not be
confirmed stands in docs/unverified.md.
"""

from campaign.platforms.facebook.adapter import FacebookPlatform

__all__ = ["FacebookPlatform"]
