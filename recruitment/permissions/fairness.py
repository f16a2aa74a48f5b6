"""Who reads how fair a selection was: those who run it and the university, never a panel member of the day."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import Campaign, PanelMember, SelectionDay
from recruitment.models.campaigns import ADMITTING, COORDINATING
from recruitment.permissions.campaigns import works_for

READERS = (
    "The fairness of a selection is read by those who run it and by the university. "
    "The recruitment coordinator of the campaign can tell you more."
)


def may_read_campaign(user: User, campaign: Campaign) -> Answer:
    """Read adverse impact: the coordinator, the consortium manager and the university's admissions tutor."""
    if works_for(user, campaign.run_by, COORDINATING) or _admits(user, campaign):
        return YES
    return no(READERS)


def may_read_day(user: User, day: SelectionDay) -> Answer:
    """Read how panels mark: while the day is live those who run it, afterwards the university too.

    Whoever sits on a panel of the day does not: it would tell them how colleagues mark before they have sent theirs.
    """
    if PanelMember.objects.filter(person=user.pk or 0, panel__day=day).current().exists():
        return no("You sit on a panel of this day, so how its panels mark is not shown to you.")
    if works_for(user, day.campaign.run_by, COORDINATING):
        return YES
    if not _admits(user, day.campaign):
        return no(READERS)
    if not day.is_scored:
        return no("You can read the report when scoring is closed. Until then only those who run the day follow it.")
    return YES


def _admits(user: User, campaign: Campaign) -> bool:
    return works_for(user, campaign.cohort.university, ADMITTING)
