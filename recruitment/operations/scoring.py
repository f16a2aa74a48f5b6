"""Scoring: drafts as typed, sheets sent and locked, stepping out, asking for help; then what the panels agree."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import audit
from core.audit.models import canonical, sha256
from core.workflow import StepRefused, move, move_all
from recruitment.models import (
    AgreedScore,
    Application,
    BankVersion,
    Criterion,
    Exercise,
    HelpRequest,
    PanelCandidate,
    PanelMember,
    Recommendation,
    Score,
    ScoreSheet,
    SelectionDay,
    StepOut,
)
from recruitment.operations.outcomes import outcome_of
from recruitment.operations.own_papers import make_own
from recruitment.operations.panels import recheck
from recruitment.operations.telling import tell_organisers
from recruitment.permissions import selection as permissions

if TYPE_CHECKING:
    from core.accounts.models import User

State = ScoreSheet.State

FROM_PAPER = (
    "Your scores for this candidate were entered from your paper sheet. Please confirm them, or say what is wrong."
)


def criteria_of(day: SelectionDay) -> list[Criterion]:
    """What the day looks for, in the order in which it is asked."""
    criteria = Criterion.objects.filter(exercise__day=day)
    return list(criteria.select_related("exercise__bank_use__version"))


def asked_in(exercise: Exercise) -> BankVersion | None:
    """What candidates are asked in an exercise, where it comes from the bank; for pages of a day that has begun."""
    use = getattr(exercise, "bank_use", None)
    return use.version if use else None


@transaction.atomic
def save_score(
    *, member: PanelMember, candidate: PanelCandidate, criterion: Criterion, value: int | None, reason: str, by: User
) -> Score:
    """Keep one mark and its reason as typed. Saying the same twice keeps it once; a sent sheet is not written to."""
    sheet = _open_sheet(member, candidate, by)
    score, _ = Score.objects.update_or_create(
        sheet=sheet, criterion=criterion, defaults={"value": value, "reason": reason}
    )
    return score


@transaction.atomic
def save_notes(*, member: PanelMember, candidate: PanelCandidate, notes: str, by: User) -> None:
    """Keep the member's own notes on a candidate as typed."""
    sheet = _open_sheet(member, candidate, by)
    ScoreSheet.objects.filter(pk=sheet.pk).update(notes=notes)


def _open_sheet(member: PanelMember, candidate: PanelCandidate, by: User) -> ScoreSheet:
    """The member's sheet, held for writing; made where there is none yet."""
    _require_own(member, by)
    if not (answer := permissions.may_score(member, candidate)):
        raise StepRefused(answer.reason)
    sheet, _ = ScoreSheet.objects.get_or_create(member=member, candidate=candidate)
    sheet = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.state == State.ON_PAPER:
        raise StepRefused(FROM_PAPER)
    if sheet.state != State.DRAFT:
        raise StepRefused("You have sent these scores already. Thank you.")
    return sheet


@transaction.atomic
def submit(*, member: PanelMember, candidate: PanelCandidate, by: User) -> ScoreSheet:
    """Send a sheet. Sent twice, it is sent once.

    Where a colleague has sent theirs, each can now see the other's, so all that were sent are locked at this moment.
    Sheets of a day are sent one after the other (the day's row is held), so two at once see each other.
    """
    _require_own(member, by)
    day = SelectionDay.objects.select_for_update().get(pk=member.panel.day_id)
    sheet = ScoreSheet.objects.filter(member=member, candidate=candidate).first()
    if sheet and sheet.is_sent:
        return sheet
    if sheet and sheet.state == State.ON_PAPER:
        raise StepRefused(FROM_PAPER)
    member.panel.day = day
    if not (answer := permissions.may_score(member, candidate)):
        raise StepRefused(answer.reason)
    if missing := missing_from(sheet, criteria_of(day)):
        raise StepRefused("Please go back to: " + "; ".join(missing) + ".")
    assert sheet is not None
    digest = sha256(canonical(sheet.content()))
    move(
        sheet,
        to=State.SUBMITTED,
        by=by,
        words={"content_hash": digest},
        submitted_at=timezone.now(),
        content_hash=digest,
    )
    lock_what_is_seen(candidate, by)
    sheet.refresh_from_db()
    return sheet


def missing_from(sheet: ScoreSheet | None, criteria: list[Criterion]) -> list[str]:
    """What is still to do before a sheet can be sent, in words."""
    given = {score.criterion_id: score for score in sheet.scores.all()} if sheet else {}
    missing = []
    for criterion in criteria:
        score = given.get(criterion.pk)
        if score is None or score.value is None:
            missing.append(f"{criterion.name} (no mark yet)")
        elif not score.is_complete:
            missing.append(f"{criterion.name} (say why you gave a {score.value})")
    return missing


def lock_what_is_seen(candidate: PanelCandidate, by: User) -> None:
    """Two sent sheets are open to each other's authors: lock every sent sheet on this candidate."""
    sent = ScoreSheet.objects.filter(candidate=candidate).counting()
    if sent.count() < 2:
        return
    move_all(sent.filter(state=State.SUBMITTED), to=State.LOCKED, by=by)
    Score.objects.filter(sheet__candidate=candidate, sheet__state=State.LOCKED, locked_at__isnull=True).update(
        locked_at=timezone.now()
    )


