"""How each capability is known: by whose accounts, since when, where, and who saw it. It says what is thin.

Sufficiency is a judgement. Nothing here is a score, and there is no percentage: a reader sees what to ask about.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from assessment.coverage import Capability
from core import words

RECENT = datetime.timedelta(days=182)
"""What lies further back than this is said to be old."""


class Account(models.TextChoices):
    """Whose account something is."""

    OWN = "own", "own account"
    WORK = "work", "piece of work"
    SEEN = "others", "somebody saw it"
    SAID = "said", "a person or family said it"


@dataclass(frozen=True)
class Source:
    """One accepted account of one capability. ``seen_by``: in which part somebody saw it; "" where nobody did."""

    code: str
    account: str
    happened_on: datetime.date
    where: str
    level: str
    seen_by: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of one capability at one level; ``earlier`` counts what lies at levels before."""

    capability: Capability
    accounts: tuple[tuple[str, int], ...]
    last_on: datetime.date | None
    where: tuple[str, ...]
    seen_by: tuple[str, ...]
    earlier: int

    @property
    def by_accounts(self) -> str:
        """ "2 × own account, 1 × somebody saw it"."""
        return ", ".join(f"{number} × {Account(account).label}" for account, number in self.accounts)


def known(capabilities: Iterable[Capability], sources: Sequence[Source], *, level: str) -> list[Known]:
    """Each capability as it is known at a level, in the order given."""
    by_code: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_code[source.code].append(source)
    return [_known(capability, by_code[capability.code], level) for capability in capabilities]


def _known(capability: Capability, sources: Sequence[Source], level: str) -> Known:
    here = [source for source in sources if source.level == level]
    accounts = [(str(account), sum(one.account == account for one in here)) for account in Account]
    return Known(
        capability,
        tuple((account, number) for account, number in accounts if number),
        max((one.happened_on for one in here), default=None),
        tuple(sorted({one.where for one in here})),
        tuple(sorted({one.seen_by for one in here if one.seen_by})),
        len(sources) - len(here),
    )


def thin(found: Sequence[Known], *, on: datetime.date, settings: int) -> list[str]:
    """What a reader would ask about, gathered into sentences. ``settings``: in how many they have been at this level.

    Of where something was seen it is spoken only when there has been more than one.
    """
    some = [one for one in found if one.accounts]
    seen = [one for one in some if one.seen_by]
    asked = (
        ("Nobody else has seen, and no person or family has spoken of", [one for one in some if _nobody_else(one)]),
        ("Seen by one kind of person only:", [one for one in seen if len(one.seen_by) == 1 and sum_of(one) > 1]),
        ("In one setting only:", [one for one in some if settings > 1 and len(one.where) == 1 and sum_of(one) > 1]),
        ("Nothing of the last six months for", [one for one in some if one.last_on and one.last_on < on - RECENT]),
    )
    return [f"{said} {words.listed([one.capability.title for one in these])}." for said, these in asked if these]


def sum_of(one: Known) -> int:
    """How many accounts there are at this level."""
    return sum(number for _, number in one.accounts)


def _nobody_else(one: Known) -> bool:
    return not {account for account, _ in one.accounts} & {Account.SEEN, Account.SAID}
