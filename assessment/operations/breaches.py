"""Somebody's details in evidence: flagged and hidden, confirmed or lifted, assessed, the original destroyed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment.breaches import copies, permissions, telling
from assessment.breaches.rules import rules_of
from assessment.breaches.texts import record_of
from assessment.models import (
    Attachment,
    Breach,
    BreachParty,
    DestructionOrder,
    Evidence,
    EvidenceVersion,
    FileScreening,
    PanelPaper,
    ProposedSignOff,
)
from assessment.operations import text_breaches
from assessment.operations.drafts import drop_version, next_version
from assessment.operations.totals import recount
from assessment.permissions import refuse_unless, relations_of
from core import audit
from core.accounts.models import User
from core.audit.models import label_of
from core.audit.signatures import ERASED, Signature
from core.documents.models import Pack
from core.files.models import StoredFile
from core.workflow import StepRefused, move

State = Breach.State


@transaction.atomic
def flag(evidence: Evidence, *, where: str, by: User, at: datetime.datetime | None = None) -> Breach:
    """Say that somebody's details stand in a piece of evidence. It is hidden at once; those who must know are told.

    ``where`` says where they stand, without repeating them.
    """
    at = at or timezone.now()
    lock_standing([evidence.apprentice])
    evidence.refresh_from_db()
    refuse_unless(permissions.may_flag(by, evidence))
    if not where.strip():
        raise StepRefused("Say where it stands, without repeating it.")
    version = evidence.shown
    assert version is not None and version.happened_on is not None
    relations = relations_of(evidence.apprentice, on=timezone.localdate(at))
    breach = Breach.objects.create(
        apprentice=evidence.apprentice,
        writer=evidence.apprentice.person,
        evidence=evidence,
        version_flagged=version,
        number=version.number,
        before=evidence.state,
        waited_since=evidence.waiting_since,
        where=where.strip(),
        flagged_by=by,
        flagged_as=permissions.flags_as(by, evidence.apprentice, relations),
        flagged_at=at,
    )
    for part, organisation in permissions.parties_of(evidence.apprentice, happened_on=version.happened_on):
        BreachParty.objects.create(breach=breach, part=part, organisation=organisation)
    audit.record(breach, "flagged", by=by, at=at)
    move(evidence, to=Evidence.State.QUARANTINED, by=by, at=at, waiting_since=None)
    evidence.shares.running().update(ended_at=at)
    Pack.objects.naming(evidence.reference).filter(withheld_at__isnull=True).update(withheld_at=at)
    copies.withhold(copies.packs_with(evidence.apprentice, _words_of([version])), at=at)
    copies.read_anew(evidence.apprentice)
    recount(evidence.apprentice)
    telling.flagged(breach, relations)
    return breach


@transaction.atomic
def confirm(
    breach: Breach,
    *,
    severity: str,
    words: str,
    fix_by: datetime.datetime | None = None,
    by: User,
    at: datetime.datetime | None = None,
) -> Breach:
    """Confirm that somebody's details stand in it. The apprentice works on the next version, a copy without them.

    ``fix_by``: agreed with the apprentice; else as long as the university's rule for this severity says.
    """
    at = at or timezone.now()
    now = _to_decide(breach, by=by, at=at)
    rule = rules_of(now.apprentice.cohort.university).get(severity)
    if rule is None:
        raise StepRefused("Say whether it is minor or major.")
    if not words.strip():
        raise StepRefused("Say in a sentence why.")
    if fix_by is None and rule.within is not None:
        fix_by = at + rule.within
    move(
        now,
        to=State.CONFIRMED,
        by=by,
        at=at,
        severity=severity,
        decision=words,
        decided_by=by,
        decided_at=at,
        fix_by=fix_by,
    )
    if now.version_flagged is not None and now.before != Evidence.State.WITHDRAWN:
        _begin_a_copy(now.version_flagged, at=at)
    telling.decided(now, on=timezone.localdate(at))
    return now


def _begin_a_copy(version: EvidenceVersion, *, at: datetime.datetime) -> None:
    if not version.evidence.versions.filter(submitted_at__isnull=True).exists():
        next_version(version, at=at)


@transaction.atomic
def lift(breach: Breach, *, words: str, by: User, at: datetime.datetime | None = None) -> Breach:
    """Find that nobody's details stand in it: it, and every pack with it, is back as it was."""
    at = at or timezone.now()
    now = _to_decide(breach, by=by, at=at)
    if not words.strip():
        raise StepRefused("Say in a sentence why.")
    move(now, to=State.LIFTED, by=by, at=at, decision=words, decided_by=by, decided_at=at)
    if now.evidence is not None:
        _show_piece(now, now.evidence, by=by, at=at)
    else:
        text_breaches.show_text(now, at=at)
    copies.read_anew(now.apprentice)
    telling.decided(now, on=timezone.localdate(at))
    return now


