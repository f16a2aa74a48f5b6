"""How many places an employer can offer: what its levy pays for, and how many its teams can host.

The price of a place is the funding band of the standard, the most that the levy pays for one apprentice (funding
rules). Bands are dated and some are not known yet; then the newest known one is used and said to be so.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from consortium.models import Cohort
from core.words import count


@dataclass(frozen=True)
class Price:
    """What one place costs the levy; ``newest_known`` where a newer band is in force whose amount is not known."""

    pounds: int
    newest_known: bool = False


@dataclass(frozen=True)
class Limit:
    """The most places, and the sentence that says why. ``most`` is None where nothing is known that limits them."""

    most: int | None
    reason: str = ""


def price_of_a_place(cohort: Cohort) -> Price | None:
    """The band in force when the cohort starts, or the newest that is known; None where none is."""
    bands = [
        band
        for band in cohort.standard_version.standard.funding_bands
        if not band["valid_from"] or datetime.date.fromisoformat(band["valid_from"]) <= cohort.starts_on
    ]
    bands.sort(key=lambda band: band["valid_from"] or "")
    known = [band for band in bands if band["amount_gbp"]]
    if not known:
        return None
    return Price(int(known[-1]["amount_gbp"]), newest_known=known[-1] is not bands[-1])


def limit_of(*, levy_pounds: int | None, price: Price | None, team_places: list[int]) -> Limit:
    """The lower of what the levy pays for and what the teams can host."""
    limits = []
    if levy_pounds is not None and price is not None:
        paid = levy_pounds // price.pounds
        limits.append(
            Limit(paid, f"£{levy_pounds:,} of levy pays for {count(paid, 'place')} at £{price.pounds:,} each")
        )
    if team_places:
        hosted = sum(team_places)
        limits.append(Limit(hosted, f"your teams can host {count(hosted, 'apprentice')}"))
    return min(limits, key=lambda limit: limit.most or 0, default=Limit(None))
