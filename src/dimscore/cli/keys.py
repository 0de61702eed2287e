"""`dimscore keys`: make, list and revoke keys of the API."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dimscore.cli.store import DEFAULT_STORE, StoreOption, existing_store

app = typer.Typer(help="Make, list and revoke keys of the API.", no_args_is_help=True)


class _Scope(StrEnum):
    INGEST = "ingest"
    READ = "read"
    ADMIN = "admin"


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for; 1 to 64 characters.")],
    scope: Annotated[
        _Scope,
        typer.Option(help="ingest hands in, read reads, admin does both, deletes and exports."),
    ],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make a key and print it; it is shown this once."""
    from dimscore.store.engine import open_store
    from dimscore.store.keys import Scope, create_key

    with open_store(store).write() as session:
        key = create_key(session, name, Scope(scope.value))
    typer.echo(key)


@app.command("list")
def list_keys(store: StoreOption = DEFAULT_STORE) -> None:
    """List all keys that were ever made."""
    from rich.console import Console
    from rich.table import Table

    from dimscore.store import keys

    with existing_store(store).read() as session:
        rows = keys.list_keys(session)
    table = Table("name", "scope", "made", "revoked")
    for row in rows:
        revoked = f"{row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else ""
        table.add_row(row.name, row.scope, f"{row.created_at:%Y-%m-%d %H:%M}", revoked)
    Console().print(table)


@app.command()
def revoke(name: str, store: StoreOption = DEFAULT_STORE) -> None:
    """End a key; what was handed in with it stays."""
    from dimscore.store.keys import revoke_key

    with existing_store(store).write() as session:
        revoke_key(session, name)
    typer.echo(f"revoked: {name}")
