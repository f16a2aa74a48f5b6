"""What was found in the files beside a piece of evidence, and the names that an apprentice says may stand."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import readers
from core.files.models import StoredFile
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

NAME_LENGTH = 100


class AllowedNameQuerySet(models.QuerySet["AllowedName"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> AllowedNameQuerySet:
        """A person's own list; nobody else sees it."""
        return self.filter(apprentice__in=readers.owned_by(user, on=on or timezone.localdate()))


class AllowedName(Record):
    """A name that may stand in what an apprentice writes: a colleague's, an author's. Never that of a person served."""

    apprentice = models.ForeignKey(Apprentice, models.CASCADE, related_name="allowed_names")
    name = models.CharField(max_length=NAME_LENGTH)
    who = models.CharField(max_length=NAME_LENGTH, blank=True)

    objects = AllowedNameQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["apprentice", "name"], name="allowed_name_once")]

    def __str__(self) -> str:
        return self.name


class FileScreening(models.Model):
    """That a file was looked through, and whether it could be read. ``problem`` is why it could not."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="screening")
    looked_at = models.DateTimeField(default=timezone.now)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.file}: {self.problem or 'looked through'}"


class FileFinding(models.Model):
    """What in a file looks like somebody's personal details, and where it stands: page, paragraph or row."""

    screening = models.ForeignKey(FileScreening, models.CASCADE, related_name="findings")
    where = models.CharField(max_length=80)
    what = models.CharField(max_length=30)
    found = models.CharField(max_length=200)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what}, {self.where}"
