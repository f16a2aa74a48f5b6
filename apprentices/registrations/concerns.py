"""What concerns add to the portal's lists: what needs somebody, the record's section, mails, facts of a review, guards.

Nothing of a concern that an apprentice was not told of reaches them here: everything asks ``ConcernReader``, in which
the apprentice's row is written when they are told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices.models import (
    Apprentice,
    Concern,
    ConcernAccount,
    ConcernAction,
    ConcernHold,
    ConcernNote,
    ConcernReader,
    ConcernReply,
    Involvement,
    PlacementDecision,
    ProgressReview,
    Quiet,
    WellbeingCheck,
)
from apprentices.operations.concerns.choosing import READ_CONCERN
from apprentices.people import kinds
from apprentices.registrations.waiting import Waiting, sources
from apprentices.review_facts import FactGroup, ReviewPeriod, review_facts
from consortium import people
from core import registry
from core.accounts.models import User
from core.audit.guards import Guard, declare
from core.registry import LinkPurpose, NavigationItem, Need, RecordSection, Reminder, WorkItem
from core.words import count, day

Part, State = ConcernReader.Part, Concern.State
AHEAD = datetime.timedelta(days=7)
SHOWN = 5

GUARDS = (
    Guard(ConcernAccount, name="concern_account_as_it_was_said", when="1 = 1", erasable=("happened", "wished")),
    Guard(ConcernReply, name="concern_reply_as_it_was_sent", when="1 = 1", erasable=("text", "supporter")),
    Guard(ConcernNote, name="concern_note_as_it_was_written", when="1 = 1", erasable=("text",)),
    Guard(
        ConcernAction,
        name="concern_action_as_agreed",
        when="1 = 1",
        columns=("concern_id", "owner_id", "due_on"),
        erasable=("what", "measure", "support"),
    ),
    Guard(
        ConcernHold,
        name="concern_hold_as_it_was_reasoned",
        when="1 = 1",
        columns=("concern_id", "ground", "asked_by_id", "starts_on", "ends_on", "prolongs_id"),
        erasable=("reason",),
    ),
    Guard(PlacementDecision, name="placement_decision_as_it_was_made", when="1 = 1", erasable=("words",)),
    Guard(
        WellbeingCheck,
        name="concern_check_as_it_was_answered",
        when="OLD.answer <> ''",
        erasable=("words",),
    ),
)
"""What the database itself refuses to change about a concern."""


def register() -> None:
    """Enter everything of this module in the lists of the portal; called once, when the app is ready."""
    words = "a concern in which you have a part"
    registry.link_purposes.register(READ_CONCERN, LinkPurpose("apprentices:concern_by_link", days=28, words=words))
    declare(*GUARDS)
    review_facts.register(plan_facts, order=40)
    sources.register(waiting, order=18)
    registry.record_sections.register(section, order=62)
    registry.navigation.register(navigation, order=25)
    for name, due in {
        "telling due": telling_due,
        "hold runs out": hold_runs_out,
        "ask how things are": checks_due,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))


# What needs somebody -----------------------------------------------------------------------------------------


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Concerns that this person has a part in and that are open, or after which somebody is still to be asked."""
    if not kinds(user) and not people.held(user):
        return
    unasked = Q(concern__checks__answer="", concern__checks__due_on__lte=on + AHEAD)
    mine = ConcernReader.objects.of(user, on=on).filter(~Q(concern__state__in=Concern.CLOSED) | unasked)
    yield Waiting(mine, lambda: _items(mine, user, on))


