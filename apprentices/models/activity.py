"""Kinds of off-the-job activity as data, and the four tests that somebody answered once for each kind they use."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from apprentices.models.involvement import Involvement
from apprentices.models.record import Apprentice
from consortium.models import OffTheJobRuleSet


class ActivityTypeQuerySet(models.QuerySet["ActivityType"]):
    def with_tests_of(self, apprentice: Apprentice) -> ActivityTypeQuerySet:
        """Each kind with ``tests_answered``: whether this apprentice has answered the four tests for it."""
        answered = FourTests.objects.filter(apprentice=apprentice, activity=models.OuterRef("pk"))
        return self.annotate(tests_answered=models.Exists(answered))

    def counting_under(self, rule_set: OffTheJobRuleSet) -> list[ActivityType]:
        """The kinds that count under a rule set, in the order in which people are shown them."""
        return [activity for activity in self.all() if activity.counts_under(rule_set)]


class ActivityType(models.Model):
    """What off-the-job time can be. Taught time is confirmed by the tutor, placement learning by the practice educator
    or supervisor, everything else by the line manager: whoever can know that it took place.
    """

    class ConfirmedBy(models.TextChoices):
        TUTOR = "tutor", "University tutor"
        PRACTICE_EDUCATOR = "practice_educator", "Practice educator or supervisor"
        LINE_MANAGER = "line_manager", "Line manager"

    CONFIRMING_KINDS: dict[str, tuple[str, ...]] = {
        ConfirmedBy.TUTOR: (Involvement.Kind.TUTOR,),
        ConfirmedBy.PRACTICE_EDUCATOR: (
            Involvement.Kind.PRACTICE_EDUCATOR,
            Involvement.Kind.WORKPLACE_SUPERVISOR,
            Involvement.Kind.WORKPLACE_ASSESSOR,
        ),
        ConfirmedBy.LINE_MANAGER: (Involvement.Kind.LINE_MANAGER,),
    }
    """Who confirms → the kinds of involvement that make somebody that person for an apprentice."""

    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    group = models.CharField(max_length=40)
    confirmed_by = models.CharField(max_length=20, choices=ConfirmedBy.choices)
    taught = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)
    counts_by_rule_set = models.JSONField(default=dict)
    help = models.CharField(max_length=250, blank=True)
    why_not = models.CharField(max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = ActivityTypeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label

    def counts_under(self, rule_set: OffTheJobRuleSet) -> bool:
        """Whether the rules of the apprentice's own start count this kind."""
        return bool(self.counts_by_rule_set.get(rule_set.code, self.counts))

    @property
    def confirming_kinds(self) -> tuple[str, ...]:
        return self.CONFIRMING_KINDS[self.confirmed_by]


class FourTests(models.Model):
    """An apprentice's answer, given once for a kind of activity and kept with the words that were asked."""

    WORDS = (
        "It was new learning, part of my standard, in paid hours (or time given back), "
        "and not training that never counts."
    )

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="four_tests")
    activity = models.ForeignKey(ActivityType, models.PROTECT, related_name="+")
    words = models.CharField(max_length=250, default=WORDS)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "four tests"
        constraints = [models.UniqueConstraint(fields=["apprentice", "activity"], name="four_tests_once_per_activity")]

    def __str__(self) -> str:
        return f"{self.apprentice}: {self.activity}"

    def audit_root(self) -> Apprentice:
        return self.apprentice
