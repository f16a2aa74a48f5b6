"""Call a panel, seat its members, substitute one, open and close the meeting, write its minutes."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.operations.relations import end_involvement
from assessment.models import (
    ChairsAction,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelPack,
    PanelReading,
    PanelTerms,
)
from assessment.models.panel_meetings import SECRETARY, first_day_of_reading
from assessment.operations.panels.agenda import find_conflicts
from assessment.operations.panels.conflicts import set_aside
from assessment.operations.panels.packs import revoke
from assessment.panels import facts, permissions, rules, telling
from assessment.panels.terms import as_data, terms_of
from assessment.permissions import refuse_unless
from consortium.models import Organisation
from consortium.people import organisation_ids
from core import audit, words
from core.accounts.models import User
from core.workflow import StepRefused, move

State = PanelMeeting.State
Role = PanelMember.Role
ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def set_terms(
    university: Organisation,
    *,
    edition: str,
    valid_from: datetime.date,
    terms: rules.Terms,
    by: User,
    at: datetime.datetime | None = None,
) -> PanelTerms:
    """A new edition of a university's terms of reference; meetings that are called already keep theirs."""
    if university not in permissions.universities_of(by):
        raise StepRefused("The secretary or chair of the university’s panel sets its terms of reference.")
    if university.panel_terms.filter(edition=edition).exists():
        raise StepRefused(f"There is an edition “{edition}” already. Give this one another name.")
    made = PanelTerms.objects.create(
        university=university, edition=edition, valid_from=valid_from, rules=as_data(terms), set_by=by
    )
    audit.record(made, "set terms of reference", by=by, at=at, edition=edition)
    return made


@transaction.atomic
def call_meeting(
    university: Organisation, *, starts_at: datetime.datetime, place: str, by: User, at: datetime.datetime | None = None
) -> PanelMeeting:
    """Call a meeting under the terms in force on its day; whoever calls it takes a seat in their role."""
    at = at or timezone.now()
    if university not in permissions.universities_of(by):
        raise StepRefused("The secretary or chair of the university’s panel calls its meetings.")
    if starts_at <= at:
        raise StepRefused("Call it for a time that is still to come.")
    held_on = timezone.localdate(starts_at)
    terms = terms_of(university, on=held_on)
    meeting = PanelMeeting.objects.create(
        university=university,
        starts_at=starts_at,
        place=place,
        read_by=held_on - ONE_DAY,
        terms=as_data(terms),
    )
    audit.record(meeting, "called this meeting", by=by, at=at)
    role = Role.SECRETARY if university.pk in organisation_ids(by, SECRETARY) else Role.CHAIR
    _seat(meeting, person=by, role=role, by=by, at=at)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: PanelMeeting, *, starts_at: datetime.datetime, place: str, by: User, at: datetime.datetime | None = None
) -> None:
    """Another time or place; the members are told."""
    at = at or timezone.now()
    meeting = _locked(meeting)
    refuse_unless(permissions.may_run(permissions.seat_of(by, meeting), meeting))
    if meeting.state != State.PLANNED or starts_at <= at:
        raise StepRefused("Only a meeting that is still to come can be moved, to a time that is still to come.")
    _save(meeting, starts_at=starts_at, place=place, read_by=timezone.localdate(starts_at) - ONE_DAY)
    audit.record(meeting, "moved this meeting", by=by, at=at)
    telling.moved(meeting, but=by)


@transaction.atomic
def give_seat(
    meeting: PanelMeeting,
    *,
    person: User,
    role: str,
    is_under_18: bool = False,
    by: User,
    at: datetime.datetime | None = None,
) -> PanelMember:
    """Give somebody a seat; from which part of the mix they come follows from where they are appointed.

    A secretary of the university's panel may take theirs where a meeting has none.
    """
    at = at or timezone.now()
    meeting = _locked(meeting)
    runs = permissions.may_run(permissions.seat_of(by, meeting), meeting)
    own = permissions.may_take_a_seat(by, meeting) if person == by and role == Role.SECRETARY else runs
    refuse_unless(runs if runs else own)
    return _seat(meeting, person=person, role=role, is_under_18=is_under_18, by=by, at=at)


