"""Steps in an apprentice's life whose consequences other apps supply (``core.registry.Step``).

The operation that owns a step asks ``blocks`` before it writes, shows ``preview`` before anybody agrees, and calls
``apply`` in its own transaction. Each step's consequences get the dataclass named beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apprentices.models import Apprentice
from consortium.models import Cohort, Organisation
from core.accounts.models import User
from core.registry import Step


@dataclass(frozen=True)
class Enrolment:
    """A person who is to become an apprentice."""

    person: User
    cohort: Cohort
    employer: Organisation
    starts_on: datetime.date
    weekly_hours: Decimal
    by: User


@dataclass(frozen=True)
class Enrolled:
    """Those who have become apprentices together: one, or the rows of a spreadsheet."""

    apprentices: Sequence[Apprentice]
    by: User


enrolment = Step("enrolment")
"""Consequences get an ``Enrolment`` in ``blocks``, and an ``Enrolled`` in ``apply``."""


@dataclass(frozen=True)
class Pause:
    """Learning that stops from a day: a break in learning, or a suspension. ``until`` is the day before the planned
    return, None where nobody knows it yet.
    """

    apprentice: Apprentice
    starts_on: datetime.date
    until: datetime.date | None
    by: User
    suspended: bool = False


pause = Step("pause")
"""Consequences get a ``Pause``: placements bank their days, reminders fall silent, reviews are skipped."""


@dataclass(frozen=True)
class Return:
    """Learning that goes on from a day, with the planned end as it then is."""

    apprentice: Apprentice
    returns_on: datetime.date
    planned_end_on: datetime.date
    by: User


resumption = Step("return")
"""Consequences get a ``Return``."""


@dataclass(frozen=True)
class Leaving:
    """The end before completion: ``last_day`` is the last day of learning."""

    apprentice: Apprentice
    last_day: datetime.date
    by: User


withdrawal = Step("withdrawal")
"""Consequences get a ``Leaving``: open tasks end, a placement place is free again."""


@dataclass(frozen=True)
class Transfer:
    """From one employer to another. ``continuous`` = TUPE or a reorganisation: no gap, no new start date.

    ``last_day`` is the last one with the old employer, where it is not the day before.
    """

    apprentice: Apprentice
    before: Organisation
    after: Organisation
    on: datetime.date
    by: User
    continuous: bool = False
    last_day: datetime.date | None = None


transfer = Step("transfer")
"""Consequences get a ``Transfer``; ``on`` is the first day with the new employer."""


@dataclass(frozen=True)
class HoursChange:
    """Other contract hours a week from a day. Hours of training agreed at the start do not change with them."""

    apprentice: Apprentice
    before: Decimal
    after: Decimal
    on: datetime.date
    planned_end_on: datetime.date
    by: User


hours_change = Step("change of hours")
"""Consequences get an ``HoursChange`` with the planned end as it will be."""


@dataclass(frozen=True)
class AtGateway:
    """Through the gateway on a day, or (``back``) from it to learning again."""

    apprentice: Apprentice
    on: datetime.date
    by: User
    back: bool = False


gateway = Step("gateway")
"""Consequences get an ``AtGateway``: what an app still holds open of learning ends, or is refused by name."""
