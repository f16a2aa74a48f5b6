"""A file that somebody gave us: checked by opening it, scanned before anybody else sees it, never on a public path."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.records import Record
from core.registry import file_scopes


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: object) -> StoredFileQuerySet:
        """Files that this person may open now: every app adds its scope to ``core.registry.file_scopes``."""
        ids = [scope(user) for scope in file_scopes]  # type: ignore[arg-type]
        return self.filter(pk__in=ids[0].union(*ids[1:])) if ids else self.none()

    def safe(self) -> StoredFileQuerySet:
        """Files that were scanned clean, or not scanned where no scanner is set (the demo says so)."""
        return self.filter(state__in=[StoredFile.State.CLEAN, StoredFile.State.NOT_SCANNED])


class StoredFile(Record):
    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CLEAN = "clean", "Checked"
        NOT_SCANNED = "not_scanned", "Not scanned for viruses"
        REFUSED = "refused", "Refused: it may harm a computer"
        DESTROYED = "destroyed", "Destroyed by order"

    STEPS = {
        State.CHECKING: {State.CLEAN, State.NOT_SCANNED, State.REFUSED, State.DESTROYED},
        State.CLEAN: {State.DESTROYED},
        State.NOT_SCANNED: {State.DESTROYED},
        State.REFUSED: {State.DESTROYED},
    }

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="files")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to="files/%Y/%m", max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHECKING)
    scanned_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_opened(self) -> bool:
        return self.state in (self.State.CLEAN, self.State.NOT_SCANNED)

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.size / 1024))
