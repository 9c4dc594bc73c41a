"""Tokens: whose they are, whether their proof is right, and what ``debug_token`` says of them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from campaign.sandbox.facebook.refusals import Refusal, parameter
from campaign.sandbox.facebook.world import Page, World

TOKEN = re.compile(r"EAA(\d{2,20})Z[A-Za-z0-9]+")
PROOF = re.compile(r"[0-9a-f]{64}")


def page_token(page_id: str) -> str:
    """A fresh token of that Page."""
    return f"EAA{page_id}Z{secrets.token_hex(24)}"


@dataclass
class Tokens:
    """What the stand-in knows of apps and tokens; an app's secret also becomes known when it is used."""

    world: World
    app_id: str = ""
    app_secret: str = ""
    refused: dict[str, int] = field(default_factory=dict)

    def page_of(self, secret: str, proof: str) -> Page:
        """The Page that a bearer token speaks for. Raises Refusal."""
        found = TOKEN.fullmatch(secret)
        if secret in self.refused or found is None:
            subcode = self.refused.get(secret, 467)
            raise Refusal(190, "Error validating access token.", subcode)
        self.check_proof(secret, proof)
        return self.world.page(found[1])

    def bare_page_id(self, secret: str) -> str:
        """The Page of a token that comes without a proof, as to rupload; empty for one that is refused."""
        found = TOKEN.fullmatch(secret)
        return found[1] if found and secret not in self.refused else ""

    def check_proof(self, secret: str, proof: str) -> None:
        if not PROOF.fullmatch(proof):
            raise parameter("API calls from the server require an appsecret_proof argument")
        wanted = hmac.new(self.app_secret.encode(), secret.encode(), hashlib.sha256).hexdigest()
        if self.app_secret and not hmac.compare_digest(proof, wanted):
            raise parameter("Invalid appsecret_proof provided in the API argument")

    def debug(self, app_token: str, proof: str, inspected: str) -> dict[str, Any]:
        """https://developers.facebook.com/docs/graph-api/reference/debug_token"""
        app_id, _, app_secret = app_token.partition("|")
        if not app_id.isdigit() or not app_secret or (self.app_id and (app_id, app_secret) != self._app):
            raise Refusal(190, "Invalid OAuth access token signature.", status=401)
        self.app_id, self.app_secret = app_id, app_secret
        self.check_proof(app_token, proof)
        found = TOKEN.fullmatch(inspected)
        if inspected in self.refused or found is None:
            error = {"code": 190, "subcode": self.refused.get(inspected, 467), "message": "Error validating token."}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        page = self.world.page(found[1])
        return {
            "data": {
                "app_id": app_id, "type": "PAGE", "application": "Tập dượt", "expires_at": page.expires_at,
                "data_access_expires_at": page.data_access_expires_at, "is_valid": True, "issued_at": 1_780_000_000,
                "profile_id": page.id, "user_id": "100000000000001", "scopes": list(page.scopes),
                "granular_scopes": [{"scope": scope} for scope in page.scopes],
            }
        }  # fmt: skip

    @property
    def _app(self) -> tuple[str, str]:
        return self.app_id, self.app_secret
