"""A part that nobody has: passed on to the manager's own manager, or asked of the workforce lead; and parts of one
person passed to another for many apprentices.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from apprentices.operations.relations import end_involvement, involve
from apprentices.programme_plan import bank_holidays
from core.accounts.models import User
from core.notifications import outbox
from core.words import day
from core.workflow import StepRefused

PASSES_AFTER = 5
"""Working days without a line manager before the part passes on."""


def working_days_after(last: datetime.date, days: int = PASSES_AFTER) -> datetime.date:
    """The last of so many working days after a day; weekends and bank holidays are none."""
    found, closed = last, bank_holidays()
    while days:
        found += datetime.timedelta(days=1)
        days -= found.weekday() < 5 and found not in closed
    return found


def vacancies(*, on: datetime.date, of: QuerySet[Apprentice] | None = None) -> Iterator[Involvement]:
    """The last line manager of each apprentice (``of`` some) who has had none for longer than five working days."""
    vacant = (Apprentice.objects.all() if of is None else of).without_line_manager(on=on)  # type: ignore[attr-defined]
    ended = Involvement.objects.filter(kind=Involvement.Kind.LINE_MANAGER, apprentice__in=vacant, ends_on__lt=on)
    last: dict[int, Involvement] = {}
    for involvement in ended.select_related("apprentice__person", "person", "passes_to").order_by("ends_on", "pk"):
        last[involvement.apprentice_id] = involvement
    return (held for held in last.values() if held.ends_on and on > working_days_after(held.ends_on))


def pass_on_vacancies(*, on: datetime.date | None = None) -> int:
    """Every morning: vacancies that are due fall to the manager's manager, where one is named. Answers how many."""
    on, passed = on or timezone.localdate(), 0
    for last in vacancies(on=on):
        following, apprentice = last.passes_to, last.apprentice
        if following is None or not following.is_active or following.pk == apprentice.person_id:
            continue
        with transaction.atomic():
            involve(apprentice, Involvement.Kind.LINE_MANAGER, person=following, starts_on=on, by=None)
            outbox.owe(
                to=following,
                template="vacancy_passed",
                context={"apprentice": apprentice, "former": last.person, "ended_on": last.ends_on},
                key=f"vacancy-passed-{last.pk}",
            )
        passed += 1
    return passed


@transaction.atomic
def pass_part(
    *, kind: str, apprentices: Iterable[Apprentice], before: User, after: User, on: datetime.date, by: User
) -> int:
    """One person's part goes to another for many apprentices from a day. Answers for how many.

    Raises ``StepRefused``, and changes nothing, where one of the apprentices cannot have the new person in this part.
    """
    if before == after:
        raise StepRefused("Choose another person than the one who has the part now.")
    if not after.is_active:
        raise StepRefused(f"The account of {after} is closed. Ask the consortium manager to open it again.")
    ids = [apprentice.pk for apprentice in apprentices]
    held = Involvement.objects.overlapping(on, None).filter(kind=kind, person=before, apprentice__in=ids)
    parts = list(held.select_related("apprentice__person").order_by("apprentice"))
    if not parts:
        raise StepRefused(f"{before} has this part for none of them on {day(on)}.")
    for part in parts:
        involve(
            part.apprentice,
            kind,
            person=after,
            starts_on=max(on, part.starts_on),
            by=by,
            weekdays=part.weekdays,
            passes_to=None if part.passes_to_id == after.pk else part.passes_to,
        )
        end_involvement(part, on=on - datetime.timedelta(days=1), by=by)
    return len(parts)
