"""Who is calling: API keys and what each scope may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dimscore.store.engine import Store
from dimscore.store.keys import Scope, any_key, find_key
from dimscore_api.problems import RefusedError
from dimscore_api.settings import Settings

_BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key of `dimscore keys create`."
)


@dataclass(frozen=True)
class Caller:
    """The key a request came with."""

    id: str
    name: str
    scope: Scope


def store_of(request: Request) -> Store:
    """The application's store."""
    return request.app.state.store


def settings_of(request: Request) -> Settings:
    """The application's settings."""
    return request.app.state.settings


def _caller(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> Caller | None:
    """The key of the request, None where it has none; RefusedError for one that is not ours."""
    if given is None:
        return None
    with store_of(request).read() as session:
        key = find_key(session, given.credentials)
    if key is None:
        raise RefusedError(
            "this key is unknown or revoked; see: dimscore keys list, dimscore keys create",
            "no_key",
        )
    return Caller(key.id, key.name, Scope(key.scope))


_Given = Annotated[Caller | None, Depends(_caller)]


def _needs(*scopes: Scope) -> Callable[[Caller | None], Caller]:
    """A dependency: the caller, whose scope is one of `scopes` or admin."""

    def check(caller: _Given) -> Caller:
        if caller is None:
            raise _no_key(scopes[0])
        if caller.scope not in (*scopes, Scope.ADMIN):
            raise RefusedError(
                f"this needs a key of another scope; make one with: "
                f"dimscore keys create NAME --scope {scopes[0]}",
                "wrong_scope",
            )
        return caller

    return check


def _score(request: Request, caller: _Given) -> None:
    """Any key; none where none was made yet and only this machine can ask."""
    if caller is not None:
        return
    with store_of(request).read() as session:
        if any_key(session) or not settings_of(request).on_loopback:
            raise _no_key(Scope.INGEST)


def _no_key(scope: Scope) -> RefusedError:
    return RefusedError(
        "send a key as `Authorization: Bearer dsk_...`; make one with: "
        f"dimscore keys create NAME --scope {scope}",
        "no_key",
    )


Ingest = Annotated[Caller, Depends(_needs(Scope.INGEST))]
Read = Annotated[Caller, Depends(_needs(Scope.READ))]
Admin = Annotated[Caller, Depends(_needs(Scope.ADMIN))]
Anybody = Annotated[Caller, Depends(_needs(Scope.READ, Scope.INGEST))]
#: For what needs no store: any key, or none as long as there is none.
ForScoring = Depends(_score)
