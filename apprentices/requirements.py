"""From the rows of an apprentice to the pure rules of the off-the-job requirement, and back in their words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from apprentices.models import Apprentice, Employment
from apprentices.off_the_job import rule_sets, what_if
from apprentices.off_the_job.comparison import Comparison
from apprentices.off_the_job.facts import Facts
from apprentices.off_the_job.rule_sets import RuleSet
from apprentices.off_the_job.rules import Requirement, requirement
from consortium.models import Cohort, OffTheJobRuleSet, PublishedMinimum
from core import words
from core.workflow import StepRefused

PLACEHOLDER = "It is a placeholder: check the funding rules for this start date."


def rules_of(row: OffTheJobRuleSet) -> RuleSet:
    """The rule set of a row, as the rules read it."""
    return RuleSet.from_data(row.rules)


def held_rule_sets() -> list[RuleSet]:
    """All versions of the rules that the portal holds, for plans that are only being thought about."""
    return [rules_of(row) for row in OffTheJobRuleSet.objects.order_by("valid_from")]


def held_minimums() -> list[rule_sets.PublishedMinimum]:
    """All published minimums that the portal holds; a placeholder says that it is one."""
    return [
        rule_sets.PublishedMinimum(
            standard=row.standard.code,
            hours=row.hours,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            placeholder=row.placeholder,
            note=PLACEHOLDER if row.placeholder else "",
        )
        for row in PublishedMinimum.objects.select_related("standard")
    ]


def tried_out(case: Mapping[str, Any]) -> tuple[Requirement, list[str]]:
    """The requirement of a start that is only being thought about, by the rules and published hours held today.

    ``months`` is the length as for full-time hours; where the rules make a part-time programme longer, or prior
    learning shorter, that is worked out. Raises ``ValueError`` in words. Answers with notes on what was assumed.
    """
    versions = held_rule_sets()
    length = "ft_months" if rule_sets.rule_set_for(case["start"], versions).part_time_extends else "months"
    given = {name: value for name, value in case.items() if name != "months"} | {length: case["months"]}
    return what_if.worked_out(given, rule_sets=versions, minimums=held_minimums())


def compared(apprentice: Apprentice, *, actual: Decimal) -> Comparison:
    """Confirmed hours beside the minimum and beside the plan of a record."""
    return Comparison(minimum=apprentice.minimum_hours, planned=apprentice.planned_hours, actual=actual)


def published_minimum(cohort: Cohort, starts_on: datetime.date) -> PublishedMinimum | None:
    """The hours published for the cohort's standard for a start on this day; None where none are held."""
    minimums = PublishedMinimum.objects.filter(standard=cohort.standard_version.standard, valid_from__lte=starts_on)
    newest = minimums.order_by("-valid_from").first()
    return newest if newest and (newest.valid_to is None or newest.valid_to >= starts_on) else None


class Held:
    """Rule sets and published hours as the portal holds them, each asked for once: for whoever looks at many starts."""

    def __init__(self) -> None:
        self.rule_set_for = cache(OffTheJobRuleSet.objects.for_start)
        self.published_minimum = cache(published_minimum)


def required(
    *,
    rule_set: OffTheJobRuleSet,
    cohort: Cohort,
    starts_on: datetime.date,
    weekly_hours: Decimal,
    months: int | None = None,
    prior_learning_hours: Decimal = Decimal(0),
    planned_hours: Decimal | None = None,
    held: Held | None = None,
) -> Requirement:
    """The requirement of a start. ``planned_hours`` are those of the training plan, prior learning taken off already.

    Without ``months`` the cohort's length holds, extended for part-time hours where the rule set extends it.
    Raises ``StepRefused`` in words where the facts do not suffice.
    """
    rules = rules_of(rule_set)
    published = (held or Held()).published_minimum(cohort, starts_on)
    extends = rules.part_time_extends and months is None
    try:
        facts = Facts(
            start=starts_on,
            weekly_hours=weekly_hours,
            months=None if extends and not prior_learning_hours else months or cohort.months,
            ft_months=cohort.months if rules.part_time_extends else None,
            months_no_rpl=cohort.months if prior_learning_hours else None,
            rpl_hours=prior_learning_hours,
            plan_no_rpl=None if planned_hours is None else planned_hours + prior_learning_hours,
            published_min=published.hours if published else None,
        )
        return requirement(facts, rule_sets=[rules])
    except ValueError as problem:
        raise StepRefused(str(problem)) from problem


def fixed_at_start(
    *,
    cohort: Cohort,
    starts_on: datetime.date,
    weekly_hours: Decimal,
    months: int | None,
    prior_learning_hours: Decimal,
    planned_hours: Decimal | None,
    held: Held,
) -> dict[str, Any]:
    """The columns of a record that the rules of its start fix for good: how long, and how many hours off the job.

    Raises ``StepRefused`` in words where no plan can be made of these facts.
    """
    try:
        rule_set = held.rule_set_for(starts_on)
    except OffTheJobRuleSet.DoesNotExist as none:
        raise StepRefused("No off-the-job rules are held for this start. Check the date.") from none
    found = required(
        rule_set=rule_set,
        cohort=cohort,
        starts_on=starts_on,
        weekly_hours=weekly_hours,
        months=months,
        prior_learning_hours=prior_learning_hours,
        planned_hours=planned_hours,
        held=held,
    )
    if planned_hours is not None and planned_hours < found.minimum_hours:
        raise StepRefused(f"Planned hours must be at least the minimum, {words.hours(found.minimum_hours)}")
    if not found.eligible:
        raise StepRefused(" ".join(found.concerns))
    if found.planned_end is None or found.months is None:
        raise StepRefused("Enter the planned length in months.")
    return {
        "rule_set": rule_set,
        "planned_end_on": found.planned_end,
        "planned_months": found.months,
        "prior_learning_hours": prior_learning_hours,
        "minimum_hours": found.minimum_hours,
        "planned_hours": found.planned_hours,
    }


def requirement_of(
    apprentice: Apprentice,
    *,
    figures: Mapping[str, Any] | None = None,
    first: Employment | None = None,
    held: Held | None = None,
) -> Requirement:
    """The requirement of a record as it was fixed at the start, worked out anew so that it can be explained.

    ``figures`` are tried out in the place of the record's own hours; ``first`` is the first stretch of employment,
    where it has been fetched. Raises ``StepRefused`` in words.
    """
    names = ("prior_learning_hours", "planned_hours")
    hours = {name: getattr(apprentice, name) for name in names} | dict(figures or {})
    first = first or apprentice.employments.order_by("starts_on").first()
    return required(
        rule_set=apprentice.rule_set,
        cohort=apprentice.cohort,
        starts_on=apprentice.original_start_on,
        weekly_hours=first.weekly_hours if first else Decimal(37),
        months=apprentice.planned_months,
        prior_learning_hours=hours["prior_learning_hours"],
        planned_hours=hours["planned_hours"],
        held=held,
    )
