"""Employment in its variety: a transfer with its statement, a contract that ends early, two managers, a vacancy."""

from __future__ import annotations

import datetime
from decimal import Decimal

from apprentices import operations
from apprentices.agreement import APPRENTICE, UNIVERSITY
from apprentices.models import Apprentice, BreakInLearning, Employment, Involvement
from core.accounts.names import change_name
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)
Kind = Involvement.Kind


def tell(world: World) -> None:
    """Told last, about apprentices whom no other chapter needs where they are."""
    learning = _still_learning(world)
    moving, ending, shared, vacant = learning[:4]
    _transfer(world, moving)
    _contract_that_ends(world, ending)
    _two_managers(world, shared)
    _vacancy(world, vacant)
    for apprentice in learning[4:5]:
        _another_name(apprentice, since=world.today - 40 * DAY)
    for apprentice in learning[:12]:
        _agreement(world, apprentice)


def _still_learning(world: World) -> list[Apprentice]:
    """As they stand now, the last of the oldest cohort first: nobody who is away, gone or asked for a break."""
    away = BreakInLearning.objects.filter(state__in=BreakInLearning.OPEN).values("apprentice")
    told = Apprentice.objects.filter(pk__in=[a.pk for a in world.apprentices], state=Apprentice.State.ACTIVE)
    return list(told.exclude(pk__in=away).select_related("person", "employer__part_of", "cohort").order_by("-pk"))


def _lead(world: World, apprentice: Apprentice):
    return world.who(apprentice.employer, "workforce_lead")


def _transfer(world: World, apprentice: Apprentice) -> None:
    """Three weeks ago, with a week between the employers."""
    old_lead = _lead(world, apprentice)
    after = next(s for s in world.services if s.legal_body != apprentice.employer.legal_body)
    last_day = world.today - 21 * DAY
    with clock.at(clock.on(last_day - 20 * DAY, 10)):
        transfer = operations.propose_transfer(
            apprentice, after=after, last_day=last_day, first_day=last_day + 8 * DAY, by=old_lead
        )
        operations.accept_transfer(
            transfer,
            weekly_hours=Decimal("36"),
            job_title="Social work assistant",
            team="Hospital discharge",
            manager=world.who(after, "line_manager"),
            by=world.who(after, "workforce_lead"),
        )
        tutor = apprentice.involvements.get(kind=Kind.TUTOR).person
        operations.agree_to_transfer(transfer, party=UNIVERSITY, by=tutor)
        operations.agree_to_transfer(transfer, party=APPRENTICE, by=apprentice.person)
    with clock.at(clock.on(last_day + DAY, 6)):
        operations.carry_out_transfers(on=last_day + DAY)


def _contract_that_ends(world: World, apprentice: Apprentice) -> None:
    with clock.at(clock.on(world.today - 12 * DAY, 11)):
        operations.change_employment(
            apprentice,
            on=world.today - 12 * DAY,
            by=_lead(world, apprentice),
            changes={
                "contract": Employment.Contract.FIXED_TERM,
                "contract_ends_on": world.today + 120 * DAY,
                "substantive_post": "Community support worker",
            },
        )


def _another_name(apprentice: Apprentice, *, since: datetime.date) -> None:
    """Since the wedding with a name of two; certificates still have the one before."""
    person = apprentice.person
    with clock.at(clock.on(since, 20)):
        change_name(person, name=f"{person.name}-Whitfield", since=since, private=False)


def _two_managers(world: World, apprentice: Apprentice) -> None:
    """One from Monday to Wednesday, the other on Thursday and Friday; the lead's own deputy is next."""
    first = apprentice.involvements.filter(kind=Kind.LINE_MANAGER).select_related("person").first()
    lead, on = _lead(world, apprentice), world.today - 30 * DAY
    second = next(p for p in world.staff[apprentice.employer_id, "line_manager"] if first is None or p != first.person)
    with clock.at(clock.on(on, 14)):
        for person, days in ((first.person if first else lead, [0, 1, 2]), (second, [3, 4])):
            if first and person == first.person:
                operations.end_involvement(first, on=on - DAY, by=lead)
            operations.name_person(
                apprentice,
                kind=Kind.LINE_MANAGER,
                name=person.name,
                email=person.email,
                starts_on=on,
                weekdays=days,
                passes_to=lead,
                by=lead,
            )


def _vacancy(world: World, apprentice: Apprentice) -> None:
    """The line manager left twelve days ago, and nobody was named."""
    lead = _lead(world, apprentice)
    for part in apprentice.involvements.filter(kind=Kind.LINE_MANAGER):
        with clock.at(clock.on(world.today - 12 * DAY, 16)):
            operations.end_involvement(part, on=world.today - 12 * DAY, by=lead)


def _agreement(world: World, apprentice: Apprentice) -> None:
    """Working pattern and signed agreement, put in by the lead."""
    apprentice.refresh_from_db()
    held = apprentice.employments.all().now(world.today)
    if held is None:
        return
    day = f"{held.weekly_hours / 5:.2f}"
    with clock.at(clock.on(world.today - 5 * DAY, 12)):
        operations.correct_employment(
            held,
            by=_lead(world, apprentice),
            reason="Put in from the contract",
            changes={
                "pattern": [day] * 5 + ["0", "0"],
                "agreement_signed_on": apprentice.original_start_on - 14 * DAY,
                "agreement_starts_on": apprentice.original_start_on,
                "agreement_ends_on": apprentice.planned_end_on,
                "team": held.team or "Locality team",
            },
        )
