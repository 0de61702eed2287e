from __future__ import annotations

from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from dimscore_api.v1.examples import TRANSCRIPT

from dimscore.analyzer import Analyzer
from dimscore.schemas import json_schema
from tests.api.conftest import Api
from tests.api.test_errors import assert_problem

PATH = "/v1/transcripts"


def talk(id: str = "call-1", **fields: Any) -> dict[str, Any]:
    return {**TRANSCRIPT, "id": id, **fields}


def test_a_transcript_is_kept_scored_and_read_back(api: Api):
    answer = api("POST", PATH, "ingest", json=talk())
    assert answer.status_code == 201
    jsonschema.validate(answer.json(), json_schema("report"))
    kept = api("GET", answer.headers["location"], "read").json()
    assert kept["report"] == answer.json()
    assert kept["transcript"]["turns"][0]["text"] == TRANSCRIPT["turns"][0]["text"]
    assert kept["survey"] is None
    assert kept["reviews"] == []


def test_the_report_is_that_of_the_masked_text(api: Api):
    said = "My number is 600 700 800, and I am so frustrated that nobody has called."
    turns = [{"speaker": "customer", "text": said}]
    report = api("POST", PATH, "ingest", json=talk(turns=turns)).json()
    kept = api("GET", f"{PATH}/call-1", "read").json()["transcript"]["turns"][0]["text"]
    assert "600" not in kept
    assert report["signals"]
    for signal in report["signals"]:
        assert kept[signal["start"] : signal["end"]] == signal["text"]


def test_the_same_again_is_known_and_another_is_a_conflict(api: Api):
    first = api("POST", PATH, "ingest", json=talk())
    again = api("POST", PATH, "ingest", json=talk())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = assert_problem(api("POST", PATH, "ingest", json=talk(queue="other")), 409)
    assert other["code"] == "id_taken"


def test_an_idempotency_key_gets_the_same_answer(api: Api):
    headers = {"idempotency-key": "abc 1"}
    first = api("POST", PATH, "ingest", json=talk(), headers=headers)
    again = api("POST", PATH, "ingest", json=talk(), headers=headers)
    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    other = assert_problem(
        api("POST", PATH, "ingest", json=talk(queue="other"), headers=headers), 422
    )
    assert other["code"] == "key_reused"
    assert api("POST", PATH, "admin", json=talk(), headers=headers).status_code == 200


@pytest.mark.parametrize("value", ["", "é", "x" * 65])
def test_an_idempotency_key_is_printable_and_short(api: Api, value: str):
    headers = {"idempotency-key": value.encode()}
    assert_problem(api("POST", PATH, "ingest", json=talk(), headers=headers), 422)


def test_while_the_first_is_worked_on_the_second_waits(api: Api, monkeypatch: pytest.MonkeyPatch):
    headers = {"idempotency-key": "abc"}
    analyze = Analyzer.analyze
    inside: list[Any] = []

    def meanwhile(self: Analyzer, transcript: Any) -> Any:
        inside.append(api("POST", PATH, "ingest", json=talk(), headers=headers))
        return analyze(self, transcript)

    monkeypatch.setattr(Analyzer, "analyze", meanwhile)
    assert api("POST", PATH, "ingest", json=talk(), headers=headers).status_code == 201
    assert assert_problem(inside[0], 409)["code"] == "running"
    assert inside[0].headers["retry-after"]


def test_what_could_not_be_scored_is_kept_and_scored_when_it_is_sent_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        broken.setattr("dimscore.analyzer.tag", lambda *_: 1 / 0)
        assert_problem(api("POST", PATH, "ingest", json=talk()), 500)
        [item] = api("GET", PATH, "read").json()["items"]
        assert item["state"] == "failed"
        assert api.score_batches() == 0
    assert api("POST", PATH, "ingest", json=talk()).status_code == 200
    assert api("GET", PATH, "read").json()["items"][0]["state"] == "scored"


@pytest.mark.parametrize(
    "id",
    ["a/b", "..", ".", "a b?c#d&e", "żółć", "x/", "/x", "a//b", "two\nlines\n", "+48600700800"],
)
def test_any_id_can_be_asked_for(api: Api, id: str):
    assert api("POST", PATH, "ingest", json=talk(id)).status_code == 201
    address = f"{PATH}/{quote(id, safe='').replace('.', '%2E')}"
    assert api("GET", address, "read").status_code == 200
    assert api("DELETE", address, "admin").json() == {"deleted": 1}
    assert_problem(api("GET", address, "read"), 404)
    assert_problem(api("DELETE", address, "admin"), 404)


def test_lists_show_figures_and_lead_on(api: Api):
    for n in range(5):
        api("POST", PATH, "ingest", json=talk(f"call-{n}", agent_id=f"agent-{n % 2}"))
    page = api("GET", f"{PATH}?limit=2&agent=agent-0", "read").json()
    assert [item["transcript_id"] for item in page["items"]] == ["call-4", "call-2"]
    rest = api("GET", f"{PATH}?limit=2&agent=agent-0&cursor={page['next']}", "read").json()
    assert [item["transcript_id"] for item in rest["items"]] == ["call-0"]
    assert rest["next"] is None
    report = api("GET", f"{PATH}/call-0", "read").json()["report"]
    [item] = rest["items"]
    assert item["state"] == "scored"
    assert item["human"] == report["dimensions"]["human"]["score"]
    assert item["open_gaps"] == sum(gap["state"] != "met" for gap in report["gaps"])


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "cursor=x",
        "nothing=1",
        "csat_min=9",
        "from=yesterday",
        "agent=",
        "gap_state=maybe",
        "from=2025-01-01T00:00:00",
        f"cursor={'x' * 201}",
    ],
)
def test_a_query_that_makes_no_sense_is_refused(api: Api, query: str):
    assert_problem(api("GET", f"{PATH}?{query}", "read"), 422)


