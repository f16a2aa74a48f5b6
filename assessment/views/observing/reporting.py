"""Once it took place: when and how long, the report and its signature, the reflection, what was said about it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessment.content import hash_of
from assessment.forms.observations import FeedbackForm, ReflectionForm, TookPlaceForm, report_form
from assessment.models import Observation
from assessment.observing import content, permissions
from assessment.operations import observations as operations
from assessment.views.asked import person
from assessment.views.observing.asked import capabilities_of, facts_of, observation_form, observation_or_404, papers_of
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.steps import taken, taken_on


@GET_OR_POST
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The observer says when it took place and for how long; the notes stay on the device until there is a signal."""
    found = observation_or_404(request, reference)
    require(permissions.may_record(person(request), found))
    planned = timezone.localtime(found.planned_for)
    form = TookPlaceForm(request.POST or None, initial={"date": planned.date(), "time": planned.time()})
    form.draft_key = f"observation-notes-{reference}"

    def step() -> Observation:
        notes, by = form.cleaned_data["notes"], person(request)
        return operations.record(found, began_at=form.moment, minutes=form.minutes, notes=notes, by=by)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        drafts.saved(request, form.draft_key)
        messages.success(request, "Saved. Your notes begin the report; nobody else reads them before you sign it.")
        return redirect("assessment:report_observation", reference)
    hint = "Say when it took place, not when you write this. What you type is kept on this device without a signal."
    return observation_form(request, form, "It took place", found, hint=hint)


@GET_OR_POST
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the report; the observer alone reads it until they sign it."""
    found = observation_or_404(request, reference)
    require(permissions.may_report(person(request), found))
    make_form = report_form(operations.capabilities_for(found), level=found.placement.level)
    form = make_form(request.POST or None, record=found)

    def step() -> Observation:
        text, reason = form.cleaned_data["report"], form.cleaned_data.get("kept_reason", "")
        return operations.write_report(found, report=text, saw=form.saw(), kept_reason=reason, by=person(request))

    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = form.check_version(found) and taken_on(form, step)
        if kept:
            drafts.saved(request, form.draft_key)
            if "later" in request.POST:
                messages.success(request, "Your report is saved. Nobody else reads it before you sign it.")
                return redirect("assessment:observation", reference)
            return redirect("assessment:sign_observation_report", reference)
    hint = f"{found.observed} wants to show: {found.to_show}"
    return observation_form(request, form, "Report of the observation", found, hint=hint)


@GET_OR_POST
def sign_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Check the report before signing it; one press signs, and the apprentice reads it."""
    found = observation_or_404(request, reference)
    require(permissions.may_report(person(request), found))
    if operations.what_is_missing(found):
        return redirect("assessment:report_observation", reference)
    begun = {"read": hash_of(content.reported(found))}
    form = SignForm(request.POST or None, begun=begun)
    if request.method == "POST":
        if not form.is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif taken(
            request, lambda: operations.sign_report(found, **begun, by=person(request), address=address_of(request))
        ):
            messages.success(request, f"Signed. {found.observed} reads your report now, and reflects on it next.")
            return redirect("assessment:observation", reference)
    back = reverse("assessment:report_observation", args=[reference])
    context = {
        "observation": found,
        "back": back,
        "facts": [*facts_of(found), *_report_facts(found, back)],
        "form": SignForm(begun=begun),
        "signing": f"I observed {found.observed} as {found.get_observer_as_display().lower()}. This is what I saw.",
    }
    return render(request, "assessment/observations/sign.html", context)


@GET_OR_POST
def reflect(request: HttpRequest, reference: str) -> HttpResponse:
    """The apprentice answers the report."""
    found = observation_or_404(request, reference)
    require(permissions.may_reflect(person(request), found))
    form = ReflectionForm(request.POST or None, of=found.placement.apprentice)
    form.draft_key = f"observation-reflection-{reference}"

    def step() -> Observation:
        return operations.reflect(found, **form.cleaned_data, by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        drafts.saved(request, form.draft_key)
        messages.success(request, "Sent. It cannot be changed now; your practice educator judges and signs next.")
        return redirect("assessment:observation", reference)
    return observation_form(request, form, "Your reflection", found, **papers_of(person(request), found))


@GET_OR_POST
def feedback(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down what the person or family said, with their agreement."""
    found = observation_or_404(request, reference)
    require(permissions.may_take_feedback(person(request), found))
    form = FeedbackForm(request.POST or None, of=found.placement.apprentice)
    form.draft_key = f"observation-feedback-{reference}"

    def step() -> object:
        said = {name: value for name, value in form.cleaned_data.items() if name != "agreed"}
        return operations.take_feedback(found, **said, by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        drafts.saved(request, form.draft_key)
        messages.success(request, "Saved what they said. It stays as it is.")
        return redirect("assessment:observation", reference)
    hint = "Only with their agreement. If they would rather say nothing, leave it: nobody asks why."
    return observation_form(request, form, "What the person or family said", found, hint=hint)


def _report_facts(found: Observation, back: str) -> list[Fact]:
    facts = [Fact("What you saw", found.report, back)]
    facts += [Fact(str(one.statement), one.saw, back) for one in capabilities_of(found)]
    if found.report_kept_reason:
        facts.append(Fact("Why what looks like personal details stays", found.report_kept_reason, back))
    return facts
