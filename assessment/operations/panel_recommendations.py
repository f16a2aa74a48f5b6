"""What a practice assessment panel decided about a portfolio, written into the chain by whoever keeps its minutes."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from assessment.deciding import parts, permissions, telling
from assessment.models import PanelRecommendation, PortfolioSubmission, Recommendation
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from core.accounts.models import User
from core.words import listed
from core.workflow import StepRefused
from placements.operations import change_dates

Outcome = PanelRecommendation.Outcome
State = PortfolioSubmission.State

RESTS_ON = {Outcome.CONFIRM_PASS: Recommendation.Outcome.PASS, Outcome.CONCUR_FAIL: Recommendation.Outcome.FAIL}
"""A panel confirms a pass that was recommended, and agrees with a fail that was; anything else it refers."""


@transaction.atomic
def take_to_panel(submission: PortfolioSubmission, *, by: User, at: datetime.datetime | None = None) -> None:
    """A panel has it on its agenda from now on."""
    step(locked(submission), to=State.WITH_PANEL, by=by, at=at or timezone.now())


@transaction.atomic
def take_from_panel(submission: PortfolioSubmission, *, by: User, at: datetime.datetime | None = None) -> None:
    """It is taken from the agenda and waits for another panel."""
    step(locked(submission), to=State.READY, by=by, at=at or timezone.now())


@transaction.atomic
def record_panel_recommendation(
    submission: PortfolioSubmission,
    *,
    outcome: str,
    reasons: str,
    by: User,
    at: datetime.datetime | None = None,
    members: Collection[User] = (),
    chaired_by: User | None = None,
    repeat_allowed: bool | None = None,
    due_on: datetime.date | None = None,
    more_days: int | None = None,
) -> PanelRecommendation:
    """What a panel recommends. ``by`` keeps the minutes; ``members`` took part, ``chaired_by`` (or ``by``) chaired.

    More evidence and more days go back to the practice educator by ``due_on``; more days are added to the placement,
    never taken away. Everything else goes to the board of examiners. Nobody who had an earlier part takes part, and
    after an appeal nobody who was on the panel before. Whether this person keeps minutes is the caller's question.
    """
    at = at or timezone.now()
    now = locked(submission)
    refuse_unless(permissions.is_with_panel(now))
    took_part = {chaired_by or by, *members}
    if apart := sorted(str(person) for person in took_part & parts.kept_from_panel(now)):
        raise StepRefused(f"{listed(apart)} had a part in this before, and takes none in the panel.")
    recommended = parts.current_recommendation(now)
    if outcome in RESTS_ON and RESTS_ON[Outcome(outcome)] != recommended.outcome:
        raise StepRefused(
            f"The practice educator’s recommendation is: {recommended}. A panel that sees it otherwise refers it to "
            "the board of examiners."
        )
    made = PanelRecommendation(
        submission=now,
        outcome=outcome,
        repeat_allowed=repeat_allowed,
        reasons=reasons,
        due_on=due_on,
        more_days=more_days,
        chaired_by=chaired_by or by,
        recorded_by=by,
        recommended_at=at,
    )
    _require_whole(made, at)
    made.save(force_insert=True)
    made.members.set(took_part)
    back = outcome in PanelRecommendation.BACK_TO_EDUCATOR
    step(now, to=State.RETURNED if back else State.PANEL_RECOMMENDED, by=by, at=at)
    if more_days and due_on:
        ends_on = max(now.placement.ends_on, due_on)
        change_dates(now.placement, starts_on=now.placement.starts_on, ends_on=ends_on, more_days=more_days, by=by)
    if back:
        telling.more_is_asked(now, due_on)
    else:
        telling.ready_for_board(now)
    return made


def _require_whole(made: PanelRecommendation, at: datetime.datetime) -> None:
    if not made.reasons.strip():
        raise StepRefused("Write the reasons of the panel.")
    if (made.outcome == Outcome.CONCUR_FAIL) != (made.repeat_allowed is not None):
        raise StepRefused("With a fail, and only then, say whether the placement may be repeated once.")
    if (made.outcome in PanelRecommendation.BACK_TO_EDUCATOR) != (made.due_on is not None):
        raise StepRefused("Say by which day, where more is asked for, and only there.")
    if made.due_on and made.due_on <= timezone.localdate(at):
        raise StepRefused("The day by which more is asked for is still to come.")
    if (made.outcome == Outcome.EXTEND_DAYS) != bool(made.more_days):
        raise StepRefused("Say how many days are added, where days are added, and only there.")
