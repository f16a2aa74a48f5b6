"""The days of a later start: whoever is asked is told until when, and reminded; a candidate is warned before it ends.

What the candidate does not answer lapses by itself, never without a warning five working days before. What an employer
or a university does not answer, or answers with no, never ends anything by itself: it becomes the coordinator's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core.accounts.models import User
from core.notifications.models import Message
from core.registry import Reminder
from recruitment.models import Campaign, Deferral
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.models.offers import Side
from recruitment.operations import deferrals
from recruitment.operations.telling import apply_url, people_of
from recruitment.working_days import working_days_after, working_days_before

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = Deferral.State
WORKING_DAYS_OF_WARNING = 5
"""How long before the day somebody is reminded of it, and the least for which a candidate was warned."""

TO_CANDIDATES = ("deferral_to_confirm", "deferral_warning")
ANSWERING = {Side.EMPLOYER: SHORTLISTING, Side.UNIVERSITY: ADMITTING}


def ask_those_due() -> int:
    """Ask deferred candidates again whose next campaign has opened; answers how many."""
    waiting = Deferral.objects.live().filter(state=State.AGREED, campaign__isnull=True)
    return sum(deferrals.ask_again(deferral=deferral) for deferral in waiting.select_related("application"))


def let_unanswered_lapse() -> int:
    """End what warned candidates have not answered by their day; answers how many. Run again it finds none."""
    today = timezone.localdate()
    over = Deferral.objects.live().filter(state=State.AGREED, answer_by__lt=today)
    silent = [deferral for deferral in over.select_related("application__candidate") if _is_over(deferral, on=today)]
    return sum(deferrals.lapse(deferral=deferral) for deferral in silent)


def _is_over(deferral: Deferral, *, on: datetime.date) -> bool:
    """Whether the day of the warning has gone by: a portal that stood still takes nobody's place."""
    warned_on = _warned_on(deferral)
    return warned_on is not None and _last_day(deferral, warned_on=warned_on) < on


def candidate_answers_by(deferral: Deferral) -> datetime.date | None:
    """The last day on which a candidate who was asked again can answer; None while nobody asks them."""
    if deferral.state != State.AGREED or deferral.answer_by is None:
        return None
    return _last_day(deferral, warned_on=_warned_on(deferral) or timezone.localdate())


def _last_day(deferral: Deferral, *, warned_on: datetime.date) -> datetime.date:
    """The day asked for, or later where the warning went late: it always comes five working days before."""
    return max(_day(deferral), working_days_after(warned_on, WORKING_DAYS_OF_WARNING))


def _warned_on(deferral: Deferral) -> datetime.date | None:
    told = Message.objects.filter(key=_key(deferral, "warning", deferral.application.candidate)).first()
    return timezone.localdate(told.created_at) if told else None


def due_deferral_reminders(now: datetime.datetime) -> list[Reminder]:
    """Whoever is to answer on a later start, at once and when the day is near; then those who run the campaign."""
    today = timezone.localdate(now)
    waiting = Deferral.objects.live().filter(answer_by__isnull=False)
    silent = {side: set(waiting.to_answer(side).order_by().values_list("pk", flat=True)) for side in Side}
    refused = set(waiting.not_confirmed().order_by().values_list("pk", flat=True))
    due: list[Reminder] = []
    for deferral in waiting.select_related(
        "application__candidate",
        "application__employer",
        "application__campaign__run_by",
        "application__campaign__cohort__university",
        "campaign__run_by",
        "campaign__cohort__university",
        "employer",
    ):
        if deferral.state == State.AGREED:
            due += _to_the_candidate(deferral, today)
        else:
            due += _to_the_sides(deferral, [side for side in Side if deferral.pk in silent[side]], today)
        if deferral.pk in refused:
            due += _mails(deferral, "not-confirmed", "deferral_not_confirmed", _coordinators(deferral))
    return due


def _to_the_candidate(deferral: Deferral, today: datetime.date) -> Iterator[Reminder]:
    candidate, last_day = [deferral.application.candidate], _last_day(deferral, warned_on=today)
    yield from _mails(deferral, "asked", "deferral_to_confirm", candidate, answer_by=last_day)
    if _is_near(deferral, today):
        yield from _mails(deferral, "warning", "deferral_warning", candidate, answer_by=last_day)


def _to_the_sides(deferral: Deferral, silent: list[Side], today: datetime.date) -> Iterator[Reminder]:
    for side in silent:
        people = people_of(deferrals.answering_organisation(deferral, side), ANSWERING[side])
        yield from _mails(deferral, f"{side}-asked", "deferral_to_answer", people)
        if _is_near(deferral, today):
            yield from _mails(deferral, f"{side}-soon", "deferral_answer_soon", people)
    if silent and today > _day(deferral):
        yield from _mails(deferral, "late", "deferral_late", _coordinators(deferral))


def _day(deferral: Deferral) -> datetime.date:
    assert deferral.answer_by is not None
    return deferral.answer_by


def _is_near(deferral: Deferral, today: datetime.date) -> bool:
    return today >= working_days_before(_day(deferral), WORKING_DAYS_OF_WARNING)


def _coordinators(deferral: Deferral) -> QuerySet[User]:
    return people_of(_campaign(deferral).run_by, COORDINATING)


def _campaign(deferral: Deferral) -> Campaign:
    return deferral.campaign or deferral.application.campaign


def _mails(deferral: Deferral, what: str, template: str, people: Iterable[User], **more: Any) -> Iterator[Reminder]:
    context = {"campaign": _campaign(deferral), "answer_by": deferral.answer_by, "apply_url": apply_url(), **more}
    for person in people:
        if template in TO_CANDIDATES or person.pk != deferral.application.candidate_id:
            yield Reminder(to=person, template=template, context=context, key=_key(deferral, what, person))


def _key(deferral: Deferral, what: str, person: User) -> str:
    return f"deferral-{deferral.reference}-{what}-{deferral.answer_by}-{person.pk}"
