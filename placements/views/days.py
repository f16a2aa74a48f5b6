"""The ledger: one press a day for the apprentice, one press a batch for those who confirm."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.permissions import require
from core.words import count, day, hours, number
from core.workflow import StepRefused
from placements import operations, permissions
from placements.forms.days import WEEK, CorrectionForm, QuestionForm, WeekForm
from placements.models import Placement, PlacementDay
from placements.operations import Entry
from placements.views.lists import state_tag
from placements.views.records import affairs_of, visible_placement
from placements.views.steps import refused_on

ASKS = require_http_methods(["GET", "HEAD", "POST"])
ONE_WEEK = datetime.timedelta(days=WEEK)
MOST_SHOWN = 200


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The apprentice's own placement: the one under way, else the next, else the last."""
    own = Placement.objects.filter(apprentice__person=request.user).exclude(  # type: ignore[misc]
        state__in=[Placement.State.PROPOSED, *Placement.NEVER_WAS]
    )
    current = sorted(own, key=lambda p: (p.state not in Placement.UNDER_WAY, p.state not in Placement.OPEN, -p.pk))
    if not current:
        return redirect("placements:placements")
    return redirect("placements:days", reference=current[0].reference)


@require_safe
def ledger(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    placement = visible_placement(request, reference)
    today = timezone.localdate()
    rows = list(
        placement.days.standing().select_related("confirmed_by", "absence", "corrects__confirmed_by")[:MOST_SHOWN]
    )
    coordinates = bool(permissions.may_coordinate(user, placement))
    confirms = bool(permissions.may_confirm_days(user, placement))
    restricted = permissions.may_read_restricted(user, placement, coordinates=coordinates)
    corrects = (confirms or coordinates) and placement.state != Placement.State.CLOSED
    logs = bool(permissions.may_log_days(user, placement)) and placement.is_under_way
    context = {
        "placement": placement,
        "tag": state_tag(placement),
        "affairs": affairs_of(placement),
        "credit": credit_words(placement),
        "logs": logs,
        "today": today,
        "today_row": next((row for row in rows if row.date == today), None),
        "may_log_today": logs and placement.starts_on <= today <= placement.ends_on,
        "week_url": reverse("placements:log_week", args=[reference, _monday(today).isoformat()]),
        "asked": [row for row in rows if row.state == PlacementDay.State.QUERIED],
        "waiting": sorted((row for row in rows if row.state == PlacementDay.State.LOGGED), key=lambda row: row.date),
        "confirms": confirms,
        "settled": [_said(row, restricted, corrects) for row in rows if row.state == PlacementDay.State.CONFIRMED],
    }
    return render(request, "placements/days.html", context)


def credit_words(placement: Placement) -> str:
    """What a day of this placement credits, in a sentence."""
    figure = placement.off_the_job_hours_a_day
    if figure is None:
        return "The university has not said yet how many hours of a day are off-the-job, so nothing is credited."
    return f"A whole day that is confirmed credits {hours(figure)} of off-the-job time. You do not log it again."


def _said(row: PlacementDay, restricted: bool, corrects: bool) -> dict[str, Any]:
    """A settled day in words, its reason only for those who may read it."""
    words = str(row.get_kind_display())
    if row.correction:
        words = f"{words}, corrected: {row.correction}" if restricted else f"{words}, corrected"
    if hasattr(row, "absence") and (restricted or not row.absence.is_restricted):
        words = f"{words} ({row.absence})"
    return {"row": row, "words": words, "corrects": corrects}


def _monday(date: datetime.date) -> datetime.date:
    return date - datetime.timedelta(days=date.weekday())


@require_POST
def log_today(request: HttpRequest, reference: str) -> HttpResponse:
    """One press: I was here today."""
    placement = visible_placement(request, reference)
    user: Any = request.user
    require(permissions.may_log_days(user, placement))
    entry = Entry(date=timezone.localdate(), kind=PlacementDay.Kind.PRESENT)
    try:
        logged = operations.log_days(placement, entries=[entry], by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{day(entry.date)} is logged as a whole day.")
        for warning in logged.warnings:
            messages.warning(request, warning)
    return redirect("placements:days", reference=reference)


@ASKS
def log_week(request: HttpRequest, reference: str, monday: str) -> HttpResponse:
    placement = visible_placement(request, reference)
    user: Any = request.user
    require(permissions.may_log_days(user, placement))
    first = _week(monday)
    today = timezone.localdate()
    dates = [first + datetime.timedelta(days=n) for n in range(WEEK)]
    logged = {row.date: row for row in placement.days.standing().filter(date__in=dates).select_related("confirmed_by")}
    open_ = [
        date
        for date in dates
        if placement.starts_on <= date <= min(placement.ends_on, today)
        and not (date in logged and logged[date].state == PlacementDay.State.CONFIRMED)
    ]
    form = WeekForm(request.POST or None, monday=first, dates=open_, logged=logged)
    if form.is_valid() and (answer := _save_week(request, placement, form)):
        return answer
    context = {
        "placement": placement,
        "form": form,
        "dates": open_,
        "title": f"Week of {day(first)}",
        "back": reverse("placements:days", args=[reference]),
        "settled": [row for row in logged.values() if row.state == PlacementDay.State.CONFIRMED],
        "earlier": reverse("placements:log_week", args=[reference, (first - ONE_WEEK).isoformat()])
        if first > placement.starts_on
        else "",
        "later": reverse("placements:log_week", args=[reference, (first + ONE_WEEK).isoformat()])
        if first + ONE_WEEK <= min(today, placement.ends_on)
        else "",
    }
    return render(request, "placements/week.html", context)


def _save_week(request: HttpRequest, placement: Placement, form: WeekForm) -> HttpResponse | None:
    entries = form.entries()
    if not entries:
        form.add_error(None, "Choose what at least one day was")
        return None
    done: list[Any] = []
    user: Any = request.user
    if refused_on(form, lambda: done.append(operations.log_days(placement, entries=entries, by=user))):
        return None
    messages.success(request, f"{count(len(entries), 'day')} saved.")
    for warning in done[0].warnings:
        messages.warning(request, warning)
    return redirect("placements:days", reference=placement.reference)


def _week(said: str) -> datetime.date:
    """The Monday of the week that the address names; another address is not there."""
    try:
        date = datetime.date.fromisoformat(said)
    except ValueError:
        raise Http404 from None
    if not 2000 <= date.year <= 2100:
        raise Http404
    return _monday(date)


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm the ticked days as they were shown."""
    placement = visible_placement(request, reference)
    user: Any = request.user
    require(permissions.may_confirm_days(user, placement))
    shown: dict[int, str] = {}
    for ticked in request.POST.getlist("day")[:MOST_SHOWN]:
        pk, _, kind = ticked.partition(":")
        if pk.isascii() and pk.isdigit() and len(pk) < 18:
            shown[int(pk)] = kind
    if not shown:
        messages.warning(request, "Tick at least one day.")
        return redirect("placements:days", reference=reference)
    try:
        done = operations.confirm_days(placement, shown=shown, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{count(done.rows, 'day')} confirmed, counting {number(done.days)} placement days.")
        if done.lost:
            messages.warning(request, f"{count(done.lost, 'day')} changed meanwhile. Look at the list again.")
    return redirect("placements:days", reference=reference)


def _row(request: HttpRequest, reference: str, pk: int) -> PlacementDay:
    placement = visible_placement(request, reference)
    row = get_object_or_404(placement.days.standing().select_related("person"), pk=pk)
    row.placement = placement
    return row


@ASKS
def ask(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    row = _row(request, reference, pk)
    user: Any = request.user
    require(permissions.may_confirm_days(user, row.placement))
    form = QuestionForm(request.POST or None)
    if form.is_valid() and not refused_on(
        form, lambda: operations.ask_about_day(row, question=form.cleaned_data["question"], by=user)
    ):
        messages.success(request, f"{row.placement.apprentice} is asked about {day(row.date)}.")
        return redirect("placements:days", reference=reference)
    back = reverse("placements:days", args=[reference])
    title = f"Ask about {day(row.date)}"
    return render(request, "placements/form.html", {"form": form, "title": title, "back": back})


@ASKS
def correct(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    row = _row(request, reference, pk)
    user: Any = request.user
    require(permissions.may_correct(user, row))
    form = CorrectionForm(request.POST or None, row=row)
    if form.is_valid() and not refused_on(form, lambda: operations.correct_day(row, by=user, **form.cleaned_data)):
        messages.success(request, f"{day(row.date)} is corrected. The first entry is kept.")
        return redirect("placements:days", reference=reference)
    back = reverse("placements:days", args=[reference])
    title = f"Correct {day(row.date)}"
    hint = f"It was confirmed as: {row.get_kind_display().lower()}."
    return render(request, "placements/form.html", {"form": form, "title": title, "back": back, "hint": hint})
