"""Has any training taken place? The rule set's activity rule over everybody who is learning, in a few queries.

What counts is that training took place and somebody confirmed it: confirmed off-the-job time (attendance and credited
placement days are entries of their own), and what other apps confirm, registered in ``sources``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from apprentices.models import Apprentice, BreakInLearning, OffTheJobEntry, Withdrawal
from apprentices.off_the_job import breaks as rules
from core.registry import Registry

sources: Registry[Callable[[Sequence[int], datetime.date], QuerySet[Any]]] = Registry()
"""``(apprentice ids, on)`` → rows (apprentice id, last day up to ``on`` with learning that this app confirmed)."""


@dataclass(frozen=True)
class WithoutTraining:
    """An apprentice for whom a prompt is due: since when nothing is confirmed, and what the rule says."""

    apprentice: Apprentice
    since: datetime.date
    quiet: rules.Quiet


def without_training(apprentices: Sequence[Apprentice], *, on: datetime.date) -> list[WithoutTraining]:
    """Those of the apprentices (with their rule set) for whom tutor and manager are to be prompted on a day.

    Whoever came back from a break or to the programme counts from that day.
    """
    ids = [apprentice.pk for apprentice in apprentices]
    last = last_days(ids, on=on)
    found = []
    for apprentice in apprentices:
        since = last.get(apprentice.pk, apprentice.original_start_on)
        if quiet := rules.quiet(since, on, apprentice.rule_set.rules["activity_rule"]):
            found.append(WithoutTraining(apprentice, since, quiet))
    return found


def last_days(ids: Sequence[int], *, on: datetime.date) -> dict[int, datetime.date]:
    """For each apprentice the last day with confirmed training, or of the return that began a new count."""
    entries = OffTheJobEntry.objects.confirmed().not_reversed().filter(apprentice__in=ids, date__lte=on)
    returned = BreakInLearning.objects.filter(apprentice__in=ids, returned_on__lte=on)
    reinstated = Withdrawal.objects.filter(apprentice__in=ids, reinstated_on__lte=on)
    days: QuerySet[Any] = entries.order_by().values_list("apprentice").annotate(last=Max("date"))
    rows = days.union(
        returned.order_by().values_list("apprentice").annotate(last=Max("returned_on")),
        reinstated.order_by().values_list("apprentice").annotate(last=Max("reinstated_on")),
        *(source(ids, on) for source in sources),
    )
    last: dict[int, datetime.date] = {}
    for apprentice, date in rows:
        last[apprentice] = max(date, last.get(apprentice, date))
    return last
