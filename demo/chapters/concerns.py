"""Concerns in each state: waiting, overdue, planned, over, escalated, elsewhere, held, spoken up about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from apprentices import operations
from apprentices.models import Apprentice, Concern, Involvement
from core.accounts.models import User
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)
PHONES = "020 7946 0"
"""Numbers that are kept for stories: nobody has one."""


def tell(world: World) -> None:
    """Of those who are learning and have a practice educator, beside line manager and tutor."""
    _arrange(world)
    apprentices = _learning(world)
    for one, told in zip(
        apprentices,
        (_planned, _waiting, _late, _resolved, _not_upheld, _escalated, _elsewhere, _held, _spoken_up, _racism),
        strict=False,
    ):
        told(world, one)
    with clock.at(clock.on(world.today, 6)):
        operations.run_concerns(on=world.today)


def _arrange(world: World) -> None:
    """A safeguarding lead and whom to phone at every second service, and at the universities."""
    since = world.today - 700 * DAY
    for number, organisation in enumerate([*world.services[::2], *world.universities]):
        lead = world.person()
        world.appoint(lead, "safeguarding_lead", organisation, since=since)
        with clock.at(clock.on(since)):
            operations.keep_arrangements(
                organisation,
                fields={
                    "team": "Safeguarding duty team",
                    "phone": f"{PHONES}{number:03}",
                    "out_of_hours": f"{PHONES}{900 + number % 100:03}",
                },
                by=lead,
            )


def _learning(world: World) -> list[Apprentice]:
    found: list[Apprentice] = []
    kinds = Involvement.Kind
    for apprentice in Apprentice.objects.learning().select_related("person", "employer", "cohort").order_by("pk"):
        held = set(apprentice.involvements.on(world.today).values_list("kind", flat=True))
        if {kinds.LINE_MANAGER, kinds.TUTOR, kinds.PRACTICE_EDUCATOR} <= held:
            found.append(apprentice)
    return found


def _with(apprentice: Apprentice, kind: str) -> User:
    held = apprentice.involvements.filter(kind=kind, person__isnull=False).select_related("person").order_by("-pk")
    person = held[0].person
    assert person is not None, "chosen among those who have one"
    return person


def _raised(world: World, apprentice: Apprentice, *, ago: int, by: User, **fields: Any) -> Concern:
    day = world.today - ago * DAY
    with clock.at(clock.on(day, 9)):
        return operations.raise_concern(apprentice, raised=operations.RaisedConcern(**fields), by=by, on=day)


def _about_practice(world: World, apprentice: Apprentice, *, ago: int) -> Concern:
    """The usual case: good marks, and practice that worries."""
    concern = _raised(
        world,
        apprentice,
        ago=ago,
        by=_with(apprentice, "practice_educator"),
        about="apprentice",
        kind="practice",
        happened="Essays are among the best of the cohort. On three joint visits the plan was explained to the family "
        "before anybody had asked what they want, and two visits were written up a week later.",
        wished="Time to watch how others begin a visit, and supervision in the same week.",
    )
    for day in _days(world, ago - 1):
        operations.tell_apprentice(concern, words="We sat down after supervision.", by=_lead(concern), on=day)
    return concern


def _days(world: World, ago: int) -> Iterator[datetime.date]:
    """The day so long ago, with the clock standing there."""
    day = world.today - ago * DAY
    with clock.at(clock.on(day, 11)):
        yield day


def _lead(concern: Concern) -> User:
    assert concern.lead is not None, "every service has a workforce lead"
    return concern.lead


def _plan(world: World, concern: Concern, *, ago: int, review_in: int, kind: str = "formal") -> None:
    apprentice = concern.apprentice
    for day in _days(world, ago):
        operations.start_plan(
            concern,
            to=kind,
            action=operations.PlannedAction(
                what="Begin each visit by asking what the person wants, and write that down first",
                measure="It stands in the first line of four notes of four",
                owner=apprentice.person,
                due_on=day + review_in * DAY,
                support="Two visits beside an experienced colleague before the next one alone",
            ),
            review_on=day + review_in * DAY,
            people=[_with(apprentice, kind) for kind in ("line_manager", "tutor", "practice_educator")],
            by=_lead(concern),
            on=day,
        )


def _planned(world: World, apprentice: Apprentice) -> None:
    concern = _about_practice(world, apprentice, ago=20)
    _plan(world, concern, ago=14, review_in=30)
    with clock.at(clock.on(world.today - 12 * DAY, 20)):
        operations.reply_to_concern(
            concern,
            text="I agree about the visits. I had no laptop for the notes until last week; nobody knew.",
            supporter="Bimpe, from the union",
            goes_with_the_plan=True,
            by=apprentice.person,
        )


def _waiting(world: World, apprentice: Apprentice) -> None:
    _raised(
        world,
        apprentice,
        ago=1,
        by=_with(apprentice, "tutor"),
        about="apprentice",
        kind="learning",
        happened="Away from four of the last six study days, and no answer to mails.",
    )


def _late(world: World, apprentice: Apprentice) -> None:
    _raised(
        world,
        apprentice,
        ago=12,
        by=apprentice.person,
        about="practice_educator",
        kind="support",
        happened="Supervision was cancelled five times in a row, twice while I waited in the room.",
        wished="A fixed hour that stays.",
    )


def _resolved(world: World, apprentice: Apprentice) -> None:
    concern = _about_practice(world, apprentice, ago=80)
    _plan(world, concern, ago=76, review_in=30, kind="informal")
    for day in _days(world, 46):
        operations.settle_concern_action(concern.actions.get(), to="done", by=apprentice.person)
        operations.review_concern(concern, words="Four of four, and families say so.", by=_lead(concern), on=day)
        operations.close_concern(
            concern, to="resolved", words="Visits begin with the person.", by=_lead(concern), on=day
        )


def _not_upheld(world: World, apprentice: Apprentice) -> None:
    concern = _about_practice(world, apprentice, ago=60)
    for day in _days(world, 57):
        words = "The notes were in the file in time; the system showed the day of the upload."
        operations.close_concern(concern, to="not_upheld", words=words, by=_lead(concern), on=day)


def _escalated(world: World, apprentice: Apprentice) -> None:
    concern = _about_practice(world, apprentice, ago=70)
    _plan(world, concern, ago=66, review_in=30)
    for day in _days(world, 36):
        operations.review_concern(concern, words="One of four. The support took place.", by=_lead(concern), on=day)
    for day in _days(world, 4):
        operations.escalate_concern(concern, words="A second plan alone would not help.", by=_lead(concern), on=day)


def _elsewhere(world: World, apprentice: Apprentice) -> None:
    concern = _about_practice(world, apprentice, ago=9)
    for day in _days(world, 7):
        operations.refer_concern(
            concern, where="fitness_to_practise", words="The university has the papers.", by=_lead(concern), on=day
        )


def _held(world: World, apprentice: Apprentice) -> None:
    concern = _raised(
        world,
        apprentice,
        ago=3,
        by=_with(apprentice, "line_manager"),
        about="apprentice",
        kind="practice",
        happened="A neighbour says that a child was left alone in the car during a visit.",
        hold_asked=True,
    )
    safeguarding = concern.readers.filter(part="safeguarding").select_related("person").first()
    if safeguarding is None:
        return  # neither this employer nor its university has named anybody
    for day in _days(world, 3):
        hold = operations.hold_telling(
            concern, ground="lado", reason="The strategy meeting is next week.", by=safeguarding.person, on=day
        )
    for day in _days(world, 0):
        operations.ask_to_prolong(
            hold, reason="The meeting moved by two days.", by=safeguarding.person, on=min(day, hold.ends_on)
        )


def _spoken_up(world: World, apprentice: Apprentice) -> None:
    concern = _raised(
        world,
        apprentice,
        ago=30,
        by=apprentice.person,
        about="host",
        kind="whistleblowing",
        happened="Reviews of care plans are signed as held that nobody held. I was asked to sign two.",
        wished="That somebody from outside looks at it, and that my placement goes on.",
    )
    for day in _days(world, 28):
        operations.refer_concern(
            concern, where="whistleblowing", words="With the council's monitoring officer.", by=_lead(concern), on=day
        )
    for day in _days(world, 2):
        operations.decide_on_placement(
            concern,
            change="dates",
            until=day + 14 * DAY,
            words="Asks for two weeks more, for the days lost to meetings. Wants to stay where they are.",
            by=_lead(concern),
            on=day,
        )


def _racism(world: World, apprentice: Apprentice) -> None:
    _raised(
        world,
        apprentice,
        ago=1,
        by=apprentice.person,
        about="somebody_else",
        kind="racism",
        happened="A family asked for “somebody English” and my colleague laughed and went in without me.",
        wished="That the team says no to this, each time.",
        wants_to_move=True,
    )
