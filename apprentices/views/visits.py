"""Visits to the workplace: one visit and its steps, the list of whose next visit is due, how often they are due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import forms, operations, permissions
from apprentices.models import Apprentice, WorkplaceVisit
from apprentices.models.visits import usual_weeks, visits_due, with_visits
from apprentices.views.changes.common import answer, visible
from apprentices.views.record import visible_record
from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.permissions import require
from core.tables import Column, ListPage, PortalFilterSet
from core.words import day

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


class VisitFilters(PortalFilterSet):
    name = django_filters.CharFilter(field_name="person__name", lookup_expr="icontains", label="Name")
    due = django_filters.ChoiceFilter(
        choices=[("due", "Due, and none planned")], label="Next visit", empty_label="All", method="is_due"
    )

    def is_due(self, apprentices: QuerySet[Apprentice], name: str, value: str) -> QuerySet[Apprentice]:
        due = visits_due(Apprentice.objects.all(), on=timezone.localdate())
        return apprentices.filter(pk__in=due.order_by().values("pk"))


class VisitList(ListPage):
    """Apprentices of the university with their last and next visit, the longest without one first."""

    title = "Workplace visits"
    noun = "apprentice"
    empty = "No apprentices to visit."
    filterset_class = VisitFilters
    default_sort = "counted"
    template_name = "apprentices/visits/list.html"
    columns = (
        Column(
            "name",
            "Apprentice",
            value="person.name",
            sort=("person__name",),
            url=lambda apprentice: reverse("apprentices:support", args=[apprentice.reference]),
        ),
        Column("employer", "Employer", value="employer.short_name", sort=("employer__short_name",)),
        Column("last", "Last visit", value="last_visit", sort=("last_visit",), kind="date"),
        Column("counted", "Counted from", value="counted_from", sort=("counted_from",), kind="date"),
        Column("next", "Planned", value="next_visit", sort=("next_visit",), kind="date"),
        Column("missed", "Missed", value="missed_visits", sort=("missed_visits",), kind="number"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(permissions.may_follow_visits(request.user))  # type: ignore[arg-type]
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Apprentice]:
        user: Any = self.request.user
        mine = operations.visited_by(user, on=timezone.localdate())
        return with_visits(mine.filter(state__in=Apprentice.STARTED))

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.select_related("person", "employer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(may_set=bool(permissions.may_set_interval(user)), weeks=usual_weeks(), **kwargs)

    def exported(self, keys: Sequence[Any]) -> None:
        user: Any = self.request.user
        audit.record(user, "downloaded the list of workplace visits", by=user, rows=len(keys))


@GET_OR_POST
def set_interval(request: HttpRequest) -> HttpResponse:
    """How often a university visits workplaces."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_set_interval(user))
    own = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=["compliance_officer"])
    form = forms.VisitIntervalForm(
        request.POST or None, universities=own.order_by("name"), initial={"weeks": usual_weeks()}
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        interval = operations.set_visit_interval(typed["university"], weeks=typed["weeks"], by=user)
        messages.success(request, f"Visits are due every {interval.weeks} weeks now.")
        return redirect("apprentices:workplace_visits")
    return render(request, "apprentices/visits/interval.html", {"form": form})


def _url(visit: WorkplaceVisit) -> str:
    return reverse("apprentices:workplace_visit", args=[visit.reference])


@require_safe
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    found: WorkplaceVisit = visible(request, WorkplaceVisit, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_read_visit(user, found))
    may_record = bool(permissions.may_record_visit(user, found))
    context = {
        "visit": found,
        "apprentice": found.apprentice,
        "may_record": may_record,
        "may_hold": may_record and found.date <= timezone.localdate(),
    }
    return render(request, "apprentices/visits/visit.html", context)


@GET_OR_POST
def plan_visit(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_plan_visit(user, apprentice))
    form = forms.PlanVisitForm(request.POST or None, initial={"with_whom": f"{apprentice} and the line manager"})

    def act(typed: dict[str, Any]) -> str:
        made = operations.plan_visit(apprentice, planned=form.visit(), by=user)
        return f"Planned for {day(made.date)}. {apprentice} and the line manager are told."

    return answer(
        request,
        form,
        act,
        to=reverse("apprentices:support", args=[reference]),
        title="Plan a workplace visit",
        apprentice=apprentice,
    )


@GET_OR_POST
def move_visit(request: HttpRequest, reference: str) -> HttpResponse:
    found: WorkplaceVisit = visible(request, WorkplaceVisit, reference)
    require(permissions.may_record_visit(request.user, found))  # type: ignore[arg-type]
    initial = {name: getattr(found, name) for name in ("date", "starts_at", "place", "with_whom")}
    form = forms.PlanVisitForm(request.POST or None, initial={**initial, "online": "yes" if found.online else "no"})
    form.submit = "Move the visit"

    def act(typed: dict[str, Any]) -> str:
        operations.move_visit(found, planned=form.visit(), by=request.user)  # type: ignore[arg-type]
        return f"Moved to {day(found.date)}. The others are told."

    return answer(request, form, act, to=_url(found), title="Move the visit", apprentice=found.apprentice)


@GET_OR_POST
def hold_visit(request: HttpRequest, reference: str) -> HttpResponse:
    found: WorkplaceVisit = visible(request, WorkplaceVisit, reference)
    require(permissions.may_record_visit(request.user, found))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.hold_visit(found, **typed, by=request.user)  # type: ignore[arg-type]
        return "Recorded. The others can read it."

    form = forms.HoldVisitForm(request.POST or None)
    return answer(request, form, act, to=_url(found), title="Record the visit", apprentice=found.apprentice)


@GET_OR_POST
def miss_visit(request: HttpRequest, reference: str) -> HttpResponse:
    found: WorkplaceVisit = visible(request, WorkplaceVisit, reference)
    require(permissions.may_record_visit(request.user, found))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.miss_visit(found, because=typed["because"], by=request.user)  # type: ignore[arg-type]
        return "Recorded. Plan another day."

    form = forms.MissVisitForm(request.POST or None)
    return answer(request, form, act, to=_url(found), title="The visit was missed", apprentice=found.apprentice)
