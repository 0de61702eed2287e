"""Read a TOML file that a person named on the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from dimscore.errors import UsageError


def read_toml(file: Path) -> dict[str, Any]:
    """The file's content; UsageError where it is missing or not TOML."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from None
