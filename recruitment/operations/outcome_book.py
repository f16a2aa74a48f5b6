"""The outcome book of a selection day, for the university's exam board and the consortium, under codes.

Frozen when it is asked for. It holds no name of a candidate, no employer of one, no equality answer of anybody, nothing
of assurances, notes or a question of suitability, and does not say whose view a panel member brings. Panel members
stand in it by name, both where one stood in for another. Groups are shown as far as the report of adverse impact shows
them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Q
from django.utils import timezone

from consortium.models import Organisation
from core import words
from core.accounts.fresh import MANY_PEOPLE
from core.documents import packs
from core.documents.models import Pack
from core.documents.packs import PackBuilder, Section
from recruitment.codes import without_employers, without_name
from recruitment.models import (
    Application,
    EligibilityException,
    OfferDecision,
    Panel,
    PanelCandidate,
    PanelMember,
    Recommendation,
    Score,
    ScoreSheet,
    SelectionDay,
)
from recruitment.models.campaigns import ADMITTING
from recruitment.operations.adverse_impact import QuestionImpact, campaign_impact
from recruitment.operations.fairness import DayFairness, day_fairness
from recruitment.operations.outcomes import OutcomeRow, outcome_table

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.accounts.models import User
    from core.jobs.models import Job

BUILDER = "outcome_book"
FOLDER = "documents/outcome_book"


def ask_for_book(*, day: SelectionDay, by: User) -> tuple[Pack, Job]:
    """Ask for the book of a day as things stand now; answers with the pack and the job that sets its pages."""
    title = f"Outcome book: {day.campaign.name}, {words.day(day.date)}"
    return packs.ask(builder=BUILDER, subject=day, title=title, by=by, snapshot=read(day, by=by))


def books_of(day: SelectionDay) -> QuerySet[Pack]:
    """The books that were asked for, newest first."""
    return Pack.objects.filter(builder=BUILDER, subject_id=day.pk).select_related("asked_by").order_by("-pk")


def read(day: SelectionDay, *, by: User) -> dict[str, Any]:
    """Everything of the book as plain data; queries do not grow with candidates. Reading groups leaves an event."""
    rows = outcome_table(day)
    impact = campaign_impact(day.campaign, by=by, on=timezone.localdate())
    return {
        "day": _day(day),
        "panels": [_panel(panel) for panel in _panels(day)],
        "candidates": _candidates(day, rows),
        "counts": _counts(day, rows),
        "fairness": _fairness(day_fairness(day)),
        "impact": {
            "open_stages": list(impact.open_stages),
            "questions": [_question(found) for found in impact.questions if found.stages],
            "silent": list(impact.silent),
        },
    }


def _day(day: SelectionDay) -> dict[str, Any]:
    exercises = day.exercises.prefetch_related("criteria")
    return {
        "campaign": day.campaign.name,
        "cohort": str(day.campaign.cohort),
        "university": str(day.campaign.cohort.university),
        "run_by": str(day.campaign.run_by),
        "date": words.day(day.date),
        "place": day.place,
        "state": day.get_state_display(),
        "stands": words.day(timezone.localdate()),
        "weights": [list(pair) for pair in day.weights_in_words],
        "ties": day.get_ties_display(),
        "exercises": [
            {
                "name": exercise.name,
                "minutes": exercise.minutes,
                "criteria": [[c.name, c.weight, words.number(c.floor)] for c in exercise.criteria.all()],
            }
            for exercise in exercises
        ],
    }


# Panels -----------------------------------------------------------------------------------------------------------


def _panels(day: SelectionDay) -> QuerySet[Panel]:
    return day.panels.select_related("room").prefetch_related("members__person", "members__stands_in_for__person")


def _panel(panel: Panel) -> dict[str, Any]:
    """Who sat, by name; which views were there is said of the panel and of nobody in it."""
    sat = [member for member in panel.members.all() if member.is_seated]
    views = {member.get_group_display() for member in sat}
    return {"name": panel.name, "room": panel.room.name, "members": sorted(map(_sat, sat)), "views": sorted(views)}


def _sat(member: PanelMember) -> str:
    before = member.stands_in_for
    return f"{member.known_as}, in place of {before.known_as}" if before else member.known_as


# Candidates -------------------------------------------------------------------------------------------------------


def _candidates(day: SelectionDay, rows: Iterable[OutcomeRow]) -> list[dict[str, Any]]:
    rows = list(rows)
    hidden = _hidden(day)
    means = _means(day)
    applications = Application.objects.filter(pk__in=[row.candidate.application_id for row in rows])
    applications = applications.select_related("offer", "deferral").prefetch_related("decisions", "procedure_reviews")
    by_pk = {application.pk: application for application in applications}
    return [
        {
            "code": row.candidate.code,
            "panel": row.candidate.panel.name,
            "means": means[row.candidate.pk],
            **_scored(row, hidden),
            **_recommended(row, hidden),
            **_decided(by_pk[row.candidate.application_id]),
        }
        for row in rows
    ]


def _means(day: SelectionDay) -> dict[int, list[list[Any]]]:
    """Candidate → exercise, criterion, mean of the marks as they were given, and how many gave one."""
    given = Score.objects.filter(
        sheet__candidate__panel__day=day, sheet__state__in=ScoreSheet.COUNTING, value__isnull=False
    )
    found: dict[int, list[list[Any]]] = defaultdict(list)
    by = ("sheet__candidate", "criterion__exercise__name", "criterion__name")
    order = ("criterion__exercise__position", "criterion__position", "criterion")
    for row in given.values_list(*by, *order).annotate(mean=Avg("value"), sheets=Count("pk")).order_by(*order):
        candidate, exercise, criterion, *_, mean, sheets = row
        found[candidate].append([exercise, criterion, f"{mean:.2f}", sheets])
    return found


@dataclass(frozen=True)
class Hidden:
    """What no text in the book says: whoever had a slot on the day, even for a time, and their employers."""

    names: tuple[str, ...]
    employers: tuple[str, ...]

    def taken_out_of(self, text: str) -> str:
        for name in self.names:
            text = without_name(text, name)
        return without_employers(text, self.employers)


def _hidden(day: SelectionDay) -> Hidden:
    had_a_slot = Application.objects.filter(slots__panel__day=day).order_by()
    bodies = Organisation.objects.filter(Q(applications__in=had_a_slot) | Q(parts__applications__in=had_a_slot))
    employers = {name for pair in bodies.order_by().values_list("name", "short_name") for name in pair}
    employers |= set(had_a_slot.values_list("current_employer", flat=True))
    return Hidden(tuple(had_a_slot.values_list("candidate__name", flat=True).distinct()), tuple(employers))


def _scored(row: OutcomeRow, hidden: Hidden) -> dict[str, Any]:
    """The figures as they were worked out, and what the panel agreed beside them."""
    agreed = row.candidate.agreed_scores.all()
    return {
        "rank": row.outcome.rank,
        "tied": row.outcome.tied,
        "total": _two(row.outcome.total),
        "final": _two(row.outcome.final),
        "agreed": [[_two(one.score), hidden.taken_out_of(one.reason), words.day(one.recorded_at)] for one in agreed],
        "under_floor": list(row.under_floor),
        "missing_groups": list(row.missing_groups),
        "missing_members": len(row.missing_members),
    }


def _recommended(row: OutcomeRow, hidden: Hidden) -> dict[str, Any]:
    made: Recommendation | None = getattr(row.candidate, "recommendation", None)
    if made is None:
        return {"recommendation": "", "reason": ""}
    return {"recommendation": made.get_outcome_display(), "reason": hidden.taken_out_of(made.reason)}


def _decided(application: Application) -> dict[str, Any]:
    """Both keys without their notes, where the application stands, and what came after it."""
    offer, deferral = getattr(application, "offer", None), getattr(application, "deferral", None)
    return {
        "decisions": [_decision(decision) for decision in application.decisions.all()],
        "state": application.get_state_display(),
        "offered_on": words.day(offer.made_at) if offer else "",
        "reserved_on": words.day(offer.reserved_at) if offer else "",
        "answered_on": words.day(offer.answered_at) if offer else "",
        "deferral": deferral.get_state_display() if deferral else "",
        "reviews": [
            [review.get_state_display(), review.get_remedy_display()] for review in application.procedure_reviews.all()
        ],
    }


def _decision(decision: OfferDecision) -> list[Any]:
    said = "Yes" if decision.says_yes else "No"
    return [decision.get_side_display(), said, words.day(decision.decided_at), decision.set_aside_at is not None]


def _two(figure: Any) -> str:
    return "" if figure is None else f"{figure:.2f}"


# All together -----------------------------------------------------------------------------------------------------


def _counts(day: SelectionDay, rows: Iterable[OutcomeRow]) -> list[list[Any]]:
    """What the day came to in numbers."""
    rows = list(rows)
    came = PanelCandidate.objects.filter(panel__day=day)
    outcomes = Counter(made.outcome for row in rows if (made := getattr(row.candidate, "recommendation", None)))
    here = Q(application__in=[row.candidate.application_id for row in rows])
    exceptions = EligibilityException.objects.filter(here).counted()
    asked = sum(exceptions[state] for state in EligibilityException.State.values)
    return [
        ["Candidates with an outcome", len(rows)],
        ["Came and withdrew afterwards", came.filter(state="attended", application__state="withdrawn").count()],
        ["Did not attend", came.filter(state="did_not_attend").count()],
        ["Recommended", outcomes[Recommendation.Outcome.RECOMMENDED]],
        ["Not recommended", outcomes[Recommendation.Outcome.NOT_RECOMMENDED]],
        ["Whose panel agreed another score", sum(row.outcome.agreed is not None for row in rows)],
        ["Exceptions to the entry requirements that were asked for", asked],
        ["Exceptions that a second person agreed", exceptions["agreed"]],
    ]


def _fairness(found: DayFairness) -> dict[str, Any]:
    """How far members agreed. That somebody marks lower or higher is counted, and nobody is named."""
    interval = found.agreement.interval or (None, None)
    return {
        "says_something": found.says_something,
        "candidates": found.agreement.candidates,
        "alpha": _two(found.agreement.alpha),
        "interval": [_two(end) for end in interval],
        "exercises": [[name, _two(alpha)] for name, alpha in found.exercises],
        "panels": [[panel.name, panel.candidates, _two(panel.icc)] for panel in found.panels],
        "members": sum(member.pattern.difference is not None for member in found.members),
        "stand_out": len(found.worth_a_talk),
        "near_the_line": [code for code, _ in found.line.rows] if found.line else [],
    }


def _question(found: QuestionImpact) -> dict[str, Any]:
    return {
        "question": found.question,
        "cycles": list(found.cycles),
        "stages": [[name, {"rows": [_row(row) for row in stage.rows]}] for name, stage in found.stages],
    }


def _row(row: Any) -> dict[str, Any]:
    said = ("hidden", "under_four_fifths", "worth_a_look")
    return {**asdict(row), **{name: getattr(row, name) for name in said}}


# Builder ----------------------------------------------------------------------------------------------------------


def sections(read: Mapping[str, Any]) -> Iterable[Section]:
    """The parts of the book, in order."""
    yield Section("The day and what was stated before it", f"{FOLDER}/day.html", {"day": read["day"]})
    yield Section("Panels and who sat", f"{FOLDER}/panels.html", {"panels": read["panels"]})
    glance = {"candidates": read["candidates"], "counts": read["counts"]}
    yield Section("Outcomes at a glance", f"{FOLDER}/outcomes.html", glance)
    for candidate in read["candidates"]:
        title = f"Candidate {candidate['code']}"
        yield Section(title, f"{FOLDER}/candidate.html", {"candidate": candidate}, under="Candidates")
    yield Section("How fair the day was", f"{FOLDER}/fairness.html", {"fairness": read["fairness"]})
    yield Section("Adverse impact of the campaign", f"{FOLDER}/impact.html", {"impact": read["impact"]})


def readable_subjects(user: User) -> QuerySet[Any]:
    """Ids of the days whose book this person may have: of campaigns that they run, or of their university.

    As for reading how fair a day was, not for whoever sits on one of its panels; nor for one of its candidates.
    """
    universities = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=ADMITTING)
    running = Q(pk__in=SelectionDay.objects.run_by_people_of(user).order_by().values("pk"))
    admitting = Q(campaign__cohort__university__in=universities)
    sitting = PanelMember.objects.filter(person=user.pk or 0).current().order_by().values("panel__day")
    own = PanelCandidate.objects.filter(application__candidate=user.pk or 0).order_by().values("panel__day")
    days = SelectionDay.objects.filter(running | admitting, state__in=SelectionDay.WITH_OUTCOMES)
    return days.exclude(pk__in=sitting).exclude(pk__in=own).order_by().values("pk")


def _people(pack: Pack) -> int:
    """Equality groups are of a whole campaign, however few were marked on the day."""
    return MANY_PEOPLE + 1 if pack.snapshot["impact"]["questions"] else len(pack.snapshot["candidates"]) or 1


OUTCOME_BOOK = PackBuilder(snapshot=None, sections=sections, readable_subjects=readable_subjects, people=_people)
