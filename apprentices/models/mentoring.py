"""Mentors: who offers to mentor, and who mentors whom, agreed by both."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from apprentices.models.involvement import Involvement
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class MentorQuerySet(models.QuerySet["Mentor"]):
    def with_mentored(self) -> MentorQuerySet:
        """With ``mentored``: how many apprentices each mentors or is asked to mentor."""
        open_ = models.Count("mentorings", filter=models.Q(mentorings__state__in=Mentoring.OPEN))
        return self.annotate(mentored=open_)

    def kept_by(self, user: User, *, on: datetime.date) -> MentorQuerySet:
        """Entries that a workforce lead keeps: those of their employer and its services."""
        return self.filter(organisation__in=Organisation.objects.reached_by(user, on=on, roles=["workforce_lead"]))


class Mentor(Record):
    """Somebody who offers to mentor apprentices, for their employer. ``across`` = in other boroughs too."""

    STEP_WORDS = {"listed": "put a mentor on the register", "changed": "changed an entry of the mentor register"}

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mentors")
    offers = models.TextField(max_length=1000)
    capacity = models.PositiveSmallIntegerField(default=2)
    across = models.BooleanField(default=False)
    available = models.BooleanField(default=True)
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MentorQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="mentor_listed_once"),
            models.CheckConstraint(
                name="mentor_capacity_is_possible", condition=models.Q(capacity__gte=1, capacity__lte=10)
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class MentoringQuerySet(models.QuerySet["Mentoring"]):
    def visible_to(self, user: User, *, on: datetime.date) -> MentoringQuerySet:
        """The mentor, the apprentice, and those who match: workforce lead, tutor, compliance officer."""
        held = Involvement.objects.on(on)
        led = Organisation.objects.reached_by(user, on=on, roles=["workforce_lead"])
        answered = Organisation.objects.reached_by(user, on=on, roles=["compliance_officer"])
        return self.filter(
            models.Q(mentor__person_id=user.pk or 0)
            | models.Q(apprentice__person_id=user.pk or 0)
            | models.Q(
                apprentice__in=held.filter(person_id=user.pk or 0, kind=Involvement.Kind.TUTOR).values("apprentice")
            )
            | models.Q(
                apprentice__in=held.filter(kind=Involvement.Kind.EMPLOYER, organisation__in=led.values("pk")).values(
                    "apprentice"
                )
            )
            | models.Q(
                apprentice__in=held.filter(
                    kind=Involvement.Kind.UNIVERSITY, organisation__in=answered.values("pk")
                ).values("apprentice")
            )
        )

    def of_apprentice(self, apprentice: Apprentice) -> MentoringQuerySet:
        return self.filter(apprentice=apprentice)

    def open(self) -> MentoringQuerySet:
        return self.filter(state__in=Mentoring.OPEN)

    def another_asked(self) -> MentoringQuerySet:
        """The last word of an apprentice was to ask for somebody else, and nobody has been proposed since."""
        later = Mentoring.objects.filter(apprentice=models.OuterRef("apprentice"), pk__gt=models.OuterRef("pk"))
        return self.filter(~models.Exists(later), another_asked_on__isnull=False)


class Mentoring(Record):
    """One mentor for one apprentice: proposed, agreed by both, running, ended. No reason is asked for an end."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        RUNNING = "running", "Running"
        DECLINED = "declined", "Not agreed"
        ENDED = "ended", "Ended"

    OPEN = (State.PROPOSED, State.RUNNING)
    STEPS = {State.PROPOSED: {State.RUNNING, State.DECLINED}, State.RUNNING: {State.ENDED}}
    STEP_WORDS = {
        "proposed": "proposed a mentor",
        "agreed": "agreed to the mentoring",
        State.RUNNING: "gave the last agreement to the mentoring",
        State.DECLINED: "did not agree to the mentoring",
        State.ENDED: "ended the mentoring",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="mentorings")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="mentorings")
    why = models.CharField(max_length=250)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    apprentice_agreed_on = models.DateField(null=True)
    mentor_agreed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    another_asked_on = models.DateField(null=True)

    objects = MentoringQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"],
                condition=models.Q(state__in=["proposed", "running"]),
                name="mentoring_one_at_a_time",
            ),
            models.CheckConstraint(
                name="mentoring_runs_with_both_agreed",
                condition=models.Q(state__in=["proposed", "declined"])
                | models.Q(
                    apprentice_agreed_on__isnull=False, mentor_agreed_on__isnull=False, started_on__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="mentoring_ended_on_a_day",
                condition=~models.Q(state__in=["declined", "ended"])
                | models.Q(ended_on__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}, mentor of {self.apprentice}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def waits_for(self) -> str:
        """Whose agreement is missing, in words."""
        missing = [
            who
            for who, agreed in (("the apprentice", self.apprentice_agreed_on), ("the mentor", self.mentor_agreed_on))
            if not agreed
        ]
        return " and ".join(missing)