def _items(mine: QuerySet[ConcernReader], user: User, on: datetime.date) -> Iterator[WorkItem]:
    readers = (
        mine.exclude(concern__named=user)
        .select_related("concern__apprentice__person")
        .prefetch_related(
            Prefetch("concern__holds", ConcernHold.objects.order_by("pk")),
            "concern__checks",
            Prefetch("concern__actions", ConcernAction.objects.filter(owner=user, state="open"), to_attr="my_actions"),
        )
        .distinct()
        .order_by("concern__raised_at", "pk")
    )
    parts: dict[int, set[str]] = {}
    concerns: dict[int, tuple[Concern, bool]] = {}
    for reader in readers:
        parts.setdefault(reader.concern_id, set()).add(reader.part)
        before = concerns.get(reader.concern_id, (reader.concern, False))[1]
        concerns[reader.concern_id] = (reader.concern, before or reader.opened_at is not None)
    for pk, (concern, opened) in concerns.items():
        yield from _about(concern, parts[pk], opened=opened, user=user, on=on)


def _about(concern: Concern, parts: set[str], *, opened: bool, user: User, on: datetime.date) -> Iterator[WorkItem]:
    url, who = reverse("apprentices:concern", args=[concern.reference]), concern.apprentice
    if parts & {Part.LEADS, Part.NEXT}:
        yield from _for_whoever_deals_with_it(concern, url, on)
    if Part.SAFEGUARDING in parts and concern.told_at is None and concern.is_open:
        yield from _for_safeguarding(concern, url, on)
    if parts & {Part.LEADS, Part.NEXT, Part.SAFEGUARDING}:
        for hold in concern.holds.all():
            if hold.state == ConcernHold.State.ASKED and hold.asked_by_id != user.pk:
                due = hold.starts_on - datetime.timedelta(days=1)
                yield WorkItem("Look at a hold as the second person", url, due_on=due, hint=str(who))
    if Part.APPRENTICE in parts and not opened:
        yield WorkItem("Read the concern that you were told of", url)
    if concern.is_planned:
        for action in concern.my_actions:  # type: ignore[attr-defined]
            text = "Do your action of a plan"
            yield WorkItem(text, url, due_on=action.due_on, hint="" if who.person == user else str(who))


def _for_whoever_deals_with_it(concern: Concern, url: str, on: datetime.date) -> Iterator[WorkItem]:
    who = str(concern.apprentice)
    held = any(h.state == ConcernHold.State.IN_FORCE and h.holds_on(on) for h in concern.holds.all())
    if concern.state == State.RAISED:
        due = concern.triage_due_on
        yield WorkItem("Triage a concern", url, due_on=due, hint=who)
    if concern.is_open and concern.told_at is None and not held and concern.tell_due_on <= on + AHEAD:
        due = concern.tell_due_on
        yield WorkItem("Tell the apprentice of a concern", url, due_on=due, hint=who)
    if concern.is_planned and concern.review_due_on and concern.review_due_on <= on + AHEAD:
        due = concern.review_due_on
        yield WorkItem("Review the plan of a concern", url, due_on=due, hint=who)
    if concern.state in (State.REVIEWED, State.ESCALATED):
        yield WorkItem("Say what follows from a concern", url, hint=who)
    for check in concern.checks.all():
        if not check.answer and check.due_on <= on + AHEAD:
            text = f"Ask how things are, {check.weeks} weeks after a concern"
            yield WorkItem(text, url, due_on=check.due_on, hint=who)


def _for_safeguarding(concern: Concern, url: str, on: datetime.date) -> Iterator[WorkItem]:
    who, holds = str(concern.apprentice), list(concern.holds.all())
    if concern.hold_decided_at is None and not holds:
        due = concern.triage_due_on
        text = "Decide whether telling an apprentice is held"
        yield WorkItem(text, url, due_on=due, hint=who)
    ends = [hold.ends_on for hold in holds if hold.state == ConcernHold.State.IN_FORCE]
    if ends and max(ends) <= on + datetime.timedelta(days=3):
        yield WorkItem("A hold runs out: end it, or ask to prolong it", url, Need.DUE, due_on=max(ends), hint=who)


# Mails -------------------------------------------------------------------------------------------------------


