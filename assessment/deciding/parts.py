"""Who had a part in a decision, so that whoever judges next had none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from apprentices.models import Involvement
from assessment.models import (
    BoardDecision,
    PanelRecommendation,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
    TutorReview,
)
from core.accounts.models import User
from core.workflow import StepRefused
from placements.models import Placement

TAUGHT = (
    Involvement.Kind.PRACTICE_EDUCATOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
    Involvement.Kind.WORKPLACE_SUPERVISOR,
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.TUTOR,
    Involvement.Kind.MENTOR,
)
"""Whoever stood in one of these relations to the apprentice, ever, has had contact before."""


def current_recommendation(submission: PortfolioSubmission) -> Recommendation:
    """The one that stands: the last that was signed."""
    signed = submission.recommendations.filter(state=Recommendation.State.SIGNED)
    if (last := signed.select_related("written_by", "overseen_by").order_by("signed_at", "pk").last()) is None:
        raise StepRefused("The practice educator has not signed a recommendation yet.")
    return last


def tutor_review(submission: PortfolioSubmission) -> TutorReview | None:
    """What the tutor said to the recommendation that stands."""
    reviews = TutorReview.objects.select_related("recommendation", "reviewed_by")
    return reviews.filter(recommendation=current_recommendation(submission)).first()


def second_opinion(submission: PortfolioSubmission) -> SecondOpinion | None:
    """The second opinion about the recommendation that stands, once it is given."""
    given = SecondOpinion.objects.filter(
        recommendation=current_recommendation(submission), state=SecondOpinion.State.GIVEN
    )
    return given.select_related("educator__person").order_by("signed_at", "pk").last()


def needs_second_opinion(submission: PortfolioSubmission) -> bool:
    """Whether one is still needed: of a fail, of a dissent, or where the tutor asks for it."""
    review = tutor_review(submission)
    asked = review is not None and (
        review.asks_second_opinion
        or review.outcome == TutorReview.Outcome.DISSENT
        or review.recommendation.outcome == Recommendation.Outcome.FAIL
    )
    return asked and second_opinion(submission) is None


def contacts(submission: PortfolioSubmission) -> set[User]:
    """The apprentice, whoever taught, supervised, assessed or managed them, and whoever gave a second opinion."""
    apprentice = submission.placement.apprentice
    related = User.objects.filter(involvements__apprentice=apprentice, involvements__kind__in=TAUGHT)
    opinions = SecondOpinion.objects.filter(submission__placement__apprentice=apprentice)
    read = User.objects.filter(
        practice_educator__second_opinions__in=opinions.filter(state__in=[SecondOpinion.State.ACCEPTED, "given"])
    )
    return {apprentice.person, *_taught_in(submission.placement), *related, *read}


def panel_before(submission: PortfolioSubmission) -> set[User]:
    """Those who sat on a panel about this portfolio."""
    return set(
        User.objects.filter(pk__in=submission.panel_recommendations.values("members"))
        | User.objects.filter(pk__in=submission.panel_recommendations.values("chaired_by"))
    )


def board_before(submission: PortfolioSubmission) -> set[User]:
    """Those who wrote the result of a board about this portfolio."""
    decisions = BoardDecision.objects.filter(submission=submission)
    return set(
        User.objects.filter(pk__in=decisions.values("entered_by"))
        | User.objects.filter(pk__in=decisions.values("confirmed_by"))
    )


def kept_from_panel(submission: PortfolioSubmission) -> set[User]:
    """Who takes no part in a panel: contacts always; after an upheld appeal also the members of the panel before."""
    set_aside = submission.board_decisions.filter(state=BoardDecision.State.SET_ASIDE).exists()
    return contacts(submission) | (panel_before(submission) | board_before(submission) if set_aside else set())


def took_part(submission: PortfolioSubmission) -> set[User]:
    """Everybody who had any part in a result: nobody of them decides about an appeal."""
    return contacts(submission) | panel_before(submission) | board_before(submission)


@dataclass(frozen=True)
class Said:
    """What was said about one portfolio on the way to the board: what stands, and nothing that it took the place of."""

    recommendation: Recommendation
    review: TutorReview | None
    opinion: SecondOpinion | None
    panel: PanelRecommendation | None

    @property
    def differ(self) -> bool:
        """Whether practice educator, tutor, second opinion and panel do not all say the same."""
        return bool(
            (self.review and self.review.outcome == TutorReview.Outcome.DISSENT)
            or (self.opinion and not self.opinion.supports)
            or (self.panel and self.panel.outcome == PanelRecommendation.Outcome.DISAGREE)
        )


def said_about(submissions: Collection[PortfolioSubmission]) -> dict[int, Said]:
    """Submission id → what was said about it, of those that were recommended about; four queries for any number."""
    ids = [submission.pk for submission in submissions]
    signed = Recommendation.objects.filter(submission__in=ids, state=Recommendation.State.SIGNED)
    last = {one.submission_id: one for one in signed.select_related("written_by").order_by("signed_at", "pk")}
    reviews = {r.recommendation_id: r for r in TutorReview.objects.filter(recommendation__in=last.values())}
    given = SecondOpinion.objects.filter(recommendation__in=last.values(), state=SecondOpinion.State.GIVEN)
    opinions = {one.recommendation_id: one for one in given.order_by("signed_at", "pk")}
    panels = PanelRecommendation.objects.filter(submission__in=ids).order_by("recommended_at", "pk")
    by_panel = {one.submission_id: one for one in panels}
    return {pk: Said(one, reviews.get(one.pk), opinions.get(one.pk), by_panel.get(pk)) for pk, one in last.items()}


def had_contact(user: User, submissions: Collection[PortfolioSubmission]) -> set[int]:
    """Of these submissions (joined with their placements), the ids of those whose apprentice this person has had to do
    with: the same as ``contacts``, for a page of many. Two queries.
    """
    apprentices = {submission.placement.apprentice_id for submission in submissions}
    related = Involvement.objects.filter(person=user, kind__in=TAUGHT, apprentice__in=apprentices)
    read = SecondOpinion.objects.filter(
        educator__person=user,
        submission__placement__apprentice__in=apprentices,
        state__in=[SecondOpinion.State.ACCEPTED, SecondOpinion.State.GIVEN],
    )
    known = set(related.values_list("apprentice", flat=True))
    known |= set(read.values_list("submission__placement__apprentice", flat=True))
    return {
        one.pk
        for one in submissions
        if one.placement.apprentice_id in known or user in _taught_in(one.placement) | {one.placement.apprentice.person}
    }


def _taught_in(placement: Placement) -> set[User]:
    return {e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None}
