"""Power cuts: server and scoring process are killed at several moments; nothing accepted is lost,
and nothing is scored twice."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dimscore.store.engine import Store, open_store
from dimscore.store.keys import Scope, create_key
from dimscore.store.tables import Batch, Contact, StoredReport
from tests.api.server import Server, gone, until
from tests.conftest import ROOT, read_one

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
RECORDS = 300
TURNS = read_one(ROOT / "data/samples/en/top.txt").turns * 3


def lines() -> list[bytes]:
    turns = [turn.model_dump(mode="json", exclude_none=True) for turn in TURNS]
    return [json.dumps({"id": str(n), "turns": turns}).encode() + b"\n" for n in range(RECORDS)]


def count(store: Store, column: Any) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(column))) or 0


def all_scored(store: Store) -> bool:
    return count(store, StoredReport.id) >= RECORDS


def upload(server: Server, key: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.putrequest("POST", "/v1/batches")
    connection.putheader("authorization", f"Bearer {key}")
    connection.putheader("content-type", "application/x-ndjson")
    connection.putheader("transfer-encoding", "chunked")
    connection.endheaders()
    return connection


def chunk(connection: http.client.HTTPConnection, body: bytes) -> None:
    connection.send(f"{len(body):x}\r\n".encode() + body + b"\r\n")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    servers: list[Server] = []

    def start() -> Server:
        servers.append(Server(tmp_path / "dimscore.db"))
        return servers[-1]

    yield start
    for server in servers:
        server.kill()


def test_every_accepted_contact_is_scored_once_whatever_dies(
    tmp_path: Path, start: Callable[[], Server]
):
    store = open_store(tmp_path / "dimscore.db")
    with store.write() as session:
        key = create_key(session, "k", Scope.ADMIN)
    body = lines()

    # The server dies in the middle of an upload.
    server = start()
    connection = upload(server, key)
    chunk(connection, b"".join(body[:150]))
    until(lambda: count(store, Contact.id) >= 100)
    worker = server.worker()
    server.kill()
    connection.close()
    until(lambda: gone(worker))
    assert 100 <= count(store, Contact.id) < RECORDS

    # Sent again; the scoring process dies while it scores, and another takes its place.
    server = start()
    with store.read() as session:
        assert session.scalars(select(Batch.state)).all() == ["interrupted"]
    connection = upload(server, key)
    chunk(connection, b"".join(body))
    connection.send(b"0\r\n\r\n")
    answer = connection.getresponse()
    assert answer.status == 202
    batch = json.load(answer)
    connection.close()
    assert batch["known"] >= 100
    assert batch["known"] + batch["accepted"] == RECORDS
    before = count(store, StoredReport.id)
    worker = server.worker()
    until(lambda: count(store, StoredReport.id) > before or all_scored(store))
    os.kill(worker, signal.SIGKILL)
    other = until(lambda: (now := server.worker()) != worker and now)

    # The server dies while the other scores; the next one finishes.
    before = count(store, StoredReport.id)
    until(lambda: count(store, StoredReport.id) > before or all_scored(store))
    server.kill()
    until(lambda: gone(other))
    server = start()
    until(lambda: all_scored(store))
    with store.read() as session:
        states = session.scalars(select(Batch.state).order_by(Batch.created_at)).all()
        each = session.execute(
            select(StoredReport.contact_id, func.count()).group_by(StoredReport.contact_id)
        ).all()
        current = session.scalars(select(Contact.report_id)).all()
    assert states == ["interrupted", "done"] or until(lambda: _done(store, batch["id"]))
    assert [number for _, number in each] == [1] * RECORDS
    assert len(set(current)) == RECORDS
    assert None not in current
    server.stop()
    store.close()


def _done(store: Store, batch_id: str) -> bool:
    with store.read() as session:
        return session.get_one(Batch, batch_id).state == "done"
