"""Every route x every scope x none. A route that is missing from the table fails the test."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from dimscore_api.v1.examples import JSON_LINES, TRANSCRIPT
from fastapi.testclient import TestClient

from dimscore.store.keys import revoke_key
from tests.api.conftest import Api
from tests.api.test_errors import assert_problem

SCOPES = (None, "ingest", "read", "admin")
JSONL = {"content": JSON_LINES, "headers": {"content-type": "application/x-ndjson"}}
OPEN, ANY, INGEST, READ, ADMIN = (
    {None, "ingest", "read", "admin"},
    {"ingest", "read", "admin"},
    {"ingest", "admin"},
    {"read", "admin"},
    {"admin"},
)


class Route(NamedTuple):
    method: str
    path: str
    allowed: set[Any]
    request: dict[str, Any] = {}  # noqa: RUF012


ROUTES = [
    Route("GET", "/health", OPEN),
    Route("POST", "/v1/score", ANY, {"json": TRANSCRIPT}),
    Route("POST", "/v1/score/batch", ANY, {"json": {"transcripts": [TRANSCRIPT]}}),
    Route("GET", "/v1/signals", ANY),
    Route("GET", "/v1/languages", ANY),
    Route("GET", "/v1/models", ANY),
    Route("POST", "/v1/transcripts", INGEST, {"json": TRANSCRIPT}),
    Route("GET", "/v1/transcripts", READ),
    Route("GET", "/v1/transcripts/{id}", READ),
    Route("DELETE", "/v1/transcripts/{id}", ADMIN),
    Route("DELETE", "/v1/customers/{id}", ADMIN),
    Route("POST", "/v1/batches", INGEST, JSONL),
    Route("GET", "/v1/batches/{id}", ANY),
    Route("POST", "/v1/surveys", INGEST, {"json": {"surveys": [{"transcript_id": "call-1"}]}}),
    Route("GET", "/v1/reviews", READ),
    Route(
        "POST",
        "/v1/reviews",
        ADMIN,
        {"json": {"transcript_id": "call-1", "target": "gap:0", "decision": "accepted"}},
    ),
    Route("GET", "/v1/agents/{id}", READ),
    Route("GET", "/v1/exports/contacts.{kind}", ADMIN),
    Route("GET", "/v1/exports/reviews.{kind}", ADMIN),
]


def test_the_table_is_whole(api: Api):
    described = api.app.openapi()["paths"]
    there = {(method.upper(), path) for path, ways in described.items() for method in ways}
    assert there == {(route.method, route.path) for route in ROUTES}


def test_every_route_over_the_store_names_its_scheme_and_its_errors(api: Api):
    paths = api.app.openapi()["paths"]
    for route in ROUTES:
        operation = paths[route.path][route.method.lower()]
        assert "422" in operation["responses"]
        if route.path == "/health":
            continue
        assert operation["security"] == [{"key": []}], route
        assert "401" in operation["responses"], route
        assert ("403" in operation["responses"]) == (
            (len(route.allowed) < 4 and route.allowed != ANY) or "batches" in route.path
        ), route
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


def test_each_scope_may_do_what_it_may(api: Api):
    for route in ROUTES:
        path = route.path.replace("{id}", "nothing").replace("{kind}", "csv")
        for scope in SCOPES:
            answer = api(route.method, path, scope, **route.request)
            said = (route.method, path, scope, answer.status_code)
            if scope in route.allowed:
                assert answer.status_code not in (401, 403), said
                assert answer.status_code < 500, said
            elif scope is None:
                assert_problem(answer, 401)
                assert answer.headers["www-authenticate"].startswith("Bearer")
                assert "dimscore keys create" in answer.json()["detail"]
            else:
                assert_problem(answer, 403)
                assert "--scope" in answer.json()["detail"]


@pytest.mark.parametrize(
    "given",
    ["dsk_x_y", "Bearer", "Bearer dsk_nothing_here", "Basic YTpi", "Bearer \xe9", "Bearer "],
)
def test_what_is_no_key_of_ours_is_refused(api: Api, given: str):
    headers = {"authorization": given.encode("latin-1")}
    for path in ("/v1/transcripts", "/v1/signals"):
        assert_problem(api("GET", path, None, headers=headers), 401)


def test_a_revoked_key_ends_at_once(api: Api):
    assert api("GET", "/v1/transcripts", "read").status_code == 200
    with api.store.write() as session:
        revoke_key(session, "the read key")
    assert_problem(api("GET", "/v1/transcripts", "read"), 401)


def test_without_any_key_only_what_needs_no_store_is_open(client: TestClient):
    assert client.get("/v1/signals").status_code == 200
    assert_problem(client.get("/v1/transcripts"), 401)
    assert_problem(client.get("/v1/signals", headers={"authorization": "Bearer dsk_a_b"}), 401)


def test_a_server_that_others_can_reach_is_never_open(tmp_path: Any):
    app = create_app(Settings(store=str(tmp_path / "dimscore.db"), host="0.0.0.0"))
    with TestClient(app) as client:
        assert client.get("/health").status_code == 200
        assert_problem(client.get("/v1/signals"), 401)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1")),
        *((host, 400) for host in ("evil.example", "localhost.evil.example", "", "[::1", "a@b")),
    ],
)
def test_on_loopback_only_the_machines_own_names_are_answered(
    client: TestClient, host: str, status: int
):
    answer = client.get("/health", headers={"host": host})
    assert answer.status_code == status
    if status == 400:
        assert_problem(answer, 400)
