"""What stands around the whole application: no surprise and no foreign host name gets through."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dimscore_api.problems import RefusedError, refusal
from dimscore_api.settings import Settings

_LOG = logging.getLogger("dimscore.api")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def described(error: Exception) -> str:
    """An unexpected error's kind, the database's code for it, and place; its message may quote a
    transcript."""
    origin = getattr(error, "orig", None)
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    kind = f"{type(error).__name__} {code}" if code else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    place = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))
    return f"{kind} at {place}"


class Guard:
    """ASGI middleware: 500 without a word of the input; the kind of error and where is logged.

    `answer` makes the 500: a page for people, problem details for programs.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request], Response]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            _LOG.error("unexpected %s", described(error))
            if scope["type"] == "http" and not began:
                await self._answer(Request(scope))(scope, receive, send)


class HostCheck:
    """ASGI middleware: on loopback, only a request to this machine's own name is answered.

    A page of the internet can point a name of its own at 127.0.0.1 and have the browser ask us
    (DNS rebinding); the Host header still carries that name.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        names = _LOOPBACK | {settings.host.lower(), *(name.lower() for name in settings.names)}
        self._names = names if settings.on_loopback else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and self._names is not None:
            host = _name(Headers(scope=scope).get("host", ""))
            if host not in self._names:
                refused = RefusedError(
                    "this server answers to localhost only; where a proxy stands in front, start "
                    "it with --name and the proxy's host name",
                    "wrong_host",
                )
                await refusal(refused)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
