from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from dimscore.report import Dimension
from dimscore.store.board import Board
from dimscore.store.engine import Store, open_store
from dimscore.store.figures import levels
from dimscore.store.figures_cells import Measure
from dimscore.store.figures_model import Clusters, Figure, Moments, rate
from dimscore.store.figures_spread import grouped, parts
from dimscore.store.intervals import share_interval
from dimscore.store.listing import Filters
from dimscore.store.tables import Agent, Contact, Customer, Opportunity, StoredReport, Survey

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "figures.db")
    yield store
    store.close()


@pytest.fixture
def queries() -> Iterator[list[str]]:
    """What is asked of the database from here on."""
    asked: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def put(
    session: Session,
    agent: str | None = "ann",
    *,
    at: datetime = MONDAY,
    customer: str | None = None,
    gaps: str = "",
    surveyed: int | None = None,
    scored: bool = True,
    **figures: float | None,
) -> None:
    """A contact with these figures; `gaps` is a letter an opportunity, m(et) or o(pen)."""
    number = next(_numbers)
    if agent is not None:
        session.merge(Agent(id=agent))
    if customer is not None:
        session.merge(Customer(id=customer))
    session.flush()
    contact = Contact(
        transcript_id=f"t-{number}",
        digest="",
        transcript="{}",
        language="en",
        agent_id=agent,
        customer_id=customer,
        at=at,
        received_at=at,
    )
    session.add(contact)
    session.flush()
    if surveyed is not None:
        session.add(Survey(transcript_id=f"t-{number}", csat=surveyed, received_at=at))
    if not scored:
        return
    report = StoredReport(
        contact_id=contact.id,
        rules="",
        created_at=at,
        report="{}",
        opportunities=len(gaps),
        open_gaps=gaps.count("o"),
        **figures,
    )
    session.add(report)
    session.flush()
    contact.report_id = report.id
    for position, letter in enumerate(gaps):
        session.add(
            Opportunity(
                report_id=report.id,
                contact_id=contact.id,
                position=position,
                gap="hold_gap",
                turn=0,
                state="met" if letter == "m" else "missed",
                severity=0 if letter == "m" else 2,
                draw=0,
            )
        )


def clustered(*contacts: tuple[int, int]) -> Clusters:
    """From (opportunities, of these not met) by contact."""
    return Clusters(
        contacts=len(contacts),
        of=sum(n for n, _ in contacts),
        count=sum(k for _, k in contacts),
        of_of=sum(n * n for n, _ in contacts),
        count_count=sum(k * k for _, k in contacts),
        of_count=sum(n * k for n, k in contacts),
    )


def test_gaps_that_come_together_count_less_than_gaps_that_come_apart():
    together = clustered(*[(4, 4)] * 10, *[(4, 0)] * 10)
    apart = clustered(*[(4, 2)] * 19, (4, 1), (4, 3))
    assert together.independent == pytest.approx(19)  # as if each contact were one case
    assert apart.independent == apart.of
    assert rate(together, 20).per_100.value == rate(apart, 20).per_100.value == 50


def test_where_no_gap_is_open_contacts_are_counted_and_not_opportunities():
    figure = rate(clustered(*[(5, 0)] * 20), 20).per_100
    low, high = share_interval(0, 20)
    assert (figure.value, figure.low, figure.high) == (0, 100 * low, 100 * high)


# Agents


