"""What the gateway and what follows add to the portal's lists: tasks, mails about destinations, the section."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import finish, gateway_page, people, permissions, results_import, steps
from apprentices.models import (
    Apprentice,
    CalendarEntry,
    Destination,
    FinishFact,
    Gateway,
    GatewayDecision,
    GatewayFact,
    HandOver,
    Involvement,
    Party,
    PostOffer,
)
from apprentices.models.gateway import ACTS_FOR, acts_for, followed_as, followed_to_the_end_by
from apprentices.operations.gateway import overtake_decision, overtake_gateway, what_falls_away
from apprentices.operations.gateway_telling import ANSWER_DESTINATION, DECIDE, READ_HAND_OVER
from apprentices.registrations.waiting import Waiting, sources
from core import links, registry
from core.accounts.models import User
from core.audit import guards
from core.imports import import_kinds
from core.notifications.models import Message
from core.registry import Consequence, Need, RecordSection, Reminder, WorkItem
from core.words import count, hours

Kind = Involvement.Kind
State = Apprentice.State
MOST = 10
"""Tasks of one kind that are named one by one."""
SOON = datetime.timedelta(days=91)
"""So long before the planned end what is missing for the gateway is a task."""


# What needs somebody -----------------------------------------------------------------------------------------


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Decisions, steps, offers and answers, for whoever's turn it is."""
    if people.is_apprentice(user):
        yield from _for_apprentice(user, on)
    for party in ACTS_FOR:
        if acts_for(user, party, on=on):
            yield _to_decide(user, party, on)
            yield _next_steps(user, party, on)
    if permissions.follows_to_the_end(user):
        yield _silent(user, on)
        yield _coming(user, on)


def _page(apprentice: Apprentice) -> str:
    return reverse("apprentices:gateway", args=[apprentice.reference])


def _undecided(party: str) -> QuerySet[Gateway]:
    """Open decisions about which a party has yet to speak."""
    spoken = GatewayDecision.objects.filter(gateway=OuterRef("pk"), party=party)
    return Gateway.objects.filter(~Exists(spoken), state=Gateway.State.DECIDING)


def _to_decide(user: User, party: str, on: datetime.date) -> Waiting:
    found = _undecided(party).filter(apprentice__in=followed_as(user, party, on=on).values("pk"))
    return Waiting(found, lambda: _decisions(found))


def _decisions(found: QuerySet[Gateway]) -> Iterator[WorkItem]:
    for gateway in found.select_related("apprentice__person").order_by("opened_at")[:MOST]:
        what = "Decide about going back to learning" if gateway.is_back else "Decide about the gateway"
        yield WorkItem(f"{what}: {gateway.apprentice}", _page(gateway.apprentice))


def _next_steps(user: User, party: str, on: datetime.date) -> Waiting:
    """Steps to the register that are this party's: named one by one where they are few, else counted."""
    found = followed_as(user, party, on=on).filter(
        state__in=[State.GATEWAY, State.COMPLETE], registered_on__isnull=True
    )
    return Waiting(found, lambda: _steps_of(found, party, permissions.follows_to_the_end(user)))


def _steps_of(found: QuerySet[Apprentice], party: str, counted: bool) -> Iterator[WorkItem]:
    rows = list(found.select_related(*finish.NEEDED).order_by("person__name"))
    ways = finish.ways_of(rows)
    mine = [
        (one, coming)
        for one in rows
        if (coming := ways[one.pk].next) is not None
        and party in finish.turn_in(coming)
        and not _waits_for_a_day(coming)
    ]
    if not counted or len(mine) <= 3:
        for one, coming in mine[:MOST]:
            yield WorkItem(f"{coming.step.name}: {one}", _page(one), hint=coming.said)
        return
    for name, amount in Counter(coming.step.name for _, coming in mine).items():
        yield WorkItem(f"{name}: {count(amount, 'apprentice')}", reverse("apprentices:finishing"))


def _waits_for_a_day(coming: finish.StepDone) -> bool:
    """A sitting that is booked for a day to come asks nothing of anybody before it."""
    booked = getattr(coming.record, "booked_for", None)
    return coming.step.kind == "sat" and booked is not None and booked > timezone.localdate()


def _silent(user: User, on: datetime.date) -> Waiting:
    """Destinations that were asked twice and not told: whoever knows may record them."""
    found = Destination.objects.filter(
        state=Destination.State.DUE,
        due_on__lte=on - Destination.LEFT_TO_OTHERS_AFTER,
        apprentice__in=followed_to_the_end_by(user, on=on).values("pk"),
    )
    return Waiting(found, lambda: _destinations(found))


