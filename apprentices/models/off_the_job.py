"""Off-the-job time: logged by the apprentice or credited from a placement day, confirmed by somebody who knows."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.activity import ActivityType
from apprentices.models.involvement import related
from apprentices.models.record import Apprentice
from consortium.models import Statement
from core.files.models import StoredFile
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

LONG_HOURS = 8
"""More than this in one entry is shown to the line manager before the rest."""


class Confirmation(Record):
    """One act of agreeing to one or many entries, signed by the person under their exact content."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Confirmed by {self.by}"

    def content(self) -> dict[str, object]:
        """The canonical content that was signed: every entry as it stood."""
        entries = (
            self.entries.select_related("apprentice", "activity").prefetch_related("statements", "files").order_by("pk")
        )
        return {"entries": [entry.content() for entry in entries]}


class OffTheJobEntryQuerySet(models.QuerySet["OffTheJobEntry"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> OffTheJobEntryQuerySet:
        """Entries of the apprentices that a person may see; a draft is its writer's own."""
        return self.filter(apprentice__in=Apprentice.objects.visible_to(user, on=on)).exclude(
            ~models.Q(logged_by=user.pk or 0), state=OffTheJobEntry.State.DRAFT
        )

    def awaiting_confirmation(self) -> OffTheJobEntryQuerySet:
        return self.filter(state=OffTheJobEntry.State.SUBMITTED)

    def awaiting(self, user: User, *, on: datetime.date) -> OffTheJobEntryQuerySet:
        """Entries that wait for this very person: by their relation to the apprentice and the kind of activity."""
        matching = models.Q(pk__in=[])
        for confirmer, kinds in ActivityType.CONFIRMING_KINDS.items():
            matching |= models.Q(activity__confirmed_by=confirmer, apprentice__in=related(user, *kinds, on=on))
        return self.awaiting_confirmation().of_those_here().filter(matching).exclude(logged_by=user.pk or 0)

    def of_those_here(self) -> OffTheJobEntryQuerySet:
        """Queues and mails speak of nobody who is on a break, suspended or gone; their time is found on the record."""
        return self.exclude(apprentice__state__in=Apprentice.AWAY)

    def live(self) -> OffTheJobEntryQuerySet:
        """Time that counts or may yet count: what a further entry may not overlap."""
        return self.filter(state__in=OffTheJobEntry.LIVE)

    def not_reversed(self) -> OffTheJobEntryQuerySet:
        return self.filter(reverses__isnull=True, reversed_by_entry__isnull=True)

    def confirmed(self) -> OffTheJobEntryQuerySet:
        return self.filter(state=OffTheJobEntry.State.CONFIRMED)


class OffTheJobEntry(Record):
    """One block of off-the-job training. Once confirmed it never changes: a reversing entry takes its hours back."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for confirmation"
        CONFIRMED = "confirmed", "Confirmed"
        QUERIED = "queried", "Question for you"
        REJECTED = "rejected", "Not agreed"
        WITHDRAWN = "withdrawn", "Taken back"

    class Source(models.TextChoices):
        LOGGED = "logged", "Logged by the apprentice"
        PLACEMENT = "placement", "From placement"
        ATTENDANCE = "attendance", "From the register"

    STEPS = {
        State.DRAFT: {State.SUBMITTED, State.CONFIRMED, State.WITHDRAWN},
        State.SUBMITTED: {State.CONFIRMED, State.QUERIED, State.REJECTED, State.WITHDRAWN},
        State.QUERIED: {State.SUBMITTED, State.WITHDRAWN},
    }
    """A draft is confirmed at once only where a confirmed record credits it: a placement day, a register."""

    STEP_WORDS = {
        State.SUBMITTED: "logged off-the-job time",
        State.CONFIRMED: "confirmed off-the-job time",
        State.QUERIED: "asked a question about off-the-job time",
        State.REJECTED: "did not agree off-the-job time",
        State.WITHDRAWN: "took back off-the-job time",
        "reversed": "reversed confirmed off-the-job time",
    }
    LIVE = (State.SUBMITTED, State.CONFIRMED, State.QUERIED)
    MOST_HOURS_A_DAY = 12

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="off_the_job")
    activity = models.ForeignKey(ActivityType, models.PROTECT, related_name="entries")
    client_id = models.UUIDField(default=uuid.uuid4)
    date = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    note = models.TextField(blank=True)
    statements = models.ManyToManyField(Statement, blank=True, related_name="+")
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.LOGGED)
    source_kind = models.CharField(max_length=80, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_turn = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    question = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmation = models.ForeignKey(Confirmation, models.PROTECT, null=True, related_name="entries")
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason_given = models.TextField(blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by_entry")

    objects = OffTheJobEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "off-the-job entries"
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["apprentice", "-date"], name="time_by_day"),
            models.Index(fields=["apprentice"], name="time_awaiting", condition=models.Q(state="submitted")),
            models.Index(fields=["apprentice", "hours"], name="time_confirmed", condition=models.Q(state="confirmed")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "client_id"], name="time_once_per_device_id"),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "source_turn"],
                condition=~models.Q(source_kind="") & models.Q(reverses__isnull=True),
                name="time_once_per_source",
            ),
            models.CheckConstraint(
                name="time_hours_fit_in_a_day",
                condition=models.Q(reverses__isnull=True, hours__gt=0, hours__lte=24)
                | models.Q(reverses__isnull=False, hours__lt=0, hours__gte=-24),
            ),
            models.CheckConstraint(
                name="time_confirmed_by_somebody_else",
                condition=~models.Q(state="confirmed")
                | (
                    models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~models.Q(confirmed_by=models.F("logged_by"))
                ),
            ),
            models.CheckConstraint(
                name="time_waiting_since_a_moment",
                condition=~models.Q(state="submitted") | models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="time_queried_with_a_question",
                condition=~models.Q(state="queried") | (~models.Q(question="") & models.Q(asked_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="time_rejected_with_a_reason",
                condition=~models.Q(state="rejected")
                | (~models.Q(reason_given="") & models.Q(rejected_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="time_reversed_with_a_reason",
                condition=models.Q(reverses__isnull=True) | ~models.Q(reason_given=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours:g} hours, {self.date:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        """The apprentice by number alone, so that confirming a batch fetches nobody."""
        return Apprentice(pk=self.apprentice_id)

    def content(self) -> dict[str, object]:
        """What somebody who confirms this entry puts their name to."""
        return {
            "entry": self.reference,
            "apprentice": self.apprentice.reference,
            "date": self.date.isoformat(),
            "starts_at": self.starts_at.strftime("%H:%M") if self.starts_at else "",
            "hours": f"{self.hours:.2f}",
            "activity": self.activity.code,
            "note": self.note,
            "statements": sorted(statement.code for statement in self.statements.all()),
            "files": sorted(file.sha256 for file in self.files.all()),
        }

    @property
    def ends_at(self) -> datetime.datetime | None:
        """When the block ended, where its start is known."""
        if self.starts_at is None:
            return None
        begins = datetime.datetime.combine(self.date, self.starts_at)
        return begins + datetime.timedelta(minutes=round(float(self.hours) * 60))

    @property
    def oddities(self) -> list[str]:
        """What somebody who confirms should look at before the rest."""
        odd = []
        if self.hours > LONG_HOURS:
            odd.append(f"More than {LONG_HOURS} hours")
        if self.date.weekday() >= 5:
            odd.append(f"A {self.date:%A}")
        if self.question:
            odd.append("Answered a question")
        return odd
