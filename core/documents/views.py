"""A pack's page and its file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import audit
from core.accounts.fresh import asked_before_many
from core.documents.models import Pack
from core.files.views import deliver
from core.jobs.models import Job
from core.registry import pack_builders


@require_safe
def pack(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(Pack.objects.visible_to(request.user), reference=reference)
    job = Job.objects.filter(dedupe_key=f"pack-{found.pk}").first()
    return render(request, "documents/pack_page.html", {"pack": found, "job": job})


@require_safe
def pack_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    found = get_object_or_404(Pack.objects.visible_to(request.user).select_related("file"), reference=reference)
    if found.file is None:
        raise Http404
    if asked := asked_before_many(request, pack_builders[found.builder].people(found)):
        return asked
    audit.record_read(found, "the pack", by=request.user)  # type: ignore[arg-type]
    pack_builders[found.builder].delivered(found, request.user)  # type: ignore[arg-type]
    return deliver(found.file)
