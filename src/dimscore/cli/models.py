"""`dimscore models`: which models are here, and what is known of them."""

from __future__ import annotations

import typer

app = typer.Typer(help="List and show models.", invoke_without_command=True)


@app.callback()
def list_models(context: typer.Context) -> None:
    """List the models that came with this version."""
    if context.invoked_subcommand:
        return
    from rich.console import Console
    from rich.table import Table

    from dimscore.csat.artefact import DEFAULT_MODEL, read_manifest, shipped_models

    table = Table("model", "kind", "default", "made by")
    for name, folder in shipped_models().items():
        manifest = read_manifest(folder)
        default = "yes" if name == DEFAULT_MODEL else ""
        table.add_row(name, manifest.kind, default, manifest.created_by)
    Console().print(table)


@app.command()
def show(name: str) -> None:
    """Show a model's card, after checking that its files are whole."""
    from dimscore.csat.artefact import load_model, shipped_models
    from dimscore.errors import UsageError

    models = shipped_models()
    if name not in models:
        raise UsageError(f"no model {name!r}; known: {', '.join(models)}")
    load_model(models[name])
    typer.echo((models[name] / "card.md").read_text("utf-8"))
