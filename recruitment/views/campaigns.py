"""Campaigns, for those who run them or take part in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Organisation
from core import words
from core.accounts.models import User
from core.audit.models import Event
from core.components import Fact
from core.permissions import require
from core.steps import taken
from core.tables import Column, ListPage
from core.workflow import StepRefused, may_move
from recruitment.forms.campaigns import CampaignForm, PlacesForm
from recruitment.models import Campaign, EligibilityException, InformationSession, Sift
from recruitment.models.campaigns import COORDINATING
from recruitment.operations import campaigns as operations
from recruitment.operations import places as places_operations
from recruitment.operations.places import TAKEN
from recruitment.permissions import campaigns as permissions
from recruitment.permissions import fairness as fairness_permissions
from recruitment.stages import stages_of
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


class CampaignList(ListPage):
    template_name = "recruitment/campaigns/list.html"
    title = "Campaigns"
    noun = "campaign"
    empty = "No campaign has been planned yet."
    default_sort = "-opens"
    columns = (
        Column("name", "Campaign", sort=("name",), url=lambda record: reverse_campaign(record)),
        Column("university", "University", "cohort.university.short_name"),
        Column("opens", "Opens", "opens_on", sort=("opens_on",), kind="date"),
        Column("closes", "Closes", "closes_on", sort=("closes_on",), kind="date"),
        Column("state", "State", kind="tag"),
        Column("applications", "Applications", "application_count", kind="number"),
    )

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Campaign]) -> QuerySet[Campaign]:
        submitted = Count("applications", filter=Q(applications__submitted_at__isnull=False))
        return records.select_related("cohort__university").annotate(application_count=submitted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_plan=permissions.may_plan(self.request.user), **kwargs)  # type: ignore[arg-type]


def reverse_campaign(campaign: Campaign) -> str:
    return reverse("recruitment:campaign", args=[campaign.reference])


def found_campaign(request: HttpRequest, reference: str) -> Campaign:
    found = Campaign.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(found.select_related("cohort__university", "run_by", "figures"), reference=reference)


@require_safe
def campaign(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    runs = bool(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    sessions: QuerySet[InformationSession] | None = found.sessions.with_counts() if runs else None
    facts = [
        Fact("Cohort", found.cohort),
        Fact("University", found.cohort.university),
        Fact("Run by", found.run_by),
        Fact("People can apply", f"from {words.day(found.opens_on)} to {words.day(found.closes_on)}"),
    ]
    if permissions.may_count_exceptions(request.user, found):  # type: ignore[arg-type]
        facts.append(Fact("Exceptions to the entry requirements", exceptions_in_words(found)))
    context = {
        "campaign": found,
        "facts": facts,
        "runs": runs,
        "may_read_report": bool(fairness_permissions.may_read_campaign(request.user, found)),  # type: ignore[arg-type]
        "sessions": sessions,
        "places": _places(request, found),
        "stages": stages_of(found, on=timezone.localdate()),
        "sift": None if runs else Sift.objects.filter(campaign=found, opened_at__isnull=False).first(),
        "steps": [(to, label) for to, (label, _) in STEPS.items() if runs and may_move(found, to=to)],
        "events": Event.objects.timeline(found, most=10) if runs else None,
    }
    return render(request, "recruitment/campaigns/campaign.html", context)


def exceptions_in_words(found: Campaign) -> str:
    """How many exceptions were agreed by a second person, refused or wait, and how many of them got an offer."""
    counted = EligibilityException.objects.filter(application__campaign=found).counted()
    return (
        f"{counted['agreed']} agreed by a second person, {counted['refused']} not agreed, {counted['asked']} waiting. "
        f"{words.count(counted['offered'], 'offer')} made with an exception."
    )


def _places(request: HttpRequest, found: Campaign) -> list[dict[str, Any]]:
    """Per employer what it offers, its applications and places taken, in two queries."""
    counted = {
        row["employer"]: row
        for row in found.applications.submitted()
        .order_by()
        .values("employer")
        .annotate(applied=Count("pk"), taken=Count("pk", filter=Q(state__in=TAKEN)))
    }
    nothing = {"applied": 0, "taken": 0}
    return [
        {
            **counted.get(row.employer_id, nothing),
            "row": row,
            "may_offer": bool(permissions.may_offer_places(request.user, row.employer)),  # type: ignore[arg-type]
        }
        for row in found.places.select_related("employer")
    ]


@require_http_methods(GET_OR_POST)
def plan_campaign(request: HttpRequest) -> HttpResponse:
    require(permissions.may_plan(request.user))  # type: ignore[arg-type]
    run_by = Organisation.objects.reached_by(request.user, on=timezone.localdate(), roles=COORDINATING)  # type: ignore[arg-type]
    form = CampaignForm(posted(request), run_by=run_by)
    form.cancel_url = reverse("recruitment:campaigns")
    if request.method == "POST" and form.is_valid():
        planned = operations.plan_campaign(by=request.user, **_details(form))
        messages.success(request, "The campaign is planned. Say how many places each employer offers, then open it.")
        return redirect("recruitment:campaign", planned.reference)
    return render(request, "recruitment/campaigns/form.html", {"form": form, "title": "Plan a campaign"})


@require_http_methods(GET_OR_POST)
def change_campaign(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    initial = {field: getattr(found, field) for field in ("name", "about", "opens_on", "closes_on")}
    form = CampaignForm(posted(request), initial=initial, run_by=Organisation.objects.none(), campaign=found)
    form.cancel_url = reverse_campaign(found)
    if request.method == "POST" and form.is_valid() and _change(request, form, found):
        messages.success(request, "The campaign is changed.")
        return redirect("recruitment:campaign", reference)
    return render(
        request, "recruitment/campaigns/form.html", {"form": form, "title": "Change the campaign", "campaign": found}
    )


@transaction.atomic
def _change(request: HttpRequest, form: CampaignForm, found: Campaign) -> bool:
    if not form.check_version(found):
        return False
    try:
        operations.change_campaign(campaign=found, by=request.user, **_details(form))
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _details(form: CampaignForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


@require_http_methods(GET_OR_POST)
def places(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    form = PlacesForm(posted(request), on=timezone.localdate())
    form.cancel_url = reverse_campaign(found)
    if request.method == "POST" and form.is_valid():
        try:
            places_operations.set_places(campaign=found, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            employer = form.cleaned_data["employer"]
            messages.success(request, f"{employer.short_name}: {form.cleaned_data['places']} places.")
            return redirect("recruitment:campaign", reference)
    return render(
        request, "recruitment/campaigns/form.html", {"form": form, "title": "Places of an employer", "campaign": found}
    )


def _finish(campaign: Campaign, *, by: User) -> None:
    operations.finish_campaign(campaign=campaign, by=by)


STEPS = {
    Campaign.State.OPEN.value: ("Open the campaign", Campaign.open),
    Campaign.State.CLOSED.value: ("Close to new applications", Campaign.close),
    Campaign.State.FINISHED.value: ("Finish the campaign", _finish),
}
"""State → the words on its button and the step."""


@require_POST
def move_campaign(request: HttpRequest, reference: str, to: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    if to not in STEPS:
        raise Http404
    label, step = STEPS[to]
    taken(request, lambda: step(found, by=request.user), f"{label}: done.")  # type: ignore[arg-type]
    return redirect("recruitment:campaign", reference)
