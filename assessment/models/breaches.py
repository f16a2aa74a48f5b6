"""Somebody's details stand in a text: who said so, who decided, who had to know, what was destroyed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import readers
from assessment.models.evidence import Evidence, EvidenceVersion
from consortium.models import Organisation
from consortium.people import reached_ids
from core.records import Record
from core.words import lowered

if TYPE_CHECKING:
    from core.accounts.models import User

DATA_PROTECTION = "data_protection_lead"

HOURS_TO_REPORT = 72
"""UK GDPR, article 33: from becoming aware, where there is a risk to somebody."""


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> BreachQuerySet:
        """Its writer and the tutor, the data protection leads of the parties, and whoever flagged it."""
        on = on or timezone.localdate()
        return self.filter(self._read_by(user, on=on) | models.Q(flagged_by_id=user.pk or 0))

    def readable_by(self, user: User, *, on: datetime.date | None = None) -> BreachQuerySet:
        """Those whose hidden words and files this person may read: whoever only flagged them may not."""
        return self.filter(self._read_by(user, on=on or timezone.localdate()))

    def _read_by(self, user: User, *, on: datetime.date) -> models.Q:
        answered_for = BreachParty.objects.filter(organisation__in=reached_ids(user, on=on, roles=[DATA_PROTECTION]))
        return (
            models.Q(evidence__apprentice__in=readers.owned_by(user, on=on))
            | models.Q(writer_id=user.pk or 0, evidence__isnull=True)
            | models.Q(apprentice__in=readers.tutored_by(user, on=on)) & ~models.Q(about__in=Breach.NOT_THE_TUTORS)
            | models.Q(pk__in=answered_for.order_by().values("breach"))
        )

    def standing(self) -> BreachQuerySet:
        """Those that hide something: flagged, or confirmed."""
        return self.filter(state__in=Breach.STANDING)


class Breach(Record):
    """One flag on a piece of evidence, or on another text about an apprentice’s practice.

    Until it is lifted it hides: of evidence, ``version_flagged`` and every earlier one; of another text (``about`` and
    ``about_id``: what it is, and its row), its words (``core.audit.hiding``). ``before`` is the state that a piece was
    in, and ``waited_since`` since when it waited: lifted, it is put back as it was. ``writer`` is whose words they are.
    ``fix_by`` is until when a copy without the details is sent; ``resent_at`` when it was.
    """

    class About(models.TextChoices):
        """What the details stand in."""

        EVIDENCE = "evidence", "A piece of evidence"
        OBSERVATION = "observation", "The report of a direct observation"
        REFLECTION = "reflection", "A reflection on a direct observation"
        JUDGEMENT = "judgement", "The judgement of a direct observation"
        SELF_ASSESSMENT = "self-assessment", "A view in a self-assessment"
        SUPERVISOR = "supervisor-report", "The workplace supervisor’s report"
        EDUCATOR = "educator-report", "The practice educator’s report"
        WITNESS = "witness", "A witness statement"
        TUTOR_REVIEW = "tutor-review", "The university tutor’s answer to a recommendation"
        SECOND_OPINION = "second-opinion", "A second opinion"
        READER_SHEET = "reader-sheet", "A panel reader’s sheet"

    class State(models.TextChoices):
        FLAGGED = "flagged", "Waiting for the tutor"
        CONFIRMED = "confirmed", "Confirmed"
        LIFTED = "lifted", "Lifted"

    STEPS = {State.FLAGGED: {State.CONFIRMED, State.LIFTED}, State.CONFIRMED: {State.LIFTED}}
    STEP_WORDS = {
        "flagged": "said that somebody’s details stand in this: it is hidden",
        State.CONFIRMED: "confirmed that somebody’s details stand in this",
        State.LIFTED: "found that nobody’s details stand in this: it is shown again",
        "assessed": "recorded whether the Information Commissioner is told",
        "destroyed": "had the original destroyed",
        "read": "read what is hidden",
        "instead": "wrote what can be said without the details",
    }
    OF_AN_OBSERVATION = (About.OBSERVATION, About.REFLECTION)
    """What is written before an observation is judged."""
    NOT_THE_TUTORS = (About.TUTOR_REVIEW, About.READER_SHEET)
    """What the tutor wrote, or does not read: the university's data protection lead decides on it instead."""
    STANDING = (State.FLAGGED, State.CONFIRMED)

    class Severity(models.TextChoices):
        MINOR = "minor", "Minor"
        MAJOR = "major", "Major"

    class Reported(models.TextChoices):
        YES = "yes", "Reported to the Information Commissioner"
        NOT_NEEDED = "not_needed", "No report is needed"

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="breaches")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    about = models.CharField(max_length=20, choices=About.choices, default=About.EVIDENCE)
    about_id = models.BigIntegerField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="breaches")
    version_flagged = models.ForeignKey(EvidenceVersion, models.PROTECT, null=True, related_name="breaches")
    number = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FLAGGED)
    before = models.CharField(max_length=12, choices=Evidence.State.choices, blank=True)
    waited_since = models.DateTimeField(null=True)
    where = models.TextField()
    flagged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    flagged_as = models.CharField(max_length=60)
    flagged_at = models.DateTimeField(default=timezone.now)
    severity = models.CharField(max_length=10, choices=Severity.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    fix_by = models.DateTimeField(null=True)
    resent_at = models.DateTimeField(null=True)
    reported = models.CharField(max_length=12, choices=Reported.choices, blank=True)
    assessment = models.TextField(blank=True)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField(null=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "breaches"
        ordering = ["-flagged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"], condition=models.Q(state="flagged"), name="breach_flagged_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["about", "about_id"],
                condition=models.Q(state__in=["flagged", "confirmed"]),
                name="breach_stands_once_on_a_text",
            ),
            models.CheckConstraint(
                name="breach_is_about_one_thing",
                condition=models.Q(about="evidence", about_id__isnull=True)
                & models.Q(evidence__isnull=False, version_flagged__isnull=False, number__isnull=False)
                | ~models.Q(about="evidence") & models.Q(about_id__isnull=False, evidence__isnull=True),
            ),
            models.CheckConstraint(
                name="breach_decided_by_somebody",
                condition=models.Q(state="flagged", decided_at__isnull=True)
                | (~models.Q(state="flagged") & models.Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="breach_confirmed_has_severity", condition=~models.Q(state="confirmed") | ~models.Q(severity="")
            ),
            models.CheckConstraint(
                name="breach_assessed_is_whole",
                condition=models.Q(reported="", assessed_at__isnull=True)
                | (~models.Q(reported="") & models.Q(assessed_at__isnull=False, assessed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"

    def audit_root(self) -> models.Model:
        """Evidence; another text hangs from nothing, since it may be of a decision that is not released."""
        return self.evidence or self

    @property
    def name(self) -> str:
        return f"Somebody’s details in {self.what}"

    @property
    def what(self) -> str:
        """What the details stand in, within a sentence."""
        return lowered(self.get_about_display())

    @property
    def report_by(self) -> datetime.datetime:
        """Until when the Information Commissioner must be told, where there is a risk."""
        return self.flagged_at + datetime.timedelta(hours=HOURS_TO_REPORT)

    @property
    def stands(self) -> bool:
        return self.state in self.STANDING

    def hours_left(self, at: datetime.datetime) -> int:
        """Whole hours of the 72 that are left; below nought they are over."""
        return int((self.report_by - at).total_seconds() // 3600)


class BreachParty(models.Model):
    """An organisation whose data protection lead is told: the host answers for the people whom it serves."""

    class Part(models.TextChoices):
        HOST = "host", "Host"
        UNIVERSITY = "university", "University"
        EMPLOYER = "employer", "Employer"

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["breach", "part"], name="breach_party_once")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_part_display().lower()})"


class DestructionOrder(models.Model):
    """A data protection lead's order to destroy an original. ``destroyed`` says what, by hash; the words are gone.

    Every text that was destroyed says "erased by order" with this order's number.
    """

    breach = models.OneToOneField(Breach, models.PROTECT, related_name="destruction")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField()
    ordered_at = models.DateTimeField(default=timezone.now)
    destroyed = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Order {self.pk}"
