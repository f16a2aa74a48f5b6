"""Usual time: kept once, offered on its day of the week, logged by the apprentice's word."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import CalendarEntry, FourTests, OffTheJobEntry, UsualTime
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = 1, 2
START = datetime.date(2025, 9, 8)
TODAY = datetime.date(2025, 10, 9)
"""A Thursday."""


@pytest.fixture
def apprentice():
    made = make.apprentice("Amara Johnson")
    FourTests.objects.create(apprentice=made, activity=make.activity())
    return made


def keep(apprentice, *, on=datetime.date(2025, 9, 15), **fields):
    values = {"activity": make.activity(), "hours": Decimal("3"), "weekday": WEDNESDAY} | fields
    return operations.keep_usual_time(apprentice, by=apprentice.person, on=on, **values)


def dates(apprentice, *, on=TODAY):
    return [offer.date.day for offer in operations.offers(apprentice, on=on)]


def test_it_is_offered_for_each_of_its_days_since_it_was_kept(apprentice):
    keep(apprentice)
    assert dates(apprentice) == [17, 24, 1, 8]


def test_leave_a_break_and_a_bank_holiday_are_not_offered(apprentice):
    keep(apprentice)
    for day, kind in ((17, CalendarEntry.Kind.LEAVE), (24, CalendarEntry.Kind.BREAK)):
        CalendarEntry.objects.create(apprentice=apprentice, date=datetime.date(2025, 9, day), kind=kind)
    assert dates(apprentice) == [1, 8]

    friday = keep(apprentice, weekday=4, on=datetime.date(2025, 12, 20))
    offered = operations.offers(apprentice, on=datetime.date(2026, 1, 2))
    assert [offer.date for offer in offered if offer.usual == friday] == [datetime.date(2026, 1, 2)]


def test_what_is_ticked_is_logged_and_what_is_not_did_not_take_place(apprentice):
    usual = keep(apprentice, starts_at=datetime.time(14), note="Reading for the seminar")
    shown = [offer.key for offer in operations.offers(apprentice, on=TODAY)]

    done = operations.log_usual_time(apprentice, shown=shown, took_place=shown[1:3], by=apprentice.person, on=TODAY)

    assert [(e.date.day, e.hours, e.note, e.state) for e in done.entries] == [
        (24, Decimal(3), "Reading for the seminar", OffTheJobEntry.State.SUBMITTED),
        (1, Decimal(3), "Reading for the seminar", OffTheJobEntry.State.SUBMITTED),
    ]
    assert dates(apprentice) == []
    usual.refresh_from_db()
    assert usual.answered_to == datetime.date(2025, 10, 8)
    assert dates(apprentice, on=datetime.date(2025, 10, 15)) == [15]


def test_the_same_press_twice_logs_each_day_once(apprentice):
    keep(apprentice)
    shown = [offer.key for offer in operations.offers(apprentice, on=TODAY)]
    for _ in range(2):
        operations.log_usual_time(apprentice, shown=shown, took_place=shown, by=apprentice.person, on=TODAY)
    assert OffTheJobEntry.objects.count() == 4


def test_two_tabs_on_one_day_log_it_once(apprentice):
    usual = keep(apprentice)
    first = operations.log_one(apprentice, usual, date=datetime.date(2025, 9, 17), by=apprentice.person)
    assert operations.log_one(apprentice, usual, date=datetime.date(2025, 9, 17), by=apprentice.person) == first
    assert dates(apprentice) == [24, 1, 8]


def test_a_day_that_the_log_refuses_is_named_and_the_others_are_logged(apprentice):
    keep(apprentice)
    make.entry(apprentice, date=datetime.date(2025, 9, 24), hours=Decimal(10), submitted=True)
    shown = [offer.key for offer in operations.offers(apprentice, on=TODAY)]

    done = operations.log_usual_time(apprentice, shown=shown, took_place=shown, by=apprentice.person, on=TODAY)

    assert len(done.entries) == 3
    assert done.refused == [
        "Wednesday 24 September: You have 10 hours on that day already, and at most 12 hours of one day can count."
    ]


def test_nothing_of_it_is_offered_in_a_break(apprentice):
    keep(apprentice)
    apprentice.state = "on_break"
    assert dates(apprentice) == []


def test_a_kind_that_does_not_count_is_not_kept(apprentice):
    with pytest.raises(StepRefused, match="Progress reviews"):
        keep(apprentice, activity=make.activity("progress_review"))


def test_ten_are_kept_at_most_and_nobody_keeps_for_somebody_else(apprentice):
    for _ in range(10):
        keep(apprentice)
    with pytest.raises(StepRefused, match="10 already"):
        keep(apprentice)
    with pytest.raises(StepRefused, match="Only Amara Johnson"):
        operations.keep_usual_time(apprentice, activity=make.activity(), hours=Decimal(1), by=make.person())


# The pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def learning_now():
    made = make.apprentice(
        "Amara Johnson", cohort=make.cohort(starts_on=timezone.localdate() - datetime.timedelta(days=60))
    )
    FourTests.objects.create(apprentice=made, activity=make.activity())
    return made


def test_an_entry_becomes_usual_time_and_is_logged_from_my_time(learning_now):
    browser = make.signed_in(learning_now.person)
    entry = make.entry(learning_now, submitted=True, hours=Decimal("1.5"))
    assert "Keep this as usual time" in browser.get(f"/apprentices/time/{entry.reference}/").content.decode()

    form = browser.get(f"/apprentices/time/usual/?from={entry.reference}").context["form"]
    assert (form.initial["activity"], form.initial["hours"]) == ("private_study", Decimal("1.5"))
    answer = browser.post(
        "/apprentices/time/usual/", {"activity": "private_study", "hours": "1.5", "weekday": ""}, follow=True
    )
    usual = UsualTime.objects.get()
    assert [str(m) for m in answer.context["messages"]] == ["Kept. You find it under My time whenever you want it."]

    assert "1.5 hours of Study and reading" in browser.get("/apprentices/time/").content.decode()
    browser.post(f"/apprentices/time/usual/{usual.reference}/now/")
    assert OffTheJobEntry.objects.filter(date=timezone.localdate(), hours=Decimal("1.5")).count() == 1

    browser.post(f"/apprentices/time/usual/{usual.reference}/remove/")
    assert UsualTime.objects.count() == 0
    assert OffTheJobEntry.objects.count() == 2


def test_days_are_ticked_under_my_time(learning_now):
    browser = make.signed_in(learning_now.person)
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday() + 7)
    keep(learning_now, weekday=0, on=monday)
    page = browser.get("/apprentices/time/")
    keys = [offer.key for offer in page.context["offers"]]
    assert keys and "Did these take place?" in page.content.decode()

    answer = browser.post("/apprentices/time/usual/log/", {"shown": keys, "took_place": keys[:1]}, follow=True)

    assert [str(m) for m in answer.context["messages"]] == ["1 entry logged, waiting to be confirmed."]
    assert answer.context["offers"] == []


def test_usual_time_of_somebody_else_is_not_there(learning_now):
    usual = keep(learning_now)
    other = make.signed_in(make.apprentice("Priya Shah").person)
    for step in ("now", "remove"):
        assert other.post(f"/apprentices/time/usual/{usual.reference}/{step}/").status_code == 404
