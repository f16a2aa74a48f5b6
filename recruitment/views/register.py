"""One's own place on the register of panel members, by account or by link: days, what helps, whom to avoid, a limit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core import links
from core.accounts.models import User
from core.links.views import closed
from core.steps import taken
from recruitment.forms.panellists import AboutMeForm, DaysForm, LimitForm, NeverMeetForm
from recruitment.models import Availability, Panellist, PersonalLimit
from recruitment.operations import panellists as operations
from recruitment.operations.avoiding import never_meet
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
OwnView = Callable[..., HttpResponse]


def own_place(view: OwnView) -> OwnView:
    """A page of somebody's own place on the register, by account or by the link that was sent to them."""

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, reference: str) -> HttpResponse:
        places = Panellist.objects.exclude(state=Panellist.State.LEFT).select_related("person", "kept_by")
        place = places.filter(reference=reference).first()
        if place and (
            request.user == place.person or links.grant(request, purpose=operations.REGISTER, subject=place) is not None
        ):
            return view(request, place, place.person)
        if request.user.is_authenticated:
            raise Http404
        return closed(request)

    return page


@require_safe
@own_place
def my_register(request: HttpRequest, place: Panellist, person: User) -> HttpResponse:
    """What is kept of oneself, and the days that one was asked about."""
    context: dict[str, Any] = {
        "place": place,
        "person": person,
        "asked": Availability.objects.waiting_for(place, on=timezone.localdate()).select_related("day"),
        "is_paid": place.is_paid,
    }
    return render(request, "recruitment/panellists/mine.html", context)


@require_http_methods(GET_OR_POST)
@own_place
def my_days(request: HttpRequest, place: Panellist, person: User) -> HttpResponse:
    """On which days the person can come."""
    asked = list(Availability.objects.waiting_for(place, on=timezone.localdate()).select_related("day"))
    form = DaysForm(posted(request), asked=asked)
    if request.method == "POST" and form.is_valid():
        step = partial(operations.answer_availability, panellist=place, answers=form.answers(), by=person)
        if taken(request, step, "Thank you for telling us. You can change your answer until the day."):
            return _back(place)
    return _page(request, place, form, "When can you come?", "recruitment/panellists/my_days.html", asked=asked)


@require_http_methods(GET_OR_POST)
@own_place
def about_me(request: HttpRequest, place: Panellist, person: User) -> HttpResponse:
    """What helps, what the person would rather not talk about, who comes with them."""
    form = AboutMeForm(posted(request), instance=place)
    if request.method == "POST" and form.is_valid() and _say(request, form, place, person):
        return _back(place)
    return _page(request, place, form, "What we should know", "recruitment/panellists/about_me.html")


@transaction.atomic
def _say(request: HttpRequest, form: AboutMeForm, place: Panellist, person: User) -> bool:
    if not form.check_version(place):
        return False
    step = partial(operations.say_what_helps, panellist=place, changes=form.changes, by=person)
    return taken(request, step, "Thank you. We have saved this.")


@require_http_methods(GET_OR_POST)
@own_place
def never_to_meet(request: HttpRequest, place: Panellist, person: User) -> HttpResponse:
    """Boroughs, services and names that the person never wants to meet; no reason is asked."""
    form = NeverMeetForm(posted(request), panellist=place)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("boroughs", "organisations", "names")}
        step = partial(never_meet, panellist=place, by=person, **answers)
        if taken(request, step, "Thank you. We have saved this, and nobody can read it but you."):
            return _back(place)
    return _page(request, place, form, "People I never want to meet", "recruitment/panellists/never_meet.html")


@require_http_methods(GET_OR_POST)
@own_place
def my_limit(request: HttpRequest, place: Panellist, person: User) -> HttpResponse:
    """The most that the person wants to be paid; nobody else reads it."""
    limit = PersonalLimit.objects.filter(panellist=place).first()
    initial = {"amount": limit.amount, "every": limit.every} if limit else {}
    form = LimitForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        step = partial(
            operations.set_limit, panellist=place, amount=answers["amount"], every=answers["every"], by=person
        )
        if taken(request, step, "Thank you. We have saved this, and nobody can read it but you."):
            return _back(place)
    return _page(request, place, form, "A limit of my own", "recruitment/panellists/my_limit.html")


def _back(place: Panellist) -> HttpResponse:
    return redirect("recruitment:my_register", place.reference)


def _page(
    request: HttpRequest, place: Panellist, form: Any, heading: str, template: str, **context: Any
) -> HttpResponse:
    form.cancel_url = reverse("recruitment:my_register", args=[place.reference])
    return render(request, template, {"place": place, "form": form, "heading": heading, **context})
