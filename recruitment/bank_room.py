"""What the bank and practice bring to the portal: used versions stay as they were, and what waits for whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from apprentices.registrations.waiting import Waiting, sources
from consortium.people import holds
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.registry import WorkItem
from recruitment.models import (
    BankCriterion,
    BankItem,
    BankVersion,
    CalibrationCase,
    CalibrationMark,
    CalibrationSheet,
    PanelMember,
    SelectionDay,
)
from recruitment.models.campaigns import COORDINATING


def register() -> None:
    """Called once, when the app is ready."""
    guards.declare(
        Guard(
            BankVersion,
            "bank_version_used",
            when="OLD.fixed_at IS NOT NULL",
            columns=("item_id", "number", "text", "follow_ups", "minutes", "checked_by_id", "checked_at", "fixed_at"),
        ),
        Guard(BankCriterion, "bank_criterion_used", when="OLD.fixed_at IS NOT NULL"),
        Guard(CalibrationCase, "calibration_case_used", when="OLD.fixed_at IS NOT NULL"),
        Guard(CalibrationMark, "calibration_mark_sent", when="OLD.locked_at IS NOT NULL", erasable=("reason",)),
    )
    sources.register(waiting, order=33)


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Keepers of the bank: versions that a colleague wrote. Panel members: the case to mark before their day."""
    if holds(user, *COORDINATING):
        items = BankItem.objects.visible_to(user, on=on).in_use()
        unchecked = BankVersion.objects.filter(item__in=items, checked_at__isnull=True, criteria__isnull=False)
        to_check = unchecked.exclude(written_by=user.pk)
        yield Waiting(to_check, lambda: _to_check(to_check))
    coming = PanelMember.objects.filter(
        person=user.pk or 0,
        state__in=PanelMember.COMING,
        panel__day__state__in=SelectionDay.BEFORE_LIVE,
        panel__day__calibration__isnull=False,
    )
    yield Waiting(coming, lambda: _to_practise(coming))


def _to_check(versions: QuerySet[BankVersion]) -> Iterator[WorkItem]:
    for version in versions.select_related("item").distinct()[:5]:
        url = reverse("recruitment:bank_item", args=[version.item.reference])
        yield WorkItem(f"Check “{version.item.title}” for the bank", url)


def _to_practise(coming: QuerySet[PanelMember]) -> Iterator[WorkItem]:
    done = CalibrationSheet.objects.done().values("member")
    for seat in coming.exclude(pk__in=done).select_related("panel__day"):
        url = reverse("recruitment:practise", args=[seat.reference])
        yield WorkItem("Mark the practice answer before your panel", url, due_on=seat.panel.day.date)
