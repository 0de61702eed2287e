import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from dimscore.lang import languages, load_pack
from dimscore.lang.departments import Department, department
from dimscore.lang.stopwords import content_words
from dimscore.lang.topics import Topic
from dimscore.store import insights
from dimscore.store.engine import Store, open_store
from dimscore.store.figures_model import Figure
from dimscore.store.history import earlier, repeat_of
from dimscore.store.insights import ideas, reasons
from dimscore.store.listing import Filters
from dimscore.store.tables import Agent, Contact, Customer, Quote, StoredReport

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "insights.db")
    yield store
    store.close()


def put(
    session: Session,
    id: str,
    *needs: str,
    idea: str | None = None,
    days: float = 0,
    customer: str | None = None,
    agent: str | None = None,
    language: str = "en",
    **figures: float,
) -> Contact:
    """A contact that began `days` after the first, with what its customer said."""
    at = START + timedelta(days=days)
    for table, key in ((Customer, customer), (Agent, agent)):
        if key is not None:
            session.merge(table(id=key))
    session.flush()
    contact = Contact(
        transcript_id=id,
        digest="",
        transcript="{}",
        language=language,
        customer_id=customer,
        agent_id=agent,
        at=at,
        received_at=at,
    )
    session.add(contact)
    session.flush()
    report = StoredReport(
        contact_id=contact.id,
        rules=str(next(_numbers)),
        created_at=at,
        report="{}",
        opportunities=0,
        open_gaps=0,
        **figures,
    )
    session.add(report)
    session.flush()
    contact.report_id = report.id
    said = [("need_stated", need) for need in needs]
    if idea is not None:
        said.append(("improvement_idea", idea))
    for turn, (signal, text) in enumerate(said):
        row = Quote(report_id=report.id, contact_id=contact.id, signal=signal, turn=turn)
        row.start, row.end, row.text = 0, len(text), text
        session.add(row)
    session.flush()
    return contact


def stems(text: str, language: str) -> list[str]:
    return [word.stem for word in content_words(text, language)]


# Words


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Hello, I'd like to know when my parcel [phone] comes, please", ["parce"]),
        ("en", "the customer's card doesn't work 123", ["custo", "card"]),
        ("pl", "Dzień dobry, chciałbym zapytać o fakturę", ["faktu"]),
        ("pl", "chcialabym sie dowiedziec co z ta faktura", ["faktu"]),
        ("hu", "Jó napot, a számlámmal kapcsolatban szeretnék érdeklődni", ["szaml"]),
        ("el", "Καλησπέρα, θέλω να ρωτήσω για τον λογαριασμό", ["λογαρ"]),
        ("el", "thelo na rotiso gia ton logariasmo", ["λογαρ"]),
        ("uk", "Добрий день, підкажіть, будь ласка, де моя посилка", ["посил"]),
        ("lv", "Labdien, es gribētu uzzināt par rēķinu", ["rekin"]),
    ],
)
def test_content_words_say_what_it_is_about(language: str, text: str, found: list[str]):
    assert stems(text, language) == found


def test_a_word_keeps_the_form_in_which_it_was_written():
    [word] = content_words("Proszę o FAKTURĘ", "pl")
    assert (word.form, word.stem) == ("fakturę", "faktu")


# Departments


@pytest.mark.parametrize(
    ("language", "text", "where"),
    [
        ("en", "your menus are too long for old people", Department.PHONE_MENU),
        ("en", "it'd be nice if you could pay in the app", Department.WEBSITE_APP),
        ("en", "all that plastic round one lipstick", Department.PACKAGING),
        ("pl", "powinniście wyraźniej pisać na fakturze, co to za opłata", Department.BILLING),
        ("pl", "kurier mógłby dzwonić, zanim zostawi paczkę", Department.DELIVERY),
        ("hu", "jobb lenne, ha szombaton is nyitva lennének", Department.STAFF_HOURS),
        ("hu", "a dobozba vastagabb hungarocell kellene", Department.PACKAGING),
        ("el", "στέλνετε δέκα διαφημίσεις τη μέρα", Department.MARKETING),
        ("el", "to menoy sto thlefono einai xalia", Department.PHONE_MENU),
        ("uk", "напишіть в інструкції зрозуміліше", Department.PRODUCT),
        ("uk", "хай кур'єр телефонує перед доставкою", Department.DELIVERY),
        ("lv", "rēķinā burti ir tik sīki, ka nevar izlasīt", Department.BILLING),
        ("lv", "lietotne varētu atgādināt", Department.WEBSITE_APP),
        ("lv", "man tas nepatīk", Department.OTHER),
    ],
)
def test_an_idea_reaches_its_department(language: str, text: str, where: Department):
    assert department(text, language) is where


