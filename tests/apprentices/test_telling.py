"""Reminders: behind plan once a month and silent when caught up; one mail on a Monday to whom time waits for."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from apprentices import telling
from apprentices.models import Apprentice, Involvement, OffTheJobEntry, Standing
from core.notifications import outbox
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime.datetime(2026, 3, 11, 12, tzinfo=ZoneInfo("Europe/London"))
MONDAY = datetime.datetime(2026, 3, 9, 6, tzinfo=ZoneInfo("Europe/London"))


def owe(rule, at):
    return outbox.owe_reminders(rule(at))


def behind(apprentice, at=WEDNESDAY, **totals):
    totals = {"track": Standing.Track.BEHIND, "forecast_on": timezone.localdate(at)} | totals
    Standing.objects.filter(pk=apprentice.pk).update(confirmed_hours=20, expected_hours=60, **totals)


def test_behind_plan_is_told_once_in_a_month():
    apprentice = make.apprentice()
    behind(apprentice)
    next_month = WEDNESDAY + datetime.timedelta(days=30)

    told = [owe(telling.behind_plan, WEDNESDAY), owe(telling.behind_plan, WEDNESDAY)]
    behind(apprentice, next_month)
    told.append(owe(telling.behind_plan, next_month))

    assert told == [1, 0, 1]
    mail = Message.objects.earliest("pk")
    assert mail.to == apprentice.person
    assert "20 of 60 planned by today" in mail.body


@pytest.mark.parametrize(
    "totals",
    [{"track": Standing.Track.ON_TRACK}, {"forecast_on": datetime.date(2026, 3, 10)}],
    ids=["caught up", "stale"],
)
def test_whoever_has_caught_up_is_not_told(totals):
    behind(make.apprentice(), **totals)

    assert owe(telling.behind_plan, WEDNESDAY) == 0


@pytest.mark.parametrize("state", ["on_break", "suspended", "gateway", "withdrawn"])
def test_a_break_and_the_end_silence_it(state):
    behind(make.apprentice(state=state))

    assert owe(telling.behind_plan, WEDNESDAY) == 0
    assert owe(telling.apprentices_behind, WEDNESDAY) == 0


def test_those_who_answer_for_them_get_one_mail_with_a_number_and_no_name():
    tutor = make.person(password=make.PASSWORD)
    for name in ("Amara Johnson", "Leila Haddad"):
        apprentice = make.apprentice(name)
        make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
        behind(apprentice)

    told = [owe(telling.apprentices_behind, WEDNESDAY) for _ in range(2)]

    assert told == [1, 0]
    mail = Message.objects.get()
    assert mail.subject == "2 apprentices behind plan"
    assert "Amara" not in mail.body


def waits(apprentice, since, **fields):
    entry = make.entry(apprentice, submitted=True, **fields)
    OffTheJobEntry.objects.filter(pk=entry.pk).update(submitted_at=since)
    return entry


def test_one_mail_in_a_week_with_one_link_for_all_of_a_managers_apprentices():
    manager = make.person("Grace Mensah")
    for _ in range(2):
        apprentice = make.apprentice()
        make.line_manager(apprentice, manager)
        waits(apprentice, MONDAY - datetime.timedelta(days=2))
        waits(apprentice, MONDAY - datetime.timedelta(days=1), hours=3)

    told = [owe(telling.time_waiting, at) for at in (MONDAY, MONDAY, WEDNESDAY)]

    assert told == [1, 0, 0]
    mail = Message.objects.get()
    assert (mail.to, mail.subject) == (manager, "4 entries of off-the-job time to confirm")
    assert mail.body.count("/link/") == 1
    assert mail.secret
    assert "4 entries of off-the-job time from 2 apprentices wait for you" in mail.body


def test_a_worker_that_slept_on_monday_tells_on_wednesday_and_next_week_tells_again():
    apprentice = make.apprentice()
    make.line_manager(apprentice)
    waits(apprentice, MONDAY - datetime.timedelta(days=1))

    assert [owe(telling.time_waiting, at) for at in (WEDNESDAY, MONDAY + datetime.timedelta(weeks=1))] == [1, 1]


def test_what_was_logged_this_week_waits_for_the_next_monday():
    apprentice = make.apprentice()
    make.line_manager(apprentice)
    waits(apprentice, MONDAY + datetime.timedelta(hours=12))

    assert owe(telling.time_waiting, WEDNESDAY) == 0
    assert owe(telling.time_waiting, MONDAY + datetime.timedelta(weeks=1)) == 1


def test_nothing_waiting_is_nothing_told_and_nobody_is_asked_about_what_they_cannot_know():
    apprentice = make.apprentice()
    make.line_manager(apprentice)
    mentor = make.person()
    make.involvement(apprentice, Involvement.Kind.MENTOR, person=mentor)
    former = make.line_manager(apprentice, ends_on=datetime.date(2026, 1, 1))
    make.entry(apprentice)
    waits(apprentice, MONDAY - datetime.timedelta(days=1), kind="lecture")

    assert owe(telling.time_waiting, MONDAY) == 0
    assert not Message.objects.filter(to__in=[mentor, former]).exists()


def test_whoever_needs_a_second_factor_is_led_to_the_sign_in():
    tutor = make.person()
    apprentice = make.apprentice()
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    waits(apprentice, MONDAY - datetime.timedelta(days=1), kind="lecture")

    owe(telling.time_waiting, MONDAY)

    mail = Message.objects.get()
    assert "/link/" not in mail.body
    assert "/apprentices/time/confirm/" in mail.body


def test_a_new_day_brings_starts_and_fresh_forecasts():
    from apprentices.tasks import new_day

    starting = make.apprentice(state=Apprentice.State.PRE_START)

    new_day()

    starting.refresh_from_db()
    assert starting.state == Apprentice.State.ACTIVE
    assert Standing.objects.get(pk=starting.pk).forecast_on == timezone.localdate()


def test_many_reminders_cost_a_handful_of_queries(django_assert_max_num_queries):
    cohort = make.cohort()
    for _ in range(30):
        behind(make.apprentice(cohort=cohort))

    with django_assert_max_num_queries(3):
        assert len(list(telling.behind_plan(WEDNESDAY))) == 30
