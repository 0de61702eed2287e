"""`dimscore scorecard`: a company's own rules, checked before they are used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List and check scorecards.", invoke_without_command=True)


@app.callback()
def list_scorecards(context: typer.Context) -> None:
    """List the scorecards that came with this version."""
    if context.invoked_subcommand:
        return
    from dimscore.scoring import shipped_scorecards

    for card in shipped_scorecards().values():
        typer.echo(f"{card.id:18} {card.title} ({len(card.criteria)} criteria)")


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A scorecard, TOML.")]) -> None:
    """Check a scorecard file; a mistake is named by line and key."""
    from dimscore.scoring import find_scorecard

    card = find_scorecard(str(file))
    typer.echo(f"{file}: {card.title}, {len(card.criteria)} criteria, no mistake found")