def _heard(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Without those about whom no mail goes out."""
    quiet = Quiet.objects.filter(state=Quiet.State.HELD).values("apprentice")
    return concerns.exclude(apprentice__in=quiet)


def _to(concern: Concern, on: datetime.date, key: str, *parts: str) -> Iterator[Reminder]:
    held = ConcernReader.objects.holding(on).filter(concern=concern, part__in=parts).select_related("person")
    for reader in held.order_by("pk"):
        yield Reminder(reader.person, "concern_needs_you", {"concern": concern}, f"{key}-{reader.person_id}")


def telling_due(at: datetime.datetime) -> Iterator[Reminder]:
    """The apprentice is to be told today and telling is not held: whoever deals with it, once for each such day."""
    on = timezone.localdate(at)
    in_force = ConcernHold.objects.on(on).filter(state=ConcernHold.State.IN_FORCE).values("concern")
    due = _heard(Concern.objects.open().filter(told_at=None, tell_due_on__lte=on)).exclude(pk__in=in_force)
    for concern in due.order_by("pk"):
        yield from _to(concern, on, f"concern-tell-{concern.pk}-{concern.tell_due_on}", Part.LEADS, Part.NEXT)


def hold_runs_out(at: datetime.datetime) -> Iterator[Reminder]:
    """The day before a hold runs out and nobody has asked to prolong it: the safeguarding lead."""
    on = timezone.localdate(at)
    ends = ConcernHold.objects.filter(
        state=ConcernHold.State.IN_FORCE,
        ends_on__range=(on, on + datetime.timedelta(days=1)),
        prolonged_by=None,
        concern__in=_heard(Concern.objects.open()),
    )
    for hold in ends.select_related("concern").order_by("pk"):
        yield from _to(hold.concern, on, f"concern-hold-{hold.pk}", Part.SAFEGUARDING)


def checks_due(at: datetime.datetime) -> Iterator[Reminder]:
    """Four and twelve weeks after somebody spoke up: whoever deals with it asks how things are."""
    on = timezone.localdate(at)
    due = WellbeingCheck.objects.filter(answer="", due_on__lte=on, concern__in=_heard(Concern.objects.all()))
    for check in due.select_related("concern").order_by("pk"):
        yield from _to(check.concern, on, f"concern-check-{check.pk}", Part.LEADS)


# The record page, the menu, a review -------------------------------------------------------------------------


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection:
    """Concerns that this person may know of, by their day and state alone, and the way to raise one."""
    known = Concern.objects.visible_to(user, on=on).filter(apprentice=apprentice)
    return RecordSection(
        title="Concerns",
        template="apprentices/sections/concerns.html",
        context={"apprentice": apprentice, "shown": list(known[:SHOWN])},
        url=reverse("apprentices:concerns"),
    )


def navigation(user: User) -> Iterator[NavigationItem]:
    """Safeguarding leads come for concerns alone; everybody else finds them beside the records."""
    if people.holds(user, "safeguarding_lead"):
        url = reverse("apprentices:concerns")
        yield NavigationItem("Concerns", url, url)


def plan_facts(review: ProgressReview, period: ReviewPeriod) -> FactGroup | None:
    """Plans that run, as a count and the next review, of which each of those who read a review may know."""
    plans = list(Concern.objects.live_plans().filter(apprentice=review.apprentice_id))
    if not plans:
        return None
    parties = Involvement.objects.on(period.until).filter(
        apprentice=review.apprentice_id, kind__in=(Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
    )
    speaking = set(parties.exclude(person=None).values_list("person", flat=True))
    known = ConcernReader.objects.holding(period.until).filter(concern__in=plans).values_list("concern", "person")
    knowing: dict[int, set[int]] = {}
    for concern, person in known:
        knowing.setdefault(concern, set()).add(person)
    shared = [plan for plan in plans if speaking <= knowing.get(plan.pk, set())]
    if not shared:
        return None
    first = min(plan.review_due_on for plan in shared if plan.review_due_on)
    return FactGroup("Action plans", (("Running", f"{count(len(shared), 'plan')}, next review by {day(first)}"),))
