"""Who may draft, publish and change a timetable, take a register, and see a calendar."""

from __future__ import annotations

from apprentices.models import TimetableSession
from apprentices.models.timetable import PLANNING_ROLES
from consortium import people
from consortium.models import Cohort, Organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no

WHO = "The university's tutors, compliance officers and placement coordinators"


def plans_timetables(user: User) -> bool:
    """Whether a person plans the timetables of any university."""
    return people.holds(user, *PLANNING_ROLES)


def may_plan_timetable(user: User, cohort: Cohort) -> Answer:
    """Draft, publish, change and cancel sessions of a cohort, and take their registers."""
    if cohort.university_id in people.organisation_ids(user, *PLANNING_ROLES):
        return YES
    return no(f"{WHO} plan this timetable.")


def may_take_register(user: User, session: TimetableSession) -> Answer:
    """Say who was at a session: whoever plans the timetable, once it is published."""
    if session.state != TimetableSession.State.PUBLISHED:
        return no("Only a published session has a register.")
    return may_plan_timetable(user, session.cohort)


def may_keep_closed_days(user: User, organisation: Organisation) -> Answer:
    """Say on which days a university or an employer is closed: those who plan there."""
    if organisation.pk in people.organisation_ids(user, *PLANNING_ROLES, "workforce_lead"):
        return YES
    return no("Those who plan timetables at a university and workforce leads keep the closed days.")
