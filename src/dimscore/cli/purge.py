"""`dimscore purge`: delete what is older than the retention allows."""

from __future__ import annotations

from typing import Annotated

import typer

from dimscore.cli.store import DEFAULT_STORE, StoreOption, existing_store


def purge(
    older_than: Annotated[
        int, typer.Option(help="Days that contacts are kept, from their beginning.", min=0)
    ],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Delete contacts older than so many days with everything derived, from every file."""
    from dimscore.store import deletion

    count = deletion.purge(existing_store(store), older_than, by="command line")
    typer.echo(f"{count} contacts deleted")
