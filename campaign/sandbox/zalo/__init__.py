"""The stand-in of Zalo: OpenAPI under ``/v2.0/``, OAuth under ``/v4/oa/``, the account's page at ``/<oa_id>``."""

from campaign.sandbox.zalo.stand_in import ZaloStandIn

__all__ = ["ZaloStandIn"]
