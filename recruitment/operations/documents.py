"""Certificates of an application: added and taken away by the candidate."""

from __future__ import annotations

from typing import IO

from django.db import transaction

from core import audit
from core.accounts.models import User
from core.files.acceptance import accept
from core.workflow import StepRefused
from recruitment.models import Application, ApplicationDocument

KINDS = ("pdf", "jpg", "jpeg", "png")
MOST = 10


@transaction.atomic
def add_document(*, application: Application, by: User, upload: IO[bytes], name: str) -> ApplicationDocument:
    """Keep a certificate, checked like every file that comes in. Raises ``FileRefused`` with what to do instead."""
    _require_candidate(application, by)
    Application.objects.select_for_update().get(pk=application.pk)
    if application.has_ended:
        raise StepRefused("This application has ended, so nothing can be added to it.")
    if application.documents.count() >= MOST:
        raise StepRefused(f"You have added {MOST} files. Take one away before you add another.")
    stored = accept(upload, name=name, by=by, kinds=KINDS)
    document = ApplicationDocument.objects.create(application=application, file=stored)
    audit.record(document, "added a certificate", by=by)
    return document


@transaction.atomic
def remove_document(*, document: ApplicationDocument, by: User) -> None:
    """Take a certificate away again, file and all, while the application is being written."""
    _require_candidate(document.application, by)
    if not document.application.is_with_the_candidate:
        raise StepRefused("You have submitted this application, so its certificates stay with it.")
    audit.record(document.application, "took a certificate away", by=by)
    stored = document.file
    document.delete()
    transaction.on_commit(lambda: stored.content.storage.delete(str(stored.content.name)))
    stored.delete()


def _require_candidate(application: Application, by: User) -> None:
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate can do this.")