def _show_piece(breach: Breach, evidence: Evidence, *, by: User, at: datetime.datetime) -> None:
    if breach.before not in (Evidence.State.RETURNED, Evidence.State.REOPENED):
        for draft in evidence.versions.filter(submitted_at__isnull=True):
            drop_version(draft)
    move(evidence, to=breach.before, by=by, at=at, waiting_since=breach.waited_since)
    copies.give_back([*Pack.objects.naming(evidence.reference), *_copies_of(breach)], evidence.apprentice)
    recount(evidence.apprentice)


def _copies_of(breach: Breach) -> list[Pack]:
    assert breach.version_flagged is not None
    return copies.packs_with(breach.apprentice, _words_of([breach.version_flagged]))


def _words_of(versions: list[EvidenceVersion]) -> list[str]:
    return [words for version in versions for words in (version.title, version.text) if words]


def _to_decide(breach: Breach, *, by: User, at: datetime.datetime) -> Breach:
    """The flag, with the totals of its apprentice locked, where this person may decide on it now."""
    lock_standing([breach.apprentice])
    now = _fetched(breach)
    on = timezone.localdate(at)
    refuse_unless(permissions.may_decide(by, now, relations_of(now.apprentice, on=on), on=on))
    return now


def _fetched(breach: Breach) -> Breach:
    return Breach.objects.select_related(
        "apprentice__person",
        "apprentice__employer",
        "apprentice__cohort__university",
        "writer",
        "evidence__apprentice__person",
        "evidence__shown",
        "version_flagged__evidence",
        "flagged_by",
        "decided_by",
    ).get(pk=breach.pk)


@transaction.atomic
def assess(breach: Breach, *, reported: str, words: str, by: User, at: datetime.datetime | None = None) -> Breach:
    """Record whether the Information Commissioner was told, and why; from then on the 72 hours are answered."""
    at = at or timezone.now()
    now = Breach.objects.select_for_update().get(pk=breach.pk)
    refuse_unless(permissions.may_assess(by, now, on=timezone.localdate(at)))
    if reported not in Breach.Reported.values or not words.strip():
        raise StepRefused("Say whether it was reported, and why.")
    now.reported, now.assessment, now.assessed_by, now.assessed_at = reported, words.strip(), by, at
    now.save(update_fields=["reported", "assessment", "assessed_by", "assessed_at"])
    audit.record(now, "assessed", by=by, at=at)
    return now


def sent_again(evidence: Evidence, *, at: datetime.datetime) -> None:
    """A copy without the details was sent; what was hidden stays hidden."""
    running = evidence.breaches.filter(state=State.CONFIRMED, resent_at__isnull=True).first()
    if running is not None:
        running.resent_at = at
        running.save(update_fields=["resent_at"])
        on = timezone.localdate(at)
        number = evidence.shown.number if evidence.shown else 0
        telling.sent_again(_fetched(running), relations_of(evidence.apprentice, on=on), on=on, number=number)


def taken_back(evidence: Evidence, before: EvidenceVersion | None) -> bool:
    """The copy was taken back, and what others would see again is hidden: the piece is hidden as it was."""
    if before is None:
        return False
    hiding = evidence.breaches.filter(state=State.CONFIRMED, number__gte=before.number)
    return bool(hiding.update(resent_at=None))


# Destroying an original -------------------------------------------------------------------------------------


