"""A real server with the demo's contacts, and a real Chromium before it."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from dimscore_api.demo.fill import fill
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dimscore.store import accounts
from dimscore.store.engine import Store, open_store

#: The demo's last day: the same pictures whenever the tests run.
UNTIL = date(2026, 11, 20)
PASSWORD = "a sentence to sign in with"
PEOPLE = {"anna": ("coach", None), "bruno": ("coach", None), "ada": ("admin", None)}
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Server:
    """A running server and its store."""

    address: str
    path: Path
    store: Store


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("browser") / "demo.db"
    store = open_store(path)
    fill(store, UNTIL, lambda done, total: None)
    with store.write() as session:
        for name, (role, agent_id) in PEOPLE.items():
            accounts.add_user(
                session, name, accounts.Role(role), agent_id=agent_id, password=PASSWORD
            )
        accounts.add_user(session, "dana", accounts.Role.AGENT, agent_id="Dana", password=PASSWORD)
    port = _free_port()
    dimscore = Path(sys.executable).parent / "dimscore"
    process = subprocess.Popen(
        [dimscore, "serve", "--port", str(port), "--store", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield Server(f"http://127.0.0.1:{port}", path, store)
    finally:
        process.terminate()
        process.wait()
        store.close()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    """A window of its own, signed in as `name` unless that is None; complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(
        name: str | None = "anna", *, theme: str = "light", width: int = 1360, script: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=server.address,
            color_scheme=theme,  # pyright: ignore[reportArgumentType]
            viewport={"width": width, "height": 900},
            locale="en-GB",
            accept_downloads=True,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        if name is not None:
            sign_in(page, name, PASSWORD)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


def sign_in(page: Page, name: str, password: str) -> None:
    """By keyboard alone, as everything that a coach does all day must be."""
    page.goto("/signin")
    page.locator("#name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/signin" not in address)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(600):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/health")
                if connection.getresponse().read():
                    return
            except OSError:
                time.sleep(0.1)
    raise AssertionError("the server does not answer")
