"""The support plan: what somebody needs to learn well, what is offered by whom from when, and whether it helped."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from core.records import Record

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection

    from core.accounts.models import User


class SupportOfferQuerySet(models.QuerySet["SupportOffer"]):
    def read_by(self, user: User, *, of: Apprentice, parties: Collection[str]) -> SupportOfferQuerySet:
        """What a person reads of one apprentice's support plan, given for which parties they speak."""
        rows = self.filter(apprentice=of)
        if user.pk == of.person_id:
            return rows
        shown = models.Q(pk__in=[])
        if Party.EMPLOYER in parties:
            shown |= models.Q(with_employer=True)
        if Party.UNIVERSITY in parties:
            shown |= models.Q(with_university=True)
        return rows.filter(shown)

    def over_by(self, day: datetime.date) -> SupportOfferQuerySet:
        """Those of a programme that was over by a day."""
        return self.filter(apprentice__in=Apprentice.objects.over_by(day).values("pk"))

    def running(self) -> SupportOfferQuerySet:
        return self.filter(state=SupportOffer.State.RUNNING)

    def to_look_at(self, *, on: datetime.date) -> SupportOfferQuerySet:
        """Those whose day has come, of apprentices who are neither away nor gone."""
        here = self.filter(apprentice__state__in=Apprentice.ON_PROGRAMME).exclude(apprentice__state__in=Apprentice.AWAY)
        return here.filter(state=SupportOffer.State.RUNNING, review_on__lte=on)


class SupportOffer(Record):
    """One need and what is offered for it. The reason behind a need is not written here.

    Whoever writes it can read it; with the other party it is shared by the apprentice alone.
    """

    class Kind(models.TextChoices):
        STUDY_SKILLS = "study_skills", "Study skills"
        ENGLISH_MATHS = "english_maths", "English and maths"
        DIGITAL = "digital", "Digital skills"
        ACADEMIC = "academic", "Academic support"
        WELLBEING = "wellbeing", "Where to find support for wellbeing"

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        ENDED = "ended", "Ended"

    STEPS = {State.RUNNING: {State.ENDED}}
    STEP_WORDS = {
        "written": "wrote an entry of the support plan",
        "shared": "changed with whom an entry of the support plan is shared",
        "reviewed": "looked at an entry of the support plan again",
        State.ENDED: "ended an entry of the support plan",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="support_offers")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    need = models.TextField(max_length=2000)
    offer = models.TextField(max_length=2000)
    offered_by = models.CharField(max_length=200)
    starts_on = models.DateField()
    review_on = models.DateField()
    with_employer = models.BooleanField(default=False)
    with_university = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_as = models.CharField(max_length=10, choices=Party.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True, max_length=2000)

    objects = SupportOfferQuerySet.as_manager()

    class Meta:
        ordering = ["state", "-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="support_ended_by_somebody",
                condition=models.Q(state="running", ended_on__isnull=True)
                | models.Q(state="ended", ended_on__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="support_read_by_whoever_wrote_it",
                condition=models.Q(written_as="apprentice")
                | models.Q(written_as="employer", with_employer=True)
                | models.Q(written_as="university", with_university=True),
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="support_by_review")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, from {self.starts_on:%-d %B %Y}"

    def audit_root(self) -> SupportOffer:
        """Found on the entry alone: the apprentice's own timeline is read by more people."""
        return self
