"""Writing: begin, save as typed, add and remove files, say what it shows, throw away. Nobody else sees any of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from typing import IO

from django.db import models, transaction
from django.utils import timezone

from apprentices.models import Apprentice
from assessment import permissions
from assessment.capabilities import statements_for
from assessment.kinds import all_kinds
from assessment.models import Attachment, Claim, Evidence, EvidenceVersion
from core import audit
from core.accounts.models import User
from core.files.acceptance import accept
from core.files.models import StoredFile
from core.workflow import StepRefused

MOST_FILES = 10


@transaction.atomic
def start(apprentice: Apprentice, *, kind: str, by: User, at: datetime.datetime | None = None) -> Evidence:
    """Begin a piece of evidence. A draft of this kind that is still untouched is taken up again."""
    permissions.refuse_unless(permissions.may_start(by, apprentice))
    if kind not in all_kinds():
        raise StepRefused("Choose what kind of evidence it is.")
    untouched = Evidence.objects.filter(
        apprentice=apprentice, kind=kind, state=Evidence.State.DRAFT, versions__title="", versions__text=""
    ).exclude(versions__attachments__isnull=False)
    if there := untouched.first():
        return there
    evidence = Evidence.objects.create(apprentice=apprentice, kind=kind)
    EvidenceVersion.objects.create(evidence=evidence, saved_at=at or timezone.now())
    audit.record(evidence, "began this", by=by, at=at)
    return evidence


@transaction.atomic
def write(
    evidence: Evidence,
    *,
    title: str,
    text: str,
    happened_on: datetime.date | None,
    by: User,
    page: str = "",
    at: datetime.datetime | None = None,
) -> EvidenceVersion:
    """Save what is typed, whole or not. ``page`` is the open page that it came from."""
    draft = _draft_of(evidence, by=by)
    return _saved(
        draft, title=title, text=text, happened_on=happened_on, written_in=page[:32], saved_at=at or timezone.now()
    )


@transaction.atomic
def attach(evidence: Evidence, *, upload: IO[bytes], name: str, by: User) -> StoredFile:
    """Put a file beside the draft. Raises ``FileRefused`` or ``StepRefused`` with what to do instead."""
    draft = _draft_of(evidence, by=by)
    if draft.attachments.count() >= MOST_FILES:
        raise StepRefused(f"A piece of evidence takes {MOST_FILES} files. Remove one first.")
    stored = accept(upload, name=name, by=by)
    Attachment.objects.create(version=draft, file=stored)
    return stored


@transaction.atomic
def detach(evidence: Evidence, *, file: StoredFile, by: User) -> None:
    """Take a file away from the draft; where nothing else holds it, it is deleted."""
    draft = _draft_of(evidence, by=by)
    draft.attachments.filter(file=file).delete()
    _forget_unused([file.pk])


@transaction.atomic
def link(evidence: Evidence, *, claims: Mapping[int, str], by: User, on: datetime.date | None = None) -> None:
    """Say what the draft shows: statement id → one sentence of why. What is left out is no longer claimed.

    Only statements of frameworks that are in force on the day it happened (today, while no day is given).
    """
    draft = _draft_of(evidence, by=by)
    on = draft.happened_on or on or timezone.localdate()
    allowed = set(statements_for(evidence.apprentice, on=on).filter(pk__in=claims).values_list("pk", flat=True))
    if allowed != set(claims):
        raise StepRefused("One of these belongs to a framework that was not in force on that day. Look at them again.")
    there = {claim.statement_id: claim for claim in draft.claims.all()}
    draft.claims.exclude(statement__in=claims).delete()
    Claim.objects.bulk_create(
        Claim(version=draft, statement_id=pk, why=why) for pk, why in claims.items() if pk not in there
    )
    changed = [there[pk] for pk, why in claims.items() if pk in there and there[pk].why != why]
    for claim in changed:
        claim.why = claims[claim.statement_id]
    Claim.objects.bulk_update(changed, ["why"])
    _saved(draft, saved_at=timezone.now())


@transaction.atomic
def throw_away(evidence: Evidence, *, by: User) -> None:
    """Delete, for good, what nobody else ever saw; its files go too."""
    permissions.refuse_unless(permissions.may_throw_away(by, evidence))
    audit.record(evidence, "deleted the draft", by=by)
    locked = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if locked is None:
        raise StepRefused("This draft is deleted already.")
    permissions.refuse_unless(permissions.may_throw_away(by, locked))
    for version in locked.versions.all():
        drop_version(version)
    locked.delete()


def next_version(shown: EvidenceVersion, *, at: datetime.datetime) -> EvidenceVersion:
    """A draft that starts from what was sent: its words, files and claims, without the judgements."""
    newest = shown.evidence.versions.order_by("-number").values_list("number", flat=True)[0]
    draft = EvidenceVersion.objects.create(
        evidence=shown.evidence,
        number=newest + 1,
        title=shown.title,
        text=shown.text,
        happened_on=shown.happened_on,
        kept_reason=shown.kept_reason,
        saved_at=at,
    )
    Attachment.objects.bulk_create(
        Attachment(version=draft, file_id=beside.file_id, kept=beside.kept) for beside in shown.attachments.all()
    )
    Claim.objects.bulk_create(
        Claim(version=draft, statement_id=claim.statement_id, why=claim.why) for claim in shown.claims.all()
    )
    return draft


def drop_version(version: EvidenceVersion) -> None:
    """Delete a version that was never sent, and the files that only it holds."""
    files = list(version.attachments.values_list("file_id", flat=True))
    version.delete()
    _forget_unused(files)


def _draft_of(evidence: Evidence, *, by: User) -> EvidenceVersion:
    """The draft, locked, where this person may write it now."""
    permissions.refuse_unless(permissions.may_write(by, evidence))
    draft = EvidenceVersion.objects.select_for_update().filter(evidence=evidence, submitted_at__isnull=True).first()
    if draft is None:
        raise StepRefused("This was sent meanwhile, so it can no longer be changed here.")
    return draft


def _saved(draft: EvidenceVersion, **values: object) -> EvidenceVersion:
    EvidenceVersion.objects.filter(pk=draft.pk).update(**values, version=models.F("version") + 1)
    draft.refresh_from_db()
    return draft


def _forget_unused(file_ids: list[int]) -> None:
    for stored in StoredFile.objects.filter(pk__in=file_ids).exclude(pk__in=Attachment.objects.values("file")):
        content = stored.content
        stored.delete()
        transaction.on_commit(partial(content.storage.delete, str(content.name)))