def test_figures_of_an_agent(store: Store):
    with store.write() as session:
        for i in range(20):
            put(
                session,
                customer=f"c{i}",
                gaps="mo" if i % 2 else "m",
                csat=3.0 if i < 10 else 4.0,
                p_satisfied=0.25 if i < 10 else 0.75,
                business=80,
                human=30 + i % 2 * 20,
                hidden=60,
                level=1 if i < 5 else 3,
                handling_time=100 + 10 * i,
                hold_count=1 if i < 4 else 0,
                holds_over=1 if i < 2 else 0,
                surveyed=5 if i < 3 else None,
            )
        put(session, "bob", csat=1.0)
        put(session, "ann", scored=False)
    with store.read() as session:
        figures = Board(store, session, Filters(agent="ann")).figures()
    assert (figures.agent, figures.contacts) == ("ann", 21)
    # The standard deviation is 0.513, Student's t for 19 is 2.093.
    assert figures.csat.value == pytest.approx(3.5)
    assert figures.csat.low == pytest.approx(3.5 - 2.093 * 0.51299 / 20**0.5, abs=1e-4)
    assert (figures.csat.n, figures.csat.enough) == (20, True)
    assert figures.top_box.value == pytest.approx(0.5)
    assert {d: f.value for d, f in figures.dimensions.items()} == {
        Dimension.BUSINESS: 80,
        Dimension.HUMAN: 40,
        Dimension.HIDDEN: 60,
    }
    assert figures.balance == 0.5
    assert figures.consistency[Dimension.BUSINESS].value == 0
    steady = figures.consistency[Dimension.HUMAN]
    assert steady.value == pytest.approx(10.26, abs=0.01)
    assert (steady.low, steady.high) == pytest.approx((7.80, 14.99), abs=0.02)
    assert (figures.gaps.count, figures.gaps.of) == (10, 30)
    assert figures.gaps.per_100.value == pytest.approx(33.33, abs=0.01)
    assert figures.gaps_by_id == {"hold_gap": figures.gaps}
    assert (figures.holds.contacts, figures.holds.share.value) == (4, 0.2)
    assert (figures.holds.over_limit.count, figures.holds.over_limit.of) == (2, 4)
    assert figures.handling_time.value == pytest.approx(195)
    median = figures.handling_time_median
    assert (median.value, median.low, median.high) == (195, 150, 240)  # ranks 6 and 15 of 20
    assert [(level.level, level.contacts, level.share.value) for level in figures.levels] == [
        (1, 5, 0.25),
        (2, 0, 0),
        (3, 15, 0.75),
        (4, 0, 0),
        (5, 0, 0),
    ]


def test_no_figure_of_a_person_from_fewer_than_20_contacts(store: Store):
    with store.write() as session:
        for i in range(20):
            put(session, csat=4.0 if i else None, surveyed=5 if i < 19 else None, gaps="o" * 2)
    with store.read() as session:
        figures = Board(store, session, Filters(agent="ann")).figures()
        team = Board(store, session, Filters()).figures()
    assert figures.csat == Figure(value=None, low=None, high=None, n=19, enough=False)
    assert figures.surveyed_csat == figures.surveyed_top_box == Figure(n=19)
    assert figures.gaps.per_100.value == 100
    assert figures.balance is None
    assert (team.csat.value, team.surveyed_top_box.value, team.csat.enough) == (4, 1, True)


def test_a_team_has_figures_from_its_first_contact_on(store: Store):
    with store.read() as session:
        assert Board(store, session, Filters()).figures().csat == Figure(n=0)
    with store.write() as session:
        put(session, csat=4.5, surveyed=3)
    with store.read() as session:
        figures = Board(store, session, Filters()).figures()
    assert figures.agent is None
    assert figures.csat == Figure(value=4.5, n=1, enough=True)  # one alone has no interval
    assert figures.surveyed_top_box.value == 0


def test_filters_narrow_the_figures(store: Store):
    with store.write() as session:
        put(session, csat=2.0, surveyed=5, gaps="o")
        put(session, csat=4.0, surveyed=1, gaps="m")
    with store.read() as session:
        happy = Board(store, session, Filters(surveyed=5)).figures()
        unmet = Board(store, session, Filters(gap_state="open")).figures()
        high = Board(store, session, Filters(csat_min=3)).figures()
    assert (happy.csat.value, happy.surveyed_csat.value) == (2, 5)
    assert (unmet.csat.value, unmet.gaps.of) == (2, 1)
    assert (high.surveyed_csat.value, high.gaps.count) == (1, 0)


def test_levels_are_counted_among_contacts_that_have_one(store: Store):
    with store.write() as session:
        for level in (1, 3, 3, None):
            put(session, level=level)
    with store.read() as session:
        counted = levels(store, session, Filters())
    assert [level.contacts for level in counted] == [1, 0, 2, 0, 0]
    assert counted[2].share.value == pytest.approx(2 / 3)


def test_the_table_has_a_row_an_agent_by_id(store: Store):
    with store.write() as session:
        for i in range(20):
            put(session, "zoe", csat=4.0, handling_time=60, gaps="om", surveyed=i % 2 + 4)
        put(session, "Bea", csat=5.0, gaps="o")
        put(session, "adam")
    with store.read() as session:
        rows = Board(store, session, Filters()).agents()
    assert [row.agent for row in rows] == ["Bea", "adam", "zoe"]
    assert rows[0].csat == Figure(n=1)
    assert (rows[0].gaps.count, rows[0].gaps.per_100.value) == (1, None)
    assert (rows[2].csat.value, rows[2].handling_time.value) == (4, 60)
    assert (rows[2].surveyed_csat.value, rows[2].gaps.per_100.value) == (4.5, 50)


