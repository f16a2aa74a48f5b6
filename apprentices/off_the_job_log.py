"""Why a block of time cannot be logged: the rules of the log, each answering in words with what to do."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from apprentices.finish import finish_of
from apprentices.models import (
    ActivityType,
    Apprentice,
    BreakInLearning,
    CalendarEntry,
    LearningDay,
    OffTheJobEntry,
)
from core.words import day, hours, lowered

CLOSED = {
    Apprentice.State.ON_BREAK: "You are on a break in learning, so no time can be logged. Your tutor can help.",
    Apprentice.State.SUSPENDED: "Your learning is paused, so no time can be logged. Your tutor can help.",
    Apprentice.State.GATEWAY: "You have reached the gateway. Nothing counts as off-the-job time after it.",
    Apprentice.State.COMPLETE: "Your programme is complete, so no time can be logged.",
    Apprentice.State.WITHDRAWN: "You have left the programme, so no time can be logged.",
    Apprentice.State.NEVER_STARTED: "This programme did not start, so no time can be logged.",
}
TIMETABLED = (CalendarEntry.Kind.INDUCTION, CalendarEntry.Kind.TAUGHT_DAY, CalendarEntry.Kind.SKILLS_DAY)
PLACEMENT_LEARNING = "placement_learning"


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of time as somebody wants to log it."""

    activity: ActivityType
    date: datetime.date
    hours: Decimal
    starts_at: datetime.time | None = None

    @property
    def span(self) -> tuple[datetime.datetime, datetime.datetime] | None:
        """From when to when, where the start is known."""
        if self.starts_at is None:
            return None
        begins = datetime.datetime.combine(self.date, self.starts_at)
        return begins, begins + datetime.timedelta(minutes=round(float(self.hours) * 60))


@dataclass(frozen=True)
class Refusal:
    """One reason, and the field of the form that it is about."""

    field: str
    words: str


def logged_near(apprentice: Apprentice, date: datetime.date, *, or_sent_as: uuid.UUID) -> list[OffTheJobEntry]:
    """What was logged on a day and the day before it, and whatever was sent under this device id."""
    days = (date, date - datetime.timedelta(days=1))
    return list(
        OffTheJobEntry.objects.filter(Q(date__in=days) | Q(client_id=or_sent_as), apprentice=apprentice).select_related(
            "activity", "reversed_by_entry"
        )
    )


def refusals(
    apprentice: Apprentice,
    block: Block,
    *,
    on: datetime.date,
    near: Sequence[OffTheJobEntry],
    besides: OffTheJobEntry | None = None,
) -> list[Refusal]:
    """Every reason why this block cannot be logged on a day; none means that it can.

    ``near`` is what ``logged_near`` found; ``besides`` the entry that is being changed, which stands in nobody's way.
    """
    found = (
        list(_by_dates(apprentice, block, on))
        or list(_by_closed_log(apprentice, block, on, near))
        or list(_by_kind(apprentice, block))
    )
    if found:
        return found
    planned = list(CalendarEntry.objects.going_ahead().filter(apprentice=apprentice, date=block.date))
    logged = [entry for entry in near if _stands(entry) and entry != besides]
    today = [entry for entry in logged if entry.date == block.date]
    return [
        *_by_calendar(block, planned),
        *_by_placement(block, today),
        *_by_register(block, planned, today),
        *_by_length(block, today),
        *_by_overlap(block, logged, today),
    ]


def _stands(entry: OffTheJobEntry) -> bool:
    """Whether an entry counts or may yet count, and was not taken back by another."""
    return entry.state in OffTheJobEntry.LIVE and entry.reverses_id is None and not hasattr(entry, "reversed_by_entry")


def _by_dates(apprentice: Apprentice, block: Block, on: datetime.date) -> Iterator[Refusal]:
    if block.date > on:
        yield Refusal("date", "That day has not come yet. Log time once it has taken place.")
    elif block.date < apprentice.original_start_on:
        yield Refusal(
            "date", f"Your programme started on {day(apprentice.original_start_on)}. Earlier time cannot count."
        )
    elif apprentice.state in CLOSED and not _is_open_all_the_same(apprentice, block.date):
        yield Refusal("date", CLOSED[Apprentice.State(apprentice.state)])
    elif block.date > apprentice.planned_end_on:
        yield Refusal(
            "date",
            f"Your plan ends on {day(apprentice.planned_end_on)}. Ask your tutor to extend it if you still learn.",
        )


def _by_closed_log(
    apprentice: Apprentice, block: Block, on: datetime.date, near: Sequence[OffTheJobEntry]
) -> Iterator[Refusal]:
    """Days of a closed quarter: only while late time is let in, or in the place of hours that were taken back."""
    closed_to = apprentice.log_closed_to
    if closed_to is None or block.date > closed_to:
        return
    if apprentice.late_time_until and on <= apprentice.late_time_until:
        return
    if block.hours > _hours_to_put_right([entry for entry in near if entry.date == block.date]):
        yield Refusal(
            "date",
            f"Your log is closed to {day(closed_to)}. If this time is missing there, ask your tutor to let it in.",
        )


def _hours_to_put_right(today: Sequence[OffTheJobEntry]) -> Decimal:
    """Hours of a day that were taken back and not logged again since."""
    reversed_ = [entry for entry in today if hasattr(entry, "reversed_by_entry")]
    if not reversed_:
        return Decimal(0)
    since = min(entry.reversed_by_entry.confirmed_at for entry in reversed_)
    again = (e.hours for e in today if _stands(e) and e.submitted_at and e.submitted_at > since)
    return sum((entry.hours for entry in reversed_), Decimal(0)) - sum(again, Decimal(0))


