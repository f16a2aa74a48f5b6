"""Chair's action: proposed, agreed by every party in writing, taken by the chair, reported to the next panel."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.deciding import board_permissions as permissions
from assessment.forms.decisions import ActionForm, WordsForm
from assessment.models import ChairsAction, ChairsActionAgreement
from assessment.operations import chairs_actions as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import JOINED, decided_or_404, decision_form, page_of
from assessment.views.writing import GET_OR_POST
from core.components import Fact
from core.permissions import require
from core.steps import taken, taken_on
from core.words import day, listed

State = ChairsAction.State


@GET_OR_POST
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose that days which were lost are added without a meeting."""
    found = decided_or_404(request, reference)
    require(permissions.may_propose_action(person(request), found))
    form = ActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = taken_on(form, lambda: operations.propose_action(found, **form.cleaned_data, by=person(request)))
        if made:
            messages.success(request, "Proposed. Every party has been told, and agrees in writing or does not.")
            return redirect("assessment:chairs_action", made.reference)
    hint = "Only where apprentice, practice educator, tutor and employer all agree in writing. The next panel is told."
    return decision_form(request, form, "Propose chair’s action", back=page_of(found), caption=found, hint=hint)


@GET_OR_POST
def chairs_action(request: HttpRequest, reference: str) -> HttpResponse:
    """What is proposed, who has agreed in which words, and one's own answer."""
    found, user = _action_or_404(request, reference), person(request)
    may_agree = permissions.may_agree_to_action(user, found)
    form = WordsForm(request.POST or None, asked="That you agree, in your own words", submit="Agree in writing")
    if request.method == "POST":
        require(may_agree)
        if form.is_valid() and taken_on(
            form, lambda: operations.agree_to_action(found, said=form.cleaned_data["words"], by=user)
        ):
            messages.success(request, "Your agreement is recorded under your name.")
            return redirect("assessment:chairs_action", reference)
    given = list(found.agreements.select_related("agreed_by"))
    there = {one.party for one in given}
    context = {
        "action": found,
        "submission": found.submission,
        "agreements": given,
        "missing": listed(label.lower() for party, label in ChairsActionAgreement.Party.choices if party not in there),
        "form": form if may_agree else None,
        "facts": [
            Fact("Apprentice", found.submission.placement.apprentice),
            Fact("Placement", found.submission.placement.name),
            Fact("Days added", found.more_days),
            Fact("To be made up by", day(found.due_on)),
            Fact("Why", found.reasons),
            Fact("Proposed by", found.proposed_by),
        ],
        "may": {
            "take": permissions.may_take_action(user, found),
            "report": permissions.may_report_action(user, found),
        },
    }
    return render(request, "assessment/decisions/chairs_action.html", context)


@require_POST
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Not agree, and say no more."""
    found = _action_or_404(request, reference)
    require(permissions.may_agree_to_action(person(request), found))
    if taken(request, lambda: operations.refuse_action(found, by=person(request))):
        messages.success(request, "Recorded. The panel decides.")
    return redirect("assessment:chairs_action", reference)


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """The chair acts."""
    found = _action_or_404(request, reference)
    require(permissions.may_take_action(person(request), found))
    if taken(request, lambda: operations.take_action(found, by=person(request))):
        messages.success(request, "Taken. The days are added; report it to the next panel.")
    return redirect("assessment:chairs_action", reference)


@require_POST
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """It was reported to the panel."""
    found = _action_or_404(request, reference)
    require(permissions.may_report_action(person(request), found))
    if taken(request, lambda: operations.report_action(found, on=timezone.localdate(), by=person(request))):
        messages.success(request, "Recorded as reported to the panel.")
    return redirect("assessment:chairs_action", reference)


def _action_or_404(request: HttpRequest, reference: str) -> ChairsAction:
    joined = [f"submission__{path}" for path in JOINED]
    visible = ChairsAction.objects.visible_to(person(request)).select_related("proposed_by", "taken_by", *joined)
    return get_object_or_404(visible, reference=reference)