def _seat(
    meeting: PanelMeeting,
    *,
    person: User,
    role: str,
    by: User,
    at: datetime.datetime,
    is_under_18: bool = False,
    replaces: PanelMember | None = None,
) -> PanelMember:
    if not person.is_active:
        raise StepRefused(f"The account of {person} is closed.")
    if meeting.members.sitting().filter(person=person).exists():
        raise StepRefused(f"{person} has a seat at this meeting already.")
    if role == Role.CHAIR and meeting.members.sitting().filter(role=Role.CHAIR).exists():
        raise StepRefused("This meeting has a chair already.")
    part = facts.part_of(person, on=timezone.localdate(at))
    if role == Role.CHAIR and not rules.may_chair(meeting.the_terms, part):
        raise StepRefused("The terms of reference say from where a chair may come, and this is not among it.")
    seat = PanelMember.objects.create(
        meeting=meeting, person=person, role=role, part=part, is_under_18=is_under_18, replaces=replaces
    )
    audit.record(seat, "gave out a seat", by=by, at=at)
    find_conflicts(meeting, at=at)
    if person != by:
        telling.seated(seat)
    return seat


@transaction.atomic
def substitute(leaver: PanelMember, *, person: User, by: User, at: datetime.datetime | None = None) -> PanelMember:
    """Somebody takes another's seat: the leaver's pack is taken back at once, what they had to read is open again, and
    the new member declares, gets a pack and confirms it anew. Both names are kept.
    """
    at = at or timezone.now()
    meeting = _locked(leaver.meeting)
    refuse_unless(permissions.may_run(permissions.seat_of(by, meeting), meeting))
    leaver = PanelMember.objects.select_for_update(of=("self",)).select_related("person").get(pk=leaver.pk)
    if leaver.left_at is not None:
        raise StepRefused(f"{leaver} has left this panel already.")
    PanelMember.objects.filter(pk=leaver.pk).update(left_at=at, version=models.F("version") + 1)
    leaver.left_at = at
    audit.record(leaver, "left the panel", by=by, at=at)
    for pack in PanelPack.objects.filter(member=leaver, revoked_at__isnull=True):
        revoke(pack, because=PanelPack.Because.LEFT, by=by, at=at)
    for reading in PanelReading.objects.filter(member=leaver, state=PanelReading.State.ASKED).select_related("item"):
        set_aside(reading, by=by, at=at)
    close_records(meeting, leaver.person, by=by, at=at)
    telling.left(leaver, but=by)
    return _seat(meeting, person=person, role=leaver.role, by=by, at=at, replaces=leaver)


def close_records(meeting: PanelMeeting, person: User, *, by: User | None, at: datetime.datetime) -> None:
    """The records that a panel opened to somebody close to them at once."""
    of = PanelItem.objects.filter(meeting=meeting).values("submission__placement__apprentice")
    opened = Involvement.objects.on(timezone.localdate(at)).filter(
        kind=Involvement.Kind.PANEL_READER, person=person, apprentice__in=of
    )
    for relation in opened:
        end_involvement(relation, on=timezone.localdate(at) - ONE_DAY, by=by)


@transaction.atomic
def came(member: PanelMember, *, by: User, at: datetime.datetime | None = None) -> None:
    """A member is in the room (again)."""
    _in_the_room(member, by=by, arrived_at=at or timezone.now(), went_at=None, step="came into the room")


@transaction.atomic
def went(member: PanelMember, *, by: User, at: datetime.datetime | None = None) -> None:
    """A member has gone."""
    _in_the_room(member, by=by, went_at=at or timezone.now(), step="left the room")


def _in_the_room(member: PanelMember, *, by: User, step: str, **stamps: datetime.datetime | None) -> None:
    meeting = _locked(member.meeting)
    refuse_unless(permissions.may_run(permissions.seat_of(by, meeting), meeting))
    if member.left_at is not None or meeting.state != State.OPEN:
        raise StepRefused("Who is here is written down while the meeting is in session, of its members.")
    PanelMember.objects.filter(pk=member.pk).update(**stamps, version=models.F("version") + 1)
    member.refresh_from_db()
    audit.record(member, step, by=by, at=stamps.get("went_at") or stamps.get("arrived_at"))


