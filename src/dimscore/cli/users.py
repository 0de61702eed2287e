"""`dimscore users`: accounts of the coaches' page. The page itself can never make one."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dimscore.cli.store import DEFAULT_STORE, StoreOption, existing_store

app = typer.Typer(help="Make and list accounts of the coaches' page.", no_args_is_help=True)


class _Role(StrEnum):
    COACH = "coach"
    AGENT = "agent"
    ADMIN = "admin"


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[_Role, typer.Option(help="What the account may do.")],
    agent_id: Annotated[
        str | None, typer.Option(help="For an agent: the agent id that transcripts carry.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make an account and print its one-time password."""
    from dimscore.store import accounts
    from dimscore.store.engine import open_store

    opened = open_store(store)
    with opened.write() as session:
        kept_as = opened.secret.disguise(agent_id) if agent_id else None
        password = accounts.add_user(session, name, accounts.Role(role.value), agent_id=kept_as)
    typer.echo(f"{name} can sign in once with: {password}")


@app.command("list")
def list_users(store: StoreOption = DEFAULT_STORE) -> None:
    """List the accounts."""
    from rich.console import Console
    from rich.table import Table

    from dimscore.store import accounts

    table = Table("name", "role", "agent", "made")
    with existing_store(store).read() as session:
        for user in accounts.list_users(session):
            made = user.created_at.date().isoformat()
            table.add_row(user.name, user.role, user.agent_id or "", made)
    Console().print(table)


@app.command()
def reset(name: str, store: StoreOption = DEFAULT_STORE) -> None:
    """Give an account a new one-time password and sign it out everywhere."""
    from dimscore.store import accounts

    with existing_store(store).write() as session:
        password = accounts.reset_password(session, name)
    typer.echo(f"{name} can sign in once with: {password}")


@app.command()
def remove(name: str, store: StoreOption = DEFAULT_STORE) -> None:
    """Remove an account; what it decided stays."""
    from dimscore.store import accounts

    with existing_store(store).write() as session:
        accounts.remove_user(session, name)
    typer.echo(f"{name} can no longer sign in")
