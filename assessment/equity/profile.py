"""How a practice educator's judgements went on: counts and words for their own thinking, no rate and no ranking.

Only what is decided and released is counted, so that nothing of a result is told before its day.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.models import (
    BoardDecision,
    JudgementProfileRule,
    PanelRecommendation,
    Recommendation,
    SecondOpinion,
    TutorReview,
)
from core import words
from core.accounts.models import User

AFTER = 8
"""Judgements before there is a profile: of fewer, each single one would be it."""


@dataclass(frozen=True)
class Profile:
    """``judgements`` are decided; ``sentences`` are empty before there are enough."""

    judgements: int
    sentences: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        return self.judgements >= AFTER


def is_on_anywhere() -> bool:
    """Whether any university has switched it on."""
    return JudgementProfileRule.objects.filter(is_on=True).exists()


def profile_of(educator: User) -> Profile:
    """Their signed recommendations about apprentices of universities that switched it on, once decided and released."""
    on = JudgementProfileRule.objects.filter(is_on=True).values("university")
    released = BoardDecision.objects.filter(state=BoardDecision.State.RELEASED).exclude(
        outcome=BoardDecision.Outcome.REFER_BACK
    )
    signed = list(
        Recommendation.objects.filter(
            written_by=educator,
            state=Recommendation.State.SIGNED,
            submission__placement__apprentice__cohort__university__in=on,
            submission__board_decisions__in=released,
        )
        .order_by("pk")
        .distinct()
    )
    last = {recommendation.submission_id: recommendation for recommendation in signed}
    if len(last) < AFTER:
        return Profile(len(last))
    decided = dict(released.filter(submission__in=last).values_list("submission", "outcome"))
    return Profile(len(last), tuple(_sentences(list(last.values()), decided)))


def _sentences(judged: list[Recommendation], decided: dict[int, str]) -> list[str]:
    Outcome = Recommendation.Outcome
    passed = [one for one in judged if one.outcome == Outcome.PASS]
    failed = [one for one in judged if one.outcome == Outcome.FAIL]
    unable = len(judged) - len(passed) - len(failed)
    reviews = TutorReview.objects.filter(recommendation__in=judged)
    agreed = reviews.filter(outcome=TutorReview.Outcome.CONCUR).count()
    apart = reviews.filter(outcome=TutorReview.Outcome.DISSENT).count()
    opinions = SecondOpinion.objects.filter(recommendation__in=judged, state=SecondOpinion.State.GIVEN)
    asked = PanelRecommendation.objects.filter(
        submission__in=[one.submission_id for one in judged], outcome__in=PanelRecommendation.BACK_TO_EDUCATOR
    )
    otherwise = sum(
        (decided[one.submission_id] == BoardDecision.Outcome.PASSED) != (one in passed) for one in [*passed, *failed]
    )
    return [
        f"You have recommended on {words.count(len(judged), 'portfolio')} that {_are(len(judged))} decided: "
        f"{len(passed)} to pass, {len(failed)} not to pass{f', {unable} without a recommendation' if unable else ''}.",
        f"The university tutor agreed about {_of(agreed)} and saw it differently for {_of(apart)}.",
        _opinions(opinions.filter(supports=True).count(), opinions.filter(supports=False).count()),
        f"The panel asked for more evidence or more days for {_of(asked.values('submission').distinct().count())}.",
        f"The board of examiners decided otherwise than you recommended for {_of(otherwise)}.",
    ]


def _opinions(supporting: int, not_supporting: int) -> str:
    if not supporting and not not_supporting:
        return "No second opinion was asked about any of them."
    return f"Second opinions supported you about {_of(supporting)}, and did not about {_of(not_supporting)}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _of(number: int) -> str:
    return {0: "none of them", 1: "one of them"}.get(number, f"{number} of them")
