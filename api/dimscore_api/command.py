"""`dimscore serve`: run the API, the page and the process that scores batches."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dimscore.cli.store import DEFAULT_STORE, StoreOption

#: Seconds that a thread may keep the interpreter while another one waits.
_TURN = 0.0005


def serve(
    host: Annotated[str, typer.Option(help="Address to bind; loopback unless told.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to bind.", min=1, max=65535)] = 8000,
    store: StoreOption = DEFAULT_STORE,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Host name of a proxy in front, where one stands; may be given again."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="Time zone of dates on the page.")] = "UTC",
) -> None:
    """Serve the API and the coaches' page over HTTP; batches are scored by a second process."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    import uvicorn

    from dimscore.errors import UsageError
    from dimscore.store.engine import open_store
    from dimscore.store.keys import any_key
    from dimscore_api.app import create_app
    from dimscore_api.keeper import scoring_process
    from dimscore_api.settings import Settings

    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError("--timezone: give a name such as Europe/Warsaw") from None
    settings = Settings(store=store, host=host, names=tuple(name or ()), timezone=timezone)
    opened = open_store(store)
    with opened.read() as session:
        if not settings.on_loopback and not any_key(session):
            raise UsageError(
                f"{host} can be reached from other machines, and there is no key yet; make one "
                "first with: dimscore keys create NAME --scope admin"
            )
    opened.close()
    app = create_app(settings)
    # A page asks the database many short questions, and after each has to wait for its turn behind
    # a transcript that is being scored: five milliseconds by default.
    sys.setswitchinterval(_TURN)
    with scoring_process(store):
        # The access log would repeat addresses with whatever a client put into them.
        uvicorn.run(app, host=host, port=port, access_log=False, timeout_graceful_shutdown=10)
