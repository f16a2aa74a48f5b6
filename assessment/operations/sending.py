"""Sending: what is missing, send, take back until it is opened, open, withdraw."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from django.db import models, transaction
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment import confidentiality, content, permissions
from assessment.capabilities import statements_for
from assessment.models import Evidence, EvidenceVersion, readers
from assessment.models.claims import WHY_LENGTH
from assessment.models.evidence import TITLE_LENGTH
from assessment.operations import breaches
from assessment.operations.drafts import drop_version
from assessment.operations.screening import may_stand, screen, what_files_ask
from assessment.operations.totals import recount
from core import audit
from core.accounts.models import User
from core.files.models import StoredFile
from core.notifications import outbox
from core.workflow import StepRefused, move


@dataclass(frozen=True)
class Missing:
    """One thing to do before a draft can be sent, and the screen on which it is done: "write", "link" or "send".

    ``waits``: the portal does it by itself, and the writer only waits.
    """

    words: str
    screen: str
    waits: bool = False


def what_is_missing(draft: EvidenceVersion, *, on: datetime.date) -> list[Missing]:
    """Everything that stands between a draft and sending it; empty = it can go."""
    attachments = list(draft.attachments.select_related("file"))
    missing = []
    if not draft.title.strip():
        missing.append(Missing("Give it a title.", "write"))
    if not draft.text.strip() and not attachments:
        missing.append(Missing("Write something, or add a file.", "write"))
    if draft.happened_on is None:
        missing.append(Missing("Say when it happened.", "write"))
    elif draft.happened_on > on:
        missing.append(Missing("The day it happened cannot be in the future.", "write"))
    missing += [
        Missing(f"Remove the file {attachment.file}: it may harm a computer.", "write")
        for attachment in attachments
        if attachment.file.state == StoredFile.State.REFUSED
    ]
    missing += [Missing(asked.words, "send", asked.waits) for asked in what_files_ask(draft)]
    return missing + _missing_links(draft, on=draft.happened_on or on)


def _missing_links(draft: EvidenceVersion, *, on: datetime.date) -> list[Missing]:
    claimed = {claim.statement_id: claim.statement for claim in draft.claims.select_related("statement__framework")}
    if not claimed:
        return [Missing("Link it to at least one thing that it shows.", "link")]
    in_force = set(statements_for(draft.evidence.apprentice, on=on).filter(pk__in=claimed).values_list("pk", flat=True))
    outside = sorted({str(statement.framework) for pk, statement in claimed.items() if pk not in in_force})
    return [Missing(f"{title} was not in force on that day. Take those links away.", "link") for title in outside]


def texts_of(draft: EvidenceVersion) -> list[tuple[str, str]]:
    """Every text of a draft that others will read, each with what it is."""
    whys = [(f"Why it shows {claim.statement.code}", claim.why) for claim in draft.claims.select_related("statement")]
    return [("Title", draft.title), ("What you wrote", draft.text), *whys]


def personal_details(draft: EvidenceVersion) -> list[confidentiality.Finding]:
    """What in the words of a draft looks like somebody's personal details."""
    return screen([text for _, text in texts_of(draft)], of=draft.evidence.apprentice)


@transaction.atomic
def leave_out_personal_details(
    evidence: Evidence, *, only: str | None = None, by: User, at: datetime.datetime | None = None
) -> None:
    """Put a mark in the place of everything in the draft that looks like personal details; of ``only`` these words."""
    permissions.refuse_unless(permissions.may_write(by, evidence))
    draft = EvidenceVersion.objects.select_for_update().filter(evidence=evidence, submitted_at__isnull=True).first()
    if draft is None:
        raise StepRefused("This was sent meanwhile, so it can no longer be changed here.")
    without = partial(confidentiality.without_findings, but=may_stand(evidence.apprentice), only=only)
    draft.title, draft.text = without(draft.title)[:TITLE_LENGTH], without(draft.text)
    draft.saved_at, draft.version = at or timezone.now(), models.F("version") + 1
    draft.save(update_fields=["title", "text", "saved_at", "version"])
    for claim in draft.claims.all():
        if (why := without(claim.why)[:WHY_LENGTH]) != claim.why:
            claim.why = why
            claim.save(update_fields=["why"])
    evidence.__dict__.pop("draft", None)


