"""Sample contacts become ten weeks of work: who answered whom, when, and who filled in a survey.

Everything follows from the contact's id, so the same day gives the same demo.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from dimscore.evaluation import read_gold
from dimscore.labels import Labelled
from dimscore.transcript import Survey, Transcript

_WEEKS = 10
_SURVEYED = 0.45
_OPEN, _HOURS = 8, 10
_CUSTOMERS = 140
#: These hands wrote two contacts on one matter each: here the same customer calls again.
_TWICE = frozenset("vw")
_SPLITS = ("train", "dev")


@cache
def cast() -> dict[str, Any]:
    """Agents, queues and accounts of `cast.toml`."""
    return tomllib.loads((resources.files("dimscore_api.demo") / "cast.toml").read_text("utf-8"))


def samples() -> list[Labelled]:
    """Our own labelled contacts; the test split is left alone."""
    inside = Path(str(resources.files("dimscore_api.demo"))) / "labelled"
    beside = Path(str(resources.files("dimscore_api"))).parents[1] / "data" / "labelled"
    folder = inside if inside.is_dir() else beside
    return [item for split in _SPLITS for item in read_gold(folder / f"{split}.jsonl")]


def schedule(items: Sequence[Labelled], until: date) -> Iterator[Transcript]:
    """The contacts with agent, customer, queue, time and, for some, a survey; in order of time."""
    first_day = until - timedelta(weeks=_WEEKS)
    dated = [(_moment(item, first_day), item) for item in items]
    for at, item in sorted(dated, key=lambda pair: (pair[0], pair[1].transcript.id)):
        language = item.transcript.language or "en"
        rated = item.ratings and _share(item, "survey") < _SURVEYED
        survey = Survey(
            csat=item.ratings[0].csat,
            resolved=item.ratings[0].csat > 2,
            answered_at=at + timedelta(hours=2),
        )
        yield item.transcript.model_copy(
            update={
                "agent_id": _agent(item, language),
                "customer_id": _customer(item),
                "queue": _pick(cast()["queues"]["names"], _matter(item)),
                "started_at": at,
                "survey": survey if rated else None,
            }
        )


def _share(item: Labelled, what: str) -> float:
    return _draw(f"{item.transcript.id} {what}")


def _draw(text: str) -> float:
    """A number from 0 to 1 that looks random and is the same every time."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32


def _matter(item: Labelled) -> str:
    """What the contact is about, as far as ids tell: contacts of one matter stand in pairs."""
    name, _, number = item.transcript.id.rpartition("-")
    if item.writer in _TWICE and number.isdecimal():
        return f"{name} {(int(number) - 1) // 2}"
    return item.transcript.id


def _moment(item: Labelled, first_day: date) -> datetime:
    """A working hour in the ten weeks; the second contact on a matter some days after the first."""
    again = _matter(item) != item.transcript.id
    day = int(_draw(_matter(item) + " day") * (_WEEKS - again) * 7)
    if again:
        day += int(_share(item, "later") * 7)
    hour = timedelta(hours=_OPEN + _share(item, "hour") * _HOURS)
    return datetime.combine(first_day + timedelta(days=day), time.min, UTC) + hour


def _agent(item: Labelled, language: str) -> str:
    shares = {name: parts.get(language, 0.0) for name, parts in cast()["agents"].items()}
    place = _share(item, "agent") * sum(shares.values())
    for name, share in shares.items():
        place -= share
        if place < 0:
            return name
    return max(shares, key=lambda name: shares[name])


def _customer(item: Labelled) -> str:
    language = item.transcript.language
    return f"{language}-{int(_draw(_matter(item) + ' customer') * _CUSTOMERS):03d}"


def _pick(names: Sequence[str], text: str) -> str:
    return names[int(_draw(text + " queue") * len(names))]
