"""What of the portfolios needs a person: on their home page, and by mail when it has waited too long."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from apprentices.models import BreakInLearning, Involvement
from apprentices.models.involvement import related
from apprentices.people import kinds
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import ONE_DAY, last_day_that_waited_longer
from assessment.models import CapabilityView, Evidence, SelfAssessment, readers
from assessment.portfolios import to_review
from assessment.self_assessment_points import Point
from core import words
from core.registry import Need, Reminder, WorkItem
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

MOST_LISTED = 10

PATIENCE = 5
"""Working days that evidence may wait before its assessor is reminded."""


def needs(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """For ``core.registry.worklist``: one query for each relation in which this person stands."""
    held = kinds(user)
    if held.intersection(readers.ASSESSING_KINDS):
        yield from _to_assess(user, on)
    if Involvement.Kind.TUTOR in held:
        yield from _to_review(user, on)
    if Involvement.Kind.SELF in held:
        yield from _of_my_own(user, on)
        yield from _where_i_stand(user, on)
    if Involvement.Kind.PRACTICE_EDUCATOR in held:
        yield from _where_they_stand(user, on)


def _to_assess(user: User, on: datetime.date) -> Iterator[WorkItem]:
    waiting = list(Evidence.objects.waiting_for(user, on=on).select_related("apprentice__person"))
    too_long = too_long_ago(on)
    for evidence in waiting[:MOST_LISTED]:
        assert evidence.waiting_since is not None
        sent_on = timezone.localdate(evidence.waiting_since)
        yield WorkItem(
            f"Assess a piece of evidence by {evidence.apprentice}: {words.lowered(evidence.the_kind.name)}",
            reverse("assessment:evidence", args=[evidence.reference]),
            need=Need.overdue_if(sent_on <= too_long),
            hint=f"Sent on {words.day(sent_on)}",
        )
    if len(waiting) > MOST_LISTED:
        rest = words.count(len(waiting) - MOST_LISTED, "more piece", "more pieces")
        yield WorkItem(f"Assess {rest} of evidence", reverse("assessment:queue"))


def _to_review(user: User, on: datetime.date) -> Iterator[WorkItem]:
    grown = to_review(user, on=on).count()
    if grown:
        portfolios = words.count(grown, "portfolio has", "portfolios have")
        yield WorkItem(f"{portfolios} newly accepted evidence to review", reverse("assessment:portfolios"))


def _of_my_own(user: User, on: datetime.date) -> Iterator[WorkItem]:
    mine = (
        Evidence.objects.filter(apprentice__in=readers.owned_by(user, on=on))
        .of_those_learning()
        .filter(state__in=[Evidence.State.RETURNED, Evidence.State.SUBMITTED])
        .select_related("shown__returned", "apprentice")
    )
    waiting, breaks = 0, list(BreakInLearning.objects.filter(apprentice__person=user, returned_on__isnull=False))
    for evidence in mine:
        if evidence.state == Evidence.State.SUBMITTED or evidence.shown is None:
            waiting += 1
            continue
        again_by = evidence.shown.returned.again_by + away_since(evidence.shown.returned.returned_at, breaks)
        yield WorkItem(
            f"Work on “{evidence.shown}” again: it was returned for more",
            reverse("assessment:evidence", args=[evidence.reference]),
            due_on=again_by,
        )
    if waiting:
        pieces = words.count(waiting, "piece of evidence waits", "pieces of evidence wait")
        yield WorkItem(f"{pieces} to be assessed", reverse("assessment:start"), need=Need.WAITING)


def _where_i_stand(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """An apprentice's own view of their capability, while it is to be written."""
    for placement, point in _to_write(CapabilityView.Side.OWN, readers.owned_by(user, on=on)):
        at = f"{point.label.lower()} of {words.lowered(placement.name)}"
        yield WorkItem(f"Write where you stand: {at}", _write_url(placement, point))


def _where_they_stand(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """A practice educator's views to write, and both views to talk about in supervision."""
    taught = related(user, Involvement.Kind.PRACTICE_EDUCATOR, on=on)
    for placement, point in _to_write(CapabilityView.Side.EDUCATOR, taught):
        at = f"{point.label.lower()} of {words.lowered(placement.name)}"
        yield WorkItem(f"Write where {placement.apprentice} stands: {at}", _write_url(placement, point))
    locked = SelfAssessment.objects.filter(apprentice__in=taught, state=SelfAssessment.State.LOCKED)
    for both in locked.select_related("apprentice__person", "placement"):
        yield WorkItem(
            f"Talk about the two views in supervision with {both.apprentice}: {words.lowered(str(both))}",
            reverse("assessment:self_assessment", args=[both.reference]),
        )


def _to_write(side: str, apprentices: list[int]) -> Iterator[tuple[Placement, Point]]:
    """Where this side is owed: at the start of a placement under way, and at its end once the days are complete."""
    placements = Placement.objects.filter(apprentice__in=apprentices, state__in=Placement.UNDER_WAY).of_those_here()
    written = CapabilityView.objects.filter(side=side, locked_at__isnull=False)
    locked = set(
        written.filter(self_assessment__placement__in=placements).values_list(
            "self_assessment__placement_id", "self_assessment__point"
        )
    )
    for placement in placements.select_related("apprentice__person"):
        point = Point.END if placement.state == Placement.State.DAYS_COMPLETE else Point.START
        past = point == Point.START and placement.days_counted * 2 >= placement.days_required
        if not past and (placement.pk, point) not in locked:
            yield placement, point


def _write_url(placement: Placement, point: Point) -> str:
    return reverse("assessment:write_view", args=[placement.apprentice.reference, placement.reference, point])


def away_since(returned_at: datetime.datetime, breaks: Iterable[BreakInLearning]) -> datetime.timedelta:
    """By how much the day moves on which returned evidence is to come back: the breaks in learning since."""
    since = timezone.localdate(returned_at)
    away = ((max(b.starts_on, since), b.ends_on) for b in breaks)
    return sum((last - first + ONE_DAY for first, last in away if first <= last), datetime.timedelta())


def too_long_ago(on: datetime.date) -> datetime.date:
    """What was sent on this day or before has waited over five working days."""
    return last_day_that_waited_longer(PATIENCE, on, bank_holidays())


def waiting_too_long(at: datetime.datetime) -> Iterable[Reminder]:
    """For ``core.registry.reminder_rules``: who assesses is told once of each piece; what was answered falls silent."""
    on = timezone.localdate(at)
    next_day = datetime.datetime.combine(too_long_ago(on) + ONE_DAY, datetime.time(), timezone.get_current_timezone())
    late = list(
        Evidence.objects.waiting()
        .of_those_learning()
        .filter(waiting_since__lt=next_day)
        .select_related("apprentice__person", "shown")
    )
    relations: dict[int, list[Involvement]] = defaultdict(list)
    for relation in (
        Involvement.objects.on(on)
        .filter(apprentice__in={evidence.apprentice_id for evidence in late}, kind__in=readers.ASSESSING_KINDS)
        .select_related("person")
    ):
        relations[relation.apprentice_id].append(relation)
    for evidence in late:
        assert evidence.shown is not None
        for relation in readers.assessors(relations[evidence.apprentice_id]):
            assert relation.person is not None
            yield Reminder(
                to=relation.person,
                template="evidence_waiting",
                context={"evidence": evidence, "apprentice": evidence.apprentice},
                key=f"evidence-waiting-{evidence.reference}-{evidence.shown.number}-{relation.person.reference}",
            )
