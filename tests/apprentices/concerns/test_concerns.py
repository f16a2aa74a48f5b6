"""Concerns from raising to the end: who gets them, who may know, what is overdue, and what is never shown."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import operations, review_facts
from apprentices.models import (
    Concern,
    ConcernAccount,
    ConcernArrangements,
    ConcernEscalation,
    ConcernReader,
    Involvement,
    ProgressReview,
    WellbeingCheck,
)
from apprentices.operations.vacancies import working_days_after
from core.audit.models import Event
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepNotAllowed, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State, About, Kind = Concern.State, Concern.About, Concern.Kind


@pytest.fixture
def circle():
    return make.concern_circle()


def everybody(circle):
    people = vars(circle)
    return {name: who for name, who in people.items() if name not in ("apprentice", "host")} | {
        "apprentice": circle.apprentice.person
    }


def who_knows(concern, circle, *, on=None):
    """Of everybody in the circle, those who may know of a concern, each in a request of their own."""
    rows = Concern.objects.filter(pk=concern.pk)
    asking = {name: make.again(who) for name, who in everybody(circle).items()}
    return {name for name, who in asking.items() if rows.visible_to(who, on=on).exists()}


# Who gets it, who may know ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "kind", "lead"),
    [
        (About.APPRENTICE, Kind.LEARNING, "lead"),
        (About.LINE_MANAGER, Kind.SUPPORT, "lead"),
        (About.PRACTICE_EDUCATOR, Kind.SUPPORT, "compliance"),
        (About.TUTOR, Kind.TREATMENT, "lead"),
        (About.HOST, Kind.SUPPORT, "compliance"),
        (About.LEAD, Kind.TREATMENT, "compliance"),
        (About.SOMEBODY_ELSE, Kind.RACISM, "lead"),
        (About.HOST, Kind.WHISTLEBLOWING, "compliance"),
    ],
)
def test_a_concern_of_the_apprentice_goes_outside_the_line_and_to_nobody_else(circle, about, kind, lead):
    concern = make.raised_concern(circle, by=circle.apprentice.person, about=about, kind=kind)
    assert concern.lead == getattr(circle, lead)
    assert who_knows(concern, circle) == {"apprentice", lead}
    assert set(Message.objects.values_list("to__name", "subject")) == {(concern.lead.name, "A concern needs you")}


def test_a_line_managers_own_manager_is_in_their_line(circle):
    held = Involvement.objects.get(apprentice=circle.apprentice, kind="line_manager")
    Involvement.objects.filter(pk=held.pk).update(passes_to=circle.lead)
    concern = make.raised_concern(circle, by=circle.apprentice.person, about="line_manager", kind="support")
    assert concern.lead == circle.social_work_lead


def test_somebody_named_never_sees_it_whatever_part_they_have(circle):
    make.appointment(circle.tutor, circle.apprentice.employer, "workforce_lead")
    concern = make.raised_concern(circle, by=circle.apprentice.person, about="tutor", kind="treatment")
    assert concern.lead == circle.lead
    ConcernReader.objects.create(concern=concern, person=circle.tutor, part="in_the_plan", starts_on=TODAY)
    assert who_knows(concern, circle) == {"apprentice", "lead"}
    with pytest.raises(StepRefused, match="no part in its plan"):
        operations.start_plan(
            concern,
            to="informal",
            action=make.concern_action(circle, owner=circle.tutor),
            review_on=TODAY + DAY,
            by=circle.lead,
        )


def test_of_two_line_managers_the_one_who_is_meant_is_named(circle):
    other = make.line_manager(circle.apprentice)
    concern = make.raised_concern(
        circle, by=circle.apprentice.person, about="line_manager", kind="support", named=[other]
    )
    assert list(concern.named.all()) == [other]


def test_where_nobody_fits_the_consortium_manager_gets_it_and_without_one_it_waits_for_the_next(circle):
    for who in (circle.lead, circle.social_work_lead, circle.compliance):
        who.appointments.update(closed_at=timezone.now())
    first = make.raised_concern(circle)
    assert first.lead == circle.consortium
    circle.consortium.appointments.update(closed_at=timezone.now())
    second = make.raised_concern(circle)
    assert second.lead is None

    later = make.appointment(at=circle.apprentice.employer, as_="workforce_lead").person
    operations.run_concerns()

    for concern in (first, second):
        concern.refresh_from_db()
    assert (first.lead, second.lead) == (later, later)
    assert who_knows(first, circle) == {"educator"}


def test_whose_role_ends_knows_nothing_more_at_the_next_request(circle):
    concern = make.raised_concern(circle)
    assert who_knows(concern, circle) == {"educator", "lead"}
    circle.lead.appointments.update(closed_at=timezone.now())
    Involvement.objects.filter(person=circle.educator).update(ends_on=TODAY - DAY)
    assert who_knows(concern, circle) == set()


def test_a_concern_says_something_and_a_complaint_keeps_nothing(circle):
    with pytest.raises(StepRefused, match="Say what happened"):
        make.raised_concern(circle, happened="  ")
    with pytest.raises(StepRefused, match="complaints process"):
        make.raised_concern(circle, by=circle.apprentice.person, kind="complaint")

    concern = make.raised_concern(circle, by=circle.manager, kind="complaint", happened="Mrs B said …")

    assert (concern.state, concern.referred_to) == (State.REFERRED, "complaints")
    assert ConcernAccount.objects.count() == 0
    assert "Mrs B" not in str(list(Event.objects.values_list("step", "detail__words")))


# Telling, triage, plans ---------------------------------------------------------------------------------------


def test_the_apprentice_is_told_by_whoever_deals_with_it_and_nothing_is_planned_or_closed_before(circle):
    concern = make.raised_concern(circle)
    assert concern.triage_due_on == working_days_after(TODAY, 2)
    plan = {"to": "formal", "action": make.concern_action(circle), "review_on": TODAY + 28 * DAY, "by": circle.lead}
    with pytest.raises(StepRefused, match="Tell the apprentice first"):
        operations.start_plan(concern, **plan)
    with pytest.raises(StepRefused, match="Tell the apprentice first"):
        operations.close_concern(concern, to="not_upheld", words="Nothing in it.", by=circle.lead)

    operations.tell_apprentice(concern, words="We met.", by=circle.lead)
    operations.start_plan(concern, **plan)

    assert concern.state == State.FORMAL
    assert who_knows(concern, circle) == {"apprentice", "educator", "lead"}
    with pytest.raises(AlreadyMoved):
        operations.tell_apprentice(concern, words="Again.", by=circle.lead)


def test_a_formal_plan_asks_for_measure_and_support_and_an_informal_one_does_not(circle):
    bare = make.concern_action(circle, measure="", support="")
    concern = make.raised_concern(circle, told=True)
    plan = {"action": bare, "review_on": TODAY + 28 * DAY, "by": circle.lead}
    with pytest.raises(StepRefused, match="how everybody sees that it is done"):
        operations.start_plan(concern, to="formal", **plan)
    operations.start_plan(concern, to="informal", **plan)
    assert concern.actions.get().what == bare.what
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(review_due_on=None)


def test_a_plan_is_reviewed_and_resolved_only_with_every_action_settled(circle):
    concern = make.planned_concern(circle)
    with pytest.raises(StepNotAllowed):
        operations.close_concern(concern, to="resolved", words="Done.", by=circle.lead)
    operations.review_concern(concern, words="Three of four in time.", by=circle.lead)
    with pytest.raises(StepRefused, match="are open"):
        operations.close_concern(concern, to="resolved", words="Done.", by=circle.lead)
    operations.settle_concern_action(concern.actions.get(), to="done", by=circle.apprentice.person)
    operations.close_concern(concern, to="resolved", words="All in time since May.", by=circle.lead)

    assert (concern.state, concern.closed_by) == (State.RESOLVED, circle.lead)
    assert who_knows(concern, circle) == {"apprentice", "educator", "lead"}


def test_after_a_review_it_escalates_to_the_next_person_who_then_deals_with_it_alone(circle):
    concern = make.planned_concern(circle)
    operations.review_concern(concern, words="Nothing changed.", by=circle.lead)
    operations.escalate_concern(concern, words="A third plan would not help.", by=circle.lead)
    assert (concern.state, concern.lead) == (State.ESCALATED, circle.social_work_lead)
    assert who_knows(concern, circle) == {"apprentice", "educator", "manager", "social_work_lead", "tutor"}


def test_what_is_dealt_with_elsewhere_leaves_the_view_of_those_in_the_plan(circle):
    concern = make.planned_concern(circle)
    assert who_knows(concern, circle) == {"apprentice", "educator", "lead", "manager", "tutor"}
    operations.refer_concern(concern, where="safeguarding", words="Strategy meeting on Monday.", by=circle.lead)
    assert who_knows(concern, circle) == {"apprentice", "educator", "lead", "safeguarding"}
    assert [reader.part for reader in concern.readers.filter(person=circle.educator, ends_on=None)] == ["raised_it"]


def test_reply_and_supporter_are_kept_and_only_the_apprentice_replies(circle):
    concern = make.planned_concern(circle)
    with pytest.raises(StepRefused, match="Only the apprentice"):
        operations.reply_to_concern(concern, text="I think …", by=circle.tutor)
    own = circle.apprentice.person
    operations.reply_to_concern(concern, text="I had no laptop.", supporter="Ola from Unison", by=own)
    operations.reply_to_concern(concern, text="It came in May.", goes_with_the_plan=True, by=own)
    assert list(concern.replies.values_list("text", "supporter", "goes_with_the_plan")) == [
        ("I had no laptop.", "Ola from Unison", False),
        ("It came in May.", "", True),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        concern.replies.update(text="I agree.")


# What goes on to the next placement ---------------------------------------------------------------------------


def test_the_next_practice_educator_gets_a_plan_that_runs_and_nothing_that_is_closed(circle):
    running, closed = make.planned_concern(circle), make.raised_concern(circle, told=True)
    operations.close_concern(closed, to="not_upheld", words="It was another file.", by=circle.lead)
    other = make.raised_concern(circle, by=circle.apprentice.person, about="tutor", kind="treatment")
    following = make.person()
    make.involvement(circle.apprentice, "practice_educator", person=following, starts_on=TODAY)
    assert set(Concern.objects.visible_to(following)) == {running}
    assert set(Concern.objects.visible_to(circle.apprentice.person)) == {running, closed, other}

    operations.settle_concern_action(running.actions.get(), to="done", by=circle.lead)
    operations.review_concern(running, words="All done.", by=circle.lead)
    operations.close_concern(running, to="resolved", words="All done.", by=circle.lead)
    assert set(Concern.objects.visible_to(following)) == set()


# Overdue ------------------------------------------------------------------------------------------------------


def test_overdue_triage_goes_once_to_the_next_in_line_who_can_then_act(circle):
    concern = make.raised_concern(circle)
    operations.run_concerns(on=concern.triage_due_on)
    assert not ConcernEscalation.objects.exists()

    for days in (1, 1, 2):
        operations.run_concerns(on=concern.triage_due_on + days * DAY)

    assert list(ConcernEscalation.objects.values_list("cause", "to")) == [("triage", circle.social_work_lead.pk)]
    later = concern.triage_due_on + 2 * DAY
    assert who_knows(concern, circle, on=later) == {"educator", "lead", "social_work_lead"}
    told = Message.objects.filter(key__startswith="concern-late").values_list("to__name", flat=True)
    assert set(told) == {"Lena Lead", "Pat Principal"}
    operations.tell_apprentice(concern, words="We met.", by=circle.social_work_lead, on=later)


def test_an_overdue_action_and_a_missed_review_go_to_the_next_in_line(circle):
    concern = make.planned_concern(circle)
    operations.run_concerns(on=TODAY + 15 * DAY)
    operations.run_concerns(on=TODAY + 29 * DAY)
    found = ConcernEscalation.objects.values_list("cause", "was_due_on", "to__name")
    assert list(found) == [
        ("action", TODAY + 14 * DAY, "Pat Principal"),
        ("review", TODAY + 28 * DAY, "Pat Principal"),
    ]
    assert concern.readers.filter(part="next").count() == 1


def test_days_for_triage_are_the_employers_own(circle):
    ConcernArrangements.objects.create(
        organisation=circle.apprentice.employer.part_of,
        team="Duty",
        phone="020 0000 0000",
        triage_days=4,
        kept_by=circle.lead,
    )
    assert make.raised_concern(circle).triage_due_on == working_days_after(TODAY, 4)


# Speaking up --------------------------------------------------------------------------------------------------


def test_whoever_speaks_up_about_a_host_is_asked_after_four_and_twelve_weeks_and_it_is_written_down_once(circle):
    own = circle.apprentice.person
    concern = make.raised_concern(circle, by=own, about="host", kind="support")
    make.raised_concern(circle, by=own, about="tutor", kind="support")
    checks = list(WellbeingCheck.objects.all())
    assert [(check.concern, check.due_on) for check in checks] == [
        (concern, TODAY + 28 * DAY),
        (concern, TODAY + 84 * DAY),
    ]
    operations.answer_check(checks[0], answer="worse", words="My rota changed.", by=circle.compliance)
    with pytest.raises(AlreadyMoved, match="Cam Compliance has recorded this already"):
        operations.answer_check(checks[0], answer="fine", words="", by=circle.compliance)
    with pytest.raises(IntegrityError), transaction.atomic():
        WellbeingCheck.objects.filter(pk=checks[0].pk).update(answer="fine")


# What never shows ---------------------------------------------------------------------------------------------


def test_the_timeline_of_the_record_and_every_mail_say_nothing_of_a_concern(circle):
    concern = make.planned_concern(circle, happened="Zebra crossing.")
    operations.refer_concern(concern, where="safeguarding", words="Zebra meeting.", by=circle.lead)
    assert Event.objects.about(circle.apprentice).filter(subject_kind__contains="concern").count() == 0
    mails = Message.objects.filter(kind="concern_needs_you")
    assert mails.count() == 7
    assert {mail.subject for mail in mails} == {"A concern needs you"}
    assert not [mail for mail in mails if "Zebra" in mail.body or "Amara" in mail.body.split("\n", 2)[2]]
    words = str(list(Event.objects.values_list("step", "detail__words", "to_state")))
    assert "Zebra" not in words


def test_a_review_counts_plans_of_which_all_three_may_know_and_no_others(circle):
    def facts():
        review = ProgressReview(apprentice=circle.apprentice, number=1)
        groups = review_facts.facts_of(review, on=TODAY)
        return [group["facts"] for group in groups if group["title"] == "Action plans"]

    make.raised_concern(circle, told=True)
    assert facts() == []
    concern = make.planned_concern(circle)
    (one,) = facts()
    assert one[0][1].startswith("1 plan, next review by")
    make.line_manager(circle.apprentice)
    assert facts() == []
    assert concern.is_planned
