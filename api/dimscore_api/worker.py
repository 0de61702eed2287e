"""`python -m dimscore_api.worker STORE`: the process that scores batches, beside the server."""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import Annotated

import typer

_LOG = logging.getLogger("dimscore.worker")
_NICE = 5


def main(
    store: Annotated[str, typer.Argument(envvar="DIMSCORE_STORE", help="File or database URL.")],
    attached: Annotated[
        bool, typer.Option(help="End when standard input ends, as it does with the server.")
    ] = False,
) -> None:
    """Score what waits in the store, and what comes, until it is stopped."""
    if attached:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICE)  # somebody is waiting for a page, nobody for a batch
    logging.basicConfig(level=logging.WARNING)

    from huey.consumer import Consumer

    from dimscore.analyzer import Analyzer
    from dimscore.csat.artefact import default_model
    from dimscore.scoring import shipped_scorecards
    from dimscore.store.engine import open_store
    from dimscore_api.backlog import score_waiting
    from dimscore_api.guard import described
    from dimscore_api.queue import Queue

    contacts = open_store(store)
    analyzer = Analyzer(scorecards=list(shipped_scorecards()), model=default_model())

    def score(batch_id: str | None) -> None:
        try:
            score_waiting(contacts, analyzer.analyze, batch_id)
        except Exception as error:  # huey would log its message, which may quote a transcript
            _LOG.error("scoring stopped, and is tried again within a minute: %s", described(error))

    queue = Queue(contacts, score)
    queue.put(None)  # whatever was left when the last worker ended
    Consumer(queue.huey, workers=1, initial_delay=0.05, max_delay=0.5).run()


def _end_with_parent() -> None:
    """Nothing is ever written to the pipe; it ends when the server does, even by kill -9."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    typer.run(main)
