"""A seat on the way to the day and on it: followed up while nobody answers, briefed, checked in."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.links.models import SignedLink
from core.workflow import AlreadyMoved, StepRefused, move
from recruitment.models import Panellist, PanelMember, SelectionDay
from recruitment.operations.panels import SEAT, tell
from recruitment.operations.telling import tell_organisers

State = PanelMember.State


def record_briefing(*, member: PanelMember, by: User) -> None:
    """A confirmed member is briefed for the day. Refused while their training for panels is not current."""
    day = member.panel.day
    on_register = Panellist.objects.filter(kept_by=day.campaign.run_by_id, person=member.person_id).first()
    if on_register is None or not on_register.is_trained(day.date):
        raise StepRefused(
            f"{member.known_as}'s training for panels is not current on the day. Record it on the register first."
        )
    move(member, to=State.BRIEFED, by=by)


def check_in(*, member: PanelMember, by: User) -> None:
    """The member has arrived."""
    if not member.panel.day.has_begun and member.panel.day.date != timezone.localdate():
        raise StepRefused("Members are checked in on the day itself.")
    move(member, to=State.CHECKED_IN, by=by)


def is_half_way(member: PanelMember, now: datetime.datetime) -> bool:
    """Whether half of the time to answer an invitation has passed."""
    if member.answer_by is None:
        return False
    asked = SignedLink.objects.to(member, SEAT).order_by("-pk").values_list("created_at", flat=True).first()
    return asked is not None and now >= asked + (member.answer_by - asked) / 2


@transaction.atomic
def chase(*, member: PanelMember) -> None:
    """Ask once more, with a fresh link, whoever has not answered."""
    chased = PanelMember.objects.filter(pk=member.pk, state=State.INVITED, chased_at__isnull=True)
    if chased.update(chased_at=timezone.now()):
        tell(member, "panel_invitation_again", key=f"chased-{member.version}")


@transaction.atomic
def release_silent(*, member: PanelMember) -> None:
    """Nobody has answered in time: the place is free for somebody else, and those who run the day are told."""
    try:
        move(member, to=State.NO_REPLY, by=None)
    except AlreadyMoved:
        return
    SignedLink.objects.to(member, SEAT).revoke()
    tell_organisers(member.panel.day, "selection_day_needs_you", key=f"no-reply-{member.reference}-{member.version}")


def follow_up_invitations() -> None:
    """Ask once more, half way, whoever has not answered an invitation; release the place when the time is over."""
    now = timezone.now()
    waiting = PanelMember.objects.filter(
        state=State.INVITED, answer_by__isnull=False, panel__day__state__in=SelectionDay.BEFORE_LIVE
    ).select_related("person", "panel__day__campaign__run_by")
    for member in waiting.filter(answer_by__lte=now):
        release_silent(member=member)
    for member in waiting.filter(answer_by__gt=now, chased_at__isnull=True):
        if is_half_way(member, now):
            chase(member=member)
