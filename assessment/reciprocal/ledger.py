"""Who reads for whom in an academic year: read for others, others read for us, and the balance between."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from assessment.models import PortfolioSubmission, ReadingRequest, SecondOpinion
from consortium.models import Organisation
from core import words

FIRST_MONTH = 9
"""An academic year begins on 1 September."""


def first_day(on: datetime.date) -> datetime.date:
    """The first day of the academic year in which a day lies."""
    return datetime.date(on.year if on.month >= FIRST_MONTH else on.year - 1, FIRST_MONTH, 1)


@dataclass(frozen=True)
class Line:
    """One body in one academic year."""

    body: Organisation
    given: int = 0
    taken: int = 0
    readers: int = 0

    @property
    def balance(self) -> int:
        return self.given - self.taken

    @property
    def sentence(self) -> str:
        if not self.balance:
            return "Even" if self.given else "Nothing read yet"
        more = words.count(abs(self.balance), "portfolio")
        return f"{more} more read for others" if self.balance > 0 else f"{more} more read by others"


def counted(on: datetime.date) -> tuple[Counter[int], Counter[int]]:
    """Body (id) → what it gave, and what it took, since the academic year of a day began: readings that were agreed to,
    and second opinions.
    """
    since, until = first_day(on), first_day(on).replace(year=first_day(on).year + 1)
    given: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    read = ReadingRequest.objects.filter(state=ReadingRequest.State.ACCEPTED).since(since)
    for giver, taker, number in (
        read.filter(asked_at__date__lt=until).order_by().values_list("given_by", "taken_by").annotate(n=Count("pk"))
    ):
        given[giver] += number
        taken[taker] += number
    for opinion in _opinions(since, until):
        giver, taker = opinion.educator.kept_by, opinion.submission.placement.apprentice.employer
        given[giver.part_of_id or giver.pk] += 1
        taken[taker.part_of_id or taker.pk] += 1
    return given, taken


def _opinions(since: datetime.date, until: datetime.date) -> list[SecondOpinion]:
    """Those whose result is out: before its release one more in the ledger would tell of a fail."""
    said = SecondOpinion.objects.filter(
        state__in=[SecondOpinion.State.ACCEPTED, SecondOpinion.State.GIVEN],
        submission__state=PortfolioSubmission.State.RELEASED,
    )
    return list(
        said.filter(asked_at__date__gte=since, asked_at__date__lt=until).select_related(
            "educator__kept_by", "submission__placement__apprentice__employer"
        )
    )


def balances(on: datetime.date) -> dict[int, int]:
    """Body (id) → read for others less read by others, this academic year."""
    given, taken = counted(on)
    return {body: given[body] - taken[body] for body in given.keys() | taken.keys()}


def lines(on: datetime.date) -> list[Line]:
    """Every body that gave, took or has somebody on the register; who has taken most first."""
    from assessment.models import PortfolioReader

    given, taken = counted(on)
    readers: Counter[int] = Counter()
    at_hand = PortfolioReader.objects.reading_on(on).values_list("organisation", "organisation__part_of")
    for organisation, council in at_hand:
        readers[council or organisation] += 1
    bodies = Organisation.objects.filter(pk__in=given.keys() | taken.keys() | readers.keys())
    found = [Line(body, given[body.pk], taken[body.pk], readers[body.pk]) for body in bodies]
    return sorted(found, key=lambda line: (line.balance, line.body.name))
