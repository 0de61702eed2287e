"""Every error is problem details, no error is a 5xx, and none repeats what was sent."""

import logging
import sqlite3
from typing import Any

import pytest
from dimscore_api.guard import described
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

MARK = "zanzibarword"
TURN = {"speaker": "agent", "text": "hello"}
GOOD: dict[str, Any] = {"id": "1", "turns": [TURN]}


def assert_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    return body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/v1/score", 405), ("DELETE", "/health", 405)],
)
def test_wrong_addresses(client: TestClient, method: str, path: str, status: int):
    assert_problem(client.request(method, path), status)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"id": "1", "turns": ' + b"[" * 20_000,
        b'{"id": "1", "turns": [{"speaker": "agent", "text": "\\ud800"}]}',
        b'{"id": "1", "turns": [{"speaker": "agent", "text": "", "start": NaN}]}',
        b'{"id": "1", "turns": [{"speaker": "agent", "text": "", "start": 1e999}]}',
        b'{"id": 1, "turns": []}',
        b'{"turns": []}',
        b'{"id": "1", "turns": {"0": {}}}',
    ],
)
def test_malformed_bodies(client: TestClient, body: bytes):
    answer = client.post("/v1/score", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "body",
    [
        {**GOOD, "turns": [TURN] * 51},
        {**GOOD, "turns": [{**TURN, "text": "a" * 20_001}]},
        {**GOOD, "metadata": {"x": "a" * 200_000}},
    ],
)
def test_too_large(client: TestClient, body: dict[str, Any]):
    assert_problem(client.post("/v1/score", json=body), 413)


def test_a_body_that_does_not_announce_its_length_is_counted(client: TestClient):
    answer = client.post("/v1/score", content=(b"a" * 50_000 for _ in range(9)))
    assert_problem(answer, 413)


def test_too_many_at_once(client: TestClient):
    assert_problem(client.post("/v1/score/batch", json={"transcripts": [GOOD] * 6}), 413)


def test_a_transcript_without_turns_is_no_error(client: TestClient):
    report = client.post("/v1/score", json={"id": "1", "turns": []}).json()
    assert report["csat"]["abstained"] == "unknown_language"
    assert report["dimensions"]["human"]["score"] is None


MARKED: list[Any] = [
    {"id": MARK * 30, "turns": [TURN]},
    {**GOOD, MARK: 1},
    {**GOOD, "language": MARK},
    {**GOOD, "started_at": MARK},
    {**GOOD, "waited": MARK},
    {**GOOD, "survey": {"csat": MARK}},
    {**GOOD, "survey": {MARK: 3}},
    {**GOOD, "turns": MARK},
    {**GOOD, "turns": [MARK]},
    {**GOOD, "turns": [{**TURN, MARK: 1}]},
    {**GOOD, "turns": [{"speaker": MARK, "text": MARK}]},
    {**GOOD, "turns": [{"speaker": "agent", "text": [MARK]}]},
    {**GOOD, "turns": [{**TURN, "text": MARK, "event": "hold"}]},
    {**GOOD, "turns": [{**TURN, "text": MARK, "start": 2, "end": 1}]},
    {**GOOD, "turns": [{**TURN, "text": MARK, "event": MARK}]},
    {**GOOD, "turns": [{**TURN, "text": MARK, "confidence": MARK}]},
    {**GOOD, "turns": [{**TURN, "text": MARK * 2000}]},
    {**GOOD, "turns": [{**TURN, "text": MARK}] * 51},
    MARK,
    [MARK],
]


@pytest.mark.parametrize("body", MARKED)
@pytest.mark.parametrize("path", ["/v1/score", "/v1/score/batch"])
def test_no_error_repeats_what_was_sent(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: str, body: Any
):
    sent = {"transcripts": [body]} if path.endswith("batch") else body
    with caplog.at_level(logging.DEBUG):
        answer = client.post(path, json=sent)
    assert answer.status_code < 500
    assert MARK not in answer.text
    assert MARK not in str(answer.headers)
    assert MARK not in caplog.text


def test_broken_json_is_not_repeated(client: TestClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            "/v1/score",
            content=f'{{"id": "{MARK}", {MARK}'.encode(),
            headers={"content-type": "application/json"},
        )
    assert_problem(answer, 422)
    assert MARK not in answer.text + caplog.text


def test_an_unexpected_error_says_nothing_of_the_transcript(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    def explode(*_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr("dimscore.analyzer.tag", explode)
    talk = {"id": "1", "language": "en", "turns": [{"speaker": "agent", "text": MARK}]}
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/v1/score", json=talk)
    assert_problem(answer, 500)
    assert MARK not in answer.text + caplog.text
    assert "ValueError" in caplog.text


def test_a_full_disk_is_named_in_the_log_and_the_statement_is_not():
    origin = sqlite3.OperationalError(MARK)
    origin.sqlite_errorname = "SQLITE_FULL"
    line = described(OperationalError(MARK, {"text": MARK}, origin))
    assert line.startswith("OperationalError SQLITE_FULL")
    assert MARK not in line
