"""`dimscore agreement`: how far two people agree, chance taken off."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def agreement(
    first: Annotated[Path, typer.Argument(help="Labelled transcripts, JSON Lines.")],
    second: Annotated[Path, typer.Argument(help="The same transcripts, by another hand.")],
    output: Annotated[Path | None, typer.Option(help="Also write the tables, .md.")] = None,
) -> None:
    """Print the agreement of two people per signal, per gap and of the ratings."""
    from dimscore.evaluation import read_gold
    from dimscore.evaluation.agreement import agreement as agree
    from dimscore.evaluation.show import agreement_as_markdown

    title = f"Agreement of {first.name} and {second.name}"
    text = agreement_as_markdown(agree(read_gold(first), read_gold(second)), title)
    typer.echo(text)
    if output is not None:
        output.write_text(text, "utf-8")
