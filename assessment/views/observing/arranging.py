"""Before it takes place: plan, the yes of the person or family, move, cancel; and how many a university asks for."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assessment.forms.observations import AgreedForm, BecauseForm, MoveForm, PlanForm, RulesForm
from assessment.models import Observation
from assessment.observing import permissions
from assessment.observing.counts import asked_by
from assessment.operations import observations as operations
from assessment.views.asked import form_page, person, portfolio_or_404
from assessment.views.observing.asked import observation_form, observation_or_404, placements_of
from assessment.views.writing import GET_OR_POST
from core.accounts.models import User
from core.forms import drafts
from core.permissions import NotAllowed, require
from core.steps import taken_on
from core.words import moment
from placements.models import Placement


@GET_OR_POST
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan an observation in the placement that is agreed or under way."""
    apprentice, user = portfolio_or_404(request, reference), person(request)
    placement = placements_of(apprentice.pk).filter(state__in=Placement.AGREED).order_by("starts_on").first()
    if placement is None:
        raise NotAllowed("No placement is agreed or under way, and observations are made in a placement.")
    require(permissions.may_plan(user, placement))
    people = _observers(user, placement)
    form = PlanForm(request.POST or None, observers=[(who.reference, label) for who, label in people])
    form.draft_key = f"plan-observation-{placement.reference}"

    def step() -> Observation:
        observer = next(who for who, _ in people if who.reference == form.cleaned_data["observer"])
        said = {name: form.cleaned_data[name] for name in ("place", "to_show")}
        return operations.plan(placement, observer=observer, planned_for=form.moment, **said, by=user)

    if request.method == "POST" and form.is_valid() and (made := taken_on(form, step)):
        drafts.saved(request, form.draft_key)
        messages.success(request, "Planned, and the others have been told. Next: ask the person or family.")
        return redirect("assessment:observation", made.reference)
    back = reverse("assessment:observations_of", args=[reference])
    return form_page(request, form, "Plan a direct observation", back=back, caption=apprentice)


@GET_OR_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that the person or family agreed: by whom it was asked, when and how; never who they are."""
    found = observation_or_404(request, reference)
    require(permissions.may_arrange(person(request), found))
    form = AgreedForm(request.POST or None)

    def step() -> Observation:
        how, on = form.cleaned_data["how"], form.cleaned_data["on"]
        return operations.agree(found, how=how, on=on, by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Saved that they agreed. They can still cancel at any time.")
        return redirect("assessment:observation", reference)
    hint = "Do not write who they are. Somebody who would rather not be observed says no to you or to the observer."
    return observation_form(request, form, "The person or family agreed", found, hint=hint)


@GET_OR_POST
def rearrange(request: HttpRequest, reference: str) -> HttpResponse:
    """Move it to another time."""
    found = observation_or_404(request, reference)
    require(permissions.may_arrange(person(request), found))
    form = MoveForm(request.POST or None)

    def step() -> Observation:
        because = form.cleaned_data["because"]
        return operations.rearrange(found, planned_for=form.moment, because=because, by=person(request))

    if request.method == "POST" and form.is_valid() and (moved := taken_on(form, step)):
        messages.success(request, f"Moved to {moment(moved.planned_for)}. The others have been told.")
        return redirect("assessment:observation", reference)
    hint = f"It is planned for {moment(found.planned_for)}. Moving it counts against nobody."
    return observation_form(request, form, "Move the observation", found, hint=hint)


@GET_OR_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel it. Where the person who was to be seen wished it, that is their right."""
    found = observation_or_404(request, reference)
    require(permissions.may_arrange(person(request), found))
    form = BecauseForm(request.POST or None)

    def step() -> Observation:
        return operations.cancel(found, because=form.cleaned_data["because"], by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Cancelled, and the others have been told. It counts against nobody.")
        return redirect("assessment:observation", reference)
    hint = "A person or family may cancel at any time and need not say why. It is no failure of anybody."
    return observation_form(request, form, "Cancel the observation", found, hint=hint)


@GET_OR_POST
def rules(request: HttpRequest) -> HttpResponse:
    """How many observations the university asks for: its placement coordinator says so."""
    user = person(request)
    university = permissions.sets_rule_for(user)
    if university is None:
        raise NotAllowed("A university's placement coordinator says how many observations it asks for.")
    asked = asked_by(university, (1, 2))
    form = RulesForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for number, now in form.asked().items():
                if now != asked[number]:
                    operations.set_rule(university=university, number=number, asked=now, by=user)
        messages.success(request, f"Saved what {university} asks for. It holds for placements under way too.")
        return redirect("assessment:observation_rules")
    hint = "Observations by a workplace supervisor are countersigned by the practice educator."
    title = f"Direct observations asked for by {university}"
    return form_page(request, form, title, back=reverse("assessment:observations"), hint=hint)


def _observers(user: User, placement: Placement) -> list[tuple[User, str]]:
    """Whom this person may ask to observe, each with what they are in words."""
    here = [(who, f"{who}, {part.label.lower()}") for part, who in permissions.observers_of(placement)]
    second = permissions.second_educators(user, placement)
    return here + [(e.person, f"{e.person}, {e.employer_words}: an extra one, as second educator") for e in second]
