"""Keeps one scoring process running as long as the server runs."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOG = logging.getLogger("dimscore.api")
_LOOK, _PAUSE, _LAST_WORDS = 0.2, 1.0, 10.0  # seconds
_COMMAND = (sys.executable, "-P", "-m", "dimscore_api.worker", "--attached")


@contextmanager
def scoring_process(store: str) -> Iterator[None]:
    """A worker on `store` inside the block; another one takes its place when it dies."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(store, over), name="keeper")
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(store: str, over: threading.Event) -> None:
    while not over.is_set():
        # The store goes by the environment: its URL may hold a password, arguments are public.
        worker = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, env=os.environ | {"DIMSCORE_STORE": store}
        )
        while worker.poll() is None and not over.wait(_LOOK):
            pass
        if over.is_set():
            _end(worker)
        else:
            _LOG.warning("the scoring process ended with %s; starting another", worker.returncode)
            over.wait(_PAUSE)


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Its standard input ends, and so does the worker."""
    assert worker.stdin is not None
    worker.stdin.close()
    try:
        worker.wait(_LAST_WORDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
