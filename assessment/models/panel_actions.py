"""What follows from a panel: who does what by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from assessment.models.panel_items import PanelConflict, PanelItem
from assessment.models.panel_meetings import PanelMeeting, PanelMember
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class PanelActionQuerySet(models.QuerySet["PanelAction"]):
    def visible_to(self, user: User) -> PanelActionQuerySet:
        """One's own, and those of meetings at which a person sits, without what is withheld from them."""
        sitting = PanelMember.objects.sitting().of(user)
        seen = models.Q(item__isnull=True) | models.Q(item__in=PanelItem.objects.visible_to(user))
        withheld = PanelConflict.objects.withheld_from(user)
        mine = models.Q(owner=user.pk or 0) & (models.Q(item__isnull=True) | ~models.Q(item__submission__in=withheld))
        return self.filter(mine | models.Q(meeting__in=sitting) & seen)

    def open(self) -> PanelActionQuerySet:
        return self.filter(state=PanelAction.State.OPEN)


class PanelAction(Record):
    """Something that somebody does by a day because a panel asked for it; of one portfolio, or of the panel's work."""

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"

    STEPS = {State.OPEN: {State.DONE}, State.DONE: {State.OPEN}}
    STEP_WORDS = {State.DONE: "did this", State.OPEN: "opened this again"}

    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="actions")
    item = models.ForeignKey(PanelItem, models.PROTECT, null=True, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = PanelActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="panel_action_done_at_a_moment",
                condition=models.Q(state="open", done_at__isnull=True) | models.Q(state="done", done_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.what
