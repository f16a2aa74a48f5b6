"""Showing a draft to one person for comment: begun and ended by the apprentice, and ended by sending it."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment import permissions
from assessment.models import DraftComment, DraftShare, Evidence
from assessment.operations import telling
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused


@transaction.atomic
def share_draft(
    evidence: Evidence, *, reader: User, question: str = "", by: User, at: datetime.datetime | None = None
) -> DraftShare:
    """Let one person read the draft, as it stands at every moment, and comment on it."""
    at = at or timezone.now()
    permissions.refuse_unless(permissions.may_write(by, evidence))
    if evidence.state == Evidence.State.QUARANTINED:
        raise StepRefused("This is hidden because somebody’s details stand in it, so it is shown to nobody.")
    relations = permissions.commenters(permissions.relations_of(evidence.apprentice, on=timezone.localdate(at)))
    asked = next((relation for relation in relations if relation.person_id == reader.pk), None)
    if asked is None:
        raise StepRefused(f"{reader} does not assess, teach or mentor you today.")
    try:
        with transaction.atomic():
            share = DraftShare.objects.create(
                evidence=evidence,
                shared_by=by,
                reader=reader,
                reader_as=str(asked.get_kind_display()),
                question=question,
                shared_at=at,
            )
    except IntegrityError as already:
        raise StepRefused(f"{reader} can read this draft already.") from already
    audit.record(share, "shared", by=by, at=at)
    telling.draft_shared(share)
    return share


@transaction.atomic
def end_sharing(share: DraftShare, *, by: User, at: datetime.datetime | None = None) -> None:
    """Show the draft no longer; what was said stays with the apprentice."""
    if share.shared_by_id != by.pk:
        raise StepRefused("Only the person who shows a draft ends it.")
    if DraftShare.objects.running().filter(pk=share.pk).update(ended_at=at or timezone.now()):
        audit.record(share, "ended", by=by, at=at)


@transaction.atomic
def comment_on_draft(share: DraftShare, *, text: str, by: User, at: datetime.datetime | None = None) -> DraftComment:
    """Say something about a draft that one may read now. It is for the apprentice and counts for nothing."""
    at = at or timezone.now()
    if not DraftShare.objects.open_to(by, on=timezone.localdate(at)).filter(pk=share.pk).exists():
        raise StepRefused("This draft is not shown to you any more.")
    if not text.strip():
        raise StepRefused("Write what you want to say.")
    comment = DraftComment.objects.create(share=share, text=text, written_at=at)
    audit.record(share, "commented", by=by, at=at)
    telling.draft_commented(comment)
    return comment
