"""Visits, seen by who opens them: to whom, which records, from when to when, what was opened; end it; the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations, permissions
from apprentices.forms.audit import VisitForm
from apprentices.models import Apprentice, AuditFile, Visit
from apprentices.operations.audit_visits import why_not
from apprentices.views.audit.choosing import choice_of
from apprentices.views.checked import check_page, is_confirmed, wants_to_change
from core import audit
from core.accounts.fresh import asked_before_many
from core.accounts.models import User
from core.components import Fact
from core.documents import pdf
from core.jobs import CannotBeDone
from core.permissions import require
from core.records import reference_in
from core.tables.export import CSV_TYPE, as_csv
from core.words import count, day
from core.workflow import StepRefused

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def open_visit(request: HttpRequest) -> HttpResponse:
    """To which records (they stand in the address), to whom, until when; what it means; one press opens it."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_open_visits(user))
    records, audit_file = _records_of(request)
    if asked := asked_before_many(request, len(records)):
        return asked
    form = VisitForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        planned = operations.Planned(**_typed(form), apprentices=records, audit_file=audit_file)
        return _check_or_open(request, form, planned)
    return _page(request, form, records, audit_file)


def _typed(form: VisitForm) -> dict[str, Any]:
    names = ("name", "email", "organisation", "kind", "purpose", "starts_on", "ends_on")
    return {name: form.cleaned_data[name] for name in names}


def _records_of(request: HttpRequest) -> tuple[list[Apprentice], AuditFile | None]:
    """Those of an audit file, which goes along as a PDF; or those that are named in the address."""
    if not (asked := request.GET.get("file")):
        return list(choice_of(request).apprentices), None
    seen = AuditFile.objects.visible_to(request.user)  # type: ignore[arg-type]
    found = get_object_or_404(seen, reference=reference_in(asked))
    people = found.apprentices.select_related("person", "employer", "cohort__university").order_by("person__name", "pk")
    return list(people), found


def _page(
    request: HttpRequest, form: VisitForm, records: list[Apprentice], audit_file: AuditFile | None
) -> HttpResponse:
    context = {"form": form, "records": records, "audit_file": audit_file, "most": Visit.MOST_DAYS}
    return render(request, "apprentices/audit/open_visit.html", context)


def _check_or_open(request: HttpRequest, form: VisitForm, planned: operations.Planned) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    concern = why_not(planned, on=timezone.localdate())
    if not concern and len({one.cohort.university_id for one in planned.apprentices}) > 1:
        concern = "These apprentices are at several universities. Each university opens its own."
    if is_confirmed(request) and not concern:
        university = planned.apprentices[0].cohort.university
        try:
            made = operations.open_visit(planned, university=university, by=user)
        except StepRefused as refused:
            concern = str(refused)
        else:
            messages.success(request, f"Opened. The link is on its way to {planned.email}.")
            return redirect("apprentices:visit_log", reference=made.reference)
    if concern:
        form.add_error(None, concern)
        return _page(request, form, list(planned.apprentices), planned.audit_file)
    facts = [
        Fact("Visitor", f"{planned.name}, {planned.organisation}"),
        Fact("Address", planned.email),
        Fact("Comes as", Visit.Kind(planned.kind).label),
        Fact("What for", planned.purpose),
        Fact("From and to", f"{day(planned.starts_on)} to {day(planned.ends_on)}"),
        Fact("Records", ", ".join(str(one) for one in planned.apprentices)),
    ]
    return check_page(
        request,
        heading="Open these records",
        caption="Visit",
        facts=facts,
        lines=[
            "They get a link by mail. It opens nothing without a code that is sent to the same address.",
            "They read the evidence of these records and nothing else, and can write nowhere.",
            "Every page and file that they open is written down, for you and for the apprentice.",
            "Each apprentice is told today who will read, what for and until when.",
            f"It is over after {day(planned.ends_on)}, or when you end it.",
        ],
        button="Open the visit",
    )


def _visible(request: HttpRequest, reference: str) -> Visit:
    seen = Visit.objects.visible_to(request.user).select_related("visitor", "university", "opened_by", "ended_by")  # type: ignore[arg-type]
    return get_object_or_404(seen, reference=reference)


@require_safe
def visit_log(request: HttpRequest, reference: str) -> HttpResponse:
    """Who, to what, until when; everything that was opened, the newest first."""
    visit = _visible(request, reference)
    today = timezone.localdate()
    openings = visit.openings.select_related("apprentice__person").order_by("-at", "-pk")
    context = {
        "visit": visit,
        "over": visit.is_over(on=today),
        "records": visit.apprentices.select_related("person", "employer").order_by("person__name", "pk"),
        "openings": openings[:SHOWN],
        "opened": count(openings.count(), "page or file", "pages and files"),
        "shown": SHOWN,
    }
    return render(request, "apprentices/audit/visit_log.html", context)


@require_POST
def end_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """One press: the link and every page of the visit are closed at the next request."""
    visit = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_end_visit(user, visit, on=timezone.localdate()))
    try:
        operations.end_visit(visit, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The visit is over. The records are closed to {visit.visitor}.")
    return redirect("apprentices:visit_log", reference=reference)


@require_POST
def send_visit_link(request: HttpRequest, reference: str) -> HttpResponse:
    """Another link to the same address, where the mail was lost; the one before stops working."""
    visit = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_end_visit(user, visit, on=timezone.localdate()))
    operations.send_link(visit)
    audit.record(visit, "link sent", by=user)
    messages.success(request, f"A fresh link is on its way to {visit.visitor.email}. The one before works no more.")
    return redirect("apprentices:visit_log", reference=reference)


@require_safe
def visit_report(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """What was opened, with its moment, as PDF or CSV."""
    visit = _visible(request, reference)
    if kind not in ("pdf", "csv"):
        raise Http404
    openings = list(visit.openings.select_related("apprentice__person"))
    if kind == "csv":
        rows = [(one.at, str(one.apprentice or ""), one.what) for one in openings]
        content, content_type = as_csv(["When", "Record", "What was opened"], rows), CSV_TYPE
    else:
        context = {"visit": visit, "openings": openings, "records": visit.apprentices.select_related("person")}
        try:
            content = pdf.render("documents/visit_report.html", {**context, "made_on": timezone.localdate()})
        except CannotBeDone as reason:
            messages.warning(request, str(reason))
            return redirect("apprentices:visit_log", reference=reference)
        content_type = "application/pdf"
    audit.record(visit, "report taken", by=request.user)  # type: ignore[arg-type]
    name = f"visit-{slugify(visit.visitor.name)}-{visit.starts_on.isoformat()}.{kind}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )
