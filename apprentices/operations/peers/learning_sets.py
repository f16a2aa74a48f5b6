"""Peer learning sets: begun by a facilitator, joined or by invitation, left; they meet once four have joined."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, CalendarEntry, LearningSet, SetMeeting, SetMember
from apprentices.models.peers.learning_sets import FEWEST, MOST
from apprentices.models.peers.shadowing import exchanging
from apprentices.operations.calendar import cancel_days, cancel_in_calendar, put_in_calendar
from apprentices.operations.changes.telling import is_quiet
from apprentices.operations.peers import telling
from apprentices.operations.peers.places import expect_anew
from apprentices.operations.standing import lock_standing
from consortium.models import Organisation
from core import audit, workflow
from core.accounts.models import User
from core.words import day as day_words
from core.words import lowered
from core.workflow import AlreadyMoved, StepRefused

State = LearningSet.State
Member = SetMember.State


@dataclass(frozen=True, kw_only=True)
class MeetingPlan:
    """One meeting as a facilitator plans it; ``hours`` are what being there credits."""

    date: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time
    hours: Decimal
    place: str


@transaction.atomic
def begin_learning_set(
    *,
    topic: str,
    about: str,
    organisation: Organisation,
    access: str,
    places: int,
    by: User,
) -> LearningSet:
    """Begin a set; whoever begins it facilitates it."""
    if not FEWEST <= places <= MOST:
        raise StepRefused(f"A set has between {FEWEST} and {MOST} members.")
    made = LearningSet.objects.create(
        topic=topic, about=about, organisation=organisation, access=access, places=places, facilitator=by
    )
    audit.record(made, "begun", by=by)
    return made


@transaction.atomic
def close_learning_set(learning_set: LearningSet, *, by: User) -> None:
    """The set ends: meetings to come leave every calendar, and everybody is told."""
    members = _members(learning_set, *SetMember.KNOWN)
    standings = lock_standing([member.apprentice_id for member in members])
    held = _locked(learning_set)
    workflow.move(held, to=State.CLOSED, by=by)
    for meeting in held.meetings.filter(state=SetMeeting.State.PLANNED, date__gt=timezone.localdate()):
        workflow.move(meeting, to=SetMeeting.State.CANCELLED, by=by)
        cancel_in_calendar(meeting, by=by)
    for member in members:
        _tell(member, subject="A learning set has ended", sentence=f"The set “{held.topic}” is closed.", what="closed")
    expect_anew(standings)
    learning_set.refresh_from_db()


# Joining, inviting, leaving ----------------------------------------------------------------------------------


@transaction.atomic
def join_learning_set(learning_set: LearningSet, *, apprentice: Apprentice, on: datetime.date | None = None) -> None:
    """Join an open set, or take up an invitation. With the fourth member the set meets: everybody has its days."""
    on = on or timezone.localdate()
    standings = lock_standing(_ids(learning_set) | {apprentice.pk})
    held = _locked(learning_set)
    now = Apprentice.objects.select_related("person").get(pk=apprentice.pk)
    if now.state != Apprentice.State.ACTIVE:
        raise StepRefused(f"A set is for those who are learning; you are {lowered(now.get_state_display())} now.")
    if held.state == State.CLOSED:
        raise StepRefused("This set is closed.")
    member = held.members.exclude(state=Member.LEFT).filter(apprentice=now).first()
    if member is None and held.access != LearningSet.Access.OPEN:
        raise StepRefused("This set is by invitation. Ask its facilitator.")
    if member is None and not exchanging(now.person, on=on).filter(pk=held.organisation_id).exists():
        raise StepRefused("This set belongs to another consortium.")
    if member is not None and member.state != Member.INVITED:
        raise AlreadyMoved("You are in this set already.")
    if held.facilitator_id == now.person_id:
        raise StepRefused("You facilitate this set.")
    seat = _free_seat(held)
    if seat is None:
        raise StepRefused("Every place in this set is taken.")
    if member is None:
        member = SetMember.objects.create(learning_set=held, apprentice=now, seat=seat, state=Member.JOINED)
        audit.record(member, "joined", by=now.person, to_state=Member.JOINED)
    else:
        workflow.move(member, to=Member.JOINED, by=now.person, seat=seat, since=timezone.now())
    _put_meetings(member, held, on=on)
    _begin_when_four(held, on=on)
    expect_anew(standings, on=on)


@transaction.atomic
def invite_to_set(learning_set: LearningSet, *, email: str, by: User, on: datetime.date | None = None) -> None:
    """Invite the apprentice who holds this address, where there is one in the exchange.

    Says nothing about whether there is, so that nobody learns who is an apprentice where.
    """
    on = on or timezone.localdate()
    held = _locked(learning_set)
    if held.state == State.CLOSED:
        raise StepRefused("This set is closed.")
    reached = Organisation.objects.together_with([held.organisation_id], on=on)
    found = (
        Apprentice.objects.learning()
        .filter(person__email__iexact=email.strip(), employer__in=reached.values("pk"))
        .exclude(person=held.facilitator)
        .select_related("person")
        .first()
    )
    if found is None or held.members.exclude(state=Member.LEFT).filter(apprentice=found).exists():
        return
    member = SetMember.objects.create(learning_set=held, apprentice=found, invited_by=by, state=Member.INVITED)
    audit.record(member, "invited", by=by)
    _tell(
        member,
        subject="You are invited to a learning set",
        sentence=f"{by} invites you to the learning set “{held.topic}”. Its days and members are on the page.",
        what="invited",
    )


@transaction.atomic
def leave_learning_set(learning_set: LearningSet, *, apprentice: Apprentice) -> None:
    """Leave, or say no to an invitation. The meetings to come leave the calendar; the facilitator is told."""
    standings = lock_standing([apprentice.pk])
    held = _locked(learning_set)
    member = held.members.exclude(state=Member.LEFT).filter(apprentice=apprentice).select_related("apprentice__person")
    found = member.first()
    if found is None:
        raise AlreadyMoved("You are not in this set.")
    _let_go(found, held, to=Member.LEFT, by=found.apprentice.person)
    telling.write(
        held.facilitator,
        subject="Somebody has left your learning set",
        sentence=f"{found.apprentice.person.first_name} is not in the set “{held.topic}” any more.",
        about=held,
        what=f"left-{found.pk}",
        path=_page(held),
    )
    expect_anew(standings)


def _let_go(member: SetMember, learning_set: LearningSet, *, to: str, by: User) -> None:
    workflow.move(member, to=to, by=by, seat=None, since=timezone.now())
    ahead = learning_set.meetings.filter(date__gte=timezone.localdate(), register_taken_at__isnull=True)
    entries = CalendarEntry.objects.filter(
        apprentice=member.apprentice_id,
        source_kind=SetMeeting._meta.label_lower,
        source_id__in=ahead.values("pk"),
    )
    cancel_days(entries, by=by)


def _begin_when_four(learning_set: LearningSet, *, on: datetime.date) -> None:
    """With the fourth member the set meets, and everybody is told its days."""
    members = _members(learning_set, Member.JOINED)
    if learning_set.state != State.FORMING or len(members) < FEWEST:
        return
    workflow.move(learning_set, to=State.RUNNING, by=None)
    for member in members:
        _put_meetings(member, learning_set, on=on)
        _tell(
            member,
            subject="Your learning set meets",
            sentence=f"“{learning_set.topic}” has {len(members)} members. Its meetings are in your calendar.",
            what=f"meets-{member.pk}",
        )


# Meetings ----------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_meeting(
    learning_set: LearningSet, *, planned: MeetingPlan, by: User, on: datetime.date | None = None
) -> SetMeeting:
    """Plan a meeting; it stands in the calendars of a set that meets, and members are told."""
    on = on or timezone.localdate()
    standings = lock_standing(_ids(learning_set))
    held = _locked(learning_set)
    if held.state == State.CLOSED:
        raise StepRefused("This set is closed.")
    if planned.date < on:
        raise StepRefused("Plan a meeting from today on.")
    made = SetMeeting.objects.create(learning_set=held, **asdict(planned))
    audit.record(made, "planned", by=by)
    for member in _members(held, Member.JOINED):
        _put_meetings(member, held, on=on)
        sentence = f"“{held.topic}” meets on {day_words(made.date)} at {made.starts_at:%H:%M}, {made.place}."
        _tell(member, subject="Your learning set has a new day", sentence=sentence, what=f"planned-{made.pk}")
    expect_anew(standings, on=on)
    return made


@transaction.atomic
def cancel_meeting(meeting: SetMeeting, *, by: User) -> None:
    standings = lock_standing(_ids(meeting.learning_set))
    held = _locked(meeting.learning_set)
    now = SetMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if now.register_taken_at:
        raise StepRefused("It is said who was at this meeting, so it stays as it was held.")
    workflow.move(now, to=SetMeeting.State.CANCELLED, by=by)
    cancel_in_calendar(now, by=by)
    for member in _members(held, Member.JOINED):
        sentence = f"“{held.topic}” does not meet on {day_words(now.date)}."
        _tell(member, subject="A meeting of your learning set is cancelled", sentence=sentence, what=f"off-{now.pk}")
    expect_anew(standings)
    meeting.refresh_from_db()


def _put_meetings(member: SetMember, learning_set: LearningSet, *, on: datetime.date) -> None:
    """The meetings to come in the calendar of a member, once the set meets."""
    if learning_set.state != State.RUNNING:
        return
    for meeting in learning_set.meetings.filter(state=SetMeeting.State.PLANNED, date__gte=on):
        put_in_calendar(
            member.apprentice,
            date=meeting.date,
            kind=CalendarEntry.Kind.STUDY_DAY,
            title=f"Learning set: {learning_set.topic}",
            off_the_job_hours=meeting.hours,
            source=meeting,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
        )


# Pausing, leaving, coming back -------------------------------------------------------------------------------


def rest_from_sets(apprentice: Apprentice, *, by: User) -> None:
    """Learning stops: the places are free for others; the totals are locked by the step."""
    for member in _of(apprentice, Member.JOINED):
        held = _locked(member.learning_set)
        _let_go(member, held, to=Member.ON_HOLD, by=by)


def come_back_to_sets(apprentice: Apprentice, *, on: datetime.date, by: User) -> None:
    """Learning goes on: back into every set that has a place; otherwise the apprentice hears that it is full."""
    for member in _of(apprentice, Member.ON_HOLD):
        held = _locked(member.learning_set)
        seat = _free_seat(held)
        if seat is None or held.state == State.CLOSED:
            workflow.move(member, to=Member.LEFT, by=by)
            sentence = f"“{held.topic}” has no place any more. Look at the other sets."
            _tell(member, subject="Your learning set is full", sentence=sentence, what=f"full-{member.pk}")
            continue
        workflow.move(member, to=Member.JOINED, by=by, seat=seat)
        _put_meetings(member, held, on=on)


# What they share ---------------------------------------------------------------------------------------------


def _locked(learning_set: LearningSet) -> LearningSet:
    found = LearningSet.objects.select_for_update(of=("self",)).select_related("facilitator", "organisation")
    return found.get(pk=learning_set.pk)


def _ids(learning_set: LearningSet) -> set[int]:
    return set(learning_set.members.joined().values_list("apprentice", flat=True))


def _members(learning_set: LearningSet, *states: str) -> list[SetMember]:
    found = SetMember.objects.filter(learning_set=learning_set, state__in=states)
    return list(found.select_related("apprentice__person", "learning_set").order_by("pk"))


def _of(apprentice: Apprentice, state: str) -> list[SetMember]:
    found = SetMember.objects.filter(apprentice=apprentice, state=state)
    return list(found.select_related("apprentice__person", "learning_set").order_by("learning_set"))


def _free_seat(learning_set: LearningSet) -> int | None:
    taken = set(learning_set.members.filter(seat__isnull=False).values_list("seat", flat=True))
    return next((seat for seat in range(1, learning_set.places + 1) if seat not in taken), None)


def _page(learning_set: LearningSet) -> str:
    return reverse("apprentices:learning_set", args=[learning_set.reference])


def _tell(member: SetMember, *, subject: str, sentence: str, what: str) -> None:
    if is_quiet(member.apprentice):
        return
    telling.write(
        member.apprentice.person,
        subject=subject,
        sentence=sentence,
        about=member.learning_set,
        what=f"set-{what}",
        path=_page(member.learning_set),
    )
