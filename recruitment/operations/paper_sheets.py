"""Scores given on paper: written in by somebody who runs the day, confirmed by the member; nothing counts before that.

A sheet that turns up after scoring was closed can still be written in until the panels begin to talk: it is frozen as
it is confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import audit
from core.audit.models import canonical, sha256
from core.files.acceptance import accept
from core.files.models import StoredFile
from core.workflow import StepRefused, move
from recruitment.models import PanelCandidate, PanelMember, PaperSheet, Score, ScoreSheet, SelectionDay
from recruitment.operations.panels import tell_paper_sheet
from recruitment.operations.scoring import criteria_of, lock_what_is_seen, missing_from
from recruitment.operations.telling import tell_organisers
from recruitment.permissions import paper_sheets as permissions

if TYPE_CHECKING:
    from core.accounts.models import User

KINDS = ("jpg", "jpeg", "png", "pdf")
State = ScoreSheet.State

Marks = Mapping[int, tuple[int | None, str]]
"""Criterion → mark and reason, as they stand on the paper."""


@transaction.atomic
def enter_from_paper(
    *,
    member: PanelMember,
    candidate: PanelCandidate,
    marks: Marks,
    notes: str,
    photo: IO[bytes],
    photo_name: str,
    by: User,
) -> PaperSheet:
    """Write in what stands on a member's paper sheet, whole or not at all; written in anew, it replaces the former.

    The member is told, and nothing counts until they confirm. Raises ``FileRefused`` where the photo cannot be kept.
    """
    day = SelectionDay.objects.select_for_update().get(pk=member.panel.day_id)
    made, _ = ScoreSheet.objects.get_or_create(member=member, candidate=candidate)
    sheet = ScoreSheet.objects.select_for_update().get(pk=made.pk)
    if not (answer := permissions.may_enter(by, member, candidate, day)):
        raise StepRefused(answer.reason)
    for criterion, (value, reason) in marks.items():
        Score.objects.update_or_create(
            sheet=sheet, criterion_id=criterion, defaults={"value": value, "reason": reason.strip()}
        )
    if missing := missing_from(sheet, criteria_of(day)):
        raise StepRefused("Not on the sheet yet: " + "; ".join(missing) + ".")
    ScoreSheet.objects.filter(pk=sheet.pk).update(notes=notes)
    former = PaperSheet.objects.filter(sheet=sheet).select_related("photo").first()
    stored = accept(photo, name=photo_name, by=by, kinds=KINDS)
    paper, _ = PaperSheet.objects.update_or_create(
        sheet=sheet, defaults={"entered_by": by, "entered_at": timezone.now(), "photo": stored, "query": ""}
    )
    if former:
        _forget(former.photo)
    if sheet.state == State.DRAFT:
        move(sheet, to=State.ON_PAPER, by=by)
    audit.record(paper, "entered a score sheet from paper" + (" anew" if former else ""), by=by)
    tell_paper_sheet(member, key=f"paper-{paper.reference}-{stored.reference}")
    return paper


def _forget(photo: StoredFile) -> None:
    """Take away a photo whose sheet was written in anew, file and all."""
    transaction.on_commit(lambda: photo.content.storage.delete(str(photo.content.name)))
    photo.delete()


@transaction.atomic
def confirm_paper(*, member: PanelMember, candidate: PanelCandidate, by: User) -> None:
    """The member says that what was written in is what they wrote: from now on it is a sheet that they have sent."""
    day, paper = _waiting(member, candidate, by)
    if paper is None:
        return
    sheet, now = paper.sheet, timezone.now()
    digest = sha256(canonical(sheet.content()))
    move(sheet, to=State.SUBMITTED, by=by, words={"content_hash": digest}, submitted_at=now, content_hash=digest)
    PaperSheet.objects.filter(pk=paper.pk).update(confirmed_at=now, query="")
    audit.record(paper, "confirmed a score sheet entered from paper", by=by)
    if day.is_scored:
        Score.objects.filter(sheet=sheet, locked_at__isnull=True).update(locked_at=now)
        move(sheet, to=State.FROZEN, by=by, frozen_at=now)
    else:
        lock_what_is_seen(candidate, by)


@transaction.atomic
def query_paper(*, member: PanelMember, candidate: PanelCandidate, query: str, by: User) -> None:
    """The member says what is wrong; those who run the day are told and write it in anew."""
    day, paper = _waiting(member, candidate, by)
    if paper is None:
        raise StepRefused("You have confirmed these scores already.")
    if not query.strip():
        raise StepRefused("Please say what is wrong.")
    PaperSheet.objects.filter(pk=paper.pk).update(query=query.strip())
    audit.record(paper, "said that a score sheet entered from paper is not right", by=by)
    tell_organisers(day, "selection_day_needs_you", key=f"paper-{paper.reference}-{timezone.now():%H%M%S}")


def _waiting(member: PanelMember, candidate: PanelCandidate, by: User) -> tuple[SelectionDay, PaperSheet | None]:
    """The day, held, and the sheet that waits for its member; None where it was confirmed already."""
    if by != member.person:
        raise StepRefused("Nobody confirms scores for somebody else.")
    day = SelectionDay.objects.select_for_update().get(pk=member.panel.day_id)
    paper = PaperSheet.objects.select_related("sheet").filter(sheet__member=member, sheet__candidate=candidate).first()
    if paper is None or paper.sheet.state == State.SET_ASIDE:
        raise StepRefused("No scores of yours were entered from paper for this candidate.")
    if paper.sheet.state != State.ON_PAPER:
        return day, None
    if not (answer := permissions.is_in_time(day)):
        raise StepRefused(answer.reason)
    return day, paper
