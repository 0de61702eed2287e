"""`dimscore demo`: see the coaches' page alive in a minute."""

from __future__ import annotations

import threading
import webbrowser
from datetime import UTC, datetime
from typing import Annotated

import typer


def demo(
    store: Annotated[
        str, typer.Option(help="Where to keep the demo: a file ending in .db.")
    ] = "dimscore-demo.db",
    port: Annotated[int, typer.Option(help="Port to bind.", min=1, max=65535)] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Fill a store with ten weeks of sample contacts and open the coaches' page."""
    from rich.progress import Progress

    from dimscore.store.engine import open_store
    from dimscore_api.command import serve
    from dimscore_api.demo.fill import fill, open_accounts

    opened = open_store(store)
    with Progress(transient=True) as progress:
        task = progress.add_task("Scoring sample contacts")
        count = fill(
            opened,
            datetime.now(UTC).date(),
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    passwords = open_accounts(opened)
    opened.close()
    address = f"http://127.0.0.1:{port}/"
    typer.echo(f"{count} sample contacts in {store}. Sign in at {address}")
    for name, password in passwords.items():
        typer.echo(f"  {name:8} {password}")
    typer.echo("Press Ctrl+C to stop.")
    if browser:
        threading.Timer(1.5, webbrowser.open, [address]).start()
    serve(port=port, store=store)
