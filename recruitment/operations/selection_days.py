"""Planning a selection day and taking it from state to state."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from core import audit
from core.workflow import StepRefused, move, move_all
from recruitment.models import (
    Avoidance,
    Calibration,
    Campaign,
    Criterion,
    Exercise,
    Group,
    PanelCandidate,
    PanelMember,
    Score,
    ScoreSheet,
    SelectionDay,
    TimetableSlot,
)
from recruitment.operations import claims, panels, scoring
from recruitment.operations.composition import reasons_on
from recruitment.operations.telling import tell_news

if TYPE_CHECKING:
    from core.accounts.models import User

State = SelectionDay.State


@transaction.atomic
def plan_day(
    *,
    campaign: Campaign,
    date: datetime.date,
    place: str,
    by: User,
    getting_there: str = "",
    weights: Mapping[str, int] | None = None,
    ties: str = SelectionDay.Ties.SHARED,
) -> SelectionDay:
    """Plan a day of a campaign. ``weights``: group → thousandths, together 1,000 (375, 375 and 250 where not given)."""
    day = SelectionDay(campaign=campaign, date=date, place=place, getting_there=getting_there, ties=ties)
    if weights is not None:
        _weigh(day, weights)
    day.save()
    audit.record(day, "planned a selection day", by=by)
    return day


@transaction.atomic
def change_weights(*, day: SelectionDay, weights: Mapping[str, int], ties: str, by: User) -> None:
    """Set how much each group's view counts and what decides between equal totals; stated before the day is live."""
    _refuse_once_live(day, "The weights")
    _weigh(day, weights)
    day.ties = ties
    day.version += 1
    day.save(update_fields=["employer_weight", "university_weight", "lived_experience_weight", "ties", "version"])
    audit.record(day, "changed the weights", by=by, weights=dict(weights), ties=ties)


def _weigh(day: SelectionDay, weights: Mapping[str, int]) -> None:
    if sum(weights.values()) != 1000 or min(weights.values()) < 0:
        raise StepRefused("The weights must add up to 100%.")
    day.employer_weight = weights[Group.EMPLOYER]
    day.university_weight = weights[Group.UNIVERSITY]
    day.lived_experience_weight = weights[Group.LIVED_EXPERIENCE]


def _refuse_once_live(day: SelectionDay, what: str) -> None:
    if day.state not in (*SelectionDay.BEFORE_LIVE, State.POSTPONED):
        raise StepRefused(f"{what} were stated before the day began, so they cannot change now.")


@transaction.atomic
def add_exercise(
    *,
    day: SelectionDay,
    name: str,
    minutes: int,
    by: User,
    setting: str = Exercise.Setting.ALONE,
    largest_group: int = 6,
) -> Exercise:
    """Add something that candidates do, after those that are there."""
    _refuse_once_live(day, "The exercises")
    last = day.exercises.aggregate(last=Max("position"))["last"] or 0
    exercise = Exercise.objects.create(
        day=day, position=last + 1, name=name, minutes=minutes, setting=setting, largest_group=largest_group
    )
    audit.record(exercise, "added an exercise", by=by, name=name, minutes=minutes)
    return exercise


@transaction.atomic
def add_criterion(
    *,
    exercise: Exercise,
    name: str,
    anchors: Sequence[str],
    by: User,
    weight: int = 1,
    floor: Decimal | None = None,
) -> Criterion:
    """Add what is looked for in an exercise. ``anchors``: what the marks 1 to 5 look like, in this order."""
    _refuse_once_live(exercise.day, "The criteria")
    if len(anchors) != 5 or not all(text.strip() for text in anchors):
        raise StepRefused("Say for each mark from 1 to 5 what it looks like.")
    last = exercise.criteria.aggregate(last=Max("position"))["last"] or 0
    criterion = Criterion.objects.create(
        exercise=exercise, position=last + 1, name=name, anchors=list(anchors), weight=weight, floor=floor
    )
    audit.record(criterion, "added a criterion", by=by, name=name, weight=weight, floor=floor)
    return criterion


# The states of a day ----------------------------------------------------------------------------------------------


@transaction.atomic
def begin_staffing(*, day: SelectionDay, by: User) -> None:
    """Begin to invite panel members; what is looked for must be stated by then."""
    if not Criterion.objects.filter(exercise__day=day).exists():
        raise StepRefused("Add at least one exercise with a criterion first, so that members know what they score.")
    move(day, to=State.STAFFING, by=by)


@transaction.atomic
def meet_composition(*, day: SelectionDay, by: User) -> None:
    """Agree that every panel is made up as the rule asks. Refused with every reason where one is not."""
    _lock(day)
    _refuse_with(reasons_on(day))
    move(day, to=State.COMPOSITION_MET, by=by)


@transaction.atomic
def confirm(*, day: SelectionDay, by: User) -> None:
    """Confirm the day and those members who said yes; members and candidates are told date, place and times."""
    _lock(day)
    _refuse_with(reasons_on(day))
    move(day, to=State.CONFIRMED, by=by)
    for member in PanelMember.objects.filter(panel__day=day, state=PanelMember.State.ACCEPTED).select_related("panel"):
        panels.confirm_member(member=member, by=by)
    for candidate in PanelCandidate.objects.filter(panel__day=day).live().select_related("application__candidate"):
        panels.tell_candidate(candidate)


@transaction.atomic
def go_live(*, day: SelectionDay, by: User) -> None:
    """Start the day: scoring opens, and what is looked for is fixed."""
    _lock(day)
    _refuse_with([*reasons_on(day), *_not_practised(day)])
    Criterion.objects.filter(exercise__day=day, fixed_at__isnull=True).update(fixed_at=timezone.now())
    move(day, to=State.LIVE, by=by)


