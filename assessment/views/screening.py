"""What points to a person, on the last screen before sending; reasons for files; one's own list of names."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assessment import operations, permissions
from assessment.forms.screened import AllowedNameForm
from assessment.models import AllowedName
from assessment.operations.screening import look_at_files
from assessment.views.asked import own_evidence_or_404, person, portfolio_or_404
from assessment.views.writing import GET_OR_POST
from core.permissions import require
from core.steps import taken, taken_on


@require_POST
def keep_in_files(request: HttpRequest, reference: str) -> HttpResponse:
    """Why what was found in the files may stay, one reason for each place."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_write(person(request), evidence))
    draft = evidence.draft
    asked = [one.key for look in look_at_files(draft) for one in look.to_reason] if draft else []
    reasons = {key: request.POST.get(f"reason-{key}", "") for key in asked}
    if taken(request, lambda: operations.keep_in_files(evidence, reasons=reasons, by=person(request))):
        messages.success(request, "Your reasons are saved. Whoever assesses it reads them.")
    return redirect("assessment:send", reference)


@require_POST
def let_stand(request: HttpRequest, reference: str) -> HttpResponse:
    """One press beside a name that was found: it is a colleague's or an author's, and goes on one's own list."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_write(person(request), evidence))
    name = request.POST.get("found", "")[:100]
    if taken(request, lambda: operations.allow_name(evidence.apprentice, name=name, by=person(request))):
        messages.success(request, f"{name} is on your list of names that may stand. You can change your list there.")
    return redirect("assessment:send", reference)


@GET_OR_POST
def allowed_names(request: HttpRequest, reference: str) -> HttpResponse:
    """One's own list of names that may stand."""
    apprentice = portfolio_or_404(request, reference)
    require(permissions.may_keep_names(person(request), apprentice))
    form = AllowedNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = taken_on(form, lambda: operations.allow_name(apprentice, **form.cleaned_data, by=person(request)))
        if added:
            messages.success(request, f"{added} is on your list.")
            return redirect("assessment:allowed_names", reference)
    context = {"apprentice": apprentice, "form": form, "names": AllowedName.objects.visible_to(person(request))}
    return render(request, "assessment/allowed_names.html", context)


@require_POST
def forget_name(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a name off one's own list."""
    allowed = get_object_or_404(AllowedName.objects.visible_to(person(request)), reference=reference)
    apprentice = allowed.apprentice
    if taken(request, lambda: operations.forget_name(allowed, by=person(request))):
        messages.success(request, f"{allowed} is looked for again.")
    return redirect("assessment:allowed_names", apprentice.reference)
