"""Adverse impact: the ratio, what chance can do, what stays hidden, and cycles put together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from core.statistics import fisher
from recruitment.fairness.impact import cycles_with, impacts, pooled

ONE = {"Women": (40, 60), "Men": (60, 40)}
FEW = {"Women": (4, 6), "Men": (6, 4)}


@settings(max_examples=300, deadline=None)
@given(st.tuples(*[st.integers(0, 80)] * 4))
def test_fishers_p_is_that_of_scipy(cells):
    a, b, c, d = cells
    assert fisher((a, b), (c, d)) == pytest.approx(fisher_exact([[a, b], [c, d]]).pvalue, abs=1e-9)


def test_the_ratio_is_to_the_group_with_the_highest_share():
    [found] = impacts(ONE)
    women, men = found.rows
    assert (women.share, women.is_reference, women.ratio) == (0.6, True, None)
    assert (men.share, men.ratio, men.p) == (0.4, pytest.approx(2 / 3), pytest.approx(fisher((40, 60), (60, 40))))
    assert (men.under_four_fifths, men.worth_a_look) == (True, True)


def test_a_low_ratio_that_chance_may_bring_is_not_worth_a_look():
    [found] = impacts({"Women": (12, 18), "Men": (16, 14)})
    men = found.rows[1]
    assert (men.under_four_fifths, men.p > 0.05, men.worth_a_look) == (True, True, False)


def test_too_few_say_nothing():
    assert impacts(FEW) == []
    assert impacts({}) == []
    assert impacts({"Women": (400, 3), "Men": (300, 4)}) == []


def test_a_small_group_is_hidden_and_cannot_be_found_by_subtraction():
    [found] = impacts({"A": (60, 60), "B": (60, 60), "C": (3, 4), "D": (50, 30)})
    hidden = [row.group for row in found.rows if row.hidden]
    assert "C" in hidden
    assert len(hidden) >= 2
    assert all(row.share is None and row.ratio is None and row.p is None for row in found.rows if row.hidden)


def test_stages_are_put_together_until_two_groups_may_be_shown():
    """Nobody of note stops at the second stage, so it is shown with the third."""
    found = impacts({"Women": (40, 1, 40, 60), "Men": (60, 2, 30, 40)})
    assert [(stage.first, stage.last) for stage in found] == [(0, 0), (1, 2)]
    women, men = found[1].rows
    assert (women.people, women.passed, women.share) == (100, 60, 60 / 101)
    assert (men.people, men.passed) == (70, 40)


def test_three_cycles_that_say_nothing_are_put_together_once():
    cycles = [FEW, ONE, FEW, FEW, FEW, FEW]
    assert cycles_with(0, cycles) == cycles_with(3, cycles) == [0, 2, 3]
    assert cycles_with(1, cycles) is None
    assert cycles_with(4, cycles) is None
    together = pooled(cycles[place] for place in [0, 2, 3])
    assert together == {"Women": [12, 18], "Men": [18, 12]}
    assert [row.people for row in impacts(together)[0].rows] == [30, 30]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=2, max_size=5).map(
        lambda cells: {str(n): row for n, row in enumerate(cells)}
    )
)
def test_of_two_stages_shown_no_difference_is_under_ten(chain):
    """Whoever came to one stage less whoever came to the next stopped between: that is a count as well."""
    for group, row in chain.items():
        ends = [stage.last for stage in impacts(chain) if not {r.group: r for r in stage.rows}[group].hidden]
        came = [sum(row), *(sum(row[end + 1 :]) for end in ends)]
        if ends:
            assert all(np.abs(np.diff(came)) >= 10)
            assert came[-1] >= 10
