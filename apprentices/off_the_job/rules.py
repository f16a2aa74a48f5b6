"""How many hours of off-the-job training an apprentice must have, by the rules of the day on which they first started.

Two figures are always given (they differ where a plan is fuller than the rules ask): the *minimum*, with which
compliance compares the hours that took place, and the *planned* hours, with which variance compares them. Each result
comes with lines that a person can follow. Arithmetic is exact and rounded once, half up, to hundredths of an hour.

Sources: funding rules for starts to July 2022, from August 2022 and from August 2025, held as rule sets.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from apprentices.off_the_job.facts import Facts
from apprentices.off_the_job.periods import last_day, whole_months
from apprentices.off_the_job.rule_sets import PUBLISHED, RuleSet, rule_set_for
from apprentices.off_the_job.wording import day, hours, months, plain, to_decimal


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """The same minimum as three readers write it: exact, the public calculator, the learner record's whole hours."""

    exact: Decimal
    calculator: int
    learner_record: int


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """The off-the-job hours of one plan, with everything needed to explain them.

    `eligible` is false where the result is under a floor of its rules; `concerns` says why, and what else to look at.
    """

    rule_set: str
    era: str
    minimum_hours: Decimal
    planned_hours: Decimal
    eligible: bool
    rounding: Rounding
    explanation: tuple[str, ...]
    concerns: tuple[str, ...]
    weekly_hours: Decimal | None = None
    weekly_rate: Decimal | None = None
    months: int | None = None
    teaching_weeks: Decimal | None = None
    minimum_extended_months: Decimal | None = None
    planned_end: date | None = None
    planned_end_shift_months: int = 0
    rpl_percent: Decimal | None = None
    price_cut_percent: Decimal | None = None


@dataclass
class _Working:
    """What is found on the way: exact numbers, lines of explanation, concerns.

    `months` is 0 where only dates are held or the length plays no part.
    """

    facts: Facts
    rules: RuleSet
    lines: list[str] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    eligible: bool = True
    weekly_hours: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)
    months: int = 0
    weeks: Fraction = Fraction(0)
    extended: Fraction | None = None
    minimum: Fraction = Fraction(0)
    planned: Fraction = Fraction(0)
    calculator: int = 0

    def refuse(self, reason: str) -> None:
        self.eligible = False
        self.concerns.append(reason)


def requirement(facts: Facts, *, rule_sets: Sequence[RuleSet]) -> Requirement:
    """Work out the hours of one plan.

    The rule set is chosen by `facts.start`. Raises ValueError in words where the facts do not suffice or make no sense.
    """
    rules = rule_set_for(facts.start, rule_sets)
    working = _Working(facts=facts.before_gateway(), rules=rules)
    working.lines.append(
        f"First started on {day(facts.start)}: the rules of {rules.version} hold to the end ({rules.title})."
    )
    if facts.assessment_months:
        working.lines.append(
            f"The length includes {months(facts.assessment_months)} of final assessment after the gateway. Hours and "
            "weeks rest on the training before it."
        )
    if rules.formula == PUBLISHED:
        _published_minimum(working)
    else:
        _minimum_by_hours(working)
    _planned_hours(working)
    _pauses(working)
    _floors(working)
    return _result(working)


def _published_minimum(working: _Working) -> None:
    """The hours published for the standard less prior learning. Weekly hours and length play no part."""
    facts = working.facts
    if facts.published_min is None:
        raise ValueError("Enter the minimum hours published for the standard for this start date.")
    working.months = facts.original_months or facts.length_now or _months_between(facts.start, facts.end)
    published = Fraction(facts.published_min)
    working.minimum = max(published - Fraction(facts.rpl_hours), Fraction(0))
    working.calculator = math.floor(working.minimum + Fraction(1, 2))
    working.lines.append(f"The minimum published for the standard is {hours(published)}, whatever the weekly hours.")
    if facts.rpl_hours:
        working.lines.append(
            f"Prior learning is taken off: {plain(published)} - {plain(facts.rpl_hours)} = {hours(working.minimum)}."
        )


