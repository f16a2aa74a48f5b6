"""Adjustments: help from the day on which it is raised, decided by each party, read by nobody who was not told."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from apprentices import operations, permissions, steps
from apprentices.models import Adjustment, AdjustmentNote, Apprentice, ResultReview, SharedAdjustment
from apprentices.operations.vacancies import working_days_after
from apprentices.registrations import adjustments as registrations
from apprentices.registrations.waiting import worklist
from core.audit.models import Event
from core.audit.sealing import verify
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import Need
from core.workflow import AlreadyMoved, StepRefused
from placements import operations as placing
from placements.models import Placement
from placements.operations.running import met
from recruitment.operations import applications, enrolment
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = SharedAdjustment.State


@pytest.fixture
def trio():
    return make.apprentice_with_people("Amara Johnson")


def read_by(user, *, on=TODAY):
    return set(Adjustment.objects.visible_to(user, on=on))


def items(user, on=TODAY):
    return [(item.text, item.need_on(on)) for item in worklist(user, on, of=[registrations.waiting])]


def test_interim_help_holds_from_the_day_until_there_is_a_decision(trio):
    apprentice, manager, _ = trio
    asked = make.adjustment_party(make.adjustment(apprentice, "Written notes of supervision."))

    assert (asked.state, asked.asked_on, asked.in_place) == (State.ASKED, TODAY, "Written notes of supervision.")
    assert asked.decide_by == working_days_after(TODAY, 5)
    operations.agree_adjustment(asked, by=manager)

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decided_on, asked.asked_on) == (State.AGREED, manager, TODAY, TODAY)
    assert list(verify()) == []


def test_it_is_read_by_those_it_is_shared_with_and_by_nobody_else(trio):
    apprentice, manager, tutor = trio
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    psw = make.appointment(at=apprentice.employer, as_="principal_social_worker").person
    officer = make.appointment(at=apprentice.cohort.university, as_="compliance_officer").person
    elsewhere = make.appointment(at=make.service(), as_="workforce_lead").person
    made = make.adjustment(apprentice)

    assert [read_by(who) for who in (apprentice.person, manager, lead)] == [{made}] * 3
    assert [read_by(who) for who in (tutor, officer, psw, elsewhere, make.person())] == [set()] * 5
    operations.share_adjustment(made, audience="university", asks=False, until=TODAY, by=apprentice.person)
    assert [read_by(who) for who in (tutor, officer, psw)] == [{made}, {made}, set()]
    assert read_by(tutor, on=TODAY + DAY) == set()


def test_sharing_stops_at_once_and_can_begin_anew(trio):
    apprentice, manager, _ = trio
    made = make.adjustment(apprentice)
    asked = make.adjustment_party(made)

    operations.stop_sharing(asked, by=apprentice.person)
    assert read_by(manager) == set()
    with pytest.raises(AlreadyMoved, match="not shared"):
        operations.stop_sharing(asked, by=apprentice.person)
    with pytest.raises(AlreadyMoved, match="not shared with you"):
        operations.agree_adjustment(make.adjustment_party(made), by=manager)
    operations.share_adjustment(made, audience="employer", asks=True, until=TODAY + DAY, by=apprentice.person)

    assert read_by(manager) == {made}
    operations.agree_adjustment(make.adjustment_party(made), by=manager)
    assert SharedAdjustment.objects.get().state == State.AGREED


def test_something_else_holds_only_with_the_apprentices_yes(trio):
    apprentice, manager, _ = trio
    made = make.adjustment(apprentice, "A room of my own.")
    operations.offer_instead(make.adjustment_party(made), instead="A desk by the window.", by=manager)

    assert make.adjustment_party(made).in_place == "A room of my own."
    with pytest.raises(StepRefused, match="Only Amara Johnson"):
        operations.answer_offer(make.adjustment_party(made), yes=True, by=manager)
    operations.answer_offer(make.adjustment_party(made), yes=False, by=apprentice.person)
    assert make.adjustment_party(made).state == State.ASKED
    operations.offer_instead(make.adjustment_party(made), instead="The quiet room on Tuesdays.", by=manager)
    operations.answer_offer(make.adjustment_party(made), yes=True, by=apprentice.person)

    agreed = make.adjustment_party(made)
    assert (agreed.state, agreed.in_place, agreed.decided_by) == (State.AGREED, "The quiet room on Tuesdays.", manager)


def test_not_agreeing_needs_a_reason_and_a_way_on_and_somebody_above_decides_anew(trio):
    apprentice, manager, _ = trio
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    made = make.adjustment(apprentice)
    with pytest.raises(StepRefused, match="where the apprentice can turn"):
        operations.refuse_adjustment(make.adjustment_party(made), because="No room.", turn_to=" ", by=manager)
    operations.refuse_adjustment(
        make.adjustment_party(made), because="No room.", turn_to="Sam Lee, workforce lead", by=manager
    )

    refused = make.adjustment_party(made)
    assert [bool(permissions.may_decide_adjustment(who, refused)) for who in (manager, lead)] == [False, True]
    operations.agree_adjustment(refused, by=lead)
    agreed = make.adjustment_party(made)
    assert (agreed.state, agreed.because, agreed.decided_by) == (State.AGREED, "", lead)


def test_nobody_asks_or_decides_for_the_apprentice(trio):
    apprentice, manager, _ = trio
    with pytest.raises(StepRefused, match="Only Amara Johnson"):
        operations.raise_adjustment(apprentice, wanted=make.adjustment_wish(), by=manager)
    make.involvement(apprentice, "tutor", person=apprentice.person)
    made = make.adjustment(apprentice, asked=["university"])
    with pytest.raises(StepRefused, match="own adjustment"):
        operations.agree_adjustment(make.adjustment_party(made, "university"), by=apprentice.person)


def test_the_decision_is_on_the_home_page_and_goes_to_whoever_stands_above_when_it_is_late(trio):
    apprentice, manager, tutor = trio
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    made = make.adjustment(apprentice)
    late = make.adjustment_party(made).decide_by + DAY

    text = "Decide on an adjustment for Amara Johnson"
    assert [items(who) for who in (manager, lead, tutor)] == [[(text, Need.DUE)], [], []]
    assert [items(who, late) for who in (manager, lead, tutor)] == [
        [(text, Need.OVERDUE)],
        [(text, Need.OVERDUE)],
        [],
    ]
    operations.agree_adjustment(make.adjustment_party(made), by=manager)
    assert [items(who, late) for who in (manager, lead)] == [[], []]


def test_without_a_practice_educator_the_placement_coordinator_decides(trio):
    apprentice, _, tutor = trio
    coordinator = make.appointment(at=apprentice.cohort.university, as_="placement_coordinator").person
    make.adjustment(apprentice, asked=["placement"])
    assert [len(items(who)) for who in (coordinator, tutor)] == [1, 0]


def test_a_late_decision_is_mailed_once_to_the_deciding_person_and_next_above(trio):
    apprentice, manager, _ = trio
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    make.adjustment(apprentice, "SENTINEL large print")
    by = make.adjustment_party(Adjustment.objects.get()).decide_by
    noon = timezone.make_aware(datetime.datetime.combine(by, datetime.time(12)))

    told = [outbox.owe_reminders(registrations.decisions_late(at)) for at in (noon, noon + DAY, noon + 2 * DAY)]

    assert told == [0, 2, 0]
    late = Message.objects.filter(kind="decision_late")
    assert {mail.to for mail in late} == {manager, lead}
    mails = "\n".join(f"{mail.subject}\n{mail.body}" for mail in Message.objects.all())
    assert "SENTINEL" not in mails
    assert "adjustment for" not in mails.lower()


def test_looking_again_is_reminded_and_kept(trio):
    apprentice = trio[0]
    made = make.adjustment(apprentice)
    at = timezone.now() + (made.review_on - TODAY) - 10 * DAY
    assert [reminder.to for reminder in registrations.to_look_again(at)] == [apprentice.person]
    assert items(apprentice.person, made.review_on)[0][0] == "Look at your adjustment again"

    with pytest.raises(StepRefused, match="after today"):
        operations.review_adjustment(made, next_on=TODAY, by=apprentice.person)
    operations.review_adjustment(made, next_on=made.review_on + 100 * DAY, by=apprentice.person)

    assert list(registrations.to_look_again(at)) == []
    operations.end_adjustment(made, by=apprentice.person)
    with pytest.raises(AlreadyMoved, match="ended"):
        operations.share_adjustment(made, audience="university", asks=False, until=TODAY, by=apprentice.person)


def test_a_result_decided_without_it_goes_to_the_university_for_review(trio):
    apprentice, manager, tutor = trio
    with pytest.raises(StepRefused, match="Share it with the university"):
        make.adjustment(apprentice, stage="Module 3 exam")
    made = make.adjustment(apprentice, asked=["university"], stage="Module 3 exam")
    review = ResultReview.objects.get()

    result = "Say what happens to a result of Amara Johnson"
    assert (result, Need.DUE) in items(tutor)
    assert items(manager) == []
    operations.answer_result(review, outcome="again", answer="A new date in June.", by=tutor)
    assert (review.state, review.answered_by, review.adjustment) == (ResultReview.State.ANSWERED, tutor, made)
    assert (result, Need.DUE) not in items(tutor)
    with pytest.raises(AlreadyMoved):
        operations.answer_result(
            ResultReview.objects.get(), outcome="stands", answer="It made no difference.", by=tutor
        )


def test_what_was_asked_for_and_agreed_never_changes(trio):
    apprentice, manager, _ = trio
    made = make.adjustment(apprentice)
    operations.agree_adjustment(make.adjustment_party(made), by=manager)
    for rows, change in (
        (Adjustment.objects.filter(pk=made.pk), {"what_helps": "Something else"}),
        (SharedAdjustment.objects.all(), {"decided_on": TODAY - DAY}),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            rows.update(**change)


def test_its_steps_stand_in_no_history_that_more_people_read(trio):
    apprentice, manager, _ = trio
    made = make.adjustment(apprentice)
    operations.agree_adjustment(make.adjustment_party(made), by=manager)
    assert Event.objects.about(apprentice).filter(subject_kind__contains="adjustment").count() == 0
    assert Event.objects.about(made).count() == 4


def test_ones_own_note_is_found_by_nobody_else_and_leaves_no_event(trio):
    apprentice, manager, _ = trio
    made = make.adjustment(apprentice)
    before = Event.objects.count()
    with pytest.raises(StepRefused):
        operations.keep_own_note(made, text="Why.", by=manager)
    operations.keep_own_note(made, text="Dyslexia, told in May.", by=apprentice.person)

    assert [AdjustmentNote.objects.of(who).count() for who in (apprentice.person, manager)] == [1, 0]
    assert Event.objects.count() == before
    operations.keep_own_note(made, text=" ", by=apprentice.person)
    assert AdjustmentNote.objects.count() == 0


def test_a_new_employer_reads_nothing_that_the_old_one_was_told(trio):
    apprentice = trio[0]
    made = make.adjustment(apprentice, asked=["employer", "university"])
    change = steps.Transfer(apprentice, apprentice.employer, make.service(), TODAY, make.person())
    assert registrations.new_employer.preview(change) == ()
    registrations.new_employer.apply(change)
    assert [make.adjustment_party(made, who).is_shared(TODAY) for who in ("employer", "university")] == [False, True]


@pytest.mark.parametrize("state", [Apprentice.State.WITHDRAWN, Apprentice.State.COMPLETE])
def test_whoever_has_left_stands_in_no_queue(trio, state):
    apprentice, manager, _ = trio
    make.adjustment(apprentice)
    Apprentice.objects.filter(pk=apprentice.pk).update(state=state)
    assert (items(manager), items(apprentice.person)) == ([], [])


# Placement and application -----------------------------------------------------------------------------------


def test_a_placement_starts_once_what_is_asked_of_it_is_decided():
    placement, by = make.placement(state=Placement.State.CONFIRMED), make.person()
    made = make.adjustment(placement.apprentice, asked=["placement"])
    with pytest.raises(StepRefused, match="follows from what the apprentice"):
        placing.tick(placement, kind="adjustments", met_on=TODAY, by=by)
    assert "adjustments" not in met(placement)
    operations.agree_adjustment(make.adjustment_party(made, "placement"), by=placement.practice_educator.person)
    assert met(placement)["adjustments"] == TODAY


def test_an_earlier_tick_does_not_stand_against_what_is_asked_later():
    placement, by = make.placement(state=Placement.State.CONFIRMED), make.person()
    make.ready_to_start(placement, by=by)
    make.adjustment(placement.apprentice, asked=["placement"])
    with pytest.raises(StepRefused, match="adjustments in place"):
        placing.start(placement, by=by)


@pytest.mark.parametrize("carry_over", [True, False])
def test_what_helped_at_selection_comes_along_only_where_the_candidate_wants_it(carry_over):
    make.published_minimum()
    application = make.accepted()
    for condition in application.offer.conditions.all():
        enrolment.meet(condition=condition, by=make.person())
    applications.save_adjustments(
        application=application,
        by=application.candidate,
        wanted=True,
        what_helps="Questions in large print",
        carry_over=carry_over,
    )
    apprentice = enrolment.enrol(application=application, by=make.person())

    brought = Adjustment.objects.filter(apprentice=apprentice)
    assert [one.what_helps for one in brought] == (["Questions in large print"] if carry_over else [])
    assert SharedAdjustment.objects.count() == 0
    waiting = [text for text, _ in items(apprentice.person)]
    assert waiting == (["Choose who reads the adjustment from your application"] if carry_over else [])


def test_what_is_not_shared_any_more_asks_nothing_of_anybody(trio):
    apprentice, manager, tutor = trio
    made = make.adjustment(apprentice, asked=["employer", "university"], stage="Module 3 exam")
    operations.offer_instead(make.adjustment_party(made), instead="A desk by the window.", by=manager)
    before = [len(items(who)) for who in (apprentice.person, tutor)]
    for audience in ("employer", "university"):
        operations.stop_sharing(make.adjustment_party(made, audience), by=apprentice.person)
    assert (before, [items(who) for who in (apprentice.person, tutor)]) == ([1, 2], [[], []])
