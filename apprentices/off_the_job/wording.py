"""Exact numbers of off-the-job training in the words people read, rounded half up as school teaches it."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from core import words

day = words.day


def to_decimal(value: Fraction | Decimal | int, places: int = 2) -> Decimal:
    """The exact value, rounded once to so many places."""
    if isinstance(value, Decimal):
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    scale = 10**places
    return Decimal((Fraction(value) * scale + Fraction(1, 2)).__floor__()).scaleb(-places)


def plain(value: Fraction | Decimal | int, places: int = 2) -> str:
    """1030.08 as "1,030.08", 835.20 as "835.2"; four places are for weeks and rates that somebody multiplies again."""
    text = f"{to_decimal(value, places):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def hours(value: Fraction | Decimal | int) -> str:
    """ "7.5 hours", "1 hour"."""
    return words.hours(to_decimal(value))


def months(value: Fraction | Decimal | int) -> str:
    """ "36 months", "1 month"."""
    text = plain(value)
    return f"{text} month" if text == "1" else f"{text} months"
