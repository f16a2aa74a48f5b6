"""Small numbers: nothing that is hidden can be worked out from what is shown, tried by everybody who counts along."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.suppression import (
    Counts,
    bounds,
    hidden_cells,
    hidden_parts,
    hidden_rows,
    is_large_enough,
    rounded,
    shown_parts,
    suppressed,
)

LEAST = 3
"""Small enough that every table which fits can be counted out."""


@st.composite
def tables(draw, most=5):
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 2))
    cells = tuple(tuple(draw(st.integers(0, most)) for _ in range(columns)) for _ in range(rows))
    found = Counts(tuple(f"group {n}" for n in range(rows)), cells)
    assume(is_large_enough(column_totals(found), least=LEAST))
    return found


def column_totals(counts):
    return [sum(row[column] for row in counts.cells) for column in range(counts.width)]


def splits(total, parts):
    """Every way to split a total into so many parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def everything_that_fits(counts, hidden):
    """All tables that show the same, by brute force: each column split over the rows in every way."""
    rows = len(counts.cells)
    for columns in product(*(splits(total, rows) for total in column_totals(counts))):
        other = Counts(counts.groups, tuple(zip(*columns, strict=True)))
        if all(cell in hidden or other.value(cell) == counts.value(cell) for cell in counts.every_cell):
            yield other


@settings(max_examples=250, deadline=None)
@given(tables())
def test_what_is_hidden_is_not_recoverable_by_trying_every_table(counts):
    hidden = hidden_cells(counts, least=LEAST)
    fitting = list(everything_that_fits(counts, hidden))
    for cell in counts.every_cell:
        possible = {other.value(cell) for other in fitting}
        if cell not in hidden:
            assert counts.value(cell) >= LEAST
        elif counts.value(cell) < LEAST:
            assert possible >= set(range(LEAST))
        else:
            assert len(possible) > 1


@settings(max_examples=250, deadline=None)
@given(tables())
def test_whole_rows_that_are_hidden_are_not_recoverable_either(counts):
    rows = hidden_rows(counts, least=LEAST)
    fitting = list(everything_that_fits(counts, {cell for cell in counts.every_cell if cell[0] in rows}))
    for cell in counts.every_cell:
        if cell[0] not in rows:
            assert counts.value(cell) >= LEAST
        elif counts.value(cell) < LEAST:
            assert {other.value(cell) for other in fitting} >= set(range(LEAST))


@settings(max_examples=250, deadline=None)
@given(tables())
def test_the_bounds_are_those_of_every_table_that_fits(counts):
    hidden = hidden_cells(counts, least=LEAST)
    fitting = list(everything_that_fits(counts, hidden))
    for cell in hidden:
        lowest, highest = bounds(counts, hidden, cell, most=100)
        possible = {other.value(cell) for other in fitting}
        assert (lowest, highest) == (min(possible), max(possible))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 60)] * 3), min_size=2, max_size=7).map(
        lambda cells: Counts(tuple(str(n) for n in range(len(cells))), tuple(cells))
    )
)
def test_at_ten_every_small_figure_is_hidden_and_what_is_shown_is_rounded(counts):
    assume(is_large_enough(column_totals(counts)))
    shown = suppressed(counts)
    hidden = hidden_cells(counts)
    for row, cells in enumerate(counts.cells):
        for column, value in enumerate((*cells, sum(cells))):
            seen = (*shown.rows[row], shown.totals[row])[column]
            assert (seen is None) == ((row, column) in hidden)
            if seen is not None:
                assert value >= 10
                assert seen % 5 == 0
                assert abs(seen - value) <= 2
            else:
                lowest, highest = bounds(counts, hidden, (row, column), most=10)
                assert highest > lowest
                assert value >= 10 or (lowest == 0 and highest >= 9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=2, max_size=2))
