"""A break in learning: asked for, agreed by three people, running, overdue, over; and what everybody sees of it."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import activity, operations, progress
from apprentices.models import (
    Apprentice,
    BreakAgreement,
    BreakInLearning,
    CalendarEntry,
    OffTheJobEntry,
    Standing,
)
from apprentices.off_the_job import breaks as rules
from apprentices.operations import Logged
from apprentices.programme_plan import planned_days
from apprentices.requirements import rules_of
from core.audit.models import Event
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from placements import operations as placing
from placements.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = BreakInLearning.State


@pytest.fixture
def trio():
    make.activity()
    return make.apprentice_with_people("Amara Johnson")


def days_on_break(apprentice):
    return list(apprentice.calendar.filter(kind=CalendarEntry.Kind.BREAK).values_list("date", flat=True))


def test_three_people_each_agree_as_themselves_and_the_break_runs(trio):
    apprentice, manager, tutor = trio
    asked = make.asked_break(apprentice, starts_in=0, days=90)
    states = [asked.state]

    for party, who in (("employer", manager), ("university", tutor)):
        operations.agree_break(asked, party=party, terms=1, by=who)
        states.append(asked.state)

    apprentice.refresh_from_db()
    assert states == [State.REQUESTED, State.UNDER_DISCUSSION, State.ACTIVE]
    assert [(a.party, a.by) for a in asked.agreements.all()] == [
        ("apprentice", apprentice.person),
        ("employer", manager),
        ("university", tutor),
    ]
    assert apprentice.state == Apprentice.State.ON_BREAK
    assert Standing.objects.get(pk=apprentice.pk).track == Standing.Track.PAUSED
    assert days_on_break(apprentice) == [TODAY + n * DAY for n in range(90)]
    assert list(verify()) == []


def test_nobody_agrees_for_somebody_else_or_for_two(trio):
    apprentice, manager, tutor = trio
    asked = make.asked_break(apprentice, starts_in=0)
    operations.agree_break(asked, party="employer", terms=1, by=manager)

    with pytest.raises(StepRefused, match="agrees for themselves"):
        operations.agree_break(asked, party="university", terms=1, by=apprentice.person)
    with pytest.raises(AlreadyMoved, match="agreed already"):
        operations.agree_break(asked, party="university", terms=1, by=manager)
    with pytest.raises(StepRefused, match="Nobody agrees for the apprentice"):
        operations.ask_break(
            make.apprentice(), asked=make.wish(), asked_as="apprentice", speaks_for="apprentice", by=tutor
        )


def test_what_a_tutor_writes_down_for_an_apprentice_still_needs_the_apprentice(trio):
    apprentice, manager, tutor = trio
    asked = operations.ask_break(
        apprentice, asked=make.wish(starts_in=0), asked_as="apprentice", speaks_for="university", by=tutor
    )
    operations.agree_break(asked, party="employer", terms=1, by=manager)
    assert asked.state == State.UNDER_DISCUSSION
    operations.agree_break(asked, party="apprentice", terms=1, by=apprentice.person)
    assert asked.state == State.ACTIVE


def test_other_dates_are_new_terms_to_which_everybody_agrees_anew(trio):
    apprentice, manager, tutor = trio
    asked = make.asked_break(apprentice, starts_in=10)
    later = asked.starts_on + 7 * DAY

    operations.propose_terms(
        asked, starts_on=later, expected_return_on=later + 60 * DAY, by=manager, speaks_for="employer"
    )
    with pytest.raises(AlreadyMoved, match="dates were changed"):
        operations.agree_break(asked, party="university", terms=1, by=tutor)
    for party, who in (("university", tutor), ("apprentice", apprentice.person)):
        operations.agree_break(asked, party=party, terms=2, by=who)

    assert (asked.state, asked.starts_on) == (State.AGREED, later)
    assert asked.agreements.filter(terms=1).count() == 1
    assert list(verify()) == []


def test_a_manager_without_an_account_agrees_by_link_with_a_code(trio, client):
    apprentice, manager, _ = trio
    asked = make.asked_break(apprentice, starts_in=5)
    mail = Message.objects.get(to=manager)
    client.get(re.search(r"/link/\S+", mail.body)[0])
    page = f"/apprentices/breaks/{asked.reference}/by-link/"
    client.post(f"{page}code/")
    code = re.search(r"\b\d{6}\b", Message.objects.get(kind="one_time_code").body)[0]

    wrong = client.post(page, {"code": "000000", "name": "Grace", "role": "Manager", "terms": 1})
    client.post(page, {"code": code, "name": "Grace Mensah", "role": "Team manager", "terms": 1})

    assert "not the code" in wrong.content.decode()
    signature = Signature.objects.filter(signer=manager).get()
    assert (signature.method, signature.signer_role) == (Signature.Method.LINK_AND_CODE, "Team manager")
    assert asked.agreements.filter(party="employer", by=manager).exists()
    assert "Your side has agreed" in client.get(page).content.decode()


def test_what_was_agreed_never_changes(trio):
    agreement = make.asked_break(trio[0]).agreements.get()
    with pytest.raises((IntegrityError, Exception), match="agreement_to_a_break"), transaction.atomic():
        BreakAgreement.objects.filter(pk=agreement.pk).update(party="employer")


def test_an_ordinary_break_can_be_refused_with_a_support_plan_and_a_right_cannot(trio):
    apprentice, manager, _ = trio
    asked = make.asked_break(apprentice, starts_in=5)
    with pytest.raises(StepRefused, match="what support there is"):
        operations.refuse_break(asked, support_plan=" ", by=manager)
    operations.refuse_break(asked, support_plan="Two study days a month until summer.", by=manager)
    assert asked.state == State.REFUSED

    for code in ("maternity", "adoption", "shared_parental", "sickness", "bereavement", "jury", "reservist"):
        right = make.asked_break(apprentice, starts_in=5, code=code)
        with pytest.raises(StepRefused, match="cannot be refused"):
            operations.refuse_break(right, support_plan="No.", by=manager)
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakInLearning.objects.filter(pk=right.pk).update(state="refused", support_plan="No.", refused_by=manager)
        operations.take_back_break(right, by=apprentice.person)


def test_the_clock_begins_agreed_breaks_and_calls_a_late_return_overdue(trio):
    agreed = make.agreed_break(*trio, starts_in=5, days=60)
    assert (agreed.state, days_on_break(trio[0])) == (State.AGREED, [])

    assert operations.run_breaks(on=agreed.starts_on - DAY) == "0 breaks begun, 0 returns overdue"
    assert operations.run_breaks(on=agreed.starts_on) == "1 break begun, 0 returns overdue"
    assert operations.run_breaks(on=agreed.expected_return_on) == "0 breaks begun, 0 returns overdue"
    late = agreed.expected_return_on + DAY
    assert operations.run_breaks(on=late) == "0 breaks begun, 1 return overdue"
    assert operations.run_breaks(on=late + 3 * DAY) == "0 breaks begun, 0 returns overdue"

    agreed.refresh_from_db()
    assert agreed.state == State.OVERDUE_RETURN
    assert max(days_on_break(trio[0])) == late + 3 * DAY
    told = set(Message.objects.filter(subject__contains="overdue").values_list("to", flat=True))
    assert told == {trio[1].pk, trio[2].pk}


def test_a_return_moves_the_planned_end_keeps_the_hours_and_books_the_meeting(trio):
    apprentice, manager, tutor = trio
    running = make.agreed_break(*trio, starts_in=-30, days=100)
    hours, end = apprentice.planned_hours, apprentice.planned_end_on

    operations.record_return(running, returned_on=TODAY - 2 * DAY, by=manager)

    apprentice.refresh_from_db()
    moved = rules.moved_end(end, running.starts_on, TODAY - 3 * DAY)
    assert (running.state, running.ends_on) == (State.RETURNED, TODAY - 3 * DAY)
    assert (apprentice.state, apprentice.planned_end_on) == (Apprentice.State.ACTIVE, moved)
    assert (apprentice.planned_hours, apprentice.minimum_hours) == (hours, Decimal("835"))
    assert running.meeting_due_on == TODAY - 2 * DAY + datetime.timedelta(weeks=4)
    assert days_on_break(apprentice) == [running.starts_on + n * DAY for n in range(28)]
    operations.record_return_meeting(running, met_on=TODAY, agreed="30 hours a week from May.", by=tutor)
    assert (running.met_by, running.meeting_agreed) == (tutor, "30 hours a week from May.")


def test_another_cohort_is_joined_on_return_and_not_before(trio):
    apprentice, manager, _ = trio
    later = make.cohort(apprentice.cohort.university, starts_on=TODAY)
    own = apprentice.cohort
    running = make.agreed_break(*trio, rejoins=later)
    apprentice.refresh_from_db()
    assert apprentice.cohort == own
    operations.record_return(running, returned_on=TODAY, by=manager)
    apprentice.refresh_from_db()
    assert apprentice.cohort == later
    wanted = planned_days("ST0510", starts_on=TODAY, ends_on=apprentice.planned_end_on, planned_hours=Decimal(900))
    planned = apprentice.calendar.filter(state="planned", off_the_job_hours__gt=0).order_by("date")
    assert list(planned.values_list("date", flat=True)) == [day.date for day in wanted]


def test_an_extended_break_runs_on_and_a_planned_return_is_kept(trio):
    running = make.agreed_break(*trio, starts_in=-30, days=40)
    operations.extend_break(running, returns_on=TODAY + 60 * DAY, by=trio[2])
    assert (running.state, max(days_on_break(trio[0]))) == (State.EXTENDED, TODAY + 59 * DAY)
    operations.plan_return(running, returns_on=TODAY + 20 * DAY, by=trio[0].person)
    assert (running.state, max(days_on_break(trio[0]))) == (State.RETURN_PLANNED, TODAY + 19 * DAY)
    with pytest.raises(StepRefused, match="Choose a later day"):
        operations.extend_break(running, returns_on=TODAY + 10 * DAY, by=trio[1])


def log(apprentice, date, hours="2", **how):
    logged = Logged(activity=make.activity(), date=date, hours=Decimal(hours))
    return operations.log_time(apprentice, logged=logged, by=apprentice.person, four_tests=True, **how)


def test_the_log_is_closed_in_a_break_but_for_planned_keep_in_touch_days(trio):
    apprentice = trio[0]
    make.agreed_break(*trio, starts_in=-30, days=100, code="maternity", learning_days=[TODAY - 5 * DAY])
    apprentice.refresh_from_db()
    with pytest.raises(operations.TimeRefused, match="on a break in learning"):
        log(apprentice, TODAY - 6 * DAY)
    assert log(apprentice, TODAY - 5 * DAY).state == OffTheJobEntry.State.SUBMITTED


def test_time_that_waits_inside_a_break_recorded_late_goes_back_with_a_question(trio):
    inside, before = log(trio[0], TODAY - 20 * DAY), log(trio[0], TODAY - 40 * DAY)
    make.agreed_break(*trio, starts_in=-30)
    inside.refresh_from_db()
    before.refresh_from_db()
    assert (inside.state, before.state) == (OffTheJobEntry.State.QUERIED, OffTheJobEntry.State.SUBMITTED)
    assert "inside a break in learning" in inside.question


def test_confirmed_time_inside_stands_against_the_last_agreement(trio):
    apprentice, manager, tutor = trio
    operations.confirm([log(apprentice, TODAY - 20 * DAY)], by=manager)
    asked = make.asked_break(apprentice, starts_in=-30)
    operations.agree_break(asked, party="employer", terms=1, by=manager)
    with pytest.raises(StepRefused, match="2 hours were confirmed for"):
        operations.agree_break(asked, party="university", terms=1, by=tutor)
    asked.refresh_from_db()
    assert (asked.state, asked.agreements.count()) == (State.UNDER_DISCUSSION, 2)


def test_a_first_day_in_the_past_needs_words(trio):
    with pytest.raises(StepRefused, match="recorded only now"):
        make.asked_break(trio[0], starts_in=-3, backdated_because=" ")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_in": 0, "days": 0}, "after the first day"),
        ({"starts_in": -200}, "programme started"),
        ({"starts_in": 2000}, "plan ends"),
        ({"starts_in": 5, "learning_days": [TODAY]}, "not inside the break"),
        ({"code": "because"}, "Choose a reason"),
    ],
)
def test_dates_and_reasons_that_cannot_be_are_refused_in_words(trio, fields, words):
    with pytest.raises(StepRefused, match=words):
        make.asked_break(trio[0], **fields)


def test_two_breaks_never_share_a_day(trio):
    first = make.agreed_break(*trio, starts_in=-30, days=100)
    operations.record_return(first, returned_on=TODAY - 10 * DAY, by=trio[1])
    with pytest.raises(StepRefused, match="Another break in learning has some"):
        make.asked_break(trio[0], starts_in=-11, days=30)
    assert make.asked_break(trio[0], starts_in=-10, days=30).state == State.REQUESTED


def test_the_placement_is_paused_with_its_days_banked_and_goes_on_by_itself(trio):
    apprentice, manager, _ = trio
    placement = make.placement(apprentice, hours=None)
    days = make.placement_days(placement, 3)
    placing.confirm_days(placement, shown={day.pk: day.kind for day in days}, by=placement.practice_educator.person)
    running = make.agreed_break(*trio, starts_in=0, days=40)
    placement.refresh_from_db()
    assert (placement.state, placement.days_counted) == (Placement.State.SUSPENDED, Decimal(3))

    operations.record_return(running, returned_on=TODAY + DAY, by=manager, on=TODAY + DAY)
    placement.refresh_from_db()
    assert (placement.state, placement.days_counted) == (Placement.State.LIVE, Decimal(3))


def test_the_forecast_reads_the_break_from_the_calendar(trio):
    apprentice = trio[0]
    before = progress.forecast_of(apprentice, on=TODAY + 200 * DAY).standing
    make.agreed_break(*trio, starts_in=0, days=100)
    apprentice.refresh_from_db()
    during = progress.forecast_of(apprentice, on=TODAY + 50 * DAY).standing
    after = progress.forecast_of(apprentice, on=TODAY + 200 * DAY).standing
    assert "On a break in learning until" in during.sentence
    assert after.expected_to_date < before.expected_to_date


def test_the_rules_ask_for_training_from_the_return_on_and_not_from_before_the_break(trio):
    running = make.agreed_break(*trio, starts_in=-60, days=100)
    operations.record_return(running, returned_on=TODAY, by=trio[1])
    trio[0].refresh_from_db()
    assert activity.last_days([trio[0].pk], on=TODAY) == {trio[0].pk: TODAY}
    assert rules_of(trio[0].rule_set).qualifying_days == 42


def test_the_timeline_says_what_happened_and_never_why(trio):
    make.agreed_break(*trio, starts_in=0, code="sickness", note="An operation.")
    said = " ".join(str(event.words) + event.sentence for event in Event.objects.about(trio[0]))
    assert "asked for a break in learning" in said
    assert "sickness" not in said.lower()
    assert "operation" not in said
    assert not Message.objects.filter(body__icontains="sickness").exists()
