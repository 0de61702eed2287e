import json
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from dimscore.schemas import json_schema
from tests.conftest import ROOT, read_one

TOP = read_one(ROOT / "data/samples/en/top.txt")
BODY: dict[str, Any] = json.loads(TOP.to_json())


def test_the_answer_is_the_report_of_the_library(client: TestClient, analyzer: Analyzer):
    answer = client.post("/v1/score", json=BODY)
    assert answer.status_code == 200
    assert answer.json() == json.loads(analyzer.analyze(TOP).to_json())
    jsonschema.validate(answer.json(), json_schema("report"))


def test_a_batch_keeps_order_and_reports_each_bad_record_in_its_place(client: TestClient):
    bad = {"id": "bad", "turns": [{"speaker": "nobody", "text": "x"}]}
    answer = client.post("/v1/score/batch", json={"transcripts": [BODY, bad, BODY]})
    first, second, third = answer.json()["outcomes"]
    assert first == third
    assert first["transcript_id"] == TOP.id
    assert second["transcript_id"] == "bad"
    assert second["error"]["where"]["field"] == "transcripts.1.turns.0.speaker"


@pytest.mark.parametrize("path", ["/health", "/v1/signals", "/v1/languages", "/v1/models"])
def test_what_the_server_knows(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json()


def test_openapi_shows_an_example_that_works(client: TestClient):
    schema = client.get("/openapi.json").json()
    body = schema["paths"]["/v1/score"]["post"]["requestBody"]["content"]["application/json"]
    example = body["schema"].get("examples") or body["examples"]
    assert client.post("/v1/score", json=example[0]).status_code == 200


def test_an_unknown_language_is_answered_with_an_abstention(client: TestClient):
    report = client.post("/v1/score", json={**BODY, "language": "de"}).json()
    assert report["csat"]["abstained"] == "unknown_language"
    assert report["csat"]["interval"] == [1, 5]
    assert report["signals"] == []
