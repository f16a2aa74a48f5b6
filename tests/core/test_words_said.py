"""Dates, hours, counts and states are said the way people say them."""

import datetime
from decimal import Decimal

import pytest

from core import words


def test_a_date_is_said_with_its_month_in_words():
    assert words.day(datetime.date(2027, 9, 6)) == "6 September 2027"


def test_a_moment_is_said_in_londons_time():
    assert words.moment(datetime.datetime(2027, 7, 1, 23, 30, tzinfo=datetime.UTC)) == "2 July 2027 at 00:30"


@pytest.mark.parametrize(
    ("value", "said"),
    [(Decimal("7.50"), "7.5 hours"), (1, "1 hour"), (0, "0 hours"), (Decimal("1250.25"), "1,250.25 hours"), (None, "")],
)
def test_hours_are_said_without_trailing_noughts(value, said):
    assert words.hours(value) == said


def test_a_count_agrees_with_its_noun():
    assert [words.count(n, "entry", "entries") for n in (0, 1, 1200)] == ["0 entries", "1 entry", "1,200 entries"]


def test_things_in_a_row_end_with_and():
    assert [words.listed("a"), words.listed("ab"), words.listed("abc")] == ["a", "a and b", "a, b and c"]


def test_a_label_in_a_sentence_loses_its_capital_but_an_abbreviation_keeps_it():
    assert [words.lowered("Start date"), words.lowered("PCF domain")] == ["start date", "PCF domain"]


def test_a_state_has_the_same_tone_by_value_and_by_label_and_an_unknown_one_is_quiet():
    tones = [words.tone(state) for state in ("signed_off", "Signed off", "overdue", "submitted", "something else")]
    assert tones == ["good", "good", "late", "waiting", "quiet"]


def test_every_tone_has_a_colour():
    assert set(words.TONE_COLOURS) == set(words.TONES)
