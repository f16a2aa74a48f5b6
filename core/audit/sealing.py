"""Number and chain committed events, and prove that nothing was changed behind their back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from core.audit import hiding
from core.audit.models import Event, EventDetail, Seal, canonical, sha256
from core.audit.signatures import ERASED, Signature
from core.registry import signed_models

BATCH = 2000


def chained(previous: str, number: int, content_hash: str) -> str:
    """The hash that binds an event to all before it."""
    return sha256(f"{previous}|{number}|{content_hash}")


@transaction.atomic
def _seal_batch() -> int:
    head, _ = Seal.objects.select_for_update().get_or_create(pk=1)
    events = list(Event.objects.filter(number__isnull=True).order_by("pk")[:BATCH])
    now = timezone.now()
    for event in events:
        head.number += 1
        head.chain_hash = chained(head.chain_hash, head.number, event.content_hash)
        event.number, event.chain_hash, event.sealed_at = head.number, head.chain_hash, now
    Event.objects.bulk_update(events, ["number", "chain_hash", "sealed_at"], batch_size=200)
    head.save()
    return len(events)


def seal() -> int:
    """Seal every committed event that has no number yet; answers how many."""
    total = 0
    while count := _seal_batch():
        total += count
    return total


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was recorded."""

    table: str
    pk: int
    problem: str


def verify() -> Iterator[Finding]:
    """Seal first, then check every event, the words that still stand, the chain, its head, and every signature."""
    seal()
    yield from _verify_chain()
    yield from _verify_details()
    yield from _verify_signatures()


def _verify_chain() -> Iterator[Finding]:
    previous, expected = "", 0
    for event in Event.objects.order_by("number").iterator(chunk_size=BATCH):
        expected += 1
        if event.own_hash() != event.content_hash:
            yield Finding("core_event", event.pk, "its content was changed after it was written")
        if event.number != expected:
            yield Finding("core_event", event.pk, f"numbered {event.number}, expected {expected}: an event is missing")
            expected = event.number or expected
        if event.chain_hash != chained(previous, event.number or 0, event.content_hash):
            yield Finding("core_event", event.pk, "it does not follow from the event before it")
        previous = event.chain_hash
    head = Seal.objects.filter(pk=1).first()
    if head and (head.number, head.chain_hash) != (expected, previous):
        yield Finding("core_seal", head.pk, f"the chain ends at {expected}, but {head.number} events were sealed")


def _verify_details() -> Iterator[Finding]:
    for detail in EventDetail.objects.select_related("event").iterator(chunk_size=BATCH):
        if detail.digest() != detail.event.detail_digest:
            yield Finding("core_eventdetail", detail.pk, f"the words of event {detail.event_id} were changed")


def _verify_signatures() -> Iterator[Finding]:
    hashes = dict(
        Event.objects.exclude(signed_hash="")
        .values_list("subject_id", "signed_hash")
        .filter(subject_kind="core.signature")
    )
    for signature in Signature.objects.iterator(chunk_size=BATCH):
        erased = signature.content.startswith(ERASED)
        if hashes.get(signature.pk) != signature.content_hash:
            yield Finding("core_signature", signature.pk, "its hash differs from the one in the chain")
        if erased:
            continue
        if sha256(signature.content) != signature.content_hash:
            yield Finding("core_signature", signature.pk, "the signed text was changed")
        yield from _compare_with_record(signature)


def _compare_with_record(signature: Signature) -> Iterator[Finding]:
    if signature.subject_kind not in signed_models:
        return
    signed = signed_models[signature.subject_kind]
    record = apps.get_model(signature.subject_kind)._base_manager.filter(pk=signature.subject_id).first()
    table = signed.model._meta.db_table
    if record is None:
        yield Finding(table, signature.subject_id, f"signed by signature {signature.pk}, and gone")
        return
    content = signed.content(record, signature.purpose)
    if content is None or canonical(content) == signature.content:
        return
    if hiding.restored(canonical(content)) != signature.content:
        yield Finding(table, signature.subject_id, f"differs from what signature {signature.pk} signed")
