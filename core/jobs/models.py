"""Background work: the promise is a row. Owed, claimed until a moment, done; a sweeper re-queues what is late."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record

HEARTBEAT = datetime.timedelta(minutes=2)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: object) -> JobQuerySet:
        """A job is seen by the person who asked for it."""
        return self.filter(asked_by=user)

    def due(self, *, at: datetime.datetime) -> JobQuerySet:
        """Owed and due, or claimed by a worker that has not been heard of."""
        return self.filter(
            models.Q(state=Job.State.OWED, due_at__lte=at) | models.Q(state=Job.State.CLAIMED, claimed_until__lt=at)
        )


class Job(Record):
    """One piece of long work that somebody asked for, with its progress. Run by ``core.jobs.run``."""

    ATTEMPTS = 3

    class State(models.TextChoices):
        OWED = "owed", "Waiting to start"
        CLAIMED = "claimed", "In progress"
        DONE = "done", "Done"
        FAILED = "failed", "Could not be done"

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="job_due", condition=models.Q(state__in=["owed", "claimed"]))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        return round(100 * self.progress_done / self.progress_total) if self.progress_total else 0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is; the heartbeat that keeps other workers away."""
        self.progress_done, self.progress_total, self.message = done, total, message[:500]
        self.claimed_until = timezone.now() + HEARTBEAT
        self.save(update_fields=["progress_done", "progress_total", "message", "claimed_until"])