def test_contacts_of_nobody_count_for_the_team_alone(store: Store):
    with store.write() as session:
        put(session, "ann", csat=4.0, gaps="o", surveyed=4)
        put(session, None, csat=2.0, gaps="m", surveyed=2)
    with store.read() as session:
        board = Board(store, session, Filters())
        figures, rows, weeks = board.figures(), board.agents(), board.weekly(Measure.CSAT)
    assert (figures.contacts, figures.csat.value, figures.surveyed_csat.value) == (2, 3, 3)
    assert (figures.gaps.of, figures.gaps.per_100.value) == (2, 50)
    assert [(row.agent, row.contacts, row.csat.n) for row in rows] == [("ann", 1, 1)]
    assert [week.figure.value for week in weeks] == [3]


def test_the_contacts_are_read_once_however_much_is_asked(store: Store, queries: list[str]):
    with store.write() as session:
        put(session, csat=4.0)
    with store.read() as session:
        board = Board(store, session, Filters())
        board.figures()
        first = len(queries)
        board.agents()
        for measure in Measure:
            board.weekly(measure)
        assert len(queries) == first


# Weeks


def test_weeks_begin_on_monday_and_none_is_left_out(store: Store):
    with store.write() as session:
        put(session, at=MONDAY.replace(hour=0, minute=0), csat=2.0, gaps="o")
        put(session, at=MONDAY + timedelta(days=6, hours=14), csat=4.0, gaps="m")
        put(session, at=MONDAY + timedelta(days=14), csat=5.0, gaps="mm")
    with store.read() as session:
        board = Board(store, session, Filters())
        weeks = board.weekly(Measure.CSAT)
        gaps = board.weekly(Measure.GAPS_PER_100)
        surveyed = board.weekly(Measure.SURVEYED_CSAT)
    assert [w.start for w in weeks] == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    assert [w.figure.value for w in weeks] == [3, None, 5]
    assert [(w.figure.value, w.figure.n) for w in gaps] == [(50, 2), (None, 0), (0, 2)]
    assert surveyed == []


@pytest.mark.parametrize(("first", "values"), [(16, [4, None]), (15, [None, None])])
def test_a_persons_weeks_need_5_contacts_and_20_in_all(
    store: Store, first: int, values: list[float | None]
):
    with store.write() as session:
        for _ in range(first):
            put(session, csat=4.0)
        for _ in range(4):
            put(session, csat=2.0, at=MONDAY + timedelta(days=7))
    with store.read() as session:
        weeks = Board(store, session, Filters(agent="ann")).weekly(Measure.CSAT)
    assert [w.figure.value for w in weeks] == values
    assert [w.figure.n for w in weeks] == [first, 4]


# Consistency


def test_spread_is_told_apart_between_agents_and_within_them(store: Store):
    with store.write() as session:
        for i in range(20):
            swing = 10 if i % 2 else -10
            put(session, "ann", human=40 + swing, customer=f"c{i % 4}")
            put(session, "bob", human=60 + swing, customer=f"c{i % 4}")
        put(session, "new", human=0)  # fewer than 20 contacts: not in the spread
    with store.read() as session:
        found = Board(store, session, Filters()).spread()[Dimension.HUMAN]
    # Within each: 20 times 10 squared over 19. Between: means 20 apart, less the chance in them.
    within = 2000 / 19
    assert found.contacts.n == 40
    assert found.agents.within.value == pytest.approx(within**0.5)
    assert found.agents.between.value == pytest.approx((200 - within / 20) ** 0.5)
    assert found.agents.between.n == 2
    # Customers with an even number met both agents on their bad days: means of 40 and 60, ten
    # contacts each, so mean squares of 4000 / 3 between and of 4000 / 36 within.
    assert found.customers.between.value == pytest.approx(((4000 / 3 - 4000 / 36) / 10) ** 0.5)
    assert found.weeks.between == Figure(n=1)  # all in one week


def test_nothing_is_known_of_a_spread_without_enough_contacts(store: Store):
    with store.write() as session:
        put(session, human=50)
    with store.read() as session:
        found = Board(store, session, Filters()).spread()[Dimension.HUMAN]
    assert found.contacts == found.agents.between == Figure(n=0)


def test_groups_that_differ_by_chance_only_have_no_spread_between_them():
    # Two groups of 20, both of mean 50 and with a standard deviation of 10.
    group = Moments(20, 1000, 20 * 2500 + 19 * 100)
    found = parts(grouped([group, group, Moments(0, 0, 0)]))
    assert (found.between.value, found.between.low) == (0, 0)
    assert found.within.value == pytest.approx(10)
