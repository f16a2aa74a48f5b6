"""Selection days for those who run them: the list, the day's own page, planning it and taking it on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consortium.people import holds
from core import permissions as core_permissions
from core.audit.models import Event
from core.components import Fact
from core.steps import taken
from core.tables import Column, ListPage
from recruitment.forms.campaigns import ReasonForm
from recruitment.forms.selection_days import CriterionForm, DayForm, ExerciseForm, NewDateForm, PanelForm, WeightsForm
from recruitment.models import Campaign, Criterion, PanelMember, SelectionDay
from recruitment.models.campaigns import COORDINATING
from recruitment.operations import panels as panel_operations
from recruitment.operations import selection_days as operations
from recruitment.operations.composition import reasons_by_panel
from recruitment.permissions import fairness as fairness_permissions
from recruitment.permissions import outcomes as outcome_permissions
from recruitment.permissions import selection as permissions

State = SelectionDay.State


class SelectionDays(ListPage):
    """Every selection day that a person runs, or that their employer or university takes part in."""

    template_name = "recruitment/selection_days/list.html"
    title = "Selection days"
    noun = "selection day"
    empty = "There are no selection days yet. Plan one from the page of a campaign."
    default_sort = "-date"
    columns = (
        Column(
            "date", "Date", sort=("date",), url=lambda day: reverse("recruitment:selection_day", args=[day.reference])
        ),
        Column("place", "Place", sort=("place",)),
        Column("campaign", "Campaign", value="campaign.name", sort=("campaign__name",)),
        Column("panels", "Panels", value="panel_count", kind="number"),
        Column("candidates", "Candidates", value="candidate_count", kind="number"),
        Column("state", "State", value="state", sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[SelectionDay]:
        return SelectionDay.objects.visible_to(self.request.user)

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return SelectionDay.objects.filter(pk__in=records.values("pk")).select_related("campaign").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaigns = Campaign.objects.run_by_people_of(self.request.user, on=timezone.localdate())
        return super().get_context_data(
            campaigns=campaigns.exclude(state=Campaign.State.FINISHED),
            coordinates=holds(self.request.user, *COORDINATING),
            **kwargs,
        )


def visible_day(request: HttpRequest, reference: str) -> SelectionDay:
    """The day, where this person may see it; 404 where not."""
    days = SelectionDay.objects.visible_to(request.user).select_related(
        "campaign__run_by", "campaign__cohort__university"
    )
    return get_object_or_404(days, reference=reference)


def own_day(request: HttpRequest, reference: str) -> SelectionDay:
    """The day, where this person runs it; 403 with the reason where they only see it."""
    day = visible_day(request, reference)
    core_permissions.require(permissions.may_run(request.user, day))
    return day


def plan_day(request: HttpRequest, reference: str) -> HttpResponse:
    campaign = get_object_or_404(
        Campaign.objects.visible_to(request.user).select_related("run_by"), reference=reference
    )
    core_permissions.require(permissions.may_plan(request.user, campaign))
    form = DayForm(request.POST or None)
    form.cancel_url = reverse("recruitment:selection_days")
    if request.method == "POST" and form.is_valid():
        day = operations.plan_day(
            campaign=campaign,
            date=form.cleaned_data["date"],
            place=form.cleaned_data["place"],
            getting_there=form.cleaned_data["getting_there"],
            by=request.user,
        )
        return redirect("recruitment:selection_day", day.reference)
    context = {"form": form, "heading": "Plan a selection day", "caption": campaign.name}
    return render(request, "recruitment/selection_days/form.html", context)


@require_safe
def selection_day(request: HttpRequest, reference: str) -> HttpResponse:
    """The day's own page: what is left to do, the panels, what is looked for, what happened."""
    day = visible_day(request, reference)
    runs = bool(permissions.may_run(request.user, day))
    panels = list(day.panels.select_related("room"))
    reasons = reasons_by_panel(panels)
    coming = _coming_by_panel(day)
    context = {
        "day": day,
        "runs": runs,
        "may_read_fairness": day.has_begun and bool(fairness_permissions.may_read_day(request.user, day)),
        "may_have_book": day.has_outcomes and bool(outcome_permissions.may_have_book(request.user, day)),
        "facts": facts_of(day),
        "panels": [(panel, coming.get(panel.pk, 0), reasons[panel.pk]) for panel in panels],
        "reasons": [reason for panel in panels for reason in reasons[panel.pk]],
        "exercises": _exercises(day),
        "next": NEXT.get(State(day.state)) if runs else None,
        "may_change_rules": runs and day.state in (*SelectionDay.BEFORE_LIVE, State.POSTPONED),
        "events": Event.objects.timeline(day, most=20) if runs else [],
    }
    return render(request, "recruitment/selection_days/day.html", context)


