"""Why a block of time cannot be logged: each rule answers in words, and what may be logged is logged."""

import datetime
import uuid
from decimal import Decimal

import pytest

from apprentices.models import Apprentice, CalendarEntry, OffTheJobEntry
from apprentices.off_the_job_log import Block, logged_near, refusals
from tests import make

pytestmark = pytest.mark.django_db
START = datetime.date(2025, 9, 8)
TUESDAY = datetime.date(2025, 9, 16)
TODAY = datetime.date(2025, 10, 1)


@pytest.fixture
def apprentice():
    return make.apprentice()


def said(apprentice, kind="private_study", *, on=TODAY, date=TUESDAY, hours="2", besides=None, **fields):
    block = Block(activity=make.activity(kind), date=date, hours=Decimal(hours), **fields)
    near = logged_near(apprentice, date, or_sent_as=uuid.uuid4())
    found = refusals(apprentice, block, on=on, near=near, besides=besides)
    return [(refusal.field, refusal.words) for refusal in found]


def planned(apprentice, kind, title="", **fields):
    return CalendarEntry.objects.create(apprentice=apprentice, date=TUESDAY, kind=kind, title=title, **fields)


def test_ordinary_time_can_be_logged_on_any_day_of_the_week(apprentice):
    assert said(apprentice) == []
    assert said(apprentice, date=datetime.date(2025, 9, 21)) == []


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (TODAY + datetime.timedelta(days=1), "That day has not come yet. Log time once it has taken place."),
        (
            START - datetime.timedelta(days=1),
            "Your programme started on 8 September 2025. Earlier time cannot count.",
        ),
    ],
)
def test_a_day_outside_the_programme_is_refused(apprentice, date, words):
    assert said(apprentice, date=date) == [("date", words)]


def test_time_after_the_planned_end_is_refused(apprentice):
    late = apprentice.planned_end_on + datetime.timedelta(days=1)

    [(field, words)] = said(apprentice, date=late, on=late)

    assert (field, words.split(".")[0]) == ("date", "Your plan ends on 7 September 2028")


@pytest.mark.parametrize("state", ["on_break", "suspended", "gateway", "complete", "withdrawn", "never_started"])
def test_nothing_is_logged_while_learning_stands_still_or_is_over(state):
    apprentice = make.apprentice(state=state)

    assert [field for field, _ in said(apprentice)] == ["date"]


def test_somebody_whose_first_day_has_come_can_log_before_the_clock_has_noticed():
    assert said(make.apprentice(state=Apprentice.State.PRE_START)) == []


@pytest.mark.parametrize("kind", ["leave", "break"])
def test_leave_and_break_are_no_training(apprentice, kind):
    planned(apprentice, kind)

    assert [field for field, _ in said(apprentice)] == ["date"]
    assert said(apprentice, date=TUESDAY + datetime.timedelta(days=1)) == []


def test_what_the_rules_exclude_is_refused_with_their_own_sentence(apprentice):
    assert said(apprentice, "progress_review") == [
        ("activity", "Progress reviews support your learning but are not training under the rules.")
    ]


def test_an_examination_counts_only_under_the_rules_that_counted_it():
    under_2022 = make.apprentice(rule_set=make.rule_set("B-2022-23"))
    under_2025 = make.apprentice()

    assert said(under_2022, "examination") == []
    assert [field for field, _ in said(under_2025, "examination")] == ["activity"]


def test_more_than_twelve_hours_of_a_day_are_refused_alone_and_together(apprentice):
    assert [field for field, _ in said(apprentice, hours="12.25")] == ["hours"]
    assert said(apprentice, hours="12") == []

    make.entry(apprentice, "shadowing", date=TUESDAY, hours=Decimal("7.5"), submitted=True)

    assert said(apprentice, hours="5") == [
        ("hours", "You have 7.5 hours on that day already, and at most 12 hours of one day can count.")
    ]
    assert said(apprentice, hours="4.5") == []


def test_the_same_minutes_count_once(apprentice):
    make.entry(apprentice, "shadowing", date=TUESDAY, starts_at=datetime.time(9), hours=Decimal(2), submitted=True)

    assert said(apprentice, starts_at=datetime.time(10, 30)) == [
        (
            "starts_at",
            "You have logged shadowing from 09:00 to 11:00 on 16 September 2025. The same minutes count once.",
        )
    ]
    assert said(apprentice, starts_at=datetime.time(11)) == []
    assert said(apprentice, starts_at=datetime.time(7)) == []


def test_time_over_midnight_meets_the_next_day(apprentice):
    make.entry(apprentice, "shadowing", date=TUESDAY, starts_at=datetime.time(22), hours=Decimal(4), submitted=True)
    wednesday = TUESDAY + datetime.timedelta(days=1)

    assert [f for f, _ in said(apprentice, date=wednesday, starts_at=datetime.time(1))] == ["starts_at"]
    assert said(apprentice, date=wednesday, starts_at=datetime.time(2)) == []


def test_a_twin_without_a_time_asks_whether_it_is_further_time(apprentice):
    make.entry(apprentice, date=TUESDAY, hours=Decimal(2), submitted=True)

    [(field, words)] = said(apprentice)

    assert field == "starts_at"
    assert words.startswith("You have logged 2 hours of study and reading on that day already.")
    assert said(apprentice, starts_at=datetime.time(16)) == []
    assert said(apprentice, hours="1") == []


def test_what_was_taken_back_or_not_agreed_stands_in_nobodys_way(apprentice):
    taken_back = make.entry(apprentice, date=TUESDAY, hours=Decimal(2))
    OffTheJobEntry.objects.filter(pk=taken_back.pk).update(state="withdrawn")

    assert said(apprentice) == []


def test_an_entry_that_is_being_changed_is_not_in_its_own_way(apprentice):
    entry = make.entry(apprentice, date=TUESDAY, hours=Decimal(2), submitted=True)

    assert said(apprentice, besides=entry) == []


def test_a_day_with_teaching_takes_other_time_only_outside_its_hours(apprentice):
    planned(
        apprentice,
        "taught_day",
        "Day at university",
        starts_at=datetime.time(10),
        ends_at=datetime.time(17),
        off_the_job_hours=6,
    )

    assert said(apprentice) == [
        (
            "starts_at",
            "That day has day at university from 10:00 to 17:00. Give the time at which this began, "
            "so nothing counts twice.",
        )
    ]
    assert [f for f, _ in said(apprentice, starts_at=datetime.time(15, 30))] == ["starts_at"]
    assert said(apprentice, starts_at=datetime.time(17)) == []
    assert said(apprentice, "lecture", hours="6") == []


def test_hours_from_a_placement_day_are_not_logged_again(apprentice):
    make.activity("placement_learning")
    day = planned(apprentice, "placement")
    make.placement_credit(apprentice, date=TUESDAY, hours=Decimal(5), source=day, confirmed_by=make.person())

    assert said(apprentice, "placement_learning") == [
        ("activity", "Your placement day has credited 5 hours for that day already.")
    ]
    assert said(apprentice) == []
