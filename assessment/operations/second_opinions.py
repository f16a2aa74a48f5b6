"""A second opinion by a practice educator of another borough: asked, accepted or declined, read, given and signed."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from assessment.content import hash_of
from assessment.deciding import content, parts, permissions, telling
from assessment.models import PortfolioSubmission, SecondOpinion
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.audit.signatures import sign
from core.workflow import StepRefused, move
from placements.models import PracticeEducator

State = SecondOpinion.State


@transaction.atomic
def ask_for_second_opinion(
    submission: PortfolioSubmission, *, educator: PracticeEducator, by: User, at: datetime.datetime | None = None
) -> SecondOpinion:
    """Ask one who had nothing to do with the apprentice. Before they accept they are told whom it is about, no more."""
    at = at or timezone.now()
    now = locked(submission)
    refuse_unless(permissions.may_ask_second_opinion(by, now))
    if educator not in permissions.second_opinion_educators(now, on=timezone.localdate(at)):
        raise StepRefused(f"{educator} cannot be asked: choose somebody of another council without a part before.")
    asked = SecondOpinion.objects.create(
        submission=now,
        recommendation=parts.current_recommendation(now),
        educator=educator,
        asked_by=by,
        asked_at=at,
    )
    audit.record(asked, "asked", by=by, at=at)
    if now.state != PortfolioSubmission.State.SECOND_OPINION:
        step(now, to=PortfolioSubmission.State.SECOND_OPINION, by=by, at=at)
    telling.opinion_asked(now, educator.person, asked.reference)
    return asked


@transaction.atomic
def accept_request(
    opinion: SecondOpinion, *, apart: bool, by: User, at: datetime.datetime | None = None
) -> SecondOpinion:
    """Accept, saying that they have had nothing to do with the apprentice. From now on they read what was handed in."""
    now = _locked(opinion)
    refuse_unless(permissions.may_answer_request(by, now))
    if not apart:
        raise StepRefused("Whoever has had to do with this apprentice declines.")
    move(now, to=State.ACCEPTED, by=by, at=at or timezone.now(), apart=True)
    return now


@transaction.atomic
def decline_request(opinion: SecondOpinion, *, by: User, at: datetime.datetime | None = None) -> SecondOpinion:
    """Decline, and say no more; whoever asked can ask somebody else. Also after accepting, where something turns up."""
    now = _locked(opinion)
    if not permissions.may_answer_request(by, now):
        refuse_unless(permissions.may_give_opinion(by, now))
    move(now, to=State.DECLINED, by=by, at=at or timezone.now())
    telling.opinion_answered(now.submission, now.asked_by, now.reference, state=now.state)
    return now


@transaction.atomic
def take_back_request(opinion: SecondOpinion, *, by: User, at: datetime.datetime | None = None) -> SecondOpinion:
    """Whoever asked takes it back, so that somebody else can be asked; the panel goes on where none is needed."""
    at = at or timezone.now()
    now = _locked(opinion)
    if by != now.asked_by or now.state not in SecondOpinion.OPEN:
        raise StepRefused(f"{now.asked_by} can take this back until the opinion is given.")
    move(now, to=State.TAKEN_BACK, by=by, at=at)
    if not parts.needs_second_opinion(now.submission):
        step(now.submission, to=PortfolioSubmission.State.READY, by=by, at=at)
    news = "Your second opinion is not needed any more. Thank you."
    telling.tell(now.submission, [now.educator.person], news, key=f"not-needed-{now.reference}", url="/")
    return now


@transaction.atomic
def give_opinion(
    opinion: SecondOpinion,
    *,
    supports: bool,
    reasons: str,
    by: User,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> SecondOpinion:
    """Say with reasons whether the recommendation is supported, and sign. It then goes to the panel."""
    at = at or timezone.now()
    now = _locked(opinion)
    refuse_unless(permissions.may_give_opinion(by, now))
    if not reasons.strip():
        raise StepRefused("Write your reasons.")
    now.supports, now.reasons = supports, reasons
    signed = content.second(now)
    move(
        now,
        to=State.GIVEN,
        by=by,
        at=at,
        supports=supports,
        reasons=reasons,
        signed_at=at,
        content_hash=hash_of(signed),
    )
    role = "Practice educator, second opinion"
    sign(now, by=by, purpose=content.SECOND, content=signed, role=role, at=at, address=address)
    step(now.submission, to=PortfolioSubmission.State.READY, by=by, at=at)
    telling.opinion_answered(now.submission, now.asked_by, now.reference, state=now.state)
    telling.ready_for_panel(now.submission)
    return now


def _locked(opinion: SecondOpinion) -> SecondOpinion:
    submission = locked(opinion.submission)
    now = (
        SecondOpinion.objects.select_for_update(of=("self",))
        .select_related("educator__person", "asked_by", "recommendation")
        .get(pk=opinion.pk)
    )
    now.submission = submission
    return now
