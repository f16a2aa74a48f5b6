"""The register of readers from all boroughs, and whom each of them would rather not read for."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from consortium.models import Organisation
from consortium.people import holds, reached_ids
from core.periods import Period, PeriodQuerySet
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

OFFERING_ROLES = ("practice_educator", "practice_educator_lead", "workplace_assessor", "assessment_panel_member")
"""Roles in which somebody may offer to read."""

CONFIRMING_ROLES = ("workforce_lead", "principal_social_worker")
"""Who says for an organisation that somebody may read for others, and has the time."""

CHOOSING_ROLES = ("assessment_panel_secretary", "assessment_panel_chair", "consortium_manager")
"""For whom the register is open: those who choose readers, and the consortium that keeps it."""

LEVELS = {
    "RFDP": "Readiness for direct practice",
    "EFP": "End of first placement",
    "ELP": "End of last placement",
}
"""At which levels of the professional capabilities framework a portfolio comes before a panel."""

ANYWHERE = 33
AGAIN = "offered again to read portfolios of other boroughs"


class PortfolioReaderQuerySet(PeriodQuerySet["PortfolioReader"]):
    def visible_to(self, user: User, *, on: datetime.date) -> PortfolioReaderQuerySet:
        """One's own entry; those of an organisation whose workforce one answers for; all, for those who choose."""
        if holds(user, *CHOOSING_ROLES, on=on):
            return self
        at = reached_ids(user, on=on, roles=CONFIRMING_ROLES)
        return self.filter(models.Q(person=user.pk or 0) | models.Q(organisation__in=at))

    def reading_on(self, on: datetime.date) -> PortfolioReaderQuerySet:
        """Those who may be asked on a day."""
        return self.filter(state=PortfolioReader.State.CONFIRMED).on(on)  # type: ignore[return-value]

    def waiting_for(self, user: User, *, on: datetime.date) -> PortfolioReaderQuerySet:
        """Offers that this person may answer: of their organisation, and not their own."""
        at = reached_ids(user, on=on, roles=CONFIRMING_ROLES)
        return self.filter(state=PortfolioReader.State.OFFERED, organisation__in=at).exclude(person=user.pk or 0)


class PortfolioReader(Period, Record):
    """Somebody who reads portfolios of apprentices of other boroughs, by their own offer and confirmed by their own
    organisation. ``reaches``: how many boroughs away they travel to a panel; ``ANYWHERE`` = any.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "Waiting for their organisation"
        CONFIRMED = "confirmed", "On the register"
        NOT_CONFIRMED = "not_confirmed", "Not confirmed"
        ENDED = "ended", "No longer reading"

    STEPS = {
        State.OFFERED: {State.CONFIRMED, State.NOT_CONFIRMED, State.ENDED},
        State.CONFIRMED: {State.OFFERED, State.ENDED},
        State.NOT_CONFIRMED: {State.OFFERED},
        State.ENDED: {State.OFFERED},
    }
    STEP_WORDS = {
        "offered": "offered to read portfolios of other boroughs",
        **{f"{before} → offered": AGAIN for before in ("confirmed", "not_confirmed", "ended")},
        State.CONFIRMED: "confirmed that they may read for other boroughs",
        State.NOT_CONFIRMED: "did not confirm that they may read for other boroughs",
        State.ENDED: "ended their reading for other boroughs",
        "changed": "changed what they offer to read",
    }

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reads_portfolios")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="portfolio_readers")
    service = models.CharField(max_length=10, choices=Organisation.Service.choices)
    levels = models.JSONField(default=list)
    each_panel = models.PositiveSmallIntegerField(default=2)
    each_year = models.PositiveSmallIntegerField(default=6)
    reaches = models.PositiveSmallIntegerField(default=ANYWHERE)
    state = models.CharField(max_length=15, choices=State.choices, default=State.OFFERED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    not_because = models.CharField(max_length=300, blank=True)

    objects = PortfolioReaderQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        ordering = ["person__name", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="portfolio_reader_confirmed_by_another",
                condition=~models.Q(state__in=["confirmed", "not_confirmed"])
                | models.Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~models.Q(answered_by=models.F("person")),
            ),
            models.CheckConstraint(
                name="portfolio_reader_load_is_possible",
                condition=models.Q(each_panel__range=(1, 20), each_year__range=(1, 60))
                & models.Q(each_year__gte=models.F("each_panel")),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    def audit_root(self) -> PortfolioReader:
        return self

    @property
    def services(self) -> frozenset[str]:
        """Adults', children's, or both, each by itself."""
        one = {Organisation.Service.ADULTS.value, Organisation.Service.CHILDREN.value}
        return frozenset(one if self.service == Organisation.Service.BOTH else {self.service})

    @property
    def level_words(self) -> str:
        return ", ".join(name for code, name in LEVELS.items() if code in self.levels)

    @property
    def travel_words(self) -> str:
        if self.reaches >= ANYWHERE:
            return "Anywhere in London"
        if self.reaches == 0:
            return "Own borough only, or by video"
        return f"Up to {self.reaches} borough{'' if self.reaches == 1 else 's'} away, or by video"


@dataclass(frozen=True)
class Someone:
    """A person as conflicts ask about them: their id, name and address in small letters, and for whom they work."""

    pk: int
    names: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()

    @classmethod
    def of(cls, user: User, organisations: Collection[int] = ()) -> Someone:
        return cls(user.pk, frozenset({user.name.casefold(), user.email.casefold()}), frozenset(organisations))


class ReadingConflictQuerySet(models.QuerySet["ReadingConflict"]):
    def visible_to(self, user: User) -> ReadingConflictQuerySet:
        """Whoever wrote it down, and nobody else: no role opens these."""
        return self.filter(declared_by=user.pk or 0)


class ReadingConflict(models.Model):
    """A person or an organisation with whom somebody would rather have nothing to do in reading. No reason is asked.

    Nobody but its author sees it; the matching rule heeds it and says nothing of it. ``named`` is a name or an address
    as it was typed; ``person`` stands where the portal knew whom.
    """

    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    named = models.CharField(max_length=254, blank=True)
    declared_on = models.DateField()

    objects = ReadingConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_conflict_with_one",
                condition=models.Q(person__isnull=False, organisation__isnull=True, named="")
                | models.Q(person__isnull=True, organisation__isnull=False, named="")
                | models.Q(person__isnull=True, organisation__isnull=True) & ~models.Q(named=""),
            )
        ]

    def __str__(self) -> str:
        return "A conflict of interest in reading"

    @property
    def with_whom(self) -> str:
        """As its author reads it."""
        return self.named or str(self.person or self.organisation)

    def means(self, someone: Someone) -> bool:
        """Whether this is about that person, or about an organisation for which they work."""
        if self.named:
            return self.named.casefold() in someone.names
        return someone.pk == self.person_id or self.organisation_id in someone.organisations
