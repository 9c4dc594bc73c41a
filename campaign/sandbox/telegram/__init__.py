"""The stand-in of Telegram: the Bot API under ``/bot<token>/...`` and the public pages of t.me under ``/s/...``."""

from campaign.sandbox.telegram.stand_in import TelegramStandIn

__all__ = ["TelegramStandIn"]
