"""What stays of a campaign when its applications are gone: figures, and nothing about anybody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from recruitment.models.campaigns import Campaign
from recruitment.models.channels import Channel


class CampaignFigures(models.Model):
    """The figures of a campaign as they stood when it was finished, or when its applications began to be deleted.

    ``reached``: split → name → stage → how many came so far and no further (``recruitment.funnel``).
    ``counts``: what the return to the department asks for, by name.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="figures")
    kept_at = models.DateTimeField(default=timezone.now)
    reached = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "campaign figures"

    def __str__(self) -> str:
        return f"Figures of {self.campaign}"


class NeverSubmitted(models.Model):
    """How many applications of a campaign were begun, never handed in and deleted one night; nothing about whom."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="never_submitted")
    employer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    heard_from = models.ForeignKey(Channel, models.SET_NULL, null=True, related_name="+")
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "never submitted"

    def __str__(self) -> str:
        return f"{self.people} of {self.campaign}"


class EqualityCounts(models.Model):
    """How many of one group fell to each place, in the stages of a campaign or in one of its exercises.

    Exact, one question at a time and never two crossed; read by ``operations.equality`` alone and shown only as
    ``core.suppression`` allows. So three campaigns are put together when nobody's answers can be found any more.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    exercise = models.CharField(max_length=120, blank=True)
    question = models.CharField(max_length=60)
    group = models.CharField(max_length=120)
    counts = models.JSONField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "equality counts"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "exercise", "question", "group"], name="equality_counts_once_per_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.group}"
