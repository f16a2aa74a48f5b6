"""What is planned after the gateway goes ahead without whoever is through it, and is planned again where learning
goes on."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations, plans, progress, steps
from apprentices.models import Apprentice, CalendarEntry, PersonalDay, ShadowingAsk, TimetableSession
from apprentices.programme_plan import bank_holidays
from core import registry
from core.notifications.models import Message
from core.workflow import StepRefused
from placements.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = CalendarEntry.State


def working_day(after):
    """A day from so many days ahead on which somebody works."""
    date = TODAY + after * DAY
    while date.weekday() > 4 or date in bank_holidays():
        date += DAY
    return date


@pytest.fixture
def learning():
    """Somebody before the gateway with a session today, one to come, a study day and leave, and a class mate."""
    for kind in ("lecture", "private_study"):
        make.activity(kind)
    apprentice, manager, tutor = make.finishing("Amara Johnson")
    planner = make.planner(apprentice.cohort)
    mate = make.apprentice("Ben Okafor", cohort=apprentice.cohort)
    for title, date in (("Held today", TODAY), ("Still to come", working_day(8))):
        make.published_session(apprentice.cohort, by=planner, title=title, date=date)
    for kind, after in ((PersonalDay.Kind.STUDY, 12), (PersonalDay.Kind.ANNUAL_LEAVE, 16)):
        first = working_day(after)
        operations.plan_days(apprentice, kind=kind, first=first, last=first, hours=Decimal(7), by=apprentice.person)
    Message.objects.all().delete()
    return apprentice, manager, tutor, planner, mate


def through(learning, **fields):
    apprentice, manager, tutor, *_ = learning
    make.reach_totals(Apprentice.objects.get(pk=apprentice.pk))
    make.decide_all(apprentice, manager, tutor, **fields)


def back(learning):
    through(learning, direction="back", reason="A module is taken again.")


def standing_in_calendar(apprentice):
    return [entry.title for entry in apprentice.calendar.going_ahead().exclude(source_kind="outline")]


def feed(user):
    return sorted({item.title for source in registry.calendar_sources for item in source(user)})


def test_training_after_the_gateway_day_is_set_aside_and_leave_stays(learning):
    apprentice = learning[0]
    change = steps.AtGateway(apprentice, TODAY, learning[2])
    planned = apprentice.calendar.training().filter(state=State.PLANNED, date__gt=TODAY).count()
    assert f"{planned} days of training planned after it are set aside." in steps.gateway.preview(change)
    assert progress.forecast_of(apprentice, on=TODAY).closing is not None

    through(learning)
    assert progress.forecast_of(Apprentice.objects.get(pk=apprentice.pk), on=TODAY).closing is None

    assert standing_in_calendar(apprentice) == ["Held today", "Annual leave"]
    assert feed(apprentice.person) == ["Annual leave", "Held today"]
    page = make.signed_in(apprentice.person).get(f"/apprentices/{apprentice.reference}/calendar/").content.decode()
    assert f"{planned} days of training from today on go ahead without you." in page
    assert [s.on for s in plans.plans_of([apprentice])[apprentice.pk].sessions if s.on > TODAY] == []
    own = apprentice.personal_days.values_list("kind", "state")
    assert dict(own) == {"study": PersonalDay.State.SET_ASIDE, "annual_leave": PersonalDay.State.PLANNED}


def test_no_register_asks_for_whoever_is_through_the_gateway(learning):
    apprentice, *_, planner, mate = learning
    through(learning)
    today, later = TimetableSession.objects.order_by("date")

    assert [operations.expected_at(session) for session in (today, later)] == [[apprentice, mate], [mate]]
    taken = operations.take_register(
        later, lines={apprentice.pk: operations.Line("present")}, by=planner, on=later.date
    )
    assert taken.problems == ["Somebody in the list is not expected at this session."]

    mate.calendar.filter(source_id=later.pk).delete()
    due = TimetableSession.objects.without_register(on=later.date)
    assert [session.title for session in due] == ["Held today"]


def test_back_to_learning_plans_again_what_nobody_has_cancelled_meanwhile(learning):
    apprentice, *_, planner, _ = learning
    lost = make.published_session(apprentice.cohort, by=planner, title="Cancelled meanwhile", date=working_day(9))
    through(learning)
    operations.cancel_session(lost, reason="staff_away", by=planner)
    assert not Message.objects.filter(to=apprentice.person, key__startswith="timetable_cancelled").exists()

    back(learning)

    assert standing_in_calendar(apprentice) == ["Held today", "Still to come", "Study day", "Annual leave"]
    assert apprentice.personal_days.planned().count() == 2
    assert [s.on for s in plans.plans_of([apprentice])[apprentice.pk].sessions if s.on > TODAY]


def test_what_is_published_or_moved_after_the_gateway_waits_for_the_way_back(learning):
    apprentice, *_, planner, mate = learning
    through(learning)
    new = make.published_session(apprentice.cohort, by=planner, title="New", date=working_day(20))
    later = TimetableSession.objects.get(title="Still to come")
    moved = operations.SessionPlan.of(later, date=working_day(21))
    operations.change_session(later, planned=moved, by=planner)

    assert [operations.expected_at(session) for session in (new, later)] == [[mate], [mate]]
    told = Message.objects.filter(key__startswith="timetable").values_list("to", flat=True)
    assert set(told) == {mate.person_id}

    back(learning)
    assert apprentice.calendar.going_ahead().get(title="Still to come").date == working_day(21)
    assert apprentice.calendar.going_ahead().get(title="New").date == working_day(20)


def test_a_day_that_is_planned_differently_meanwhile_stays_as_it_is_planned_now(learning):
    apprentice = learning[0]
    through(learning)
    study = apprentice.personal_days.get(kind="study")
    leave, *_ = operations.plan_days(
        apprentice, kind="annual_leave", first=study.date, last=study.date, by=apprentice.person
    )
    back(learning)
    study.refresh_from_db()
    assert (study.state, leave.state) == (PersonalDay.State.SET_ASIDE, PersonalDay.State.PLANNED)
    assert apprentice.calendar.going_ahead().get(date=study.date).title == "Annual leave"


def test_where_hours_count_after_the_gateway_nothing_is_set_aside(learning):
    apprentice = learning[0]
    version = apprentice.cohort.standard_version
    version.finish["assessment"]["hours_count_after_gateway"] = True
    version.save()
    through(learning)
    assert standing_in_calendar(apprentice) == ["Held today", "Still to come", "Study day", "Annual leave"]


def test_shadowing_gives_its_place_up_at_the_gateway_and_takes_it_up_again():
    here, there = make.boroughs("Camden", "Hackney")
    apprentice, manager, tutor = make.finishing(at=here)
    ask = make.agreed(make.shadowing_day(there), apprentice)
    change = steps.AtGateway(apprentice, TODAY, tutor)
    assert "1 shadowing day that was asked for gives its place to others." in steps.gateway.preview(change)

    through((apprentice, manager, tutor))
    ask.refresh_from_db()
    assert (ask.state, ask.seat, standing_in_calendar(apprentice)) == (ShadowingAsk.State.ON_HOLD, None, [])
    back((apprentice, manager, tutor))
    ask.refresh_from_db()
    assert (ask.state, standing_in_calendar(apprentice)) == (ShadowingAsk.State.AGREED, ["Shadowing: AMHP duty desk"])


def test_a_placement_still_to_come_holds_the_gateway_up(learning):
    apprentice, manager, *_ = learning
    start = TODAY + 20 * DAY
    make.placement(apprentice, Placement.State.CONFIRMED, starts_on=start, ends_on=start + 5 * DAY)
    make.reach_totals(Apprentice.objects.get(pk=apprentice.pk))
    with pytest.raises(StepRefused, match="is still to come"):
        operations.decide_gateway(apprentice, party="employer", by=manager)
