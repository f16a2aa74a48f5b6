"""Closing quarters of the log, and letting in late time."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices import operations, permissions
from apprentices.forms import CallOffForm, LateTimeForm, QuarterCloseForm
from apprentices.models import OffTheJobEntry, QuarterClose
from apprentices.models.quarters import cohorts_kept_by
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.permissions import require
from core.words import day
from core.workflow import StepRefused

OPEN = (OffTheJobEntry.State.DRAFT, OffTheJobEntry.State.QUERIED, OffTheJobEntry.State.SUBMITTED)


def _closes(user: User, *, on: datetime.date) -> QuerySet[QuarterClose]:
    """The closes that this person may see, each with how many of its entries are not decided yet."""
    entries = "cohort__apprentices__off_the_job"
    in_it = Q(**{f"{entries}__date__lte": F("closed_to"), f"{entries}__state__in": OPEN})
    return (
        QuarterClose.objects.visible_to(user, on=on)
        .select_related("cohort", "announced_by")
        .annotate(undecided=Count(entries, filter=in_it))
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quarters(request: HttpRequest) -> HttpResponse:
    """What is announced and closed, and the form that announces another."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_close_quarters(user))
    today = timezone.localdate()
    initial: dict[str, Any] = {"closes_on": today + operations.NOTICE}
    form = QuarterCloseForm(request.POST or None, cohorts=cohorts_kept_by(user, on=today), on=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.announce_quarter_close(by=user, **{
                name: form.cleaned_data[name] for name in ("cohort", "closed_to", "closes_on")
            })  # fmt: skip
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"The log of {made.cohort} up to {day(made.closed_to)} closes on {day(made.closes_on)}. "
                "Its apprentices are told today.",
            )
            return redirect("apprentices:quarters")
    return render(request, "apprentices/quarters/list.html", {"form": form, "closes": _closes(user, on=today)[:50]})


@require_http_methods(["GET", "HEAD", "POST"])
def call_off_quarter(request: HttpRequest, reference: str) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    close = get_object_or_404(
        QuarterClose.objects.visible_to(user, on=timezone.localdate()).select_related("cohort"), reference=reference
    )
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.call_off_quarter_close(close, by=user, reason=form.cleaned_data["reason"])
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The log of {close.cohort} stays open.")
            return redirect("apprentices:quarters")
    return render(request, "apprentices/quarters/call_off.html", {"close": close, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def let_in_late_time(request: HttpRequest, reference: str) -> HttpResponse:
    """Let an apprentice log time for days of a closed quarter."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_let_in_late_time(user, apprentice))
    form = LateTimeForm(request.POST or None, initial={"until": timezone.localdate() + datetime.timedelta(days=7)})
    if request.method == "POST" and form.is_valid():
        try:
            operations.let_in_late_time(apprentice, by=user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"{apprentice} can log late time until {day(form.cleaned_data['until'])}, and is told."
            )
            return redirect("apprentices:time", reference=reference)
    return render(request, "apprentices/quarters/late_time.html", {"apprentice": apprentice, "form": form})
