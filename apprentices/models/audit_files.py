"""The evidence of one apprentice, or of a sample, put together for an audit: who is in it, and how they were chosen."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.involvement import Involvement
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.documents.models import Pack
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

FOR_EMPLOYER = ("workforce_lead", "levy_lead")
FOR_UNIVERSITY = ("compliance_officer",)
"""Roles that answer to auditors for every apprentice of their organisation; a tutor does for their own."""


def audited_by(user: User, *, on: datetime.date) -> models.QuerySet[Any, Any]:
    """Ids of the apprentices whose evidence a person may put together on a date. Nobody does so for themselves."""
    held = Involvement.objects.on(on).exclude(apprentice__person_id=user.pk or 0)
    found = held.filter(person_id=user.pk or 0, kind=Involvement.Kind.TUTOR).values("apprentice_id")
    for kind, roles in ((Involvement.Kind.EMPLOYER, FOR_EMPLOYER), (Involvement.Kind.UNIVERSITY, FOR_UNIVERSITY)):
        reached = Organisation.objects.reached_by(user, on=on, roles=list(roles))
        found = found.union(held.filter(kind=kind, organisation__in=reached.values("pk")).values("apprentice_id"))
    return found


class AuditFileQuerySet(models.QuerySet["AuditFile"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> AuditFileQuerySet:
        """Files of which this person may have every record today; one that closed to them closes the whole file."""
        mine = Apprentice.objects.filter(pk__in=audited_by(user, on=on or timezone.localdate()))
        others = AuditFile.apprentices.through.objects.exclude(apprentice__in=mine.values("pk"))
        return self.exclude(pk__in=others.values("auditfile"))


class AuditFile(Record):
    """Who is in it, and how they were chosen: a random sample can be drawn again from the same seed.

    What it says is the snapshot of its pack, and stays as it was on the day it was built.
    """

    class Chosen(models.TextChoices):
        NAMED = "named", "Named one by one"
        FILTERED = "filtered", "Everybody on a filtered list"
        RANDOM = "random", "Drawn at random"

    STEP_WORDS = {"asked": "asked for an audit file", "put in": "put the evidence of this record into an audit file"}
    MOST = 100
    """People in one file: about two thousand pages, and half an hour of a worker's time."""

    apprentices = models.ManyToManyField(Apprentice, related_name="audit_files")
    chosen = models.CharField(max_length=10, choices=Chosen.choices, default=Chosen.NAMED)
    seed = models.PositiveIntegerField(null=True)
    out_of = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveSmallIntegerField(default=1)
    pack = models.OneToOneField(Pack, models.PROTECT, null=True, related_name="audit_file")

    objects = AuditFileQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="audit_file_random_has_its_seed",
                condition=models.Q(chosen="random", seed__isnull=False) | ~models.Q(chosen="random"),
            ),
            models.CheckConstraint(name="audit_file_is_about_somebody", condition=models.Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Audit file of {timezone.localtime(self.asked_at):%-d %B %Y}"

    @property
    def as_of(self) -> datetime.date:
        """The day as of which it reads the records: the one on which it was asked for."""
        return timezone.localdate(self.asked_at)

    @property
    def how(self) -> str:
        """How its people were chosen, in a sentence that lets somebody else draw the same sample."""
        if self.chosen == self.Chosen.RANDOM:
            return f"{self.people} drawn at random out of {self.out_of}, with the seed {self.seed}."
        if self.chosen == self.Chosen.FILTERED:
            return f"Everybody on a filtered list: {self.people}."
        return "Named one by one."
