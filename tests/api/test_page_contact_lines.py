"""The lines beside a conversation: each whole, and none upon another."""

from __future__ import annotations

from dimscore_api.coach.lanes import MOST, Line, Piece, draw, width
from hypothesis import given
from hypothesis import strategies as st

ROWS = 30
LINES = st.lists(
    st.tuples(st.integers(0, ROWS - 2), st.integers(1, ROWS - 1)).filter(lambda p: p[0] < p[1]),
    max_size=25,
).map(lambda pairs: [Line(key, *pair) for key, pair in enumerate(pairs)])


def test_a_line_begins_at_the_need_and_ends_at_the_answer() -> None:
    assert draw([Line(7, 1, 3)], 4) == [
        [],
        [Piece(7, 0, "start")],
        [Piece(7, 0, "through")],
        [Piece(7, 0, "end")],
    ]


def test_the_shorter_line_is_nearer_to_the_text() -> None:
    drawn = draw([Line(0, 0, 9), Line(1, 2, 3)], 10)
    assert {p.key: p.lane for row in drawn for p in row} == {0: 1, 1: 0}


def test_lines_that_do_not_meet_share_a_lane() -> None:
    assert width(draw([Line(0, 0, 2), Line(1, 3, 5)], 6)) == 1
    assert width(draw([Line(0, 0, 3), Line(1, 3, 5)], 6)) == 2


def test_arms_of_one_row_stand_at_different_heights() -> None:
    drawn = draw([Line(0, 0, 1), Line(1, 0, 2), Line(2, 0, 3)], 4)
    assert sorted(p.height for p in drawn[0]) == [0, 1, 2]


@given(LINES)
def test_no_two_lines_share_a_lane_in_a_row_and_every_drawn_line_is_whole(
    lines: list[Line],
) -> None:
    drawn = draw(lines, ROWS)
    for row in drawn:
        assert len({p.lane for p in row}) == len(row)
    for line in lines:
        parts = [p.part for row in drawn for p in row if p.key == line.key]
        inner = ["through"] * (line.last - line.first - 1)
        assert parts in ([], ["start", *inner, "end"])
    assert width(drawn) <= MOST
