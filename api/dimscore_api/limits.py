"""Requests larger than the limit are refused before they are read."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dimscore_api.problems import problem


class BodyLimit:
    """ASGI middleware: 413 where a body is announced, or turns out, to be over the limit.

    A path in `streamed` reads its body piece by piece and has limits of its own.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, streamed: frozenset[str]) -> None:
        self._app = app
        self._max = max_bytes
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in self._streamed:
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"")
        if announced.isdigit() and int(announced) > self._max:
            await self._refuse(scope, receive, send)
            return
        messages = await self._body(receive)
        if messages is None:
            await self._refuse(scope, receive, send)
            return
        waiting = iter(messages)

        async def replay() -> Message:
            return next(waiting, None) or await receive()

        await self._app(scope, replay, send)

    async def _body(self, receive: Receive) -> list[Message] | None:
        """The body's messages; None where they hold more than the limit."""
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._max:
                return None
            if message["type"] != "http.request" or not message.get("more_body"):
                return messages

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"the body is over {self._max} bytes; send fewer or shorter transcripts"
        await problem(413, detail, code="too_large")(scope, receive, send)
