"""The candidate's certificates: a list, a file at a time."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.models import User
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.questions import CertificateForm
from recruitment.models import Application
from recruitment.operations import documents as operations
from recruitment.views.by_link import for_the_candidate
from recruitment.views.steps import posted


@for_the_candidate
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    form = CertificateForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            operations.add_document(application=application, by=person, upload=upload, name=upload.name)
        except StepRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("recruitment:certificates", application.reference)
    context = {
        "application": application,
        "form": form,
        "documents": application.documents.select_related("file"),
        "may_add": not application.has_ended,
    }
    return render(request, "recruitment/applications/certificates.html", context)


@for_the_candidate
@require_POST
def remove_certificate(request: HttpRequest, application: Application, person: User, document: str) -> HttpResponse:
    found = get_object_or_404(application.documents.select_related("file", "application"), reference=document)
    taken(request, partial(operations.remove_document, document=found, by=person), "The file is taken away.")
    return redirect("recruitment:certificates", application.reference)