@transaction.atomic
def destroy(breach: Breach, *, reason: str, by: User, at: datetime.datetime | None = None) -> DestructionOrder:
    """Destroy, for good, the hidden words and files, and every pack that holds them. Hashes and signatures stay.

    Only on the order of the data protection lead who answers for it. A version that was sent since is not touched.
    """
    at = at or timezone.now()
    lock_standing([breach.apprentice])
    now = _fetched(breach)
    on = timezone.localdate(at)
    refuse_unless(permissions.may_destroy(by, now, on=on))
    if not reason.strip():
        raise StepRefused("Say why it is destroyed. The reason stays.")
    party, _ = permissions.answers_for(now, on=on)
    doomed = _doomed(now)
    order = DestructionOrder.objects.create(
        breach=now,
        ordered_by=by,
        ordered_for=party.organisation,
        reason=reason.strip(),
        ordered_at=at,
        destroyed=doomed.tombstone(),
    )
    erased = f"{ERASED}{order.pk}"
    for version in doomed.versions:
        _erase_words(version, erased)
    if now.evidence is None:
        text_breaches.erase_text(now, erased)
    for file in doomed.files:
        _erase_file(file, by=by)
    for pack in doomed.packs:
        if pack.file is not None:
            _erase_file(pack.file, by=by)
        Pack.objects.filter(pk=pack.pk).update(snapshot={}, withheld_at=pack.withheld_at or at)
    for paper in doomed.papers:
        PanelPaper.objects.filter(pk=paper.pk).delete()
        if paper.file is not None and not PanelPaper.objects.filter(file=paper.file).exists():
            _erase_file(paper.file, by=by)
    audit.record(now, "destroyed", by=by, at=at)
    telling.destroyed(now, relations_of(now.apprentice, on=on), on=on)
    return order


@dataclass(frozen=True)
class Doomed:
    """All that an order destroys: versions and their files, or another text (by the hash under it); every copy."""

    versions: list[EvidenceVersion]
    text: str
    files: list[StoredFile]
    packs: list[Pack]
    papers: list[PanelPaper]

    def tombstone(self) -> list[dict[str, Any]]:
        return [
            *({"what": f"version {version.number}", "sha256": version.content_hash} for version in self.versions),
            *([{"what": "text", "sha256": self.text}] if self.text else []),
            *({"what": "file", "sha256": file.sha256} for file in self.files),
            *({"what": "pack", "sha256": pack.snapshot_hash} for pack in self.packs),
            *({"what": "paper of a panel", "sha256": paper.read_hash} for paper in self.papers),
        ]


def _doomed(breach: Breach) -> Doomed:
    if breach.evidence is None:
        words = text_breaches.hidden_words(breach)
        packs, papers = copies.packs_with(breach.apprentice, words), copies.papers_with(breach.apprentice, words)
        return Doomed([], record_of(breach).content_hash, [], packs, papers)
    versions = list(breach.evidence.versions.sent().filter(number__lte=breach.number))
    words = _words_of(versions)
    named = list(Pack.objects.naming(breach.evidence.reference).select_related("file"))
    every = {one.pk: one for one in [*named, *copies.packs_with(breach.apprentice, words)]}
    papers = copies.papers_with(breach.apprentice, words)
    return Doomed(versions, "", _files_of(breach, versions), list(every.values()), papers)


def _files_of(breach: Breach, versions: list[EvidenceVersion]) -> list[StoredFile]:
    """Files beside the hidden versions which no version sent later holds; a draft loses them."""
    later = Attachment.objects.filter(
        version__evidence=breach.evidence, version__number__gt=breach.number, version__submitted_at__isnull=False
    )
    beside = Attachment.objects.filter(version__in=versions).exclude(file__in=later.values("file"))
    files = list(StoredFile.objects.filter(pk__in=beside.values("file")))
    Attachment.objects.filter(file__in=files, version__submitted_at__isnull=True).delete()
    return files


def _erase_words(version: EvidenceVersion, erased: str) -> None:
    """The words of a version, and the text of every signature under it; hashes stay, so the chain still verifies."""
    kept = {"kept_reason": erased} if version.kept_reason else {}
    EvidenceVersion.objects.filter(pk=version.pk).update(title=erased, text=erased, **kept)
    version.claims.update(why=erased)
    proposed = list(version.proposed_sign_offs.values_list("pk", flat=True))
    for model, ids in ((EvidenceVersion, [version.pk]), (ProposedSignOff, proposed)):
        Signature.objects.filter(subject_kind=label_of(model), subject_id__in=ids).update(content=erased)


def _erase_file(file: StoredFile, *, by: User) -> None:
    FileScreening.objects.filter(file=file).delete()
    if file.state != StoredFile.State.DESTROYED:
        move(file, to=StoredFile.State.DESTROYED, by=by, name="Destroyed file")
        transaction.on_commit(partial(file.content.storage.delete, str(file.content.name)))
