"""The exchange: days offered across boroughs in every state, hours credited from one, and two learning sets."""

from __future__ import annotations

import datetime
from decimal import Decimal

from apprentices.models import Apprentice, ShadowingAsk, ShadowingDay
from apprentices.operations import peers
from apprentices.operations.peers import MeetingPlan, Offer, There
from consortium.models import Membership, Organisation
from core.accounts.models import User
from core.workflow import StepRefused
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)
WISHES = (
    "How thresholds are weighed when little is known.",
    "How a Mental Health Act assessment is planned from the first call.",
    "How the duty desk decides who goes out today.",
)
DAYS = (
    ("AMHP duty desk", "A day beside the approved mental health professional on duty: calls, planning, writing up."),
    ("Children's MASH", "How contacts are read, shared with health and police, and decided on the same day."),
    ("Hospital discharge team", "Ward round, home visit, and the meeting in which a discharge is agreed."),
    ("Youth justice court day", "Pre-sentence reports, the court, and the conversation afterwards."),
)


def tell(world: World) -> None:
    full = set(Membership.objects.on(world.today).filter(grade="full").values_list("organisation", flat=True))
    learning = set(Apprentice.objects.learning().filter(employer__in=full).values_list("pk", flat=True))
    learners = [a for a in world.apprentices if a.pk in learning]
    hosts = [s for s in world.services if s.pk in full and world.staff[s.pk, "practice_educator"]]
    if len(learners) < 12 or len(hosts) < 2:
        return
    _held(world, hosts, learners)
    _coming(world, hosts, learners)
    _sets(world, hosts, learners)


def _working_day(date: datetime.date, step: int) -> datetime.date:
    while date.weekday() in (0, 4, 5, 6):
        date += step * DAY
    return date


def _offer(world: World, at: Organisation, number: int, date: datetime.date, *, places: int = 1) -> ShadowingDay:
    title, about = DAYS[number % len(DAYS)]
    told_on = min(date, world.today) - 30 * DAY
    offer = Offer(
        organisation=at,
        title=title,
        about=about,
        starts_at=datetime.time(9, 30),
        ends_at=datetime.time(16, 30),
        hours=Decimal(6),
        place=f"{at.short_name}, first floor; ask for the duty manager",
        bring="Your council badge and something to write with",
        places=places,
    )
    with clock.at(clock.on(told_on)):
        (made,) = peers.offer_days(offer, dates=[date], by=world.who(at, "practice_educator"), on=told_on)
    return made


def _manager(apprentice: Apprentice) -> User:
    return apprentice.involvements.filter(kind="line_manager").select_related("person").first().person


def _ask(
    day: ShadowingDay, apprentice: Apprentice, number: int, *, on: datetime.date, released: bool = True
) -> ShadowingAsk | None:
    """The ask of one who can; nothing where the calendar has something on that day."""
    with clock.at(clock.on(on, 18)):
        try:
            made = peers.ask_for_day(day, apprentice=apprentice, wish=WISHES[number % 3], not_on_placement=True, on=on)
        except StepRefused:
            return None
    if released:
        with clock.at(clock.on(on + DAY, 9)):
            peers.release(made, by=_manager(apprentice))
    return made


def _asked(day: ShadowingDay, learners: list[Apprentice], wanted: int, *, on: datetime.date) -> list[ShadowingAsk]:
    """The first so many apprentices of other boroughs who can come."""
    found: list[ShadowingAsk] = []
    for number, apprentice in enumerate(learners):
        away = apprentice.employer.legal_body != day.organisation.legal_body
        if len(found) < wanted and away and (made := _ask(day, apprentice, number, on=on)):
            found.append(made)
    return found