@pytest.mark.parametrize("language", languages())
def test_no_word_stands_for_two_departments(language: str):
    text = (resources.files("dimscore.lang") / language / "departments.toml").read_text("utf-8")
    fold = load_pack(language).folder()
    seen: dict[str, str] = {}
    for where, words in tomllib.loads(text).items():
        assert len(words) >= 15, where
        for word in words:
            assert seen.setdefault(fold(word).text, where) == where, word
            assert word.rstrip("*").replace("-", "").replace("'", "").isalpha(), word


# Reasons for contact


def test_reasons_are_topics_over_all_languages(store: Store):
    with store.write() as session:
        put(session, "a", "where is my parcel", csat=3.0, handling_time=100)
        put(session, "b", "gdzie jest moja paczka", language="pl", csat=4.0, handling_time=200)
        put(session, "c", "the parcel never came", days=2)
        put(session, "d", "I've been charged twice")
    with store.read() as session:
        found = reasons(store, session, Filters())
    assert (found.read, found.of, found.contacts) == (4, 4, 4)
    delivery, billing = found.reasons
    assert (delivery.topic, delivery.contacts) == (Topic.ORDER_DELIVERY, 3)
    assert (billing.topic, billing.contacts) == (Topic.BILLING_PAYMENT, 1)
    assert (delivery.share.value, delivery.share.n) == (0.75, 4)
    assert delivery.share.low == pytest.approx(0.301, abs=0.001)
    assert (delivery.csat.value, delivery.csat.n, delivery.handling_time.value) == (3.5, 2, 150)


def test_a_contact_counts_once_for_the_first_need_that_names_a_matter(store: Store):
    with store.write() as session:
        put(session, "question", "how long", "until when", "my invoice", "where is the parcel")
        put(session, "only questions", "er the usual", "how long")
        put(session, "nothing known", "the usual")
    with store.read() as session:
        found = reasons(store, session, Filters())
    assert [(r.topic, r.contacts) for r in found.reasons] == [
        (Topic.BILLING_PAYMENT, 1),
        (Topic.INFORMATION, 1),
        (Topic.OTHER, 1),
    ]
    [quoted] = found.reasons[0].examples
    assert (quoted.transcript_id, quoted.turn, quoted.text) == ("question", 2, "my invoice")


def test_other_stands_last_however_many_they_are(store: Store):
    with store.write() as session:
        put(session, "a", "the usual")
        put(session, "b", "hello again")
        put(session, "c", "my bill")
    with store.read() as session:
        found = reasons(store, session, Filters())
    assert [r.topic for r in found.reasons] == [Topic.BILLING_PAYMENT, Topic.OTHER]


def test_examples_are_of_different_languages_where_there_are(store: Store):
    with store.write() as session:
        put(session, "old", "rēķins", language="lv")
        for day in range(1, 5):
            put(session, f"en{day}", "my bill", days=day)
    with store.read() as session:
        [billing] = reasons(store, session, Filters()).reasons
    assert [e.transcript_id for e in billing.examples] == ["en4", "old", "en3"]
    assert [e.language for e in billing.examples] == ["en", "lv", "en"]


def test_words_that_three_contacts_of_a_topic_share(store: Store):
    with store.write() as session:
        for i in range(3):
            put(session, f"blood{i}", "when do my blood results come", "and my invoice")
            put(session, f"krew{i}", "wyniki badania krwi", language="pl")
        put(session, "a", "my prescription")
        put(session, "b", "the prescription")
    with store.read() as session:
        [health] = reasons(store, session, Filters()).reasons
    assert health.contacts == 8
    assert [(s.language, s.contacts) for s in health.shared] == [("en", 3), ("pl", 3)]
    assert health.shared[0].words == "blood results"


