"""Who decides on an offer, records its conditions, takes it back and enrols."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Application, Condition
from recruitment.models.offers import Side
from recruitment.permissions.applications import admits, runs, shortlists


def acts_for(user: User, application: Application, side: str) -> bool:
    """Whether this person decides for a side of the offer."""
    return shortlists(user, application) if side == Side.EMPLOYER else admits(user, application)


def sides_of(user: User, application: Application) -> list[str]:
    """The sides that a person decides for: mostly one, none for onlookers."""
    return [side for side in Side if acts_for(user, application, side)]


def may_decide(user: User, application: Application, side: str) -> Answer:
    """Give one side's decision. Nobody gives both."""
    if not acts_for(user, application, side):
        return no(f"The decision belongs to {_decider(application, side)}.")
    if application.state != Application.State.RECOMMENDED:
        return no("Employer and university decide while the panel's recommendation is before them. It is not now.")
    if application.decisions.standing().filter(decided_by=user).exclude(side=side).exists():
        return no("You decided for the other side, so somebody else decides for this one.")
    return YES


def may_record(user: User, condition: Condition) -> Answer:
    """Record that a condition is met, or take that back: only the side that it belongs to."""
    application = condition.offer.application
    if acts_for(user, application, condition.side):
        return YES
    return no(f"This condition is recorded by {_decider(application, condition.side)}.")


def may_take_back(user: User, application: Application) -> Answer:
    """Take an offer back: the coordinator, who has not decided on it."""
    if runs(user, application):
        return YES
    return no("An offer is taken back by the recruitment coordinator, at the request of employer or university.")


def may_follow_up(user: User, application: Application) -> Answer:
    """Give the candidate another day to answer by, or let an offer lapse: the coordinator."""
    if runs(user, application):
        return YES
    return no("The recruitment coordinator speaks with candidates about the day to answer by.")


def may_read_letter(user: User, application: Application) -> Answer:
    """Read the letter of the offer: both who decide on it, and the coordinator."""
    if sides_of(user, application) or runs(user, application):
        return YES
    return no("The letter of an offer is read by those who decided on it.")


def may_enrol(user: User, application: Application) -> Answer:
    """Make the apprentice's record: the university."""
    if admits(user, application):
        return YES
    return no(f"Apprentices are enrolled by an admissions tutor of {application.campaign.cohort.university}.")


def _decider(application: Application, side: str) -> str:
    if side == Side.EMPLOYER:
        return f"the workforce lead of {application.employer}"
    return f"an admissions tutor of {application.campaign.cohort.university}"