def _held(world: World, hosts: list[Organisation], learners: list[Apprentice]) -> None:
    """Two days of last month: one reflected on and credited, one that waits for the apprentice's words."""
    for number, back in enumerate((21, 10)):
        day = _offer(world, hosts[number], number, _working_day(world.today - back * DAY, -1))
        asked_on = day.date - 14 * DAY
        for ask in _asked(day, learners[number * 4 :], 1, on=asked_on):
            with clock.at(clock.on(asked_on + 2 * DAY)):
                now = peers.agree(ask, by=day.offered_by, on=asked_on + 2 * DAY)
            with clock.at(clock.on(day.date, 17)):
                peers.take_shadowing_register(day, lines={now.pk: There(Decimal(6))}, by=day.offered_by, on=day.date)
            if number == 0:
                with clock.at(clock.on(day.date + DAY, 20)):
                    peers.reflect(
                        now,
                        text="I had thought that a duty desk answers the phone. It decides what it does not know.",
                        share=True,
                        by=now.apprentice.person,
                        on=day.date + DAY,
                    )


def _coming(world: World, hosts: list[Organisation], learners: list[Apprentice]) -> None:
    """A full day with somebody waiting, one to answer, one that waits for a release, one that is free."""
    ahead = [_working_day(world.today + days * DAY, 1) for days in (12, 19, 26, 33)]
    full, asked, unreleased, _free = (
        _offer(world, hosts[number % len(hosts)], number, date, places=2 if number == 3 else 1)
        for number, date in enumerate(ahead)
    )
    on = world.today - 3 * DAY
    for _ in _asked(full, learners[6:], 2, on=on):
        released = (ask for ask in ShadowingAsk.objects.line_of(full) if ask.state == ShadowingAsk.State.RELEASED)
        with clock.at(clock.on(on + 2 * DAY)):
            peers.agree(next(released), by=full.offered_by, on=on + 2 * DAY)
    _asked(asked, learners[9:], 2, on=on)
    for number, apprentice in enumerate(learners[11:]):
        if _ask(unreleased, apprentice, number, on=on, released=False):
            break


def _sets(world: World, hosts: list[Organisation], learners: list[Apprentice]) -> None:
    """One set that meets, has met and agreed its notes; one that still looks for members."""
    began, met = world.today - 40 * DAY, _working_day(world.today - 12 * DAY, -1)
    facilitator = world.who(hosts[0], "practice_educator")
    with clock.at(clock.on(began)):
        meets = peers.begin_learning_set(
            topic="Thresholds and who draws them",
            about="Bring a decision that you found hard, without names.",
            organisation=hosts[0],
            access="open",
            places=8,
            by=facilitator,
        )
        for apprentice in learners[:5]:
            peers.join_learning_set(meets, apprentice=apprentice, on=began)
        meetings = [
            peers.plan_meeting(meets, planned=_meeting(date), by=facilitator, on=began)
            for date in (met, _working_day(world.today + 16 * DAY, 1))
        ]
    there = [apprentice.pk for apprentice in learners[:4]]
    with clock.at(clock.on(met, 16)):
        peers.take_meeting_register(meetings[0], there=there, by=facilitator, on=met)
        peers.write_notes(
            meetings[0],
            text="A threshold is drawn by a person with a manager. We want to see how others write down why.",
            shown=0,
            by=learners[0].person,
        )
        for apprentice in learners[:3]:
            peers.agree_to_notes(meetings[0], apprentice=apprentice, version=1)
    with clock.at(clock.on(world.today - 5 * DAY)):
        forming = peers.begin_learning_set(
            topic="First placement, first month",
            about="For those who begin a placement this term.",
            organisation=hosts[1],
            access="open",
            places=6,
            by=world.who(hosts[1], "practice_educator"),
        )
        for apprentice in learners[5:7]:
            peers.join_learning_set(forming, apprentice=apprentice)


def _meeting(date: datetime.date) -> MeetingPlan:
    return MeetingPlan(
        date=date, starts_at=datetime.time(13), ends_at=datetime.time(15), hours=Decimal(2), place="Online"
    )
