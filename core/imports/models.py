"""A spreadsheet that somebody brings in: checked row by row, good rows kept, dirty rows handed back in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from core.files.models import StoredFile
from core.records import Record

if TYPE_CHECKING:
    from core.imports.kinds import ImportKind


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: object) -> ImportQuerySet:
        """An import is seen by the person who brought it."""
        return self.filter(brought_by=user)


class Import(Record):
    """One spreadsheet of one kind. The counts are of the trial until it is applied, then of what happened.

    ``problems``: list of {"row", "column", "message"}; row and column are empty for what holds for the whole file.
    """

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, not applied yet"
        APPLYING = "applying", "Being applied"
        DONE = "done", "Applied"

    STEPS = {
        State.CHECKING: {State.CHECKED},
        State.CHECKED: {State.APPLYING},
        State.APPLYING: {State.DONE, State.CHECKED},
    }
    STEP_WORDS = {
        State.CHECKED: "checked a spreadsheet",
        State.APPLYING: "asked to apply a spreadsheet",
        State.DONE: "applied a spreadsheet",
    }

    kind = models.CharField(max_length=60)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    source = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    handed_back = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_done_is_finished",
                condition=~models.Q(state="done") | models.Q(finished_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.source.name

    @property
    def the_kind(self) -> ImportKind:
        """What the app that owns this kind of spreadsheet says about it."""
        from core.imports.kinds import import_kinds

        return import_kinds[self.kind]

    @property
    def good(self) -> int:
        """Rows that can be taken."""
        return self.added + self.changed + self.unchanged

    @property
    def may_be_applied(self) -> bool:
        """Something would change, and nothing that must be right first is wrong."""
        if self.state != self.State.CHECKED or not self.added + self.changed:
            return False
        return not (self.the_kind.whole and self.problems)
