"""Who may plan, staff, score and read a selection day. Each answers with the reason, and who can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from consortium.models import Organisation
from core.permissions import YES, Answer, no
from recruitment.models import Campaign, PanelCandidate, PanelMember, ScoreSheet, SelectionDay
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.permissions.campaigns import works_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.accounts.models import User

COORDINATOR = "The recruitment coordinator of the campaign can."


def may_plan(user: User, campaign: Campaign) -> Answer:
    """Plan a selection day in a campaign."""
    if works_for(user, campaign.run_by, COORDINATING):
        return YES
    return no(f"Selection days are planned by those who run the campaign. {COORDINATOR}")


def may_run(user: User, day: SelectionDay) -> Answer:
    """Change the day, its panels and candidates, and follow its progress."""
    if works_for(user, day.campaign.run_by, COORDINATING):
        return YES
    return no(f"This selection day is run by {day.campaign.run_by}. {COORDINATOR}")


def may_invite(user: User, day: SelectionDay, organisation: Organisation | None) -> Answer:
    """Invite a member: those who run the day invite anybody, an employer or university its own people."""
    if may_run(user, day) or (organisation and staffs_for(user).filter(pk=organisation.pk).exists()):
        return YES
    return no(f"You can invite panel members from your own organisation. {COORDINATOR}")


def may_release(user: User, member: PanelMember) -> Answer:
    """Let a member go: those who run the day, or the organisation that sent them."""
    return may_invite(user, member.panel.day, member.organisation)


def staffs_for(user: User) -> QuerySet[Organisation]:
    """Organisations for which this person may send panel members."""
    return Organisation.objects.reached_by(user, on=timezone.localdate(), roles=[*SHORTLISTING, *ADMITTING])


def may_see_outcomes(user: User, day: SelectionDay) -> Answer:
    """Read scores and totals: those who run the day, and only once scoring is closed."""
    if not (answer := may_run(user, day)):
        return answer
    if not day.is_scored:
        return no("Scores are sealed until scoring is closed. Until then you can see who has sent a sheet.")
    return YES


def may_moderate(user: User, day: SelectionDay) -> Answer:
    """Record what the panel agreed and recommends."""
    if not (answer := may_see_outcomes(user, day)):
        return answer
    if day.state != SelectionDay.State.MODERATION:
        return no("Agreed scores and recommendations are recorded while the panels discuss.")
    return YES


def may_score(member: PanelMember, candidate: PanelCandidate) -> Answer:
    """Score a candidate: a confirmed member of this candidate's panel, who did not step out, while the day is live."""
    if not member.is_seated or candidate.panel_id != member.panel_id:
        return no("Only the confirmed members of a panel score its candidates.")
    if member.step_outs.filter(candidate=candidate).exists():
        return no("You stepped out for this candidate. Thank you. Nothing more is needed from you here.")
    if candidate.state not in (PanelCandidate.State.EXPECTED, PanelCandidate.State.ATTENDED):
        return no("This candidate is not with your panel.")
    day = member.panel.day
    if day.is_scored:
        return no("Scoring is closed, so scores cannot change. Thank you for your help.")
    if not day.takes_scores:
        return no("Scoring is not open now. It opens when the day starts.")
    return YES


def may_read_colleagues(member: PanelMember, candidate: PanelCandidate) -> Answer:
    """Read panel colleagues' sheets on a candidate: after sending one's own, which locks both."""
    if not member.is_seated or candidate.panel_id != member.panel_id:
        return no("Only the members of a panel read its score sheets.")
    if member.step_outs.filter(candidate=candidate).exists():
        return no("You stepped out for this candidate, so these scores are not shown to you.")
    if member.panel.day.is_scored or ScoreSheet.objects.filter(member=member, candidate=candidate).counting().exists():
        return YES
    return no("You can see your colleagues' scores after you have sent your own.")
