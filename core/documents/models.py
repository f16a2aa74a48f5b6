"""A pack: a set of papers for a decision, built in the background, kept with its hash and what it was built from."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from core.files.models import StoredFile
from core.records import Record
from core.registry import pack_builders


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: Any) -> PackQuerySet:
        """Packs that this person may have now: each builder says whose packs are open to whom; withheld ones nobody."""
        scopes = [
            self.model._base_manager.filter(
                builder=name, subject_id__in=pack_builders[name].readable_subjects(user)
            ).values_list("pk")
            for name in pack_builders
        ]
        return self.filter(pk__in=scopes[0].union(*scopes[1:]), withheld_at__isnull=True) if scopes else self.none()

    def of_candidates_by(self, day: datetime.date) -> PackQuerySet:
        """Packs with what candidates wrote or were told, asked for by a day."""
        names = [name for name in pack_builders if pack_builders[name].of_candidates]
        return self.filter(builder__in=names, created_at__date__lte=day)

    def naming(self, reference: str) -> PackQuerySet:
        """Packs built from a record, by its reference: it stands in what was read for them."""
        return self.annotate(read=Cast("snapshot", models.TextField())).filter(read__contains=reference)


class Pack(Record):
    """Papers built for a decision. ``snapshot`` is everything that was read, so that an appeal can rebuild them.

    ``withheld_at``: something in it may be read by nobody for now, so nobody has it.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waiting to be built"
        BUILDING = "building", "Being built"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be built"

    STEPS = {
        State.ASKED: {State.BUILDING, State.FAILED},
        State.BUILDING: {State.BUILDING, State.READY, State.FAILED},
    }
    STEP_WORDS = {"ready": "had a pack built", "asked": "asked for a pack"}

    builder = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    subject_id = models.BigIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="packs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="packs")
    pages = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["builder", "subject_id", "-created_at"], name="pack_by_subject")]
        constraints = [
            models.CheckConstraint(
                name="pack_ready_has_file",
                condition=~models.Q(state="ready") | models.Q(file__isnull=False, built_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title