def _not_practised(day: SelectionDay) -> list[str]:
    """Where a day has a case to practise with, every member has marked it before the day begins."""
    calibration = Calibration.objects.filter(day=day).first()
    if calibration is None:
        return []
    missing = [member.person.name for member in calibration.still_to_practise().select_related("person")]
    if not missing:
        return []
    return [f"These members have not marked the practice case: {', '.join(missing)}. Excuse whoever came late."]


@transaction.atomic
def stop(*, day: SelectionDay, reason: str, by: User) -> None:
    """Stop a live day (a fire alarm, a system that is down). What was scored stands; it can go on later."""
    move(day, to=State.STOPPED, by=by, reason=_given(reason))


@transaction.atomic
def close_scoring(*, day: SelectionDay, by: User) -> None:
    """Freeze every sheet that was sent. From here on nobody, the database included, changes a score."""
    _lock(day)
    unclear = _codes(PanelCandidate.objects.filter(panel__day=day, state=PanelCandidate.State.EXPECTED).live())
    if unclear:
        raise StepRefused(f"Please say first whether these candidates came: {', '.join(unclear)}.")
    now = timezone.now()
    move(day, to=State.SCORING_CLOSED, by=by, scoring_closed_at=now)
    of_day = ScoreSheet.objects.filter(candidate__panel__day=day)
    move_all(of_day.counting(), to=ScoreSheet.State.FROZEN, by=by, frozen_at=now)
    Score.objects.filter(
        sheet__candidate__panel__day=day, sheet__state=ScoreSheet.State.FROZEN, locked_at__isnull=True
    ).update(locked_at=now)
    _serve(day, by=by)


def _serve(day: SelectionDay, *, by: User) -> None:
    """Whoever came or has scored has served; what they are owed for it is noted."""
    ready = PanelMember.objects.filter(panel__day=day, state__in=PanelMember.READY)
    came = ready.filter(Q(state=PanelMember.State.CHECKED_IN) | Q(sheets__state=ScoreSheet.State.FROZEN)).distinct()
    served = PanelMember.objects.filter(pk__in=list(came.values_list("pk", flat=True)))
    move_all(served, to=PanelMember.State.SERVED, by=by)
    claims.accrue(PanelMember.objects.filter(panel__day=day, state=PanelMember.State.SERVED), by=by)


@transaction.atomic
def agree_recommendations(*, day: SelectionDay, by: User) -> None:
    """Record that the panels have agreed on every candidate who came; all candidates hear at the same moment."""
    _lock(day)
    left = _codes(PanelCandidate.objects.filter(panel__day=day, recommendation__isnull=True).seen())
    if left:
        raise StepRefused(
            f"These candidates have no recommendation yet: {', '.join(left)}. "
            "Where a group's scores are missing, give the candidate a slot with another panel."
        )
    move(day, to=State.RECOMMENDATIONS_AGREED, by=by)
    for application in scoring.apply_recommendations(day, by=by):
        tell_news(application)


@transaction.atomic
def close(*, day: SelectionDay, by: User) -> None:
    """Close the day: panel members' access ends, and what they asked to avoid is deleted."""
    day.close(by=by)
    Avoidance.objects.filter(member__panel__day=day).delete()


@transaction.atomic
def postpone(*, day: SelectionDay, reason: str, by: User) -> None:
    """Put the day off before it is live; members and candidates are told."""
    was_confirmed = day.state == State.CONFIRMED
    move(day, to=State.POSTPONED, by=by, reason=_given(reason))
    panels.tell_all(day, "selection_day_postponed", candidates=was_confirmed)


@transaction.atomic
def plan_again(*, day: SelectionDay, date: datetime.date, by: User) -> None:
    """Give a postponed day a new date; slots and timetable keep their times of day."""
    if date <= timezone.localdate():
        raise StepRefused("The new date must be in the future.")
    shift = date - day.date
    for rows in (
        PanelCandidate.objects.filter(panel__day=day).live(),
        TimetableSlot.objects.filter(timetable__day=day),
    ):
        slots: list[Any] = list(rows)
        for slot in slots:
            slot.starts_at, slot.ends_at = _same_time(slot.starts_at, shift), _same_time(slot.ends_at, shift)
        rows.model.objects.bulk_update(slots, ["starts_at", "ends_at"])
    move(day, to=State.PLANNED, by=by, date=date)


@transaction.atomic
def cancel(*, day: SelectionDay, reason: str, by: User) -> None:
    """Call the day off before it is live; its candidates may be given slots on another day."""
    was_confirmed = day.state == State.CONFIRMED
    move(day, to=State.CANCELLED, by=by, reason=_given(reason))
    panels.tell_all(day, "selection_day_cancelled", candidates=was_confirmed)
    move_all(PanelCandidate.objects.filter(panel__day=day), to=PanelCandidate.State.MOVED, by=by)


def _same_time(moment: datetime.datetime, shift: datetime.timedelta) -> datetime.datetime:
    """The same time of day by London's clock, some days later."""
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.datetime.combine(local.date() + shift, local.time()))


def _lock(day: SelectionDay) -> None:
    """Hold the day's row, so that sheets are sent and scoring is closed one after the other."""
    SelectionDay.objects.select_for_update().get(pk=day.pk)


def _refuse_with(reasons: Sequence[str]) -> None:
    if reasons:
        raise StepRefused(" ".join(reasons))


def _given(reason: str) -> str:
    if not reason.strip():
        raise StepRefused("Please give a reason. It is kept with the day.")
    return reason.strip()


def _codes(candidates: QuerySet[PanelCandidate]) -> list[str]:
    return sorted(candidate.code for candidate in candidates.select_related("application"))
