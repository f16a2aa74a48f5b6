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
    found = Pack.objects.visible_to(request.user).filter(reference=reference).first()
    if found is None:
        return _closed(request, reference)
    job = Job.objects.filter(dedupe_key=f"pack-{found.pk}").first()
    return render(request, "documents/pack_page.html", {"pack": found, "job": job})


def _closed(request: HttpRequest, reference: str) -> HttpResponse:
    """Why somebody who had a pack has it no more; to everybody else it is not there."""
    found = get_object_or_404(Pack, reference=reference)
    why = pack_builders[found.builder].why_closed(found, request.user) if found.builder in pack_builders else ""  # type: ignore[arg-type]
    if not why:
        raise Http404
    return render(request, "documents/pack_closed.html", {"pack": found, "why": why}, status=410)


@require_safe
def pack_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    found = Pack.objects.visible_to(request.user).select_related("file").filter(reference=reference).first()
    if found is None:
        return _closed(request, reference)
    if found.file is None:
        raise Http404
    if asked := asked_before_many(request, pack_builders[found.builder].people(found)):
        return asked
    audit.record_read(found, "the pack", by=request.user)  # type: ignore[arg-type]
    pack_builders[found.builder].delivered(found, request.user)  # type: ignore[arg-type]
    return deliver(found.file)
