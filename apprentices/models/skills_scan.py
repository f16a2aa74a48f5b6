"""The skills scan: each knowledge, skill and behaviour of the standard as the apprentice rates it, and as others do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from consortium.models import Framework
from core.records import Record

if TYPE_CHECKING:
    from consortium.models import StandardVersion


def ksbs_of(version: StandardVersion) -> Framework | None:
    """The list of knowledge, skills and behaviours of a standard's version: the official one before a local one."""
    own = version.frameworks.filter(code__startswith=version.standard.code)
    return own.order_by("-official", "-valid_from").first()


class SkillsScan(Record):
    """One scan, at the start or later, against the list as it was then. Once it was discussed it stays as it is."""

    class State(models.TextChoices):
        OPEN = "open", "Being filled in"
        DISCUSSED = "discussed", "Discussed"

    STEPS = {State.OPEN: {State.DISCUSSED}}
    STEP_WORDS = {
        "begun": "began a skills scan",
        "view given": "gave a view for the skills scan",
        State.DISCUSSED: "discussed the skills scan",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="skills_scans")
    number = models.PositiveSmallIntegerField()
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    discussed_on = models.DateField(null=True)
    discussed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "number"], name="skills_scan_number_once"),
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="open"), name="skills_scan_one_open"
            ),
            models.CheckConstraint(
                name="skills_scan_discussed_by_somebody",
                condition=models.Q(state="open") | models.Q(discussed_on__isnull=False, discussed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Skills scan {self.number}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_first(self) -> bool:
        """The one at the start: prior learning is recognised from it alone."""
        return self.number == 1


class ScanView(Record):
    """What one party says of each statement, before it sees what the others say. Sent, it stays as it is.

    ``answers``: code of the statement → {"level": …, "words": …}.
    """

    class Level(models.TextChoices):
        NOT_YET = "not_yet", "Not yet"
        SOME = "some", "Some"
        CONFIDENT = "confident", "Confident"

    scan = models.ForeignKey(SkillsScan, models.PROTECT, related_name="views")
    party = models.CharField(max_length=10, choices=Party.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["scan", "party"], name="skills_scan_one_view_of_a_party")]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.author}"

    def audit_root(self) -> Apprentice:
        return self.scan.apprentice

    def answer_to(self, code: str) -> dict[str, Any]:
        """Level in words, and what was written, for one statement."""
        found = self.answers.get(code, {})
        level = found.get("level", "")
        return {"level": level, "label": self.Level(level).label if level else "", "words": found.get("words", "")}


class PriorLearning(Record):
    """Hours of one topic that may be recognised as prior learning; put forward with the scan, the university decides.

    It is the evidence; how many hours hold stands in the training plan alone.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Put forward"
        DECIDED = "decided", "Decided"

    STEPS = {State.PROPOSED: {State.DECIDED}}
    STEP_WORDS = {
        "put forward": "put prior learning forward",
        State.DECIDED: "decided on prior learning",
    }

    scan = models.ForeignKey(SkillsScan, models.PROTECT, related_name="prior_learning")
    topic = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    because = models.TextField(max_length=2000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    recognised = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    decided_because = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "prior learning"
        constraints = [
            models.CheckConstraint(name="prior_learning_takes_hours", condition=models.Q(hours__gt=0)),
            models.CheckConstraint(
                name="prior_learning_decided_by_somebody",
                condition=models.Q(state="proposed", recognised__isnull=True)
                | models.Q(
                    state="decided",
                    recognised__gte=0,
                    recognised__lte=models.F("hours"),
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    def audit_root(self) -> Apprentice:
        return self.scan.apprentice
