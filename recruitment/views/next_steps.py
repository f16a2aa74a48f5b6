"""What is left to do on an application: one sentence for everybody, and the steps that this person can take."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from core import words
from core.accounts.models import User
from recruitment.models import Application, OfferDecision
from recruitment.models.offers import Side
from recruitment.operations.feedback import GETS_FEEDBACK
from recruitment.permissions import applications as may
from recruitment.permissions import offers as may_offer
from recruitment.permissions import outcomes as may_after

State = Application.State


@dataclass(frozen=True)
class NextStep:
    """A button: its words and where it leads."""

    text: str
    url: str
    kind: str = ""


SENTENCES = {
    State.SUBMITTED: "Waiting for {university} to check the entry requirements.",
    State.EXCEPTION_REQUESTED: "Waiting for a second person at {university} to decide on an exception.",
    State.ELIGIBLE: "The entry requirements are met. Waiting for {employer} to shortlist.",
    State.NOT_ELIGIBLE: "{university} found that the entry requirements are not met.",
    State.INVITED: "Shortlisted: to be seen on a selection day.",
    State.RESERVE: "On the reserve list of {employer}.",
    State.NOT_PROGRESSED: "Not shortlisted by {employer}.",
    State.ATTENDED: "Came to selection. Waiting for the panel's recommendation.",
    State.DID_NOT_ATTEND: "Did not attend the selection day.",
    State.RECOMMENDED: "The panel recommends an offer. Employer and university each decide.",
    State.NOT_RECOMMENDED: "The panel does not recommend an offer.",
    State.OFFER_RESERVE: "On the reserve list of {employer} for an offer: every place is taken.",
    State.OFFERED: "An offer has been made. The candidate answers by {answer_by}.",
    State.NOT_OFFERED: "Closed without an offer.",
    State.ACCEPTED: "The offer is accepted. Conditions are being met.",
    State.DECLINED: "The candidate declined the offer.",
    State.LAPSED: "The last day to answer went by, and the offer lapsed.",
    State.OFFER_WITHDRAWN: "The offer was taken back.",
    State.DEFERRED: "The start is deferred to a later cohort.",
    State.RECONFIRMED: "Goes on as an application of a later campaign.",
    State.ENROLLED: "Enrolled as an apprentice.",
    State.WITHDRAWN: "The candidate withdrew.",
}


def affairs(application: Application) -> str:
    """Where an application stands, in one sentence."""
    offer = getattr(application, "offer", None)
    return SENTENCES[State(application.state)].format(
        university=application.campaign.cohort.university.short_name,
        employer=application.employer.short_name if application.employer else "",
        answer_by=words.day(offer.answer_by) if offer else "",
    )


def steps_for(user: User, application: Application) -> list[NextStep]:
    """The steps that lead on from here and that this person may take."""
    found = [
        *_up_to_the_shortlist(user, application),
        *_on_the_offer(user, application),
        *_after_the_decision(user, application),
    ]
    return [
        NextStep(text, reverse(f"recruitment:{name}", args=[application.reference, *rest]))
        for text, name, *rest in found
    ]


def _up_to_the_shortlist(user: User, application: Application) -> list[tuple[str, ...]]:
    state, steps = application.state, []
    if state in (State.SUBMITTED, State.NOT_ELIGIBLE) and may.may_check_eligibility(user, application):
        steps.append(
            ("Check the entry requirements" if state == State.SUBMITTED else "Ask for an exception", "eligibility")
        )
    if state == State.EXCEPTION_REQUESTED and may.may_check_eligibility(user, application):
        steps.append(("Decide on the exception", "exception"))
    shortlisting = (State.ELIGIBLE, State.RESERVE, State.NOT_PROGRESSED)
    if state in shortlisting and may.may_shortlist(user, application):
        steps.append(("Shortlist" if state == State.ELIGIBLE else "Decide again", "shortlist"))
    return steps


def _on_the_offer(user: User, application: Application) -> list[tuple[str, ...]]:
    state, steps = application.state, []
    if state == State.RECOMMENDED:
        decided = set(OfferDecision.objects.standing().filter(application=application).values_list("side", flat=True))
        steps += [
            (f"Decide for the {Side(side).label.lower()}", "decide", side)
            for side in may_offer.sides_of(user, application)
            if side not in decided and may_offer.may_decide(user, application, side)
        ]
    if state == State.ACCEPTED and may_offer.may_enrol(user, application):
        steps.append(("Enrol as an apprentice", "enrol"))
    if state == State.OFFERED and may_offer.may_follow_up(user, application):
        steps.append(("Change the day to answer by", "answer_by"))
    if state in (State.OFFERED, State.ACCEPTED, State.DEFERRED) and may_offer.may_take_back(user, application):
        steps.append(("Take the offer back", "take_back"))
    return steps


def _after_the_decision(user: User, application: Application) -> list[tuple[str, ...]]:
    if application.state not in GETS_FEEDBACK or hasattr(application, "outcome_feedback"):
        return []
    return [("Write feedback", "write_feedback")] if may_after.may_write_feedback(user, application) else []
