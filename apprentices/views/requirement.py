"""Hours explained: what is needed and why, where somebody stands, and the employer's statement on hours under plan."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import operations, permissions, progress
from apprentices.forms import StatementForm
from apprentices.models import Apprentice
from apprentices.requirements import compared, published_minimum, requirement_of, rules_of
from apprentices.views.record import visible_record
from core.accounts.devices import address_of
from core.accounts.models import User
from core.charts import line_chart
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.words import hours
from core.workflow import StepRefused

SESSION_KEY = "hours_statement"


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


# The employer's statement --------------------------------------------------------------------------------------


def _to_state(request: HttpRequest, reference: str) -> Apprentice:
    apprentice = visible_record(request, reference)
    require(permissions.may_state_variance(request.user, apprentice))  # type: ignore[arg-type]
    return apprentice


def _figures(apprentice: Apprentice, actual: Decimal) -> list[Fact]:
    found = compared(apprentice, actual=actual)
    return [
        Fact("Planned", hours(found.planned)),
        Fact("Confirmed", hours(found.actual)),
        Fact("Under the plan by", hours(found.under_plan)),
        Fact("Minimum by the rules", f"{hours(found.minimum)}, {'reached' if found.compliant else 'not reached'}"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def write_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why the hours are under the plan; nothing is kept before it is checked and signed."""
    apprentice = _to_state(request, reference)
    begun = request.session.get(SESSION_KEY, {}).get(reference, {})
    form = StatementForm(request.POST or None, initial=begun)
    form.draft_key = f"hours-statement-{reference}"
    actual = apprentice.standing.confirmed_hours
    if not operations.statement_open(apprentice, actual=actual, on=timezone.localdate()):
        messages.warning(request, "No statement is needed: the hours are not under plan at the end of the plan.")
        return redirect("apprentices:requirement", reference=reference)
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, "shown": str(actual)}
        request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), reference: typed}
        return redirect("apprentices:sign_statement", reference=reference)
    context = {"apprentice": apprentice, "form": form, "facts": _figures(apprentice, actual)}
    return render(request, "apprentices/statement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing: the figures, the words, who reads them; one press signs."""
    apprentice = _to_state(request, reference)
    begun: dict[str, str] | None = request.session.get(SESSION_KEY, {}).get(reference)
    if begun is None:
        return redirect("apprentices:write_statement", reference=reference)
    if request.method == "POST":
        if SignForm(request.POST, begun=begun).is_valid():
            return _sign(request, apprentice, begun)
        messages.warning(request, SignForm.CHANGED)
    facts = [
        *_figures(apprentice, Decimal(begun["shown"])),
        Fact("Why", begun["why"]),
        Fact("What it means", begun["effect"]),
    ]
    context = {"apprentice": apprentice, "form": SignForm(begun=begun), "facts": facts}
    return render(request, "apprentices/statement_check.html", context)


def _sign(request: HttpRequest, apprentice: Apprentice, begun: dict[str, str]) -> HttpResponse:
    try:
        operations.state_variance(
            apprentice,
            why=begun["why"],
            effect=begun["effect"],
            shown=Decimal(begun["shown"]),
            by=request.user,  # type: ignore[arg-type]
            address=address_of(request),
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprentices:write_statement", reference=apprentice.reference)
    request.session[SESSION_KEY] = {
        key: kept for key, kept in request.session[SESSION_KEY].items() if key != apprentice.reference
    }
    drafts.saved(request, f"hours-statement-{apprentice.reference}")
    messages.success(request, "Signed. The statement stands with the hours, and the university sees it.")
    return redirect("apprentices:requirement", reference=apprentice.reference)
