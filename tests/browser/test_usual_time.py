"""What comes again is kept once and logged with one press on a phone; a quarter is closed at a desk."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, FourTests, OffTheJobEntry
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


@pytest.fixture
def apprentice(site):
    made = make.apprentice("Amara Johnson", cohort=make.cohort(starts_on=TODAY - datetime.timedelta(days=200)))
    FourTests.objects.create(apprentice=made, activity=make.activity())
    return made


def test_a_usual_week_is_logged_with_one_press(visitor, looks_right, apprentice):
    phone = visitor(apprentice.person)
    phone.goto("/apprentices/time/")
    phone.click("text=My usual time")
    looks_right(phone)
    phone.select_option("[name=activity]", "private_study")
    phone.fill("[name=hours]", "1h 30m")
    phone.check(f"[name=weekday][value='{min(TODAY.weekday(), 4)}']")
    phone.click("text=Keep it")
    phone.wait_for_selector("text=Kept. You find it under My time")
    looks_right(phone)

    usual = apprentice.usual_time.get()
    usual.answered_to = TODAY - datetime.timedelta(days=15)
    usual.save()
    phone.goto("/apprentices/time/")
    offered = phone.locator("[name=took_place]")
    expected = operations.offers(apprentice, on=TODAY)
    assert offered.count() == len(expected)
    looks_right(phone)
    offered.first.uncheck()
    phone.click("text=Log what is ticked")
    phone.wait_for_selector("text=waiting to be confirmed")
    looks_right(phone)
    assert sorted(OffTheJobEntry.objects.values_list("date", "hours")) == [
        (offer.date, Decimal("1.5")) for offer in expected[1:]
    ]


def test_a_quarter_is_announced_closed_and_late_time_let_in(visitor, looks_right, apprentice):
    tutor = make.tutor(apprentice)
    make.appointment(tutor, at=apprentice.cohort.university, as_="tutor")
    desk = visitor(tutor)
    desk.goto("/apprentices/")
    desk.click("text=Close a quarter of the log")
    looks_right(desk)
    desk.select_option("[name=cohort]", apprentice.cohort.reference)
    desk.select_option("[name=closed_to]", index=0)
    desk.click("text=Announce it")
    desk.wait_for_selector("text=Its apprentices are told today.")
    looks_right(desk)

    operations.close_quarters_due(on=TODAY + datetime.timedelta(days=7))
    desk.goto(f"/apprentices/{apprentice.reference}/time/")
    desk.click("text=Let in late time")
    desk.fill("[name=reason]", "She was in hospital.")
    looks_right(desk)
    desk.click("text=Let it in")
    desk.wait_for_selector("text=can log late time until")
    looks_right(desk)
    assert Apprentice.objects.get().late_time_until == TODAY + datetime.timedelta(days=7)
