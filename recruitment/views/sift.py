"""The sift for those who run the campaign: what is read and by whom, how far it is, what it comes to."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.components import Fact
from core.permissions import require
from core.steps import taken
from core.tables import Column, ListPage, PortalFilterSet
from recruitment.fairness.agreement import strength_of
from recruitment.forms.sift import FromRegisterForm, SiftCriterionForm, SifterForm, SiftForm
from recruitment.models import Sift, SiftCriterion, Sifted, Sifter
from recruitment.operations import sift as operations
from recruitment.operations import sift_reading
from recruitment.permissions import sift as permissions
from recruitment.views.applications import application_url
from recruitment.views.campaigns import found_campaign
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


def visible_sift(request: HttpRequest, reference: str) -> Sift:
    """The sift of a campaign that this person sees; anything else does not exist for them."""
    sifts = Sift.objects.visible_to(request.user).select_related("campaign__run_by", "campaign__cohort__university")  # type: ignore[arg-type]
    return get_object_or_404(sifts, reference=reference)


def own_sift(request: HttpRequest, reference: str) -> Sift:
    """The sift, where this person runs it; 403 with the reason where they only see it."""
    sift = visible_sift(request, reference)
    require(permissions.may_run_sift(request.user, sift))  # type: ignore[arg-type]
    return sift


def _form(request: HttpRequest, form: Any, heading: str, caption: str, back: str) -> HttpResponse:
    form.cancel_url = back
    return render(
        request, "recruitment/selection_days/form.html", {"form": form, "heading": heading, "caption": caption}
    )


@require_http_methods(GET_OR_POST)
def plan_sift(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin to plan the sift of a campaign; where there is one, its page."""
    campaign = found_campaign(request, reference)
    require(permissions.may_plan_sift(request.user, campaign))  # type: ignore[arg-type]
    if (planned := Sift.objects.filter(campaign=campaign).first()) and request.method != "POST":
        return redirect("recruitment:sift", planned.reference)
    form = SiftForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step = partial(operations.plan_sift, campaign=campaign, by=request.user, **form.cleaned_data)
        taken(request, step, "The sift is planned. Add what is looked for, and name the sifters.")
        return redirect("recruitment:sift", Sift.objects.get(campaign=campaign).reference)
    back = reverse("recruitment:campaign", args=[campaign.reference])
    return _form(request, form, "Plan the sift", campaign.name, back)


@require_safe
def sift(request: HttpRequest, reference: str) -> HttpResponse:
    """What is read, who reads, how far it is, how far sifters agree."""
    found = own_sift(request, reference)
    alpha, read_twice = sift_reading.agreement_of(found)
    progress = sift_reading.progress_of(found)
    context = {
        "sift": found,
        "campaign": found.campaign,
        "facts": [
            Fact("Read by two people", f"{found.second_share} of 100 applications, drawn by lot"),
            Fact("The two talk where they are", f"{found.apart} marks apart or more"),
            Fact("Names of employers", "taken out" if found.hides_employer else "left in"),
        ],
        "criteria": found.criteria.all(),
        "progress": progress,
        "given": sum(given for _, given, _ in progress),
        "have": sum(have for _, _, have in progress),
        "counted": counted(found),
        "unread": operations.unread_by_anybody(found) if found.takes_marks else 0,
        "alpha": alpha,
        "strength": strength_of(alpha) if alpha is not None else None,
        "read_twice": read_twice,
    }
    return render(request, "recruitment/sift/sift.html", context)


def counted(found: Sift) -> list[tuple[str, int]]:
    """How many applications stand where, in one query."""
    rows = found.sifted.still_read().order_by().values_list("state").annotate(number=Count("pk"))
    numbers = dict(rows)
    return [(str(label), numbers.get(state, 0)) for state, label in Sifted.State.choices]


@require_http_methods(GET_OR_POST)
def change_sift(request: HttpRequest, reference: str) -> HttpResponse:
    found = own_sift(request, reference)
    initial = {name: getattr(found, name) for name in ("second_share", "apart", "hides_employer")}
    form = SiftForm(posted(request), initial=initial, record=found)
    back = reverse("recruitment:sift", args=[reference])
    if request.method == "POST" and form.is_valid() and form.check_version(found):
        answers = {name: form.cleaned_data[name] for name in initial}
        if taken(request, partial(operations.change_sift, sift=found, by=request.user, **answers), "Saved."):
            return redirect(back)
    return _form(request, form, "Change the sift", found.campaign.name, back)


