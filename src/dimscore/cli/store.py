"""The option that says which store a verb works on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dimscore.store.engine import Store

#: In the current folder, unless the option or the environment says otherwise.
DEFAULT_STORE = "dimscore.db"
StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="DIMSCORE_STORE",
        help="SQLite file ending in .db, or a URL such as postgresql://HOST/NAME.",
    ),
]


def existing_store(where: str) -> Store:
    """The store at `where`; StoreError where there is none, so that a slip makes no empty one."""
    from pathlib import Path

    from dimscore.errors import StoreError
    from dimscore.store.engine import open_store, store_url

    url = store_url(where)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise StoreError(f"{where}: there is no store here; say which with --store")
    return open_store(where)
