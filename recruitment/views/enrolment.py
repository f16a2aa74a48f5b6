"""The conditions of an accepted offer, one by one, and enrolment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.components import Fact
from core.permissions import require
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.campaigns import ReasonForm
from recruitment.models import Application, Condition
from recruitment.operations import enrolment as operations
from recruitment.permissions import offers as permissions
from recruitment.views.found import found_application
from recruitment.views.offers import offer_facts
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


def _condition(request: HttpRequest, reference: str, kind: str) -> Condition:
    application = found_application(request, reference)
    condition = get_object_or_404(
        Condition.objects.select_related(
            "offer__application__employer", "offer__application__campaign__cohort__university"
        ),
        offer__application=application,
        kind=kind,
    )
    require(permissions.may_record(request.user, condition))  # type: ignore[arg-type]
    return condition


@require_POST
def meet(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    condition = _condition(request, reference, kind)
    taken(request, lambda: operations.meet(condition=condition, by=request.user), f"{condition.title}: recorded.")  # type: ignore[arg-type]
    return redirect(reverse("recruitment:application", args=[reference]) + "#conditions")


@require_http_methods(GET_OR_POST)
def reopen(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    condition = _condition(request, reference, kind)
    form = ReasonForm(posted(request), submit="Not met after all")
    form.cancel_url = reverse("recruitment:application", args=[reference])
    if request.method == "POST" and form.is_valid():
        taken(
            request,
            lambda: operations.reopen(condition=condition, by=request.user, reason=form.cleaned_data["reason"]),  # type: ignore[arg-type]
            f"{condition.title}: open again.",
        )
        return redirect(reverse("recruitment:application", args=[reference]) + "#conditions")
    context = {"application": condition.offer.application, "condition": condition, "form": form}
    return render(request, "recruitment/offers/reopen.html", context)


@require_http_methods(GET_OR_POST)
def enrol(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_enrol(request.user, application))  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            apprentice = operations.enrol(application=application, by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            messages.warning(request, str(refused))
            return redirect("recruitment:enrol", reference)
        messages.success(request, f"{apprentice} is enrolled. The employer and the university see the record now.")
        return redirect("recruitment:application", reference)
    if application.state == Application.State.ENROLLED:
        return redirect("recruitment:application", reference)
    blocks = operations.blocks_enrolment(application)
    context = {
        "application": application,
        "blocks": blocks,
        "facts": None if blocks else [Fact("Name", application.candidate.name), *offer_facts(application)],
    }
    return render(request, "recruitment/offers/enrol.html", context)
