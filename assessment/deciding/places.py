"""Where decisions are met outside their own pages: the record, a placement, the home page, the navigation."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.deciding import permissions
from assessment.deciding.board_permissions import is_provisional
from assessment.models import Attachment, BoardDecision, EvidenceVersion, PortfolioSubmission
from assessment.models.submissions import APPEALS_LEAD, BOARD_OFFICERS, EXTERNAL_EXAMINER, IN_THE_DARK, PANEL_OFFICERS
from assessment.record_parts import there_is
from consortium.people import holds
from core.registry import NavigationItem, RecordSection
from core.words import day
from placements.models import Placement

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from core.accounts.models import User

State = PortfolioSubmission.State
TITLE = "Portfolio decisions"


def navigation(user: User) -> Iterable[NavigationItem]:
    """The officers of board and panel and the appeals lead have no apprentices: this is their way in."""
    if holds(user, *BOARD_OFFICERS, EXTERNAL_EXAMINER):
        yield NavigationItem("Boards of examiners", reverse("assessment:boards"), "/assessment/boards/")
    if holds(user, *PANEL_OFFICERS):
        yield NavigationItem("Portfolios to decide", reverse("assessment:submissions"), "/assessment/decisions/")
    if holds(user, APPEALS_LEAD):
        yield NavigationItem("Appeals", reverse("assessment:appeals"), "/assessment/appeals/")


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """For everybody who sees the record: that a portfolio is being decided; once released, the result.

    Until then it is word for word the same for a pass and for a fail.
    """
    lines = lines_of(apprentice, on) if there_is(user, apprentice.pk)[1] else []
    if not lines:
        return None
    readable = PortfolioSubmission.objects.visible_to(user, on=on).filter(placement__apprentice=apprentice)
    url = reverse("assessment:submissions") if readable.exists() else ""
    return RecordSection(TITLE, "assessment/decisions/record_section.html", {"lines": lines}, url=url)


def lines_of(apprentice: Apprentice, on: datetime.date) -> list[dict[str, str]]:
    """Each placement whose end is being decided, or is decided and released, in the words for everybody."""
    handed_in = (
        PortfolioSubmission.objects.filter(placement__apprentice=apprentice)
        .exclude(state__in=PortfolioSubmission.OVER)
        .select_related("placement__apprentice__person")
        .prefetch_related("board_decisions")
        .order_by("handed_in_at")
    )
    return [_line(submission, on) for submission in handed_in]


def _line(submission: PortfolioSubmission, on: datetime.date) -> dict[str, str]:
    released = [d for d in submission.board_decisions.all() if d.released_at]
    last = max(released, key=lambda decision: decision.released_at or decision.entered_at) if released else None
    line = {
        "placement": submission.placement.name,
        "reference": submission.reference,
        "said": f"{IN_THE_DARK}, handed in on {day(submission.handed_in_at)}",
    }
    if last is None:
        return line
    if last.state == BoardDecision.State.SET_ASIDE and submission.state != State.RELEASED:
        line["note"] = f"An earlier result was set aside on appeal on {day(last.set_aside_on)}. A new panel reads it."
        return line
    line["said"] = f"{last.get_outcome_display()}, released on {day(last.released_at)}"
    if is_provisional(last, on=on):
        line["note"] = (
            "Provisional: it can still change on appeal. No employment decision should rest on it. The appeal window "
            f"is open until {day(last.appeal_until)}, and an appeal that is lodged is decided after that."
        )
    return line


@dataclass(frozen=True)
class End:
    """The end of a placement in a portfolio: what was handed in last, and what this person may do."""

    placement: Placement
    submission: PortfolioSubmission | None
    may_hand_in: bool
    may_extend: bool


def ends_of(user: User, apprentice: Apprentice) -> list[End]:
    """For the portfolio's page: the placements in which something can be handed in, or was."""
    today = timezone.localdate()
    placements = list(
        Placement.objects.filter(apprentice=apprentice, state__in=[*permissions.HANDS_IN, Placement.State.NOT_PASSED])
        .select_related("apprentice__person", "apprentice__cohort")
        .order_by("starts_on")
    )
    if not placements:
        return []
    visible = PortfolioSubmission.objects.visible_to(user, on=today).exclude(state__in=PortfolioSubmission.OVER)
    last = {one.placement_id: one for one in visible.filter(placement__in=placements)}
    found = []
    for placement in placements:
        there = last.get(placement.pk)
        waits = there is None or there.state == State.RETURNED
        found.append(
            End(
                placement,
                there,
                waits and bool(permissions.may_hand_in(user, placement, on=today)),
                waits and bool(permissions.may_extend_hand_in(user, placement)),
            )
        )
    return found


def files(user: User) -> QuerySet[Any, Any]:
    """Ids of the files beside what was handed in, for those who have a part in deciding about it.

    A list of references is read from the snapshots: what was handed in stays as it is, whatever became of the pieces.
    """
    snapshots = PortfolioSubmission.objects.decided_by(user).exclude(state=State.TAKEN_BACK)
    pieces = [
        (piece["evidence"], piece["version"])
        for snapshot in snapshots.values_list("snapshot", flat=True)
        for piece in (*snapshot["evidence"], *snapshot["earlier"])
    ]
    versions = EvidenceVersion.objects.not_hidden()
    versions = versions.filter(evidence__reference__in=[reference for reference, _ in pieces])
    wanted = [
        pk
        for pk, reference, number in versions.values_list("pk", "evidence__reference", "number")
        if (reference, number) in set(pieces)
    ]
    return Attachment.objects.order_by().filter(version__in=wanted).values_list("file_id")