@transaction.atomic
def take_back(*, member: PanelMember, candidate: PanelCandidate, by: User) -> None:
    """Change a sheet that was sent and that no colleague's sheet has met yet."""
    _require_own(member, by)
    SelectionDay.objects.select_for_update().get(pk=member.panel.day_id)
    if not (answer := permissions.may_score(member, candidate)):
        raise StepRefused(answer.reason)
    sheet = ScoreSheet.objects.filter(member=member, candidate=candidate).first()
    if sheet is None or sheet.state == State.DRAFT:
        return
    if sheet.state != State.SUBMITTED:
        raise StepRefused(
            "A colleague has sent their scores for this candidate, so yours can no longer change. "
            "Please raise it when the panel talks."
        )
    move(sheet, to=State.DRAFT, by=by)


@transaction.atomic
def step_out(*, member: PanelMember, candidate: PanelCandidate, by: User) -> None:
    """The member leaves the room for this candidate. No reason is asked; their scores are kept and not used.

    Before the day it says that they know the candidate: the make-up of the panel is looked at again. From now on they
    read nothing of the candidate in their papers.
    """
    _require_own(member, by)
    day = SelectionDay.objects.select_for_update().get(pk=member.panel.day_id)
    if day.is_scored:
        raise StepRefused("Scoring is closed. Please speak to the people who run the day.")
    if candidate.panel_id != member.panel_id or not member.is_seated:
        raise StepRefused("This candidate is not with your panel.")
    made, new = StepOut.objects.get_or_create(member=member, candidate=candidate)
    if not new:
        return
    audit.record(made, "stepped out", by=by)
    for sheet in ScoreSheet.objects.filter(member=member, candidate=candidate):
        move(sheet, to=State.SET_ASIDE, by=by)
    make_own(member)
    recheck(day, by=None)
    tell_organisers(day, "selection_day_needs_you", key=f"step-out-{made.pk}")


@transaction.atomic
def ask_for_help(*, member: PanelMember, by: User) -> None:
    """Call somebody who runs the day. Pressed again before they came, it is still one call."""
    _require_own(member, by)
    if HelpRequest.objects.filter(member=member, answered_at__isnull=True).exists():
        return
    asked, new = HelpRequest.objects.get_or_create(member=member, answered_at=None)
    if new:
        audit.record(asked, "asked for help", by=by)
        tell_organisers(member.panel.day, "selection_day_needs_you", key=f"help-{asked.pk}")


@transaction.atomic
def answer_help(*, asked: HelpRequest, by: User) -> None:
    """Somebody has gone to the member."""
    answered = HelpRequest.objects.filter(pk=asked.pk, answered_at__isnull=True)
    if answered.update(answered_at=timezone.now(), answered_by=by):
        audit.record(asked, "went to a panel member who asked for help", by=by)


# What the panels agree --------------------------------------------------------------------------------------------


@transaction.atomic
def agree_score(*, candidate: PanelCandidate, score: Decimal, reason: str, by: User) -> AgreedScore:
    """Record the score that a panel agreed in its discussion, beside the scores that were given."""
    _require_discussion(candidate)
    if not reason.strip():
        raise StepRefused("Please say why the panel agreed another score.")
    if outcome_of(candidate).blocked:
        raise StepRefused(_blocked_words(candidate))
    agreed = AgreedScore.objects.create(candidate=candidate, score=score, reason=reason.strip(), recorded_by=by)
    audit.record(agreed, "recorded an agreed score", by=by)
    return agreed


@transaction.atomic
def recommend(*, candidate: PanelCandidate, outcome: str, reason: str, by: User) -> Recommendation:
    """Record a panel's recommendation; it may be changed until the recommendations are agreed.

    Refused where a whole group has not scored: a missing group is never weighted away. The application moves, for all
    candidates at the same moment, when the recommendations are agreed.
    """
    _require_discussion(candidate)
    row = outcome_of(candidate)
    if row.final is None:
        raise StepRefused(_blocked_words(candidate))
    if not reason.strip():
        raise StepRefused("Please give the panel's reason. The candidate may ask for it.")
    made, new = Recommendation.objects.update_or_create(
        candidate=candidate,
        defaults={
            "outcome": outcome,
            "reason": reason.strip(),
            "total": row.final,
            "recorded_by": by,
            "recorded_at": timezone.now(),
        },
    )
    audit.record(made, "recorded a recommendation" if new else "changed a recommendation", by=by)
    return made


def apply_recommendations(day: SelectionDay, *, by: User) -> list[Application]:
    """Move every candidate's application as the panels recommend; answers with those applications."""
    now = timezone.now()
    moved = []
    rows = Recommendation.objects.filter(candidate__panel__day=day, agreed_at__isnull=True)
    for made in rows.filter(candidate__in=PanelCandidate.objects.seen()).select_related("candidate__application"):
        application = made.candidate.application
        move(application, to=made.outcome, by=by)
        moved.append(application)
    rows.update(agreed_at=now)
    return moved


def _require_discussion(candidate: PanelCandidate) -> None:
    day = SelectionDay.objects.select_for_update().get(pk=candidate.panel.day_id)
    if day.state != SelectionDay.State.MODERATION:
        raise StepRefused("This is recorded while the panels discuss, after scoring is closed.")
    if candidate.state != PanelCandidate.State.ATTENDED:
        raise StepRefused("This candidate has no outcome on this day.")


def _blocked_words(candidate: PanelCandidate) -> str:
    return (
        f"A whole group has not scored candidate {candidate.code}, so there is no outcome. "
        "Please give the candidate a slot with another panel."
    )


def _require_own(member: PanelMember, by: User) -> None:
    if by != member.person:
        raise StepRefused("Nobody scores for somebody else.")
