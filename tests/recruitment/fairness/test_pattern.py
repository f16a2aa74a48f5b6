"""How members mark beside colleagues, the fair average, and who is near the line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from recruitment.fairness.line import Marked, fair_total, near_the_line
from recruitment.fairness.pattern import Effects, Sheets, effects, mean_interval, patterns, standing_out

WEIGHTS = {"employer": 375, "university": 375, "lived_experience": 250}
GROUPS = tuple(WEIGHTS)


def room(table, first_candidate=0, first_member=1):
    """Sheets of a room: one row for each candidate, one column for each member."""
    table = np.asarray(table, float)
    rows, columns = np.indices(table.shape)
    return Sheets(columns.ravel() + first_member, rows.ravel() + first_candidate, table.ravel())


def both(one, other):
    return Sheets(*(np.concatenate([getattr(one, f), getattr(other, f)]) for f in ("members", "candidates", "means")))


STRICT = [[2.0, 3.0, 3.1], [3.1, 4.0, 4.2], [1.2, 2.0, 2.2], [2.8, 4.0, 3.9]]


def test_a_member_who_marks_a_point_lower_stands_out_and_the_colleagues_beside_them_do_not():
    strict, *others = patterns(room(STRICT))
    assert strict.difference == pytest.approx(np.mean([-1.05, -1.0, -0.9, -1.15]))
    assert strict.differs_much
    assert all(pattern.difference > 0 for pattern in others)
    assert standing_out(room(STRICT)) == {1}


def test_of_two_who_differ_neither_can_be_said_to_be_off():
    table = [[2.0, 3.0], [3.1, 4.2], [1.2, 2.1], [2.8, 4.0]]
    assert standing_out(room(table)) == {1, 2}


def test_in_each_room_it_is_the_one_furthest_apart_whether_lower_or_higher():
    other = room(np.add(STRICT, [1.9, 0, 0]), first_candidate=10, first_member=10)
    assert standing_out(both(room(STRICT), other)) == {1, 10}


def test_fewer_than_three_candidates_in_common_say_nothing():
    assert [(p.candidates, p.difference, p.differs_much) for p in patterns(room(STRICT[:2]))] == [(2, None, False)] * 3


def test_a_candidate_whom_nobody_else_marked_does_not_count():
    alone = Sheets(np.array([1]), np.array([99]), np.array([5.0]))
    assert patterns(both(room(STRICT), alone))[0] == patterns(room(STRICT))[0]


def test_the_intervals_are_students_and_chi_squared():
    values = np.array([0.1, -0.4, 0.3, 0.8, -0.2])
    theirs = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx(theirs, abs=1e-9)
    found = patterns(room(STRICT))[0]
    variance, free = found.spread**2, found.candidates - 1
    theirs = [np.sqrt(variance * free / stats.chi2.ppf(q, free)) for q in (0.975, 0.025)]
    assert found.spread_interval == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.floats(1, 5), min_size=3, max_size=3), min_size=3, max_size=12))
def test_effects_are_those_of_least_squares_and_sum_to_zero(table):
    table = np.array(table)
    found = effects(room(table))
    assert list(found.of_members.values()) == pytest.approx(table.mean(axis=0) - table.mean(), abs=1e-9)
    assert sum(found.of_members.values()) == pytest.approx(0, abs=1e-9)


def test_rooms_that_share_nobody_are_not_compared_with_each_other():
    kind_room = room(np.array(STRICT) + 1, first_candidate=10, first_member=10)
    found = effects(both(room(STRICT), kind_room)).of_members
    assert sum(found[member] for member in (1, 2, 3)) == pytest.approx(0, abs=1e-9)
    assert [found[m] for m in (1, 2, 3)] == pytest.approx([found[m] for m in (10, 11, 12)], abs=1e-9)


def test_the_residual_is_that_of_two_way_analysis():
    table = np.array(STRICT)
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    assert effects(room(table)).residual == pytest.approx(np.sqrt((left**2).sum() / (3 * 2)), abs=1e-9)


def marked(key, *means, members=(1, 2, 3)):
    sheets = [(member, group, mean) for member, group, mean in zip(members, GROUPS, means, strict=True)]
    return Marked(key, sum(WEIGHTS[group] * mean for _, group, mean in sheets) / 1000, sheets)


def test_the_fair_average_gives_back_what_a_strict_member_took():
    found = Effects({1: -0.8, 2: 0.4, 3: 0.4}, None)
    candidate = marked(7, 2.2, 3.4, 3.4)
    assert fair_total(candidate, WEIGHTS, found) == pytest.approx(3.0)


def test_a_candidate_of_the_strict_room_would_swap_with_one_of_the_kind_room():
    found = Effects({1: -0.4, 2: 0.2, 3: 0.2, 4: 0.4, 5: -0.2, 6: -0.2}, 0.01)
    kind, strict = marked(1, 3.4, 2.9, 2.9, members=(4, 5, 6)), marked(2, 2.7, 3.3, 3.3)
    best, last = marked(3, 4.6, 5, 5), marked(4, 1, 1, 1)
    places = near_the_line([last, strict, kind, best], WEIGHTS, found, places=2)
    assert [(p.key, p.over, p.over_by_fair, p.swaps) for p in places] == [
        (1, True, False, True),
        (2, False, True, True),
    ]


@pytest.mark.parametrize("places", [0, 2, 5])
def test_where_all_or_none_have_a_place_there_is_no_line(places):
    assert near_the_line([marked(1, 3, 3, 3), marked(2, 4, 4, 4)], WEIGHTS, Effects({}, 0.3), places=places) == []


def test_within_one_standard_error_of_the_line_is_near_it():
    found = Effects({}, 0.3)
    candidates = [marked(1, 4, 4, 4), marked(2, 3.1, 3.1, 3.1), marked(3, 3, 3, 3), marked(4, 1, 1, 1)]
    assert [p.key for p in near_the_line(candidates, WEIGHTS, found, places=2)] == [2, 3]


def test_equal_totals_at_the_line_are_over_it_together():
    found = Effects({}, 0.3)
    candidates = [marked(1, 4, 4, 4), marked(2, 3, 3, 3), marked(3, 3, 3, 3), marked(4, 1, 1, 1)]
    assert [(p.key, p.over, p.over_by_fair) for p in near_the_line(candidates, WEIGHTS, found, places=2)] == [
        (2, True, True),
        (3, True, True),
    ]