def _minimum_by_hours(working: _Working) -> None:
    """Weekly rate × teaching weeks, both as they stood at the start."""
    facts, rules = working.facts, working.rules
    weekly = working.weekly_hours = _weekly_hours(working)
    _extension(working)
    working.months = _plan_months(working)
    weeks = working.weeks = _teaching_weeks(working)
    rate = working.rate = _weekly_rate(working)
    working.minimum = rate * weeks
    calculator_weeks = Fraction(to_decimal(weeks, rules.calculator_weeks_places))
    working.calculator = math.floor(rate * calculator_weeks + Fraction(1, 2))
    working.lines.append(f"{_rate_in_words(working)} × {plain(weeks, 4)} weeks = {hours(working.minimum)}.")
    if len({segment.weekly_hours for segment in facts.segments}) > 1:
        working.lines.append(
            f"The weekly hours changed later. The hours agreed at the start, at {plain(weekly)} a week, stay as they "
            "are: a change of hours moves the end date, not the training."
        )


def _rate_in_words(working: _Working) -> str:
    """The rate as somebody works it out again: "37 hours × 20%", or "6 hours" where the rules give it."""
    rules, weekly = working.rules, working.weekly_hours
    if _is_full_time_rate(working):
        return f"{plain(working.rate)} hours"
    return f"{plain(weekly, 4)} hours × {plain(rules.share * 100)}%"


def _is_full_time_rate(working: _Working) -> bool:
    rules = working.rules
    return rules.full_time_weekly_rate is not None and working.weekly_hours >= Fraction(rules.full_time_weekly_hours)


def _weekly_hours(working: _Working) -> Fraction:
    facts, rules = working.facts, working.rules
    if facts.segments:
        return Fraction(facts.segments[0].weekly_hours)
    if facts.annual_hours is not None:
        weekly = Fraction(facts.annual_hours) / Fraction(rules.weeks_per_year)
        working.lines.append(
            f"{plain(facts.annual_hours)} paid hours a year ÷ {plain(rules.weeks_per_year)} weeks = "
            f"{plain(weekly)} hours a week on average."
        )
        return weekly
    if facts.weekly_hours is None:
        raise ValueError("Enter the weekly hours, or the paid hours a year.")
    return Fraction(facts.weekly_hours)


def _extension(working: _Working) -> None:
    """Below full-time hours the full-time length grows in proportion: 36 months at 20 hours become 54."""
    facts, rules, weekly = working.facts, working.rules, working.weekly_hours
    full_time = Fraction(rules.full_time_weekly_hours)
    if not rules.part_time_extends or facts.ft_months is None or weekly >= full_time:
        return
    working.extended = facts.ft_months * full_time / weekly
    working.lines.append(
        f"{plain(weekly)} hours a week is less than {plain(full_time)}, so the full-time {months(facts.ft_months)} "
        f"grow: {facts.ft_months} × {plain(full_time)} ÷ {plain(weekly)} = {months(working.extended)}"
        f"{_rounded_up(working.extended)}."
    )
    length = facts.original_months or facts.length_now
    if length is not None and length < working.extended and not facts.rpl_hours:
        working.concerns.append(
            f"The plan of {months(length)} is shorter than the {months(math.ceil(working.extended))} that part-time "
            "hours ask for. Agree a longer plan or record why it is realistic."
        )


def _rounded_up(value: Fraction) -> str:
    return "" if value.denominator == 1 else f", rounded up to {math.ceil(value)}"


def _months_between(start: date, end: date | None) -> int:
    return (whole_months(start, end) if end else None) or 0


def _plan_months(working: _Working) -> int:
    """The length on which the hours rest: the plan at the start, before extensions and breaks."""
    facts = working.facts
    if facts.original_months is not None:
        if (length := facts.length_now) and length > facts.original_months:
            working.lines.append(
                f"The plan at the start was {months(facts.original_months)}. The extension to "
                f"{months(length)} was agreed later and adds time, not hours."
            )
        return facts.original_months
    if length := facts.months or facts.length_now:
        return length
    if facts.end is not None:
        return _months_between(facts.start, facts.end)
    return _plan_months_by_rule(working)


