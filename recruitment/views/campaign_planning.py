"""Planning a campaign with its employers: who is asked, what each lead offers, and when each stage takes place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium.models import Organisation
from core.permissions import require
from core.words import count
from core.workflow import StepRefused
from recruitment.forms.campaign_planning import AskEmployersForm, CampaignDatesForm, OfferPlacesForm
from recruitment.models import CampaignPlaces
from recruitment.operations import campaigns as operations
from recruitment.operations import places
from recruitment.permissions import campaigns as permissions
from recruitment.place_limits import price_of_a_place
from recruitment.views.campaigns import found_campaign, reverse_campaign
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def ask_employers(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    employers = (
        Organisation.objects.employers()
        .current(timezone.localdate())
        .exclude(campaign_places__campaign=found)
        .order_by("name")
    )
    form = AskEmployersForm(posted(request), employers=employers)
    form.cancel_url = reverse_campaign(found)
    if request.method == "POST" and form.is_valid():
        try:
            asked = places.ask_employers(campaign=found, employers=form.cleaned_data["employers"], by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{count(len(asked), 'employer is', 'employers are')} asked.")
            return redirect("recruitment:campaign", reference)
    context = {"form": form, "title": "Ask employers for places", "campaign": found}
    if not employers:
        context |= {"form": None, "lead": "Every employer has been asked, or has places, already."}
    return render(request, "recruitment/campaigns/form.html", context)


@require_http_methods(GET_OR_POST)
def offer_places(request: HttpRequest, reference: str, employer: str) -> HttpResponse:
    """The workforce lead's own page: places within what the levy pays for and the teams can host."""
    found = found_campaign(request, reference)
    offering = get_object_or_404(Organisation.objects.filter(campaign_places__campaign=found), reference=employer)
    require(permissions.may_offer_places(request.user, offering))  # type: ignore[arg-type]
    offered = CampaignPlaces.objects.prefetch_related("teams").get(campaign=found, employer=offering)
    form = OfferPlacesForm(posted(request), offered=offered)
    form.cancel_url = reverse_campaign(found)
    if request.method == "POST" and form.is_valid():
        try:
            row = places.offer_places(campaign=found, employer=offering, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error("places", str(refused))
        else:
            messages.success(request, f"{offering.short_name} offers {count(row.places or 0, 'place')}.")
            return redirect("recruitment:campaign", reference)
    context = {"form": form, "campaign": found, "employer": offering, "price": price_of_a_place(found.cohort)}
    return render(request, "recruitment/campaigns/offer_places.html", context)


@require_http_methods(GET_OR_POST)
def campaign_dates(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_campaign(request, reference)
    require(permissions.may_run(request.user, found))  # type: ignore[arg-type]
    form = CampaignDatesForm(posted(request), campaign=found)
    form.cancel_url = reverse_campaign(found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_dates(campaign=found, by=request.user, dates=form.dates())  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The dates are saved. Candidates read them on the campaign's page.")
            return redirect("recruitment:campaign", reference)
    context = {
        "form": form,
        "title": "Dates of the stages",
        "campaign": found,
        "lead": "People can apply in the campaign's own dates. Leave a stage empty where its days are not fixed yet.",
    }
    return render(request, "recruitment/campaigns/form.html", context)
