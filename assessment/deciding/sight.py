"""How much of a decision somebody knows before its release: as much as their part needs, the apprentice nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from apprentices.models import Involvement
from apprentices.permissions import involved_as
from assessment.models import (
    BoardDecision,
    PanelRecommendation,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
    SupervisorReport,
    TutorQuery,
    TutorReview,
)
from assessment.models.submissions import APPEALS_LEAD, BOARD_OFFICERS, EXTERNAL_EXAMINER, PANEL_OFFICERS
from consortium.people import reached_ids

if TYPE_CHECKING:
    from core.accounts.models import User

State = PortfolioSubmission.State


@dataclass(frozen=True)
class Sight:
    """``decides``: knows what was recommended. ``panel``: what the panel said. ``board``: what the board decided."""

    decides: bool
    panel: bool
    board: bool


def sight_of(user: User, submission: PortfolioSubmission) -> Sight:
    """What this person, who may see the submission, knows of it now."""
    today = timezone.localdate()
    apprentice = submission.placement.apprentice
    decides = user.pk != apprentice.person_id and (
        PortfolioSubmission.objects.decided_by(user, on=today).filter(pk=submission.pk).exists()
    )
    if not decides:
        return Sight(decides=False, panel=False, board=False)
    university = apprentice.cohort.university_id
    board = university in reached_ids(user, on=today, roles=(*BOARD_OFFICERS, EXTERNAL_EXAMINER, APPEALS_LEAD))
    panel = board or university in reached_ids(user, on=today, roles=PANEL_OFFICERS)
    return Sight(decides=True, panel=panel or involved_as(user, apprentice, Involvement.Kind.PANEL_READER), board=board)


@dataclass(frozen=True)
class Papers:
    """What there is about a submission and this person may read, in the order in which it came."""

    report: SupervisorReport | None
    recommendations: list[Recommendation]
    queries: list[TutorQuery]
    reviews: list[TutorReview]
    opinions: list[SecondOpinion]
    panel: list[PanelRecommendation]
    results: list[BoardDecision]


def papers_of(user: User, submission: PortfolioSubmission, sight: Sight) -> Papers:
    """Everything this person may read now. What was released once stays readable, also after it was set aside.

    Whoever reads for a panel after an appeal reads nothing of the panel before.
    """
    results = submission.board_decisions.select_related("board", "entered_by", "confirmed_by")
    released = results.filter(released_at__isnull=False).order_by("released_at").last()
    recommendations = list(
        Recommendation.objects.visible_to(user)
        .filter(submission=submission, state=Recommendation.State.SIGNED)
        .select_related("written_by", "overseen_by")
        .prefetch_related("capabilities__statement__framework")
        .order_by("signed_at", "pk")
    )
    reviews = TutorReview.objects.filter(recommendation__in=recommendations).select_related("reviewed_by")
    opinions = SecondOpinion.objects.filter(recommendation__in=recommendations, state=SecondOpinion.State.GIVEN)
    return Papers(
        report=_report(submission) if sight.decides or released else None,
        recommendations=recommendations,
        queries=list(
            TutorQuery.objects.filter(recommendation__in=recommendations).select_related("asked_by", "answered_by")
        ),
        reviews=list(reviews.order_by("reviewed_at")),
        opinions=list(opinions.select_related("educator__person").order_by("signed_at")),
        panel=_panel(submission, sight, released),
        results=list(results if sight.board else results.filter(released_at__isnull=False)),
    )


def _report(submission: PortfolioSubmission) -> SupervisorReport | None:
    return SupervisorReport.objects.filter(submission=submission).select_related("signed_by").first()


def _panel(submission: PortfolioSubmission, sight: Sight, released: BoardDecision | None) -> list[PanelRecommendation]:
    every = submission.panel_recommendations.select_related("chaired_by").order_by("recommended_at", "pk")
    set_aside = released is not None and released.state == BoardDecision.State.SET_ASIDE
    if sight.board:
        return list(every)
    if sight.panel and set_aside:
        assert released is not None
        return list(every.filter(recommended_at__gt=released.released_at))
    if sight.panel:
        return list(every)
    if released is not None:
        return list(every.filter(recommended_at__lte=released.released_at))
    return []


def asked_for(submission: PortfolioSubmission) -> PanelRecommendation | None:
    """What a panel asks for before anything is decided: for the apprentice and those who teach."""
    if submission.state != State.RETURNED:
        return None
    last = submission.panel_recommendations.order_by("recommended_at", "pk").last()
    return last if last and last.outcome in PanelRecommendation.BACK_TO_EDUCATOR else None
