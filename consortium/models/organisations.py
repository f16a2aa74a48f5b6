"""One table for every organisation: councils and their services, trusts, universities, voluntary ones, groups."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class Borough(models.Model):
    """One of the 33 areas of London, with its place on the tile map."""

    gss_code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=40)
    tile_code = models.CharField(max_length=3, unique=True)
    tile_row = models.PositiveSmallIntegerField()
    tile_column = models.PositiveSmallIntegerField()
    sub_region = models.CharField(max_length=3)
    inner = models.BooleanField()
    neighbours = models.ManyToManyField("self", blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "boroughs"

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def current(self, on: datetime.date) -> OrganisationQuerySet:
        """Organisations that exist on a date."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on), starts_on__lte=on)

    def partners(self) -> OrganisationQuerySet:
        """Those that have a seat and figures of their own: a council has them through its services."""
        return self.exclude(kind=Organisation.Kind.COUNCIL)

    def employers(self) -> OrganisationQuerySet:
        """Those that may employ an apprentice."""
        return self.filter(kind__in=Organisation.EMPLOYER_KINDS)

    def universities(self) -> OrganisationQuerySet:
        return self.filter(kind=Organisation.Kind.UNIVERSITY)

    def reached_by(self, user: User, *, on: datetime.date, roles: list[str] | None = None) -> OrganisationQuerySet:
        """Organisations in which this person holds an appointment on a date, and the parts of those organisations.

        ``roles`` are codes of ``Role``; an appointment reaches downwards (council → its services), never up.
        """
        from consortium.people import reached_ids

        return self.filter(pk__in=reached_ids(user, on=on, roles=roles))

    def with_people_shown_to(self, user: User, *, on: datetime.date) -> OrganisationQuerySet:
        """Organisations whose people this person may read by name and role: those of colleagues.

        Who belongs to a group of people with lived experience is shown to its coordinator only, and to those who keep
        the register.
        """
        from consortium.models.appointments import Appointment

        keeps_the_register = Appointment.objects.held_by(user, on=on).filter(role__code__in=Appointment.SEEN_BY)
        coordinated = Organisation.objects.reached_by(user, on=on, roles=["lived_experience_coordinator"])
        colleagues = Organisation.objects.reached_by(user, on=on).exclude(kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP)
        return self.filter(
            models.Exists(keeps_the_register)
            | models.Q(pk__in=colleagues.values("pk"))
            | models.Q(pk__in=coordinated.values("pk"))
        )

    def together_with(self, organisations: Iterable[int], *, on: datetime.date) -> OrganisationQuerySet:
        """These organisations (ids), and the full members of their consortia on a date with their parts.

        Associate and shadow members read no personal data, so nothing is exchanged with them.
        """
        from consortium.models.consortia import Membership

        ids = list(organisations)
        full = Membership.objects.on(on).filter(grade=Membership.Grade.FULL)
        own = full.filter(
            models.Q(organisation__in=ids)
            | models.Q(organisation__parts__in=ids)
            | models.Q(organisation__part_of__in=ids)
        )
        members = full.filter(consortium__in=own.values("consortium")).values("organisation")
        return self.filter(models.Q(pk__in=ids) | models.Q(pk__in=members) | models.Q(part_of__in=members))

    def visible_to(self, user: User, *, on: datetime.date) -> OrganisationQuerySet:
        """The register of organisations is open to everybody who holds an appointment; it names no people."""
        from consortium.models.appointments import Appointment

        return self if Appointment.objects.held_by(user, on=on).exists() else self.none()


class Organisation(Record):
    """An organisation. Adults' and children's services of a council are partners of their own; the council signs."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council"
        SERVICE = "service", "Council service"
        TRUST = "trust", "Trust or company that serves councils"
        UNIVERSITY = "university", "University"
        VOLUNTARY = "voluntary", "Voluntary or independent organisation"
        LIVED_EXPERIENCE_GROUP = "lived_experience_group", "Group of people with lived experience"
        CONSORTIUM_OFFICE = "consortium_office", "Consortium office"

    class Service(models.TextChoices):
        ADULTS = "adults", "Adults' services"
        CHILDREN = "children", "Children's services"
        BOTH = "both", "Adults' and children's services"

    EMPLOYER_KINDS = (Kind.SERVICE, Kind.TRUST, Kind.VOLUNTARY)

    code = models.CharField(max_length=30, null=True, unique=True, editable=False)
    name = models.CharField(max_length=150)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    service = models.CharField(max_length=10, choices=Service.choices, blank=True)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    covers = models.ManyToManyField(Borough, blank=True, related_name="organisations")
    starts_on = models.DateField(default=datetime.date(2018, 11, 1))
    ends_on = models.DateField(null=True, blank=True)
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    note = models.TextField(blank=True)

    STEP_WORDS = {
        "identified": "added what other records call it",
        "identifier removed": "removed what other records called it",
    }

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ends_on__isnull=True), name="organisation_name_once"
            ),
            models.CheckConstraint(
                name="organisation_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="organisation_service_is_part_of_a_council",
                condition=~models.Q(kind="service") | models.Q(part_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def legal_body(self) -> Organisation:
        """The body that signs and employs in law."""
        return self.part_of or self


class OrganisationIdentifier(Record):
    """What other records call an organisation: a reference number of the state's registers, or another name.

    A number belongs to one organisation, for a council service usually to its council; a name may mean several.
    """

    class Kind(models.TextChoices):
        ERN = "ern", "Employer reference number (ERN)"
        UKPRN = "ukprn", "Provider reference number (UKPRN)"
        NAME = "name", "Another name"

    SHAPES: ClassVar[dict[str, tuple[str, str]]] = {
        Kind.ERN: (r"\d{9}", "nine digits"),
        Kind.UKPRN: (r"1\d{7}", "eight digits that begin with 1"),
    }
    """How a number of each kind is written."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=150)

    class Meta:
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "value"], name="identifier_once"),
            models.UniqueConstraint(
                fields=["kind", "value"], condition=~models.Q(kind="name"), name="identifier_number_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.value if self.kind == self.Kind.NAME else f"{self.kind.upper()} {self.value}"

    def audit_root(self) -> Organisation:
        return self.organisation
