"""The queue between the server and the scoring process. It holds batch ids only.

What has to be scored stands in the store; a task is no more than a nudge, so none is ever missed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from dimscore.store.engine import Store

#: Scores what waits of a batch, or everything that waits.
Score = Callable[[str | None], None]


def _elsewhere(batch_id: str | None) -> None:
    """The server asks; it does not score batches itself."""
    raise RuntimeError("batches are scored by: python -m dimscore_api.worker")


class Queue:
    """The queue of a store. `score` is given where the work is done."""

    def __init__(self, store: Store, score: Score = _elsewhere) -> None:
        self.huey = _huey(store)

        def scoring(batch_id: str | None) -> None:
            score(batch_id)

        def sweep() -> None:
            score(None)

        self._task = self.huey.task()(scoring)
        # What no task speaks of (a request that died between keeping and scoring) is found here.
        self.huey.periodic_task(crontab())(sweep)

    def put(self, batch_id: str | None) -> None:
        """Ask for a batch to be scored, or for everything that waits."""
        self._task(batch_id)

    def close(self) -> None:
        """Give the connection back."""
        self.huey.storage.close()


def queue_file(store: Store) -> Path:
    """Where the queue of a SQLite store lies."""
    return Path(f"{store.url.database}.queue")


def _huey(store: Store) -> Huey:
    # Tasks are pickled: only what is signed with the store's own key is ever opened.
    signed = SignedSerializer(secret=store.secret.key.hex(), salt="dimscore.queue")
    if store.dialect == "sqlite":
        path = queue_file(store)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return SqliteHuey(
            "dimscore", filename=str(path), timeout=30, results=False, serializer=signed
        )
    dsn = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("dimscore", dsn=dsn, results=False, serializer=signed)
