"""The OpenAPI 3.1 document: made from the routes themselves, so it cannot say what they do not do."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from campaign.web.api.problems import MEDIA_TYPE, Problem

_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": _CONTENT}
    for status, words in {
        400: "What was asked for cannot be done; the detail says what to do instead",
        401: "No API token and nobody signed in",
        403: "The role, or the token's scope, does not allow it",
        404: "Not there, or of another unit",
        408: "The body took too long",
        409: "Not in this state, or the same Idempotency-Key is being worked on",
        412: "If-Match names another revision",
        413: "The body is too large",
        422: "A value is missing, unknown or of the wrong shape, or the key was used for another request",
    }.items()
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same request gives the same answer for 24 hours, and nothing happens twice",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def document_of(api: FastAPI, prefix: str) -> dict[str, Any]:
    """The document, with how to sign in and the shape of a problem."""
    document = get_openapi(
        title="Campaign",
        version="1",
        openapi_version="3.1.0",
        description="Items, deliveries, channels, activities, the report: what the pages do, for programs.",
        routes=api.routes,
        servers=[{"url": prefix}],
    )
    parts = document.setdefault("components", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= {**schema.pop("$defs", {}), "Problem": schema}
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    return document
