"""Who may keep the register of members, and who may give which role to whom; each answer comes with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from consortium import people
from consortium.models import Appointment, Organisation, Role
from core.permissions import YES, Answer, no, require

if TYPE_CHECKING:
    from core.accounts.models import User

__all__ = [
    "codes_to_give",
    "may_end_appointment",
    "may_give",
    "may_invite",
    "may_keep_register",
    "may_see_people",
    "require",
    "roles_to_give",
]

KEEPERS = ("consortium_manager",)
"""Roles that keep the register of members and the programmes."""

EVERYWHERE = frozenset(Appointment.SEEN_BY)
"""Roles that may give roles in every organisation."""

EMPLOYER_TEAM = frozenset(
    {
        "workforce_lead",
        "principal_social_worker",
        "levy_lead",
        "line_manager",
        "workplace_supervisor",
        "workplace_assessor",
        "practice_educator",
        "practice_educator_lead",
        "mentor",
        "recruitment_coordinator",
        "panel_member",
        "panel_chair",
        "placement_coordinator",
        "assessment_panel_member",
        "lived_experience_coordinator",
    }
)
UNIVERSITY_TEAM = frozenset(
    {
        "compliance_officer",
        "tutor",
        "admissions_tutor",
        "placement_coordinator",
        "practice_educator",
        "mentor",
        "recruitment_coordinator",
        "panel_member",
        "panel_chair",
        "assessment_panel_member",
        "assessment_panel_chair",
        "assessment_panel_secretary",
        "external_examiner",
        "lived_experience_coordinator",
    }
)
MAY_GIVE: dict[str, frozenset[str]] = {
    "workforce_lead": EMPLOYER_TEAM,
    "compliance_officer": UNIVERSITY_TEAM,
    "lived_experience_coordinator": frozenset({"panel_member"}),
}
"""What a role may give in its own organisation and the parts of it. Nobody gives a role that is above their reach."""


def may_keep_register(user: User) -> Answer:
    """Bring organisations in, admit and end members, import lists of a standard."""
    if people.holds(user, *KEEPERS):
        return YES
    return no("The consortium manager keeps the register of members.")


def may_see_people(user: User, organisation: Organisation) -> Answer:
    """Names of those who hold a role: colleagues of the organisation, and those who may give roles everywhere."""
    shown = Organisation.objects.with_people_shown_to(user, on=timezone.localdate())
    if shown.filter(pk=organisation.pk).exists():
        return YES
    return no("The people of an organisation are shown to their colleagues and to the consortium manager.")


def may_invite(user: User, organisation: Organisation) -> Answer:
    """Whether there is any role that this person may give here."""
    if roles_to_give(user, organisation):
        return YES
    return no(f"A workforce lead or the consortium manager can invite people to {organisation.short_name}.")


def may_give(user: User, role: Role, organisation: Organisation, *, to: User | None = None) -> Answer:
    """Give a role in an organisation to somebody else."""
    if to is not None and to == user:
        return no("Nobody gives a role to themselves. Ask a colleague or the consortium manager.")
    if organisation.kind not in role.organisation_kinds:
        return no(f"{role.name} is not a role of this kind of organisation.")
    if role.code not in codes_to_give(user, organisation):
        return no(f"You cannot give the role “{role.name}” here. The consortium manager can.")
    return YES


def may_end_appointment(user: User, appointment: Appointment) -> Answer:
    """End somebody's role; those who may give it may end it. Nobody ends their own."""
    if appointment.person_id == user.pk:
        return no("Ask a colleague or the consortium manager to end your own role, so that somebody stays in charge.")
    if appointment.role.code not in codes_to_give(user, appointment.organisation):
        return no("Those who may give this role may end it: a workforce lead here, or the consortium manager.")
    return YES


def roles_to_give(user: User, organisation: Organisation) -> list[Role]:
    """Roles that this person may give in this organisation, by name."""
    codes = codes_to_give(user, organisation)
    return [role for role in Role.objects.filter(code__in=codes) if organisation.kind in role.organisation_kinds]


def codes_to_give(user: User, organisation: Organisation) -> frozenset[str]:
    """Codes of roles within this person's reach in this organisation, whatever its kind."""
    if people.holds(user, *EVERYWHERE):
        return frozenset(Role.objects.values_list("code", flat=True))
    reach = {organisation.pk, organisation.part_of_id}
    given = [MAY_GIVE[a.role.code] for a in people.held(user) if a.organisation_id in reach and a.role.code in MAY_GIVE]
    return frozenset().union(*given)
