"""Whatever the description allows, or forbids, is answered as the description says."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Api
from tests.api.test_scopes import ROUTES

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schemathesis.serializer.alias(["application/x-ndjson", "application/jsonl"], "text/plain")
TRIED = [
    pytest.param(route, mode, id=f"{route.method} {route.path} {mode.value}")
    for route in ROUTES
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if route.path != "/health" or mode is GenerationMode.POSITIVE  # there is nothing to get wrong
]
BOUNDS = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize(("route", "mode"), TRIED)
def test_every_route_answers_as_described(api: Api, route: Any, mode: GenerationMode):
    for id in ("0", "a"):
        turns = [{"speaker": "customer", "text": "Nobody has called me back."}]
        body = {"id": id, "agent_id": id, "customer_id": id, "turns": turns}
        assert api("POST", "/v1/transcripts", json=body).status_code == 201
    schema = schemathesis.openapi.from_dict(api.app.openapi())
    operation = schema[route.path][route.method]

    @BOUNDS
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://testserver")
        headers = {k: v for k, v in dict(sent.pop("headers", {})).items() if v is not None}
        headers["authorization"] = f"Bearer {api.keys['admin']}"  # type: ignore[index]
        sent.pop("cookies", None)
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        answer = api.client.request(headers=headers, **sent)
        case.validate_response(answer, checks=CHECKS)

    run()
