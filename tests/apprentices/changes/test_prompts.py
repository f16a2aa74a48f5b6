"""Prompts to plan training, and silence: whoever is on a break, suspended or gone stands in no queue."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apprentices import activity, home, operations, telling
from apprentices.models import Apprentice, OffTheJobEntry
from apprentices.registrations import changes
from apprentices.registrations.waiting import worklist
from assessment import worklist as of_evidence
from core.notifications import outbox
from core.notifications.models import Message
from placements import operations as placing
from placements import places
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def at(date):
    return datetime.datetime.combine(date, datetime.time(9), ZoneInfo("Europe/London"))


def owe(rule, date):
    return outbox.owe_reminders(rule(at(date)))


def start(date):
    """Somebody under the rule of calendar months, with manager and tutor, who trained for the last time on ``date``."""
    apprentice, manager, tutor = make.apprentice_with_people(cohort=make.cohort(starts_on=date - 90 * DAY))
    make.entry(apprentice, date=date, submitted=True)
    operations.confirm([OffTheJobEntry.objects.get(apprentice=apprentice)], by=manager)
    return apprentice, manager, tutor


def test_on_days_15_and_25_of_a_month_without_training_tutor_and_manager_hear_once_each_and_nobody_else():
    apprentice, manager, tutor = start(datetime.date(2026, 3, 20))
    days = [datetime.date(2026, 4, d) for d in (14, 15, 16, 25, 30)]
    assert [owe(changes.plan_some_training, date) for date in days] == [0, 2, 0, 2, 0]
    assert set(Message.objects.filter(kind="plan_some_training").values_list("to", flat=True)) == {manager.pk, tutor.pk}
    assert apprentice.person_id not in {manager.pk, tutor.pk}


def test_a_confirmed_placement_day_is_training_whether_or_not_it_credits_hours():
    apprentice, _, _ = make.apprentice_with_people()
    placement = make.placement(apprentice, hours=None, starts_on=TODAY - 21 * DAY)
    days = make.placement_days(placement, 2)
    placing.confirm_days(placement, shown={d.pk: d.kind for d in days}, by=placement.practice_educator.person)
    assert activity.last_days([apprentice.pk], on=TODAY) == {apprentice.pk: days[-1].date}


def test_nobody_is_prompted_about_a_break_and_a_long_suspension_is_called_a_break_for_funding():
    on_break = make.apprentice_with_people()
    make.agreed_break(*on_break, starts_in=-60)
    suspended, _, tutor = make.apprentice_with_people()
    operations.suspend(suspended, code="conduct", decided_as="university", by=tutor)
    late = (TODAY.replace(day=1) + 62 * DAY).replace(day=26)
    assert owe(changes.plan_some_training, late) == 0
    assert owe(changes.suspended_too_long, late) == 2
    assert not Message.objects.filter(kind="break_for_funding", to=suspended.person).exists()


def what_waits(user, on):
    return list(worklist(user, on, of=[changes.waiting]))


def items(person):
    user = make.again(person)
    sources = (home.worklist, what_waits, places.needs, of_evidence.needs)
    return [item.text for source in sources for item in source(user, TODAY)]


def test_whoever_leaves_is_in_no_queue_and_comes_back_into_every_one_by_one_act():
    apprentice, manager, tutor = make.apprentice_with_people()
    make.entry(apprentice, date=TODAY - DAY, submitted=True)
    placement = make.placement(apprentice, hours=None)
    make.placement_days(placement, 1)
    educator = placement.practice_educator.person
    OffTheJobEntry.objects.update(submitted_at=at(TODAY - 14 * DAY))
    operations.refresh_forecasts(on=TODAY)
    before = {user: items(user) for user in (apprentice.person, manager, tutor, educator)}
    assert all(before.values())

    suspension = operations.suspend(apprentice, code="conduct", decided_as="university", by=tutor)
    assert {user: items(user) for user in before} == {user: [] for user in before}
    assert list(telling.time_waiting(at(TODAY))) == []

    operations.lift_suspension(suspension, by=tutor)
    again = {user: items(user) for user in before}
    assert again[manager] == before[manager]
    assert len(list(telling.time_waiting(at(TODAY)))) == 1


def test_the_task_list_names_the_late_return_the_meeting_and_what_to_agree():
    late, back, asking = (make.apprentice_with_people(name) for name in ("Late Return", "Back Again", "Asking Now"))
    running = make.agreed_break(*late, starts_in=-60, days=50)
    operations.run_breaks()
    returned = make.agreed_break(*back, starts_in=-60, days=50)
    operations.record_return(returned, returned_on=TODAY - 40 * DAY, by=back[1])
    make.asked_break(asking[0], starts_in=9)

    running.refresh_from_db()
    assert running.state == "overdue_return"
    texts = [[i.text for i in what_waits(who[2], TODAY)] for who in (late, back, asking)]
    assert texts[0] == ["Say what happens next: Late Return was expected back"]
    assert texts[1][0] == "Hold the return meeting with Back Again"
    assert texts[2][0] == "Read the break in learning asked for by Asking Now"
    assert [i.text for i in what_waits(asking[0].person, TODAY)] == []


def test_what_needs_somebody_costs_the_same_for_two_and_for_eight():
    tutor = make.person()

    def look(people):
        for _ in range(people):
            apprentice, manager, other = make.apprentice_with_people()
            make.involvement(apprentice, "tutor", person=tutor)
            make.agreed_break(apprentice, manager, other, starts_in=-60, days=50)
        user = make.again(tutor)
        with CaptureQueriesContext(connection) as queries:
            list(what_waits(user, TODAY))
        return len(queries)

    assert look(2) == look(6)
    assert Apprentice.objects.filter(state="on_break").count() == 8
