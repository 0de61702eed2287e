"""Pages from templates, with the headers that keep hostile text harmless."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from dimscore.render.words import printable
from dimscore_api.coach.say import Say
from dimscore_api.coach.visitor import Visitor

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def page(
    request: Request,
    visitor: Visitor | Say,
    template: str,
    *,
    status: int = 200,
    style: str = "",
    **context: Any,
) -> HTMLResponse:
    """A page; `style` is CSS made for this answer alone (the layout of one conversation).

    Nobody else may cache it, frame it, or run a script in it that is not a file of ours.
    """
    say = visitor.say if isinstance(visitor, Visitor) else visitor
    html = (
        environment()
        .get_template(template)
        .render(
            say=say,
            letters=say.words.letters,
            visitor=visitor if isinstance(visitor, Visitor) else None,
            path=request.url.path,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            style=style,
            version=request.app.version,
            **context,
        )
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f" 'sha256-{digest}'" if style else ""
    headers = {
        "content-security-policy": _POLICY.format(style=allowed),
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
    }
    return HTMLResponse(html, status, headers=headers)


def see_other(address: str) -> Response:
    """After a change: look at the result. `address` is a path of ours, never a foreign host."""
    safe = address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
    return RedirectResponse(safe, 303)


@cache
def environment() -> Environment:
    """The templates; everything in them is escaped, and a missing name is an error."""
    env = Environment(
        loader=PackageLoader("dimscore_api.coach", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["asset"] = _asset  # pyright: ignore[reportArgumentType]
    env.filters["text"] = printable
    env.filters["query"] = _query
    return env


def _query(values: dict[str, Any]) -> str:
    """An address's query from what is set in `values`."""
    return urlencode({k: v for k, v in values.items() if v not in (None, "")})


@cache
def _asset(name: str) -> str:
    """The address of a file of ours, other for other content, so that it may be kept for good."""
    content = (resources.files("dimscore_api.coach") / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"
