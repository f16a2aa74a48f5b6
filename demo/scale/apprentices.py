"""Apprentices by the thousand, with those who teach them, their time in date order, and their evidence."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model

from apprentices import operations
from apprentices.models import (
    ActivityType,
    Apprentice,
    Employment,
    Involvement,
    OffTheJobEntry,
    ProgressReview,
    Standing,
)
from consortium.models import Appointment, Cohort, OffTheJobRuleSet, Organisation
from core.accounts.models import User
from demo import clock, names
from demo.chapters import people
from demo.scale.copying import Copy
from demo.scale.evidence import write_evidence
from demo.world import DOMAIN, Size, World

COHORTS, UNIVERSITIES = 6, 8
PROGRAMME = datetime.timedelta(days=1095)
FOR_A_TUTOR, FOR_A_MANAGER, FOR_AN_EDUCATOR = 25, 4, 5
"""How many apprentices each of these people has, however many there are in all."""

DAYS_A_WEEK, DAYS_OF_ONE_BEHIND = 3, 2
"""Working days of each week on which somebody logs two hours; every sixth apprentice leaves one out."""

NOT_CONFIRMED_YET = datetime.timedelta(days=14)
Kind, State = Involvement.Kind, OffTheJobEntry.State


@dataclass
class Learner:
    """An apprentice as the rows that hang from them need to know them."""

    pk: int
    number: int
    person: int
    manager: int
    educator: int
    cohort: Cohort

    @property
    def ends_on(self) -> datetime.date:
        return self.cohort.starts_on + PROGRAMME

    def is_learning(self, on: datetime.date) -> bool:
        return self.ends_on > on


class Scale:
    """The tables that are being filled, and the dice that make the same rows from the same seed."""

    def __init__(self, *, today: datetime.date, seed: int) -> None:
        self.today, self.dice = today, random.Random(seed)
        self.rows: dict[type[Model], Copy] = {}
        self._nobodys = make_password(None)
        self._numbers = count(1)
        self._rule_sets: dict[datetime.date, int] = {}

    def of(self, model: type[Model]) -> Copy:
        if model not in self.rows:
            self.rows[model] = Copy(model, self.dice)
        return self.rows[model]

    def add(self, model: type[Model], **values: object) -> int:
        """Write a row down; answers with its key."""
        return self.of(model).add(**values)

    def take_in(self) -> None:
        for rows in self.rows.values():
            rows.take_in()
        self.rows.clear()

    def rule_set(self, start: datetime.date) -> int:
        """The rules that a start on this day fixes."""
        if start not in self._rule_sets:
            self._rule_sets[start] = OffTheJobRuleSet.objects.for_start(start).pk
        return self._rule_sets[start]

    def person(self) -> int:
        """Somebody with a verified address and no password."""
        number = next(self._numbers)
        name = f"{self.dice.choice(names.FIRST)} {self.dice.choice(names.LAST)}"
        email = f"scale.{number}@{DOMAIN}"
        pk = self.add(User, name=name, email=email, password=self._nobodys)
        self.add(EmailAddress, user=pk, email=email, verified=True, primary=True)
        return pk

    def appointed(self, role: int, at: Organisation, since: datetime.date) -> int:
        pk = self.person()
        self.add(Appointment, person=pk, organisation=at.pk, role=role, starts_on=since, accepted_at=clock.on(since))
        return pk


def build(
    *, apprentices: int, today: datetime.date, seed: int, said: Callable[[str], None] = lambda words: None
) -> int:
    """Fill an empty database that has its reference data; answers how many totals had to be counted."""
    world = World(today, Size(0, COHORTS, 0, UNIVERSITIES), random.Random(seed))
    with transaction.atomic():
        said("people")
        people.tell(world)
        scale = Scale(today=today, seed=seed)
        learners = list(_learners(scale, world, apprentices))
        scale.take_in()
        said("off-the-job time")
        _log(scale, learners)
        scale.take_in()
        said("evidence")
        write_evidence(scale, learners)
        scale.take_in()
    said("totals")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return operations.recount_all(on=today)


def _learners(scale: Scale, world: World, number: int) -> Iterator[Learner]:
    since = min(cohort.starts_on for cohort in world.cohorts)
    roles = {code: world.role(code).pk for code in ("tutor", "line_manager", "practice_educator")}
    staff: dict[tuple[str, int], list[int]] = defaultdict(list)

    def one_of(role: str, at: Organisation, share: int) -> int:
        """The newest of this role there, until they have their share of apprentices; then the next one comes."""
        there = staff[role, at.pk]
        if not there or there[-1] == share:
            there[:] = [scale.appointed(roles[role], at, since), 0]
        there[-1] += 1
        return there[0]

    for place in range(number):
        cohort = world.cohorts[place % len(world.cohorts)]
        employer = world.services[place % len(world.services)]
        learner = Learner(
            pk=0,
            number=place,
            person=scale.person(),
            manager=one_of("line_manager", employer, FOR_A_MANAGER),
            educator=one_of("practice_educator", employer, FOR_AN_EDUCATOR),
            cohort=cohort,
        )
        learner.pk = _record(scale, learner, employer)
        _involve(scale, learner, employer, one_of("tutor", cohort.university, FOR_A_TUTOR))
        yield learner


def _record(scale: Scale, learner: Learner, employer: Organisation) -> int:
    start = learner.cohort.starts_on
    learning = learner.is_learning(scale.today)
    pk = scale.add(
        Apprentice,
        person=learner.person,
        cohort=learner.cohort.pk,
        employer=employer.pk,
        rule_set=scale.rule_set(start),
        original_start_on=start,
        planned_end_on=learner.ends_on,
        planned_months=36,
        minimum_hours=Decimal(835),
        planned_hours=Decimal(900),
        state=Apprentice.State.ACTIVE if learning else Apprentice.State.COMPLETE,
    )
    scale.add(Standing, apprentice=pk)
    scale.add(Employment, apprentice=pk, employer=employer.pk, starts_on=start, weekly_hours=Decimal(36))
    due_on = scale.today + datetime.timedelta(days=learner.number % 90 - 5)
    scale.add(ProgressReview, apprentice=pk, number=1, due_on=due_on)
    return pk


def _involve(scale: Scale, learner: Learner, employer: Organisation, tutor: int) -> None:
    start = learner.cohort.starts_on
    for kind, organisation in ((Kind.EMPLOYER, employer.pk), (Kind.UNIVERSITY, learner.cohort.university_id)):
        scale.add(Involvement, apprentice=learner.pk, kind=kind, organisation=organisation, starts_on=start)
    for kind, person in (
        (Kind.SELF, learner.person),
        (Kind.LINE_MANAGER, learner.manager),
        (Kind.TUTOR, tutor),
        (Kind.PRACTICE_EDUCATOR, learner.educator),
    ):
        scale.add(Involvement, apprentice=learner.pk, kind=kind, person=person, starts_on=start)


def _log(scale: Scale, learners: list[Learner]) -> None:
    """Day after day of ten years, so that the rows of one apprentice lie scattered among all others', as in life."""
    private_study = ActivityType.objects.get(code="private_study").pk
    waits_from = scale.today - NOT_CONFIRMED_YET
    day = min(learner.cohort.starts_on for learner in learners)
    while day < scale.today:
        if day.weekday() < 5:
            moment = clock.on(day, 17)
            for learner in learners:
                if not learner.cohort.starts_on <= day < learner.ends_on:
                    continue
                days = DAYS_OF_ONE_BEHIND if learner.number % 6 == 5 else DAYS_A_WEEK
                if (learner.number + day.toordinal()) % 5 >= days:
                    continue
                confirmed = day < waits_from or not learner.is_learning(scale.today)
                scale.add(
                    OffTheJobEntry,
                    apprentice=learner.pk,
                    activity=private_study,
                    date=day,
                    hours=Decimal(2),
                    note="Reading for the seminar",
                    logged_by=learner.person,
                    state=State.CONFIRMED if confirmed else State.SUBMITTED,
                    submitted_at=moment,
                    confirmed_by=learner.manager if confirmed else None,
                    confirmed_at=moment + datetime.timedelta(days=3) if confirmed else None,
                )
        day += datetime.timedelta(days=1)
