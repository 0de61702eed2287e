"""`dimscore languages`: what is spoken here, and how well it is understood."""

from __future__ import annotations


def languages() -> None:
    """List the languages with their measured F1; one under 0.5 is called a draft."""
    from rich.console import Console
    from rich.table import Table

    from dimscore.maturity import maturity

    table = Table("language", "name", "maturity", "signals F1", "interval", "measured on")
    for row in maturity():
        f1 = "not measured" if row.f1 is None else f"{row.f1:.2f}"
        interval = "" if row.interval is None else f"{row.interval[0]:.2f}-{row.interval[1]:.2f}"
        table.add_row(row.code, f"{row.name} ({row.native})", row.maturity, f1, interval, row.on)
    Console().print(table)