def test_a_second_question_about_the_same_people_tells_no_more(people):
    """Everybody who answered two questions, counted by both: what fits both tables leaves as much open as each alone.

    ``people``: for each outcome, how many gave each of the four pairs of answers.
    """

    def by(question, joint):
        pairs = ((0, 1), (2, 3)) if question == "first" else ((0, 2), (1, 3))
        return Counts(("A", "B"), tuple(tuple(sum(column[i] for i in pair) for column in joint) for pair in pairs))

    assume(is_large_enough([sum(column) for column in people], least=LEAST))
    tables = {question: by(question, people) for question in ("first", "second")}
    hidden = {question: hidden_cells(table, least=LEAST) for question, table in tables.items()}

    def fits(question, joint):
        table = by(question, joint)
        shown = (cell for cell in table.every_cell if cell not in hidden[question])
        return all(table.value(cell) == tables[question].value(cell) for cell in shown)

    every = [joint for joint in product(*(list(splits(sum(column), 4)) for column in people)) if fits("first", joint)]
    both = [joint for joint in every if fits("second", joint)]
    for cell in hidden["first"]:
        assert {by("first", joint).value(cell) for joint in both} == {by("first", joint).value(cell) for joint in every}


@settings(deadline=None)
@given(st.integers(10, 400), st.integers(0, 400))
def test_one_report_taken_from_another_leaves_no_single_number(shown_in_one, the_rest):
    """A university taken from its consortium, or last year from this: both figures are shown, rounded."""
    whole, part = rounded(shown_in_one + the_rest), rounded(shown_in_one)
    possible = {
        rest
        for one in range(part - 2, part + 3)
        for rest in range(max(0, whole - part - 6), whole - part + 7)
        if rounded(one) == part and rounded(one + rest) == whole
    }
    assert the_rest in possible
    assert len(possible) >= 5


def test_one_small_cell_takes_another_with_it():
    counts = Counts(("A", "B", "C"), ((40, 3), (30, 20), (50, 25)))
    assert hidden_cells(counts) >= {(0, 1)}
    shown = suppressed(counts)
    assert shown.rows[0][1] is None
    assert sum(value is None for value in (shown.rows[1][1], shown.rows[2][1])) >= 1
    assert shown.totals == (45, 50, 75)


def test_a_group_under_ten_is_hidden_with_its_total_and_not_found_by_subtraction():
    counts = Counts(("A", "B", "C"), ((4, 2), (60, 30), (50, 25)))
    shown = suppressed(counts)
    assert shown.rows[0] == (None, None)
    assert shown.totals[0] is None
    assert sum(total is None for total in shown.totals) >= 2


def test_a_large_group_is_not_hidden_for_the_sake_of_a_small_one():
    counts = Counts(("Female", "Male", "Not said"), ((160, 15), (31, 14), (4, 0)))
    shown = suppressed(counts)
    assert (shown.rows[0], shown.totals[0]) == ((160, 15), 175)


def test_nothing_small_hides_nothing():
    counts = Counts(("A", "B"), ((40, 30), (50, 25)))
    assert hidden_cells(counts) == frozenset()
    assert suppressed(counts).rows == ((40, 30), (50, 25))


def test_everybody_in_one_group_is_hidden_too():
    counts = Counts(("A", "B"), ((40, 30), (0, 0)))
    assert suppressed(counts).rows[1] == (None, None)


@pytest.mark.parametrize(("value", "seen"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_rounding(value, seen):
    assert rounded(value) == seen


# Parts of one total -----------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_small_part_beside_its_total_may_be_any_small_number(numbers):
    parts = dict(enumerate(numbers))
    hidden = sorted(hidden_parts(parts, least=LEAST))
    assert {key for key, people in parts.items() if 0 < people < LEAST} <= set(hidden)
    assert not [key for key in hidden if parts[key] == 0]
    left = sum(parts[key] for key in hidden)
    possible = [way for way in product(range(1, left + 1), repeat=len(hidden)) if sum(way) == left]
    everything_is_hidden = len(hidden) == len([people for people in numbers if people])
    for place, key in enumerate(hidden):
        could_be = {way[place] for way in possible}
        assert everything_is_hidden or (len(could_be) > 1 and (parts[key] >= LEAST or could_be >= {1, LEAST - 1}))


def test_what_stands_in_the_place_of_a_part():
    assert shown_parts({"a": 20, "b": 9, "c": 3, "d": 0}) == {"a": 20, "b": "not shown", "c": "fewer than 5", "d": 0}