def test_at_most_4_groups_of_words_in_a_topic_and_language(store: Store):
    words = ["parcel", "courier", "driver", "depot", "locker"]
    with store.write() as session:
        for i in range(3 * len(words)):
            put(session, f"t{i}", f"my {words[i % len(words)]}")
    with store.read() as session:
        [delivery] = reasons(store, session, Filters()).reasons
    assert [s.words for s in delivery.shared] == ["courier", "depot", "driver", "locker"]


def test_reasons_of_one_agent_hold_no_figures_from_few_contacts(store: Store):
    with store.write() as session:
        put(session, "a", "my parcel", agent="ann", csat=3.0)
        put(session, "b", "a parcel", agent="ann", csat=3.0)
        put(session, "c", "the parcel", agent="bob", csat=3.0)
    with store.read() as session:
        [delivery] = reasons(store, session, Filters(agent="ann")).reasons
    assert delivery.contacts == 2
    assert delivery.share == delivery.csat == Figure(n=2)


def test_the_newest_quotes_are_read_where_there_are_too_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(insights, "_MOST_QUOTES", 2)
    with store.write() as session:
        put(session, "old", "my bill", "the bill")
        put(session, "new", "my parcel", days=1)
        put(session, "newest", "my parcel", days=2)
    with store.read() as session:
        found = reasons(store, session, Filters())
    assert (found.read, found.of) == (2, 4)
    assert [(r.topic, r.contacts) for r in found.reasons] == [(Topic.ORDER_DELIVERY, 2)]


def test_ideas_stand_by_department(store: Store):
    with store.write() as session:
        put(session, "a", "my parcel", idea="make the app simpler")
        put(session, "b", idea="aplikacja mogłaby przypominać", language="pl", days=1)
        put(session, "c", idea="shorter menus, please")
    with store.read() as session:
        menu, app = ideas(store, session, Filters())
    assert (menu.department, menu.read, menu.of) == (Department.PHONE_MENU, 3, 3)
    assert [(i.transcript_id, i.language, i.turn) for i in app.ideas] == [
        ("b", "pl", 0),
        ("a", "en", 1),
    ]
    assert app.ideas[1].text == "make the app simpler"
    assert (app.ideas[1].start, app.ideas[1].end) == (0, 20)


# History


def test_earlier_contacts_of_the_customer_newest_first(store: Store):
    with store.write() as session:
        put(session, "first", customer="kim", agent="ann", csat=2.5)
        put(session, "second", customer="kim", days=2.5)
        put(session, "other", customer="lee", days=3)
        now = put(session, "now", customer="kim", days=4)
        put(session, "later", customer="kim", days=5)
        nobody = put(session, "nobody", days=6)
    with store.read() as session:
        found = earlier(session, now)
        assert earlier(session, now, limit=1) == found[:1]
        assert earlier(session, nobody) == []
    assert [(e.transcript_id, e.days) for e in found] == [("second", 1.5), ("first", 4)]
    assert (found[1].agent, found[1].csat) == ("ann", 2.5)


def test_a_repeat_contact_is_known_by_the_words_of_the_need(store: Store):
    with store.write() as session:
        put(session, "long ago", "my washing machine leaks", customer="kim")
        put(session, "first", "the washing machine stopped", customer="kim", days=20)
        put(session, "between", "change my address", customer="kim", days=25)
        now = put(session, "now", "still my machine", "it keeps leaking", customer="kim", days=30)
    with store.read() as session:
        repeat = repeat_of(session, now)
        assert repeat is not None
        assert repeat_of(session, now, days=5) is None
    assert (repeat.transcript_id, repeat.days, repeat.words) == ("first", 10, ("machine",))


def test_what_everybody_says_makes_no_repeat(store: Store):
    with store.write() as session:
        put(session, "first", "hello I have a question please", customer="kim")
        same = put(session, "same", "hello, another question", customer="kim", days=1)
        put(session, "ticket", "my ticket", customer="lee")
        other = put(session, "other", "my ticket", customer="mia", days=1)
    with store.read() as session:
        assert repeat_of(session, same) is None
        assert repeat_of(session, other) is None
