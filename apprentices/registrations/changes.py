"""What changes add to the portal's lists: what needs somebody, the record's section, prompts about training."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import activity, permissions, steps
from apprentices.models import (
    Apprentice,
    BetweenEmployers,
    BreakAgreement,
    BreakInLearning,
    Involvement,
    Quiet,
    Suspension,
    Withdrawal,
)
from apprentices.models.involvement import related, relations_of
from apprentices.models.parties import Party
from apprentices.off_the_job.breaks import Gap
from apprentices.operations.changes.employment import find_employer
from apprentices.operations.changes.quiet import silenced
from apprentices.operations.changes.telling import LINK_PURPOSE
from apprentices.people import kinds
from apprentices.registrations.waiting import Waiting, sources
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.per_request import once_per_request
from core.registry import Consequence, Need, RecordSection, Reminder, WorkItem
from core.words import day

Kind = Involvement.Kind
ANSWERING = (Kind.TUTOR, Kind.LINE_MANAGER)
BATCH = 1000
SOON = datetime.timedelta(days=14)


# What needs somebody -----------------------------------------------------------------------------------------


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Breaks to agree, returns to record, meetings to hold, the clock between employers, training to plan."""
    held = kinds(user)
    if held.isdisjoint({Kind.SELF, *ANSWERING}):
        return
    yield _breaks(user, on)
    if not held.isdisjoint(ANSWERING):
        yield _between_employers(user, on)
        yield _without_training(user, on)


def _breaks(user: User, on: datetime.date) -> Waiting:
    State = BreakInLearning.State
    found = BreakInLearning.objects.filter(
        apprentice__in=related(user, Kind.SELF, *ANSWERING, on=on),
        state__in=[*BreakInLearning.BEING_AGREED, *BreakInLearning.RUNNING, State.RETURNED],
        met_on=None,
    )
    return Waiting(found, lambda: _about_breaks(found, user, on))


def _about_breaks(found: QuerySet[BreakInLearning], user: User, on: datetime.date) -> Iterator[WorkItem]:
    parts = _parts(user, on)
    for one in found.select_related("apprentice__person").prefetch_related("agreements").order_by("starts_on"):
        yield from _about_break(one, user, parts.get(one.apprentice_id, set()), on)


def _parts(user: User, on: datetime.date) -> dict[int, set[str]]:
    """What this person is to each apprentice: self, line manager, tutor."""
    parts: dict[int, set[str]] = {}
    for kind, apprentice, _ in relations_of(user, on):
        if kind in (Kind.SELF, *ANSWERING):
            parts.setdefault(apprentice, set()).add(kind)
    return parts


PARTY = {Kind.SELF: Party.APPRENTICE, Kind.LINE_MANAGER: Party.EMPLOYER, Kind.TUTOR: Party.UNIVERSITY}


def _about_break(one: BreakInLearning, user: User, parts: set[str], on: datetime.date) -> Iterator[WorkItem]:
    State = BreakInLearning.State
    url, who = reverse("apprentices:break", args=[one.reference]), one.apprentice
    own = Kind.SELF in parts
    if one.state in BreakInLearning.BEING_AGREED:
        now = [agreement for agreement in one.agreements.all() if agreement.terms == one.terms]
        agreed = {agreement.party for agreement in now}
        mine = {PARTY[Kind(part)] for part in parts} - agreed
        if mine and user.pk not in {agreement.by_id for agreement in now}:
            text = "Read and agree your break in learning" if own else f"Read the break in learning asked for by {who}"
            if not own and one.asked_as != Party.APPRENTICE:
                text = f"Read the break in learning that is asked for {who}"
            yield WorkItem(text, url, Need.DUE, hint=f"First day {day(one.starts_on)}")
    elif own:
        return
    elif one.state == State.OVERDUE_RETURN:
        yield WorkItem(
            f"Say what happens next: {who} was expected back", url, Need.OVERDUE, due_on=one.expected_return_on
        )
    elif one.state == State.RETURNED and Kind.TUTOR in parts and one.meeting_due_on:
        yield WorkItem(f"Hold the return meeting with {who}", url, due_on=one.meeting_due_on)
    elif one.is_running and one.expected_return_on <= on + SOON:
        yield WorkItem(f"Prepare the return of {who}", url, Need.DUE, due_on=one.expected_return_on)


def _between_employers(user: User, on: datetime.date) -> Waiting:
    looking = BetweenEmployers.objects.filter(
        apprentice__in=related(user, *ANSWERING, on=on), state=BetweenEmployers.State.LOOKING
    )
    return Waiting(looking, lambda: _about_the_clock(looking, on))


def _about_the_clock(looking: QuerySet[BetweenEmployers], on: datetime.date) -> Iterator[WorkItem]:
    words = {
        Gap.BREAK: "Record a break in learning: {} has no employer",
        Gap.LEAVE: "Record that {} leaves: no new employer in twelve weeks",
        Gap.NOTHING: "{} is looking for a new employer",
        Gap.FUNDED: "{} is funded to the end without an employer",
    }
    for one in looking.select_related("apprentice__person"):
        says = one.clock.says(on)
        if says == Gap.BREAK and one.apprentice.state == Apprentice.State.ON_BREAK:
            says = Gap.NOTHING
        need = {Gap.LEAVE: Need.OVERDUE, Gap.BREAK: Need.DUE}.get(says, Need.WAITING)
        yield WorkItem(
            words[says].format(one.apprentice),
            reverse("apprentices:between", args=[one.reference]),
            need,
            due_on=None if says == Gap.FUNDED else one.clock.find_by,
        )


