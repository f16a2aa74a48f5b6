"""Keeping the bank: items, versions that a second person checks, retirement, and their use on a selection day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from consortium.models import Organisation, Statement
from core import audit
from core.words import count
from core.workflow import StepRefused
from recruitment.models import (
    BankCriterion,
    BankItem,
    BankUse,
    BankVersion,
    Calibration,
    CalibrationCase,
    Exercise,
    SelectionDay,
)
from recruitment.operations import selection_days

if TYPE_CHECKING:
    from core.accounts.models import User


# Items and versions -------------------------------------------------------------------------------------------------


@transaction.atomic
def add_item(*, kept_by: Organisation, kind: str, title: str, by: User, retire_after: int = 60) -> BankItem:
    """Add an item without a wording yet. Titles are unique in an office's bank."""
    _require_free_title(kept_by, title)
    item = BankItem.objects.create(kept_by=kept_by, kind=kind, title=title, retire_after=retire_after)
    audit.record(item, "added an item to the bank", by=by, title=title)
    return item


@transaction.atomic
def change_item(*, item: BankItem, title: str, retire_after: int, by: User) -> None:
    """Change what the item is called, and after how many candidates it is to be retired."""
    if title != item.title:
        _require_free_title(item.kept_by, title)
    item.title, item.retire_after, item.version = title, retire_after, item.version + 1
    item.save(update_fields=["title", "retire_after", "version"])
    audit.record(item, "changed an item of the bank", by=by, title=title, retire_after=retire_after)


def _require_free_title(kept_by: Organisation, title: str) -> None:
    if BankItem.objects.filter(kept_by=kept_by, title=title).exists():
        raise StepRefused("The bank has an item with this title already.")


@transaction.atomic
def write_version(
    *, item: BankItem, text: str, minutes: int, statements: Iterable[Statement], by: User, follow_ups: str = ""
) -> BankVersion:
    """Write the item anew. The criteria of the version before come along, to be kept or changed."""
    before = item.versions.first()
    version = BankVersion.objects.create(
        item=item,
        number=before.number + 1 if before else 1,
        text=text,
        follow_ups=follow_ups,
        minutes=minutes,
        written_by=by,
    )
    version.statements.set(statements)
    if before is not None:
        BankCriterion.objects.bulk_create(
            [_copied(criterion, version) for criterion in before.criteria.order_by("position")]
        )
    audit.record(version, "wrote a version", by=by, number=version.number)
    return version


def _copied(criterion: BankCriterion, version: BankVersion) -> BankCriterion:
    return BankCriterion(
        version=version,
        position=criterion.position,
        name=criterion.name,
        anchors=criterion.anchors,
        weight=criterion.weight,
        floor=criterion.floor,
    )


@transaction.atomic
def change_version(
    *, version: BankVersion, text: str, minutes: int, statements: Iterable[Statement], by: User, follow_ups: str = ""
) -> None:
    """Change a wording that was never used; whoever changes it has written it, and it is checked anew."""
    _hold_while_open(version)
    BankVersion.objects.filter(pk=version.pk).update(
        text=text,
        follow_ups=follow_ups,
        minutes=minutes,
        written_by=by,
        written_at=timezone.now(),
        checked_by=None,
        checked_at=None,
        version=version.version + 1,
    )
    version.refresh_from_db()
    version.statements.set(statements)
    audit.record(version, "changed a version", by=by, number=version.number)


@transaction.atomic
def add_criterion(
    *,
    version: BankVersion,
    name: str,
    anchors: Sequence[str],
    by: User,
    weight: int = 1,
    floor: Decimal | None = None,
) -> BankCriterion:
    """Add what is looked for. ``anchors``: what the marks 1 to 5 look like, in this order."""
    _hold_while_open(version)
    if len(anchors) != 5 or not all(text.strip() for text in anchors):
        raise StepRefused("Say for each mark from 1 to 5 what it looks like.")
    last = version.criteria.aggregate(last=Max("position"))["last"] or 0
    criterion = BankCriterion.objects.create(
        version=version, position=last + 1, name=name, anchors=list(anchors), weight=weight, floor=floor
    )
    _check_anew(version, by)
    audit.record(criterion, "added a criterion", by=by, name=name, weight=weight, floor=floor)
    return criterion


