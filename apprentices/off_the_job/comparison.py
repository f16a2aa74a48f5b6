"""Hours that took place beside what the rules ask for and beside what was agreed: two figures, never mixed up."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apprentices.off_the_job.rule_sets import RuleSet

STATEMENT_AHEAD = timedelta(days=28)
"""So long before the planned end an employer may say why hours stay under the plan."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Confirmed hours beside both figures. The minimum decides on compliance, the plan on variance."""

    minimum: Decimal
    planned: Decimal
    actual: Decimal

    @property
    def compliant(self) -> bool:
        """Whether the minimum of the rules is reached."""
        return self.actual >= self.minimum

    @property
    def left_to_minimum(self) -> Decimal:
        """Hours still missing for the minimum; 0 once it is reached."""
        return max(self.minimum - self.actual, Decimal(0))

    @property
    def under_plan(self) -> Decimal:
        """Hours by which the actual stays under the plan; 0 where the plan is reached."""
        return max(self.planned - self.actual, Decimal(0))


def statement_may_be_made(
    compared: Comparison, rules: RuleSet, *, planned_end: date, at_gateway: bool, on: date
) -> bool:
    """Whether the employer states in writing why the actual is under the plan: rules with such a statement, hours under
    plan, and the practical period over (by date or by the gateway) or over within four weeks.
    """
    near = at_gateway or on >= planned_end - STATEMENT_AHEAD
    return rules.variance_statement and compared.under_plan > 0 and near
