"""Adverse impact of a campaign: where candidates stopped, by their equality answers, as figures without a person.

A stage is counted when it is over for everybody: the figures of a stage never change by one person from one day to the
next, and what was hidden cannot be found by looking again. Whoever withdrew, or did not
answer a question, is not counted in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Sum

from core import words
from core.accounts.models import User
from recruitment.equality_questions import Grouping, groupings
from recruitment.fairness.impact import Impact, cycles_with, impacts, pooled
from recruitment.models import Application, Campaign, Score, ScoreSheet, SelectionDay
from recruitment.operations.equality import Counting, Counts, counts_by_answer, keep_counted, kept_counts

State = Application.State

STAGES = ("Entry requirements", "Shortlist", "Selection day", "Offer")

STOPPED_AT = {
    State.NOT_ELIGIBLE: 0,
    State.NOT_PROGRESSED: 1,
    State.DID_NOT_ATTEND: 2,
    State.NOT_RECOMMENDED: 2,
    State.NOT_OFFERED: 3,
}
WAITS_AT = {
    State.SUBMITTED: 0,
    State.EXCEPTION_REQUESTED: 0,
    State.ELIGIBLE: 1,
    State.RESERVE: 1,
    State.INVITED: 2,
    State.ATTENDED: 2,
    State.RECOMMENDED: 3,
    State.OFFER_RESERVE: 3,
}
PASSED_ALL = (
    State.OFFERED,
    State.ACCEPTED,
    State.DECLINED,
    State.LAPSED,
    State.OFFER_WITHDRAWN,
    State.DEFERRED,
    State.RECONFIRMED,
    State.ENROLLED,
)

ENOUGH_IN_AN_EXERCISE = 3
"""The middle of the scale: an exercise counts as passed where the mean of a candidate's marks in it is this or more."""


@dataclass(frozen=True)
class QuestionImpact:
    """One question and the stages that may be shown. ``cycles``: names of the campaigns put together, if any."""

    question: str
    stages: tuple[tuple[str, Impact], ...]
    cycles: tuple[str, ...] = ()


