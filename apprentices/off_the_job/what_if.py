"""The off-the-job requirement of plans that are only being thought about: cases in as data, results out as data."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from apprentices.off_the_job.comparison import Comparison
from apprentices.off_the_job.facts import MOST_HOURS, Facts, between
from apprentices.off_the_job.rule_sets import (
    PUBLISHED,
    PublishedMinimum,
    RuleSet,
    load_published_minimums,
    load_rule_sets,
    published_minimum,
    rule_set_for,
)
from apprentices.off_the_job.rules import Requirement, requirement

SOCIAL_WORKER = "ST0510"
ALSO_KNOWN = frozenset({"actual", "standard"})


def what_if(
    case: Mapping[str, Any],
    *,
    rule_sets: Sequence[RuleSet] | None = None,
    minimums: Sequence[PublishedMinimum] | None = None,
) -> dict[str, Any]:
    """One case, `{"id": …, "inputs": {…}}` or the inputs alone, answered as plain data ready for JSON.

    Inputs are those of `Facts`; hours logged so far (`actual`) never change a requirement. Where the rules ask for a
    published minimum and none is given, the one held for the standard (`standard`, else the social worker) is taken
    and the explanation says so. Raises ValueError in words for a case that makes no sense.
    """
    if not isinstance(case, Mapping):
        raise ValueError("A case must be names with values.")
    inputs = case.get("inputs", case)
    result, notes = worked_out(inputs, rule_sets=rule_sets, minimums=minimums)
    unknown = sorted(set(inputs) - {field.name for field in fields(Facts)} - ALSO_KNOWN - {"id"})
    if inputs is not case and unknown:
        notes.append(f"Not used: {', '.join(unknown)}.")
    return {"id": case.get("id")} | as_data(result, notes) | _beside_actual(result, inputs.get("actual"))


def worked_out(
    inputs: Mapping[str, Any],
    *,
    rule_sets: Sequence[RuleSet] | None = None,
    minimums: Sequence[PublishedMinimum] | None = None,
) -> tuple[Requirement, list[str]]:
    """The requirement of one plan, and notes on what was taken for what is not given (the published minimum)."""
    notes: list[str] = []
    facts = Facts.from_data(inputs)
    rule_sets = load_rule_sets() if rule_sets is None else rule_sets
    if facts.published_min is None and rule_set_for(facts.start, rule_sets).formula == PUBLISHED:
        facts, notes = _with_published_minimum(
            inputs, facts, load_published_minimums() if minimums is None else minimums
        )
    return requirement(facts, rule_sets=rule_sets), notes


def what_if_all(document: Any, **data: Any) -> list[dict[str, Any]]:
    """Every case of a document: a list, or `{"vectors": [...]}`. A case that makes no sense says so in its place."""
    cases = document.get("vectors") if isinstance(document, Mapping) else document
    if not isinstance(cases, list):
        raise ValueError("Give a list of cases, or a document with such a list under “vectors”.")
    return [_answered(case, **data) for case in cases]


def as_data(result: Requirement, notes: Sequence[str] = ()) -> dict[str, Any]:
    """A requirement as plain numbers and text."""

    def number(value: Any) -> float | None:
        return None if value is None else float(value)

    return {
        "rule_set": result.rule_set,
        "era": result.era,
        "minimum_hours": number(result.minimum_hours),
        "planned_hours": number(result.planned_hours),
        "policy_minimum": number(result.minimum_hours),
        "eligible": result.eligible,
        "weekly_hours": number(result.weekly_hours),
        "weekly_rate": number(result.weekly_rate),
        "months": result.months,
        "min_extended_months_exact": number(result.minimum_extended_months),
        "new_planned_end_shift_months": result.planned_end_shift_months,
        "planned_end": result.planned_end.isoformat() if result.planned_end else None,
        "rpl_percent": number(result.rpl_percent),
        "min_price_reduction_percent": number(result.price_cut_percent),
        "rounding": {
            "exact": number(result.rounding.exact),
            "calculator": result.rounding.calculator,
            "learner_record": result.rounding.learner_record,
        },
        "explanation": [*result.explanation, *notes],
        "concerns": list(result.concerns),
    }


def _beside_actual(result: Requirement, actual: Any) -> dict[str, Any]:
    """Where hours logged so far are given: what is left to the minimum, and how far they are under the plan."""
    if actual is None or actual == "":
        return {}
    logged = between(actual, "Hours logged so far", 0, MOST_HOURS)
    compared = Comparison(minimum=result.minimum_hours, planned=result.planned_hours, actual=logged)
    return {"left_to_minimum": float(compared.left_to_minimum), "under_plan": float(compared.under_plan)}


def _answered(case: Any, **data: Any) -> dict[str, Any]:
    try:
        return what_if(case, **data)
    except ValueError as problem:
        identity = case.get("id") if isinstance(case, Mapping) else None
        return {
            "id": identity,
            "minimum_hours": None,
            "planned_hours": None,
            "eligible": None,
            "explanation": [str(problem)],
            "concerns": [str(problem)],
        }


def _with_published_minimum(
    inputs: Mapping[str, Any], facts: Facts, minimums: Sequence[PublishedMinimum]
) -> tuple[Facts, list[str]]:
    standard = inputs.get("standard") or SOCIAL_WORKER
    held = published_minimum(standard, facts.start, minimums)
    if held is None:
        return facts, []
    note = f"No published minimum was given: {standard} is held with {held.hours} hours."
    return Facts.from_data({**inputs, "published_min": held.hours}), [
        f"{note} {held.note}" if held.placeholder else note
    ]
