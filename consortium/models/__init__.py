"""Consortium: organisations and boroughs, people in roles, consortia and their members, programmes as dated data."""

from consortium.models.appointments import Appointment, Invitation, Role
from consortium.models.consortia import Consortium, Membership
from consortium.models.frameworks import Framework, FrameworkLevel, Statement
from consortium.models.organisations import Borough, Organisation, OrganisationIdentifier
from consortium.models.programmes import (
    Cohort,
    OffTheJobRuleSet,
    PublishedMinimum,
    Standard,
    StandardStep,
    StandardVersion,
)

__all__ = [
    "Appointment",
    "Borough",
    "Cohort",
    "Consortium",
    "Framework",
    "FrameworkLevel",
    "Invitation",
    "Membership",
    "OffTheJobRuleSet",
    "Organisation",
    "OrganisationIdentifier",
    "PublishedMinimum",
    "Role",
    "Standard",
    "StandardStep",
    "StandardVersion",
    "Statement",
]