@transaction.atomic
def submit(evidence: Evidence, *, by: User, kept_reason: str = "", at: datetime.datetime | None = None) -> None:
    """Send the draft to be assessed; from now on it is frozen. Tells the people who assess.

    ``kept_reason`` says why what looks like personal details stays. Raises ``StepRefused`` with what is missing.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    lock_standing([evidence.apprentice])
    permissions.refuse_unless(permissions.may_send(by, evidence))
    draft = EvidenceVersion.objects.select_for_update().filter(evidence=evidence, submitted_at__isnull=True).first()
    if draft is None:
        raise StepRefused("This was sent already.")
    if missing := what_is_missing(draft, on=on):
        raise StepRefused(" ".join(one.words for one in missing))
    _refuse_the_same_again(evidence, draft)
    flagged = personal_details(draft)
    if flagged and not kept_reason.strip():
        raise StepRefused("Take out what looks like personal details, or say why it stays.")
    draft.kept_reason = kept_reason.strip() if flagged else ""
    draft.submitted_at = at
    draft.content_hash = content.hash_of(content.sent(draft))
    draft.version = models.F("version") + 1
    draft.save(update_fields=["kept_reason", "submitted_at", "content_hash", "version"])
    move(
        evidence,
        to=Evidence.State.SUBMITTED,
        by=by,
        at=at,
        shown=draft,
        waiting_since=at,
        answered_by=None,
        answered_at=None,
        words={"version": draft.number},
    )
    evidence.__dict__.pop("draft", None)
    evidence.shares.running().update(ended_at=at)
    recount(evidence.apprentice)
    breaches.sent_again(evidence, at=at)
    _tell_assessors(evidence, draft, at=at)


def _refuse_the_same_again(evidence: Evidence, draft: EvidenceVersion) -> None:
    """A copy of what is hidden must differ from it, in its words or in its files."""
    hidden = evidence.shown
    if evidence.state != Evidence.State.QUARANTINED or hidden is None:
        return
    words = [(one.title, one.text, sorted(one.attachments.values_list("file", flat=True))) for one in (draft, hidden)]
    if words[0] == words[1]:
        raise StepRefused("This is still word for word what is hidden. Take out the details first.")


def _tell_assessors(evidence: Evidence, sent: EvidenceVersion, *, at: datetime.datetime) -> None:
    relations = readers.assessors(permissions.relations_of(evidence.apprentice, on=timezone.localdate(at)))
    for assessor in [relation.person for relation in relations if relation.person]:
        outbox.owe(
            to=assessor,
            template="evidence_sent",
            context={"apprentice": evidence.apprentice, "evidence": evidence},
            key=f"evidence-sent-{evidence.reference}-{sent.number}-{at:%Y%m%d%H%M%S}-{assessor.reference}",
        )


@transaction.atomic
def take_back(evidence: Evidence, *, by: User) -> None:
    """Make what was sent a draft again. Possible until somebody has opened it; who opened it first wins."""
    lock_standing([evidence.apprentice])
    version = evidence.shown
    permissions.refuse_unless(permissions.may_take_back(by, evidence))
    assert version is not None
    if not EvidenceVersion.objects.filter(pk=version.pk, opened_at__isnull=True).update(submitted_at=None):
        version.refresh_from_db()
        raise StepRefused(permissions.may_take_back(by, evidence).reason)
    before = evidence.versions.sent().order_by("-number").first()
    back_to = Evidence.State.REOPENED if evidence.reopenings.running().exists() else Evidence.State.RECALLED
    if breaches.taken_back(evidence, before):
        back_to = Evidence.State.QUARANTINED
    move(evidence, to=back_to, by=by, shown=before, waiting_since=None)
    evidence.__dict__.pop("draft", None)
    recount(evidence.apprentice)


def open_shown(evidence: Evidence, *, by: User, at: datetime.datetime | None = None) -> None:
    """Somebody other than the writer reads what was sent: from now on it cannot be taken back."""
    version = evidence.shown
    if version is None or version.opened_at or evidence.is_owned_by(by):
        return
    at = at or timezone.now()
    unopened = EvidenceVersion.objects.filter(pk=version.pk, opened_at__isnull=True, submitted_at__isnull=False)
    with transaction.atomic():
        if unopened.update(opened_at=at, opened_by=by):
            audit.record(evidence, "opened", by=by, at=at)
    version.refresh_from_db(fields=["opened_at", "opened_by", "submitted_at"])


@transaction.atomic
def withdraw(evidence: Evidence, *, by: User) -> None:
    """Take something out of the portfolio that was opened and is not accepted. What was opened stays readable.

    A version that was being written after it is deleted: nobody saw it.
    """
    lock_standing([evidence.apprentice])
    permissions.refuse_unless(permissions.may_withdraw(by, evidence))
    if (draft := evidence.versions.filter(submitted_at__isnull=True).first()) is not None:
        drop_version(draft)
    move(evidence, to=Evidence.State.WITHDRAWN, by=by, waiting_since=None)
    evidence.__dict__.pop("draft", None)
    recount(evidence.apprentice)
