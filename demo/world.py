"""What the chapters of the story share: the date of telling, the dice, and who is who."""

from __future__ import annotations

import datetime
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from apprentices.models import Apprentice
from consortium.models import Appointment, Cohort, Organisation, Role
from core.accounts.models import User
from demo import clock, names

DOMAIN = "example.org"


@dataclass(frozen=True)
class Size:
    """How much is told."""

    apprentices_a_cohort: int
    cohorts: int
    applications: int
    universities: int
    in_bulk: bool = False
    """Write each day's time as several blocks in bulk instead of one by one; it is confirmed in the same way."""


SMALL = Size(apprentices_a_cohort=20, cohorts=3, applications=40, universities=6)
LARGE = Size(apprentices_a_cohort=100, cohorts=6, applications=2000, universities=8, in_bulk=True)


@dataclass
class World:
    """The story so far. ``dice`` are seeded, so that the same seed tells the same story on the same day."""

    today: datetime.date
    size: Size
    dice: random.Random
    office: Organisation = field(init=False)
    manager: User = field(init=False)
    services: list[Organisation] = field(default_factory=list)
    universities: list[Organisation] = field(default_factory=list)
    cohorts: list[Cohort] = field(default_factory=list)
    apprentices: list[Apprentice] = field(default_factory=list)
    staff: dict[tuple[int, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    _taken: set[str] = field(default_factory=set)
    _turns: Counter[tuple[int, str]] = field(default_factory=Counter)

    def person(self, name: str = "") -> User:
        """Somebody new with a verified address and no password yet; nobody has a name twice."""
        while not name or name in self._taken:
            name = f"{self.dice.choice(names.FIRST)} {self.dice.choice(names.LAST)}"
        self._taken.add(name)
        made = User.objects.create_user(f"{slugify(name).replace('-', '.')}@{DOMAIN}", name)
        EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
        return made

    def appoint(
        self, person: User, role: str, at: Organisation, *, since: datetime.date, until: datetime.date | None = None
    ) -> Appointment:
        """Somebody takes up a role in an organisation (their invitation lies before the story)."""
        appointment = Appointment.objects.create(
            person=person,
            organisation=at,
            role=self.role(role),
            starts_on=since,
            ends_on=until,
            accepted_at=clock.on(since),
        )
        if until is None or until >= self.today:
            self.staff[at.pk, role].append(person)
        return appointment

    def role(self, code: str) -> Role:
        return Role.objects.get(code=code)

    def who(self, at: Organisation, role: str) -> User:
        """One of the people in a role at an organisation, in turn, so that each of them has something to do."""
        people = self.staff[at.pk, role]
        self._turns[at.pk, role] += 1
        return people[(self._turns[at.pk, role] - 1) % len(people)]
