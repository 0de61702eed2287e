"""`dimscore reviews`: what coaches decided, as training data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dimscore.cli.store import DEFAULT_STORE, StoreOption, existing_store

app = typer.Typer(help="Take reviews out of the store.", no_args_is_help=True)


@app.callback()
def reviews() -> None:
    """Take reviews out of the store."""


@app.command()
def export(
    output: Annotated[Path, typer.Option(help="File to write, JSON Lines.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Write reviewed and surveyed contacts as labelled transcripts, as `train` reads them."""
    from dimscore.store import audit
    from dimscore.store.training import labelled

    opened = existing_store(store)
    count = 0
    with output.open("w", encoding="utf-8") as file:
        for item in labelled(opened):
            file.write(item.model_dump_json(exclude_none=True) + "\n")
            count += 1
    with opened.write() as session:
        audit.note(session, "command line", "export training data", count=count)
    typer.echo(f"wrote {count} labelled transcripts to {output}")