@dataclass(frozen=True)
class CampaignImpact:
    """What may be said of a campaign. ``open_stages`` still have somebody waiting, so nothing is counted there."""

    counted: tuple[str, ...]
    open_stages: tuple[str, ...]
    questions: tuple[QuestionImpact, ...]
    exercises: tuple[QuestionImpact, ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """Questions of which too few people are in the groups to say anything."""
        return tuple(found.question for found in self.questions if not found.stages)


def campaign_impact(campaign: Campaign, *, by: User, on: datetime.date) -> CampaignImpact:
    """The figures of a campaign, and of three put together where one is too few. The reading leaves an event.

    Of a campaign whose figures were kept these are read; its applications and links may be gone.
    """
    cycles = _cycles(campaign)
    kept = kept_counts(cycles, by=by)
    states = _states([cycle for cycle in cycles if cycle.pk not in kept])
    over = {c.pk: len(STAGES) if c.pk in kept else _stages_over(c, states[c.pk].values(), on) for c in cycles}
    own = over[campaign.pk]
    wanted = [c for c in cycles if over[c.pk] == len(STAGES)] if own == len(STAGES) else [campaign]
    of_stages, exercises = _counted(campaign, [c for c in wanted if c.pk not in kept], states, over=own, by=by)
    of_stages |= {pk: counted[""] for pk, counted in kept.items()}
    if campaign.pk in kept:
        exercises = {name: counts for name, counts in kept[campaign.pk].items() if name}
    return CampaignImpact(
        counted=STAGES[:own],
        open_stages=STAGES[own:],
        questions=tuple(_question(g, campaign, wanted, of_stages, own) for g in groupings()) if own else (),
        exercises=tuple(_exercises(exercises)),
    )


def keep_counts(campaign: Campaign) -> None:
    """Count a campaign that has ended by every equality question, and keep the counts for cycles put together later."""
    states = _states([campaign])
    of_stages, exercises = _counted(campaign, [campaign], states, over=len(STAGES), by=None)
    keep_counted(campaign, {"": of_stages[campaign.pk], **exercises})


def _states(campaigns: Sequence[Campaign]) -> dict[int, dict[int, str]]:
    """Campaign → application → its state, of what was submitted."""
    found: dict[int, dict[int, str]] = {campaign.pk: {} for campaign in campaigns}
    submitted = Application.objects.submitted().filter(campaign__in=campaigns)
    for key, application, state in submitted.values_list("campaign_id", "pk", "state"):
        found[key][application] = state
    return found


def _counted(
    campaign: Campaign,
    wanted: Sequence[Campaign],
    states: Mapping[int, Mapping[int, str]],
    *,
    over: int,
    by: User | None,
) -> tuple[dict[int, Counts], dict[str, Counts]]:
    """Campaign → counts at its stages, and exercise of this campaign → counts; one reading of the answers."""
    stopped = {a: place for c in wanted for a, state in states[c.pk].items() if (place := _place(state, over)) >= 0}
    reached = _reached(campaign) if campaign in wanted else {}
    of_stages, *of_exercises = counts_by_answer(
        [Counting(stopped, over), *(Counting(places, 1) for places in reached.values())],
        campaigns=wanted,
        groupings=groupings(),
        by=by,
    )
    return of_stages, dict(zip(reached, (counts[campaign.pk] for counts in of_exercises), strict=True))


def _cycles(campaign: Campaign) -> list[Campaign]:
    """The campaigns of the same office, oldest first."""
    return list(Campaign.objects.filter(run_by=campaign.run_by_id).order_by("opens_on", "pk"))


def _stages_over(campaign: Campaign, states: Iterable[str], on: datetime.date) -> int:
    """How many stages, from the first, are over for everybody. None while somebody may still apply."""
    if campaign.state == Campaign.State.PLANNED or campaign.takes_applications(on=on):
        return 0
    if campaign.state == Campaign.State.FINISHED:
        return len(STAGES)
    return min((WAITS_AT[State(state)] for state in states if state in WAITS_AT), default=len(STAGES))


def _place(state: str, over: int) -> int:
    """Where somebody stopped among the stages that are over; ``over``: they passed them; -1: withdrew, not counted."""
    if state in PASSED_ALL:
        return over
    place = STOPPED_AT.get(State(state), WAITS_AT.get(State(state), -1))
    return min(place, over)


def _question(
    question: Grouping,
    campaign: Campaign,
    cycles: Sequence[Campaign],
    counts: dict[int, Counts],
    over: int,
) -> QuestionImpact:
    """One question by itself where it says something; otherwise as one of three cycles, once there are three."""
    shown = impacts(counts[campaign.pk].get(question.code, {}))
    if shown or over < len(STAGES):
        return QuestionImpact(question.question, _named(shown))
    chains = [counts[cycle.pk].get(question.code, {}) for cycle in cycles]
    together = cycles_with(cycles.index(campaign), chains)
    if together is None:
        return QuestionImpact(question.question, ())
    return QuestionImpact(
        question.question,
        _named(impacts(pooled(chains[place] for place in together))),
        tuple(cycles[place].name for place in together),
    )


def _named(found: Iterable[Impact]) -> tuple[tuple[str, Impact], ...]:
    return tuple((words.listed(STAGES[stage.first : stage.last + 1]), stage) for stage in found)


def _exercises(counts: dict[str, Counts]) -> Iterator[QuestionImpact]:
    """For each question the exercises of which something may be shown."""
    for grouping in groupings():
        shown = [(name, stage) for name, of in counts.items() for stage in impacts(of.get(grouping.code, {}))]
        if shown:
            yield QuestionImpact(grouping.question, tuple(shown))


def _reached(campaign: Campaign) -> dict[str, dict[int, int]]:
    """For each exercise by name: application → 1 where the weighted mean of its marks reaches the middle, else 0.

    Empty until every selection day of the campaign is scored.
    """
    days = list(SelectionDay.objects.filter(campaign=campaign).exclude(state=SelectionDay.State.CANCELLED))
    if any(not day.is_scored for day in days):
        return {}
    rows = (
        Score.objects.filter(sheet__candidate__panel__day__in=days, sheet__state__in=ScoreSheet.COUNTING)
        .values("criterion__exercise__name", "sheet__candidate__application")
        .annotate(marks=Sum(F("value") * F("criterion__weight")), weights=Sum("criterion__weight"))
        .order_by("criterion__exercise__name")
    )
    reached: dict[str, dict[int, int]] = {}
    for row in rows:
        enough = row["marks"] >= ENOUGH_IN_AN_EXERCISE * row["weights"]
        exercise = reached.setdefault(row["criterion__exercise__name"], {})
        exercise[row["sheet__candidate__application"]] = int(enough)
    return reached
