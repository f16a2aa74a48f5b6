"""A placement in the apprentice's own calendar: from its first day to its last, wherever those move."""

import datetime

import icalendar
import pytest
from django.test import Client

from apprentices.models import CalendarEntry
from core import links
from placements import operations
from placements.models import Placement
from portal.views.account import CALENDAR
from tests import make

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


def in_calendar(placement):
    entry = CalendarEntry.objects.get(apprentice=placement.apprentice, kind=CalendarEntry.Kind.PLACEMENT)
    return entry.date, entry.ends_on, entry.state


def test_a_confirmed_placement_stands_there_from_first_to_last_day():
    placement = make.placement(state=Placement.State.CONFIRMED)

    assert in_calendar(placement) == (placement.starts_on, placement.ends_on, "planned")


def test_it_follows_an_extension():
    placement = make.placement()
    later = placement.ends_on + datetime.timedelta(days=14)

    operations.change_dates(placement, starts_on=placement.starts_on, ends_on=later, by=make.person())

    assert in_calendar(placement) == (placement.starts_on, later, "planned")


def test_one_that_ends_early_ends_there_too():
    placement = make.placement()

    operations.end_early(placement, cause="practice_educator_left", no_fault=True, by=make.person())

    placement.refresh_from_db()
    assert in_calendar(placement) == (placement.starts_on, placement.ends_on, "planned")


def test_a_calendar_program_gets_whole_days_that_do_not_make_the_person_busy():
    placement = make.placement()
    _, address = links.make(person=placement.apprentice.person, purpose=CALENDAR, subject=placement.apprentice.person)

    feed = Client().get(f"/calendar/{address.rstrip('/').rsplit('/', 1)[-1]}/")

    (event,) = icalendar.Calendar.from_ical(feed.content).walk("VEVENT")
    shown = str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt, str(event["TRANSP"])
    said = f"First placement: {placement.setting}"
    assert shown == (said, placement.starts_on, placement.ends_on + ONE_DAY, "TRANSPARENT")
