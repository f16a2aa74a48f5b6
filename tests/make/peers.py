"""The exchange: boroughs of one consortium, days that are offered and asked for, learning sets."""

import datetime
from decimal import Decimal

from django.utils import timezone

from apprentices.models import Apprentice, Involvement, LearningSet, ShadowingAsk, ShadowingDay
from apprentices.operations import peers
from consortium.models import Organisation
from core.accounts.models import User
from tests.make.apprentices import activity, apprentice, line_manager
from tests.make.consortium import appointment, cohort, consortium, council, membership, service
from tests.make.people import person


def next_working_day(after: int = 14) -> datetime.date:
    """A Tuesday to Thursday so many days ahead, or more."""
    date = timezone.localdate() + datetime.timedelta(days=after)
    while date.weekday() not in (1, 2, 3):
        date += datetime.timedelta(days=1)
    return date


def boroughs(*names: str) -> list[Organisation]:
    """Services of different councils, full members of one consortium; the kinds of activity are there."""
    for kind in ("shadowing", "peer_learning", "private_study", "lecture"):
        activity(kind)
    together = consortium()
    made = []
    for name in names or ("Camden", "Hackney", "Sutton"):
        made.append(service(council(name), name=f"{name} adults"))
        membership(made[-1], together)
    return made


def learner(name: str = "", *, at: Organisation, started: int = 200, **fields) -> Apprentice:
    """Somebody who is learning, with a line manager."""
    group = fields.pop("cohort", None) or cohort(starts_on=timezone.localdate() - datetime.timedelta(days=started))
    made = apprentice(name, at=at, cohort=group, **fields)
    line_manager(made)
    return made


def manager_of(of: Apprentice) -> User:
    return of.involvements.get(kind=Involvement.Kind.LINE_MANAGER).person  # type: ignore[return-value]


def host(at: Organisation, name: str = "") -> User:
    return appointment(person(name), at, "practice_educator").person


def shadowing_day(at: Organisation, *, by: User | None = None, **fields) -> ShadowingDay:
    """A day that is offered, two weeks ahead; ``date`` may lie in the past of the tests' own clock."""
    date = fields.pop("date", None) or next_working_day()
    defaults = {
        "organisation": at,
        "title": "AMHP duty desk",
        "about": "How a duty desk decides.",
        "starts_at": datetime.time(9, 30),
        "ends_at": datetime.time(16, 30),
        "hours": Decimal("6"),
        "place": "Town Hall",
    }
    by = by or host(at)
    (made,) = peers.offer_days(
        peers.Offer(**(defaults | fields)), dates=[date], by=by, on=date - datetime.timedelta(days=14)
    )
    return made


def asked(day: ShadowingDay, of: Apprentice, *, released: bool = True) -> ShadowingAsk:
    """Somebody asks; their line manager releases them unless told otherwise."""
    on = day.date - datetime.timedelta(days=7)
    made = peers.ask_for_day(day, apprentice=of, wish="How thresholds are weighed.", on=on)
    if released:
        peers.release(made, by=manager_of(of))
    return made


def agreed(day: ShadowingDay, of: Apprentice) -> ShadowingAsk:
    made = asked(day, of)
    peers.agree(made, by=day.offered_by, on=day.date - datetime.timedelta(days=7))
    return made


def attended(day: ShadowingDay, of: Apprentice, hours: str | None = "6") -> ShadowingAsk:
    """Somebody was at a day (or was not, where ``hours`` is None); the only one with a place."""
    made = agreed(day, of)
    line = peers.There(Decimal(hours) if hours else None)
    peers.take_shadowing_register(day, lines={made.pk: line}, by=day.offered_by, on=day.date)
    made.refresh_from_db()
    return made


def past_day(at: Organisation, **fields) -> ShadowingDay:
    """A day of last week, on a working day."""
    return shadowing_day(at, date=last_working_day(), **fields)


def last_working_day(before: int = 7) -> datetime.date:
    date = timezone.localdate() - datetime.timedelta(days=before)
    while date.weekday() not in (1, 2, 3):
        date -= datetime.timedelta(days=1)
    return date


def learning_set(at: Organisation, *, by: User | None = None, members: int = 0, **fields) -> LearningSet:
    """A set with so many members of the same employer."""
    defaults = {"topic": "Thresholds", "about": "", "access": "open", "places": 8}
    made = peers.begin_learning_set(organisation=at, by=by or host(at), **(defaults | fields))
    for _ in range(members):
        peers.join_learning_set(made, apprentice=learner(at=at))
    made.refresh_from_db()
    return made


def set_meeting(of: LearningSet, date: datetime.date | None = None, **fields):
    date = date or next_working_day()
    defaults = {
        "date": date,
        "starts_at": datetime.time(13),
        "ends_at": datetime.time(15),
        "hours": Decimal("2"),
        "place": "Online",
    }
    planned = peers.MeetingPlan(**(defaults | fields))
    return peers.plan_meeting(of, planned=planned, by=of.facilitator, on=min(date, timezone.localdate()))
