"""The rooms of a selection day."""

from __future__ import annotations

from django.db import models

from recruitment.models.selection_days import SelectionDay


class Room(models.Model):
    """A room of the place where a day is held. ``seats`` are for candidates.

    A panel sits in a room and stays there. ``without_panel``: exercises without a panel are held here. A room that is
    neither is spare: a panel can go there when its own is lost.
    """

    day = models.ForeignKey(SelectionDay, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=120)
    seats = models.PositiveSmallIntegerField(default=8)
    step_free = models.BooleanField(default=True)
    without_panel = models.BooleanField(default=False)

    class Meta:
        ordering = ["day", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "name"], name="room_name_once_per_day"),
            models.CheckConstraint(name="room_has_seats", condition=models.Q(seats__gte=1, seats__lte=1000)),
        ]

    def __str__(self) -> str:
        return self.name

    def audit_root(self) -> SelectionDay:
        return self.day
