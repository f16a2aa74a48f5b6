"""Who has to do with an apprentice, from when to when: the table that permissions read and people are shown."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from core.per_request import once_per_request
from core.periods import Period, PeriodQuerySet
from core.words import listed

if TYPE_CHECKING:
    from apprentices.models.record import Apprentice
    from core.accounts.models import User


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class InvolvementQuerySet(PeriodQuerySet["Involvement"]):
    def of(self, user: User, *kinds: str, on: datetime.date) -> models.QuerySet[Any, Any] | list[int]:
        """Apprentice ids that a person reaches on a date: by themselves, or by a role that reads an organisation's.

        Where ``kinds`` are named, by relations of these alone. A UNION of two index look-ups, never an OR of joins. A
        visitor reaches nothing in this way: what a visit opens are the pages of the visit alone (``opened_by_visits``).
        """
        from consortium.people import held_on, reached_ids

        own = related(user, *kinds or Involvement.Kind.values, on=on)
        reading = [a.role.code for a in held_on(user, on) if a.role.reads_apprentices]
        if not reading:
            return own
        read = reached_ids(user, on=on, roles=reading)
        held = self.filter(kind__in=kinds) if kinds else self
        by_organisation = held.on(on).filter(organisation__in=read).values("apprentice_id")
        if not own:
            return by_organisation
        by_person = held.not_visiting().on(on).filter(person_id=user.pk or 0)
        return by_person.values("apprentice_id").union(by_organisation)

    def led_by(self, user: User, relation: str, *roles: str, on: datetime.date) -> InvolvementQuerySet:
        """Relations of organisations in which a person holds one of these roles on a date."""
        from consortium.people import reached_ids

        reached = reached_ids(user, on=on, roles=roles)
        return self.on(on).filter(kind=relation, organisation__in=reached) if reached else self.none()  # type: ignore[return-value]

    def not_visiting(self) -> InvolvementQuerySet:
        """Without auditors, inspectors and examiners, who read on the pages of their visit and nowhere else."""
        return self.exclude(kind=Involvement.Kind.VISITOR)

    def opened_by_visits(self, user: User, *, on: datetime.date) -> InvolvementQuerySet:
        """The records that a visit opens to a person on a date."""
        return self.on(on).filter(person_id=user.pk or 0, kind=Involvement.Kind.VISITOR)  # type: ignore[return-value]


class Involvement(Period):
    """A person's or an organisation's relation to an apprentice. Written by the app that creates the relation.

    Where several people are line managers at once, ``weekdays`` are the days of each (0 = Monday; none = any day);
    ``passes_to`` is the manager's own manager, to whom the part falls when nobody else has it. ``named_at`` and
    ``end_named_at``: when the first and the last day were written down, which may be long after them.
    """

    class Kind(models.TextChoices):
        SELF = "self", "The apprentice"
        EMPLOYER = "employer", "Employer"
        UNIVERSITY = "university", "University"
        LINE_MANAGER = "line_manager", "Line manager"
        TUTOR = "tutor", "University tutor"
        PRACTICE_EDUCATOR = "practice_educator", "Practice educator"
        WORKPLACE_ASSESSOR = "workplace_assessor", "Workplace assessor"
        WORKPLACE_SUPERVISOR = "workplace_supervisor", "Workplace supervisor"
        MENTOR = "mentor", "Mentor"
        HOST = "host", "Placement host"
        PANEL_READER = "panel_reader", "Practice assessment panel"
        VISITOR = "visitor", "Visitor: auditor, inspector or external examiner"

    STEP_WORDS = {f"{kind.value} named": f"opened the record: {kind.label.lower()}" for kind in Kind} | {
        f"{kind.value} ended": f"closed the record: {kind.label.lower()}" for kind in Kind
    }

    apprentice = models.ForeignKey("apprentices.Apprentice", models.PROTECT, related_name="involvements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="involvements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="involvements")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    weekdays = models.JSONField(default=list, blank=True)
    passes_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    end_named_at = models.DateTimeField(null=True, editable=False)

    objects = InvolvementQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="involvement_of_a_person_or_an_organisation",
                condition=models.Q(person__isnull=True, organisation__isnull=False)
                | models.Q(person__isnull=False, organisation__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["apprentice", "person", "kind", "starts_on"],
                condition=models.Q(person__isnull=False),
                name="involvement_of_a_person_once_from_a_day",
            ),
            models.UniqueConstraint(
                fields=["apprentice", "organisation", "kind", "starts_on"],
                condition=models.Q(organisation__isnull=False),
                name="involvement_of_an_organisation_once_from_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_on", "ends_on", "apprentice"], name="involvement_by_person"),
            models.Index(fields=["organisation", "starts_on", "ends_on", "apprentice"], name="involvement_by_org"),
            models.Index(fields=["apprentice", "kind"], name="involvement_by_apprentice"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation}: {self.get_kind_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def days(self) -> str:
        """The days of a line manager who shares the part, in words; empty where it is any day."""
        return listed(WEEKDAYS[number] for number in self.weekdays)


@once_per_request
def relations_of(user: User, on: datetime.date) -> list[tuple[str, int, str]]:
    """What a person is to whom on a date: the kind, the apprentice (id), and with which employer; visits open none."""
    held = Involvement.objects.not_visiting().on(on).filter(person_id=user.pk or 0).order_by()
    return list(held.values_list("kind", "apprentice", "apprentice__employer__short_name"))


def related(user: User, *kinds: str, on: datetime.date) -> list[int]:
    """Ids of the apprentices to whom a person stands in one of these relations on a date.

    These are the few whom somebody teaches, manages or assesses, so questions are asked with their ids; whom an
    organisation's role reaches may be thousands, and stays a query (``InvolvementQuerySet.led_by``).
    """
    return sorted({apprentice for kind, apprentice, _ in relations_of(user, on) if kind in kinds})
