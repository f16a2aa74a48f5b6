"""Audit files: choose whose evidence, one press, progress, the PDF, its manifest, and what has changed since."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import operations, permissions
from apprentices.audit_file import pack as audit_pack
from apprentices.audit_file.parts import audit_sections
from apprentices.forms.audit import BuildForm, ReferencesForm
from apprentices.models import AuditFile, RecordComparison, Visit
from apprentices.views.audit.choosing import choice_of, needs_a_seed, pasted
from core import audit as trail
from core.accounts.fresh import asked_before_many
from core.accounts.models import User
from core.documents.models import Pack
from core.jobs.models import Job
from core.permissions import require
from core.workflow import StepRefused

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """Everything for an audit in one place: files, the learner record, visits; and naming people from a letter."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_make_audit_files(user))
    form = ReferencesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        named = [("a", one) for one in pasted(form.cleaned_data["references"])]
        return redirect(f"{reverse('apprentices:new_audit_file')}?{urlencode(named)}")
    keeps = permissions.keeps_learner_records(user)
    visits = Visit.objects.visible_to(user).select_related("visitor", "university") if keeps else Visit.objects.none()
    context = {
        "form": form,
        "files": AuditFile.objects.visible_to(user).select_related("pack", "asked_by")[:SHOWN],
        "keeps": keeps,
        "comparisons": RecordComparison.objects.visible_to(user).select_related("made_by", "cohort", "university")[
            :SHOWN
        ]
        if keeps
        else [],
        "visits": [(one, one.is_over(on=timezone.localdate())) for one in visits[:SHOWN]],
    }
    return render(request, "apprentices/audit/audit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_audit_file(request: HttpRequest) -> HttpResponse:
    """Who is in it, what will be and what will not; one press builds it. The choice stands in the address."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_make_audit_files(user))
    if address := needs_a_seed(request):
        return redirect(address)
    choice = choice_of(request)
    if asked := asked_before_many(request, len(choice.apprentices)):
        return asked
    form = BuildForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made, _ = operations.ask_audit_file(
                apprentices=choice.apprentices,
                by=user,
                chosen=choice.chosen,
                seed=choice.seed,
                out_of=choice.out_of,
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("apprentices:audit_file", reference=made.reference)
    context = {
        "form": form,
        "choice": choice,
        "too_many": len(choice.apprentices) > AuditFile.MOST,
        "most": AuditFile.MOST,
        "sections": [section.title for section in audit_sections],
        "address": request.get_full_path(),
    }
    return render(request, "apprentices/audit/new_file.html", context)


def _visible(request: HttpRequest, reference: str) -> AuditFile:
    seen = AuditFile.objects.visible_to(request.user).select_related("pack__file", "asked_by")  # type: ignore[arg-type]
    return get_object_or_404(seen, reference=reference)


def _ready(audit_file: AuditFile) -> Pack:
    if audit_file.pack is None or audit_file.pack.state != Pack.State.READY:
        raise Http404
    return audit_file.pack


@require_safe
def audit_file(request: HttpRequest, reference: str) -> HttpResponse:
    """How far it is; then what is missing in words, the PDF and its manifest."""
    found = _visible(request, reference)
    pack = found.pack
    ready = pack is not None and pack.state == Pack.State.READY
    job = Job.objects.filter(dedupe_key=f"pack-{pack.pk}").first() if pack and not ready else None
    context = {
        "audit_file": found,
        "pack": pack,
        "job": job,
        "ready": ready,
        "gaps": audit_pack.gaps_of(pack.snapshot) if pack and ready else [],
        "may_open_visits": permissions.may_open_visits(request.user),  # type: ignore[arg-type]
    }
    return render(request, "apprentices/audit/file.html", context)


@require_safe
def audit_manifest(request: HttpRequest, reference: str) -> HttpResponse:
    """The manifest as a file of its own: every section, document and the PDF itself with their SHA-256."""
    pack = _ready(_visible(request, reference))
    trail.record_read(pack, "the manifest", by=request.user)  # type: ignore[arg-type]
    return HttpResponse(
        audit_pack.manifest_file(pack),
        content_type="application/json",
        headers={
            "Content-Disposition": content_disposition_header(True, f"{slugify(pack.title)}-manifest.json")
            or "attachment"
        },
    )


@require_safe
def audit_changed(request: HttpRequest, reference: str) -> HttpResponse:
    """Which sections read otherwise today than in the file, by their fingerprints."""
    found = _visible(request, reference)
    pack = _ready(found)
    changed = audit_pack.changed_since(found, pack.snapshot, on=timezone.localdate())
    context = {"audit_file": found, "pack": pack, "changed": changed}
    return render(request, "apprentices/audit/changed.html", context)