@transaction.atomic
def remove_criterion(*, criterion: BankCriterion, by: User) -> None:
    """Take a criterion out of a version that was never used."""
    version = criterion.version
    _hold_while_open(version)
    audit.record(criterion, "removed a criterion", by=by, name=criterion.name)
    criterion.delete()
    _check_anew(version, by)


def _hold_while_open(version: BankVersion) -> None:
    """Hold the version's row. Raises ``StepRefused`` where it was used: a used version is what was asked."""
    held = BankVersion.objects.select_for_update().get(pk=version.pk)
    if held.fixed_at is not None:
        raise StepRefused("This version was used, so it stays as it was. Write a new version.")


def _check_anew(version: BankVersion, by: User) -> None:
    BankVersion.objects.filter(pk=version.pk).update(
        written_by=by, written_at=timezone.now(), checked_by=None, checked_at=None
    )
    version.refresh_from_db()


@transaction.atomic
def check_version(*, version: BankVersion, by: User) -> None:
    """A second person has read text, marks and mapping, and finds them fit to be used. Never whoever wrote them."""
    held = BankVersion.objects.select_for_update().get(pk=version.pk)
    if held.checked_at is not None:
        raise StepRefused("This version is checked already.")
    if held.written_by_id == by.pk:
        raise StepRefused("You wrote this version. A second person who keeps the bank checks it.")
    if not held.criteria.exists():
        raise StepRefused("Add at least one criterion first.")
    if not held.statements.exists():
        raise StepRefused("Say first which statements it is mapped to.")
    BankVersion.objects.filter(pk=held.pk).update(checked_by=by, checked_at=timezone.now())
    version.refresh_from_db()
    audit.record(version, "checked a version", by=by, number=version.number)


# On a selection day -------------------------------------------------------------------------------------------------


@transaction.atomic
def use_on_day(*, day: SelectionDay, version: BankVersion, name: str, by: User) -> Exercise:
    """Make an exercise of a version: its criteria are copied to the day, and the version is fixed.

    ``name`` is what candidates and panels read before the day, so it does not give the question away.
    """
    held = BankVersion.objects.select_for_update().select_related("item").get(pk=version.pk)
    _require_usable(held)
    _require_not_practised(day, held)
    exercise = selection_days.add_exercise(day=day, name=name, minutes=held.minutes, by=by)
    for criterion in held.criteria.all():
        selection_days.add_criterion(
            exercise=exercise,
            name=criterion.name,
            anchors=criterion.anchors,
            weight=criterion.weight,
            floor=criterion.floor,
            by=by,
        )
    BankUse.objects.create(exercise=exercise, version=held)
    fix(held)
    audit.record(exercise, "took an exercise from the bank", by=by, version=str(held))
    return exercise


def fix(version: BankVersion) -> None:
    """From its first use on a version stays as it is."""
    now = timezone.now()
    BankCriterion.objects.filter(version=version, fixed_at__isnull=True).update(fixed_at=now)
    BankVersion.objects.filter(pk=version.pk, fixed_at__isnull=True).update(fixed_at=now)


def _require_usable(version: BankVersion) -> None:
    item = BankItem.objects.with_exposure().get(pk=version.item_id)
    if item.state == BankItem.State.RETIRED:
        raise StepRefused("This item is retired.")
    if version.checked_at is None:
        raise StepRefused("A second person who keeps the bank has to check this version first.")
    if item.seen_by >= item.retire_after:  # type: ignore[attr-defined]
        seen = count(item.seen_by, "candidate has", "candidates have")  # type: ignore[attr-defined]
        raise StepRefused(f"{seen} seen this item, so it is known outside. Retire it and use another.")


def _require_not_practised(day: SelectionDay, version: BankVersion) -> None:
    """Panels practise with a question before the day, so that day asks another."""
    if Calibration.objects.filter(day=day, case__asked__item=version.item_id).exists():
        raise StepRefused("Panel members practise with this item before the day, so the day has to ask another.")


# Cases to practise with -----------------------------------------------------------------------------------------------


@transaction.atomic
def write_case(*, version: BankVersion, title: str, text: str, by: User) -> CalibrationCase:
    """Write an answer of nobody to what a version asks, for panel members to practise with."""
    if version.checked_at is None:
        raise StepRefused("A second person who keeps the bank has to check this version first.")
    if version.cases.filter(title=title).exists():
        raise StepRefused("There is a case with this title already.")
    case = CalibrationCase.objects.create(asked=version, title=title, text=text)
    audit.record(case, "wrote a case to practise with", by=by, title=title)
    return case
