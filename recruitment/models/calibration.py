"""Calibration: before a day every panel member marks the same made-up answer, and then sees what others gave."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.bank import BankCriterion, BankItem, BankVersion
from recruitment.models.panels import PanelMember
from recruitment.models.selection_days import SelectionDay


class CalibrationCase(Record):
    """An answer that was made up for practice, to what a version of the bank asks; it is judged by its criteria."""

    asked = models.ForeignKey(BankVersion, models.PROTECT, related_name="cases")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=8000)
    fixed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["asked", "title"], name="calibration_case_once")]

    def __str__(self) -> str:
        return self.title

    def audit_root(self) -> BankItem:
        return self.asked.item


class Calibration(Record):
    """The case that all panel members of a day mark beforehand."""

    day = models.OneToOneField(SelectionDay, models.PROTECT, related_name="calibration")
    case = models.ForeignKey(CalibrationCase, models.PROTECT, related_name="rounds")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} for {self.day}"

    def still_to_practise(self) -> models.QuerySet[PanelMember]:
        """Members who are coming and have neither sent marks nor been excused."""
        done = self.sheets.done().values("member")
        return PanelMember.objects.filter(panel__day=self.day_id).coming().exclude(pk__in=done).order_by("pk")

    def audit_root(self) -> SelectionDay:
        return self.day


class CalibrationSheetQuerySet(models.QuerySet["CalibrationSheet"]):
    def sent(self) -> CalibrationSheetQuerySet:
        return self.filter(sent_at__isnull=False)

    def done(self) -> CalibrationSheetQuerySet:
        """Sent, or excused by whoever runs the day."""
        return self.filter(models.Q(sent_at__isnull=False) | models.Q(excused_at__isnull=False))


class CalibrationSheet(Record):
    """What one member gave. Others' marks open once it is sent, and it changes no more. Nobody is judged by it."""

    calibration = models.ForeignKey(Calibration, models.PROTECT, related_name="sheets")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="calibration_sheets")
    sent_at = models.DateTimeField(null=True, editable=False)
    excused_at = models.DateTimeField(null=True, editable=False)

    objects = CalibrationSheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["calibration", "member"], name="calibration_sheet_once"),
        ]

    def __str__(self) -> str:
        return f"Practice marks of {self.member}"

    def audit_root(self) -> SelectionDay:
        return self.calibration.day


class CalibrationMark(models.Model):
    """A mark from 1 to 5 on one criterion of the case, and why."""

    sheet = models.ForeignKey(CalibrationSheet, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(BankCriterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, max_length=2000)
    locked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["sheet", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="calibration_mark_once"),
            models.CheckConstraint(
                name="calibration_mark_on_the_scale",
                condition=models.Q(value__isnull=True) | models.Q(value__gte=1, value__lte=5),
            ),
            models.CheckConstraint(
                name="calibration_mark_locked_has_a_value",
                condition=models.Q(locked_at__isnull=True) | models.Q(value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value or 'no mark'}"
