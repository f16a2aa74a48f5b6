"""Who checks, approves and pays what panel members are owed: two people, neither of them the claimant."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import PanelClaim

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


def _handles(user: User, claim: PanelClaim) -> bool:
    return PanelClaim.objects.visible_to(user).filter(pk=claim.pk).exists()
