"""Who runs a campaign and its information sessions."""

from __future__ import annotations

from consortium.models import Organisation
from consortium.people import held, holds
from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Campaign
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING


def works_for(user: User, organisation: Organisation | None, roles: list[str]) -> bool:
    """Whether a person holds one of these roles today in an organisation, or in the one that it is part of."""
    if organisation is None:
        return False
    reached = {organisation.pk, organisation.part_of_id}
    return any(appointment.role.code in roles and appointment.organisation_id in reached for appointment in held(user))


def may_plan(user: User) -> Answer:
    """Begin a campaign."""
    if holds(user, *COORDINATING):
        return YES
    return no("Campaigns are planned by recruitment coordinators and the consortium manager.")


def may_run(user: User, campaign: Campaign) -> Answer:
    """Change a campaign, its places and its sessions, and keep the register."""
    if works_for(user, campaign.run_by, COORDINATING):
        return YES
    return no(
        f"This campaign is run by {campaign.run_by}. Its recruitment coordinator or consortium manager can do this."
    )


def may_offer_places(user: User, employer: Organisation) -> Answer:
    """Say how many places an employer offers, with its levy and its teams: its own workforce lead."""
    if works_for(user, employer, SHORTLISTING):
        return YES
    return no(f"The workforce lead of {employer} says how many places it offers.")


def may_count_exceptions(user: User, campaign: Campaign) -> Answer:
    """See how many exceptions to the entry requirements a campaign made: those who see each of them anyway."""
    university = campaign.cohort.university
    if works_for(user, campaign.run_by, COORDINATING) or works_for(user, university, ADMITTING):
        return YES
    return no(f"Exceptions are counted for {campaign.run_by} and {university}.")
