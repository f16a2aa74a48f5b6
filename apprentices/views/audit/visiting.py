"""The visitor's own pages: a link and a code open the evidence of named records. Nothing can be written here."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations
from apprentices.audit_file.pack import with_all
from apprentices.audit_file.parts import audit_sections, section_of
from apprentices.forms.audit import VisitCodeForm
from apprentices.models import Apprentice, AuditFile, Visit
from apprentices.operations.audit_visits import LINK_PURPOSE
from core import audit, links
from core.documents.models import Pack
from core.files.views import deliver
from core.limits import limited
from core.links.models import SignedLink
from core.links.views import closed
from core.workflow import StepRefused

READS_FOR = 30 * 60
"""Seconds without opening a page after which the code is asked for again."""
SESSION_KEY = "visits"


def _link_of(request: HttpRequest, reference: str) -> tuple[Visit, SignedLink] | None:
    """The visit and this browser's live link to it; None where the link is closed or the visit is over."""
    visit = get_object_or_404(Visit.objects.select_related("visitor", "university"), reference=reference)
    link = links.grant(request, purpose=LINK_PURPOSE, subject=visit)
    if link is None or link.person_id != visit.visitor_id or visit.is_over(on=timezone.localdate()):
        return None
    return visit, link


def reading(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of a visit: for the person of the link who has typed the code, on a day of the visit.

    Each page writes down that it was opened; asked at every request, it closes when the visit does.
    """

    @login_not_required
    @never_cache
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponseBase:
        found = _link_of(request, reference)
        if found is None:
            return closed(request)
        visit, link = found
        if not visit.is_open(on=timezone.localdate()):
            return render(request, "apprentices/audit/visit_to_come.html", {"visit": visit})
        proofs = request.session.get(SESSION_KEY, {})
        if proofs.get(str(link.pk), 0) < time.time():
            return redirect("apprentices:visit_code", reference=reference)
        request.session[SESSION_KEY] = {**proofs, str(link.pk): time.time() + READS_FOR}
        links.keep_open(request, link)
        return view(request, visit, **kwargs)

    return opened


@login_not_required
@never_cache
@limited("one_time_code")
@require_http_methods(["GET", "HEAD", "POST"])
def visit_code(request: HttpRequest, reference: str) -> HttpResponse:
    """The code that was sent to the visitor's address; only then the records open."""
    found = _link_of(request, reference)
    if found is None:
        return closed(request)
    visit, link = found
    form = VisitCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            links.use_code(link, form.cleaned_data["code"])
        except StepRefused as refused:
            form.add_error("code", str(refused))
        else:
            proofs = request.session.get(SESSION_KEY, {})
            request.session[SESSION_KEY] = {**proofs, str(link.pk): time.time() + READS_FOR}
            audit.record(visit, "signed in", by=visit.visitor)
            operations.write_opening(visit, what="Signed in with a code")
            return redirect("apprentices:visit", reference=reference)
    return render(request, "apprentices/audit/visit_code.html", {"visit": visit, "form": form})


@login_not_required
@limited("one_time_code")
@require_POST
def send_visit_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the visitor."""
    found = _link_of(request, reference)
    if found is None:
        return closed(request)
    try:
        links.send_code(found[1])
        messages.info(request, "A code is on its way to the address that the university holds for you.")
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect("apprentices:visit_code", reference=reference)


@reading
def visit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The records that are named, and until when."""
    operations.write_opening(visit, what="List of records")
    records = visit.readable(on=timezone.localdate()).select_related("person", "employer", "cohort")
    context = {
        "visit": visit,
        "records": records.order_by("person__name", "pk"),
        "file": _file_of(visit),
    }
    return render(request, "apprentices/audit/visit.html", context)


def _record(visit: Visit, reference: str) -> Apprentice:
    return get_object_or_404(with_all(visit.readable(on=timezone.localdate())), reference=reference)


@reading
def visit_record(request: HttpRequest, visit: Visit, *, apprentice: str) -> HttpResponse:
    """What there is to read of one apprentice, section by section."""
    record = _record(visit, apprentice)
    operations.write_opening(visit, what="Contents of the record", apprentice=record)
    context = {"visit": visit, "record": record, "sections": list(audit_sections)}
    return render(request, "apprentices/audit/visit_record.html", context)


@reading
def visit_section(request: HttpRequest, visit: Visit, *, apprentice: str, name: str) -> HttpResponse:
    """One section of the evidence, as it stands today: the same that an audit file holds."""
    record = _record(visit, apprentice)
    section = next((one for one in audit_sections if one.name == name), None)
    if section is None:
        raise Http404
    operations.write_opening(visit, what=section.title, apprentice=record)
    read = section_of(section, record, timezone.localdate())
    for block in read["blocks"]:
        if block["kind"] == "table":
            block["labelled"] = [list(zip(block["heads"], row, strict=True)) for row in block["rows"]]
    return render(request, "apprentices/audit/visit_section.html", {"visit": visit, "record": record, "section": read})


def _file_of(visit: Visit) -> Pack | None:
    """The audit file that goes with the visit, while it holds nobody but the records that are open."""
    if visit.audit_file_id is None:
        return None
    found = AuditFile.objects.select_related("pack__file").get(pk=visit.audit_file_id)
    named = visit.readable(on=timezone.localdate()).values("pk")
    if found.apprentices.exclude(pk__in=named).exists():
        return None
    return found.pack if found.pack and found.pack.state == Pack.State.READY else None


@reading
def visit_file(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The audit file that goes with the visit, as PDF."""
    pack = _file_of(visit)
    if pack is None or pack.file is None:
        raise Http404
    operations.write_opening(visit, what=f"{pack.title} (PDF)")
    for record in visit.readable(on=timezone.localdate()):
        operations.write_opening(visit, what="Audit file (PDF)", apprentice=record)
    return deliver(pack.file)
