"""The training plan: sections that the parties confirm one by one, every version kept, one change at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.involvement import Involvement, related
from apprentices.models.parties import PARTY_KINDS, Party, spoken_for
from apprentices.models.record import Apprentice
from consortium.models import Appointment, Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

OVERDUE_AFTER = datetime.timedelta(days=14)
"""So long a section may wait for somebody before they are told once that it is overdue."""


READERS = (Involvement.Kind.SELF, Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
"""Relations to whom a plan is open by themselves."""


def plans_read_by(user: User, *, on: datetime.date) -> models.QuerySet[Any, Any]:
    """Ids of the apprentices whose plan a person reads: the three parties, and whoever reads the apprentices of the
    employer or of the university by their role. Hosts, supervisors and practice educators do not: prices are in it.
    """
    reading = Appointment.objects.held_by(user, on=on).filter(role__reads_apprentices=True).values("organisation_id")
    reached = Organisation.objects.filter(models.Q(pk__in=reading) | models.Q(part_of__in=reading))
    parties = (Involvement.Kind.EMPLOYER, Involvement.Kind.UNIVERSITY)
    held = Involvement.objects.on(on)
    by_person = held.filter(person_id=user.pk or 0, kind__in=READERS)
    by_organisation = held.filter(kind__in=parties, organisation__in=reached.values("pk"))
    return by_person.values("apprentice_id").union(by_organisation.values("apprentice_id"))


EVERYBODY = (Party.APPRENTICE, Party.EMPLOYER, Party.UNIVERSITY)


class TrainingPlan(Record):
    """What apprentice, employer and university have agreed with one another about one programme."""

    STEP_WORDS = {"opened": "wrote the training plan"}

    apprentice = models.OneToOneField(Apprentice, models.PROTECT, related_name="training_plan")

    def __str__(self) -> str:
        return f"Training plan of {self.apprentice}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class PlanChange(Record):
    """A change that one party proposes. It holds once every party whose agreement it needs has signed it."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for an answer"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Taken back"

    STEPS = {State.PENDING: {State.AGREED, State.REFUSED, State.WITHDRAWN}}
    STEP_WORDS = {
        "proposed": "proposed a change to the training plan",
        State.AGREED: "made the agreed change to the training plan",
        State.REFUSED: "did not agree to a change to the training plan",
        State.WITHDRAWN: "took back a proposed change to the training plan",
    }

    plan = models.ForeignKey(TrainingPlan, models.PROTECT, related_name="changes")
    party = models.CharField(max_length=10, choices=Party.choices)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(state="pending"), name="plan_one_change_at_a_time"
            ),
            models.CheckConstraint(
                name="plan_change_refused_with_a_reason",
                condition=~models.Q(state="refused") | (~models.Q(answer="") & models.Q(decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Change proposed on {self.proposed_at:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.plan.apprentice


class PlanSectionQuerySet(models.QuerySet["PlanSection"]):
    def current(self) -> PlanSectionQuerySet:
        """The versions that hold, or will hold once they are confirmed."""
        return self.filter(state__in=[PlanSection.State.OPEN, PlanSection.State.CONFIRMED])

    def waiting_for(self, *parties: str) -> PlanSectionQuerySet:
        """Versions, new or proposed, that one of these parties still has to confirm."""
        waiting = models.Q(pk__in=[])
        for party in parties:
            waiting |= _unconfirmed_by(party)
        return self.filter(waiting, state__in=PlanSection.WAITING)

    def waiting_for_person(self, user: User, *, on: datetime.date) -> PlanSectionQuerySet:
        """What this very person is asked to confirm, as apprentice, line manager or tutor."""
        asked = models.Q(pk__in=[])
        for party in spoken_for(user, on=on):
            theirs = models.Q(plan__apprentice__in=related(user, PARTY_KINDS[party], on=on))
            asked |= _unconfirmed_by(party) & theirs
        return self.filter(asked, state__in=PlanSection.WAITING, plan__apprentice__state__in=PlanSection.ASKED_WHILE)


def _unconfirmed_by(party: str) -> models.Q:
    """Sections that a party confirms and has not confirmed."""
    confirmed = SectionConfirmation.objects.filter(section=models.OuterRef("pk"), party=party)
    return models.Q(~models.Exists(confirmed), kind__in=PlanSection.kinds_of(party))


class PlanSection(Record):
    """One version of one section. Its content never changes; another content is another version."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", "Employer"
        PROVIDER = "provider", "University"
        DATES = "dates", "Dates and hours of work"
        OFF_THE_JOB = "off_the_job", "Off-the-job training"
        PRIOR_LEARNING = "prior_learning", "Prior learning and price"
        DUTIES = "duties", "What each of us does"

    class State(models.TextChoices):
        OPEN = "awaiting_confirmation", "To be confirmed"
        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Confirmed"
        REPLACED = "replaced", "Replaced"
        SET_ASIDE = "set_aside", "Set aside"

    STEPS = {
        State.OPEN: {State.CONFIRMED, State.REPLACED},
        State.PROPOSED: {State.CONFIRMED, State.SET_ASIDE},
        State.CONFIRMED: {State.REPLACED},
    }
    STEP_WORDS = {
        State.CONFIRMED: "gave the last confirmation of a section of the training plan",
        State.REPLACED: "replaced a section of the training plan",
        State.SET_ASIDE: "set a proposed section of the training plan aside",
    }
    WAITING = (State.OPEN, State.PROPOSED)
    ASKED_WHILE = (Apprentice.State.PRE_START, Apprentice.State.ACTIVE)
    NEEDS: dict[str, tuple[str, ...]] = {
        Kind.EMPLOYER: (Party.APPRENTICE, Party.EMPLOYER),
        Kind.PROVIDER: (Party.APPRENTICE, Party.UNIVERSITY),
        Kind.DATES: EVERYBODY,
        Kind.OFF_THE_JOB: EVERYBODY,
        Kind.PRIOR_LEARNING: EVERYBODY,
        Kind.DUTIES: EVERYBODY,
    }
    """Who confirms: contact details the two whom they join, everything else all three."""

    plan = models.ForeignKey(TrainingPlan, models.PROTECT, related_name="sections")
    change = models.ForeignKey(PlanChange, models.PROTECT, null=True, related_name="sections")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    why = models.CharField(max_length=250)
    opened_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=25, choices=State.choices, default=State.OPEN)

    objects = PlanSectionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "number"], name="plan_section_number_once"),
            models.UniqueConstraint(
                fields=["plan", "kind"],
                condition=models.Q(state__in=["awaiting_confirmation", "confirmed"]),
                name="plan_section_one_in_force",
            ),
            models.CheckConstraint(
                name="plan_section_proposed_by_a_change",
                condition=~models.Q(state="proposed") | models.Q(change__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "opened_at"],
                condition=models.Q(state__in=["awaiting_confirmation", "proposed"]),
                name="plan_section_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.number}"

    def audit_root(self) -> Apprentice:
        return self.plan.apprentice

    @classmethod
    def kinds_of(cls, party: str) -> list[str]:
        """The sections that a party confirms."""
        return [kind for kind, parties in cls.NEEDS.items() if party in parties]

    @property
    def needs(self) -> tuple[str, ...]:
        return self.NEEDS[self.kind]

    def missing(self, confirmed: Iterable[str]) -> list[str]:
        """The parties who have not confirmed yet, in the order in which they are named everywhere."""
        done = set(confirmed)
        return [party for party in self.needs if party not in done]

    def signed_content(self) -> dict[str, Any]:
        """What each party signs: this version of this section, word by word."""
        return {
            "plan": self.plan.reference,
            "section": self.kind,
            "version": self.number,
            "content": self.content,
            "hash": self.content_hash,
        }


class SectionConfirmation(models.Model):
    """One party's confirmation of one version, by somebody's own name."""

    section = models.ForeignKey(PlanSection, models.PROTECT, related_name="confirmations")
    party = models.CharField(max_length=10, choices=Party.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["section", "party"], name="plan_section_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.section}: {self.get_party_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.section.plan.apprentice
