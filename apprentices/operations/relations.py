"""Who has to do with an apprentice: written in the transaction that creates the relation."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from apprentices.models import ActivityType, Apprentice, Involvement
from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.links.models import SignedLink
from core.workflow import StepRefused

CONFIRM_TIME = "confirm_time"
"""The purpose of the links by which off-the-job time is confirmed."""
CONFIRMING = frozenset(kind for kinds in ActivityType.CONFIRMING_KINDS.values() for kind in kinds)


@transaction.atomic
def involve(
    apprentice: Apprentice,
    kind: str,
    *,
    starts_on: datetime.date,
    by: User | None,
    person: User | None = None,
    organisation: Organisation | None = None,
    ends_on: datetime.date | None = None,
    weekdays: Sequence[int] = (),
    passes_to: User | None = None,
) -> Involvement:
    """Give a person or an organisation a dated relation to an apprentice; it opens the record to them for those dates.

    The same relation that holds already on ``starts_on`` is answered as it is. ``weekdays`` and ``passes_to`` are for
    line managers (see ``Involvement``). Raises ``StepRefused`` where somebody
    would stand in a relation to themselves that needs two people.
    """
    require_two_people(kind, person=person, apprentice=apprentice.person_id)
    Apprentice.objects.select_for_update().get(pk=apprentice.pk)
    there = Involvement.objects.on(starts_on).filter(
        apprentice=apprentice, kind=kind, person=person, organisation=organisation
    )
    if held := there.first():
        return held
    made = Involvement(
        apprentice=apprentice,
        kind=kind,
        person=person,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        weekdays=sorted(set(weekdays)),
        passes_to=passes_to,
    )
    write_involvements([made], by=by)
    return made


def require_two_people(kind: str, *, person: User | None, apprentice: int) -> None:
    """Refuse a relation of an apprentice (the id of the person) to themselves that needs somebody else."""
    if person is not None and person.pk == apprentice and kind != Involvement.Kind.SELF:
        raise StepRefused(
            f"{person} is the apprentice, and cannot be their own {Involvement.Kind(kind).label.lower()}."
        )


def write_involvements(involvements: Sequence[Involvement], *, by: User | None) -> None:
    """Write relations that are not there yet, each with its event, of records that are new or that the caller holds."""
    Involvement.objects.bulk_create(involvements)
    audit.record_each(
        (
            (
                made,
                f"{made.kind} named",
                {
                    "kind": made.get_kind_display(),
                    "whom": str((made.person or made.organisation).name),  # type: ignore[union-attr]
                    "starts_on": made.starts_on,
                    "ends_on": made.ends_on,
                },
            )
            for made in involvements
        ),
        by=by,
    )


@transaction.atomic
def end_involvement(involvement: Involvement, *, on: datetime.date, by: User | None) -> None:
    """The relation's last day; the record closes to them at the next request after it.

    A relation that would end before it began never held: its row goes, its events stay.
    """
    held = Involvement.objects.select_for_update().get(pk=involvement.pk)
    audit.record(held, f"{held.kind} ended", by=by, kind=held.get_kind_display(), ends_on=on)
    if on < held.starts_on:
        held.delete()
        return
    held.ends_on, held.end_named_at = on, timezone.now()
    held.save(update_fields=["ends_on", "end_named_at"])
    involvement.ends_on = on
    if on < timezone.localdate():
        close_links(on=timezone.localdate(), person=held.person)


def close_links(*, on: datetime.date, person: User | None = None) -> int:
    """Revoke the links by which time is confirmed of everybody (or of one person) who confirms nobody's any more.

    Answers how many. Run every morning, so that a part that ended yesterday leaves no link behind.
    """
    confirming = Involvement.objects.on(on).filter(kind__in=CONFIRMING, person__isnull=False).values("person")
    links = SignedLink.objects.live().filter(purpose=CONFIRM_TIME).exclude(person__in=confirming)
    return (links.filter(person=person) if person else links).revoke()


@transaction.atomic
def name_person(
    apprentice: Apprentice,
    *,
    kind: str,
    name: str,
    email: str,
    starts_on: datetime.date,
    by: User,
    weekdays: Sequence[int] = (),
    passes_to: User | None = None,
) -> Involvement:
    """Name somebody by their work address; without an account yet, they come by the link that they are mailed.

    Raises ``StepRefused`` where the address belongs to somebody whose account is closed, or a line manager would
    assess evidence.
    """
    person = User.objects.for_email(email, name=name)
    if not person.is_active:
        raise StepRefused(f"The account of {person} is closed. Ask the consortium manager to open it again.")
    also = Involvement.objects.overlapping(starts_on, None).filter(apprentice=apprentice, person=person)
    apart: set[str] = {Involvement.Kind.LINE_MANAGER, Involvement.Kind.WORKPLACE_ASSESSOR}
    if kind in apart and also.filter(kind__in=apart - {kind}).exists():
        raise StepRefused(f"{person} cannot be both line manager and workplace assessor of {apprentice}.")
    if passes_to is not None and passes_to.pk in (person.pk, apprentice.person_id):
        raise StepRefused("A vacancy passes to somebody else than the line manager and the apprentice.")
    return involve(apprentice, kind, starts_on=starts_on, by=by, person=person, weekdays=weekdays, passes_to=passes_to)
