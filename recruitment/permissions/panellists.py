"""Who keeps the register of panel members."""

from __future__ import annotations

from consortium.models import Organisation
from consortium.people import held, holds
from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Panellist
from recruitment.models.panellists import KEEPING

WHO_CAN = "The recruitment coordinator or the lived experience coordinator there can."


def may_keep_a_register(user: User) -> Answer:
    """Enter people in a register."""
    if holds(user, *KEEPING):
        return YES
    return no(f"Registers of panel members are kept by the organisations that run campaigns. {WHO_CAN}")


def registers_of(user: User) -> list[Organisation]:
    """Organisations whose register this person keeps by an appointment there."""
    return list({a.organisation_id: a.organisation for a in held(user) if a.role.code in KEEPING}.values())


def may_keep(user: User, panellist: Panellist) -> Answer:
    """Change what the register says of somebody; nobody changes their own entry from this side."""
    if panellist.person_id == user.pk:
        return no("You change your own entry on your own page.")
    if Panellist.objects.kept_by_people_of(user).filter(pk=panellist.pk).exists():
        return YES
    return no(f"This register is kept by {panellist.kept_by}. {WHO_CAN}")