def _plan_months_by_rule(working: _Working) -> int:
    """No length given: the one the rules lead to from the full-time length and prior learning."""
    facts = working.facts
    before = facts.months_no_rpl or (math.ceil(working.extended) if working.extended else facts.ft_months)
    if before is None:
        raise ValueError("Enter the planned length in months.")
    if not facts.rpl_hours or facts.duration_reduced is False:
        return before
    if facts.plan_no_rpl is None:
        raise ValueError("Enter the hours planned before prior learning, or the planned length in months.")
    left = before * (1 - Fraction(facts.rpl_hours) / Fraction(facts.plan_no_rpl))
    working.lines.append(f"Prior learning shortens the {months(before)} to {months(left)}{_rounded_up(left)}.")
    return max(math.ceil(left), 1)


def _teaching_weeks(working: _Working) -> Fraction:
    facts, rules = working.facts, working.rules
    a_year = rules.teaching_weeks_per_year
    leave = f"{plain(rules.weeks_per_year)} weeks less {plain(rules.statutory_leave_weeks)} of statutory leave a year"
    if facts.end is not None and not working.months:
        days = (facts.end - facts.start).days + 1
        length, weeks = f"{days} days ÷ 365", a_year * days / 365
    else:
        length, weeks = f"{months(working.months)} ÷ 12", a_year * working.months / 12
    working.lines.append(f"{length} × {plain(a_year)} teaching weeks = {plain(weeks, 4)} weeks ({leave}).")
    return weeks


def _weekly_rate(working: _Working) -> Fraction:
    rules, weekly = working.rules, working.weekly_hours
    if rules.full_time_weekly_rate is not None and _is_full_time_rate(working):
        rate = Fraction(rules.full_time_weekly_rate)
        working.lines.append(
            f"{plain(weekly)} hours a week is full time for this rule ({plain(rules.full_time_weekly_hours)} or more): "
            f"{hours(rate)} of training a week."
        )
        return rate
    rate = Fraction(rules.share) * weekly
    working.lines.append(f"{plain(weekly, 4)} hours × {plain(rules.share * 100)}% = {plain(rate, 4)} hours a week.")
    return rate


def _planned_hours(working: _Working) -> None:
    """The hours of the plan less prior learning, never under the minimum."""
    facts, minimum = working.facts, working.minimum
    if facts.plan_no_rpl is None:
        working.planned = minimum
        if facts.rpl_hours:
            working.concerns.append("Enter the hours planned before prior learning to find the change in price.")
        return
    plan = Fraction(facts.plan_no_rpl) - Fraction(facts.rpl_hours)
    working.planned = max(plan, minimum)
    if facts.rpl_hours:
        working.lines.append(
            f"Planned: {plain(facts.plan_no_rpl)} hours less {plain(facts.rpl_hours)} of prior learning = "
            f"{hours(plan)}."
        )
        _prior_learning_and_length(working)
    else:
        working.lines.append(f"Planned: {hours(plan)}.")
    if plan < minimum:
        working.lines.append(f"A plan cannot be under the minimum, so {hours(minimum)} are planned.")


def _prior_learning_and_length(working: _Working) -> None:
    facts = working.facts
    if working.rules.formula == PUBLISHED or facts.months_no_rpl is None or not working.months:
        return
    reduced = facts.duration_reduced
    if reduced is None:
        reduced = working.months < facts.months_no_rpl
    if reduced:
        working.lines.append(
            f"The length was cut from {months(facts.months_no_rpl)} to {months(working.months)}, so the minimum is "
            "that of the shorter length."
        )
    else:
        working.lines.append("The length was kept, so the minimum stays in full although fewer hours are planned.")


