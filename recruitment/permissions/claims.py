"""Who checks, approves and pays what panel members are owed: two people, neither of them the claimant."""

from __future__ import annotations

from django.utils import timezone

from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import PanelClaim
from recruitment.models.panellists import KEEPING

State = PanelClaim.State


def may_check(user: User, claim: PanelClaim) -> Answer:
    """Check a claim that was sent."""
    return YES if _handles(user, claim) else no("Those who keep the register check claims, never their own.")


def may_approve(user: User, claim: PanelClaim) -> Answer:
    """Approve a claim that somebody else has checked."""
    if not (answer := may_check(user, claim)):
        return answer
    if claim.checked_by_id == user.pk:
        return no("You have checked this claim, so somebody else approves it.")
    return YES


def may_make_a_run(user: User, payer: Organisation) -> Answer:
    """Have an organisation's panel members paid, and record that they were."""
    if Organisation.objects.reached_by(user, on=timezone.localdate(), roles=KEEPING).filter(pk=payer.pk).exists():
        return YES
    return no(f"Those who keep the register of {payer} have its panel members paid.")


def _handles(user: User, claim: PanelClaim) -> bool:
    return PanelClaim.objects.visible_to(user).filter(pk=claim.pk).exists()
