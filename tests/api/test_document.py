"""The OpenAPI document, and whatever a program may send by it: no answer is ever a server error."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from campaign.web.api import routes
from campaign.web.api.problems import MEDIA_TYPE
from tests.api.conftest import Programs, an_item

NASTY = (
    "",
    "\x00",
    "a\x00b",
    "đ",
    "\ud800",
    "' OR 1=1 --",
    "../../etc/passwd",
    "=1+1",
    "2026-13-45",
    "<b>",
    "%",
    "null",
)
NUMBERS = (0, 1, -1, 2**31 - 1, 2**31, 2**63, 2**200, 1.5)


def document(programs: Programs) -> dict[str, Any]:
    with programs.client("reporter", scope="read") as client:
        return dict(client.get("/openapi.json").json())


def test_the_document_is_openapi_3_1_and_holds_every_route(programs: Programs) -> None:
    said = document(programs)
    assert said["openapi"].startswith("3.1")
    operations = {(method.upper(), path) for path, item in said["paths"].items() for method in item}
    assert operations == {(row.method, row.path) for row in routes.ROUTES}
    assert said["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    for path, item in said["paths"].items():
        for method, operation in item.items():
            names = {parameter["name"] for parameter in operation.get("parameters", ())}
            assert ("Idempotency-Key" in names) is (method == "post"), path
            assert {"401", "403", "404", "409", "422"} <= operation["responses"].keys()
            assert MEDIA_TYPE in operation["responses"]["422"]["content"]


def test_every_reference_of_the_document_leads_somewhere(programs: Programs) -> None:
    said = document(programs)
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(said)):
        place: Any = said
        for step in reference.split("/"):
            place = place[step]
        assert place


def test_an_answer_is_of_the_documented_shape(programs: Programs) -> None:
    schemas = document(programs)["components"]["schemas"]
    with programs.client("manager") as client:
        item = an_item(client)
        sent = {"item": item["slug"], "channel": "rss", "at": "now"}
        delivery = client.post("/deliveries", json=sent).json()
        channel = client.get("/channels").json()["channels"][0]
    for shown, name in ((item, "Item"), (delivery, "Delivery"), (channel, "Channel")):
        assert set(schemas[name]["required"]) <= shown.keys()
    assert item.keys() == schemas["Item"]["properties"].keys()
    assert delivery.keys() == schemas["Delivery"]["properties"].keys()


def values(schema: dict[str, Any], parts: dict[str, Any], known: dict[str, list[Any]], name: str = "") -> Any:
    """What may be sent for a schema: right, almost right, and nonsense."""
    if "$ref" in schema:
        schema = parts[schema["$ref"].rsplit("/", 1)[1]]
    sensible = [st.sampled_from(known[name])] if name in known else []
    if "anyOf" in schema:
        return st.one_of(*sensible, *(values(each, parts, known, name) for each in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return st.sampled_from([*schema.get("enum", [schema.get("const")]), "other", None, 7])
    kind = schema.get("type")
    if kind == "object":
        inner = {key: values(each, parts, known, key) for key, each in schema.get("properties", {}).items()}
        needed = {key: inner.pop(key) for key in schema.get("required", ())}
        if not inner and not needed:
            return st.dictionaries(st.sampled_from(["rss", "telegram", *NASTY]), st.none() | st.just({"text": "A"}))
        return st.fixed_dictionaries(needed, optional=inner | {"surprise": st.integers()})
    if kind == "array":
        return st.lists(values(schema.get("items", {}), parts, known, name), max_size=3)
    return st.one_of(*sensible, {
        "string": st.sampled_from(NASTY) | st.text(max_size=20),
        "integer": st.sampled_from(NUMBERS) | st.integers(),
        "boolean": st.booleans(),
        "null": st.none(),
    }.get(str(kind), st.none()))  # fmt: skip


def right(schema: dict[str, Any], parts: dict[str, Any], known: dict[str, list[Any]]) -> Any:
    """What is asked for and no more, so that some of it is surely taken."""
    if "$ref" in schema:
        schema = parts[schema["$ref"].rsplit("/", 1)[1]]
    asked = [name for name in schema.get("required", ()) if name in known]
    return st.fixed_dictionaries({name: st.sampled_from(known[name]) for name in asked})


def test_nothing_that_is_sent_is_a_server_error(programs: Programs) -> None:
    said = document(programs)
    with programs.client("admin") as client:
        slug = an_item(client, body="Lời")["slug"]
        number = client.post("/deliveries", json={"item": slug, "channel": "rss", "at": "2026-12-09T07:00"}).json()[
            "id"
        ]
        known: dict[str, list[Any]] = {
            "slug": [slug, "khong-co"], "delivery_id": [number, 4242], "key": ["rss", "khong"], "item": [slug],
            "channel": ["rss", "zalo"], "at": ["now", "2026-12-05T07:00"], "title": ["Mã OTP"], "reason": ["Sai"],
            "task": ["1a", ["1a", "1đ"]], "unit": ["bao"], "kind": ["tip"], "next": ["1"], "If-Match": ['"1"'],
        }  # fmt: skip
        seen: set[int] = set()
        for path, item in said["paths"].items():
            for method, spec in item.items():
                seen |= _pester(client, method.upper(), path, spec, said["components"]["schemas"], known)
    assert {200, 201, 400, 404, 422} <= seen


def _pester(
    client: httpx.Client, method: str, path: str, spec: dict[str, Any], parts: dict[str, Any], known: dict[str, Any]
) -> set[int]:
    """Send what hypothesis thinks of; returns the statuses that came back."""
    seen: set[int] = set()
    parameters = st.fixed_dictionaries(
        {each["name"]: values(each["schema"], parts, known, each["name"]) for each in spec.get("parameters", ())}
    )
    schema = spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    bodies = st.none()
    if schema is not None:
        bodies = right(schema, parts, known) | values(schema, parts, known) | st.sampled_from([[], 1, "x", None])

    @settings(max_examples=15, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    @given(parameters, bodies)
    def send(given: dict[str, Any], body: Any) -> None:
        answer = _send(client, method, path, spec, given, body)
        seen.add(answer.status_code)
        assert answer.status_code < 500, (given, body, answer.text)
        assert str(answer.status_code) in spec["responses"], answer.text
        wanted = MEDIA_TYPE if answer.status_code >= 400 else "application/json"
        assert answer.headers["content-type"] == wanted

    send()
    return seen


def _send(
    client: httpx.Client, method: str, path: str, spec: dict[str, Any], given: dict[str, Any], body: Any
) -> httpx.Response:
    places = {each["name"]: each["in"] for each in spec.get("parameters", ())}
    address, query, headers = path, {}, {}
    for name, value in given.items():
        text = json.dumps(value) if isinstance(value, dict | list) else str(value)
        if places[name] == "path":
            address = address.replace(f"{{{name}}}", _quoted(text) or "%20")
        elif places[name] == "query" and value is not None:
            query[name] = text.encode("utf-8", "replace").decode()
        elif places[name] == "header" and value is not None:
            headers[name] = re.sub(r"[^\x20-\x7e]", "?", text).strip()
    content = None if body is None else json.dumps(body).encode()
    kind = {"content-type": "application/json"} if content else {}
    return client.request(method, address, params=query, headers={**headers, **kind}, content=content)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text.encode("utf-8", "replace"), safe="")
