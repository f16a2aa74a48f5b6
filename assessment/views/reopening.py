"""Opening an accepted piece again, or asking whoever may."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessment import operations, permissions
from assessment.forms import AskToReopenForm, ReopenForm
from assessment.models import Evidence
from assessment.permissions import Authority
from assessment.views.asked import evidence_or_404, person
from assessment.views.writing import GET_OR_POST
from core import words
from core.forms import drafts
from core.permissions import require
from core.workflow import StepRefused


@GET_OR_POST
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Why it is opened again and until when; everybody who relied on it is told."""
    found, authority = _accepted(request, reference)
    require(permissions.may_reopen(person(request), found, authority))
    assert found.shown is not None
    on = timezone.localdate()
    form = ReopenForm(request.POST or None, on=on, initial={"number": found.shown.number})
    form.draft_key = f"reopen-{reference}-{found.shown.number}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.reopen(found, **form.cleaned_data, by=person(request))
        except StepRefused as refused:
            messages.warning(request, str(refused))
        else:
            drafts.saved(request, form.draft_key)
            until = words.day(form.cleaned_data["until"])
            messages.success(request, f"Opened again until {until}. Everybody who relied on it has been told.")
        return redirect("assessment:evidence", reference)
    context = {"evidence": found, "apprentice": found.apprentice, "form": form, "authority": authority}
    return render(request, "assessment/reopen.html", context)


@GET_OR_POST
def ask_to_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whoever has the authority at this moment."""
    found, authority = _accepted(request, reference)
    require(permissions.may_ask_to_reopen(person(request), found, authority))
    form = AskToReopenForm(request.POST or None)
    form.draft_key = f"ask-to-reopen-{reference}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_to_reopen(found, why=form.cleaned_data["why"], by=person(request))
        except StepRefused as refused:
            messages.warning(request, str(refused))
        else:
            drafts.saved(request, form.draft_key)
            messages.success(request, f"Asked. {words.listed(authority.people)} decides.")
        return redirect("assessment:evidence", reference)
    context = {"evidence": found, "apprentice": found.apprentice, "form": form, "authority": authority}
    return render(request, "assessment/ask_to_reopen.html", context)


def _accepted(request: HttpRequest, reference: str) -> tuple[Evidence, Authority]:
    found = evidence_or_404(request, reference)
    relations = permissions.relations_of(found.apprentice, on=timezone.localdate())
    return found, permissions.who_reopens(found, relations)
