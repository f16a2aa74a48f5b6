"""Who may plan and cancel leave and study days, and who reads what became of protected time."""

from __future__ import annotations

from apprentices.models import Apprentice, Involvement, PersonalDay
from apprentices.permissions.record import involved_as, of_organisation
from consortium import people
from core.accounts.models import User
from core.permissions import YES, Answer, no

READING_ROLES = ("workforce_lead", "principal_social_worker")


def may_plan_days(user: User, apprentice: Apprentice) -> Answer:
    """Leave and study days are the apprentice's own to plan; leave itself is agreed at work as always."""
    if user.pk == apprentice.person_id:
        return YES
    return no(f"{apprentice} plans their own leave and study days.")


def may_cancel_day(user: User, planned: PersonalDay) -> Answer:
    """Leave: the apprentice. A study day: also those at work who take it away, and the tutor who hears of it."""
    apprentice = planned.apprentice
    if user.pk == apprentice.person_id:
        return YES
    kinds = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
    if planned.kind == PersonalDay.Kind.STUDY and (
        involved_as(user, apprentice, *kinds)
        or of_organisation(user, apprentice, Involvement.Kind.EMPLOYER, "workforce_lead")
    ):
        return YES
    if planned.kind == PersonalDay.Kind.STUDY:
        return no("The apprentice, a line manager, the workforce lead or the tutor records that a study day was lost.")
    return no(f"Only {apprentice} takes back their own leave.")


def cancellable_kinds(user: User, apprentice: Apprentice) -> list[str]:
    """The kinds of planned day that somebody may cancel for an apprentice."""
    kinds = PersonalDay.Kind.values
    return [kind for kind in kinds if may_cancel_day(user, PersonalDay(apprentice=apprentice, kind=kind))]


def reads_protected_time(user: User) -> bool:
    """Whether somebody answers for protected time in an employer."""
    return people.holds(user, *READING_ROLES)