def _destinations(found: QuerySet[Destination]) -> Iterator[WorkItem]:
    for asked in found.select_related("apprentice__person")[:MOST]:
        url = reverse("apprentices:destination", args=[asked.reference])
        yield WorkItem(f"Record where {asked.apprentice} is after {asked.months} months", url, hint="Asked twice")


def _coming(user: User, on: datetime.date) -> Waiting:
    """Those whose planned end is near and who are not at the gateway: one line, the list says what is missing."""
    near = followed_to_the_end_by(user, on=on).filter(state=State.ACTIVE, planned_end_on__lte=on + SOON)
    return Waiting(near, lambda: _near(near))


def _near(near: QuerySet[Apprentice]) -> Iterator[WorkItem]:
    amount = near.count()
    url = reverse("apprentices:finishing") + "?stage=before"
    what = count(amount, "apprentice finishes", "apprentices finish")
    yield WorkItem(f"{what} within three months: see what is missing for the gateway", url, Need.WAITING)


def _for_apprentice(user: User, on: datetime.date) -> Iterator[Waiting]:
    decided = _undecided(Party.APPRENTICE).filter(apprentice__person=user)
    for party in (Party.EMPLOYER, Party.UNIVERSITY):
        spoken = GatewayDecision.objects.filter(gateway=OuterRef("pk"), party=party)
        decided = decided.filter(Exists(spoken))
    yield Waiting(decided, lambda: _to_confirm(decided))
    own = Apprentice.objects.filter(person=user, state__in=[State.GATEWAY, State.COMPLETE], registered_on__isnull=True)
    yield Waiting(own, lambda: _own_steps(own))
    offers = PostOffer.objects.filter(apprentice__person=user, state=PostOffer.State.OFFERED)
    yield Waiting(offers, lambda: _one_each(offers, "answer_post", "Answer the post that is offered to you"))
    asked = HandOver.objects.filter(apprentice__person=user, state=HandOver.State.ASKED)
    yield Waiting(asked, lambda: _one_each(asked, "answer_hand_over", "Say whether what you can do is handed over"))
    due = Destination.objects.filter(apprentice__person=user, state=Destination.State.DUE, due_on__lte=on)
    yield Waiting(due, lambda: _one_each(due, "destination", "Say where you are now"))


def _to_confirm(decided: QuerySet[Gateway]) -> Iterator[WorkItem]:
    for gateway in decided.select_related("apprentice"):
        what = "Confirm that you go back to learning" if gateway.is_back else "Confirm that you go through the gateway"
        yield WorkItem(what, _page(gateway.apprentice))


def _own_steps(own: QuerySet[Apprentice]) -> Iterator[WorkItem]:
    rows = list(own.select_related(*finish.NEEDED))
    ways = finish.ways_of(rows)
    for one in rows:
        coming = ways[one.pk].next
        if coming is not None and Party.APPRENTICE in finish.turn_in(coming):
            yield WorkItem(f"{coming.step.name}: record it when you have", _page(one))


def _one_each(
    found: QuerySet[PostOffer] | QuerySet[HandOver] | QuerySet[Destination], page: str, text: str
) -> Iterator[WorkItem]:
    for one in found[:MOST]:
        yield WorkItem(text, reverse(f"apprentices:{page}", args=[one.reference]))


# Mails -------------------------------------------------------------------------------------------------------


def ask_destinations(at: datetime.datetime) -> Iterator[Reminder]:
    """Where somebody is six and twelve months after completing: asked once by link, and once more two weeks later."""
    today = timezone.localdate(at)
    due = Destination.objects.filter(
        state=Destination.State.DUE, due_on__lte=today, due_on__gt=today - Destination.LEFT_TO_OTHERS_AFTER
    )
    rows = list(due.select_related("apprentice__person"))
    keys = {}
    for asked in rows:
        again = today >= asked.due_on + Destination.REMINDED_AFTER
        keys[asked.pk] = f"destination-{asked.pk}-{'again' if again else 'first'}"
    told = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    for asked in rows:
        if keys[asked.pk] not in told:
            person = asked.apprentice.person
            days = Destination.LEFT_TO_OTHERS_AFTER.days
            yield Reminder(
                to=person,
                template="destination",
                context={
                    "months": asked.months,
                    "again": keys[asked.pk].endswith("again"),
                    "link": links.make(person=person, purpose=ANSWER_DESTINATION, subject=asked, days=days)[1],
                },
                key=keys[asked.pk],
                secret=True,
            )


# The record page ---------------------------------------------------------------------------------------------


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """On the record of whoever is near the end or beyond it; the apprentice finds it always."""
    over = apprentice.state in (State.GATEWAY, State.COMPLETE)
    near = apprentice.state == State.ACTIVE and apprentice.planned_end_on <= on + SOON
    own = user.pk == apprentice.person_id
    if not (over or near or own) or not permissions.may_see_gateway(user, apprentice):
        return None
    context: dict[str, object] = {"affairs": "What the gateway asks for, and the steps from there to the register."}
    if over:
        way = finish.way_of(apprentice)
        context = {
            "affairs": gateway_page.next_words(way),
            "steps": gateway_page.step_tasks(user, apprentice, way, linked=False),
        }
    url = reverse("apprentices:gateway", args=[apprentice.reference])
    return RecordSection("Gateway to registration", "apprentices/sections/gateway.html", context, url)


