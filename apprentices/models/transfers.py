"""Another employer: a transfer that four parties agree, TUPE and reorganisation of many, and what the old one keeps."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.agreement import signed_for
from apprentices.models.record import Apprentice
from consortium.models import Appointment, Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

LEADS = ["workforce_lead"]
"""Roles that speak for an employer."""
GAP_WITHOUT_BREAK = 30
"""Days between two employers that change nothing (funding rules 2022 to 2023, version 2)."""
GAP_AT_MOST = 84
"""Days between two employers that are a break in learning; a longer gap is a withdrawal (the same rules)."""


def _reading(user: User) -> models.QuerySet[Organisation]:
    """Organisations whose apprentices this person reads by a role, with the parts of those organisations."""
    held = Appointment.objects.held_by(user, on=timezone.localdate()).filter(role__reads_apprentices=True)
    own = held.values("organisation_id")
    return Organisation.objects.filter(models.Q(pk__in=own) | models.Q(part_of__in=own))


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User) -> TransferQuerySet:
        """The four parties: whoever sees the record, and the workforce lead of the new employer."""
        leads = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=LEADS)
        return self.filter(
            models.Q(apprentice__in=Apprentice.objects.visible_to(user)) | models.Q(after__in=leads.values("pk"))
        )

    def waiting_for(self, party: str) -> TransferQuerySet:
        """Proposals to which this party has not answered yet."""
        return self.filter(~signed_for(party, "apprentices.transfer"), state=Transfer.State.PROPOSED)

    def due(self, on: datetime.date) -> TransferQuerySet:
        """Agreed by everybody, and the last day with the old employer is over."""
        learning = {"apprentice__state__in": Apprentice.ON_PROGRAMME}
        return self.filter(state=Transfer.State.AGREED, last_day__lt=on, **learning)

    def pending(self) -> TransferQuerySet:
        """Neither over nor carried out."""
        return self.filter(state__in=[Transfer.State.PROPOSED, Transfer.State.AGREED])

    def to_begin(self, on: datetime.date) -> TransferQuerySet:
        """Carried out, with a break between the employers that is over by this day."""
        return self.filter(
            state=Transfer.State.DONE,
            first_day__lte=on,
            first_day__gt=models.F("last_day") + datetime.timedelta(days=GAP_WITHOUT_BREAK + 1),
            break_ended_at__isnull=True,
        )


class Transfer(Record):
    """From one employer to another, agreed by both, the apprentice and the university.

    ``last_day`` with the old employer, ``first_day`` with the new one; post and hours are said by the new employer.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for agreement"
        AGREED = "agreed", "Agreed, waiting for the day"
        DONE = "done", "Transferred"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Taken back"

    STEPS = {
        State.PROPOSED: {State.AGREED, State.REFUSED, State.WITHDRAWN},
        State.AGREED: {State.DONE, State.WITHDRAWN},
    }
    STEP_WORDS = {
        State.PROPOSED: "proposed a transfer to another employer",
        "transfer accepted": "accepted the transfer for the new employer",
        State.AGREED: "completed the agreement on a transfer",
        State.DONE: "carried out the transfer to the new employer",
        State.REFUSED: "did not agree to a transfer",
        State.WITHDRAWN: "took back the transfer",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="transfers")
    before = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    after = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    last_day = models.DateField()
    first_day = models.DateField()
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    job_title = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=120, blank=True)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    break_ended_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state__in=["proposed", "agreed"]), name="transfer_one_pending"
            ),
            models.CheckConstraint(
                name="transfer_first_day_after_last", condition=models.Q(first_day__gt=models.F("last_day"))
            ),
            models.CheckConstraint(name="transfer_is_to_another", condition=~models.Q(after=models.F("before"))),
            models.CheckConstraint(
                name="transfer_agreed_was_accepted",
                condition=~models.Q(state__in=["agreed", "done"])
                | models.Q(accepted_at__isnull=False, weekly_hours__gt=0, weekly_hours__lte=60),
            ),
            models.CheckConstraint(
                name="transfer_done_has_moment",
                condition=models.Q(state="done", done_at__isnull=False)
                | (~models.Q(state="done") & models.Q(done_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before.short_name} to {self.after.short_name} on {self.first_day:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def gap(self) -> int:
        """Days between the two employments on which there is none."""
        return (self.first_day - self.last_day).days - 1

    def content(self) -> dict[str, Any]:
        """What each party agrees to: who moves, from where to where, on which days."""
        return {
            "apprentice": self.apprentice.reference,
            "before": self.before.reference,
            "after": self.after.reference,
            "last day": self.last_day.isoformat(),
            "first day": self.first_day.isoformat(),
        }


class TransferStatementQuerySet(models.QuerySet["TransferStatement"]):
    def visible_to(self, user: User) -> TransferStatementQuerySet:
        """The employer that was left keeps it; the apprentice may read it too."""
        kept = models.Q(employer__in=_reading(user).values("pk")) & ~models.Q(apprentice__person=user)
        return self.filter(kept | models.Q(apprentice__person_id=user.pk or 0))


class TransferStatement(Record):
    """What an employer keeps of an apprentice who left for another: hours, days and reviews on that day, frozen."""

    STEP_WORDS = {"statement frozen": "froze the transfer statement for the former employer"}

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="transfer_statements")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="transfer_statements")
    last_day = models.DateField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now)

    objects = TransferStatementQuerySet.as_manager()

    class Meta:
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "employer", "last_day"], name="transfer_statement_once")
        ]

    def __str__(self) -> str:
        return f"Transfer statement of {self.content['apprentice']}, {self.last_day:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def visible_to(self, user: User) -> ReorganisationQuerySet:
        """Whoever asked for it, and the workforce leads of either employer."""
        leads = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=LEADS).values("pk")
        return self.filter(models.Q(asked_by_id=user.pk or 0) | models.Q(before__in=leads) | models.Q(after__in=leads))

    def due(self, on: datetime.date) -> ReorganisationQuerySet:
        return self.filter(state=Reorganisation.State.PLANNED, on__lte=on)


class Reorganisation(Record):
    """TUPE or a reorganisation: many apprentices on one day under a new employer. No gap, no new start date, the same
    off-the-job rules. ``refused``: list of [name, why] of those that could not be moved.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned for its day"
        RUNNING = "running", "Being carried out"
        DONE = "done", "Carried out"
        WITHDRAWN = "withdrawn", "Taken back"

    STEPS = {
        State.PLANNED: {State.RUNNING, State.WITHDRAWN},
        State.RUNNING: {State.RUNNING, State.DONE},
    }
    STEP_WORDS = {
        "reorganisation planned": "planned to move apprentices to a new employer",
        State.RUNNING: "began to move apprentices to a new employer",
        State.DONE: "moved apprentices to a new employer",
        State.WITHDRAWN: "took back the move of apprentices to a new employer",
    }

    before = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    after = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    legal_employer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    apprentices = models.ManyToManyField(Apprentice, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reorganisation_done_has_moment",
                condition=~models.Q(state="done") | models.Q(done_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.before.short_name} to {self.after.short_name} on {self.on:%-d %B %Y}"
