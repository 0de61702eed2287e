"""Cards, phones and addresses that anybody sends leave no trace, in whatever field they come."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dimscore.evaluation.masking import measure_masking, read_cases
from dimscore.lang import languages
from tests.api.conftest import Api
from tests.conftest import ROOT

CARD, PHONE, MAIL = "4242 4242 4242 4242", "+48 600 700 800", "zanzibar.quagga@example.com"
SAID_CARD = "four two four two four two four two four two four two four two four two"
SAID_PHONE = "plus four eight six zero zero seven zero zero eight zero zero"
ALL = f"My card is {CARD}, that is {SAID_CARD}. Call {PHONE}, or {SAID_PHONE}. Write to {MAIL}."
TRACES = [
    *(CARD, CARD.replace(" ", ""), CARD.replace(" ", "-"), "4242 4242", "424242"),
    *(PHONE, PHONE.replace(" ", ""), "600700800", "600 700 800", "700 800"),
    *("zanzibar", "quagga", "four two four two", "two four two", "zero zero seven"),
]


def traces(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return [trace for trace in TRACES if trace.encode() in data.lower()]


def talk(id: str, **fields: Any) -> dict[str, Any]:
    turns = [
        {"speaker": "agent", "text": "What is your number?", "name": MAIL},
        {"speaker": "customer", "text": ALL},
        {"speaker": "customer", "text": "four two four two"},
        {"speaker": "agent", "text": "Yes."},
        {"speaker": "customer", "text": "four two four two four two four two four two four two."},
    ]
    return {
        "id": id,
        "language": "en",
        "channel": PHONE,
        "queue": CARD,
        "agent_id": MAIL,
        "customer_id": PHONE,
        "metadata": {"note": ALL, CARD: [PHONE, {"x": MAIL}], "number": 4242424242424242},
        "survey": {"csat": 1, "comment": ALL},
        "turns": turns,
        **fields,
    }


def send_everything(api: Api) -> list[Any]:
    """Private data through every route that takes text."""
    key = {"idempotency-key": PHONE}
    bad = {**talk(PHONE), "turns": [{"speaker": "agent", "text": ALL, CARD: 1}]}
    lines = [talk("b1"), talk(CARD), talk("b1", queue="x"), bad, ALL, {"id": PHONE, MAIL: ALL}]
    jsonl = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + f"\n{ALL}\n"
    first = api("POST", "/v1/transcripts", json=talk("1"), headers=key)
    assert first.status_code == 201, first.text
    reviewed = {"transcript_id": "1", "target": "gap:0", "note": ALL, "by": MAIL}
    survey = {"transcript_id": PHONE, "comment": ALL, "csat": 2}
    answers = [
        first,
        api("POST", "/v1/transcripts", json=talk("1"), headers=key),
        api("POST", "/v1/transcripts", json=talk("1", queue="x")),
        api("POST", "/v1/transcripts", json=talk(MAIL)),
        api("POST", "/v1/transcripts", json=bad),
        api("POST", "/v1/transcripts", content=ALL),
        api.batch(jsonl.encode(), **key),
        api("POST", "/v1/surveys", json={"surveys": [survey, {**survey, "transcript_id": "1"}]}),
        api("POST", "/v1/surveys", json={"surveys": [{**survey, CARD: 1}]}),
        api("POST", "/v1/reviews", json={**reviewed, "decision": "accepted"}),
        api("POST", "/v1/reviews", json={**reviewed, "decision": "accepted", "target": ALL}),
        api("POST", "/v1/reviews", json={**reviewed, "decision": ALL, "transcript_id": PHONE}),
        api("GET", "/v1/transcripts", params={"customer": PHONE}),
        api("GET", "/v1/transcripts", params={"words": ALL[:200]}),
        api("GET", f"/v1/transcripts/{MAIL}"),
        api("GET", f"/v1/agents/{MAIL}"),
        api("GET", "/v1/reviews", params={"by": MAIL}),
        api("POST", "/v1/score", json=bad),
        api("DELETE", f"/v1/transcripts/{CARD}x"),
        api("DELETE", f"/v1/customers/{MAIL}"),
    ]
    assert all(answer.status_code < 500 for answer in answers), answers
    assert api.score_batches() >= 2
    return answers


def test_nothing_private_is_kept_or_told(
    api: Api, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        answers = send_everything(api)
        for what in ("contacts", "reviews"):
            answers.append(api("GET", f"/v1/exports/{what}.csv"))
            parquet = tmp_path.parent / f"{tmp_path.name}-{what}.parquet"
            parquet.write_bytes(api("GET", f"/v1/exports/{what}.parquet").content)
            assert traces(str(pq.read_table(parquet).to_pylist())) == []
        for path in ("/v1/transcripts", "/v1/reviews", "/v1/transcripts/1"):
            answers.append(api("GET", path))
    for answer in answers:
        assert traces(answer.text) == [], (answer.request.method, answer.status_code)
        assert traces(str(answer.headers)) == []
    for path in tmp_path.iterdir():
        assert traces(path.read_bytes()) == [], path.name
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("http", "asyncio"))]
    assert traces("\n".join(ours)) == []
    assert {"dimscore.db", "dimscore.db.queue"} <= {path.name for path in tmp_path.iterdir()}


def test_what_was_said_is_still_there_but_for_that(api: Api):
    send_everything(api)
    kept = api("GET", "/v1/transcripts/1").json()
    assert "My card is [" in kept["transcript"]["turns"][1]["text"]
    assert kept["survey"]["comment"].startswith("My card is [")
    [customer] = {item["customer_id"] for item in api("GET", "/v1/transcripts").json()["items"]}
    assert customer.startswith("phone-")
    found = api("GET", "/v1/transcripts", params={"customer": PHONE}).json()["items"]
    assert len(found) == len(api("GET", "/v1/transcripts").json()["items"])


@pytest.mark.parametrize("code", languages())
def test_numbers_and_addresses_of_every_language_leave_no_trace(
    api: Api, code: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Digits and words, clean, recognised and typed: all that masking knows to find is nowhere."""
    cases = read_cases(ROOT / "data" / "redaction" / f"{code}.jsonl")
    known = [case for case in cases if measure_masking([case], code).found == len(case.private)]
    lines = [
        json.dumps(
            {
                "id": f"case {n}",
                "language": code,
                "agent_id": "a",
                "turns": [t.model_dump(mode="json", exclude_none=True) for t in case.turns],
            }
        )
        for n, case in enumerate(known)
    ]
    with caplog.at_level(logging.DEBUG):
        assert api.batch("\n".join(lines)).status_code == 202
        assert api.score_batches() == len(known)
    api(
        "POST",
        "/v1/reviews",
        json={"transcript_id": "case 0", "target": "gap:0", "decision": "accepted", "by": "anna"},
    )
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    shown = "".join(
        api("GET", f"/v1/exports/{what}.csv").text for what in ("contacts", "reviews")
    ) + json.dumps(
        [api("GET", f"/v1/transcripts/case {n}").json() for n in range(len(known))],
        ensure_ascii=False,
    )
    harmless = "".join(t.text for case in known if not case.private for t in case.turns)
    pieces = {piece.text for case in known for piece in case.private if len(piece.text) >= 8}
    pieces = {piece for piece in pieces if piece not in harmless}
    everything = files + shown.encode() + caplog.text.encode()
    assert len(pieces) > 30
    assert [piece for piece in pieces if piece.encode() in everything] == []
