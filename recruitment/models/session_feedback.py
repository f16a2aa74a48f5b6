"""What people who came to an information session say about it: once each, and kept without their names."""

from __future__ import annotations

import uuid

from django.db import models

from recruitment.models.information_sessions import InformationSession


class SessionFeedback(models.Model):
    """One person's answers about a session. No relation leads to whoever gave them, and none to their booking.

    A booking only knows that its person has answered; the key is random, so that the order tells nothing either.
    """

    class Useful(models.TextChoices):
        VERY = "very", "Very useful"
        QUITE = "quite", "Quite useful"
        LITTLE = "little", "Of little use"
        NOT = "not", "Not useful"

    class Clear(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    class WillApply(models.TextChoices):
        YES = "yes", "Yes"
        LATER = "later", "Later, perhaps"
        UNDECIDED = "undecided", "I do not know yet"
        NO = "no", "No"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(InformationSession, models.CASCADE, related_name="feedback")
    useful = models.CharField("how useful it was", max_length=10, choices=Useful.choices)
    next_step = models.CharField("whether the next step is clear", max_length=10, choices=Clear.choices)
    could_take_part = models.CharField("whether they could take part fully", max_length=10, choices=Clear.choices)
    will_apply = models.CharField("whether they mean to apply", max_length=10, choices=WillApply.choices)
    words = models.TextField("what to do differently", blank=True, max_length=1000)

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "session feedback"

    def __str__(self) -> str:
        return f"Feedback on {self.session}"
