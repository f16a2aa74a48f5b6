"""Where a campaign is made known, and what each place brought: in counts by day, never by person."""

from __future__ import annotations

import datetime
import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.db.models import F

from core.records import Record
from recruitment.models.campaigns import Campaign

if TYPE_CHECKING:
    from core.accounts.models import User

CODE_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


def new_channel_code() -> str:
    """What stands in a channel's link: six letters and digits that are not mistaken for one another."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, user: User, *, on: datetime.date) -> ChannelQuerySet:
        """Channels of the campaigns that a person runs."""
        return self.filter(campaign__in=Campaign.objects.run_by_people_of(user, on=on))

    def with_totals(self) -> ChannelQuerySet:
        """Each with ``visits``, ``bookings`` and ``beginnings`` of all its days, in the same query."""
        return self.annotate(**{what: models.Sum(f"days__{what}", default=0) for what in ChannelDay.COUNTED})


class Channel(Record):
    """One place where a campaign is made known, such as a newsletter or a poster, with a link of its own.

    What came of it is counted. Nothing is kept about a visitor, on their device or here. A candidate may say, openly
    and if they like, how they heard (``Application.heard_from``).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="channels")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=6, unique=True, default=new_channel_code, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="channel_name_once_per_campaign")]

    def __str__(self) -> str:
        return self.name

    def audit_root(self) -> Campaign:
        return self.campaign


class ChannelDayQuerySet(models.QuerySet["ChannelDay"]):
    def count_one(self, *, channel: Channel, what: str, on: datetime.date) -> None:
        """Count one more of a kind on a day. Whoever counts at the same moment is counted too."""
        if self._add(channel, what, on):
            return
        try:
            with transaction.atomic():
                self.create(channel=channel, day=on, **{what: 1})
        except IntegrityError:  # the first of the day came twice at once
            self._add(channel, what, on)

    def _add(self, channel: Channel, what: str, on: datetime.date) -> int:
        return self.filter(channel=channel, day=on).update(**{what: F(what) + 1})


class ChannelDay(models.Model):
    """How many came by a channel's link on a day, and how many of them booked a session or began an application."""

    COUNTED = ("visits", "bookings", "beginnings")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="days")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)
    bookings = models.PositiveIntegerField(default=0)
    beginnings = models.PositiveIntegerField(default=0)

    objects = ChannelDayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="channel_day_once")]

    def __str__(self) -> str:
        return f"{self.channel} on {self.day}"
