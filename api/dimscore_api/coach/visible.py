"""Which contacts somebody may see."""

from __future__ import annotations

from fastapi import HTTPException, Request
from sqlalchemy.orm import Session

from dimscore.store.tables import Contact
from dimscore_api.coach.visitor import Visitor, store_of

_LARGEST = 2**31 - 1


def visible(request: Request, session: Session, visitor: Visitor, number: str | int) -> Contact:
    """The contact of that number; 404 where there is none, or none that the visitor may see."""
    known = str(number).isdecimal() and len(str(number)) <= len(str(_LARGEST))
    found = session.get(Contact, int(number)) if known and int(number) <= _LARGEST else None
    if found is None or not may_see(request, visitor, found):
        raise HTTPException(404)
    return found


def may_see(request: Request, visitor: Visitor, contact: Contact) -> bool:
    """Whether the contact is the agent's own; coaches see every one."""
    if visitor.coaches:
        return True
    if visitor.agent_id is None or contact.agent_id is None:
        return False
    return contact.agent_id == store_of(request).secret.disguise(visitor.agent_id)
