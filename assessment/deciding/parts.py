"""Who had a part in a decision, so that whoever judges next had none."""

from __future__ import annotations

from apprentices.models import Involvement
from assessment.models import BoardDecision, PortfolioSubmission, Recommendation, SecondOpinion, TutorReview
from core.accounts.models import User
from core.workflow import StepRefused

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
    placement = submission.placement
    educators = [e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None]
    return {apprentice.person, *educators, *related, *read}


def panel_before(submission: PortfolioSubmission) -> set[User]:
    """Those who sat on a panel about this portfolio."""
    return set(
        User.objects.filter(pk__in=submission.panel_recommendations.values("members"))
        | User.objects.filter(pk__in=submission.panel_recommendations.values("chaired_by"))
    )


def chaired(submission: PortfolioSubmission) -> set[User]:
    """Those who chaired a panel about this portfolio."""
    return set(User.objects.filter(pk__in=submission.panel_recommendations.values("chaired_by")))


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


def views_differ(submission: PortfolioSubmission) -> bool:
    """Whether practice educator, tutor, second opinion and panel do not all say the same."""
    review, opinion = tutor_review(submission), second_opinion(submission)
    panel = submission.panel_recommendations.order_by("recommended_at", "pk").last()
    return bool(
        (review and review.outcome == TutorReview.Outcome.DISSENT)
        or (opinion and not opinion.supports)
        or (panel and panel.outcome == panel.Outcome.DISAGREE)
    )
