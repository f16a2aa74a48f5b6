"""What the exchange adds to the portal's lists: what waits for whom, the record's section, pausing and coming back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import DateField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from apprentices import people, steps
from apprentices.finish import finish_of
from apprentices.models import (
    Apprentice,
    Involvement,
    LearningSet,
    SetMeeting,
    SetMember,
    SetNotesAgreement,
    ShadowingAsk,
    ShadowingDay,
)
from apprentices.models.involvement import related
from apprentices.operations import peers
from apprentices.operations.peers.telling import RELEASE_PURPOSE
from apprentices.permissions.peers import facilitates_sets, offers_days
from apprentices.registrations import waiting as waiting_room
from apprentices.registrations.waiting import Waiting
from core import registry
from core.accounts.models import User
from core.registry import Consequence, Figure, Need, RecordSection, WorkItem
from core.words import count, day

State = ShadowingAsk.State
MOST = 5
READING = (Involvement.Kind.SELF, Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
REGISTER_LATE = datetime.timedelta(days=3)
ONE_DAY = datetime.timedelta(days=1)


# What waits for somebody -------------------------------------------------------------------------------------


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Host: asks and registers. Facilitator: registers. Line manager: releases. Apprentice: reflection, invitations."""
    held = people.kinds(user)
    if offers_days(user):
        yield _to_host(user, on)
    if facilitates_sets(user):
        yield _to_facilitate(user, on)
    if Involvement.Kind.LINE_MANAGER in held:
        yield _to_release(user, on)
    if Involvement.Kind.SELF in held:
        yield _to_reflect(user, on)
        yield _invitations(user)
        yield _notes_to_agree(user)


def _to_host(user: User, on: datetime.date) -> Waiting:
    """Days offered by this person with somebody in the line to answer, or whose register is due."""
    here = ShadowingAsk.objects.of_those_here()
    asked = here.filter(state=State.RELEASED).values("day")
    agreed = ShadowingAsk.objects.filter(state=State.AGREED).values("day")
    found = ShadowingDay.objects.filter(
        Q(date__gt=on, pk__in=asked) | Q(date__lte=on, pk__in=agreed),
        offered_by=user,
        state=ShadowingDay.State.OPEN,
    )
    return Waiting(found, lambda: _about_days(found, on))


def _about_days(found: QuerySet[ShadowingDay], on: datetime.date) -> Iterator[WorkItem]:
    for one in found.order_by("date", "pk")[:MOST]:
        url = reverse("apprentices:shadowing_day", args=[one.reference])
        if one.date > on:
            yield WorkItem(f"Answer who asks for “{one.title}”", url, Need.DUE, hint=f"The day is {day(one.date)}")
        else:
            need = Need.overdue_if(one.date < on - REGISTER_LATE)
            register = reverse("apprentices:shadowing_register", args=[one.reference])
            yield WorkItem(f"Say who was at “{one.title}”", register, need, hint=f"The day was {day(one.date)}")


def _to_facilitate(user: User, on: datetime.date) -> Waiting:
    found = SetMeeting.objects.register_due(on=on).filter(learning_set__facilitator=user)
    return Waiting(found, lambda: _about_meetings(found, on))


def _about_meetings(found: QuerySet[SetMeeting], on: datetime.date) -> Iterator[WorkItem]:
    for one in found.select_related("learning_set").order_by("date", "pk")[:MOST]:
        need = Need.overdue_if(one.date < on - REGISTER_LATE)
        url = reverse("apprentices:meeting_register", args=[one.reference])
        yield WorkItem(f"Say who was at “{one.learning_set}”", url, need, hint=f"The meeting was {day(one.date)}")


def _to_release(user: User, on: datetime.date) -> Waiting:
    mine = related(user, Involvement.Kind.LINE_MANAGER, on=on)
    found = ShadowingAsk.objects.filter(apprentice__in=mine, state=State.ASKED, day__date__gt=on).of_those_here()
    return Waiting(found, lambda: _about_releases(found))


