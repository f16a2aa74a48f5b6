"""The case that a panel practises with before the day: set, marked by each member, compared once one's own is sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.utils import timezone

from core import audit
from core.workflow import StepRefused
from recruitment.fairness.agreement import Strength, krippendorff_alpha, strength_of
from recruitment.models import (
    BankCriterion,
    BankUse,
    Calibration,
    CalibrationCase,
    CalibrationMark,
    CalibrationSheet,
    PanelMember,
    SelectionDay,
)
from recruitment.operations.bank import fix

if TYPE_CHECKING:
    from core.accounts.models import User

LEAST = 3
"""Members who have sent their marks before anything is said of them: of two, each would know what the other gave."""


@transaction.atomic
def set_case(*, day: SelectionDay, case: CalibrationCase, by: User) -> Calibration:
    """Choose the case that all members of a day mark beforehand. It may be changed until the first has sent marks."""
    if day.state not in SelectionDay.BEFORE_LIVE:
        raise StepRefused("Panel members practise before the day begins.")
    if BankUse.objects.filter(exercise__day=day, version__item=case.asked.item_id).exists():
        raise StepRefused("The day asks this item, and panel members do not see it before. Choose another case.")
    now = Calibration.objects.select_for_update().filter(day=day).first()
    if now is not None and now.sheets.sent().exists():
        raise StepRefused("A member has sent their marks already, so the case stays.")
    if now is not None:
        now.sheets.all().delete()
        now.delete()
    made = Calibration.objects.create(day=day, case=case)
    fix(case.asked)
    CalibrationCase.objects.filter(pk=case.pk, fixed_at__isnull=True).update(fixed_at=timezone.now())
    audit.record(made, "chose the case to practise with", by=by, case=case.title)
    return made


# A member -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_marks(*, member: PanelMember, marks: Mapping[BankCriterion, tuple[int | None, str]], by: User) -> None:
    """Keep a member's marks and reasons as typed; once sent they change no more."""
    sheet = _open_sheet(member, by)
    for criterion, (value, reason) in marks.items():
        CalibrationMark.objects.update_or_create(
            sheet=sheet, criterion=criterion, defaults={"value": value, "reason": reason}
        )


@transaction.atomic
def send(*, member: PanelMember, by: User) -> None:
    """Send one's marks; from then on one sees, without names, what the others gave."""
    sheet = _open_sheet(member, by)
    criteria = set(sheet.calibration.case.asked.criteria.values_list("pk", flat=True))
    given = set(sheet.marks.filter(value__isnull=False).values_list("criterion", flat=True))
    if criteria - given:
        raise StepRefused("Please give each of them a mark first.")
    now = timezone.now()
    sheet.marks.update(locked_at=now)
    CalibrationSheet.objects.filter(pk=sheet.pk).update(sent_at=now)
    audit.record(sheet, "sent practice marks", by=by)


def _open_sheet(member: PanelMember, by: User) -> CalibrationSheet:
    if by.pk != member.person_id:
        raise StepRefused("Only the member can give these marks.")
    calibration = Calibration.objects.filter(day=member.panel.day_id).first()
    if calibration is None or member.state not in PanelMember.COMING:
        raise StepRefused("There is nothing to practise with for you now.")
    CalibrationSheet.objects.get_or_create(calibration=calibration, member=member)
    held = CalibrationSheet.objects.select_for_update(of=("self",)).select_related("calibration__case__asked")
    sheet = held.get(calibration=calibration, member=member)
    if sheet.sent_at is not None:
        raise StepRefused("You have sent these marks already.")
    return sheet


@transaction.atomic
def excuse(*, calibration: Calibration, member: PanelMember, by: User) -> None:
    """Somebody who came late, as a substitute, need not have practised; those who run the day say so."""
    sheet, _ = CalibrationSheet.objects.get_or_create(calibration=calibration, member=member)
    CalibrationSheet.objects.filter(pk=sheet.pk, sent_at__isnull=True).update(excused_at=timezone.now())
    audit.record(sheet, "excused a member from practice", by=by)


# What it shows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """How often each mark from 1 to 5 was given on one criterion, without names."""

    criterion: BankCriterion
    counts: tuple[int, ...]

    @property
    def widest(self) -> int:
        """How many marks lie between the lowest and the highest."""
        given = [mark for mark, times in enumerate(self.counts, start=1) if times]
        return given[-1] - given[0] if given else 0

    @property
    def by_mark(self) -> list[tuple[int, int]]:
        return list(enumerate(self.counts, start=1))


@dataclass(frozen=True)
class Practised:
    """What a round of practice shows: how many sent marks, the spread of each criterion, how far they agree."""

    members: int
    spreads: tuple[Spread, ...]
    alpha: float | None

    @property
    def says_something(self) -> bool:
        return self.members >= LEAST

    @property
    def strength(self) -> Strength | None:
        return None if self.alpha is None else strength_of(self.alpha)


def practised(calibration: Calibration) -> Practised:
    """The marks that were sent, in two queries, whoever gave them."""
    criteria = list(calibration.case.asked.criteria.all())
    marks: dict[int, dict[int, int]] = defaultdict(dict)
    sent = CalibrationMark.objects.filter(sheet__calibration=calibration, sheet__sent_at__isnull=False)
    for sheet, criterion, value in sent.values_list("sheet", "criterion", "value"):
        if value is not None:
            marks[criterion][sheet] = value
    members = sorted({sheet for given in marks.values() for sheet in given})
    spreads = tuple(
        Spread(criterion, tuple(Counter(marks[criterion.pk].values())[mark] for mark in range(1, 6)))
        for criterion in criteria
    )
    if len(members) < LEAST:
        return Practised(len(members), (), None)
    table = [[marks[criterion.pk].get(sheet, np.nan) for sheet in members] for criterion in criteria]
    return Practised(len(members), spreads, krippendorff_alpha(np.array(table, dtype=float)))
