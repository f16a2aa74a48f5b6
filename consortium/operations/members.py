"""Bringing organisations into the register and into a consortium, and ending their membership."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from consortium.models import Borough, Consortium, Membership, Organisation, OrganisationIdentifier
from core import audit, words
from core.periods import require_no_overlap
from core.workflow import AlreadyMoved, StepRefused

if TYPE_CHECKING:
    from core.accounts.models import User


@transaction.atomic
def add_organisation(
    *,
    name: str,
    short_name: str,
    kind: str,
    starts_on: datetime.date,
    by: User,
    service: str = "",
    part_of: Organisation | None = None,
    covers: Iterable[Borough] = (),
    note: str = "",
) -> Organisation:
    """Enter an organisation in the register. A service belongs to its council and covers what the council covers."""
    if Organisation.objects.filter(name__iexact=name, ends_on__isnull=True).exists():
        raise StepRefused(f"{name} is in the register already.")
    organisation = Organisation.objects.create(
        name=name,
        short_name=short_name,
        kind=kind,
        service=service,
        part_of=part_of,
        starts_on=starts_on,
        note=note,
    )
    organisation.covers.set(part_of.covers.all() if part_of else covers)
    audit.record(organisation, "added this organisation to the register", by=by)
    return organisation


@transaction.atomic
def identify(*, organisation: Organisation, kind: str, value: str, by: User) -> OrganisationIdentifier:
    """Say by which number or other name other records know an organisation. The same again changes nothing.

    Raises ``StepRefused`` for a number that is not written as its kind is, or that another organisation has.
    """
    Kind = OrganisationIdentifier.Kind
    value = " ".join(value.split())
    if kind != Kind.NAME:
        value = value.replace(" ", "")
        shape, said = OrganisationIdentifier.SHAPES[kind]
        if not re.fullmatch(shape, value, re.ASCII):
            raise StepRefused(f"{Kind(kind).label} must be {said}.")
        same = OrganisationIdentifier.objects.filter(kind=kind, value=value).exclude(organisation=organisation)
        if other := same.select_related("organisation").first():
            raise StepRefused(f"{other} is that of {other.organisation}.")
    made, is_new = OrganisationIdentifier.objects.get_or_create(organisation=organisation, kind=kind, value=value)
    if is_new:
        audit.record(organisation, "identified", by=by, reason=str(made))
    return made


@transaction.atomic
def forget_identifier(*, identifier: OrganisationIdentifier, by: User) -> None:
    """Other records do not know the organisation by this any more, or never did."""
    audit.record(identifier.organisation, "identifier removed", by=by, reason=str(identifier))
    identifier.delete()


@transaction.atomic
def admit(
    *,
    organisation: Organisation,
    consortium: Consortium,
    grade: str,
    starts_on: datetime.date,
    by: User | None,
    ends_on: datetime.date | None = None,
) -> Membership:
    """Give an organisation a seat in a consortium from a day on. One grade at a time.

    Raises ``StepRefused`` where it holds a seat already on one of these days, or did not exist yet.
    """
    Consortium.objects.select_for_update().get(pk=consortium.pk)
    if organisation.kind == Organisation.Kind.COUNCIL:
        raise StepRefused(f"The services of {organisation.name} are members, each with a seat of its own.")
    if starts_on < organisation.starts_on or (organisation.ends_on and starts_on > organisation.ends_on):
        raise StepRefused(f"{organisation.name} does not exist on {words.day(starts_on)}.")
    require_no_overlap(
        Membership.objects.filter(organisation=organisation, consortium=consortium),
        starts_on=starts_on,
        ends_on=ends_on,
        words=f"{organisation.name} is a member of {consortium.name} on one of these days already. "
        "End that membership first.",
    )
    membership = Membership.objects.create(
        organisation=organisation, consortium=consortium, grade=grade, starts_on=starts_on, ends_on=ends_on
    )
    grade_words = membership.get_grade_display().lower()
    audit.record(
        membership,
        f"admitted it to {consortium.short_name} as {grade_words}",
        by=by,
        reason=f"From {words.day(starts_on)}.",
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, on: datetime.date, by: User, reason: str = "") -> None:
    """Give a membership its last day. What was decided while it held does not change.

    Raises ``StepRefused`` for a day before it began, ``AlreadyMoved`` where somebody else has ended it meanwhile.
    """
    if on < membership.starts_on:
        raise StepRefused(f"This membership begins on {words.day(membership.starts_on)}; it cannot end before that.")
    still_open = Membership.objects.filter(pk=membership.pk, ends_on=membership.ends_on)
    if not still_open.update(ends_on=on, version=membership.version + 1):
        raise AlreadyMoved("Somebody else has just changed this membership. Look at it again.")
    membership.refresh_from_db()
    said = " ".join(filter(None, [f"The last day is {words.day(on)}.", reason]))
    audit.record(membership, f"ended its membership of {membership.consortium.short_name}", by=by, reason=said)
