"""Until when a portfolio is handed in, and until when a result can be appealed: by each university's own rule."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apprentices.programme_plan import bank_holidays
from apprentices.working_days import ONE_DAY, is_working_day
from assessment.models import DecisionRule, HandInExtension
from consortium.models import Organisation
from placements.models import Placement


@dataclass(frozen=True)
class Rule:
    """Days after the last day of a placement for handing in, and working days after a release for an appeal."""

    hand_in_days: int
    appeal_working_days: int


@cache
def default_rule() -> Rule:
    """What holds where the university has said nothing else."""
    return Rule(**json.loads((Path(__file__).parents[1] / "data" / "decision_rules.json").read_text(encoding="utf-8")))


def rule_of(university: Organisation | int, *, on: datetime.date) -> Rule:
    """What a university's rule says on a day."""
    own = DecisionRule.objects.filter(university=university, valid_from__lte=on).order_by("-valid_from").first()
    return Rule(own.hand_in_days, own.appeal_working_days) if own else default_rule()


def hand_in_by(placement: Placement) -> datetime.date:
    """The last day for handing in: what was asked back by a day, an extension, or the university's rule; the latest."""
    rule = rule_of(placement.apprentice.cohort.university_id, on=placement.ends_on)
    asked = [placement.ends_on + ONE_DAY * rule.hand_in_days]
    asked += HandInExtension.objects.filter(placement=placement).values_list("until", flat=True)
    returned = placement.submissions.filter(state="returned", panel_recommendations__due_on__isnull=False)
    asked += [day for day in returned.values_list("panel_recommendations__due_on", flat=True) if day]
    taken = placement.submissions.filter(state="returned", chairs_actions__taken_at__isnull=False)
    asked += [day for day in taken.values_list("chairs_actions__due_on", flat=True) if day]
    return max(asked)


def appeal_until(released_on: datetime.date, university: Organisation | int) -> datetime.date:
    """The last day of the appeal window: so many working days after the release."""
    closed, date = bank_holidays(), released_on
    for _ in range(rule_of(university, on=released_on).appeal_working_days):
        date += ONE_DAY
        while not is_working_day(date, closed):
            date += ONE_DAY
    return date