def _about_releases(found: QuerySet[ShadowingAsk]) -> Iterator[WorkItem]:
    for ask in found.select_related("apprentice__person", "day__organisation").order_by("day__date", "pk")[:MOST]:
        yield WorkItem(
            f"Release {ask.apprentice} for a shadowing day?",
            reverse("apprentices:shadowing_ask", args=[ask.reference]),
            Need.DUE,
            hint=f"{day(ask.day.date)}, {ask.day.organisation.short_name}",
        )


def _to_reflect(user: User, on: datetime.date) -> Waiting:
    found = ShadowingAsk.objects.filter(apprentice__person=user, state=State.ATTENDED, reflected_at__isnull=True)
    found = found.of_those_here()
    return Waiting(found, lambda: _about_reflections(found))


def _about_reflections(found: QuerySet[ShadowingAsk]) -> Iterator[WorkItem]:
    for ask in found.select_related("day")[:MOST]:
        url = reverse("apprentices:reflect_on_day", args=[ask.reference])
        yield WorkItem(f"Write what you take from “{ask.day.title}”", url, hint="Then its hours are credited")


def _invitations(user: User) -> Waiting:
    found = SetMember.objects.filter(
        apprentice__person=user,
        apprentice__state=Apprentice.State.ACTIVE,
        state=SetMember.State.INVITED,
        learning_set__state__in=[LearningSet.State.FORMING, LearningSet.State.RUNNING],
    )
    return Waiting(found, lambda: _about_invitations(found))


def _about_invitations(found: QuerySet[SetMember]) -> Iterator[WorkItem]:
    for member in found.select_related("learning_set")[:MOST]:
        url = reverse("apprentices:learning_set", args=[member.learning_set.reference])
        yield WorkItem(f"Join the learning set “{member.learning_set}”?", url, Need.DUE, hint="You are invited")


def _notes_to_agree(user: User) -> Waiting:
    agreed = SetNotesAgreement.objects.filter(apprentice__person=user, notes_version=F("meeting__notes_version"))
    found = (
        SetMeeting.objects.filter(
            notes_version__gt=0,
            attendances__apprentice__person=user,
            attendances__apprentice__state=Apprentice.State.ACTIVE,
            attendances__there=True,
        )
        .exclude(pk__in=agreed.values("meeting"))
        .distinct()
    )
    return Waiting(found, lambda: _about_notes(found))


def _about_notes(found: QuerySet[SetMeeting]) -> Iterator[WorkItem]:
    for meeting in found.select_related("learning_set")[:MOST]:
        url = reverse("apprentices:set_meeting", args=[meeting.reference])
        yield WorkItem(f"Read and agree the notes of “{meeting.learning_set}”", url, hint=day(meeting.date))


def figures(user: User, on: datetime.date) -> Iterator[Figure]:
    """The way in for a host who sees no apprentices, and so has no list beside which the exchange stands."""
    if offers_days(user) and not people.sees_apprentices(user):
        yield Figure("Offer a day in your team to apprentices of other boroughs", reverse("apprentices:shadowing_days"))


# The record page ---------------------------------------------------------------------------------------------


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """Shadowing days and learning sets by title and state, for the three who work with the apprentice day by day:
    never the wish or the reflection. One query.
    """
    if people.kinds(user).isdisjoint(READING):
        return None
    asks = (
        ShadowingAsk.objects.filter(apprentice=apprentice)
        .order_by()
        .annotate(what=Value("day"))
        .values_list("what", "state", "day__title", "day__date")
    )
    sets = (
        SetMember.objects.filter(apprentice=apprentice, state__in=SetMember.KNOWN)
        .order_by()
        .annotate(what=Value("set"), on=Value(None, output_field=DateField()))
        .values_list("what", "state", "learning_set__topic", "on")
    )
    found = list(asks.union(sets, all=True))
    own = apprentice.person_id == user.pk
    if not found and not own:
        return None
    days = sorted((row for row in found if row[0] == "day"), key=lambda row: row[3], reverse=True)
    return RecordSection(
        title="Learning with others",
        template="apprentices/sections/peers.html",
        context={
            "days": [(title, date, State(state).label) for _, state, title, date in days[:MOST]],
            "sets": [topic for what, _, topic, _ in found if what == "set"],
            "own": own,
        },
        url=reverse("apprentices:my_shadowing") if own else "",
    )


