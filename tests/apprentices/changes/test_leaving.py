"""Suspended, left, never started, back, between employers, quiet: what ends, what stays, who is told."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import (
    Apprentice,
    BetweenEmployers,
    BreakInLearning,
    CalendarEntry,
    ChangeReason,
    Involvement,
    OffTheJobEntry,
    Suspension,
    Withdrawal,
)
from apprentices.operations import Logged
from apprentices.steps import Transfer, transfer
from core.notifications import outbox
from core.notifications.models import Message
from core.workflow import StepNotAllowed, StepRefused
from placements.models import EarlyEnd, Placement
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = Apprentice.State


@pytest.fixture
def trio():
    make.activity()
    return make.apprentice_with_people("Amara Johnson")


def leave(apprentice, by, last_day=TODAY - DAY, **fields):
    fields = {"trigger": "apprentice", "code": "own_choice"} | fields
    return operations.withdraw(apprentice, last_day=last_day, by=by, **fields)


def log(apprentice, date):
    logged = Logged(activity=make.activity(), date=date, hours=Decimal(2))
    return operations.log_time(apprentice, logged=logged, by=apprentice.person, four_tests=True)


def test_leaving_ends_what_is_open_and_keeps_what_was_done(trio):
    apprentice, manager, tutor = trio
    kept, later = log(apprentice, TODAY - 10 * DAY), log(apprentice, TODAY)
    operations.confirm([kept], by=manager)
    operations.put_in_calendar(apprentice, date=TODAY + 9 * DAY, kind=CalendarEntry.Kind.TAUGHT_DAY, title="Law")
    placement = make.placement(apprentice, hours=None)
    asked = make.asked_break(apprentice, starts_in=20)

    left = leave(apprentice, tutor)

    for row in (apprentice, later, placement, asked):
        row.refresh_from_db()
    assert (apprentice.state, left.confirmed_hours) == (State.WITHDRAWN, Decimal(2))
    assert later.state == OffTheJobEntry.State.WITHDRAWN
    assert apprentice.calendar.get(title="Law").state == CalendarEntry.State.SET_ASIDE
    assert (placement.state, EarlyEnd.objects.get().cause) == (Placement.State.ENDED_EARLY, "left_programme")
    assert asked.state == BreakInLearning.State.TAKEN_BACK
    assert Message.objects.filter(subject="Leaving the programme").count() == 2


@pytest.mark.parametrize("state", [Placement.State.PROPOSED, Placement.State.CONFIRMED])
def test_a_placement_that_has_not_begun_gives_its_place_back(trio, state):
    start = TODAY + 30 * DAY
    placement = make.placement(trio[0], state, starts_on=start, ends_on=start + 200 * DAY)
    leave(trio[0], trio[2])
    placement.refresh_from_db()
    assert placement.state in Placement.NEVER_WAS


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (TODAY + DAY, "in the future"),
        (TODAY - 201 * DAY, "programme started"),
        (TODAY - 20 * DAY, "were confirmed for"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_in_words(trio, last_day, words):
    operations.confirm([log(trio[0], TODAY - 10 * DAY)], by=trio[1])
    with pytest.raises(StepRefused, match=words):
        leave(trio[0], trio[2], last_day)


def test_leaving_during_a_break_is_dated_before_it(trio):
    running = make.agreed_break(*trio, starts_in=-30)
    with pytest.raises(StepRefused, match="break in learning began"):
        leave(trio[0], trio[2])
    leave(trio[0], trio[2], TODAY - 31 * DAY)
    running.refresh_from_db()
    assert (running.state, running.ends_on) == (BreakInLearning.State.CONVERTED, TODAY)


def test_a_reason_must_fit_whose_decision_it_was(trio):
    with pytest.raises(StepRefused, match="fits whose decision"):
        leave(trio[0], trio[2], trigger="employer", code="own_choice")


def test_leaving_in_the_first_42_days_is_called_so_and_is_a_start_all_the_same():
    early, late = (make.apprentice(cohort=make.cohort(starts_on=TODAY - days * DAY)) for days in (42, 43))
    found = [leave(apprentice, make.person(), TODAY - DAY) for apprentice in (early, late)]
    assert [left.within_qualifying_period for left in found] == [True, False]
    assert {left.apprentice.state for left in found} == {State.WITHDRAWN}


def test_coming_back_by_one_act_moves_the_end_and_starts_the_qualifying_period_anew(trio):
    apprentice, _, tutor = trio
    entry = operations.put_in_calendar(apprentice, date=TODAY + 9 * DAY, kind="taught_day", title="Law")
    end = apprentice.planned_end_on
    left = leave(apprentice, tutor, TODAY - 11 * DAY)
    operations.reinstate(left, because="Care is arranged.", by=tutor)
    apprentice.refresh_from_db()
    entry.refresh_from_db()
    assert (apprentice.state, apprentice.planned_end_on) == (State.ACTIVE, end + 10 * DAY)
    assert entry.state == CalendarEntry.State.PLANNED
    assert leave(apprentice, tutor, TODAY).within_qualifying_period


def test_after_twelve_weeks_coming_back_is_a_new_start(trio):
    left = leave(trio[0], trio[2], TODAY - 85 * DAY)
    with pytest.raises(StepRefused, match="more than twelve weeks ago"):
        operations.reinstate(left, because="Back.", by=trio[2])
    with pytest.raises(StepRefused, match="Say why"):
        operations.reinstate(left, because=" ", by=trio[2])


def test_never_started_is_only_where_day_one_did_not_happen(trio):
    waiting = make.apprentice(state=State.PRE_START, cohort=make.cohort(starts_on=TODAY + 10 * DAY))
    operations.never_start(waiting, by=trio[2])
    assert waiting.state == State.NEVER_STARTED

    log(trio[0], TODAY - DAY)
    with pytest.raises(StepRefused, match="has started"):
        operations.never_start(trio[0], by=trio[2])


# Suspended ---------------------------------------------------------------------------------------------------


def test_suspending_stops_the_placement_the_same_day_and_lifting_lets_it_go_on(trio):
    apprentice, _, tutor = trio
    placement = make.placement(apprentice, hours=None)
    suspension = operations.suspend(apprentice, code="conduct", decided_as="university", by=tutor)
    placement.refresh_from_db()
    assert (apprentice.state, placement.state) == (State.SUSPENDED, Placement.State.SUSPENDED)
    assert "conduct" not in " ".join(Message.objects.values_list("body", flat=True))

    operations.lift_suspension(suspension, by=tutor)
    for row in (apprentice, placement):
        row.refresh_from_db()
    assert (apprentice.state, placement.state) == (State.ACTIVE, Placement.State.LIVE)


def test_a_suspension_without_learning_becomes_a_break_for_funding(trio):
    suspension = operations.suspend(trio[0], code="conduct", decided_as="university", by=trio[2], on=TODAY - 40 * DAY)
    trio[0].refresh_from_db()
    make.agreed_break(*trio, starts_in=-10, code="no_learning")
    suspension.refresh_from_db()
    trio[0].refresh_from_db()
    assert (trio[0].state, suspension.state) == (State.ON_BREAK, Suspension.State.OVERTAKEN)
    assert suspension.ends_on == TODAY - 11 * DAY


# Between employers --------------------------------------------------------------------------------------------


def test_failed_probation_starts_the_same_clock_and_its_reason_is_kept_apart(trio):
    between = operations.end_employment(trio[0], last_day_employed=TODAY, code="probation", by=trio[1])
    assert (between.redundant, between.clock.funded_to_end) == (False, False)
    assert between.clock.find_by == TODAY + 84 * DAY
    assert not between.reason.is_known_to(trio[2], on=TODAY)


def test_a_transfer_to_a_new_employer_stops_the_clock(trio):
    apprentice, manager, tutor = trio
    between = operations.end_employment(apprentice, last_day_employed=TODAY - 5 * DAY, code="redundancy", by=manager)
    transfer.apply(Transfer(apprentice, apprentice.employer, make.service(), TODAY, tutor))
    between.refresh_from_db()
    assert (between.state, between.found_on) == (BetweenEmployers.State.FOUND, TODAY)


# Reasons -----------------------------------------------------------------------------------------------------


def test_a_reason_is_read_by_those_it_was_told_to_for_as_long_as_it_was(trio):
    apprentice, manager, tutor = trio
    reason = make.asked_break(apprentice, starts_in=5, told=[manager]).reason
    readers = [reason.is_known_to(person, on=TODAY) for person in (apprentice.person, manager, tutor)]
    assert readers == [True, True, False]
    with pytest.raises(StepRefused, match="Only Amara Johnson"):
        operations.share_reason(reason, person=tutor, on=TODAY, ends_on=None, by=manager)

    operations.share_reason(reason, person=tutor, on=TODAY, ends_on=TODAY + 7 * DAY, by=apprentice.person)
    assert [reason.is_known_to(tutor, on=TODAY + n * DAY) for n in (7, 8)] == [True, False]


def test_a_break_stays_when_its_reason_is_deleted(trio):
    asked = make.asked_break(trio[0], starts_in=5)
    ChangeReason.objects.all().delete()
    asked.refresh_from_db()
    assert (asked.reason, asked.state) == (None, BreakInLearning.State.REQUESTED)


# Quiet -------------------------------------------------------------------------------------------------------


def mails_to(person):
    return Message.objects.filter(to=person)


def owe(person, key):
    return outbox.owe(to=person, template="change_news", context={"subject": "News", "sentence": "S."}, key=key)


def test_one_act_silences_all_mail_and_closes_the_record_and_one_act_opens_it(trio):
    apprentice, manager, tutor = trio
    educator, mentor = make.person(), make.person()
    make.involvement(apprentice, Involvement.Kind.PRACTICE_EDUCATOR, person=educator)
    make.involvement(apprentice, Involvement.Kind.MENTOR, person=mentor, ends_on=TODAY - DAY)
    owe(apprentice.person, "before")

    held = operations.hold_quiet(apprentice, code="serious_illness", by=manager)

    assert not mails_to(apprentice.person).exists()
    assert not owe(apprentice.person, "after")
    assert owe(tutor, "to the tutor")
    assert apprentice not in Apprentice.objects.visible_to(make.again(educator))
    assert apprentice in Apprentice.objects.visible_to(tutor)

    operations.lift_quiet(held, by=tutor)
    assert owe(apprentice.person, "after")
    assert apprentice in Apprentice.objects.visible_to(make.again(educator))
    assert apprentice not in Apprentice.objects.visible_to(mentor)


def test_after_a_death_the_programme_ends_with_the_same_act_and_nobody_is_mailed(trio):
    apprentice, manager, _ = trio
    placement = make.placement(apprentice, hours=None)
    Message.objects.all().delete()
    operations.hold_quiet(apprentice, code="death", by=manager)
    apprentice.refresh_from_db()
    placement.refresh_from_db()
    assert (apprentice.state, placement.state) == (State.WITHDRAWN, Placement.State.ENDED_EARLY)
    assert not Message.objects.exists()
    assert Withdrawal.objects.get().reason.code == "death"


def test_what_cannot_follow_is_refused(trio):
    apprentice, _, tutor = trio
    leave(apprentice, tutor)
    with pytest.raises(StepNotAllowed):
        operations.suspend(apprentice, code="conduct", decided_as="university", by=tutor)
    with pytest.raises(StepRefused):
        operations.end_employment(apprentice, last_day_employed=TODAY, code="redundancy", by=tutor)
    with pytest.raises(StepRefused, match="not learning now"):
        make.asked_break(apprentice)
