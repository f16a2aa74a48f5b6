"""Who keeps the bank: whoever runs campaigns, while they are neither candidate nor on a panel that is to come."""

from __future__ import annotations

from consortium.people import holds
from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Application, BankVersion, PanelMember, SelectionDay
from recruitment.models.campaigns import COORDINATING

AHEAD = (*SelectionDay.BEFORE_LIVE, SelectionDay.State.POSTPONED)


def may_keep_bank(user: User) -> Answer:
    """Read and write what candidates will be asked. Nobody reads it who is a candidate, or who will sit on a panel."""
    if not holds(user, *COORDINATING):
        return no("The bank is kept by recruitment coordinators and the consortium manager.")
    if Application.objects.of_candidate(user).live().exists():
        return no("You have applied yourself, so the bank is closed to you until your application has ended.")
    if PanelMember.objects.of_person(user).filter(panel__day__state__in=AHEAD).exists():
        return no("You sit on a panel of a day that is to come, so the bank is closed to you until then.")
    return YES


def may_check(user: User, version: BankVersion) -> Answer:
    """Check a version: somebody else who keeps the bank."""
    if not (answer := may_keep_bank(user)):
        return answer
    if version.written_by_id == user.pk:
        return no("You wrote this version. A second person who keeps the bank checks it.")
    return YES
