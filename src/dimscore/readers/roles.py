"""Who is meant by the word before the colon: role words of all packs, and the caller's map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dimscore.errors import UsageError
from dimscore.lang.pack import languages, load_pack
from dimscore.transcript import Speaker

_NUMBER = re.compile(r"[\s#]*\d+$")


def parse_roles(text: str) -> dict[str, Speaker]:
    """A role map written as `Anna=agent,Piotr=customer`; UsageError where it is not one."""
    roles: dict[str, Speaker] = {}
    for pair in filter(None, (p.strip() for p in text.split(","))):
        label, separator, role = pair.rpartition("=")
        if not separator or not label.strip() or role.strip() not in list(Speaker):
            options = ", ".join(Speaker)
            raise UsageError(f"--roles: {pair!r} is not LABEL=ROLE with a role of {options}")
        roles[label.strip().casefold()] = Speaker(role.strip())
    return roles


def speaker_of(label: str, roles: Mapping[str, Speaker]) -> Speaker | None:
    """The speaker that `label` names, or None where nobody can tell."""
    wanted = label.strip().casefold()
    if wanted in roles:
        return roles[wanted]
    bare = _NUMBER.sub("", wanted).strip()
    words = _role_words()
    if bare in words:
        return words[bare]
    for code in languages():
        folded = load_pack(code).folder()(bare).text
        if folded in words:
            return words[folded]
    return None


@cache
def _role_words() -> dict[str, Speaker]:
    words: dict[str, Speaker] = {s.value: s for s in Speaker}
    for code in languages():
        pack = load_pack(code)
        fold = pack.folder()
        for speaker in (Speaker.AGENT, Speaker.CUSTOMER, Speaker.BOT, Speaker.SYSTEM):
            for word in getattr(pack.file.roles, speaker.value):
                words.setdefault(word.casefold(), speaker)
                words.setdefault(fold(word).text, speaker)
    return words
