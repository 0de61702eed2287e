from __future__ import annotations

from collections.abc import Iterator

import pytest
from dimscore_api.app import create_app
from dimscore_api.settings import Settings
from fastapi.testclient import TestClient


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    settings = Settings(max_body_bytes=200_000, max_turns=50, max_characters=20_000, max_batch=5)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
