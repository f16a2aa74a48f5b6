"""Who reads which application in the sift, and the marks that they gave. An agreed mark stands beside the originals.

One person's marks are their own until everybody who reads the application has read it; from then on each can see the
other's, and both are locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from core.accounts.models import User
from core.records import Record
from recruitment.models.sift import Sift, SiftCriterion, Sifted, Sifter

if TYPE_CHECKING:
    from recruitment.models.applications import Application


class SiftReadingQuerySet(models.QuerySet["SiftReading"]):
    def counting(self) -> SiftReadingQuerySet:
        """Readings that were not given back."""
        return self.filter(left_at__isnull=True)


class SiftReading(Record):
    """One sifter's reading of one application. ``left_at``: given back, because they knew whose it is or left."""

    sifted = models.ForeignKey(Sifted, models.PROTECT, related_name="readings")
    sifter = models.ForeignKey(Sifter, models.PROTECT, related_name="readings")
    turn = models.PositiveSmallIntegerField(default=1)
    done_at = models.DateTimeField(null=True, editable=False)
    locked_at = models.DateTimeField(null=True, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = SiftReadingQuerySet.as_manager()

    class Meta:
        ordering = ["sifted", "turn", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sifted", "sifter"], name="sift_reading_once_per_sifter"),
            models.UniqueConstraint(
                fields=["sifted", "turn"], condition=models.Q(left_at__isnull=True), name="sift_reading_turn_once"
            ),
            models.CheckConstraint(
                name="sift_reading_locked_when_done",
                condition=models.Q(locked_at__isnull=True) | models.Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Reading {self.turn} of {self.sifted.application}"

    def audit_root(self) -> Application:
        return self.sifted.application


class SiftMarkQuerySet(models.QuerySet["SiftMark"]):
    def of_person(self, user: User) -> SiftMarkQuerySet:
        """A person's own marks, in sifts that are open, on applications that still wait."""
        return self.filter(
            reading__sifter__person=user.pk or 0,
            reading__sifter__left_at__isnull=True,
            reading__left_at__isnull=True,
            reading__sifter__sift__state=Sift.State.OPEN,
            reading__sifted__application__state="eligible",
        )

    def to_give(self) -> SiftMarkQuerySet:
        return self.filter(marked_at__isnull=True)

    def in_order(self) -> SiftMarkQuerySet:
        """Criterion by criterion, and within it in the sifter's own order."""
        return self.order_by("criterion__position", "place", "pk")


class SiftMark(Record):
    """A mark from 1 to 5 on one criterion with the reasons that were chosen, as it was saved.

    ``place`` is where it stands in its sifter's order. ``marked_at``: when it had a mark and what the mark needs.
    """

    reading = models.ForeignKey(SiftReading, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(SiftCriterion, models.PROTECT, related_name="marks")
    place = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    marked_at = models.DateTimeField(null=True, editable=False)
    locked_at = models.DateTimeField(null=True, editable=False)

    objects = SiftMarkQuerySet.as_manager()

    class Meta:
        ordering = ["reading", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "criterion"], name="sift_mark_once_per_criterion"),
            models.CheckConstraint(
                name="sift_mark_is_on_the_scale",
                condition=models.Q(value__isnull=True) | models.Q(value__gte=1, value__lte=5),
            ),
            models.CheckConstraint(
                name="sift_mark_given_has_a_value",
                condition=models.Q(marked_at__isnull=True) | models.Q(value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value or 'no mark'}"

    def audit_root(self) -> Application:
        return self.reading.sifted.application


class SiftAgreedMark(models.Model):
    """What two sifters agreed where they were apart: put forward by one, agreed by the other, with the reason."""

    sifted = models.ForeignKey(Sifted, models.PROTECT, related_name="agreed_marks")
    criterion = models.ForeignKey(SiftCriterion, models.PROTECT, related_name="agreed_marks")
    value = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=2000)
    proposed_by = models.ForeignKey(Sifter, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Sifter, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["sifted", "criterion"], name="sift_agreed_mark_once"),
            models.CheckConstraint(
                name="sift_agreed_mark_on_the_scale", condition=models.Q(value__gte=1, value__lte=5)
            ),
            models.CheckConstraint(name="sift_agreed_mark_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="sift_agreed_mark_by_two",
                condition=models.Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | (
                    models.Q(agreed_by__isnull=False, agreed_at__isnull=False)
                    & ~models.Q(agreed_by=models.F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: agreed {self.value}"

    def audit_root(self) -> Application:
        return self.sifted.application
