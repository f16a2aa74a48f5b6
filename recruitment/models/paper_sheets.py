"""Scores given on paper: somebody writes them in from the sheet, with its photo, and the member confirms them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.files.models import StoredFile
from core.records import Record
from recruitment.models.scoring import ScoreSheet
from recruitment.models.selection_days import SelectionDay

if TYPE_CHECKING:
    from core.accounts.models import User


class PaperSheetQuerySet(models.QuerySet["PaperSheet"]):
    def photos_open_to(self, user: User) -> PaperSheetQuerySet:
        """Sheets whose photo a person may open: those of the days they run, and only once scoring is closed.

        Whoever wrote a sheet in has its photo as the one who brought the file; its member sees it on their own page.
        """
        days = SelectionDay.objects.run_by_people_of(user)
        return self.filter(
            sheet__candidate__panel__day__in=days, sheet__candidate__panel__day__state__in=SelectionDay.SCORED
        )

    def to_confirm(self) -> PaperSheetQuerySet:
        return self.filter(sheet__state=ScoreSheet.State.ON_PAPER, query="")


class PaperSheet(Record):
    """Where a score sheet came from: "entered by X from Y's sheet", the photo, and what Y says of it.

    ``query``: what the member finds wrong; whoever writes it in anew takes it away. Nothing counts until Y confirms.
    """

    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, related_name="paper")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    photo = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    query = models.TextField(blank=True, max_length=4000)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = PaperSheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="paper_sheet_confirmed_without_a_query",
                condition=models.Q(confirmed_at__isnull=True) | models.Q(query=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}, from paper"

    def audit_root(self) -> SelectionDay:
        return self.sheet.candidate.panel.day
