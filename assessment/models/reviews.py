"""The tutor's review of a portfolio."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import readers
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class PortfolioReviewQuerySet(models.QuerySet["PortfolioReview"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PortfolioReviewQuerySet:
        """Reviews of a person's own portfolio, and of those whose evidence they may read."""
        on = on or timezone.localdate()
        return self.filter(apprentice__in=Apprentice.objects.visible_to(user, on=on)).filter(
            models.Q(apprentice__in=readers.owned_by(user, on=on))
            | models.Q(apprentice__in=readers.read_by(user, on=on))
        )


class PortfolioReview(Record):
    """The tutor's signed statement over exactly the set of accepted evidence that they read.

    ``covers`` lists each piece by reference, version number and signed hash, in order of acceptance.
    """

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="portfolio_reviews")
    statement = models.TextField()
    covers = models.JSONField(default=list)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)

    objects = PortfolioReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="portfolio_reviewed_by_another", condition=~models.Q(reviewed_by=models.F("written_by"))
            )
        ]

    def __str__(self) -> str:
        return f"Review of the portfolio of {self.apprentice}"

    def audit_root(self) -> Apprentice:
        return self.apprentice
