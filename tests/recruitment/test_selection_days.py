"""A selection day from plan to close: each step when it is due, refused with the reason when it is not."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from core.notifications.models import Message
from core.workflow import StepNotAllowed, StepRefused
from recruitment.models import Application, Avoidance, Criterion, Group, PanelCandidate, PanelMember, SelectionDay
from recruitment.operations import panels, scoring, selection_days, slots
from tests import make

pytestmark = pytest.mark.django_db
State = SelectionDay.State
CAME = {"state": PanelCandidate.State.ATTENDED}


@pytest.fixture
def day():
    return make.selection_day(state=State.PLANNED)


@pytest.fixture
def coordinator(day):
    return make.coordinator_of(day)


def planned(**fields):
    campaign = make.campaign()
    defaults = {
        "campaign": campaign,
        "date": timezone.localdate() + datetime.timedelta(days=30),
        "place": "Town Hall",
        "by": make.coordinator_of(campaign),
    }
    return selection_days.plan_day(**(defaults | fields))


def test_a_day_is_planned_with_the_usual_weights():
    assert planned().weights == {Group.EMPLOYER: 375, Group.UNIVERSITY: 375, Group.LIVED_EXPERIENCE: 250}


def test_weights_are_data_of_the_day():
    made = planned(weights={"employer": 400, "university": 300, "lived_experience": 300})

    assert made.weights_in_words == [
        ("Employer", "40%"),
        ("University", "30%"),
        ("Person with lived experience of social work", "30%"),
    ]


def test_weights_that_do_not_sum_to_one_are_refused_with_words():
    with pytest.raises(StepRefused, match="add up to 100%"):
        planned(weights={"employer": 400, "university": 300, "lived_experience": 299})


def test_the_database_refuses_weights_that_do_not_sum_to_one(day):
    with pytest.raises(IntegrityError), transaction.atomic():
        SelectionDay.objects.filter(pk=day.pk).update(employer_weight=376)


def test_staffing_begins_once_it_is_said_what_is_looked_for(coordinator):
    empty = planned()

    with pytest.raises(StepRefused, match="Add at least one exercise"):
        selection_days.begin_staffing(day=empty, by=coordinator)


def test_a_criterion_says_what_each_mark_looks_like(day, coordinator):
    with pytest.raises(StepRefused, match="each mark from 1 to 5"):
        selection_days.add_criterion(
            exercise=day.exercises.get(), name="Listens", anchors=["a", "b", "c", "d", " "], by=coordinator
        )


def test_a_day_goes_through_its_states_in_order(day, coordinator):
    selection_days.begin_staffing(day=day, by=coordinator)
    room = make.full_panel(day)
    slot = make.slot(room)
    selection_days.meet_composition(day=day, by=coordinator)
    selection_days.confirm(day=day, by=coordinator)
    assert set(room.members.values_list("state", flat=True)) == {PanelMember.State.CONFIRMED}
    selection_days.go_live(day=day, by=coordinator)
    panels.record_attendance(candidate=slot, came=True, by=coordinator)
    make.all_scores(slot)
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)
    slot.panel.day.refresh_from_db()
    scoring.recommend(candidate=slot, outcome="recommended", reason="Strong in all", by=coordinator)
    selection_days.agree_recommendations(day=day, by=coordinator)
    selection_days.close(day=day, by=coordinator)

    slot.application.refresh_from_db()
    assert (day.state, slot.application.state) == (State.CLOSED, Application.State.RECOMMENDED)
    assert set(room.members.values_list("state", flat=True)) == {PanelMember.State.SERVED}


def test_a_day_is_not_confirmed_before_its_panels_are_complete(day, coordinator):
    selection_days.begin_staffing(day=day, by=coordinator)
    make.full_panel(day)

    with pytest.raises(StepNotAllowed):
        selection_days.confirm(day=day, by=coordinator)


def test_an_incomplete_panel_is_refused_with_every_reason(coordinator):
    day = make.selection_day()
    room = make.panel(day, name="Panel A")
    make.panel_member(room, Group.EMPLOYER)

    with pytest.raises(StepRefused) as refused:
        selection_days.meet_composition(day=day, by=coordinator)

    assert str(refused.value) == (
        "Panel A has no member from a university. "
        "Panel A has no member from people with lived experience of social work."
    )


def test_people_who_have_not_answered_do_not_count(coordinator):
    day = make.selection_day()
    make.full_panel(day, state=PanelMember.State.INVITED)

    with pytest.raises(StepRefused, match="no member from an employer"):
        selection_days.meet_composition(day=day, by=coordinator)


def test_members_and_candidates_are_told_when_the_day_is_confirmed(coordinator):
    day = make.selection_day(state=State.COMPOSITION_MET)
    room = make.full_panel(day)
    slot = make.slot(room)

    selection_days.confirm(day=day, by=coordinator)

    told = Message.objects.filter(kind__in=["panel_confirmed", "selection_day_candidate"])
    expected = [*room.members.values_list("person__email", flat=True), slot.application.candidate.email]
    assert sorted(told.values_list("to_email", flat=True)) == sorted(expected)
    assert not [m for m in told if m.kind == "selection_day_candidate" and "lived experience" in m.body]


def test_a_member_who_drops_out_sends_the_day_back_to_staffing(coordinator):
    day = make.selection_day(state=State.COMPOSITION_MET)
    room = make.full_panel(day)

    panels.release(member=room.members.get(group=Group.UNIVERSITY), by=coordinator)

    day.refresh_from_db()
    assert day.state == State.STAFFING


def test_a_spare_member_who_drops_out_changes_nothing(coordinator):
    day = make.selection_day(state=State.COMPOSITION_MET)
    room = make.full_panel(day)
    spare = make.panel_member(room, Group.UNIVERSITY)

    panels.release(member=spare, by=coordinator)

    day.refresh_from_db()
    assert day.state == State.COMPOSITION_MET


def test_a_stopped_day_goes_on_with_what_was_scored():
    day = make.live_day()
    coordinator = make.coordinator_of(day)
    slot = PanelCandidate.objects.get()
    member = slot.panel.members.first()
    make.draft_scores(member, slot)

    selection_days.stop(day=day, reason="Fire alarm", by=coordinator)
    member.panel.day.refresh_from_db()
    with pytest.raises(StepRefused, match="Scoring is not open now"):
        scoring.submit(member=member, candidate=slot, by=member.person)
    day.resume(by=coordinator)

    assert scoring.submit(member=member, candidate=slot, by=member.person).state == "submitted"


def test_a_reason_is_needed_to_stop_a_day():
    day = make.live_day()

    with pytest.raises(StepRefused, match="give a reason"):
        selection_days.stop(day=day, reason="  ", by=make.coordinator_of(day))


def test_a_live_day_is_not_cancelled_but_stopped():
    day = make.live_day()

    with pytest.raises(StepNotAllowed):
        selection_days.cancel(day=day, reason="Snow", by=make.coordinator_of(day))


def test_scoring_is_not_closed_before_it_is_said_who_came():
    day = make.live_day()
    expected = make.slot(day.panels.get())

    with pytest.raises(StepRefused, match=expected.code):
        selection_days.close_scoring(day=day, by=make.coordinator_of(day))


def test_a_postponed_day_keeps_the_times_of_day_across_the_clock_change(coordinator):
    day = make.selection_day(date=datetime.date(2027, 10, 25), state=State.STAFFING)
    room = make.full_panel(day)
    slot = make.slot(room)

    selection_days.postpone(day=day, reason="Strike", by=coordinator)
    selection_days.plan_again(day=day, date=datetime.date(2027, 11, 8), by=coordinator)

    slot.refresh_from_db()
    starts = timezone.localtime(slot.starts_at)
    assert (starts.date(), starts.hour) == (datetime.date(2027, 11, 8), 10)
    assert (day.state, day.date) == (State.PLANNED, datetime.date(2027, 11, 8))


def test_candidates_of_a_cancelled_day_may_be_given_another(coordinator):
    day = make.selection_day()
    slot = make.slot(make.full_panel(day))
    other = make.full_panel(make.selection_day(day.campaign))

    selection_days.cancel(day=day, reason="No rooms", by=coordinator)
    again = slots.allot(
        panel=other,
        application=slot.application,
        starts_at=timezone.make_aware(datetime.datetime.combine(other.day.date, datetime.time(11))),
        minutes=50,
        by=coordinator,
    )

    slot.refresh_from_db()
    assert (slot.state, again.state) == (PanelCandidate.State.MOVED, PanelCandidate.State.EXPECTED)


def test_what_is_looked_for_is_fixed_when_the_day_begins(coordinator):
    day = make.selection_day(state=State.CONFIRMED)
    make.full_panel(day, state=PanelMember.State.CONFIRMED)
    selection_days.go_live(day=day, by=coordinator)
    criterion = Criterion.objects.filter(exercise__day=day).first()

    with pytest.raises(StepRefused, match="cannot change now"):
        selection_days.change_weights(
            day=day, weights={"employer": 1000, "university": 0, "lived_experience": 0}, ties="shared", by=coordinator
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.filter(pk=criterion.pk).update(weight=9, floor=Decimal(5))


def test_direct_sql_does_not_change_the_weights_after_scoring_is_closed():
    day = make.live_day()
    selection_days.close_scoring(day=day, by=make.coordinator_of(day))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recruitment_selectionday SET employer_weight = 500, university_weight = 250 WHERE id = %s", [day.pk]
        )


def test_recommendations_are_agreed_only_when_every_candidate_has_one():
    day = make.live_day(candidates=2)
    coordinator = make.coordinator_of(day)
    first, second = PanelCandidate.objects.order_by("pk")
    make.all_scores(first)
    make.all_scores(second)
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)
    scoring.recommend(candidate=first, outcome="recommended", reason="Clear", by=coordinator)

    with pytest.raises(StepRefused, match=second.code):
        selection_days.agree_recommendations(day=day, by=coordinator)


def test_applications_move_all_at_the_moment_the_recommendations_are_agreed():
    day = make.live_day(candidates=2)
    coordinator = make.coordinator_of(day)
    first, second = PanelCandidate.objects.order_by("pk")
    make.all_scores(first)
    make.all_scores(second)
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)
    scoring.recommend(candidate=first, outcome="recommended", reason="Clear", by=coordinator)
    scoring.recommend(candidate=second, outcome="not_recommended", reason="Not yet", by=coordinator)
    assert set(Application.objects.values_list("state", flat=True)) == {Application.State.ATTENDED}

    selection_days.agree_recommendations(day=day, by=coordinator)

    states = dict(Application.objects.values_list("pk", "state"))
    assert states == {first.application_id: "recommended", second.application_id: "not_recommended"}
    assert Message.objects.filter(kind="application_news").count() == 2


def test_what_members_asked_to_avoid_is_deleted_when_the_day_is_closed():
    day = make.live_day(candidates=0)
    coordinator = make.coordinator_of(day)
    member = day.panels.get().members.first()
    Avoidance.objects.create(member=member, name="Somebody")
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)
    selection_days.agree_recommendations(day=day, by=coordinator)

    selection_days.close(day=day, by=coordinator)

    assert not Avoidance.objects.exists()
