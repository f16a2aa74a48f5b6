"""The support plan: an entry written, shared as the apprentice chooses, looked at again, ended."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, Party, SupportOffer
from apprentices.operations.adjustment_mails import owe_neutral
from apprentices.operations.changes.telling import people_of
from core import audit, workflow
from core.accounts.models import User
from core.workflow import AlreadyMoved, StepRefused


@dataclass(frozen=True, kw_only=True)
class Support:
    """What somebody types into an entry: the need, what is offered, by whom, from when, looked at again when."""

    kind: str
    need: str
    offer: str
    offered_by: str
    starts_on: datetime.date
    review_on: datetime.date


@transaction.atomic
def write_support(
    apprentice: Apprentice, *, support: Support, written_as: str, by: User, shared: Collection[str] = ()
) -> SupportOffer:
    """Write an entry. ``shared`` counts where the apprentice writes: with which of the others."""
    if support.review_on <= support.starts_on:
        raise StepRefused("It is looked at again after it has begun.")
    own = by.pk == apprentice.person_id
    if own != (written_as == Party.APPRENTICE):
        raise StepRefused("Everybody writes for themselves.")
    readers = {written_as, *(shared if own else ())}
    made = SupportOffer.objects.create(
        apprentice=apprentice,
        **asdict(support),
        with_employer=Party.EMPLOYER in readers,
        with_university=Party.UNIVERSITY in readers,
        written_by=by,
        written_as=written_as,
    )
    audit.record(made, "written", by=by)
    told = people_of(apprentice, *(Party(reader) for reader in {*readers, Party.APPRENTICE}))
    owe_neutral(apprentice, about=made, to=[person for person in told if person != by], page="support")
    return made


@transaction.atomic
def share_support(offer: SupportOffer, *, parties: Collection[str], by: User) -> None:
    """The apprentice says with which party it is shared; whoever wrote it keeps reading it."""
    if by.pk != offer.apprentice.person_id:
        raise StepRefused(f"Only {offer.apprentice} decides with whom this is shared.")
    held = SupportOffer.objects.select_for_update().get(pk=offer.pk)
    held.with_employer = Party.EMPLOYER in {*parties, held.written_as}
    held.with_university = Party.UNIVERSITY in {*parties, held.written_as}
    held.save(update_fields=["with_employer", "with_university"])
    audit.record(held, "shared", by=by)


@transaction.atomic
def review_support(offer: SupportOffer, *, next_on: datetime.date, by: User, on: datetime.date | None = None) -> None:
    """It still helps, and is looked at again on another day."""
    if next_on <= (on or timezone.localdate()):
        raise StepRefused("The next day must be after today.")
    changed = SupportOffer.objects.filter(pk=offer.pk, state=SupportOffer.State.RUNNING).update(review_on=next_on)
    if not changed:
        raise AlreadyMoved("This has ended.")
    offer.review_on = next_on
    audit.record(offer, "reviewed", by=by, next_on=next_on)


def end_support(offer: SupportOffer, *, outcome: str, by: User, on: datetime.date | None = None) -> None:
    """It ends, with what came of it."""
    if not outcome.strip():
        raise StepRefused("Say what came of it.")
    workflow.move(
        offer,
        to=SupportOffer.State.ENDED,
        by=by,
        outcome=outcome,
        ended_by=by,
        ended_on=on or timezone.localdate(),
    )
