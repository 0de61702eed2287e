"""Every page x every role x nobody. A page that is missing from the table fails the test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

import pytest
from dimscore_api import coach
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from tests.api.page import HTML, keep, sign_in, transcript_of
from tests.api.page import people as make_people

ROLES = {None: None, "agent": "dana", "coach": "anna", "admin": "ada"}
SIGNED_IN, COACHES, ADMIN, EVERYBODY = (
    {"agent", "coach", "admin"},
    {"coach", "admin"},
    {"admin"},
    set(ROLES),
)


class Page(NamedTuple):
    method: str
    path: str
    allowed: set[Any]
    form: dict[str, str] = {}  # noqa: RUF012


PAGES = [
    Page("GET", "/", SIGNED_IN),
    Page("GET", "/docs", EVERYBODY),
    Page("GET", "/signin", EVERYBODY),
    Page("GET", "/password", SIGNED_IN),
    Page("POST", "/password", SIGNED_IN),
    Page("POST", "/language", SIGNED_IN, {"language": "pl"}),
    Page("GET", "/queue", COACHES),
    Page("POST", "/queue/decide", COACHES, {"item": "1-0", "decision": "accepted"}),
    Page("POST", "/queue/undo", COACHES, {"review": "1"}),
    Page("POST", "/queue/keep", COACHES, {"item": "1-0"}),
    Page("GET", "/contacts", SIGNED_IN),
    Page("GET", "/contacts/{number}", COACHES),
    Page("POST", "/contacts/{number}/delete", ADMIN),
    Page("GET", "/contacts/{number}/signals/{position}", COACHES),
    Page("GET", "/contacts/{number}/turns/{index}", COACHES),
    Page(
        "POST", "/contacts/{number}/reviews", COACHES, {"target": "gap:1", "decision": "accepted"}
    ),
    Page("POST", "/reviews/{number}/undo", COACHES),
    Page("POST", "/reviews/{number}/comments", COACHES, {"note": "Well said"}),
    Page("GET", "/team", COACHES),
    Page("GET", "/agents/{agent}", COACHES),
    Page("GET", "/me", SIGNED_IN),
    Page("GET", "/insights", COACHES),
    Page("GET", "/export/{what}.{kind}", COACHES),
]
#: Forms of somebody not signed in, and leaving, have tests of their own.
ELSEWHERE = {("POST", "/signin"), ("POST", "/signin/language"), ("POST", "/signout")}


@pytest.fixture
def client(tmp_path: Path, analyzer: Analyzer) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path / "r.db")))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        make_people(app.state.store)
        keep(app.state.store, analyzer, transcript_of("another's", agent="ilze"))
        yield client


def test_the_table_names_every_page() -> None:
    modules = [import_module(f"{coach.__name__}.{m.name}") for m in iter_modules(coach.__path__)]
    there = {
        (method, re.sub(r":\w+}", "}", route.path))
        for module in modules
        if hasattr(module, "router")
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods - {"HEAD"}
    }
    assert there == {(page.method, page.path) for page in PAGES} | ELSEWHERE


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.method} {page.path}")
def test_a_page_is_open_to_its_roles_alone(
    client: TestClient, page: Page, role: str | None
) -> None:
    name = ROLES[role]
    csrf = sign_in(client, name, f"{name}'s password") if name else ""
    filled = {"number": "1", "position": "0", "index": "1", "agent": "ilze"}
    path = page.path.format(**filled, what="contacts", kind="csv")
    form = {"data": page.form | {"csrf": csrf}} if page.method == "POST" else {}
    answer = client.request(page.method, path, headers=HTML, **form)
    refused = answer.status_code in (403, 404) or (
        answer.status_code == 303 and answer.headers["location"].startswith("/signin")
    )
    # A review that is not there yet is missing for whoever may look.
    missing = answer.status_code == 404 and "review" in page.path + str(page.form)
    assert answer.status_code < 500
    assert refused == (role not in page.allowed) or (missing and role in page.allowed)