# What pausing, leaving and coming back mean ------------------------------------------------------------------


def _preview_rest(apprentice: Apprentice, since: datetime.date) -> Iterator[str]:
    days = ShadowingAsk.objects.open().filter(apprentice=apprentice, day__date__gte=since).count()
    sets = SetMember.objects.joined().filter(apprentice=apprentice).count()
    if days:
        yield f"{count(days, 'shadowing day')} that was asked for gives its place to others."
    if sets:
        yield f"The place in {count(sets, 'learning set')} is free for others until the return."


def _rest(apprentice: Apprentice, since: datetime.date, by: User) -> None:
    peers.rest(apprentice, since=since, by=by)
    peers.rest_from_sets(apprentice, by=by)


def _come_back(change: steps.Return) -> None:
    today = timezone.localdate()
    peers.come_back(change.apprentice, on=today, by=change.by)
    peers.come_back_to_sets(change.apprentice, on=today, by=change.by)


NAME = "shadowing days and learning sets"
at_pause = Consequence(
    NAME,
    preview=lambda change: _preview_rest(change.apprentice, change.starts_on),
    blocks=lambda change: (),
    apply=lambda change: _rest(change.apprentice, change.starts_on, change.by),
)
at_the_end = Consequence(
    NAME,
    preview=lambda change: _preview_rest(change.apprentice, change.last_day),
    blocks=lambda change: (),
    apply=lambda change: _rest(change.apprentice, change.last_day, change.by),
)
at_return = Consequence(NAME, preview=lambda change: (), blocks=lambda change: (), apply=_come_back)


def _preview_gateway(change: steps.AtGateway) -> Iterator[str]:
    if not change.back and not finish_of(change.apprentice).hours_count_after_gateway:
        yield from _preview_rest(change.apprentice, change.on + ONE_DAY)


def _at_gateway(change: steps.AtGateway) -> None:
    """Through the gateway learning with others rests like everything else that is planned, and is taken up again."""
    if change.back:
        peers.come_back(change.apprentice, on=change.on, by=change.by)
        peers.come_back_to_sets(change.apprentice, on=change.on, by=change.by)
    elif not finish_of(change.apprentice).hours_count_after_gateway:
        _rest(change.apprentice, change.on + ONE_DAY, change.by)


at_gateway = Consequence(NAME, preview=_preview_gateway, blocks=lambda change: (), apply=_at_gateway)


def _ask_new_employer(change: steps.Transfer) -> None:
    """With TUPE and reorganisations the managers stay, and so does what they released."""
    if not change.continuous:
        peers.ask_new_employer(change.apprentice, since=change.on, by=change.by)


at_transfer = Consequence(NAME, preview=lambda change: (), blocks=lambda change: (), apply=_ask_new_employer)


def register() -> None:
    """Enter everything above in the lists of the portal; called once, when the app is ready."""
    waiting_room.sources.register(waiting, order=30)
    registry.record_sections.register(section, order=65)
    registry.home_figures.register(figures, order=65)
    steps.pause.consequences.register(at_pause)
    steps.withdrawal.consequences.register(at_the_end)
    steps.resumption.consequences.register(at_return)
    steps.transfer.consequences.register(at_transfer)
    steps.gateway.consequences.register(at_gateway)
    registry.link_purposes.register(
        RELEASE_PURPOSE,
        registry.LinkPurpose(
            "apprentices:release_by_link",
            days=28,
            words="a shadowing day that waits for you to release an apprentice",
            renewable=lambda ask: ask.state == State.ASKED,
        ),
    )
