"""`dimscore serve`: run the API."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to bind; loopback unless told.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to bind.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the scoring API over HTTP."""
    import uvicorn

    from dimscore_api.app import create_app

    # The access log would repeat addresses with whatever a client put into them.
    uvicorn.run(create_app(), host=host, port=port, access_log=False)
