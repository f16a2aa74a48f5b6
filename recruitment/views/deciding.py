"""University and employer decide up to the shortlist: entry requirements, exceptions, invitation."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.permissions import require
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.decisions import AskServiceForm, EligibilityForm, ExceptionForm, ShortlistForm
from recruitment.models import Application, ApplicationDocument, Endorsement
from recruitment.operations import applications as operations
from recruitment.operations import endorsements
from recruitment.permissions import applications as permissions
from recruitment.views.applications import answers_shown, endorsement_shown
from recruitment.views.found import found_application, sift_shown
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


CHECKED_IN = (Application.State.SUBMITTED, Application.State.NOT_ELIGIBLE)
SHORTLISTED_IN = (Application.State.ELIGIBLE, Application.State.RESERVE, Application.State.NOT_PROGRESSED)


def _page(request: HttpRequest, application: Application, form: Any, title: str, **more: Any) -> HttpResponse:
    form.cancel_url = reverse("recruitment:application", args=[application.reference])
    named = bool(permissions.may_see_name(request.user, application))  # type: ignore[arg-type]
    context = {
        "application": application,
        "who": application.candidate.name if named else f"Candidate {application.code}",
        "facts": answers_shown(application, named=named),
        "endorsement": endorsement_shown(application, named=named),
        "documents": ApplicationDocument.objects.visible_to(request.user)  # type: ignore[arg-type]
        .filter(application=application)
        .select_related("file"),
        "form": form,
        "title": title,
        **more,
    }
    return render(request, "recruitment/applications/decide.html", context)


@require_http_methods(GET_OR_POST)
def eligibility(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_check_eligibility(request.user, application))  # type: ignore[arg-type]
    if request.method != "POST" and application.state not in CHECKED_IN:
        return redirect("recruitment:application", reference)
    form = EligibilityForm(posted(request))
    if application.state == Application.State.NOT_ELIGIBLE:
        form.only_the_exception()
    if request.method == "POST" and form.is_valid():
        try:
            done = _decide_eligibility(application, form, request)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("recruitment:application", reference)
    return _page(request, application, form, "Check the entry requirements")


def _decide_eligibility(application: Application, form: EligibilityForm, request: HttpRequest) -> str:
    answers = form.cleaned_data
    steps: dict[str, Any] = {"application": application, "by": request.user}
    if answers["decision"] == EligibilityForm.Decision.YES:
        operations.find_eligible(**steps)
        return f"Eligible. {application.employer} can shortlist now."
    if answers["decision"] == EligibilityForm.Decision.NO:
        operations.find_not_eligible(**steps, feedback=answers["words"])
        return "Not eligible. The candidate has been told that there is news."
    operations.ask_for_exception(**steps, requirement=answers["requirement"], case=answers["words"])
    return "A second person of your university is asked to decide on the exception."


@require_http_methods(GET_OR_POST)
def exception(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    asked = get_object_or_404(application.exceptions.select_related("asked_by"), state="asked")
    require(permissions.may_decide_exception(request.user, asked))  # type: ignore[arg-type]
    form = ExceptionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.decide_exception(exception=asked, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your decision is recorded.")
            return redirect("recruitment:application", reference)
    return _page(request, application, form, "Decide on the exception", exception=asked)


@require_http_methods(GET_OR_POST)
def shortlist(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_shortlist(request.user, application))  # type: ignore[arg-type]
    if request.method != "POST" and application.state not in SHORTLISTED_IN:
        return redirect("recruitment:application", reference)
    sifted = sift_shown(application)
    words = sifted["words"] if sifted else ""
    form = ShortlistForm(posted(request), initial={"feedback": words})
    if request.method == "POST" and form.is_valid():
        try:
            operations.shortlist(application=application, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{application.code}: {application.get_state_display().lower()}.")
            return redirect("recruitment:application", reference)
    return _page(request, application, form, "Shortlist", sifted=sifted)


# A line manager who has not replied ---------------------------------------------------------------------------


@require_safe
def endorsement(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom the candidate asked, for the person who follows it up."""
    application = found_application(request, reference)
    require(permissions.may_chase_endorsement(request.user, application))  # type: ignore[arg-type]
    asked = get_object_or_404(application.endorsements.current().select_related("manager"))
    context = {"application": application, "endorsement": asked}
    return render(request, "recruitment/applications/endorsement.html", context)


@require_POST
def endorsement_again(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_chase_endorsement(request.user, application))  # type: ignore[arg-type]
    asked = get_object_or_404(application.endorsements.current().filter(state=Endorsement.State.ASKED))
    step = partial(endorsements.send_again, endorsement=asked, by=request.user)  # type: ignore[arg-type]
    taken(request, step, "We have sent the line manager a fresh link.")
    return redirect("recruitment:endorsement", reference)


@require_http_methods(GET_OR_POST)
def ask_service_for(request: HttpRequest, reference: str) -> HttpResponse:
    """For a candidate whose line manager named nobody: whoever runs the campaign asks the service."""
    application = found_application(request, reference)
    require(permissions.may_ask_service(request.user, application))  # type: ignore[arg-type]
    form = AskServiceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            endorsements.ask_service(application=application, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "We have asked the service.")
            return redirect("recruitment:application", reference)
    return _page(request, application, form, "Ask the service")
