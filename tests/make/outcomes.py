"""What comes after a decision: offers on the way, later starts, reviews of procedure, questions of suitability."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from core.accounts.models import User
from recruitment.models import (
    Application,
    Campaign,
    CampaignPlaces,
    Deferral,
    PanelCandidate,
    ProcedureReview,
    Recommendation,
    SuitabilityMember,
    SuitabilityReferral,
)
from recruitment.models.selection_days import Group
from recruitment.operations import deferrals, offers
from recruitment.operations.offer_places import add_conditions
from tests.make.consortium import appointment, cohort
from tests.make.people import person
from tests.make.recruitment import application, campaign, numbers, offer


@dataclass
class Deciders:
    """Who decides on the applications of one campaign: for its employer, for its university, and who runs it."""

    campaign: Campaign
    lead: User
    tutor: User
    coordinator: User

    def offer_to(self, of: Application) -> Application:
        """Both say yes."""
        offers.decide(application=of, side="employer", by=self.lead, says_yes=True)
        offers.decide(application=of, side="university", by=self.tutor, says_yes=True)
        return Application.objects.get(pk=of.pk)


def deciders(of: Campaign | None = None, **fields) -> Deciders:
    of = of or campaign(**fields)
    return Deciders(
        of,
        appointment(at=of.places.get().employer, as_="workforce_lead").person,
        appointment(at=of.cohort.university, as_="admissions_tutor").person,
        appointment(at=of.run_by, as_="recruitment_coordinator").person,
    )


def accepted(to: Campaign | None = None) -> Application:
    """An accepted offer with every condition open."""
    made = application(to, state=Application.State.ACCEPTED)
    add_conditions(offer(made, answered_at=timezone.now()))
    return made


def following_campaign(after: Campaign, *, places: int = 2, employer=None, **fields) -> Campaign:
    """The next campaign of the same people, open today, with places at the same employer."""
    today = timezone.localdate()
    made = Campaign.objects.create(
        name=f"Next campaign {next(numbers)}",
        cohort=cohort(at=after.cohort.university, starts_on=today + datetime.timedelta(days=400)),
        run_by=after.run_by,
        opens_on=today,
        closes_on=today + datetime.timedelta(days=60),
        state=Campaign.State.OPEN,
        **fields,
    )
    CampaignPlaces.objects.create(campaign=made, employer=employer or after.places.get().employer, places=places)
    return made


def deferral(by: Deciders) -> Deferral:
    """A later start to which both sides have agreed."""
    made = accepted(by.campaign)
    asked = deferrals.ask(application=made, by=made.candidate)
    deferrals.answer(deferral=asked, side="employer", says_yes=True, by=by.lead)
    deferrals.answer(deferral=asked, side="university", says_yes=True, by=by.tutor)
    return Deferral.objects.select_related("application__campaign").get(pk=asked.pk)


def procedure_review(of: Application, **fields) -> ProcedureReview:
    """A review that its candidate has asked for."""
    defaults = {
        "of_state": of.state,
        "ground": ProcedureReview.Ground.ADJUSTMENT,
        "words": "I was to have the questions beforehand and had not.",
        "answer_by": timezone.localdate() + datetime.timedelta(days=28),
    }
    return ProcedureReview.objects.create(application=of, **(defaults | fields))


def referral(of: Application, *, chair: User | None = None, full: bool = False, **fields) -> SuitabilityReferral:
    """A question of suitability with its chair; ``full``: a panel of all three, and the candidate has answered."""
    defaults = {"source": "conduct", "account": "A word in a reference.", "referred_by": person()}
    if full:
        now = timezone.now()
        told = {"told_words": "Tell us.", "told_at": now, "answer_by": timezone.localdate(), "answered_at": now}
        defaults |= told | {"answer": "It was so."}
    made = SuitabilityReferral.objects.create(application=of, candidate=of.candidate, **(defaults | fields))
    groups = [Group.UNIVERSITY, Group.EMPLOYER, Group.LIVED_EXPERIENCE] if full else [Group.UNIVERSITY]
    for group in groups:
        who = chair if group == Group.UNIVERSITY and chair else person()
        SuitabilityMember.objects.create(referral=made, person=who, group=group, chairs=group == Group.UNIVERSITY)
    return made


def recommendation(of: PanelCandidate, **fields) -> Recommendation:
    """A panel's recommendation of an offer, agreed."""
    defaults = {
        "outcome": Recommendation.Outcome.RECOMMENDED,
        "reason": "Listens, and asks what the law says.",
        "total": "3.50",
        "recorded_by": person(),
        "agreed_at": timezone.now(),
    }
    return Recommendation.objects.create(candidate=of, **(defaults | fields))
