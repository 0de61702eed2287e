"""Signing in: one-time passwords, slowing down, cookies, languages, errors as pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient

from dimscore.store import accounts
from dimscore.store.tables import SignInFailure, User
from tests.api.page import HTML, people, sign_in, token


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store=str(tmp_path / "a.db")))
    with TestClient(
        app, base_url="http://127.0.0.1:8000", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        people(app.state.store)
        yield client


def attempt(client: TestClient, name: str, password: str, next: str = "/") -> int:
    form = client.get("/signin", headers=HTML)
    data = {"name": name, "password": password, "csrf": token(form.text), "next": next}
    return client.post("/signin", data=data, headers=HTML).status_code


def test_the_first_page_leads_to_the_sign_in_form_and_from_there_back(client: TestClient) -> None:
    home = client.get("/team?queue=power", headers=HTML)
    assert home.headers["location"] == "/signin?next=%2Fteam%3Fqueue%3Dpower"
    form = client.get(home.headers["location"], headers=HTML)
    data = {"name": "anna", "password": "anna's password", "csrf": token(form.text)}
    done = client.post("/signin", data=data | {"next": "/team?queue=power"}, headers=HTML)
    assert done.headers["location"] == "/team?queue=power"


@pytest.mark.parametrize("next", ["https://elsewhere.example/", "//elsewhere.example", "/\\evil"])
def test_signing_in_never_leads_to_another_host(client: TestClient, next: str) -> None:
    form = client.get("/signin", headers=HTML)
    data = {"name": "anna", "password": "anna's password", "csrf": token(form.text), "next": next}
    assert client.post("/signin", data=data, headers=HTML).headers["location"] == "/"


def test_the_session_cookie_is_for_this_page_alone(client: TestClient) -> None:
    form = client.get("/signin", headers=HTML)
    data = {"name": "anna", "password": "anna's password", "csrf": token(form.text)}
    cookies = client.post("/signin", data=data, headers=HTML).headers.get_list("set-cookie")
    [session] = [c for c in cookies if c.startswith("dimscore_session=")]
    assert "HttpOnly" in session
    assert "SameSite=strict" in session


def test_only_hashes_of_passwords_and_sessions_are_kept(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    store = client.app.state.store
    kept = b"".join(p.read_bytes() for p in Path(store.url.database).parent.iterdir())
    assert b"anna's password" not in kept
    assert client.cookies["dimscore_session"].encode() not in kept


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: TestClient) -> None:
    assert attempt(client, "anna", "wrong") == attempt(client, "nobody", "wrong") == 401


def test_after_five_failures_even_the_right_password_has_to_wait(client: TestClient) -> None:
    assert [attempt(client, "anna", "wrong") for _ in range(5)] == [401] * 5
    assert attempt(client, "anna", "anna's password") == 429
    store = client.app.state.store
    with store.write() as session:
        [row] = session.query(SignInFailure).all()
        row.last_at -= accounts.SESSION
    assert attempt(client, "anna", "anna's password") == 303
    assert attempt(client, "anna", "wrong") == 401, "a good sign-in clears the count"


def test_tries_at_the_same_time_do_not_get_around_the_wait(client: TestClient) -> None:
    store = client.app.state.store
    form = token(client.get("/signin", headers=HTML).text)
    data = {"name": "anna", "password": "wrong", "csrf": form}
    with ThreadPoolExecutor(12) as pool:
        tries = [pool.submit(client.post, "/signin", data=data, headers=HTML) for _ in range(12)]
    statuses = Counter(t.result().status_code for t in tries)
    assert statuses == {401: accounts.FREE_FAILURES, 429: 12 - accounts.FREE_FAILURES}
    with store.read() as session:
        assert accounts.wait_left(session, "anna").total_seconds() > 0


def test_unknown_names_are_slowed_down_too(client: TestClient) -> None:
    assert [attempt(client, "nobody", "x") for _ in range(6)] == [401] * 5 + [429]


def test_a_one_time_password_opens_nothing_but_the_form_for_a_new_one(client: TestClient) -> None:
    with client.app.state.store.write() as session:
        once = accounts.add_user(session, "carla", accounts.Role.COACH)
    assert attempt(client, "carla", once) == 303
    assert client.get("/queue", headers=HTML).headers["location"] == "/password"
    csrf = token(client.get("/password", headers=HTML).text)
    for password, again in ((once, once), ("short", "short"), ("long enough one", "another one")):
        data = {"csrf": csrf, "password": password, "again": again}
        assert client.post("/password", data=data, headers=HTML).status_code == 422
    data = {"csrf": csrf, "password": "a little sentence", "again": "a little sentence"}
    assert client.post("/password", data=data, headers=HTML).status_code == 303
    assert client.get("/queue", headers=HTML).status_code == 200


def test_signing_out_ends_the_session(client: TestClient) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    cookie = client.cookies["dimscore_session"]
    client.post("/signout", data={"csrf": csrf}, headers=HTML)
    client.cookies.set("dimscore_session", cookie)
    assert client.get("/queue", headers=HTML).status_code == 303


def test_a_new_password_signs_out_everywhere_else(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    elsewhere = client.cookies["dimscore_session"]
    csrf = sign_in(client, "anna", "anna's password")
    data = {"csrf": csrf, "password": "a little sentence", "again": "a little sentence"}
    assert client.post("/password", data=data, headers=HTML).status_code == 303
    assert client.get("/queue", headers=HTML).status_code == 200
    client.cookies.clear()
    client.cookies.set("dimscore_session", elsewhere)
    assert client.get("/queue", headers=HTML).status_code == 303


def test_resetting_a_password_signs_out_everywhere(client: TestClient) -> None:
    sign_in(client, "anna", "anna's password")
    with client.app.state.store.write() as session:
        accounts.reset_password(session, "anna")
    assert client.get("/queue", headers=HTML).status_code == 303


@pytest.mark.parametrize("path", ["/signout", "/language", "/password"])
def test_no_change_without_the_sessions_token(client: TestClient, path: str) -> None:
    sign_in(client, "anna", "anna's password")
    assert client.post(path, data={"csrf": "x"}, headers=HTML).status_code == 403


def test_no_sign_in_without_the_forms_token(client: TestClient) -> None:
    data = {"name": "anna", "password": "anna's password", "csrf": "x"}
    assert client.post("/signin", data=data, headers=HTML).status_code == 403


def test_the_chosen_language_stays_with_the_account(client: TestClient) -> None:
    csrf = sign_in(client, "anna", "anna's password")
    data = {"csrf": csrf, "language": "pl", "back": "/queue?gap=hold_gap"}
    answer = client.post("/language", data=data, headers=HTML)
    assert answer.headers["location"] == "/queue?gap=hold_gap"
    assert '<html lang="pl">' in client.get("/queue", headers=HTML).text
    with client.app.state.store.read() as session:
        assert session.get_one(User, "anna").language == "pl"


def test_the_sign_in_form_speaks_the_browsers_language(client: TestClient) -> None:
    page = client.get("/signin", headers=HTML | {"accept-language": "fr, lv;q=0.8, en;q=0.5"})
    assert '<html lang="lv">' in page.text


def test_errors_are_pages_for_people_and_problem_details_for_programs(client: TestClient) -> None:
    assert "There is nothing here" in client.get("/no-such-page", headers=HTML).text
    program = client.get("/no-such-page", headers={"accept": "application/json"})
    assert program.headers["content-type"] == "application/problem+json"
    assert client.get("/queue", headers={"accept": "application/json"}).status_code == 401


def test_a_fault_of_ours_is_a_page_too_and_says_nothing_of_the_input(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, "anna", "anna's password")
    monkeypatch.setattr("dimscore_api.coach.queue.waiting.queue", lambda *_, **__: 1 / 0)
    failed = client.get("/queue?agent=a+secret+name", headers=HTML)
    assert failed.status_code == 500
    assert "That did not work" in failed.text
    assert "ZeroDivisionError" in caplog.text
    assert "a secret name" not in caplog.text + failed.text


def test_pages_are_not_kept_by_anybody_and_run_no_foreign_script(client: TestClient) -> None:
    headers = client.get("/signin", headers=HTML).headers
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_the_description_of_the_api_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    shown = client.get("/docs", headers=HTML)
    assert "POST /v1/transcripts" in shown.text
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    assert "http://" not in shown.text.replace("http://127.0.0.1", "")
    assert "https://" not in shown.text
    assert client.get("/redoc", headers=HTML).status_code == 404


def test_the_page_has_no_way_to_make_an_account(client: TestClient) -> None:
    posts = {r.path for r in client.app.routes if "POST" in getattr(r, "methods", ())}
    assert not [p for p in posts if "user" in p or "account" in p or "register" in p]
