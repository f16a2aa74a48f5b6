"""What a panel member is paid by a rate card, and what travel gives. Pure rules: no Django. Money in pounds and pence.

There is no national rate: each organisation that runs campaigns sets its own card, with rates of their own for members
under 18 (ruling T14). Time counts with preparation.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")

DAY_FROM = 6 * 60
HALF_DAY_FROM = 3 * 60
"""Minutes from which a day, and half a day, is paid."""

PREPARATION = 60
"""Minutes that are paid for reading papers beforehand."""


@dataclass(frozen=True)
class Rates:
    """What an hour, half a day and a day are worth."""

    hour: Decimal
    half_day: Decimal
    day: Decimal


def fee(rates: Rates, minutes: int) -> Decimal:
    """The fee for so many minutes: a day, half a day, or hours by the quarter begun; never more than the next step."""
    if minutes <= 0:
        return NOTHING
    if minutes >= DAY_FROM:
        return rates.day
    if minutes >= HALF_DAY_FROM:
        return rates.half_day
    quarters = -(-minutes // 15)
    return min((rates.hour * quarters / 4).quantize(PENNY, ROUND_HALF_UP), rates.half_day)


def mileage(rate: Decimal, miles: Decimal) -> Decimal:
    """What so many miles by car give."""
    return (rate * miles).quantize(PENNY, ROUND_HALF_UP)


def pounds(amount: Decimal) -> Decimal:
    """An amount with its two places, whatever the database made of a sum."""
    return Decimal(amount).quantize(PENNY, ROUND_HALF_UP)


def leaves_within(limit: Decimal, paid: Decimal) -> Decimal:
    """How much more can be taken within somebody's own limit; never less than nothing."""
    return max(limit - paid, NOTHING)
