"""One line of an upload: a transcript, or why it is none."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError
from pydantic_core import from_json

from dimscore.errors import DimscoreError, ReadError, Where
from dimscore.readers.base import decode
from dimscore.store.batches import Refused
from dimscore.store.secret import Secret
from dimscore.transcript import Transcript
from dimscore_api.problems import field_problems

Check = Callable[[Transcript], None]


def known_id(value: object) -> str | None:
    """The id of something that may not be a transcript; None where it has none."""
    identifier: object = value.get("id") if isinstance(value, dict) else None
    fits = isinstance(identifier, str) and 0 < len(identifier) <= 256
    return identifier if fits and identifier.isprintable() else None


def read_record(number: int, line: bytes, check: Check, secret: Secret) -> Transcript | Refused:
    """The transcript that `line` holds, not masked yet; ids in a refusal are disguised."""
    identifier: str | None = None
    try:
        value = from_json(decode(line, Where(line=number)), allow_inf_nan=False)
        identifier = known_id(value)
        transcript = Transcript.model_validate(value)
        check(transcript)
    except ReadError as error:
        return Refused(number, error.code, error.message)
    except ValidationError as error:
        first = field_problems(error.errors())[0]
        code, message, field = "invalid_record", first.message, first.field
    except DimscoreError as error:
        code, message, field = error.code, str(error), None
    except ValueError:
        return Refused(number, "invalid_json", "not valid JSON; mend the record")
    else:
        return transcript
    return Refused(number, code, message, field, identifier and secret.disguise(identifier))
