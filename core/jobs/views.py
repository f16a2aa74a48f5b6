"""The page of a long piece of work: progress that can be left and come back to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from core.jobs.models import Job


@require_safe
@vary_on_headers("HX-Request")
def job_progress(request: HttpRequest, reference: str) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), reference=reference)
    template = "jobs/_progress.html" if request.htmx else "jobs/progress.html"  # type: ignore[attr-defined]
    return render(request, template, {"job": job})