@require_http_methods(GET_OR_POST)
def add_criterion(request: HttpRequest, reference: str) -> HttpResponse:
    found = own_sift(request, reference)
    form = SiftCriterionForm(posted(request))
    back = reverse("recruitment:sift", args=[reference])
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("reads", "name", "weight", "floor")}
        step = partial(operations.add_criterion, sift=found, anchors=form.anchors(), by=request.user, **answers)
        if taken(request, step, f"{answers['name']} is added."):
            return redirect(back)
    return _form(request, form, "Add what is looked for", found.campaign.name, back)


@require_POST
def remove_criterion(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    found = own_sift(request, reference)
    criterion = get_object_or_404(SiftCriterion, sift=found, position=position)
    taken(request, partial(operations.remove_criterion, criterion=criterion, by=request.user), "Removed.")  # type: ignore[arg-type]
    return redirect("recruitment:sift", reference)


@require_http_methods(GET_OR_POST)
def add_sifter(request: HttpRequest, reference: str) -> HttpResponse:
    found = own_sift(request, reference)
    form = SifterForm(posted(request))
    back = reverse("recruitment:sift", args=[reference])
    if request.method == "POST" and form.is_valid():
        step = partial(operations.add_sifter, sift=found, email=form.cleaned_data["email"], by=request.user)
        if taken(request, step, "Named. The home page of the sifter says what there is to read."):
            return redirect(back)
    return _form(request, form, "Name a sifter", found.campaign.name, back)


@require_http_methods(GET_OR_POST)
def ask_from_register(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask a panel member to read a share; whoever has no account gets a link."""
    found = own_sift(request, reference)
    form = FromRegisterForm(posted(request), register=operations.from_register(found))
    back = reverse("recruitment:sift", args=[reference])
    if request.method == "POST" and form.is_valid():
        step = partial(
            operations.ask_from_register, sift=found, panellist=form.cleaned_data["panellist"], by=request.user
        )
        if taken(request, step, "Named. They are told by mail when there is something to read."):
            return redirect(back)
    return _form(request, form, "Ask a panel member to sift", found.campaign.name, back)


@require_POST
def release_sifter(request: HttpRequest, reference: str, sifter: str) -> HttpResponse:
    found = own_sift(request, reference)
    named = get_object_or_404(Sifter.objects.reading().select_related("sift"), sift=found, reference=sifter)
    step = partial(operations.release_sifter, sifter=named, by=request.user)  # type: ignore[arg-type]
    taken(request, step, "Released. What was not finished goes to the others.")
    return redirect("recruitment:sift", reference)


STEPS = {
    "open": (operations.open_sift, "The sift is open. Sifters find on their home page what there is to read."),
    "close": (operations.close_sift, "The sift is closed. Employers can shortlist."),
    "reopen": (operations.reopen_sift, "The sift is open again."),
}


@require_POST
def move_sift(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    found = own_sift(request, reference)
    if step not in STEPS:
        raise Http404
    operation, done = STEPS[step]
    taken(request, partial(operation, sift=found, by=request.user), done)  # type: ignore[arg-type]
    return redirect("recruitment:sift", reference)


class ResultFilter(PortalFilterSet):
    state = django_filters.ChoiceFilter(label="Where it stands", empty_label="All", choices=Sifted.State.choices)
    under_floor = django_filters.BooleanFilter(label="Below a floor", method="below")

    def below(self, rows: QuerySet[Sifted], name: str, value: bool) -> QuerySet[Sifted]:
        return rows.filter(under_floor=value)


class SiftResults(ListPage):
    """What the sift comes to, by code: for those who run the campaign, its university, each employer for its own."""

    template_name = "recruitment/sift/results.html"
    title = "What the sift comes to"
    noun = "application"
    empty = "No application has been shared out in this sift yet."
    default_sort = "-total"
    filterset_class = ResultFilter
    columns = (
        Column("code", "Code", "application.code", url=lambda row: application_url(row.application)),
        Column("employer", "Employer", "application.employer.short_name", sort=("application__employer__name",)),
        Column("total", "Total", "total", sort=("total",), kind="number"),
        Column("floor", "To talk about", lambda row: "Below a floor" if row.under_floor else ""),
        Column("readings", "Read by", "readings_wanted", kind="number"),
        Column("sift", "Sift", "state", kind="tag"),
        Column("state", "Application", "application.state", kind="tag"),
    )

    @cached_property
    def sift(self) -> Sift:
        return visible_sift(self.request, self.kwargs["reference"])

    def get_queryset(self) -> QuerySet[Sifted]:
        return Sifted.objects.visible_to(self.request.user).filter(sift=self.sift)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Sifted]) -> QuerySet[Sifted]:
        return records.select_related("application__employer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sift=self.sift, campaign=self.sift.campaign, **kwargs)
