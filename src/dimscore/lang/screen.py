"""The words of the coaches' page: a folder `screen/` in each pack, one file a page.

A text may hold `{name}` for a value; where its form depends on a count, it is a table with the
language's plural categories (one, few, many, other), as CLDR names them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import TypeAdapter, ValidationError

from dimscore.errors import PackError

Text = str | dict[str, str]
_FILE: TypeAdapter[dict[str, Text]] = TypeAdapter(dict[str, Text])


@cache
def load_screen(code: str) -> dict[str, dict[str, Text]]:
    """Texts by page and key; PackError naming file and key where a file is broken."""
    folder = resources.files("dimscore.lang") / code / "screen"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): _read(f"{code}/screen/{f.name}", f) for f in files}


def _read(where: str, file: Traversable) -> dict[str, Text]:
    try:
        return _FILE.validate_python(tomllib.loads(file.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{where}: {error}") from None
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise PackError(f"{where}, {key}: a text, or a table of plural forms") from None