def test_a_customer_can_be_forgotten(api: Api):
    for n in range(3):
        api("POST", PATH, "ingest", json=talk(f"call-{n}", customer_id="anna@example.com"))
    assert api("DELETE", "/v1/customers/anna%40example.com").json() == {"deleted": 3}
    assert api("DELETE", "/v1/customers/anna%40example.com").json() == {"deleted": 0}
    assert api("GET", PATH, "read").json()["items"] == []


def test_surveys_join_whichever_comes_first(api: Api):
    api("POST", PATH, "ingest", json=talk("first"))
    surveys = [
        {"transcript_id": "first", "csat": 2, "comment": "ring me on 600 700 800"},
        {"transcript_id": "later", "csat": 5, "answered_at": "2025-01-02T03:04:05+01:00"},
    ]
    answer = api("POST", "/v1/surveys", "ingest", json={"surveys": surveys})
    assert [s["known"] for s in answer.json()["surveys"]] == [True, False]
    api("POST", PATH, "ingest", json=talk("later"))
    assert api("GET", f"{PATH}/later", "read").json()["survey"]["csat"] == 5
    comment = api("GET", f"{PATH}/first", "read").json()["survey"]["comment"]
    assert "600" not in comment
    [item] = api("GET", f"{PATH}?surveyed=2", "read").json()["items"]
    assert item["transcript_id"] == "first"
    assert item["survey"]["csat"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"surveys": []},
        {"surveys": [{"csat": 1}]},
        {"surveys": [{"transcript_id": "1"}] * 1001},
        {"surveys": [{"transcript_id": "1", "csat": 6}]},
    ],
)
def test_surveys_that_do_not_fit_are_refused(api: Api, body: Any):
    assert_problem(api("POST", "/v1/surveys", "ingest", json=body), 422)


def test_reviews_are_written_once_and_listed(api: Api):
    api("POST", PATH, "ingest", json=talk())
    body = {
        "transcript_id": "call-1",
        "target": "gap:0",
        "decision": "rejected",
        "reason": "answered",
        "note": "see 600 700 800",
        "by": "anna@example.com",
    }
    first = api("POST", "/v1/reviews", "admin", json=body)
    assert first.status_code == 201
    assert first.json()["suggestion"]["gap"]
    assert "600" not in first.json()["note"]
    assert "anna" not in first.json()["by"]
    second = assert_problem(api("POST", "/v1/reviews", "admin", json=body), 409)
    assert second["code"] == "decided"
    for target, status in [("gap:99", 409), ("gap:x", 422)]:
        assert_problem(api("POST", "/v1/reviews", json={**body, "target": target}), status)
    assert_problem(api("POST", "/v1/reviews", json={**body, "transcript_id": "no"}), 404)
    for query, found in [
        ("", 1), ("contact=call-1", 1), ("contact=no", 0), ("by=anna%40example.com", 1),
        ("by=ben", 0), ("decision=rejected", 1), ("decision=undone", 0),
        ("from=2020-01-01T00:00:00Z", 1), ("to=2020-01-01T00:00:00Z", 0), ("after=1000", 0),
    ]:  # fmt: skip
        items = api("GET", f"/v1/reviews?{query}", "read").json()["items"]
        assert len(items) == found, query
    assert api("GET", f"{PATH}/call-1", "read").json()["reviews"] == items or found == 0


def test_reviews_lead_on(api: Api):
    api("POST", PATH, "ingest", json=talk())
    answer = {"signal": "gratitude", "turn": 5, "start": 0, "end": 6}
    body = {
        "transcript_id": "call-1",
        "target": "signal:new",
        "decision": "added",
        "answer": answer,
    }
    for _ in range(3):
        assert api("POST", "/v1/reviews", json=body).status_code == 201
    page = api("GET", "/v1/reviews?limit=2").json()
    rest = api("GET", f"/v1/reviews?limit=2&after={page['next']}").json()
    assert [len(page["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]


def test_an_agent_has_figures(api: Api):
    api("POST", PATH, "ingest", json=talk(agent_id="agent/7"))
    figures = api("GET", "/v1/agents/agent%2F7", "read").json()
    assert figures["agent"] == "agent/7"
    assert figures["contacts"] == 1
    assert api("GET", "/v1/agents/nobody?queue=x", "read").json()["contacts"] == 0


@pytest.mark.parametrize("what", ["contacts", "reviews"])
def test_an_export_is_noted_in_the_audit(api: Api, what: str):
    from sqlalchemy import select

    from dimscore.store.tables import Audit

    api("POST", PATH, "ingest", json=talk(queue="=1+1"))
    api(
        "POST",
        "/v1/reviews",
        json={"transcript_id": "call-1", "target": "gap:0", "decision": "accepted"},
    )
    for kind, start in [
        ("csv", b"transcript_id," if what == "contacts" else b"id,"),
        ("parquet", b"PAR1"),
    ]:
        answer = api("GET", f"/v1/exports/{what}.{kind}?channel=voice")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert f"{what}.{kind}" in answer.headers["content-disposition"]
        with api.store.read() as session:
            last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
            assert last
            assert (last.by, last.action, last.count) == ("the admin key", f"export {what}", 1)
    assert_problem(api("GET", f"/v1/exports/{what}.xlsx"), 422)
