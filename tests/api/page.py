"""Sign in to the page as a browser would."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from dimscore.analyzer import Analyzer
from dimscore.store import accounts, contacts
from dimscore.store.engine import Store
from dimscore.transcript import Transcript

NEED = "My power is off and I have a deadline at four, how am I supposed to work now?"
HTML = {"accept": "text/html"}


def token(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, "the page has no form token"
    return found[1]


def sign_in(client: TestClient, name: str, password: str) -> str:
    """Sign in; the session's form token, which every change must carry."""
    client.cookies.clear()
    form = client.get("/signin", headers=HTML)
    data = {"name": name, "password": password, "csrf": token(form.text), "next": "/contacts"}
    answer = client.post("/signin", data=data, headers=HTML, follow_redirects=True)
    assert answer.status_code == 200, answer.status_code
    return token(answer.text)


def transcript_of(identity: str, *, agent: str = "dana", need: str = NEED) -> Transcript:
    """A short English contact with a stake that nobody takes up."""
    turns = [
        {"speaker": "agent", "text": "Good morning, Harbour Energy, Dana speaking."},
        {"speaker": "customer", "text": need},
        {"speaker": "agent", "text": "What is your meter number?"},
        {"speaker": "customer", "text": "It is on the bill, four two one."},
        {"speaker": "agent", "text": "Please hold."},
        {"speaker": "system", "text": "", "event": "hold", "seconds": 95},
        {"speaker": "agent", "text": "The meter is reset now."},
        {"speaker": "customer", "text": "Fine."},
    ]
    return Transcript.model_validate(
        {"id": identity, "language": "en", "agent_id": agent, "queue": "power", "turns": turns}
    )


def keep(store: Store, analyzer: Analyzer, transcript: Transcript) -> int:
    """Keep and score a transcript; the contact's number."""
    kept = contacts.masked(store.secret, transcript)
    report = analyzer.analyze(kept)
    with store.write() as session:
        contact = contacts.accept(session, kept).contact
        contacts.save_report(session, contact.id, report)
        return contact.id


def people(store: Store) -> None:
    """Two coaches, an admin and the agent Dana, with passwords like `anna's password`."""
    with store.write() as session:
        for name, role in (("anna", "coach"), ("bruno", "coach"), ("ada", "admin")):
            accounts.add_user(session, name, accounts.Role(role), password=f"{name}'s password")
        accounts.add_user(
            session, "dana", accounts.Role.AGENT, agent_id="dana", password="dana's password"
        )