def _is_open_all_the_same(apprentice: Apprentice, date: datetime.date) -> bool:
    """A keep-in-touch day in a break; after the gateway only where the version of the standard says so."""
    if apprentice.state == Apprentice.State.GATEWAY:
        return finish_of(apprentice).hours_count_after_gateway
    return _is_learning_day(apprentice, date)


def _is_learning_day(apprentice: Apprentice, date: datetime.date) -> bool:
    """Whether a day inside a break was planned as a keep-in-touch day with learning: its time can be logged."""
    return (
        apprentice.state == Apprentice.State.ON_BREAK
        and LearningDay.objects.filter(
            break_in_learning__apprentice=apprentice,
            break_in_learning__state__in=BreakInLearning.RUNNING,
            date=date,
        ).exists()
    )


def _by_kind(apprentice: Apprentice, block: Block) -> Iterator[Refusal]:
    if not block.activity.counts_under(apprentice.rule_set):
        yield Refusal("activity", block.activity.why_not or f"{block.activity} does not count under your rules.")
    if block.hours > OffTheJobEntry.MOST_HOURS_A_DAY:
        yield Refusal(
            "hours",
            f"At most {OffTheJobEntry.MOST_HOURS_A_DAY} hours of one day can count. If the training went on "
            "the next day, log that part there.",
        )


def _by_calendar(block: Block, planned: Sequence[CalendarEntry]) -> Iterator[Refusal]:
    for entry in planned:
        if entry.kind == CalendarEntry.Kind.LEAVE:
            yield Refusal("date", f"You are on leave on {day(block.date)}, so it cannot count.")
        elif entry.kind == CalendarEntry.Kind.BREAK:
            yield Refusal("date", f"{day(block.date)} is in your break in learning, so it cannot count.")
        elif entry.kind in TIMETABLED and not block.activity.taught:
            yield from _by_timetable(block, entry)


def _by_timetable(block: Block, entry: CalendarEntry) -> Iterator[Refusal]:
    """Time of another kind on a day with teaching: only outside the hours of the teaching."""
    if entry.starts_at is None or entry.ends_at is None:
        return
    taught = f"{lowered(entry.title)} from {entry.starts_at:%H:%M} to {entry.ends_at:%H:%M}"
    if block.span is None:
        yield Refusal(
            "starts_at", f"That day has {taught}. Give the time at which this began, so nothing counts twice."
        )
    elif _share_minutes(block.span, _span(block.date, entry.starts_at, entry.ends_at)):
        yield Refusal("starts_at", f"That day has {taught}. Log time outside those hours, or the class itself.")


def _by_placement(block: Block, today: Sequence[OffTheJobEntry]) -> Iterator[Refusal]:
    credited = sum((e.hours for e in today if e.source == OffTheJobEntry.Source.PLACEMENT), Decimal(0))
    if credited and block.activity.code == PLACEMENT_LEARNING:
        yield Refusal("activity", f"Your placement day has credited {hours(credited)} for that day already.")


def _by_register(block: Block, planned: Sequence[CalendarEntry], today: Sequence[OffTheJobEntry]) -> Iterator[Refusal]:
    """A class, or what a session was (a webinar, a study pack), on a day of which a register has credited it: only
    outside the hours of that session.
    """
    entries = [entry for entry in today if entry.source == OffTheJobEntry.Source.ATTENDANCE]
    credited = sum((entry.hours for entry in entries), Decimal(0))
    alike = block.activity.taught or any(entry.activity_id == block.activity.pk for entry in entries)
    if not credited or not alike:
        return
    sessions = [entry for entry in planned if entry.starts_at and entry.ends_at]
    spans = [_span(block.date, e.starts_at, e.ends_at) for e in sessions if e.starts_at and e.ends_at]
    if block.span is None or any(_share_minutes(block.span, span) for span in spans):
        yield Refusal("activity", f"The register has credited {hours(credited)} for that day already.")


def _by_length(block: Block, today: Sequence[OffTheJobEntry]) -> Iterator[Refusal]:
    before = sum((entry.hours for entry in today), Decimal(0))
    if before and before + block.hours > OffTheJobEntry.MOST_HOURS_A_DAY:
        yield Refusal(
            "hours",
            f"You have {hours(before)} on that day already, and at most {OffTheJobEntry.MOST_HOURS_A_DAY} hours "
            "of one day can count.",
        )


def _by_overlap(block: Block, logged: Sequence[OffTheJobEntry], today: Sequence[OffTheJobEntry]) -> Iterator[Refusal]:
    for entry in logged:
        theirs = Block(activity=entry.activity, date=entry.date, hours=entry.hours, starts_at=entry.starts_at).span
        if block.span and theirs and _share_minutes(block.span, theirs):
            yield Refusal(
                "starts_at",
                f"You have logged {lowered(entry.activity)} from {theirs[0]:%H:%M} to {theirs[1]:%H:%M} on "
                f"{day(entry.date)}. The same minutes count once.",
            )
            return
    if block.span is None and any(
        (entry.activity, entry.hours, entry.starts_at) == (block.activity, block.hours, None) for entry in today
    ):
        yield Refusal(
            "starts_at",
            f"You have logged {hours(block.hours)} of {lowered(block.activity)} on that day already. "
            "If this is further time, give the time at which it began.",
        )


def _span(
    date: datetime.date, starts_at: datetime.time, ends_at: datetime.time
) -> tuple[datetime.datetime, datetime.datetime]:
    return datetime.datetime.combine(date, starts_at), datetime.datetime.combine(date, ends_at)


def _share_minutes(
    one: tuple[datetime.datetime, datetime.datetime], other: tuple[datetime.datetime, datetime.datetime]
) -> bool:
    return one[0] < other[1] and other[0] < one[1]
