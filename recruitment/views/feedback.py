"""Feedback to a candidate after a no."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.permissions import require
from core.steps import taken_on
from recruitment.forms.feedback import FeedbackForm
from recruitment.operations import feedback as operations
from recruitment.permissions import outcomes as permissions
from recruitment.views.found import found_application
from recruitment.views.steps import posted


@require_http_methods(["GET", "HEAD", "POST"])
def write_feedback(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_write_feedback(request.user, application))  # type: ignore[arg-type]
    form = FeedbackForm(posted(request))
    form.cancel_url = reverse("recruitment:application", args=[reference])
    form.draft_key = f"application-{reference}-feedback"

    def step() -> object:
        return operations.give_feedback(application=application, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "The feedback is sent. The candidate has been told that there is news.")
        return redirect("recruitment:application", reference)
    context = {"application": application, "form": form, "reasons": operations.panels_reasons(application)}
    return render(request, "recruitment/outcomes/write_feedback.html", context)
