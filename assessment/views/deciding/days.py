"""A university's own days for handing in and for appeals: as they are and were, and new ones from a day to come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assessment.deciding import board_permissions as permissions
from assessment.deciding import dates
from assessment.forms.boards import DaysForm
from assessment.models import DecisionRule
from assessment.operations.decision_rules import set_decision_rule
from assessment.views.asked import form_page, person
from assessment.views.writing import GET_OR_POST
from core.permissions import NotAllowed
from core.steps import taken_on
from core.words import day


@GET_OR_POST
def decision_days(request: HttpRequest) -> HttpResponse:
    """The days of the university of whose board this person is chair or secretary."""
    user = person(request)
    university = permissions.board_of(user)
    if university is None:
        raise NotAllowed(permissions.may_set_days(user).reason)
    now = dates.rule_of(university, on=timezone.localdate())
    initial = {"hand_in_days": now.hand_in_days, "appeal_working_days": now.appeal_working_days}
    form = DaysForm(request.POST or None, initial=initial)

    def step() -> Any:
        return set_decision_rule(university, rule=form.rule, valid_from=form.cleaned_data["valid_from"], by=user)

    if request.method == "POST" and form.is_valid() and (made := taken_on(form, step)):
        messages.success(request, f"Set from {day(made.valid_from)}.")
        return redirect("assessment:decision_days")
    return form_page(
        request,
        form,
        "Days for handing in and appeals",
        back=reverse("assessment:boards"),
        template="assessment/decisions/days.html",
        caption=university,
        now=now,
        default=dates.default_rule(),
        editions=DecisionRule.objects.filter(university=university).select_related("set_by"),
    )