@transaction.atomic
def open_meeting(meeting: PanelMeeting, *, by: User, at: datetime.datetime | None = None) -> None:
    """Open the meeting; what the records show of conflicts is looked at once more before anything is spoken of."""
    at = at or timezone.now()
    meeting = _locked(meeting)
    refuse_unless(permissions.may_open(permissions.seat_of(by, meeting), meeting))
    if timezone.localdate(at) < timezone.localdate(meeting.starts_at):
        raise StepRefused(f"It takes place on {words.day(meeting.starts_at)}. Move it first, if it is held earlier.")
    find_conflicts(meeting, at=at)
    move(meeting, to=State.OPEN, by=by, at=at, opened_at=at)
    PanelMember.objects.sitting().filter(meeting=meeting, person=by).update(arrived_at=at)


@transaction.atomic
def close_meeting(meeting: PanelMeeting, *, by: User, at: datetime.datetime | None = None) -> None:
    """The chair closes the meeting and confirms its minutes: they are frozen. Chair's actions count as reported."""
    at = at or timezone.now()
    meeting = _locked(meeting)
    refuse_unless(permissions.may_close(permissions.seat_of(by, meeting), meeting))
    if left := meeting.items.filter(state=PanelItem.State.LISTED).count():
        raise StepRefused(f"{words.count(left, 'portfolio')} on the agenda wait for an outcome, or are to be put off.")
    for action in to_report(meeting):
        move(action, to=ChairsAction.State.REPORTED, by=by, at=at, reported_on=timezone.localdate(at))
    open_until = timezone.localdate(at) + datetime.timedelta(days=meeting.the_terms.pack_days)
    move(meeting, to=State.CLOSED, by=by, at=at, closed_at=at, closed_by=by, packs_open_until=open_until)
    telling.closed(meeting)


@transaction.atomic
def cancel_meeting(meeting: PanelMeeting, *, by: User, at: datetime.datetime | None = None) -> None:
    """The meeting does not take place: its portfolios wait for another one, packs are taken back, members are told."""
    from assessment.operations.panels.agenda import put_back

    at = at or timezone.now()
    meeting = _locked(meeting)
    refuse_unless(permissions.may_run(permissions.seat_of(by, meeting), meeting))
    move(meeting, to=State.CANCELLED, by=by, at=at)
    for item in meeting.items.filter(state=PanelItem.State.LISTED).select_related("submission"):
        put_back(item, to=PanelItem.State.DEFERRED, by=by, at=at)
    for pack in PanelPack.objects.filter(member__meeting=meeting, revoked_at__isnull=True):
        revoke(pack, because=PanelPack.Because.NEWER, by=by, at=at)
    telling.cancelled(meeting, but=by)


def to_report(meeting: PanelMeeting) -> models.QuerySet[ChairsAction]:
    """Chair's actions of this university that were taken and that no panel has heard of yet."""
    return ChairsAction.objects.filter(
        state=ChairsAction.State.TAKEN, submission__placement__apprentice__cohort__university=meeting.university_id
    ).select_related("submission__placement__apprentice__person", "taken_by")


@transaction.atomic
def write_minutes(meeting: PanelMeeting, *, minutes: str, by: User) -> PanelMeeting:
    """Write what is not about one portfolio."""
    refuse_unless(permissions.may_write_minutes(permissions.seat_of(by, meeting), _locked(meeting)))
    _save(meeting, minutes=minutes)
    return meeting


@transaction.atomic
def write_item_minutes(item: PanelItem, *, minutes: str, by: User) -> PanelItem:
    """Write what is said about one portfolio, while it is said."""
    refuse_unless(permissions.may_write_minutes(permissions.seat_of(by, item.meeting), _locked(item.meeting)))
    _save(item, minutes=minutes)
    return item


def reading_begins(meeting: PanelMeeting) -> datetime.date:
    """Until when packs should be out, by the terms of this meeting."""
    return first_day_of_reading(timezone.localdate(meeting.starts_at), meeting.the_terms)


def _locked(meeting: PanelMeeting) -> PanelMeeting:
    return PanelMeeting.objects.select_for_update(of=("self",)).select_related("university").get(pk=meeting.pk)


def _save(record: PanelMeeting | PanelItem, **values: object) -> None:
    type(record)._base_manager.filter(pk=record.pk).update(**values, version=models.F("version") + 1)
    record.refresh_from_db(fields=[*values, "version"])
