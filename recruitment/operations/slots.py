"""Candidates' slots with a panel, given and moved by hand; the timetable of the day follows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.links.models import SignedLink
from core.workflow import StepRefused, move
from recruitment.models import Application, Endorsement, Panel, PanelCandidate, SelectionDay
from recruitment.operations.by_hand import follow
from recruitment.operations.composition import as_seen, reasons_against
from recruitment.operations.panels import SLOT, recheck, require_open, tell_candidate

if TYPE_CHECKING:
    from core.accounts.models import User


@transaction.atomic
def allot(
    *, panel: Panel, application: Application, starts_at: datetime.datetime, minutes: int, by: User
) -> PanelCandidate:
    """Give an invited candidate a slot with a panel. Refused with the reason where this panel may not see them.

    Where the day goes by a timetable, the candidate is fitted into it, and its exercises say how long the slot is.
    """
    candidate = _give_slot(panel, application, starts_at, minutes, by)
    follow(slot=candidate, left=None, by=by)
    return candidate


def _give_slot(
    panel: Panel, application: Application, starts_at: datetime.datetime, minutes: int, by: User
) -> PanelCandidate:
    day = panel.day
    require_open(day)
    if application.campaign_id != day.campaign_id:
        raise StepRefused("This candidate applied to another campaign.")
    if application.state not in (Application.State.INVITED, Application.State.ATTENDED):
        raise StepRefused(f"Candidate {application.code} is not invited to selection.")
    if timezone.localtime(starts_at).date() != day.date:
        raise StepRefused("The slot must be on the date of the day.")
    ends_at = starts_at + datetime.timedelta(minutes=minutes)
    candidate = PanelCandidate(panel=panel, application=application, starts_at=starts_at, ends_at=ends_at)
    manager = Endorsement.objects.current().filter(application=application).values_list("manager_id", flat=True).first()
    if reasons := reasons_against(panel, [as_seen(candidate, manager)]):
        raise StepRefused(reasons[0])
    try:
        with transaction.atomic():
            candidate.save()
    except IntegrityError as taken:
        raise StepRefused(f"Candidate {application.code} has a slot already.") from taken
    audit.record(candidate, "gave a candidate a slot", by=by)
    recheck(day, by=by)
    if day.state in (SelectionDay.State.CONFIRMED, SelectionDay.State.LIVE):
        tell_candidate(candidate)
    return candidate


@transaction.atomic
def move_candidate(
    *, candidate: PanelCandidate, to: Panel, starts_at: datetime.datetime, minutes: int, by: User
) -> PanelCandidate:
    """Give a candidate a slot with another panel, of this day or another; timetables follow, scores are kept apart."""
    moved = hand_over(candidate=candidate, to=to, starts_at=starts_at, minutes=minutes, by=by)
    follow(slot=moved, left=candidate.panel, by=by)
    return moved


@transaction.atomic
def hand_over(
    *, candidate: PanelCandidate, to: Panel, starts_at: datetime.datetime, minutes: int, by: User
) -> PanelCandidate:
    """The same where a timetable says so already."""
    if to.pk == candidate.panel_id:
        raise StepRefused("Choose another panel than the one that the candidate has now.")
    if hasattr(candidate, "recommendation") and candidate.recommendation.agreed_at:
        raise StepRefused("The recommendation for this candidate is agreed already.")
    move(candidate, to=PanelCandidate.State.MOVED, by=by)
    SignedLink.objects.to(candidate, SLOT).revoke()
    application = candidate.application
    application.refresh_from_db()
    return _give_slot(to, application, starts_at, minutes, by)
