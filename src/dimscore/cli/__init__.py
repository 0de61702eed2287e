"""The `dimscore` command: one file a verb; what a verb needs is imported when it runs."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer

from dimscore.cli import (
    agreement,
    analyze,
    evaluate,
    keys,
    languages,
    models,
    purge,
    reviews,
    schema,
    scorecard,
    signals,
    users,
)

app = typer.Typer(
    name="dimscore",
    help="Scores contact-centre transcripts in the three dimensions of customer service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("analyze")(analyze.analyze)
app.command("agreement")(agreement.agreement)
app.command("evaluate")(evaluate.evaluate)
app.command("languages")(languages.languages)
app.command("purge")(purge.purge)
app.command("schema")(schema.schema)
app.add_typer(signals.app, name="signals")
app.add_typer(scorecard.app, name="scorecard")
app.add_typer(models.app, name="models")
app.add_typer(reviews.app, name="reviews")
app.add_typer(keys.app, name="keys")
app.add_typer(users.app, name="users")


def _add_commands() -> None:
    """`serve` and `train` come from packages the library does not know."""
    for point in entry_points(group="dimscore.commands"):
        if point.name in sys.argv[1:2] or {"--help", "-h"} & set(sys.argv[1:2]) or not sys.argv[1:]:
            command = point.load()
            if isinstance(command, typer.Typer):
                app.add_typer(command, name=point.name)
            else:
                app.command(point.name)(command)


def main() -> None:
    """Run the command; a known error is one line on stderr and exit code 2."""
    from dimscore.errors import DimscoreError

    _add_commands()
    try:
        app()
    except DimscoreError as error:
        typer.echo(f"dimscore: {error}", err=True)
        raise SystemExit(2) from None
