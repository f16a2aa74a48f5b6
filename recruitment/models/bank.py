"""The bank of what candidates are asked: questions, scenarios and written tasks, in versions.

A version that was used on a selection day is fixed, so that what was asked, and by which marks it was judged, can be
shown for as long as the decision stands. To improve it, a new version is written.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation, Statement
from core import workflow
from core.records import Record
from recruitment.models.campaigns import COORDINATING
from recruitment.models.criteria import AnchoredCriterion, weighs_on_the_scale
from recruitment.models.selection_days import Exercise, SelectionDay

if TYPE_CHECKING:
    from core.accounts.models import User

MAPPED_TO = ("PCF", "KSS-A", "KSS-C")
"""Frameworks that an item is mapped to: the PCF at the point of entry to training, and both KSS."""

ENTRY_LEVEL = "ENTRY"


class BankItemQuerySet(models.QuerySet["BankItem"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> BankItemQuerySet:
        """Items of the offices in which a person runs campaigns. Candidates and panels never come here."""
        on = on or timezone.localdate()
        return self.filter(kept_by__in=Organisation.objects.reached_by(user, on=on, roles=COORDINATING))

    def in_use(self) -> BankItemQuerySet:
        return self.filter(state=BankItem.State.IN_USE)

    def with_exposure(self) -> BankItemQuerySet:
        """Each with ``seen_by``: how many candidates came to a day on which any version of it was asked."""
        from recruitment.models.panels import PanelCandidate

        seen = (
            PanelCandidate.objects.filter(
                state=PanelCandidate.State.ATTENDED,
                panel__day__exercises__bank_use__version__item=models.OuterRef("pk"),
            )
            .order_by()
            .values("panel__day__exercises__bank_use__version__item")
            .annotate(candidates=models.Count("application", distinct=True))
            .values("candidates")
        )
        return self.annotate(seen_by=models.functions.Coalesce(models.Subquery(seen), 0))


class BankItem(Record):
    """A question, scenario or written task.

    ``retire_after``: once so many candidates have seen it, it is known outside, and no further day may use it.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "Interview question"
        SCENARIO = "scenario", "Scenario or role play"
        WRITTEN_TASK = "written_task", "Written task"

    class State(models.TextChoices):
        IN_USE = "in_use", "In use"
        RETIRED = "retired", "Retired"

    STEPS = {State.IN_USE: {State.RETIRED}, State.RETIRED: {State.IN_USE}}
    STEP_WORDS = {State.RETIRED: "retired the item", State.IN_USE: "took the item into use again"}

    kept_by = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_items")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    title = models.CharField(max_length=120)
    retire_after = models.PositiveSmallIntegerField(default=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_USE)

    objects = BankItemQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kept_by", "title"], name="bank_item_title_once"),
            models.CheckConstraint(name="bank_item_retires_some_day", condition=models.Q(retire_after__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title

    def retire(self, *, by: User, reason: str) -> None:
        """No day may use it from now on; what was asked with it stays to be read."""
        if not reason.strip():
            raise workflow.StepRefused("Say why it is retired. The reason is kept with it.")
        workflow.move(self, to=self.State.RETIRED, by=by, reason=reason.strip())

    def return_to_use(self, *, by: User) -> None:
        """Take a retired item into use again."""
        workflow.move(self, to=self.State.IN_USE, by=by)


class BankVersionQuerySet(models.QuerySet["BankVersion"]):
    def usable(self) -> BankVersionQuerySet:
        """Checked versions of items in use: the newest of each may go into a day."""
        newest = (
            BankVersion.objects.filter(item=models.OuterRef("item"), checked_at__isnull=False)
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(item__state=BankItem.State.IN_USE, pk=models.Subquery(newest))


class BankVersion(Record):
    """One wording of an item: what candidates are asked, what may be asked further, and what it is mapped to.

    Used only once a second person has checked it; changing it takes the check away. ``fixed_at``: first used.
    """

    item = models.ForeignKey(BankItem, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=6000)
    follow_ups = models.TextField(blank=True, max_length=3000)
    minutes = models.PositiveSmallIntegerField()
    statements = models.ManyToManyField(Statement, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, editable=False)
    fixed_at = models.DateTimeField(null=True, editable=False)

    objects = BankVersionQuerySet.as_manager()

    class Meta:
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="bank_version_number_once"),
            models.CheckConstraint(
                name="bank_version_takes_time", condition=models.Q(minutes__gte=1, minutes__lte=480)
            ),
            models.CheckConstraint(
                name="bank_version_checked_by_a_second_person",
                condition=models.Q(checked_by__isnull=True, checked_at__isnull=True)
                | (
                    models.Q(checked_by__isnull=False, checked_at__isnull=False)
                    & ~models.Q(checked_by=models.F("written_by"))
                ),
            ),
            models.CheckConstraint(
                name="bank_version_fixed_is_checked",
                condition=models.Q(fixed_at__isnull=True) | models.Q(checked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}, version {self.number}"

    def audit_root(self) -> BankItem:
        return self.item


class BankCriterion(AnchoredCriterion):
    """What is looked for in an answer, with what each mark from 1 to 5 looks like; copied to the day that uses it."""

    version = models.ForeignKey(BankVersion, models.CASCADE, related_name="criteria")

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name_plural = "bank criteria"
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="bank_criterion_position_once"),
            *weighs_on_the_scale("bank_criterion"),
        ]

    def audit_root(self) -> BankItem:
        return self.version.item


class BankUse(models.Model):
    """An exercise of a selection day takes its question and criteria from a version of the bank."""

    exercise = models.OneToOneField(Exercise, models.CASCADE, related_name="bank_use")
    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="uses")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version} on {self.exercise.day}"

    def audit_root(self) -> SelectionDay:
        return self.exercise.day
