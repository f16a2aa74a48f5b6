"""Substitutes: the order in which they are asked, the search for a free place, and a substitute's own page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import links
from core.accounts.models import User
from core.links.views import closed
from core.steps import taken
from core.workflow import StepRefused
from recruitment import rotation
from recruitment.forms.panellists import FromRegisterForm, OrderForm, SubstituteForm
from recruitment.models import Panellist, PanelMember, Reserve, SubstituteOffer, Vacancy
from recruitment.operations import panels as panel_operations
from recruitment.operations import substitutes as operations
from recruitment.operations import vacancies
from recruitment.operations.panellists import standings
from recruitment.views.panels import own_panel
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


def _in_turn(day: Any) -> list[tuple[Panellist, str]]:
    """Who may be asked for a day and has no seat on it, in turn, each with how they stand."""
    register = Panellist.objects.filter(kept_by=day.campaign.run_by_id).active()
    taken_seats = PanelMember.objects.filter(panel__day=day).current().values("person")
    known = standings(register.exclude(person__in=taken_seats), day)
    by_key = {one.pk: one for one, _ in known}
    return [(by_key[s.key], rotation.why(s)) for s in rotation.in_turn(standing for _, standing in known)]


@require_http_methods(GET_OR_POST)
def invite_from_register(request: HttpRequest, reference: str) -> HttpResponse:
    """Invite somebody from the register; whose turn it is stands first."""
    found = own_panel(request, reference)
    proposed = _in_turn(found.day)
    form = FromRegisterForm(posted(request), proposed=proposed)
    form.cancel_url = reverse("recruitment:panel", args=[reference])
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        step = partial(
            panel_operations.invite_member,
            panel=found,
            person=chosen.person,
            group=chosen.group,
            organisation=chosen.organisation,
            by=request.user,
        )
        if taken(request, step, f"{chosen.known_as} has been invited."):
            return redirect("recruitment:panel", reference)
    context = {"form": form, "panel": found, "day": found.day, "proposed": proposed}
    return render(request, "recruitment/panellists/invite.html", context)


@require_http_methods(GET_OR_POST)
def order_of_substitutes(request: HttpRequest, reference: str) -> HttpResponse:
    """In which order substitutes of a day are asked. It begins as the fair turns propose it."""
    day = own_day(request, reference)
    proposed = []
    for one, why in _in_turn(day):
        one.why = why  # type: ignore[attr-defined]
        proposed.append(one)
    chosen = dict(Reserve.objects.filter(day=day).values_list("panellist_id", "rank"))
    form = OrderForm(posted(request), proposed=proposed, chosen=chosen)
    form.cancel_url = reverse("recruitment:selection_day", args=[reference])
    if request.method == "POST" and form.is_valid():
        vacancies.set_order(day=day, order=form.order(), by=request.user)
        messages.success(request, "The order is saved. Whoever leaves, the first who fits is asked at once.")
        return redirect("recruitment:selection_day", reference)
    context = {"form": form, "day": day, "proposed": proposed, "is_set": bool(chosen)}
    return render(request, "recruitment/panellists/order.html", context)


@require_http_methods(GET_OR_POST)
def substitutes(request: HttpRequest, reference: str) -> HttpResponse:
    """The places of a panel that are or were free: who left, who was asked in turn, who stands in."""
    found = own_panel(request, reference)
    form = SubstituteForm(posted(request))
    form.cancel_url = reverse("recruitment:panel", args=[reference])
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        made = vacancies.offer_place(panel=found, group=group, day_was=found.day.state, by=request.user)
        if made:
            messages.success(request, "Substitutes are being asked, one after the other.")
        else:
            messages.warning(request, "Nobody on the register who may be asked has said that they can come.")
        return redirect("recruitment:substitutes", reference)
    places = found.vacancies.select_related("leaver__person", "filled_by__person").prefetch_related(
        "offers__panellist__person"
    )
    context = {"form": form, "panel": found, "day": found.day, "places": places}
    return render(request, "recruitment/panellists/substitutes.html", context)


SEARCH_STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "stop": (vacancies.stop_search, "Nobody more is asked for this place."),
    "again": (vacancies.search_again, "Others are being asked, one after the other."),
}


@require_POST
def search_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop asking, or ask those who were not asked before."""
    found = get_object_or_404(Vacancy.objects.select_related("panel__day__campaign__run_by"), reference=reference)
    own_panel(request, found.panel.reference)
    name = request.POST.get("step", "")
    if name not in SEARCH_STEPS:
        raise Http404
    step, done = SEARCH_STEPS[name]
    taken(request, partial(step, vacancy=found, by=request.user), done)
    return redirect("recruitment:substitutes", found.panel.reference)


# A substitute's own page ------------------------------------------------------------------------------------------

OfferView = Callable[..., HttpResponse]


def asked_to_stand_in(view: OfferView) -> OfferView:
    """A page of one substitute's turn, by account or by the link; it closes when the turn is over."""

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, reference: str) -> HttpResponse:
        offers = SubstituteOffer.objects.held().select_related("vacancy__panel__day__campaign", "panellist__person")
        offer = offers.filter(reference=reference).first()
        if offer and (
            request.user == offer.panellist.person
            or links.grant(request, purpose=vacancies.STAND_IN, subject=offer) is not None
        ):
            return view(request, offer, offer.panellist.person)
        if request.user.is_authenticated:
            raise Http404
        return closed(request)

    return page


@require_safe
@asked_to_stand_in
def stand_in(request: HttpRequest, offer: SubstituteOffer, person: User) -> HttpResponse:
    """Whether the person can stand in, and until when the place is held for them."""
    context = {"offer": offer, "day": offer.vacancy.panel.day, "person": person}
    return render(request, "recruitment/panellists/stand_in.html", context)


@require_POST
@asked_to_stand_in
def answer_stand_in(request: HttpRequest, offer: SubstituteOffer, person: User) -> HttpResponse:
    """Yes or no to standing in."""
    context: dict[str, Any] = {"day": offer.vacancy.panel.day, "person": person, "seat": None}
    said_yes = request.POST.get("answer") == "yes"
    try:
        if said_yes:
            context["seat"] = operations.take_place(offer=offer, by=person)
        else:
            operations.pass_on(offer=offer, by=person)
    except StepRefused as refused:
        context["refused"] = str(refused)
    context["said_yes"] = said_yes
    return render(request, "recruitment/panellists/stand_in_answered.html", context)
