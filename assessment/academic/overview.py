"""Marks and practice of one apprentice, or of all of a tutor's, read in a constant number of queries."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from apprentices.models import Apprentice, Concern, Involvement, PersonalDay, ProgressReview, Standing
from apprentices.people import kinds
from apprentices.registrations.waiting import Waiting
from assessment.academic.side_by_side import Practice, Result, signal
from assessment.models import AssignmentResult, Evidence, readers
from consortium.people import holds
from core.registry import NavigationItem, WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

Outcome = AssignmentResult.Outcome


@dataclass(frozen=True)
class SideBySide:
    """What the page shows of one apprentice."""

    results: list[AssignmentResult]
    practice: Practice
    signal: str
    study_days: int
    next_review: ProgressReview | None


def signals(user: User, apprentices: Iterable[Apprentice]) -> dict[int, tuple[Practice, str]]:
    """Apprentice id → practice as this person may know of it, and the signal where marks and practice point apart."""
    ids = [apprentice.pk for apprentice in apprentices]
    newest: dict[int, dict[int, AssignmentResult]] = defaultdict(dict)
    for result in AssignmentResult.objects.filter(apprentice__in=ids).order_by("attempt"):
        newest[result.apprentice_id][result.assignment_id] = result
    returned: Counter[int] = Counter()
    for row in (
        Evidence.objects.filter(apprentice__in=ids, state=Evidence.State.RETURNED)
        .order_by()
        .values("apprentice")
        .annotate(pieces=Count("pk"))
    ):
        returned[row["apprentice"]] = row["pieces"]
    accepted = dict(Standing.objects.filter(apprentice__in=ids).values_list("apprentice", "evidence_accepted"))
    known = Concern.objects.visible_to(user).open().filter(about=Concern.About.APPRENTICE, told_at__isnull=False)
    concerned = set(known.filter(apprentice__in=ids).values_list("apprentice", flat=True))
    found = {}
    for pk in ids:
        practice = Practice(accepted.get(pk, 0), returned[pk], pk in concerned)
        found[pk] = practice, signal([_plain(result) for result in newest[pk].values()], practice)
    return found


def _plain(result: AssignmentResult) -> Result:
    return Result(result.outcome == Outcome.PASSED, result.outcome == Outcome.EXTENDED, result.mark)


def side_by_side(user: User, apprentice: Apprentice, *, on: datetime.date) -> SideBySide:
    practice, said = signals(user, [apprentice])[apprentice.pk]
    results = AssignmentResult.objects.visible_to(user, on=on).filter(apprentice=apprentice)
    return SideBySide(
        results=list(results.select_related("assignment")),
        practice=practice,
        signal=said,
        study_days=PersonalDay.objects.study().coming(on=on).filter(apprentice=apprentice).count(),
        next_review=apprentice.reviews.filter(state=ProgressReview.State.SCHEDULED).order_by("due_on").first(),
    )


def navigation(user: User) -> Iterator[NavigationItem]:
    """A compliance officer of a university has no portfolios to come from."""
    if holds(user, "compliance_officer"):
        yield NavigationItem("Marks", reverse("assessment:marks"), "/assessment/marks/")


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """For the home page of a tutor: where marks and practice of an apprentice point apart, talk."""
    if Involvement.Kind.TUTOR in kinds(user):
        marked = AssignmentResult.objects.filter(apprentice__in=readers.tutored_by(user, on=on))
        yield Waiting(marked, lambda: _to_talk_about(user, on))


def _to_talk_about(user: User, on: datetime.date) -> Iterator[WorkItem]:
    tutored = list(
        Apprentice.objects.learning().filter(pk__in=readers.tutored_by(user, on=on)).select_related("person")
    )
    found = signals(user, tutored)
    for apprentice in tutored:
        if said := found[apprentice.pk][1]:
            url = reverse("assessment:side_by_side", args=[apprentice.reference])
            yield WorkItem(
                f"Meet with {apprentice} and the line manager: marks and practice point apart", url, hint=said
            )
