"""Leave and study days: planning with what they clash with, cancelling, and protected time by team and month."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices import operations, permissions
from apprentices.forms import CancelDayForm, PlanDaysForm
from apprentices.models import PersonalDay
from apprentices.timetable_reasons import STUDY_DAY_CANCELLED, choices
from apprentices.views.record import visible_record
from core import audit
from core.charts import HeatTable, heat_table
from core.permissions import require
from core.tables import Column, DateFilter, ListPage, PortalFilterSet
from core.words import count
from core.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
def plan_days(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan leave or study. What is planned on those days already is shown before anything is saved."""
    apprentice = visible_record(request, reference)
    require(permissions.may_plan_days(request.user, apprentice))  # type: ignore[arg-type]
    form, found = PlanDaysForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        found = operations.clashes(apprentice, first=typed["first"], last=typed["last"])
        if not found or typed["in_spite"]:
            try:
                made = operations.plan_days(
                    apprentice,
                    kind=typed["kind"],
                    first=typed["first"],
                    last=typed["last"],
                    hours=typed["hours"],
                    by=request.user,  # type: ignore[arg-type]
                )
            except StepRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"{count(len(made), 'day')} planned. Your line manager and tutor see them.")
                return redirect("apprentices:calendar", reference=reference)
        else:
            form.data = form.data.copy()
            form.data["in_spite"] = "on"
            form.submit = "Plan them all the same"
    context = {"apprentice": apprentice, "form": form, "clashes": found}
    return render(request, "apprentices/timetable/plan_days.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_day(request: HttpRequest, day: int) -> HttpResponse:
    """A planned day does not take place; of a study day the reason is asked."""
    user: Any = request.user
    days = PersonalDay.objects.visible_to(user).planned().select_related("apprentice__person")
    planned = get_object_or_404(days, pk=day)
    require(permissions.may_cancel_day(user, planned))
    form = CancelDayForm(request.POST or None, study=planned.kind == PersonalDay.Kind.STUDY)
    if request.method == "POST" and form.is_valid():
        try:
            operations.cancel_day(planned, by=user, reason=form.cleaned_data.get("reason", ""))
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Cancelled: {planned}.")
            return redirect("apprentices:calendar", reference=planned.apprentice.reference)
    return render(request, "apprentices/timetable/cancel_day.html", {"planned": planned, "form": form})


# Protected time ----------------------------------------------------------------------------------------------


class ProtectedTimeFilters(PortalFilterSet):
    team = django_filters.CharFilter(lookup_expr="icontains", label="Team")
    reason = django_filters.ChoiceFilter(
        field_name="cancelled_because", choices=choices(STUDY_DAY_CANCELLED), label="Reason", empty_label="All"
    )
    since = DateFilter(field_name="date", lookup_expr="gte", label="From")
    until = DateFilter(field_name="date", lookup_expr="lte", label="To")


class ProtectedTime(ListPage):
    """Study days that work took away, one row each, with the months of each team above."""

    title = "Protected time"
    noun = "cancelled study day"
    template_name = "apprentices/timetable/protected_time.html"
    empty = "No study day was cancelled."
    filterset_class = ProtectedTimeFilters
    default_sort = "-date"
    columns = (
        Column("date", "Day", sort=("date",), kind="date"),
        Column("team", "Team", sort=("team",)),
        Column(
            "apprentice",
            "Apprentice",
            value="apprentice.person.name",
            sort=("apprentice__person__name",),
            url=lambda planned: reverse("apprentices:calendar", args=[planned.apprentice.reference]),
        ),
        Column("hours", "Hours", sort=("hours",), kind="number"),
        Column("reason", "Reason", value="reason_words", sort=("cancelled_because",)),
        Column("cancelled_by", "Cancelled by", value="cancelled_by.name"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.reads_protected_time(request.user):  # type: ignore[arg-type]
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PersonalDay]:
        user: Any = self.request.user
        return PersonalDay.objects.visible_to(user).study().cancelled()

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.select_related("apprentice__person", "cancelled_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        study = PersonalDay.objects.visible_to(user).study().exclude(state=PersonalDay.State.SET_ASIDE)
        year = study.filter(date__gte=_year_ago())
        rows = list(year.values_list("team", "date", "state"))
        return super().get_context_data(heat=_by_team(rows), sentence=_sentence(rows), **kwargs)

    def exported(self, keys: Any) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded protected time", by=user, rows=len(keys))


def _year_ago() -> datetime.date:
    today = timezone.localdate()
    return datetime.date(today.year - 1, today.month, 1)


def _sentence(rows: list[tuple[str, datetime.date, str]]) -> str:
    if not rows:
        return "No study days were planned in the last year."
    lost = sum(state == PersonalDay.State.CANCELLED for _, _, state in rows)
    were = "was" if lost == 1 else "were"
    return f"{lost or 'None'} of {count(len(rows), 'study day')} planned in the last year {were} cancelled."


def _by_team(rows: list[tuple[str, datetime.date, str]]) -> HeatTable | None:
    """Cancelled study days by team and month."""
    lost = Counter((team, date.replace(day=1)) for team, date, state in rows if state == PersonalDay.State.CANCELLED)
    if not lost:
        return None
    months = sorted({month for _, month in lost})
    teams = sorted({team for team, _ in lost})
    most = max(teams, key=lambda team: sum(n for (t, _), n in lost.items() if t == team))
    return heat_table(
        f"{most or 'No team'} lost most study days",
        columns=[f"{month:%b} {month.year}" for month in months],
        rows=[(team or "No team", [lost[team, month] for month in months]) for team in teams],
        corner="Team",
    )
