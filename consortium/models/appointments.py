"""Who acts for whom: dated appointments of people to roles in organisations, and the invitations that begin them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models.organisations import Organisation
from core import workflow
from core.periods import Period, PeriodQuerySet
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class Role(models.Model):
    """A role as data: in which kinds of organisation it exists, and what holding it opens."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    organisation_kinds = models.JSONField(default=list)
    needs_second_factor = models.BooleanField(default=True)
    reads_apprentices = models.BooleanField(default=False, help_text="Sees every apprentice of the organisation")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(PeriodQuerySet["Appointment"]):
    def accepted(self) -> AppointmentQuerySet:
        """Appointments that the person has taken up; an invitation alone opens nothing."""
        return self.filter(accepted_at__isnull=False)

    def held_by(self, user: User, *, on: datetime.date) -> AppointmentQuerySet:
        """Appointments that open something to this person on a date."""
        return self.accepted().filter(person=user.pk or 0, closed_at__isnull=True).on(on)  # type: ignore[return-value]

    def visible_to(self, user: User, *, on: datetime.date) -> AppointmentQuerySet:
        """People of the organisations whose people this person may read."""
        return self.filter(organisation__in=Organisation.objects.with_people_shown_to(user, on=on))


class Appointment(Period, Record):
    """A person in a role for an organisation, from a day to a day."""

    SEEN_BY = ("consortium_manager", "administrator")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="appointments")
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """Ended at once before the end of its last day, or never taken up because its invitation was withdrawn."""

    objects = AppointmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        ordering = ["starts_on", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "starts_on"],
                condition=models.Q(closed_at__isnull=True),
                name="appointment_once_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role.name}, {self.organisation.short_name}"

    def audit_root(self) -> Organisation:
        return self.organisation


class Invitation(Record):
    """The offer of an appointment to an address, answered by a signed link."""

    class State(models.TextChoices):
        SENT = "sent", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STEPS = {State.SENT: {State.ACCEPTED, State.WITHDRAWN}}
    STEP_WORDS = {State.ACCEPTED: "accepted the invitation", State.WITHDRAWN: "withdrew the invitation"}

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="invitation")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)

    def __str__(self) -> str:
        return f"Invitation: {self.appointment}"

    def audit_root(self) -> Organisation:
        return self.appointment.organisation

    @property
    def sender(self) -> str:
        """From whom it comes, in words; nobody in the portal can invite themselves (``invite_first_manager`` does)."""
        if self.invited_by_id == self.appointment.person_id:
            return "Whoever runs this portal"
        return self.invited_by.name

    def withdraw(self, *, by: User) -> None:
        """Take the invitation back; its links close at once (see ``operations.withdraw_invitation``)."""
        workflow.move(self, to=self.State.WITHDRAWN, by=by)

    def accept(self, *, by: User) -> None:
        """The invited person takes up the appointment. Only they can."""
        if by != self.appointment.person:
            raise workflow.StepRefused("This invitation is for somebody else.")
        workflow.move(self, to=self.State.ACCEPTED, by=by)
        Appointment.objects.filter(pk=self.appointment_id).update(accepted_at=timezone.now())
