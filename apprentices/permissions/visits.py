"""Who plans, records and reads visits to the workplace; a no says why and who can."""

from __future__ import annotations

from apprentices.models import Apprentice, WorkplaceVisit
from apprentices.people import is_tutor
from apprentices.permissions.parties import parties_of, speaks_for_university
from consortium import people
from core.accounts.models import User
from core.permissions import YES, Answer, no

UNIVERSITY = "The university’s tutor or apprenticeship compliance officer plans and records visits to the workplace."


def follows_visits(user: User) -> bool:
    """Whether visits are somebody's work: tutors, and compliance officers of universities."""
    return is_tutor(user) or people.holds(user, "compliance_officer")


def may_follow_visits(user: User) -> Answer:
    return YES if follows_visits(user) else no(UNIVERSITY)


def may_set_interval(user: User) -> Answer:
    if people.holds(user, "compliance_officer"):
        return YES
    return no("The apprenticeship compliance officer of the university sets how often workplaces are visited.")


def may_plan_visit(user: User, apprentice: Apprentice) -> Answer:
    if not speaks_for_university(user, apprentice):
        return no(UNIVERSITY)
    if apprentice.state not in Apprentice.ON_PROGRAMME:
        return no(f"{apprentice} is not on the programme now.")
    if apprentice.workplace_visits.filter(state=WorkplaceVisit.State.PLANNED).exists():
        return no("A visit is planned already. Move that one, or record it first.")
    return YES


def may_record_visit(user: User, visit: WorkplaceVisit) -> Answer:
    """Move it, record that it was held or missed."""
    if not speaks_for_university(user, visit.apprentice):
        return no(UNIVERSITY)
    if visit.state != WorkplaceVisit.State.PLANNED:
        return no(f"This visit is {visit.get_state_display().lower()}.")
    return YES


def may_read_visit(user: User, visit: WorkplaceVisit) -> Answer:
    """Notes and what was agreed: the three parties."""
    if parties_of(user, visit.apprentice):
        return YES
    return no("The apprentice, the employer and the university read what was agreed at a visit.")