# What the gateway does to learning ---------------------------------------------------------------------------


def _ends_learning(change: steps.AtGateway) -> list[str]:
    """The log and the days of training that are planned: closed and set aside, or there again."""
    if finish.finish_of(change.apprentice).hours_count_after_gateway:
        return []
    State, training = CalendarEntry.State, change.apprentice.calendar.training()
    if change.back:
        again = training.filter(state=State.SET_ASIDE, date__gte=change.on).count()
        back = f"{count(again, 'day')} of training that {'was' if again == 1 else 'were'} set aside"
        return [
            "The log of off-the-job time is open again.",
            *([f"{back} {'stands' if again == 1 else 'stand'} in the calendar again."] if again else []),
        ]
    standing = change.apprentice.standing
    said = ["Nothing counts as off-the-job time after it: the log is closed."]
    if ahead := training.filter(state=State.PLANNED, date__gt=change.on).count():
        said.append(f"{count(ahead, 'day')} of training planned after it {'is' if ahead == 1 else 'are'} set aside.")
    if standing.entries_awaiting:
        waiting_ = count(standing.entries_awaiting, "entry", "entries")
        said.append(f"{waiting_} ({hours(standing.hours_awaiting)}) wait to be confirmed, and still can be.")
    return said


def _decided_anew(change: steps.Transfer) -> list[str]:
    """An employer that changes while the gateway is being decided: the new one decides."""
    open_one = change.apprentice.gateways.filter(state=Gateway.State.DECIDING).exists()
    return ["The decision about the gateway falls away; the new employer decides anew."] if open_one else []


LINKS = {
    DECIDE: registry.LinkPurpose(
        "apprentices:gateway_by_link",
        days=28,
        words="a decision about the gateway that waits for you",
        renewable=lambda gateway: gateway.state == Gateway.State.DECIDING,
    ),
    READ_HAND_OVER: registry.LinkPurpose(
        "apprentices:hand_over_by_link",
        days=60,
        words="what somebody can do whose first year you support",
        renewable=lambda given: given.state == HandOver.State.AGREED,
    ),
    ANSWER_DESTINATION: registry.LinkPurpose(
        "apprentices:destination_by_link",
        days=28,
        words="one question about where you are now",
        renewable=lambda asked: asked.state == Destination.State.DUE,
    ),
}
GUARDS = (
    guards.Guard(GatewayDecision, name="gateway_decision_is_frozen", when="1 = 1"),
    guards.Guard(
        PostOffer,
        name="offered_post_is_frozen",
        when="1 = 1",
        columns=(
            "apprentice_id",
            "employer_id",
            "role",
            "team",
            "starts_on",
            "guaranteed",
            "terms",
            "offered_by_id",
        ),
    ),
    guards.Guard(
        GatewayFact,
        name="declared_condition_is_frozen",
        when="1 = 1",
        columns=("apprentice_id", "code", "on", "evidence", "declared_by_id", "declared_as"),
    ),
    guards.Guard(
        FinishFact,
        name="finish_fact_is_frozen",
        when="1 = 1",
        columns=("apprentice_id", "code", "on", "number", "recorded_by_id", "recorded_as"),
    ),
)
"""What somebody decided, offered or declared stays as it was said; where it was wrong it is taken back."""


def register() -> None:
    """Put everything of this module into the portal's lists."""
    sources.register(waiting, order=30)
    import_kinds.register(results_import.RESULTS, results_import.results)
    steps.gateway.consequences.register(
        Consequence("learning", preview=_ends_learning, blocks=lambda change: [], apply=lambda change: None)
    )
    steps.withdrawal.consequences.register(
        Consequence("the gateway", preview=what_falls_away, blocks=lambda change: [], apply=overtake_gateway)
    )
    steps.transfer.consequences.register(
        Consequence("the gateway", preview=_decided_anew, blocks=lambda change: [], apply=overtake_decision)
    )
    registry.record_sections.register(section, order=18)
    registry.reminder_rules.register(registry.ReminderRule("destinations", ask_destinations))
    for purpose, link in LINKS.items():
        registry.link_purposes.register(purpose, link)
    for model in (GatewayDecision, PostOffer):
        registry.signed_models.register(
            model._meta.label_lower, registry.SignedModel(model, content=lambda record, purpose: record.content())
        )
    guards.declare(*GUARDS)