def facts_of(day: SelectionDay) -> list[Fact]:
    weights = ", ".join(f"{label} {share}" for label, share in day.weights_in_words)
    return [
        Fact("Campaign", day.campaign.name),
        Fact("Run by", day.campaign.run_by),
        Fact("Place", day.place),
        Fact("How to get there", day.getting_there or "Not said yet"),
        Fact("How much each view counts", weights),
        Fact("Equal totals", day.get_ties_display()),
    ]


def _coming_by_panel(day: SelectionDay) -> dict[int, int]:
    counts: dict[int, int] = {}
    for panel_id in PanelMember.objects.filter(panel__day=day).coming().values_list("panel_id", flat=True):
        counts[panel_id] = counts.get(panel_id, 0) + 1
    return counts


def _exercises(day: SelectionDay) -> list[tuple[Any, list[Criterion]]]:
    exercises = list(day.exercises.prefetch_related("criteria"))
    return [(exercise, list(exercise.criteria.all())) for exercise in exercises]


# Steps ------------------------------------------------------------------------------------------------------------

NEXT = {
    State.PLANNED: ("begin_staffing", "Begin to find panel members"),
    State.STAFFING: ("meet_composition", "Check the panels and go on"),
    State.COMPOSITION_MET: ("confirm", "Confirm the day and tell everybody"),
    State.CONFIRMED: ("go_live", "Start the day"),
    State.LIVE: ("close_scoring", "Close scoring"),
    State.STOPPED: ("resume", "Go on with the day"),
    State.SCORING_CLOSED: ("begin_moderation", "Open the panels' discussion"),
    State.MODERATION: ("agree_recommendations", "All recommendations are agreed"),
    State.RECOMMENDATIONS_AGREED: ("close", "Close the day"),
}
"""State → the step that leads on, and the words on its button."""

DONE = {
    "begin_staffing": "You can invite panel members now.",
    "meet_composition": "Every panel is made up as the rule asks.",
    "confirm": "The day is confirmed. Panel members and candidates have been told.",
    "go_live": "The day is live. Panel members can score.",
    "resume": "The day goes on.",
    "close_scoring": "Scoring is closed. Every score that was sent is frozen.",
    "begin_moderation": "The panels can discuss. Agreed scores stand beside the scores that were given.",
    "agree_recommendations": "The recommendations are agreed. Employers and universities decide next.",
    "close": "The day is closed.",
}

STEPS: dict[str, Callable[..., None]] = {
    "begin_staffing": operations.begin_staffing,
    "meet_composition": operations.meet_composition,
    "confirm": operations.confirm,
    "go_live": operations.go_live,
    "resume": lambda day, by: day.resume(by=by),
    "close_scoring": operations.close_scoring,
    "begin_moderation": lambda day, by: day.begin_moderation(by=by),
    "agree_recommendations": operations.agree_recommendations,
    "close": operations.close,
}

WITH_REASON = {
    "stop": (operations.stop, "Stop the day", "The day is stopped. Scores given so far stand."),
    "postpone": (operations.postpone, "Postpone the day", "The day is postponed. Everybody has been told."),
    "cancel": (operations.cancel, "Cancel the day", "The day is cancelled. Everybody has been told."),
}


