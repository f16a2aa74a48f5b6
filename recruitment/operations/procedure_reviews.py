"""A review of procedure: asked for by the candidate, looked at by two others; the step is taken again if upheld."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consortium.models import Appointment
from core import audit
from core.accounts.models import User
from core.audit.models import Event
from core.notifications import outbox
from core.words import day as in_words
from core.workflow import StepRefused, move
from recruitment.models import Application, PanelCandidate, ProcedureReview, Reviewer
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.operations.independence import took_part
from recruitment.operations.offers import locked
from recruitment.operations.telling import tell_news
from recruitment.working_days import working_days_after

State, Remedy = ProcedureReview.State, ProcedureReview.Remedy
WORKING_DAYS_TO_ASK = 20
WORKING_DAYS_TO_ANSWER = 20
REVIEWERS = 2
REVIEWING = [*COORDINATING, *SHORTLISTING, *ADMITTING, "principal_social_worker", "compliance_officer"]
"""Roles in which somebody knows the procedure well enough to review it."""

GOES_BACK_TO = {
    (Application.State.NOT_ELIGIBLE, Remedy.AGAIN): Application.State.SUBMITTED,
    (Application.State.NOT_PROGRESSED, Remedy.AGAIN): Application.State.ELIGIBLE,
    (Application.State.DID_NOT_ATTEND, Remedy.AGAIN): Application.State.INVITED,
    (Application.State.NOT_RECOMMENDED, Remedy.AGAIN): Application.State.INVITED,
    (Application.State.NOT_RECOMMENDED, Remedy.RECONSIDER): Application.State.RECOMMENDED,
    (Application.State.NOT_OFFERED, Remedy.AGAIN): Application.State.RECOMMENDED,
}
"""Where an application stands again when a review of that outcome is upheld."""

REVIEWABLE = {state for state, _ in GOES_BACK_TO}


def ask_until(application: Application) -> datetime.date | None:
    """The last day to ask for a review of the outcome; None where there is none to be reviewed."""
    if application.state not in REVIEWABLE:
        return None
    outcome = Event.objects.about(application).filter(to_state=application.state).order_by("pk").last()
    known = timezone.localdate(outcome.at if outcome else application.submitted_at)
    return working_days_after(known, WORKING_DAYS_TO_ASK)


@transaction.atomic
def ask(*, application: Application, ground: str, words: str, by: User) -> ProcedureReview:
    """The candidate asks whether the procedure was followed, within 20 working days of an outcome, once for each."""
    application = locked(application)
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate asks for a review.")
    last = ask_until(application)
    if last is None:
        raise StepRefused("There is no outcome to be reviewed.")
    if timezone.localdate() > last:
        raise StepRefused(f"A review could be asked for until {in_words(last)}.")
    if application.procedure_reviews.filter(of_state=application.state).exists():
        raise StepRefused("You have asked for a review of this outcome already.")
    review = ProcedureReview.objects.create(
        application=application,
        of_state=application.state,
        ground=ground,
        words=words,
        answer_by=working_days_after(timezone.localdate(), WORKING_DAYS_TO_ANSWER),
    )
    audit.record(review, "asked for a review of procedure", by=by)
    return review


def possible_reviewers(review: ProcedureReview) -> QuerySet[Appointment]:
    """Appointments of people who know the procedure and took no step on this application."""
    held = Appointment.objects.accepted().on(timezone.localdate())
    return (
        held.filter(closed_at__isnull=True, role__code__in=REVIEWING)
        .exclude(person__in=took_part(review.application))
        .select_related("person", "organisation", "role")
        .order_by("organisation__name", "person__name")
    )


@transaction.atomic
def name_reviewers(*, review: ProcedureReview, appointments: Sequence[Appointment], by: User) -> None:
    """Name two people of two organisations, neither of whom had a part in the application. They are mailed."""
    review = _held(review)
    allowed = set(possible_reviewers(review).values_list("pk", flat=True))
    if len({one.organisation_id for one in appointments}) != REVIEWERS or len(appointments) != REVIEWERS:
        raise StepRefused("Name two people, from two organisations.")
    if any(one.pk not in allowed for one in appointments):
        raise StepRefused("Somebody who had a part in the application does not review it.")
    for one in appointments:
        Reviewer.objects.create(review=review, person=one.person, organisation=one.organisation, named_by=by)
        outbox.owe(
            to=one.person,
            template="procedure_review_asked",
            context={"campaign": review.application.campaign, "answer_by": review.answer_by},
            key=f"procedure-review-{review.reference}-{one.person_id}",
        )
    move(review, to=State.UNDER_REVIEW, by=by)


@transaction.atomic
def propose(*, review: ProcedureReview, upheld: bool, words: str, remedy: str = "", by: User) -> None:
    """One reviewer writes the outcome; it holds when the other agrees. Writing it anew replaces what was proposed."""
    review = _held(review)
    _require_reviewer(review, by)
    if upheld and (review.of_state, remedy) not in GOES_BACK_TO:
        raise StepRefused("Choose what follows from it.")
    review.proposed_by, review.proposed_upheld, review.outcome_words = by, upheld, words
    review.remedy = remedy if upheld else ""
    review.save(update_fields=["proposed_by", "proposed_upheld", "outcome_words", "remedy"])
    audit.record(review, "wrote the outcome of the review", by=by)


@transaction.atomic
def agree(*, review: ProcedureReview, by: User) -> None:
    """The other reviewer agrees: the candidate is told, and where it is upheld the step is taken again."""
    review = _held(review)
    _require_reviewer(review, by)
    if review.proposed_by_id is None:
        raise StepRefused("The outcome has not been written yet.")
    if review.proposed_by_id == by.pk:
        raise StepRefused("You wrote this outcome, so the other reviewer agrees to it.")
    to = State.UPHELD if review.proposed_upheld else State.NOT_UPHELD
    move(review, to=to, by=by, agreed_by=by, agreed_at=timezone.now())
    application = review.application
    if review.proposed_upheld and application.state == review.of_state:
        _take_back_to(application, GOES_BACK_TO[Application.State(review.of_state), Remedy(review.remedy)], by=by)
    tell_news(application, more=f"review-{review.reference}")


def _take_back_to(application: Application, to: str, *, by: User) -> None:
    """What was decided is set aside and kept; the step is open again."""
    application.decisions.standing().update(set_aside_at=timezone.now())
    if to == Application.State.INVITED:
        for slot in application.slots.filter(state__in=PanelCandidate.LIVE):
            move(slot, to=PanelCandidate.State.MOVED, by=by)
    move(application, to=to, by=by, reason="A review of procedure was upheld", reason_code="", feedback="")


def _held(review: ProcedureReview) -> ProcedureReview:
    application = locked(review.application)
    held = ProcedureReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if held.has_ended:
        raise StepRefused("This review has ended.")
    held.application = application
    return held


def _require_reviewer(review: ProcedureReview, by: User) -> None:
    if not review.reviewers.filter(person=by).exists():
        raise StepRefused("The two reviewers do this.")
