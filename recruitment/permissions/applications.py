"""Who reads and decides what about an application, up to the shortlist."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Application, EligibilityException, PanelMember
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.permissions.campaigns import works_for


def runs(user: User, application: Application) -> bool:
    """Whether this person coordinates the application's campaign."""
    return works_for(user, application.campaign.run_by, COORDINATING)


def admits(user: User, application: Application) -> bool:
    """Whether this person decides for the university."""
    return works_for(user, application.campaign.cohort.university, ADMITTING)


def shortlists(user: User, application: Application) -> bool:
    """Whether this person decides for the employer."""
    return works_for(user, application.employer, SHORTLISTING)


def may_see_name(user: User, application: Application) -> Answer:
    """Read who the candidate is. The employer shortlists by code and learns the name with the invitation."""
    if runs(user, application) or admits(user, application):
        return YES
    if shortlists(user, application) and application.state in Application.NAMED_TO_THE_EMPLOYER:
        return YES
    return no("Applications are read by code until somebody is invited to selection.")


def may_read_adjustments(user: User, application: Application) -> Answer:
    """Read what helps the candidate: only whoever arranges it. Each reading leaves an event."""
    if runs(user, application):
        return YES
    return no("What helps a candidate is read by the recruitment coordinator, who arranges it.")


def may_check_eligibility(user: User, application: Application) -> Answer:
    """Decide on the entry requirements."""
    if admits(user, application):
        return YES
    return no(f"Entry requirements are checked by an admissions tutor of {application.campaign.cohort.university}.")


def may_decide_exception(user: User, exception: EligibilityException) -> Answer:
    """Agree to an exception: an admissions tutor of the university, never the one who asked."""
    answer = may_check_eligibility(user, exception.application)
    if answer and user.pk == exception.asked_by_id:
        university = exception.application.campaign.cohort.university
        return no(f"You asked for this exception. Another admissions tutor of {university} decides on it.")
    return answer


def may_shortlist(user: User, application: Application) -> Answer:
    """Invite, hold in reserve or not progress."""
    if shortlists(user, application):
        return YES
    return no(f"Applications are shortlisted by the workforce lead of {application.employer}.")


def may_chase_endorsement(user: User, application: Application) -> Answer:
    """See which line manager was asked and send the request again."""
    if shortlists(user, application) or runs(user, application):
        return YES
    return no(f"The workforce lead of {application.employer} and the recruitment coordinator follow this up.")


def may_ask_service(user: User, application: Application) -> Answer:
    """Ask the candidate's service: by name, so whoever runs the campaign."""
    if runs(user, application):
        return YES
    return no("The line manager who endorses, or the recruitment coordinator, asks the service.")


def may_read_assurances(user: User, application: Application) -> Answer:
    """Read and write down what the employer told a candidate before; nobody who sits on the candidate's panel."""
    if not (shortlists(user, application) or runs(user, application)):
        return no(f"The workforce lead of {application.employer} and the recruitment coordinator keep this.")
    if PanelMember.objects.of_person(user).filter(panel__candidates__application=application).exists():
        return no("You are on this candidate's panel. What was said before is kept from panels.")
    return YES
