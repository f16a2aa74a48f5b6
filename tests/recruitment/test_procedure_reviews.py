"""Feedback in usable words, and a review of procedure by two people who had no part in the application."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core.notifications.models import Message
from core.workflow import StepRefused, move
from recruitment.models import Application, OutcomeFeedback, ProcedureReview
from recruitment.operations import feedback, offers, procedure_reviews
from recruitment.operations.independence import took_part
from recruitment.working_days import working_days_after
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
State = Application.State
WORDS = {
    "did_well": "You asked what the child wanted.",
    "would_help": "Say which law.",
    "next_step": "Shadow a duty day.",
}


@pytest.fixture
def by():
    return make.deciders()


@pytest.fixture
def turned_down(by):
    """Not offered: both sides decided, the university said no."""
    application = make.application(by.campaign, state=State.RECOMMENDED)
    offers.decide(application=application, side="employer", by=by.lead, says_yes=True)
    offers.decide(application=application, side="university", by=by.tutor, says_yes=False)
    return Application.objects.get(pk=application.pk)


def asked(application):
    return procedure_reviews.ask(application=application, ground="steps", words="As I say.", by=application.candidate)


def reviewers(review, by):
    two = [make.appointment(as_="workforce_lead"), make.appointment(at=make.university(), as_="admissions_tutor")]
    procedure_reviews.name_reviewers(review=review, appointments=two, by=by.coordinator)
    return [one.person for one in two]


def decided(review, by, *, upheld, remedy=""):
    first, second = reviewers(review, by)
    procedure_reviews.propose(review=review, upheld=upheld, words="We looked.", remedy=remedy, by=first)
    procedure_reviews.agree(review=review, by=second)
    return ProcedureReview.objects.get(pk=review.pk)


# Feedback -----------------------------------------------------------------------------------------------------------


def test_feedback_is_written_once_and_read_by_the_candidates_own_link(by, turned_down):
    page = f"/recruitment/applications/{turned_down.reference}/feedback/"
    make.signed_in(by.coordinator).post(page, WORDS)
    mine = make.signed_in(turned_down.candidate).get(f"/recruitment/my-application/{turned_down.reference}/")
    assert [words in mine.content.decode() for words in WORDS.values()] == [True] * 3
    assert Message.objects.filter(to=turned_down.candidate, key__endswith="feedback").count() == 1
    with pytest.raises(StepRefused, match="already"):
        feedback.give_feedback(application=turned_down, by=by.coordinator, **WORDS)


def test_feedback_names_no_panel_member(by):
    day = make.selection_day(by.campaign)
    room = make.panel(day)
    application = make.application(by.campaign, state=State.NOT_RECOMMENDED)
    make.slot(room, application, state="attended")
    make.panel_member(room, who=make.person("Rosa Lind"))
    with pytest.raises(StepRefused, match="Rosa Lind"):
        feedback.give_feedback(
            application=application, by=by.coordinator, **(WORDS | {"would_help": "rosa lind missed the law."})
        )
    assert not OutcomeFeedback.objects.exists()


def test_feedback_is_for_those_who_came_and_have_no_offer(by):
    with pytest.raises(StepRefused):
        feedback.give_feedback(application=make.accepted(by.campaign), by=by.coordinator, **WORDS)


# Review of procedure ------------------------------------------------------------------------------------------------


def test_only_the_candidate_asks_within_twenty_working_days_and_once(turned_down, by):
    with pytest.raises(StepRefused, match="Only the candidate"):
        procedure_reviews.ask(application=turned_down, ground="steps", words="No", by=by.lead)
    last = procedure_reviews.ask_until(turned_down)
    with time_machine.travel(working_days_after(last, 1)), pytest.raises(StepRefused, match="until"):
        asked(turned_down)
    with time_machine.travel(last):
        asked(turned_down)
    with pytest.raises(StepRefused, match="already"):
        asked(turned_down)


def test_nobody_who_had_a_part_reviews(turned_down, by):
    review = asked(turned_down)
    possible = {one.person_id for one in procedure_reviews.possible_reviewers(review)}
    outside = make.appointment(as_="workforce_lead")
    assert {by.lead.pk, by.tutor.pk, turned_down.candidate_id} <= took_part(turned_down)
    assert possible.isdisjoint({by.lead.pk, by.tutor.pk})
    assert outside in procedure_reviews.possible_reviewers(review)
    own = by.lead.appointments.get()
    with pytest.raises(StepRefused, match="had a part"):
        procedure_reviews.name_reviewers(review=review, appointments=[outside, own], by=by.coordinator)


def test_a_panel_member_of_the_candidate_does_not_review(by):
    room = make.panel(make.selection_day(by.campaign))
    application = make.application(by.campaign, state=State.NOT_RECOMMENDED)
    make.slot(room, application, state="attended")
    sat = make.appointment(as_="workforce_lead")
    make.panel_member(room, who=sat.person)
    assert sat not in procedure_reviews.possible_reviewers(make.procedure_review(application))


def test_two_of_one_organisation_do_not_review(turned_down, by):
    one = make.appointment(as_="workforce_lead")
    other = make.appointment(at=one.organisation, as_="principal_social_worker")
    with pytest.raises(StepRefused, match="two organisations"):
        procedure_reviews.name_reviewers(review=asked(turned_down), appointments=[one, other], by=by.coordinator)


def test_the_outcome_holds_when_the_other_agrees(turned_down, by):
    review = asked(turned_down)
    first, second = reviewers(review, by)
    with pytest.raises(StepRefused, match="not been written"):
        procedure_reviews.agree(review=review, by=second)
    procedure_reviews.propose(review=review, upheld=False, words="The steps were followed.", by=first)
    with pytest.raises(StepRefused, match="You wrote"):
        procedure_reviews.agree(review=review, by=first)
    with pytest.raises(StepRefused, match="two reviewers"):
        procedure_reviews.agree(review=review, by=by.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureReview.objects.filter(pk=review.pk).update(state="upheld", agreed_by=first)
    procedure_reviews.agree(review=review, by=second)
    turned_down.refresh_from_db()
    assert (ProcedureReview.objects.get().state, turned_down.state) == ("not_upheld", State.NOT_OFFERED)


def test_upheld_the_decisions_are_set_aside_and_others_decide(turned_down, by):
    decided(asked(turned_down), by, upheld=True, remedy="again")
    turned_down.refresh_from_db()
    assert turned_down.state == State.RECOMMENDED
    assert turned_down.decisions.standing().count() == 0
    with pytest.raises(StepRefused, match="set your decision aside"):
        offers.decide(application=turned_down, side="university", by=by.tutor, says_yes=True)
    other_lead = make.appointment(at=turned_down.employer, as_="workforce_lead").person
    other_tutor = make.appointment(at=by.campaign.cohort.university, as_="admissions_tutor").person
    offers.decide(application=turned_down, side="university", by=other_tutor, says_yes=True)
    offers.decide(application=turned_down, side="employer", by=other_lead, says_yes=True)
    turned_down.refresh_from_db()
    assert (turned_down.state, turned_down.decisions.count()) == (State.OFFERED, 4)


def test_upheld_after_a_panel_the_candidate_is_seen_by_another(by):
    room = make.panel(make.selection_day(by.campaign))
    application = make.application(by.campaign, state=State.NOT_RECOMMENDED)
    slot = make.slot(room, application, state="attended")
    decided(make.procedure_review(application), by, upheld=True, remedy="again")
    application.refresh_from_db()
    slot.refresh_from_db()
    assert (application.state, slot.state) == (State.INVITED, "moved")


def test_a_remedy_that_does_not_fit_the_outcome_is_refused(turned_down, by):
    review = asked(turned_down)
    first, _ = reviewers(review, by)
    with pytest.raises(StepRefused, match="what follows"):
        procedure_reviews.propose(review=review, upheld=True, words="So.", remedy="reconsider", by=first)


def test_no_step_but_a_review_leads_on_from_a_no(by):
    """The operations of the line do not move what a panel or a side has turned down."""
    application = make.application(by.campaign, state=State.NOT_OFFERED)
    with pytest.raises(StepRefused):
        offers.decide(application=application, side="employer", by=by.lead, says_yes=True)
    with pytest.raises(StepRefused):
        move(application, to=State.OFFERED, by=by.lead)


def test_the_page_shows_steps_and_never_confidential_notes(turned_down, by):
    offers_note = "The reference was poor"
    application = make.application(by.campaign, state=State.RECOMMENDED)
    offers.decide(application=application, side="employer", by=by.lead, says_yes=False, notes=offers_note)
    offers.decide(application=application, side="university", by=by.tutor, says_yes=True)
    review = asked(Application.objects.get(pk=application.pk))
    first, _ = reviewers(review, by)
    page = make.signed_in(first).get(f"/recruitment/reviews/{review.reference}/").content.decode()
    assert "closed the application without an offer" in page
    assert offers_note not in page
    assert application.candidate.name not in page.split("Steps that were taken")[0]


@pytest.mark.parametrize("how_many", [3, 30])
def test_the_list_costs_the_same_for_few_and_for_many(by, how_many):
    for _ in range(how_many):
        make.procedure_review(make.application(by.campaign, state=State.NOT_OFFERED))
    assert beyond_the_constant_page(make.signed_in(by.coordinator), "/recruitment/reviews/") <= 6
