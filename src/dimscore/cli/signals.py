"""`dimscore signals`: the catalogue, and a check of example lines against the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List signals, test example lines.", invoke_without_command=True)


@app.callback()
def list_signals(context: typer.Context) -> None:
    """List the signals: who says them, in which dimension, what they mean."""
    if context.invoked_subcommand:
        return
    from rich.console import Console
    from rich.table import Table

    from dimscore.catalogue import load_catalogue

    table = Table("signal", "dimension", "said by", "", "definition")
    for kind in load_catalogue().signals.values():
        table.add_row(kind.id, kind.dimension.value, kind.by.value, kind.polarity, kind.definition)
    Console().print(table)


@app.command("test")
def check(
    file: Annotated[Path, typer.Argument(help="Example lines, TOML as a pack's examples.toml.")],
    language: Annotated[
        str | None, typer.Option(help="Language of the lines; else the name of their folder.")
    ] = None,
) -> None:
    """Check that the lines that should match do, and the others do not."""
    from dimscore.cli.toml import read_toml
    from dimscore.lang.pack import parse_examples
    from dimscore.tagging.examples import check_examples

    examples = parse_examples(read_toml(file), str(file))
    failures = list(check_examples(language or file.resolve().parent.name, examples))
    for failure in failures:
        typer.echo(str(failure))
    lines = sum(len(e.match) + len(e.no_match) + len(e.near_miss) for e in examples.values())
    typer.echo(f"{lines} lines, {len(failures)} not as they should be")
    if failures:
        raise typer.Exit(1)
