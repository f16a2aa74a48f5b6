"""A timetable reaches people: published into everybody's calendar, changed with notice, cancelled without harm.

Each step that reaches calendars locks the totals of the cohort first and counts anew what the plan expects by today.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apprentices import work_pattern
from apprentices.finish_rules import Finish
from apprentices.models import Apprentice, CalendarEntry, Standing, TimetableSession
from apprentices.models.timetable import NOTICE
from apprentices.operations.attendance import take_back_credits
from apprentices.operations.calendar import cancel_in_calendar, set_aside_after_gateway
from apprentices.operations.standing import lock_standing, recount
from apprentices.operations.timetable import SessionPlan, draft_all
from apprentices.timetable_reasons import SESSION_CANCELLED, reasons
from consortium.models import Cohort
from core import audit, workflow
from core.accounts.models import User
from core.notifications import outbox
from core.words import count, day, hours
from core.workflow import AlreadyMoved, StepRefused

State = TimetableSession.State
SOURCE = TimetableSession._meta.label_lower
GONE = (Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED, Apprentice.State.COMPLETE)


@dataclass(frozen=True)
class Published:
    """What publishing did."""

    sessions: int
    apprentices: int


@transaction.atomic
def publish(cohort: Cohort, *, shown: Mapping[int, int], by: User, on: datetime.date | None = None) -> Published:
    """Publish drafts as they were shown (id → version) into the calendar of every apprentice of the cohort.

    Days that only the outline plan foresaw make room, up to the last day that is published. Each apprentice is told
    once. Raises ``AlreadyMoved`` where a draft changed since it was shown.
    """
    _lock(cohort.pk)
    apprentices = _of_cohort(cohort)
    standings = lock_standing(apprentices)
    ready = list(cohort.sessions.drafts().filter(pk__in=shown).select_for_update().order_by("date"))
    if not ready or any(session.version != shown[session.pk] for session in ready) or len(ready) != len(shown):
        raise AlreadyMoved("The drafts changed since you opened the page. Look at them again, then publish.")
    at = timezone.now()
    workflow.move_all(
        TimetableSession.objects.filter(pk__in=[s.pk for s in ready]),
        to=State.PUBLISHED,
        by=by,
        published_by=by,
        published_at=at,
    )
    _make_room(apprentices, until=ready[-1].date)
    _put_in_calendars(ready, apprentices)
    _leave_out_after_gateway(cohort, ready, by=by)
    _expect_anew(standings, on=on)
    told = list(_expected(ready))
    for apprentice in told:
        outbox.owe(
            to=apprentice.person,
            template="timetable_published",
            context={"apprentice": apprentice, "sessions": ready, "first": ready[0], "last": ready[-1]},
            key=f"timetable-{apprentice.pk}-{at:%Y%m%d%H%M%S%f}",
        )
    return Published(len(ready), len(told))


def join_timetables(apprentices: Iterable[Apprentice]) -> dict[int, datetime.date]:
    """Those who join their cohorts have what is published for them; answers cohort → the last day that is."""
    joining: dict[int, list[Apprentice]] = defaultdict(list)
    for apprentice in apprentices:
        joining[apprentice.cohort_id].append(apprentice)
    _lock(*joining)
    published: dict[int, list[TimetableSession]] = defaultdict(list)
    for session in TimetableSession.objects.published().filter(cohort__in=joining):
        published[session.cohort_id].append(session)
    for cohort, sessions in published.items():
        _put_in_calendars(sessions, joining[cohort])
    return {cohort: max(session.date for session in sessions) for cohort, sessions in published.items()}


def _lock(*cohorts: int) -> None:
    """One at a time for a cohort: whoever joins meanwhile waits, and then has what was published or changed."""
    list(Cohort.objects.select_for_update(of=("self",)).filter(pk__in=cohorts).order_by("pk"))


def _of_cohort(cohort: Cohort) -> list[Apprentice]:
    return list(cohort.apprentices.exclude(state__in=GONE).select_related("person").order_by("pk"))


def _make_room(apprentices: Sequence[Apprentice], *, until: datetime.date) -> None:
    CalendarEntry.objects.filter(
        apprentice__in=apprentices, source_kind=CalendarEntry.OUTLINE, date__lte=until
    ).delete()


def _put_in_calendars(sessions: Sequence[TimetableSession], apprentices: Iterable[Apprentice]) -> None:
    """Each session in the calendar of everybody who is on the programme on that day."""
    CalendarEntry.objects.bulk_create(
        [
            CalendarEntry(apprentice=apprentice, source_kind=SOURCE, source_id=session.pk, **_in_calendar(session))
            for apprentice in apprentices
            for session in sessions
            if apprentice.original_start_on <= session.date <= apprentice.planned_end_on
        ],
        batch_size=500,
    )


def _leave_out_after_gateway(cohort: Cohort, sessions: Iterable[TimetableSession], *, by: User) -> None:
    days = CalendarEntry.objects.filter(source_kind=SOURCE, source_id__in=[session.pk for session in sessions])
    set_aside_after_gateway(days, ending=Finish.from_data(cohort.standard_version.finish), by=by)


def _expected(sessions: Iterable[TimetableSession]) -> QuerySet[Apprentice]:
    """Everybody in whose calendar one of the sessions stands; nobody who is gone."""
    ids = [session.pk for session in sessions]
    days = CalendarEntry.objects.going_ahead().filter(source_kind=SOURCE, source_id__in=ids)
    return Apprentice.objects.filter(pk__in=days.values("apprentice")).exclude(state__in=GONE).select_related("person")


def _in_calendar(session: TimetableSession) -> dict[str, Any]:
    return {
        "date": session.date,
        "kind": session.calendar_kind,
        "title": session.title,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "off_the_job_hours": session.off_the_job_hours,
    }


def _expect_anew(standings: Sequence[Standing], *, on: datetime.date | None) -> None:
    for standing in standings:
        standing.forecast_on = None
    recount(standings, on=on)


# Changing and cancelling -------------------------------------------------------------------------------------


@transaction.atomic
def change_session(
    session: TimetableSession, *, planned: SessionPlan, by: User, on: datetime.date | None = None
) -> list[str]:
    """Put a session right; what is published follows in every calendar, and each apprentice is told once what changed.

    Answers with the changes in words. Raises ``StepRefused`` where the register is taken or the session cancelled.
    """
    on = on or timezone.localdate()
    _lock(session.cohort_id)
    standings = lock_standing(_of_cohort(session.cohort)) if session.state != State.DRAFT else []
    held = (
        TimetableSession.objects.select_for_update(of=("self",))
        .select_related("cohort__university", "cohort__standard_version")
        .get(pk=session.pk)
    )
    if held.version != session.version:
        raise AlreadyMoved("Somebody else has just changed this session. Look at it again before you go on.")
    if held.state == State.CANCELLED:
        raise StepRefused("This session is cancelled. Plan a replacement instead.")
    if held.register_taken_at:
        raise StepRefused("The register of this session is taken, so it stays as it was held.")
    if planned.date != held.date and planned.date in work_pattern.closed_at(held.cohort.university):
        raise StepRefused(f"The university is closed on {day(planned.date)}. Choose another day.")
    changes = _changes(held, planned)
    if not changes:
        return []
    published = held.state == State.PUBLISHED
    late = held.short_notice or (published and min(held.date, planned.date) - on < NOTICE)
    TimetableSession.objects.filter(pk=held.pk).update(**planned.columns, version=F("version") + 1, short_notice=late)
    audit.record(held, "changed", by=by, reason=" ".join(changes))
    session.refresh_from_db()
    if published:
        CalendarEntry.objects.filter(source_kind=SOURCE, source_id=held.pk).update(**_in_calendar(session))
        _leave_out_after_gateway(held.cohort, [session], by=by)
        _expect_anew(standings, on=on)
        _tell(_expected([session]), session, "timetable_changed", {"changes": changes}, on=on)
    return changes


def _changes(held: TimetableSession, planned: SessionPlan) -> list[str]:
    """What differs, each as one sentence."""
    now = SessionPlan.of(held)
    found = []
    if planned.date != now.date:
        found.append(f"The day is {day(planned.date)} instead of {day(now.date)}.")
    if (planned.starts_at, planned.ends_at) != (now.starts_at, now.ends_at):
        found.append(
            f"The time is {planned.starts_at:%H:%M} to {planned.ends_at:%H:%M} "
            f"instead of {now.starts_at:%H:%M} to {now.ends_at:%H:%M}."
        )
    if planned.off_the_job_hours != now.off_the_job_hours:
        found.append(f"It counts {hours(planned.off_the_job_hours)} instead of {hours(now.off_the_job_hours)}.")
    for name, words in (
        ("title", "It is called"),
        ("venue", "The venue is"),
        ("room", "The room is"),
        ("access_details", "Getting in:"),
        ("online_link", "The link is"),
    ):
        if getattr(planned, name) != getattr(now, name):
            found.append(f"{words} {getattr(planned, name) or 'not said now'}.")
    others = ("kind", "counts_as_skills_day", "room_places", "room_paid_by")
    if not found and any(getattr(planned, name) != getattr(now, name) for name in others):
        found.append("Details changed.")
    return found


@transaction.atomic
def cancel_session(
    session: TimetableSession, *, reason: str, by: User, self_study: bool = False, on: datetime.date | None = None
) -> TimetableSession | None:
    """The university cancels a session: its hours are not credited and no longer expected, the plan stays as it is.

    The time stays protected for the apprentices. With ``self_study`` a study pack of the same hours takes its place on
    the same day, and counts for whoever is marked as having done it; answers with that session. What a register had
    credited is taken back.
    """
    if reason not in reasons(SESSION_CANCELLED):
        raise StepRefused("Choose why the session is cancelled.")
    on = on or timezone.localdate()
    _lock(session.cohort_id)
    standings = lock_standing(_of_cohort(session.cohort))
    late = session.short_notice or session.date - on < NOTICE
    workflow.move(
        session,
        to=State.CANCELLED,
        by=by,
        reason=reasons(SESSION_CANCELLED)[reason].label,
        cancelled_because=reason,
        cancelled_by=by,
        cancelled_at=timezone.now(),
        short_notice=late,
    )
    take_back_credits(session, by=by, reason="The session was cancelled.")
    told = list(_expected([session]))
    cancel_in_calendar(session, by=by)
    instead = _study_pack(session, by=by) if self_study else None
    _expect_anew(standings, on=on)
    _tell(told, session, "timetable_cancelled", {"instead": instead, "why": session.reason_words}, on=on)
    return instead


def _study_pack(session: TimetableSession, *, by: User) -> TimetableSession:
    plan = SessionPlan.of(
        session,
        kind=TimetableSession.Kind.STUDY_DAY,
        title=f"Study pack: {session.title}"[:150],
        venue="",
        room="",
        room_places=None,
        room_paid_by="",
        access_details="",
    )
    (pack,) = draft_all(session.cohort, [plan], by=by, replaces=session)
    workflow.move(pack, to=State.PUBLISHED, by=by, published_by=by, published_at=timezone.now())
    _put_in_calendars([pack], _of_cohort(session.cohort))
    _leave_out_after_gateway(session.cohort, [pack], by=by)
    return pack


def _tell(
    told: Iterable[Apprentice], session: TimetableSession, template: str, context: dict[str, Any], *, on: datetime.date
) -> None:
    """Each of them once for this version of the session; not about what is over."""
    if session.date < on:
        return
    for apprentice in told:
        outbox.owe(
            to=apprentice.person,
            template=template,
            context={"session": session, "apprentice": apprentice, **context},
            key=f"{template}-{session.pk}-{session.version}-{apprentice.pk}",
        )


def provider_figure(sessions: QuerySet[TimetableSession]) -> str:
    """How much the university cancelled of what it had published, and how much of that it has replaced, in words."""
    cancelled = list(sessions.cancelled_by_provider().select_related("replaced_by"))  # type: ignore[attr-defined]
    if not cancelled:
        return "The university has cancelled no session."
    replaced = sum(getattr(session, "replaced_by", None) is not None for session in cancelled)
    late = sum(session.short_notice for session in cancelled)
    lost = sum((session.off_the_job_hours for session in cancelled), Decimal(0))
    return (
        f"The university has cancelled {count(len(cancelled), 'session')} ({hours(lost)}), "
        f"{late or 'none'} of them with less than 14 days' notice, and replaced {replaced or 'none'}."
    )
