"""Training plans: confirmed by all three parties in the first weeks; some wait, some were changed since."""

from __future__ import annotations

import datetime

from apprentices import operations
from apprentices.models import Apprentice, Party, PlanSection
from apprentices.models.parties import PARTY_KINDS
from core.accounts.models import User
from demo import clock
from demo.world import World

WAITING_FOR_THE_EMPLOYER = 9
"""Every so many plans of the newest cohort wait for the line manager still."""


def tell(world: World) -> None:
    for number, apprentice in enumerate(world.apprentices):
        people = _people(apprentice)
        if not set(Party) <= people.keys():
            continue
        for days, party in enumerate((Party.UNIVERSITY, Party.APPRENTICE, Party.EMPLOYER)):
            new = number < world.size.apprentices_a_cohort
            if party == Party.EMPLOYER and new and number % WAITING_FOR_THE_EMPLOYER == 4:
                continue
            _confirm(world, apprentice, party, people[party], days=days + number % 5)
    _changes(world)


def _people(apprentice: Apprentice) -> dict[Party, User]:
    held = apprentice.involvements.filter(person__isnull=False, kind__in=PARTY_KINDS.values()).select_related("person")
    by_kind = {involved.kind: involved.person for involved in held}
    return {Party(party): by_kind[kind] for party, kind in PARTY_KINDS.items() if kind in by_kind}


def _confirm(world: World, apprentice: Apprentice, party: Party, who: User, *, days: int) -> None:
    date = min(apprentice.original_start_on + datetime.timedelta(days=days), world.today)
    with clock.at(clock.on(date, 8)):
        waiting = PlanSection.objects.filter(plan__apprentice=apprentice).waiting_for(party)
        operations.confirm_sections(waiting, party=party, by=who)


def _changes(world: World) -> None:
    """One waits for the apprentice whom the demo shows, one was agreed, one was not."""
    shown, agreed, refused = world.apprentices[:3]
    ago = {name: clock.on(world.today - datetime.timedelta(days=days)) for name, days in (("asked", 30), ("done", 27))}
    for apprentice in (agreed, refused):
        people = _people(apprentice)
        with clock.at(ago["asked"]):
            change = _propose(
                apprentice, people[Party.EMPLOYER], Party.EMPLOYER, more=20, reason="A further skills day."
            )
        with clock.at(ago["done"]):
            if apprentice == refused:
                reason = "The university offers no further skills day this year."
                operations.refuse_change(change, reason=reason, by=people[Party.UNIVERSITY])
                continue
            for party in (Party.UNIVERSITY, Party.APPRENTICE):
                operations.approve_change(change, party=party, by=people[party])
    people = _people(shown)
    with clock.at(clock.on(world.today - datetime.timedelta(days=3), 15)):
        reason = "The module on mental health law has two more days."
        change = _propose(shown, people[Party.UNIVERSITY], Party.UNIVERSITY, more=14, reason=reason)
    with clock.at(clock.on(world.today - datetime.timedelta(days=2), 9)):
        operations.approve_change(change, party=Party.EMPLOYER, by=people[Party.EMPLOYER])


def _propose(apprentice: Apprentice, by: User, party: Party, *, more: int, reason: str):
    return operations.propose_change(
        apprentice.training_plan,
        kind=PlanSection.Kind.OFF_THE_JOB,
        values={"planned_hours": f"{apprentice.planned_hours + more:.2f}"},
        reason=reason,
        party=party,
        by=by,
    )