def _pauses(working: _Working) -> None:
    facts, rules = working.facts, working.rules
    if facts.break_months:
        working.lines.append(
            f"The break of {months(facts.break_months)} moves the planned end by as much. The hours stay the same."
        )
    if not facts.absence_weeks:
        return
    if facts.absence_weeks <= rules.short_absence_weeks:
        working.lines.append(
            f"An absence of {plain(facts.absence_weeks)} weeks changes nothing: up to {rules.short_absence_weeks} "
            "weeks is not a break."
        )
    else:
        working.concerns.append(
            f"An absence of {plain(facts.absence_weeks)} weeks is longer than {rules.short_absence_weeks}: record it "
            "as a break in learning. The hours stay the same."
        )


def _floors(working: _Working) -> None:
    """Is there still enough to be an apprenticeship? Shortest length, then fewest hours."""
    facts, rules = working.facts, working.rules
    shortest = Fraction(rules.minimum_months)
    if rules.part_time_extends and working.weekly_hours < Fraction(rules.full_time_weekly_hours):
        shortest = shortest * Fraction(rules.full_time_weekly_hours) / working.weekly_hours
    if working.months and working.months < shortest:
        working.refuse(f"{months(working.months)} is shorter than the {months(shortest)} that the rules ask for.")
    if not working.months and facts.end is not None and facts.end < last_day(facts.start, math.ceil(shortest)):
        working.refuse(f"The plan is shorter than the {months(math.ceil(shortest))} that the rules ask for.")
    if rules.floor_hours is not None and working.minimum < Fraction(rules.floor_hours):
        working.refuse(
            f"{hours(working.minimum)} is under the {hours(rules.floor_hours)} below which the rules do not fund an "
            "apprenticeship."
        )


def _planned_end(facts: Facts, plan_months: int) -> tuple[date | None, int]:
    """The planned last day with breaks and agreed extensions, and by how many months it has moved."""
    length = facts.length_now or plan_months
    extension = length - plan_months if length and plan_months and length > plan_months else 0
    shift = facts.break_months + extension
    if length:
        return last_day(facts.start, length + facts.break_months), shift
    if facts.end is not None and facts.break_months:
        return last_day(facts.end + timedelta(days=1), facts.break_months), shift
    return facts.end, shift


def _result(working: _Working) -> Requirement:
    facts, rules = working.facts, working.rules
    minimum = to_decimal(working.minimum)
    rounding = Rounding(exact=minimum, calculator=working.calculator, learner_record=math.ceil(working.minimum))
    rpl_percent = price_cut = None
    if facts.rpl_hours and facts.plan_no_rpl:
        share = Fraction(facts.rpl_hours) / Fraction(facts.plan_no_rpl) * 100
        rpl_percent = to_decimal(share)
        if rules.price_cut_share is not None:
            price_cut = to_decimal(share * Fraction(rules.price_cut_share))
            working.lines.append(
                f"Prior learning is {plain(share)}% of the plan, so the price falls by at least {plain(price_cut)}%."
            )
    working.lines.append(
        f"Minimum: {minimum:,} hours exactly, {rounding.calculator:,} as the GOV.UK calculator rounds, "
        f"{rounding.learner_record:,} whole hours in the learner record."
    )
    planned_end, shift = _planned_end(facts, working.months)
    return Requirement(
        rule_set=rules.code,
        era=rules.era,
        minimum_hours=minimum,
        planned_hours=to_decimal(working.planned),
        eligible=working.eligible,
        rounding=rounding,
        explanation=tuple(working.lines),
        concerns=tuple(working.concerns),
        weekly_hours=to_decimal(working.weekly_hours) if working.weekly_hours else None,
        weekly_rate=to_decimal(working.rate) if working.rate else None,
        months=working.months or None,
        teaching_weeks=to_decimal(working.weeks) if working.weeks else None,
        minimum_extended_months=None if working.extended is None else to_decimal(working.extended),
        planned_end=planned_end,
        planned_end_shift_months=shift,
        rpl_percent=rpl_percent,
        price_cut_percent=price_cut,
    )
