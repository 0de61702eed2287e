"""Ids that are themselves private data (a phone number as customer id) are kept disguised.

The disguise is the same every time, so that contacts of one customer stay together and an id can
be looked up; without the key file nobody can try out all phone numbers against it.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from dimscore.errors import StoreError
from dimscore.redaction import mask_text, private

_BYTES = 32


@dataclass(frozen=True)
class Secret:
    """The store's key."""

    key: bytes

    @classmethod
    def load(cls, path: Path) -> Secret:
        """The key in `path`, made and readable by the owner alone where there is none."""
        try:
            if not path.exists():
                _make(path)
            key = bytes.fromhex(path.read_text("ascii"))
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; the store needs its key file") from None
        except ValueError:
            key = b""
        if len(key) != _BYTES:
            raise StoreError(f"{path}: this is no key file; put the one back that this store had")
        return cls(key)

    @property
    def mark(self) -> str:
        """Tells this key from another, and nothing of it."""
        return hmac.digest(self.key, b"dimscore key mark", "sha256").hex()

    def disguise(self, identifier: str) -> str:
        """`identifier` as it is, or a stand-in where it is an e-mail, phone, card or account, or
        holds an e-mail address."""
        kind = private(identifier)
        if kind is None and "@" in identifier and mask_text(identifier) != identifier:
            kind = "email"
        if kind is None:
            return identifier
        digest = hmac.digest(self.key, identifier.strip().lower().encode(), "sha256").hex()
        return f"{kind}-{digest[:20]}"


def _make(path: Path) -> None:
    """A new key, there whole or not at all, and only one where two processes begin at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
