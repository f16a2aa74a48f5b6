"""Ask readers of other boroughs to read for a panel: what the rule proposed or somebody chose, and what they answer."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessment.models import PanelItem, PanelMeeting, PanelMember, PanelReading, PortfolioReader, ReadingRequest
from assessment.operations import panels
from assessment.operations.portfolio_readers import declare_conflict
from assessment.permissions import refuse_unless
from assessment.reciprocal import permissions
from assessment.reciprocal.facts import Question, question
from assessment.reciprocal.matching import Portfolio, Reader, barred, may_override
from consortium.models import Borough
from core import audit
from core.accounts.models import User
from core.notifications import outbox
from core.workflow import StepRefused, move

State = ReadingRequest.State


@dataclass(frozen=True)
class Wanted:
    """One reader for one portfolio (both by reference), and why, where it is not what the rule proposes."""

    item: str
    reader: str
    because: str = ""


def asked_of(meeting: PanelMeeting, user: User, *, on: datetime.date, borough: Borough | None = None) -> Question:
    """What the rule is asked for a meeting: its portfolios that are read in full, as far as this person sees them."""
    items = items_of(meeting, user)
    return question([item.submission for item in items], on=on, meeting=meeting, borough=borough)


def items_of(meeting: PanelMeeting, user: User) -> list[PanelItem]:
    """The portfolios on an agenda that two people read."""
    seen = PanelItem.objects.visible_to(user).filter(meeting=meeting, state=PanelItem.State.LISTED)
    found = seen.select_related(
        "meeting",
        "submission__placement__apprentice__person",
        "submission__placement__apprentice__employer__part_of",
        "submission__placement__setting",
    )
    return [item for item in found.order_by("pk") if item.in_full]


@transaction.atomic
def ask_readers(
    meeting: PanelMeeting,
    *,
    wanted: Sequence[Wanted],
    borough: Borough | None = None,
    by: User,
    at: datetime.datetime | None = None,
) -> list[ReadingRequest]:
    """Ask these people to read these portfolios. The rules are asked again, of what is true at this moment.

    Independence is never waived. Against load, travel, service or level somebody may be chosen with a reason.
    """
    at = at or timezone.now()
    meeting = PanelMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    refuse_unless(permissions.may_choose_readers(by, meeting))
    items = {item.submission.reference: item for item in items_of(meeting, by)}
    by_item = {item.reference: key for key, item in items.items()}
    asked = asked_of(meeting, by, on=timezone.localdate(at), borough=borough)
    made = []
    for one in wanted:
        if (key := by_item.get(one.item)) is None:
            raise StepRefused("A portfolio is not on the agenda any more. Look at the proposal again.")
        entry = asked.register.entries.get(one.reader)
        if not isinstance(entry, PortfolioReader):
            raise StepRefused("Somebody is not on the register any more. Look at the proposal again.")
        portfolio, reader = asked.portfolio(key), asked.reader(one.reader)
        why = _require_allowed(asked, portfolio, reader, one.because)
        made.append(_ask(items[key], entry, why, one.because, by=by, at=at))
        asked = asked.once_asked(portfolio, reader)
    return made


def _require_allowed(asked: Question, portfolio: Portfolio, reader: Reader, because: str) -> Sequence[str]:
    """Why this reader may read this portfolio, or refused."""
    if reader.key in portfolio.reading:
        raise StepRefused(f"{reader.name} is asked to read the portfolio of {portfolio.name} already.")
    if len(portfolio.reading) >= portfolio.wanted:
        raise StepRefused(f"The portfolio of {portfolio.name} has its two readers.")
    if not may_override(portfolio, reader):
        raise StepRefused(f"{reader.name} cannot read the portfolio of {portfolio.name}. Nobody can change that.")
    if beside := _beside(asked, portfolio, reader):
        raise StepRefused(f"{reader.name} and {beside} are colleagues. The two readers of a portfolio never are.")
    if barred(portfolio, reader, asked.where) is None:
        return next(choice.why for choice in asked.line(portfolio) if choice.reader == reader.key)
    if not because.strip():
        raise StepRefused(f"{reader.name} offered something else. Say why they are to read it all the same.")
    return ()


def _beside(asked: Question, portfolio: Portfolio, reader: Reader) -> str:
    """A colleague who reads it already."""
    others = (r for r in asked.register.readers if r.key in portfolio.reading)
    return next((other.name for other in others if other.colleagues == reader.colleagues), "")


def _ask(
    item: PanelItem, entry: PortfolioReader, why: Sequence[str], because: str, *, by: User, at: datetime.datetime
) -> ReadingRequest:
    request = ReadingRequest.objects.create(
        item=item,
        reader=entry,
        given_by=entry.organisation.legal_body,
        taken_by=item.submission.placement.apprentice.employer.legal_body,
        why=list(why),
        chosen_because=because.strip(),
        asked_by=by,
        asked_at=at,
    )
    audit.record(request, "asked", by=by, at=at, reason=because.strip())
    outbox.owe(
        to=entry.person,
        template="reading_asked",
        context={"request": request, "meeting": item.meeting},
        key=f"reading-asked-{request.reference}",
    )
    return request


@transaction.atomic
def accept_reading(
    request: ReadingRequest, *, apart: bool, by: User, at: datetime.datetime | None = None
) -> ReadingRequest:
    """The reader says yes, and that they have had nothing to do with whoever it is about."""
    at = at or timezone.now()
    now = _locked(request)
    refuse_unless(permissions.may_answer_request(by, now))
    if not apart:
        raise StepRefused("Say first that you have had nothing to do with this apprentice or the practice educator.")
    move(now, to=State.ACCEPTED, by=by, at=at, apart=True, answered_at=at)
    _tell_the_asker(now, "agreed to read")
    return now


@transaction.atomic
def decline_reading(
    request: ReadingRequest, *, never_again: bool = False, by: User, at: datetime.datetime | None = None
) -> ReadingRequest:
    """The reader says no, and no more than that. ``never_again``: nor are they asked about this apprentice again."""
    at = at or timezone.now()
    now = _locked(request)
    refuse_unless(permissions.may_decline_request(by, now))
    move(now, to=State.DECLINED, by=by, at=at, answered_at=at)
    if never_again:
        person = now.item.submission.placement.apprentice.person
        declare_conflict(by=by, person=person, on=timezone.localdate(at))
    _tell_the_asker(now, "gave back")
    return now


@transaction.atomic
def take_back_request_to_read(request: ReadingRequest, *, by: User, at: datetime.datetime | None = None) -> None:
    """Whoever runs the meeting does not need this reader any more."""
    at = at or timezone.now()
    now = _locked(request)
    refuse_unless(permissions.may_take_back_request(by, now))
    move(now, to=State.TAKEN_BACK, by=by, at=at)
    outbox.owe(
        to=now.reader.person,
        template="reading_taken_back",
        context={"request": now, "meeting": now.item.meeting},
        key=f"reading-taken-back-{now.reference}",
    )


# Once they have agreed ----------------------------------------------------------------------------------------


def ready(items: Sequence[PanelItem]) -> list[tuple[PanelItem, list[User]]]:
    """Portfolios all of whose readers have agreed, with these readers; they are not named to the panel yet."""
    agreed: dict[int, set[User]] = defaultdict(set)
    for request in ReadingRequest.objects.filter(item__in=items, state=State.ACCEPTED).select_related("reader__person"):
        agreed[request.item_id].add(request.reader.person)
    named: dict[int, set[User]] = defaultdict(set)
    for reading in PanelReading.objects.standing().filter(item__in=items).select_related("member__person"):
        named[reading.item_id].add(reading.member.person)
    return [
        (item, sorted(agreed[item.pk] | named[item.pk], key=lambda who: who.name))
        for item in items
        if agreed[item.pk] - named[item.pk] and len(agreed[item.pk] | named[item.pk]) == item.meeting.the_terms.readers
    ]


@transaction.atomic
def name_readers(meeting: PanelMeeting, *, by: User, at: datetime.datetime | None = None) -> list[PanelItem]:
    """Where all have agreed: give each reader a seat and name them as readers. The record opens to them."""
    at = at or timezone.now()
    refuse_unless(permissions.may_choose_readers(by, meeting))
    done = []
    for item, people in ready(items_of(meeting, by)):
        seats = {seat.person_id: seat for seat in meeting.members.sitting().filter(person__in=people)}
        for person in people:
            if person.pk not in seats:
                seats[person.pk] = panels.give_seat(meeting, person=person, role=PanelMember.Role.MEMBER, by=by, at=at)
        panels.assign_readers(item, members=[seats[person.pk] for person in people], by=by, at=at)
        done.append(item)
    return done


# What the steps share -----------------------------------------------------------------------------------------


def _locked(request: ReadingRequest) -> ReadingRequest:
    return (
        ReadingRequest.objects.select_for_update(of=("self",))
        .select_related(
            "reader__person", "item__meeting", "item__submission__placement__apprentice__person", "asked_by"
        )
        .get(pk=request.pk)
    )


def _tell_the_asker(request: ReadingRequest, did: str) -> None:
    outbox.owe(
        to=request.asked_by,
        template="reading_answered",
        context={"request": request, "meeting": request.item.meeting, "did": did},
        key=f"reading-answered-{request.state}-{request.reference}",
    )
