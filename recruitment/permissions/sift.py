"""Who plans a sift, who reads in it and who sees what it comes to. Each answers with the reason, and who can."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Campaign, Sift, SiftReading
from recruitment.permissions.campaigns import may_run


def may_run_sift(user: User, sift: Sift) -> Answer:
    """State what is read and by whom, open and close it."""
    return may_run(user, sift.campaign)


def may_plan_sift(user: User, campaign: Campaign) -> Answer:
    """Begin to plan the sift of a campaign."""
    return may_run(user, campaign)


def may_compare(reading: SiftReading) -> Answer:
    """Read the other sifter's marks on an application: only once everybody who reads it has read it."""
    if reading.locked_at is not None:
        return YES
    return no("You see the other sifter's marks when both of you have read the application.")
