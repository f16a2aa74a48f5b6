"""Visits to the workplace: planned, moved, held with what was agreed, missed; how often they are due."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Party, VisitInterval, WorkplaceVisit
from apprentices.models.involvement import related
from apprentices.operations.changes.telling import people_of, tell
from consortium.models import Organisation
from core import audit, workflow
from core.accounts.models import User
from core.words import day
from core.workflow import AlreadyMoved, StepRefused

State = WorkplaceVisit.State


@dataclass(frozen=True, kw_only=True)
class Visit:
    """When and where a visit is, and with whom."""

    date: datetime.date
    starts_at: datetime.time
    online: bool
    place: str
    with_whom: str


@transaction.atomic
def plan_visit(apprentice: Apprentice, *, planned: Visit, by: User, on: datetime.date | None = None) -> WorkplaceVisit:
    """Plan a visit; the apprentice and the line managers hear of it, and it stands in the calendar of both sides."""
    _require_day(apprentice, planned.date, on or timezone.localdate())
    try:
        with transaction.atomic():
            made = WorkplaceVisit.objects.create(apprentice=apprentice, planned_by=by, **asdict(planned))
    except IntegrityError as twice:
        raise StepRefused("A visit is planned already. Move that one, or record it first.") from twice
    audit.record(made, "planned", by=by)
    _tell(made, by=by, said="is planned for")
    return made


def _require_day(apprentice: Apprentice, date: datetime.date, on: datetime.date) -> None:
    if date < on:
        raise StepRefused("The day must be today or later.")
    if date > apprentice.planned_end_on:
        raise StepRefused(f"The programme ends on {day(apprentice.planned_end_on)}.")


def _tell(visit: WorkplaceVisit, *, by: User, said: str) -> None:
    apprentice = visit.apprentice
    how = "online" if visit.online else visit.place
    tell(
        apprentice,
        subject=f"Workplace visit with {apprentice}",
        sentence=f"A visit of the university {said} {day(visit.date)} at {visit.starts_at:%H:%M}, {how}.",
        about=visit,
        what=f"visit-{visit.times_moved}",
        to=[person for person in people_of(apprentice, Party.APPRENTICE, Party.EMPLOYER) if person != by],
        path=reverse("apprentices:workplace_visit", args=[visit.reference]),
    )


@transaction.atomic
def move_visit(visit: WorkplaceVisit, *, planned: Visit, by: User, on: datetime.date | None = None) -> None:
    """Another day or place; each move is counted."""
    held = _planned(visit)
    _require_day(visit.apprentice, planned.date, on or timezone.localdate())
    for name, value in asdict(planned).items():
        setattr(held, name, value)
    held.times_moved += 1
    held.version += 1
    held.save()
    audit.record(held, "moved", by=by)
    visit.refresh_from_db()
    _tell(visit, by=by, said="is now on")


def _planned(visit: WorkplaceVisit) -> WorkplaceVisit:
    held = WorkplaceVisit.objects.select_for_update().get(pk=visit.pk)
    if held.state != State.PLANNED:
        raise AlreadyMoved(f"This visit is {held.get_state_display().lower()} already.")
    return held


def hold_visit(
    visit: WorkplaceVisit, *, notes: str, agreed: str, by: User, at: datetime.datetime | None = None
) -> None:
    """It took place: what was seen and said, and what was agreed."""
    at = at or timezone.now()
    if visit.date > timezone.localdate(at):
        raise StepRefused("This visit has not taken place yet.")
    if not notes.strip():
        raise StepRefused("Write what you saw and talked about.")
    workflow.move(visit, to=State.HELD, by=by, notes=notes, agreed=agreed, recorded_by=by, recorded_at=at)


def miss_visit(visit: WorkplaceVisit, *, because: str, by: User, at: datetime.datetime | None = None) -> None:
    """It did not take place. It stays counted, and another one is to be planned."""
    if not because.strip():
        raise StepRefused("Say why it did not take place.")
    workflow.move(
        visit, to=State.MISSED, by=by, missed_because=because, recorded_by=by, recorded_at=at or timezone.now()
    )


@transaction.atomic
def set_visit_interval(university: Organisation, *, weeks: int, by: User) -> VisitInterval:
    """How often a university visits the workplaces of its apprentices."""
    interval, _ = VisitInterval.objects.update_or_create(
        university=university, defaults={"every": datetime.timedelta(weeks=weeks), "set_by": by}
    )
    audit.record(interval, "set", by=by, weeks=weeks)
    return interval


def visited_by(user: User, *, on: datetime.date) -> QuerySet[Apprentice]:
    """The apprentices whose workplaces somebody visits: a tutor's own; for a compliance officer the university's."""
    led = Involvement.objects.led_by(user, Involvement.Kind.UNIVERSITY, "compliance_officer", on=on)
    mine = Q(pk__in=related(user, Involvement.Kind.TUTOR, on=on)) | Q(pk__in=led.values("apprentice"))
    return Apprentice.objects.filter(mine).exclude(person_id=user.pk or 0)
