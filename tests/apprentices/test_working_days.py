"""Working days: Monday to Friday, without bank holidays."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.programme_plan import bank_holidays
from apprentices.working_days import last_day_that_waited_longer, working_days

WEDNESDAY = datetime.date(2026, 3, 4)
MAUNDY_THURSDAY = datetime.date(2026, 4, 2)


@pytest.mark.parametrize(
    ("since", "on", "days"),
    [
        (WEDNESDAY, WEDNESDAY, 0),
        (WEDNESDAY, datetime.date(2026, 3, 6), 2),
        (WEDNESDAY, datetime.date(2026, 3, 11), 5),
        (MAUNDY_THURSDAY, datetime.date(2026, 4, 7), 1),
    ],
)
def test_weekends_and_bank_holidays_are_not_counted(since, on, days):
    assert working_days(since, on, bank_holidays()) == days


def test_what_was_sent_on_a_wednesday_has_waited_over_five_working_days_on_the_second_thursday():
    closed = bank_holidays()
    assert last_day_that_waited_longer(5, datetime.date(2026, 3, 11), closed) < WEDNESDAY
    assert last_day_that_waited_longer(5, datetime.date(2026, 3, 12), closed) == WEDNESDAY


@given(st.dates(datetime.date(2024, 1, 1), datetime.date(2030, 12, 31)), st.integers(0, 15))
def test_the_last_day_is_the_last_of_which_it_is_true(on, than):
    closed = bank_holidays()
    last = last_day_that_waited_longer(than, on, closed)
    assert working_days(last, on, closed) > than
    assert working_days(last + datetime.timedelta(days=1), on, closed) <= than
