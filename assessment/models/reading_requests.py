"""Who was asked to read which portfolio for a panel, what they answered, and for whom that counts."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.models.panel_items import PanelItem
from assessment.models.portfolio_readers import PortfolioReader
from consortium.models import Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class ReadingRequestQuerySet(models.QuerySet["ReadingRequest"]):
    def visible_to(self, user: User) -> ReadingRequestQuerySet:
        """What one is asked oneself; those for the agendas that one may see. A request says whom it is about."""
        return self.filter(
            models.Q(reader__person=user.pk or 0) | models.Q(item__in=PanelItem.objects.visible_to(user))
        )

    def standing(self) -> ReadingRequestQuerySet:
        """Asked or taken on."""
        return self.filter(state__in=ReadingRequest.STANDING)

    def waiting_for(self, user: User) -> ReadingRequestQuerySet:
        return self.filter(state=ReadingRequest.State.ASKED, reader__person=user.pk or 0)

    def since(self, day: datetime.date) -> ReadingRequestQuerySet:
        """Those made on a day or later."""
        return self.filter(asked_at__gte=timezone.make_aware(datetime.datetime.combine(day, datetime.time())))

    def by_reader(self) -> Counter[int]:
        """Entry (id) → how many of these."""
        counted = self.order_by().values_list("reader").annotate(number=models.Count("pk"))
        return Counter(dict(counted))


class ReadingRequest(Record):
    """One person asked to read one portfolio for a panel. ``why`` is what the matching rule said for them, a sentence
    each; ``chosen_because`` stands where somebody chose otherwise than the rule proposed.

    ``given_by`` reads for ``taken_by``: the bodies of the day, kept when people move. ``apart``: they said themselves
    that they have had nothing to do with the apprentice or the practice educator. Who declines says no more.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Reading"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken_back", "Not needed any more"

    STEPS = {
        State.ASKED: {State.ACCEPTED, State.DECLINED, State.TAKEN_BACK},
        State.ACCEPTED: {State.DECLINED, State.TAKEN_BACK},
    }
    STEP_WORDS = {
        "asked": "asked for a portfolio to be read",
        State.ACCEPTED: "agreed to read this portfolio",
        State.DECLINED: "gave this portfolio back",
        State.TAKEN_BACK: "took back the request to read",
    }
    STANDING = (State.ASKED, State.ACCEPTED)

    item = models.ForeignKey(PanelItem, models.PROTECT, related_name="reading_requests")
    reader = models.ForeignKey(PortfolioReader, models.PROTECT, related_name="requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    given_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    why = models.JSONField(default=list)
    chosen_because = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    apart = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)

    objects = ReadingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "reader"],
                condition=models.Q(state__in=["asked", "accepted"]),
                name="reading_request_once",
            ),
            models.CheckConstraint(
                name="reading_request_for_another_body", condition=~models.Q(given_by=models.F("taken_by"))
            ),
            models.CheckConstraint(
                name="reading_request_read_apart", condition=~models.Q(state="accepted") | models.Q(apart=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Request to {self.reader} to read"

    def audit_root(self) -> PanelItem:
        return self.item
