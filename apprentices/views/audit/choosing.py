"""Who goes into an audit file or a visit: ticked, filtered, drawn at random, or named by what a letter has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from apprentices import operations
from apprentices.forms.audit import lines_of
from apprentices.models import Apprentice, AuditFile
from apprentices.models.audit_files import audited_by
from apprentices.views.lists import ApprenticeFilters
from core.accounts.models import User

MOST_NAMED = 500
TICKED, ALL, RANDOM = "ticked", "all", "random"
ASKED_BY_US = ("how", "a", "amount", "seed", "page", "sort", "format")


@dataclass(frozen=True)
class Choice:
    """Who was chosen, and how; ``unknown`` is what nobody was found for among those open to this person."""

    apprentices: Sequence[Apprentice]
    chosen: str = AuditFile.Chosen.NAMED
    seed: int | None = None
    out_of: int = 0
    unknown: Sequence[str] = field(default_factory=list)


def open_to(user: User) -> QuerySet[Apprentice]:
    """Those whose evidence this person may put together, by name."""
    mine = Apprentice.objects.filter(pk__in=audited_by(user, on=timezone.localdate()))
    return mine.select_related("person", "employer", "cohort__university").order_by("person__name", "pk")


def choice_of(request: HttpRequest) -> Choice:
    """The choice that stands in an address: the same address chooses the same people, as long as they are there."""
    asked = request.GET
    how, mine = asked.get("how", TICKED), open_to(request.user)  # type: ignore[arg-type]
    if how not in (ALL, RANDOM):
        return _named(mine, [one.replace("\x00", "") for one in asked.getlist("a")[:MOST_NAMED]])
    filters = ApprenticeFilters(_filters_of(asked), queryset=mine, request=request)
    pool = filters.filtered()
    if how == ALL:
        everybody = list(pool[: AuditFile.MOST + 1])
        return Choice(everybody, AuditFile.Chosen.FILTERED, out_of=len(everybody))
    references = list(pool.order_by().values_list("reference", flat=True))
    seed, amount = _number(asked.get("seed")), _number(asked.get("amount")) or 0
    if seed is None or not amount:
        return Choice([], AuditFile.Chosen.RANDOM, out_of=len(references))
    picked = operations.drawn(references, amount=min(amount, AuditFile.MOST), seed=seed)
    return Choice(list(mine.filter(reference__in=picked)), AuditFile.Chosen.RANDOM, seed=seed, out_of=len(references))


def needs_a_seed(request: HttpRequest) -> str:
    """The address with a fresh seed in it, where a sample is to be drawn and none stands there; else empty."""
    if request.GET.get("how") != RANDOM or _number(request.GET.get("seed")) is not None:
        return ""
    asked = request.GET.copy()
    asked["seed"] = str(operations.new_seed())
    return f"{request.path}?{asked.urlencode()}"


def _filters_of(asked: QueryDict) -> QueryDict:
    """The filters of the list, without what the choice itself is asked with."""
    kept = asked.copy()
    for name in ASKED_BY_US:
        kept.pop(name, None)
    return kept


def _named(mine: QuerySet[Apprentice], said: Sequence[str]) -> Choice:
    """By reference, address or full name. A name that several have is not known: it would be a guess."""
    called: dict[str, set[int]] = defaultdict(set)
    by_reference = {one.reference: one.pk for one in mine.filter(reference__in=said)}
    if len(by_reference) < len(set(said)):
        for pk, email, name in mine.order_by().values_list("pk", "person__email", "person__name"):
            called[email.casefold()].add(pk)
            called[name.casefold()].add(pk)
    found, unknown = set(), []
    for one in said:
        hits = {by_reference[one]} if one in by_reference else called[one.casefold()]
        if len(hits) == 1:
            found |= hits
        else:
            unknown.append(f"{one} (several have this name)" if hits else one)
    return Choice(list(mine.filter(pk__in=found)), out_of=len(found), unknown=unknown)


def pasted(text: str) -> Sequence[str]:
    return lines_of(text, most=MOST_NAMED)


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isdecimal() and len(said) < 8 else None
