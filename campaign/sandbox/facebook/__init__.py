"""Facebook's stand-in: a strict Graph API, rupload, and Pages as the public sees them.

A token names its Page: ``EAA<page id>Z`` and letters or digits (``page_token(page_id)`` makes one).

``POST /control/facebook/...``:

* ``page`` ``{"page", ...}`` and any of ``name, followers, scopes, expires_at, data_access_expires_at, chunk, lag_reads,
  empty_pages, upload_polls, processing_polls, processing_error, reach``
* ``figures`` ``{"id", "<native metric>": figure or {"like": 2}, ...}``; also ``reactions``, ``comments``, ``shares``
* ``retired`` ``{"metrics": [...]}``; ``usage`` ``{"headers": {...}}`` for every answer from now on
* ``app`` ``{"app_id", "app_secret"}``: from then on proofs are checked exactly
* ``tokens`` ``{"refused": {token: subcode}}``
* ``errors`` ``{"method", "code", "subcode", "times", "applied", "status", "transient", "data", "headers", "html"}``:
  the next calls of that method (by the journal's names) are answered so; ``applied``: carried out all the same
"""

from campaign.sandbox.facebook.stand_in import FacebookStandIn
from campaign.sandbox.facebook.tokens import page_token

__all__ = ["FacebookStandIn", "page_token"]
