"""Hours explained: what is needed and why, where somebody stands, and what the employer has stated about it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices import operations, permissions, progress
from apprentices.requirements import compared, published_minimum, requirement_of, rules_of
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.charts import line_chart
from core.workflow import StepRefused


@require_safe
def requirement(request: HttpRequest, reference: str) -> HttpResponse:
    """How many hours there must be and why, line by line; where the apprentice stands; what the plan still needs."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    try:
        required, unknown = requirement_of(apprentice), ""
    except StepRefused as refused:
        required, unknown = None, str(refused)
    ahead = progress.forecast_of(apprentice, on=today)
    published = published_minimum(apprentice.cohort, apprentice.original_start_on)
    reads_plan = bool(permissions.may_read_plan(user, apprentice))
    statements = list(apprentice.variance_statements.select_related("made_by")) if reads_plan else []
    actual = apprentice.standing.confirmed_hours
    context: dict[str, Any] = {
        "apprentice": apprentice,
        "required": required,
        "unknown": unknown,
        "standing": ahead.standing,
        "closing": ahead.closing,
        "compared": compared(apprentice, actual=actual),
        "chart": _chart(ahead.standing),
        "exclusions": rules_of(apprentice.rule_set).exclusions,
        "placeholder": required is not None and required.era == "C" and published is not None and published.placeholder,
        "own": apprentice.person_id == user.pk,
        "statements": statements,
        "reads_plan": reads_plan,
        "asked": reads_plan
        and operations.statement_asked_for(apprentice, statements[0] if statements else None, actual=actual, on=today),
        "may_state": operations.statement_open(apprentice, actual=actual, on=today)
        and permissions.may_state_variance(user, apprentice),
    }
    return render(request, "apprentices/requirement.html", context)


def _chart(standing: Any) -> Any:
    """The plan with its steps week by week, what is confirmed, and where it leads if not to the plan."""
    points = standing.points
    ahead = [(point.on, point.forecast) for point in points if point.forecast is not None]
    shown = [p.on for p, after in pairwise(points) if p.on.month != after.on.month]
    return line_chart(
        standing.sentence,
        plan=[(point.on, point.expected) for point in points],
        actual=[(point.on, point.confirmed) for point in points if point.confirmed is not None],
        ahead=ahead if abs(standing.forecast_difference) >= 1 else [],
        in_table={points[0].on, *shown, standing.on, points[-1].on},
        unit="hours",
    )
