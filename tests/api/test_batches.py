"""Uploads of many transcripts: what is kept, what is refused, and what is said of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from anyio import sleep_forever
from dimscore_api import upload
from dimscore_api.v1.examples import TRANSCRIPT
from sqlalchemy import func, select

from dimscore.analyzer import Analyzer
from dimscore.store.tables import Contact, StoredReport
from tests.api.conftest import Api
from tests.api.test_errors import MARK, assert_problem

PATH = "/v1/batches"


def line(n: int, **fields: Any) -> bytes:
    turns = [{"speaker": "customer", "text": f"Nobody has called me back, for {n} days."}]
    return json.dumps({"id": f"call-{n}", "turns": turns, **fields}).encode() + b"\n"


def count(api: Api, table: Any) -> int:
    with api.store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_batch_is_kept_first_and_scored_after(api: Api):
    answer = api.batch(b"".join(line(n) for n in range(250)))
    assert answer.status_code == 202
    batch = answer.json()
    assert (batch["state"], batch["records"], batch["accepted"]) == ("scoring", 250, 250)
    assert (batch["scored"], batch["waiting"]) == (0, 250)
    assert api.score_batches() == 250
    batch = api("GET", answer.headers["location"], "read").json()
    assert (batch["state"], batch["scored"], batch["waiting"]) == ("done", 250, 0)
    assert count(api, StoredReport) == 250


@pytest.mark.parametrize(
    "cut",
    [
        lambda body: body,
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body.replace(b"\n", b"\r\n"),
        lambda body: body.rstrip(b"\n"),
        lambda body: body.replace(b"\n", b"\n\n \n"),
        lambda body: (body[i : i + 7] for i in range(0, len(body), 7)),
    ],
    ids=["plain", "BOM", "CRLF", "no last line end", "blank lines", "small pieces"],
)
def test_lines_may_end_and_come_as_they_like(api: Api, cut: Any):
    batch = api.batch(cut(b"".join(line(n) for n in range(3)))).json()
    assert (batch["accepted"], batch["failed"]) == (3, 0)


def test_a_bad_record_is_an_error_with_its_line_and_the_others_are_taken(api: Api):
    bad = [
        (b"{", "invalid_json", None),
        (b'"text"', "invalid_record", None),
        (b"[]", "invalid_record", None),
        (b"\xff\xfe", "wrong_encoding", None),
        (b'{"id": "a", "turns": [{"speaker": "MARK", "text": "x"}]}', "invalid_record", "a"),
        (b'{"id": "b", "turns": [], "MARK": 1}', "invalid_record", "b"),
        (b'{"id": "c", "turns": [{"speaker": "agent", "text": "\\ud800"}]}', "invalid_json", None),
        (b'{"id": "d", "turns": NaN}', "invalid_json", None),
        (json.dumps({"id": "e", "turns": TRANSCRIPT["turns"] * 20}).encode(), "too_large", "e"),
        (b'{"id": "+48600700800", "turns": 1}', "invalid_record", "phone"),
        (b'{"id": "call-0", "turns": []}', "id_taken", "call-0"),
    ]
    body = line(0) + b"".join(
        text.replace(b"MARK", MARK.encode()) + b"\n" + line(n + 1)
        for n, (text, _, _) in enumerate(bad)
    )
    answer = api.batch(body)
    assert MARK not in answer.text
    batch = answer.json()
    assert (batch["accepted"], batch["failed"]) == (len(bad) + 1, len(bad))
    found = {error["line"]: error for error in batch["errors"]}
    for n, (_, code, transcript_id) in enumerate(bad):
        error = found[2 * n + 2]
        assert error["code"] == code, n
        assert str(error["transcript_id"]).startswith(str(transcript_id)), n
        assert error["message"], n
    assert found[10]["field"] == "turns.0.speaker"
    assert found[12]["field"] == "(unknown key)"


def test_errors_lead_on(api: Api):
    batch = api.batch(b"{\n" * 130).json()
    assert len(batch["errors"]) == 100
    rest = api("GET", f"{PATH}/{batch['id']}?errors_after={batch['errors_next']}").json()
    assert [error["line"] for error in rest["errors"]] == list(range(101, 131))
    assert rest["errors_next"] is None
    assert rest["state"] == "done"


def test_what_is_known_is_not_taken_twice(api: Api):
    body = line(1) + line(2) + line(1)
    batch = api.batch(body).json()
    assert (batch["accepted"], batch["known"]) == (2, 1)
    batch = api.batch(body).json()
    assert (batch["accepted"], batch["known"]) == (0, 3)
    assert batch["state"] == "done"
    assert count(api, Contact) == 2


def test_an_idempotency_key_leads_to_the_same_batch(api: Api):
    key = {"idempotency-key": "monday"}
    first = api.batch(line(1) + line(2), **key)
    api.score_batches()
    again = api.batch((part for part in (line(1), line(2))), **key)
    assert again.status_code == 202
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["scored"] == 2
    other = assert_problem(api.batch(line(3), **key), 422)
    assert other["code"] == "key_reused"
    assert count(api, Contact) == 2


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ([line(n) for n in range(401)], 400),
        ([line(1), b"x" * 60_000, line(2)], 1),
        ([line(n, metadata={"note": "q" * 1000}) for n in range(300)], None),
    ],
    ids=["records", "line", "bytes"],
)
def test_over_a_limit_says_what_was_kept(api: Api, body: list[bytes], kept: int | None):
    key = {"idempotency-key": "again"}
    problem = assert_problem(api.batch((part for part in body), **key), 413)
    here = count(api, Contact)
    assert here == kept or (kept is None and 100 < here < 300)
    assert f"{here} new ones kept" in problem["detail"]
    batch_id = problem["detail"].split("as batch ")[1].split(";")[0]
    assert api("GET", f"{PATH}/{batch_id}").json()["state"] == "interrupted"
    assert api.score_batches() == here
    assert api.batch(line(1), **key).status_code == 202


def test_an_announced_length_over_the_limit_is_refused_at_once(api: Api):
    assert "nothing was kept" in assert_problem(api.batch(b"x" * 300_001), 413)["detail"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_other_media_types_are_refused(api: Api, kind: str):
    answer = api("POST", PATH, "ingest", content=line(1), headers={"content-type": kind})
    assert_problem(answer, 415)


def test_only_a_few_uploads_run_at_once(api: Api):
    places = api.app.state.uploads
    portal = api.client.portal
    assert portal
    for place in ("one", "two"):
        portal.call(places.acquire_on_behalf_of_nowait, place)
    answer = api.batch(line(1))
    assert_problem(answer, 429)
    assert answer.headers["retry-after"]
    portal.call(places.release_on_behalf_of, "one")
    assert api.batch(line(1)).status_code == 202
    assert api.batch(line(2)).status_code == 202


def test_an_upload_that_stands_still_gives_its_place_back(
    api: Api, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upload, "_STALLED", 0.05)
    parts = [b"".join(line(n) for n in range(3)), None]
    answered: list[Any] = []

    async def receive() -> dict[str, Any]:
        body = parts.pop(0)
        if body is None:
            await sleep_forever()
        return {"type": "http.request", "body": body, "more_body": True}

    async def send(message: Any) -> None:
        answered.append(message)

    headers = {"authorization": f"Bearer {api.keys['ingest']}", "host": "localhost",  # type: ignore[index]
               "content-type": "application/x-ndjson"}  # fmt: skip
    scope = {"type": "http", "method": "POST", "path": PATH, "raw_path": PATH.encode(),
             "query_string": b"", "http_version": "1.1", "scheme": "http",
             "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}  # fmt: skip
    portal = api.client.portal
    assert portal
    portal.call(api.app, scope, receive, send)
    assert answered[0]["status"] == 408
    assert api.app.state.uploads.borrowed_tokens == 0
    assert api.batch(b"".join(line(n) for n in range(3))).status_code == 202


def test_a_connection_that_breaks_leaves_what_came_and_can_send_it_again(api: Api):
    parts = [b"".join(line(n) for n in range(150)), None]

    async def receive() -> dict[str, Any]:
        body = parts.pop(0)
        if body is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": True}

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there to be answered")

    headers = {"authorization": f"Bearer {api.keys['ingest']}", "host": "localhost",  # type: ignore[index]
               "content-type": "application/x-ndjson", "idempotency-key": "x"}  # fmt: skip
    scope = {"type": "http", "method": "POST", "path": PATH, "raw_path": PATH.encode(),
             "query_string": b"", "http_version": "1.1", "scheme": "http",
             "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}  # fmt: skip
    portal = api.client.portal
    assert portal
    portal.call(api.app, scope, receive, send)
    with api.store.read() as session:
        [batch_id] = session.scalars(select(Contact.batch_id).distinct())
    batch = api("GET", f"{PATH}/{batch_id}").json()
    assert (batch["state"], batch["accepted"]) == ("interrupted", 100)
    again = api.batch(b"".join(line(n) for n in range(150)), **{"idempotency-key": "x"}).json()
    assert (again["known"], again["accepted"]) == (100, 50)
    assert api.score_batches() == 150


def test_a_contact_that_can_not_be_scored_does_not_stop_the_others(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    analyze = Analyzer.analyze

    def sometimes(self: Analyzer, transcript: Any) -> Any:
        if transcript.id == "call-1":
            raise ValueError(MARK)
        return analyze(self, transcript)

    monkeypatch.setattr(Analyzer, "analyze", sometimes)
    batch_id = api.batch(line(0) + line(1) + line(2)).json()["id"]
    assert api.score_batches() == 3
    batch = api("GET", f"{PATH}/{batch_id}").json()
    assert (batch["state"], batch["scored"], batch["unscorable"]) == ("done", 2, 1)
    [error] = batch["errors"]
    assert (error["line"], error["code"], error["transcript_id"]) == (2, "unscorable", "call-1")
    assert "ValueError" in error["message"]
    assert MARK not in caplog.text + str(batch)


def test_a_batch_is_shown_to_readers_and_to_the_key_that_sent_it(api: Api):
    from dimscore.store.keys import Scope, create_key

    batch_id = api.batch(line(1)).json()["id"]
    for scope in ("ingest", "read", "admin"):
        assert api("GET", f"{PATH}/{batch_id}", scope).status_code == 200
    with api.store.write() as session:
        other = create_key(session, "other", Scope.INGEST)
    headers = {"authorization": f"Bearer {other}"}
    assert_problem(api("GET", f"{PATH}/{batch_id}", None, headers=headers), 404)
    assert_problem(api("GET", f"{PATH}/nothing"), 404)


def test_a_server_that_starts_finds_what_the_last_one_left(api: Api):
    from fastapi.testclient import TestClient

    from dimscore.store import batches, idempotency

    use = idempotency.Use.of(api.store.secret, "key", "POST /v1/batches", "x")
    with api.store.write() as session:
        batch_id = batches.begin(session, "key").id
        idempotency.begin(session, use, batch_id)
    with TestClient(api.app):
        pass
    assert api("GET", f"{PATH}/{batch_id}").json()["state"] == "interrupted"
    with api.store.read() as session:
        assert idempotency.earlier(session, use) is None
