"""What of the portfolios needs a person: on their home page, and by mail when it has waited too long."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from apprentices.models import BreakInLearning, Involvement
from apprentices.people import kinds
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import ONE_DAY, last_day_that_waited_longer
from assessment import self_assessment_work
from assessment.breaks import away_since
from assessment.models import Evidence, Reopening, WitnessStatement, oversight, readers
from assessment.models.witnesses import WITNESSING_KINDS
from assessment.portfolios import to_review
from core import words
from core.registry import Need, Reminder, WorkItem

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
        yield from self_assessment_work.to_write_myself(user, on)
    if Involvement.Kind.PRACTICE_EDUCATOR in held:
        yield from self_assessment_work.to_write_and_discuss(user, on)
    if held.intersection(WITNESSING_KINDS):
        yield from _to_witness(user)


def _to_assess(user: User, on: datetime.date) -> Iterator[WorkItem]:
    waiting = list(Evidence.objects.waiting_for(user, on=on).select_related("apprentice__person"))
    too_long = too_long_ago(on)
    for evidence in waiting[:MOST_LISTED]:
        assert evidence.waiting_since is not None
        sent_on = timezone.localdate(evidence.waiting_since)
        step = "Countersign" if evidence.state == Evidence.State.COUNTERSIGN else "Assess"
        yield WorkItem(
            f"{step} a piece of evidence by {evidence.apprentice}: {words.lowered(evidence.the_kind.name)}",
            reverse("assessment:evidence", args=[evidence.reference]),
            need=Need.overdue_if(sent_on <= too_long),
            hint=f"Waiting since {words.day(sent_on)}",
        )
    if len(waiting) > MOST_LISTED:
        rest = words.count(len(waiting) - MOST_LISTED, "more piece", "more pieces")
        yield WorkItem(f"Assess {rest} of evidence", reverse("assessment:queue"))


def _to_review(user: User, on: datetime.date) -> Iterator[WorkItem]:
    grown = to_review(user, on=on).count()
    if grown:
        portfolios = words.count(grown, "portfolio has", "portfolios have")
        yield WorkItem(f"{portfolios} newly accepted evidence to review", reverse("assessment:portfolios"))


def _to_witness(user: User) -> Iterator[WorkItem]:
    asked = WitnessStatement.objects.asked_of(user).select_related("evidence__apprentice__person")
    for statement in asked[:MOST_LISTED]:
        yield WorkItem(
            f"Say what you saw: {statement.evidence.apprentice} asks for a witness statement",
            reverse("assessment:witness", args=[statement.reference]),
            hint=f"Asked on {words.day(timezone.localdate(statement.asked_at))}",
        )


def _of_my_own(user: User, on: datetime.date) -> Iterator[WorkItem]:
    mine = (
        Evidence.objects.filter(apprentice__in=readers.owned_by(user, on=on))
        .of_those_learning()
        .filter(state__in=[Evidence.State.RETURNED, Evidence.State.REOPENED, *Evidence.WAITING])
        .select_related("shown__returned", "apprentice")
    )
    waiting = [evidence for evidence in mine if evidence.state in Evidence.WAITING]
    if again := [evidence for evidence in mine if evidence.state not in Evidence.WAITING]:
        yield from _to_work_on_again(user, again)
    if waiting:
        pieces = words.count(len(waiting), "piece of evidence waits", "pieces of evidence wait")
        yield WorkItem(f"{pieces} to be assessed", reverse("assessment:start"), need=Need.WAITING)


def _to_work_on_again(user: User, pieces: list[Evidence]) -> Iterator[WorkItem]:
    """Pieces that came back or were opened again, each with its day; read only where there are any."""
    running = {
        reopening.evidence_id: reopening for reopening in Reopening.objects.running().filter(evidence__in=pieces)
    }
    breaks = list(BreakInLearning.objects.filter(apprentice__person=user, returned_on__isnull=False))
    for evidence in pieces:
        assert evidence.shown is not None
        if reopening := running.get(evidence.pk):
            why, due_on, since = "it was opened again", reopening.until, reopening.reopened_at
        else:
            returned = evidence.shown.returned
            why, due_on, since = "it was returned for more", returned.again_by, returned.returned_at
        yield WorkItem(
            f"Work on “{evidence.shown}” again: {why}",
            reverse("assessment:evidence", args=[evidence.reference]),
            due_on=due_on + away_since(since, breaks),
        )


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
        .select_related("apprentice__person", "shown", "answered_by")
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
        for relation in _whose_turn(evidence, relations[evidence.apprentice_id], on):
            assert relation.person is not None
            signed = "-signed" if evidence.state == Evidence.State.COUNTERSIGN else ""
            yield Reminder(
                to=relation.person,
                template="evidence_waiting",
                context={"evidence": evidence, "apprentice": evidence.apprentice, "signed_by": evidence.answered_by},
                key=f"evidence-waiting-{evidence.reference}-{evidence.shown.number}{signed}-{relation.person.reference}",
            )


def _whose_turn(evidence: Evidence, relations: list[Involvement], on: datetime.date) -> list[Involvement]:
    """Who assesses; once a practice educator in training has signed, who countersigns."""
    if evidence.state == Evidence.State.COUNTERSIGN and evidence.answered_by is not None:
        return oversight.countersigners(relations, signed_by=evidence.answered_by, on=on)
    return readers.assessors(relations)
