from math import comb
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dimscore.store.figures_model import Moments
from dimscore.store.intervals import (
    chi_square_quantile,
    deviation_interval,
    mean_interval,
    median_ranks,
    share_interval,
    t_quantile,
)

ns = st.integers(2, 10_000)
shares = st.floats(0, 1)
deviations = st.floats(0, 100)


@given(shares, st.floats(0.5, 10_000))
def test_a_share_lies_in_its_interval_and_that_in_0_to_1(share: float, n: float):
    low, high = share_interval(share, n)
    assert 0 <= low <= share <= high <= 1


@given(shares, ns)
def test_more_cases_make_a_share_surer(share: float, n: int):
    low, high = share_interval(share, n)
    surer_low, surer_high = share_interval(share, 2 * n)
    assert surer_high - surer_low < high - low


@given(deviations, ns)
def test_mean_and_deviation_lie_in_their_intervals(deviation: float, n: int):
    low, high = mean_interval(50, deviation, n)
    assert low <= 50 <= high
    assert 50 - low == pytest.approx(high - 50)
    low, high = deviation_interval(deviation, n)
    assert 0 <= low <= deviation <= high


def test_wilson_as_in_the_book():
    assert share_interval(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert share_interval(0.0, 20) == pytest.approx((0, 0.1611), abs=1e-4)


@pytest.mark.parametrize(
    ("free", "t", "within"),
    [
        (1, 12.706, 1e-4),
        (2, 4.3027, 1e-4),
        (3, 3.1824, 2e-3),
        (5, 2.5706, 2e-4),
        (10, 2.2281, 1e-4),
        (19, 2.0930, 1e-4),
        (120, 1.9799, 1e-4),
    ],
)
def test_t_as_in_the_table(free: int, t: float, within: float):
    assert t_quantile(0.975, free) == pytest.approx(t, rel=within)


@pytest.mark.parametrize(
    ("free", "low", "high", "within"),
    [
        (1, 0.000982, 5.0239, 1e-3),
        (2, 0.05064, 7.3778, 1e-3),
        (10, 3.2470, 20.483, 1e-2),
        (19, 8.9065, 32.852, 2e-3),
        (30, 16.791, 46.979, 1e-3),
        (100, 74.222, 129.56, 1e-3),
    ],
)
def test_chi_square_as_in_the_table(free: int, low: float, high: float, within: float):
    assert chi_square_quantile(0.025, free) == pytest.approx(low, rel=within)
    assert chi_square_quantile(0.975, free) == pytest.approx(high, rel=within)


@given(st.integers(6, 500))
def test_the_ranks_hold_the_median_in_95_of_100_samples(n: int):
    low, high = median_ranks(n)
    assert sum(comb(n, below) for below in range(low, high)) / 2**n >= 0.95
    assert high == n + 1 - low


@given(st.lists(st.floats(0, 100), min_size=2, max_size=50))
def test_sums_are_enough_for_the_mean_and_the_deviation(values: list[float]):
    moments = Moments(len(values), sum(values), sum(v * v for v in values))
    assert moments.mean == pytest.approx(mean(values), abs=1e-6)
    assert moments.deviation == pytest.approx(stdev(values), abs=1e-4)