def _without_training(user: User, on: datetime.date) -> Waiting:
    learning = Apprentice.objects.filter(pk__in=related(user, *ANSWERING, on=on)).learning()
    return Waiting(learning, lambda: _to_plan_training(learning, on))


def _to_plan_training(learning: QuerySet[Apprentice], on: datetime.date) -> Iterator[WorkItem]:
    for one in activity.without_training(list(learning.select_related("person", "rule_set")), on=on):
        yield WorkItem(
            f"Plan some training with {one.apprentice}",
            reverse("apprentices:record", args=[one.apprentice.reference]),
            Need.DUE,
            due_on=one.quiet.break_needed_after,
            hint=f"Nothing is confirmed since {day(one.since)}",
        )


# Prompts -----------------------------------------------------------------------------------------------------


def plan_some_training(at: datetime.datetime) -> Iterator[Reminder]:
    """On days 15 and 25 without confirmed training: tutor and line manager, each once; the apprentice never."""
    on = timezone.localdate(at)
    learning = list(Apprentice.objects.learning().select_related("person", "rule_set").order_by("pk"))
    for start in range(0, len(learning), BATCH):
        due = activity.without_training(learning[start : start + BATCH], on=on)
        yield from _prompts(due, "plan_some_training", on)


def suspended_too_long(at: datetime.datetime) -> Iterator[Reminder]:
    """A suspension without learning for longer than the rules allow is a break for funding: tutor and manager hear."""
    on = timezone.localdate(at)
    suspended = Apprentice.objects.filter(state=Apprentice.State.SUSPENDED).select_related("person", "rule_set")
    due = activity.without_training(list(suspended.order_by("pk")), on=on)
    yield from _prompts(due, "break_for_funding", on)


def _prompts(due: list[activity.WithoutTraining], template: str, on: datetime.date) -> Iterator[Reminder]:
    answering: dict[int, list[User]] = {}
    involved = Involvement.objects.on(on).filter(
        apprentice__in=[one.apprentice.pk for one in due], kind__in=ANSWERING, person__isnull=False
    )
    for involvement in involved.select_related("person").order_by("pk"):
        if involvement.person and involvement.person not in answering.setdefault(involvement.apprentice_id, []):
            answering[involvement.apprentice_id].append(involvement.person)
    for one in due:
        for person in answering.get(one.apprentice.pk, ()):
            yield Reminder(
                to=person,
                template=template,
                context={"apprentice": one.apprentice, "since": one.since, "limit": one.quiet.break_needed_after},
                key=f"{template}-{one.apprentice.pk}-{one.quiet.period}-{one.quiet.step}-{person.pk}",
            )


# The record page ---------------------------------------------------------------------------------------------


@once_per_request
def sees_changes(user: User, apprentice: Apprentice) -> bool:
    """Whether somebody speaks for one of the three parties: asked by more than one section of the record."""
    return bool(permissions.may_see_changes(user, apprentice))


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """What changes in this apprenticeship: for the three parties, with the way in; nothing for others."""
    if not sees_changes(user, apprentice):
        return None
    latest = list(apprentice.breaks.all()[:1])
    left, suspended = None, None
    if apprentice.state in Apprentice.AWAY:
        left = apprentice.withdrawals.filter(state=Withdrawal.State.RECORDED).first()
        suspended = apprentice.suspensions.filter(state=Suspension.State.RUNNING).first()
    return RecordSection(
        title="Breaks and leaving",
        template="apprentices/sections/changes.html",
        context={
            "apprentice": apprentice,
            "latest": latest[0] if latest else None,
            "left": left,
            "suspended": suspended,
            "quiet": Quiet.objects.filter(apprentice=apprentice, state=Quiet.State.HELD).exists(),
        },
        url=reverse("apprentices:changes", args=[apprentice.reference]),
    )


# What other steps mean here ----------------------------------------------------------------------------------


def _stop_clock(change: steps.Transfer) -> None:
    looking = BetweenEmployers.objects.filter(apprentice=change.apprentice, state=BetweenEmployers.State.LOOKING)
    for between in looking:
        find_employer(between, found_on=max(change.on, between.first_day_without), by=change.by)


new_employer = Consequence(
    "the clock between employers",
    preview=lambda change: (),
    blocks=lambda change: (),
    apply=_stop_clock,
)
"""A transfer to a new employer stops the clock."""


def register() -> None:
    """Enter everything above in the lists of the portal; called once, when the app is ready."""
    guards.declare(guards.Guard(BreakAgreement, name="agreement_to_a_break_is_frozen", when="1 = 1"))
    registry.signed_models.register(
        "apprentices.breakagreement",
        registry.SignedModel(BreakAgreement, content=lambda agreement, purpose: agreement.content()),
    )
    registry.link_purposes.register(
        LINK_PURPOSE,
        registry.LinkPurpose(
            "apprentices:agree_by_link",
            days=28,
            words="a break in learning that waits for your agreement",
            renewable=lambda asked: asked.state in BreakInLearning.BEING_AGREED,
        ),
    )
    sources.register(waiting, order=22)
    registry.record_sections.register(section, order=60)
    registry.silences.register(silenced)
    steps.transfer.consequences.register(new_employer)
    for name, due in {
        "plan some training": plan_some_training,
        "suspended too long": suspended_too_long,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))
