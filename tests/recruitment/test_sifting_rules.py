"""The pure rules of the sift: who reads what, in which order, and what marks come to."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.sifting import SiftRule, ToRead, allot, apart, is_read_twice, place_of, result

CRITERIA = [SiftRule(1, weight=2), SiftRule(2, floor=Decimal("2.5"))]


def test_the_order_is_the_same_every_time_and_another_for_each_sifter_and_criterion():
    def order(sifter, criterion):
        return sorted(range(50), key=lambda application: place_of(9, sifter, criterion, application))

    assert order(1, 1) == order(1, 1)
    assert len({tuple(order(sifter, criterion)) for sifter in (1, 2) for criterion in (1, 2)}) == 4


def test_the_sample_is_near_its_share_and_the_same_every_time():
    drawn = [key for key in range(5000) if is_read_twice(4, key, 20)]
    assert drawn == [key for key in range(5000) if is_read_twice(4, key, 20)]
    assert 900 < len(drawn) < 1100
    assert not any(is_read_twice(4, key, 0) for key in range(500))
    assert all(is_read_twice(4, key, 100) for key in range(500))


@given(
    applications=st.integers(0, 60),
    sifters=st.integers(1, 6),
    twice=st.sets(st.integers(0, 59)),
    barred=st.dictionaries(st.integers(0, 59), st.sets(st.integers(1, 6), max_size=3), max_size=10),
    seed=st.integers(0, 2**31),
)
def test_nobody_reads_twice_or_what_is_barred_and_loads_are_even(applications, sifters, twice, barred, seed):
    wanted = [
        ToRead(key, (1, 2) if key in twice else (1,), frozenset(barred.get(key, ()))) for key in range(applications)
    ]
    given_, unread = allot(wanted, dict.fromkeys(range(1, sifters + 1), 0), seed=seed)

    assert max(Counter((one.application, one.sifter) for one in given_).values(), default=0) <= 1
    assert not any(one.sifter in barred.get(one.application, ()) for one in given_)
    turns = Counter(one.application for one in given_)
    for one in wanted:
        free = sifters - len({s for s in one.barred if s <= sifters})
        assert turns[one.key] == min(len(one.turns), free)
        assert (one.key in unread) == (free < len(one.turns))
    if not barred:
        loads = Counter(one.sifter for one in given_)
        assert max(loads.values(), default=0) - min((loads[s] for s in range(1, sifters + 1)), default=0) <= 2


def test_somebody_who_comes_later_is_given_what_is_new_first():
    given_, _ = allot([ToRead(key, (1,)) for key in range(3)], {1: 10, 2: 0}, seed=1)
    assert {one.sifter for one in given_} == {2}


def test_one_reading_is_its_weighted_mean():
    assert result([{1: 4, 2: 1}], CRITERIA, limit=2, agreed={}).total == Decimal("3.00")
    assert result([{1: 4, 2: 1}], CRITERIA, limit=2, agreed={}).under_floor == (2,)


def test_two_that_are_apart_have_no_total_until_they_agree():
    marks = [{1: 4, 2: 3}, {1: 2, 2: 3}]
    assert (result(marks, CRITERIA, limit=2, agreed={}).total, apart(marks, CRITERIA, 2)) == (None, (1,))
    assert result(marks, CRITERIA, limit=3, agreed={}).total == Decimal("3.00")
    assert result(marks, CRITERIA, limit=2, agreed={1: 4}).total == Decimal("3.67")


def test_the_middle_mark_of_three_holds():
    found = result([{1: 1, 2: 5}, {1: 5, 2: 4}, {1: 4, 2: 1}], CRITERIA, limit=1, agreed={})
    assert (found.apart, found.total) == ((), Decimal("4.00"))


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_everybody_of_one_mind_is_that_mark(value):
    assert result([{1: value, 2: value}] * 2, CRITERIA, limit=1, agreed={}).total == value
