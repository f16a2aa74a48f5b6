"""Reports of outcomes by group, and how a practice educator's own judgements went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from assessment.equity import figures, permissions
from assessment.equity.profile import AFTER, is_on_anywhere, profile_of
from assessment.forms.equity import ShareProfileForm, SwitchProfileForm
from assessment.models import EquityReport, JudgementProfileRule, JudgementProfileShare
from assessment.operations import equity as operations
from assessment.views.asked import form_page, person
from assessment.views.writing import GET_OR_POST
from consortium.models import Organisation
from consortium.people import holds
from core.documents import pdf
from core.permissions import NotAllowed, require
from core.steps import taken_on
from core.tables.export import CSV_TYPE, as_csv


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that this person reads, the newest first."""
    user = person(request)
    require(permissions.reads_reports(user))
    context = {
        "reports": _visible(request),
        "switches": permissions.switched_by(user),
        "next_on": operations.MADE_FROM,
    }
    return render(request, "assessment/equity/reports.html", context)


def _visible(request: HttpRequest) -> QuerySet[EquityReport]:
    seen = EquityReport.objects.visible_to(person(request), on=timezone.localdate())
    return seen.select_related("university", "consortium")


def _report_or_404(request: HttpRequest, reference: str) -> EquityReport:
    return get_object_or_404(_visible(request), reference=reference)


def _context(report: EquityReport) -> dict[str, Any]:
    return {
        "report": report,
        "columns": report.figures["columns"],
        "totals": report.figures["totals"],
        "tables": figures.tables_of(report.figures),
        "cannot_say": figures.CANNOT_SAY,
        "hidden": figures.HIDDEN,
    }


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """One report: tables by group with what each row can say, and what the whole cannot."""
    return render(request, "assessment/equity/report.html", _context(_report_or_404(request, reference)))


@require_safe
def report_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """The figures of one report, for a spreadsheet; hidden ones stay hidden."""
    found = _report_or_404(request, reference)
    context = _context(found)
    rows = [
        [table.title, row.group, *(cell or "hidden" for cell in row.cells), row.total or "hidden", row.says]
        for table in context["tables"]
        for row in table.rows
    ]
    data = as_csv(["Grouping", "Group", *context["columns"], "In all", "What it says"], rows)
    return _file(data, CSV_TYPE, f"{slugify(str(found))}.csv")


@require_safe
def report_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The report as a document."""
    found = _report_or_404(request, reference)
    data = pdf.render("documents/equity_report.html", _context(found))
    return _file(data, "application/pdf", f"{slugify(str(found))}.pdf")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})


# A practice educator's own profile ----------------------------------------------------------------------------


@require_safe
def my_profile(request: HttpRequest) -> HttpResponse:
    """How one's own judgements went: for oneself first, in words and counts."""
    user = person(request)
    if not holds(user, "practice_educator"):
        raise NotAllowed("Practice educators see here how their own judgements went.")
    shares = JudgementProfileShare.objects.standing().filter(educator=user).select_related("shown_to")
    context = {
        "on": is_on_anywhere(),
        "profile": profile_of(user),
        "after": AFTER,
        "shares": shares,
        "may_share": permissions.may_be_shown(user, on=timezone.localdate()),
    }
    return render(request, "assessment/equity/profile.html", context)


@GET_OR_POST
def share(request: HttpRequest) -> HttpResponse:
    """Show one's profile to somebody who leads practice educators where one works."""
    user = person(request)
    if not holds(user, "practice_educator"):
        raise NotAllowed("Practice educators show their own profile.")
    people = permissions.may_be_shown(user, on=timezone.localdate())
    if not people:
        raise NotAllowed("Where you work nobody leads practice educators, so there is nobody to show it to.")
    form = ShareProfileForm(request.POST or None, people=[(who.reference, who.name) for who in people])

    def step() -> object:
        chosen = next(who for who in people if who.reference == form.cleaned_data["shown_to"])
        return operations.share_profile(shown_to=chosen, by=user)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "They can open it now. You can end that at any time.")
        return redirect("assessment:my_profile")
    hint = "They see what you see, as it stands each time. Nobody else does, and they cannot pass it on in the portal."
    return form_page(request, form, "Show your profile", back=reverse("assessment:my_profile"), hint=hint)


@require_POST
def end_share(request: HttpRequest, reference: str) -> HttpResponse:
    """Nobody but oneself sees it any more."""
    own = JudgementProfileShare.objects.standing().filter(educator=person(request).pk)
    operations.end_share(get_object_or_404(own, reference=reference), by=person(request))
    messages.success(request, "They do not see it any more.")
    return redirect("assessment:my_profile")


@require_safe
def shown_profile(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody's profile, for whom they show it to."""
    shown = JudgementProfileShare.objects.standing().filter(shown_to=person(request).pk).select_related("educator")
    found = get_object_or_404(shown, reference=reference)
    profile = profile_of(found.educator)
    if not profile.is_there:
        raise Http404
    return render(request, "assessment/equity/shown_profile.html", {"share": found, "profile": profile})


@GET_OR_POST
def switch(request: HttpRequest, reference: str) -> HttpResponse:
    """For a university: whether practice educators see how their own judgements went. Off by default."""
    user = person(request)
    university = get_object_or_404(_switchable(request), reference=reference)
    rule = JudgementProfileRule.objects.filter(university=university).first()
    initial = {"is_on": "yes" if rule and rule.is_on else "no"}
    form = SwitchProfileForm(request.POST or None, initial=initial)

    def step() -> object:
        return operations.switch_profile(university=university, on=form.cleaned_data["is_on"] == "yes", by=user)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Saved.")
        return redirect("assessment:equity_reports")
    hint = "Words and counts, no rates and no ranking. Before eight decided judgements there is nothing to see."
    title = f"Practice educators’ own judgements about apprentices of {university}"
    return form_page(request, form, title, back=reverse("assessment:equity_reports"), hint=hint)


def _switchable(request: HttpRequest) -> QuerySet[Organisation]:
    ids = [university.pk for university in permissions.switched_by(person(request))]
    return Organisation.objects.filter(pk__in=ids)
