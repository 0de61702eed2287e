"""Group contacts by what they are about: greedy cover by the stems of their content words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dimscore.lang.stopwords import ContentWord

_SMALLEST = 3  # contacts that make a group
_COMPANION = 0.5  # share of a stem's contacts with a second stem, from which the pair is the group


@dataclass(frozen=True)
class Group:
    """How many contacts share words, and the words, which name the group."""

    label: str
    contacts: int


def cover(contacts: Sequence[Sequence[ContentWord]], most: int) -> list[Group]:
    """At most `most` groups, each the largest that the contacts left over can make.

    A contact is the words it uses, and stands in one group at most. Where at least half of a
    stem's contacts share a second stem, the two together make the group: "blood results" says more
    than "results".
    """
    left = {at: frozenset(word.stem for word in words) for at, words in enumerate(contacts)}
    counts = Counter(stem for stems in left.values() for stem in stems)
    groups: list[Group] = []
    while counts and len(groups) < most:
        stem = _commonest(counts)
        if counts[stem] < _SMALLEST:
            break
        members = [at for at, stems in left.items() if stem in stems]
        chosen = {stem}
        others = Counter(s for at in members for s in left[at] if s != stem)
        companion = _commonest(others) if others else stem
        if others[companion] >= max(_SMALLEST, _COMPANION * len(members)):
            chosen.add(companion)
            members = [at for at in members if companion in left[at]]
        groups.append(Group(_label(chosen, [contacts[at] for at in members]), len(members)))
        for at in members:
            counts.subtract(left.pop(at))
    return groups


def _commonest(counts: Counter[str]) -> str:
    """By the alphabet where two are equally common, so that the same contacts group the same."""
    return min(counts, key=lambda stem: (-counts[stem], stem))


def _label(stems: Iterable[str], texts: Sequence[Sequence[ContentWord]]) -> str:
    """The commonest form of each stem, in the order in which they mostly stand."""
    forms = {stem: Counter[str]() for stem in stems}
    places = Counter[str]()
    for words in texts:
        found: list[str] = []
        for word in words:
            if word.stem in forms:
                forms[word.stem][word.form] += 1
                if word.stem not in found:
                    found.append(word.stem)
        places.update({stem: place for place, stem in enumerate(found)})
    return " ".join(_commonest(forms[stem]) for stem in sorted(forms, key=lambda s: (places[s], s)))
