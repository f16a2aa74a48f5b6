"""A practice assessment panel: the terms that it works under, its meetings, and who sits there."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.panels import rules
from assessment.panels.terms import terms_from
from consortium.models import Organisation
from consortium.people import organisation_ids
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

SECRETARY = "assessment_panel_secretary"
CHAIR = "assessment_panel_chair"
MEMBER = "assessment_panel_member"


class PanelTerms(Record):
    """An edition of a university's own terms of reference, from a day on. An edition that is in use stays as it is."""

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="panel_terms")
    edition = models.CharField(max_length=40)
    valid_from = models.DateField()
    rules = models.JSONField(default=dict)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "panel terms"
        ordering = ["university", "-valid_from", "-pk"]
        constraints = [models.UniqueConstraint(fields=["university", "edition"], name="panel_terms_edition_once")]

    def __str__(self) -> str:
        return f"Terms of reference of {self.university}, {self.edition}"

    def audit_root(self) -> Organisation:
        return self.university


class PanelMeetingQuerySet(models.QuerySet["PanelMeeting"]):
    def visible_to(self, user: User) -> PanelMeetingQuerySet:
        """Meetings at which a person sits, and those of a university whose panel they are secretary or chair of."""
        at = organisation_ids(user, SECRETARY, CHAIR)
        return self.filter(models.Q(pk__in=PanelMember.objects.sitting().of(user)) | models.Q(university__in=at))

    def to_come(self) -> PanelMeetingQuerySet:
        return self.filter(state__in=PanelMeeting.TO_COME)


class PanelMeeting(Record):
    """One meeting. ``terms`` are those in force when it was called; ``seed`` draws its moderation sample anew.

    ``drawn`` is what the sample was drawn from and what came out, by reference, in the order of drawing.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "In session"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {State.PLANNED: {State.OPEN, State.CANCELLED}, State.OPEN: {State.CLOSED}}
    STEP_WORDS = {
        State.OPEN: "opened the meeting",
        State.CLOSED: "closed the meeting and confirmed the minutes",
        State.CANCELLED: "cancelled the meeting",
    }
    TO_COME = (State.PLANNED, State.OPEN)

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="panel_meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=150)
    read_by = models.DateField()
    terms = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    seed = models.CharField(max_length=32, blank=True)
    drawn = models.JSONField(default=list)
    minutes = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    packs_open_until = models.DateField(null=True)

    objects = PanelMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="panel_meeting_opened_then_closed",
                condition=models.Q(state__in=["planned", "cancelled"], opened_at__isnull=True, closed_at__isnull=True)
                | models.Q(state="open", opened_at__isnull=False, closed_at__isnull=True)
                | models.Q(state="closed", opened_at__isnull=False, closed_at__isnull=False, closed_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        held_on = timezone.localdate(self.starts_at)
        return f"Practice assessment panel, {held_on.day} {held_on:%B} {held_on.year}"

    def audit_root(self) -> Organisation:
        return self.university

    @property
    def the_terms(self) -> rules.Terms:
        return terms_from(self.terms)


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    def sitting(self) -> PanelMemberQuerySet:
        """Those who have their seat still."""
        return self.filter(left_at__isnull=True)

    def of(self, user: User) -> models.QuerySet[Any, Any]:
        """Ids of the meetings at which a person has one of these seats."""
        return self.filter(person=user.pk or 0).order_by().values("meeting_id")


class PanelMember(Record):
    """A seat: who sits there, in which role, from which part of the mix. A seat that somebody left is kept beside that
    of whoever took it (``replaces``). ``part`` is for the quorum: it is never shown beside a name.

    It names no ``audit_root``: who steps aside, and when, is not for the whole panel to read.
    ``declared_at``: when they said which portfolios they would rather have nothing to do with, or none.
    """

    class Role(models.TextChoices):
        CHAIR = rules.Role.CHAIR.value, "Chair"
        SECRETARY = rules.Role.SECRETARY.value, "Secretary"
        MEMBER = rules.Role.MEMBER.value, "Member"

    class Part(models.TextChoices):
        UNIVERSITY = rules.Part.UNIVERSITY.value, "The university"
        EMPLOYER = rules.Part.EMPLOYER.value, "An employer"
        INDEPENDENT = rules.Part.INDEPENDENT.value, "Independent practitioner"
        LIVED_EXPERIENCE = rules.Part.LIVED_EXPERIENCE.value, "Lived experience of services"

    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    part = models.CharField(max_length=16, choices=Part.choices)
    is_under_18 = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    declared_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    went_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=models.Q(left_at__isnull=True), name="panel_seat_once"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(role="chair", left_at__isnull=True),
                name="panel_has_one_chair",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def is_here(self) -> bool:
        return self.arrived_at is not None and self.went_at is None and self.left_at is None

    @property
    def runs_it(self) -> bool:
        """Chair and secretary run the meeting."""
        return self.role in (self.Role.CHAIR, self.Role.SECRETARY)

    @property
    def seat(self) -> rules.Seat:
        return rules.Seat(self.role, self.part, is_here=self.is_here, counts=not self.is_under_18)


def first_day_of_reading(held_on: datetime.date, terms: rules.Terms) -> datetime.date:
    """The day on which packs are due to go out, so that readers have the days that the terms give them."""
    return held_on - datetime.timedelta(days=terms.reading_days)