@require_POST
def take_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the day to its next state."""
    day = own_day(request, reference)
    name = request.POST.get("step", "")
    if name not in STEPS:
        raise Http404
    taken(request, partial(STEPS[name], day=day, by=request.user), DONE[name])
    return redirect("recruitment:selection_day", day.reference)


def take_step_with_reason(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Stop, postpone or cancel the day, with the reason that is kept with it."""
    day = own_day(request, reference)
    if step not in WITH_REASON:
        raise Http404
    operation, heading, done = WITH_REASON[step]
    form = ReasonForm(request.POST or None, submit=heading)
    form.cancel_url = reverse("recruitment:selection_day", args=[day.reference])
    if request.method == "POST" and form.is_valid():
        step_taken = partial(operation, day=day, reason=form.cleaned_data["reason"], by=request.user)
        if taken(request, step_taken, done):
            return redirect("recruitment:selection_day", day.reference)
    return render(
        request, "recruitment/selection_days/form.html", {"form": form, "heading": heading, "caption": str(day)}
    )


def new_date(request: HttpRequest, reference: str) -> HttpResponse:
    """A postponed day gets a new date."""
    day = own_day(request, reference)
    form = NewDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = partial(operations.plan_again, day=day, date=form.cleaned_data["date"], by=request.user)
        if taken(request, step, "The day has a new date. Begin to find panel members again."):
            return redirect("recruitment:selection_day", day.reference)
    return _form(request, day, form, "Give the day a new date")


# What is looked for, and how it counts ------------------------------------------------------------------------------


def change_weights(request: HttpRequest, reference: str) -> HttpResponse:
    day = own_day(request, reference)
    form = WeightsForm(request.POST or None, initial=WeightsForm.initial_of(day), record=day)
    if request.method == "POST" and form.is_valid() and form.check_version(day):
        step = partial(
            operations.change_weights, day=day, weights=form.weights(), ties=form.cleaned_data["ties"], by=request.user
        )
        if taken(request, step, "The weights are saved."):
            return redirect("recruitment:selection_day", day.reference)
    return _form(request, day, form, "How much each view counts")


def add_exercise(request: HttpRequest, reference: str) -> HttpResponse:
    day = own_day(request, reference)
    form = ExerciseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = partial(operations.add_exercise, day=day, by=request.user, **form.cleaned_data)
        taken(request, step, f"{form.cleaned_data['name']} is added. Add what is looked for in it.")
        return redirect("recruitment:selection_day", day.reference)
    return _form(request, day, form, "Add an exercise")


def add_criterion(request: HttpRequest, reference: str) -> HttpResponse:
    day = own_day(request, reference)
    form = CriterionForm(request.POST or None, day=day)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        step = partial(
            operations.add_criterion,
            exercise=answers["exercise"],
            name=answers["name"],
            anchors=form.anchors(),
            weight=answers["weight"],
            floor=answers["floor"],
            by=request.user,
        )
        if taken(request, step, f"{answers['name']} is added."):
            return redirect("recruitment:selection_day", day.reference)
    return _form(request, day, form, "Add what is looked for")


def add_panel(request: HttpRequest, reference: str) -> HttpResponse:
    day = own_day(request, reference)
    form = PanelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, room = form.cleaned_data["name"], form.cleaned_data["room"]
        step = partial(panel_operations.add_panel, day=day, name=name, room=room, by=request.user)
        if taken(request, step, f"{name} is added."):
            return redirect("recruitment:selection_day", day.reference)
    return _form(request, day, form, "Add a panel")


def _form(request: HttpRequest, day: SelectionDay, form: Any, heading: str) -> HttpResponse:
    form.cancel_url = reverse("recruitment:selection_day", args=[day.reference])
    return render(
        request, "recruitment/selection_days/form.html", {"form": form, "heading": heading, "caption": str(day)}
    )
