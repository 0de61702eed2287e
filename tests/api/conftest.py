from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dimscore_api.app import create_app
from dimscore_api.backlog import score_waiting
from dimscore_api.settings import Settings
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from dimscore.store.engine import Store
from dimscore.store.keys import Scope, create_key

LIMITS: dict[str, Any] = {
    "max_body_bytes": 200_000,
    "max_turns": 50,
    "max_characters": 20_000,
    "max_batch": 5,
    "max_upload_bytes": 300_000,
    "max_upload_records": 400,
    "max_line_bytes": 50_000,
    "names": ("testserver",),
}


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server without keys: only what needs no store is open."""
    store = tmp_path_factory.mktemp("no-keys") / "dimscore.db"
    app = create_app(Settings(store=str(store), **LIMITS))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


class Api:
    """A server with a store and one key of each scope."""

    def __init__(self, client: TestClient, analyzer: Analyzer) -> None:
        self.client = client
        self._analyzer = analyzer
        app = client.app
        assert isinstance(app, FastAPI)
        self.app = app
        self.store: Store = app.state.store
        with self.store.write() as session:
            self.keys = {scope: create_key(session, f"the {scope} key", scope) for scope in Scope}

    def __call__(self, method: str, path: str, scope: str | None = "admin", **rest: Any) -> Any:
        """A request with a key of `scope`, or none."""
        headers = dict(rest.pop("headers", {}))
        if scope is not None:
            headers["authorization"] = f"Bearer {self.keys[Scope(scope)]}"
        return self.client.request(method, path, headers=headers, **rest)

    def batch(self, lines: Any, scope: str = "ingest", **headers: str) -> Any:
        """Hand in a batch."""
        kind = {"content-type": "application/x-ndjson"}
        return self("POST", "/v1/batches", scope, content=lines, headers=kind | headers)

    def score_batches(self) -> int:
        """What the scoring process does."""
        return score_waiting(self.store, self._analyzer.analyze)


@pytest.fixture
def api(tmp_path: Path, analyzer: Analyzer) -> Iterator[Api]:
    app = create_app(Settings(store=str(tmp_path / "dimscore.db"), **LIMITS))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Api(client, analyzer)
