"""The API: what it gives, that it only reads unless told otherwise, and that nothing makes it stumble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from rawi.web.app import application
from rawi.web.settings import Settings

EXAMPLES = 25
"""Requests made for each operation, each with its own kinds of nonsense."""


def test_incidents(address: str) -> None:
    with httpx.Client(base_url=address + "/api/v1") as client:
        found = client.get("/incidents", params={"sort": "told", "limit": 3}).json()
        assert len(found["incidents"]) == 3
        assert found["total"] > 100
        told = [row["documents"] for row in found["incidents"]]
        assert told == sorted(told, reverse=True)
        assert told[0] > 3
        one = client.get(f"/incidents/{found['incidents'][0]['incident_id']}").json()
        assert one["current"] is True
        assert len({telling["document"] for telling in one["tellings"]}) == told[0]
        assert one["independent_origins"] == found["incidents"][0]["independent_origins"]
        unknown = client.get("/incidents/in-0000000000000000")
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "E205")
        assert client.get("/incidents", params={"limit": 0}).json()["error"]["code"] == "E710"
        assert client.get("/incidents", params={"lmit": 3}).json()["error"]["code"] == "E710"


def test_claims_and_articles(address: str) -> None:
    with httpx.Client(base_url=address + "/api/v1") as client:
        found = client.get("/claims", params={"type": ["ASSAULT", "PROTEST"], "country": "IQ", "first": "2017-03-01", "limit": 5}).json()
        assert len(found["claims"]) == 5 < found["total"]
        assert {c["country"] for c in found["claims"]} == {"IQ"}
        one = client.get(f"/articles/{found['claims'][0]['document_id']}").json()
        event = next(e for e in one["reading"]["events"] if e["id"] == found["claims"][0]["claim_id"])
        trigger = event["trigger"]
        assert one["reading"]["text"][trigger["start"] : trigger["end"]] == trigger["text"]
        assert len(one["capture"]["sha256"]) == 64
        assert client.get("/claims", params={"first": "yesterday"}).json()["error"]["code"] in ("E201", "E207")
        assert client.get("/articles/nothing").json()["error"]["code"] == "E707"


def test_control_and_whereabouts(address: str) -> None:
    with httpx.Client(base_url=address + "/api/v1") as client:
        held = client.get("/control", params={"place": "مورك"}).json()
        assert any(voice["held"] or voice["told"] for one in held["timelines"] for voice in one["voices"])
        day = client.get("/control", params={"place": "مورك", "on": "2017-03-25"}).json()
        assert day["answers"]
        assert client.get("/control", params={"place": "nowhere at all"}).json()["error"]["code"] == "E205"
        assert client.get("/whereabouts", params={"name": "nobody at all"}).json()["error"]["code"] == "E205"


def test_it_only_reads_unless_told_otherwise(serve: Callable[..., str]) -> None:
    address = serve()
    ids = [row["incident_id"] for row in httpx.get(address + "/api/v1/incidents", params={"limit": 2}).json()["incidents"]]
    decision = {"verdict": "not", "a": ids[0], "b": ids[1], "note": "<b>two streets</b>"}
    refused = httpx.post(address + "/api/v1/decisions", json=decision)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "E704")
    assert httpx.get(address + "/api/v1/decisions").json() == {"decisions": []}


def test_programs_decide_where_they_may(serve: Callable[..., str]) -> None:
    address = serve(api_changes=True)
    ids = [row["incident_id"] for row in httpx.get(address + "/api/v1/incidents", params={"limit": 2}).json()["incidents"]]
    decision = {"verdict": "not", "a": ids[0], "b": ids[1], "note": "two streets"}
    assert httpx.post(address + "/api/v1/decisions", json=decision).status_code == 201
    assert httpx.post(address + "/api/v1/decisions", json={**decision, "b": ids[0]}).json()["error"]["code"] == "E207"
    assert httpx.post(address + "/api/v1/decisions", json=decision, headers={"Origin": "http://evil.example"}).status_code == 403
    (kept,) = httpx.get(address + "/api/v1/decisions").json()["decisions"]
    assert (kept["who"], kept["verdict"], kept["note"]) == ("tester", "not", "two streets")


def test_nothing_makes_it_stumble(own_archive: Path) -> None:
    """schemathesis: parameters and bodies that fit the description and such as do not, never a 5xx, always the described shape."""
    app = application(Settings(own_archive, api_changes=True))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers={"Host": "127.0.0.1"})
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 3
    seen: set[int] = set()
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _tried(operation, mode, seen)
    assert {200, 404, 422} <= seen


def _tried(operation: Any, mode: GenerationMode, seen: set[int]) -> None:
    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def asked(case: Any) -> None:
        answer = case.call(headers={"Host": "127.0.0.1"})
        seen.add(answer.status_code)
        assert answer.status_code < 500, (case.method, case.path, answer.text)
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) == {"code", "name", "message", "hint"}

    try:
        asked()
    except Unsatisfiable:  # no nonsense can be made for what takes no parameters
        assert mode is GenerationMode.NEGATIVE
