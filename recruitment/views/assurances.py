"""Earlier assurances: what the employer told a candidate before, kept from panels."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.permissions import require
from core.steps import taken
from recruitment.forms.assurances import AssuranceForm
from recruitment.models import Application, EarlierAssurance
from recruitment.operations import assurances as operations
from recruitment.permissions import applications as permissions
from recruitment.views.found import found_application
from recruitment.views.steps import posted


def _readable(request: HttpRequest, reference: str) -> Application:
    application = found_application(request, reference)
    require(permissions.may_read_assurances(request.user, application))  # type: ignore[arg-type]
    return application


@require_http_methods(["GET", "HEAD", "POST"])
def assurances(request: HttpRequest, reference: str) -> HttpResponse:
    application = _readable(request, reference)
    form = AssuranceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        operations.record_assurance(application=application, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, "It is written down.")
        return redirect("recruitment:assurances", reference)
    kept = EarlierAssurance.objects.visible_to(request.user).filter(application=application)  # type: ignore[arg-type]
    context = {"application": application, "form": form, "assurances": kept.select_related("recorded_by")}
    return render(request, "recruitment/applications/assurances.html", context)


@require_POST
def remove_assurance(request: HttpRequest, reference: str, assurance: str) -> HttpResponse:
    application = _readable(request, reference)
    kept = EarlierAssurance.objects.visible_to(request.user).filter(application=application)  # type: ignore[arg-type]
    removed = get_object_or_404(kept, reference=assurance)
    step = partial(operations.remove_assurance, assurance=removed, by=request.user)  # type: ignore[arg-type]
    taken(request, step, "It is taken away.")
    return redirect("recruitment:assurances", reference)
