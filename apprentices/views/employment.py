"""The employment of an apprentice: how it stands and stood, changes from a day, corrections, temporary roles."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import employment_rules, operations, permissions
from apprentices.forms.employment import ChangeEmploymentForm, CorrectEmploymentForm, TemporaryRoleForm, weeks_of
from apprentices.forms.people import EndForm
from apprentices.models import Apprentice, Employment, HoursChange, TemporaryRole, Transfer
from apprentices.views.record import visible_record
from consortium.models import Organisation
from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.words import day, hours
from core.workflow import StepRefused


@require_safe
def employment(request: HttpRequest, reference: str) -> HttpResponse:
    """Employment today, what to look at, what is proposed, and every stretch before."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_read_employment(user, apprentice))
    today = timezone.localdate()
    now = apprentice.employments.all().now(today)
    stretches = list(
        apprentice.employments.select_related("employer__part_of", "legal_employer").order_by("-starts_on")
    )
    return render(
        request,
        "apprentices/employment/employment.html",
        {
            "apprentice": apprentice,
            "facts": _facts(now, pay=permissions.may_read_pay(user, apprentice)) if now else [],
            "concerns": list(employment_rules.concerns(apprentice, now, on=today)) if now else [],
            "stretches": stretches,
            "roles": apprentice.temporary_roles.select_related("organisation").order_by("-starts_on"),
            "changes": apprentice.hours_changes.all(),
            "pending": apprentice.hours_changes.filter(state=HoursChange.State.PROPOSED).first(),
            "transfer": Transfer.objects.pending().filter(apprentice=apprentice).first(),
            "may_change": permissions.may_change_employment(user, apprentice),
            "may_transfer": permissions.may_propose_transfer(user, apprentice),
            "today": today,
        },
    )


def _facts(held: Employment, *, pay: bool) -> list[Fact]:
    signed = day(held.agreement_signed_on) or "Not recorded"
    if held.agreement_starts_on and held.agreement_ends_on:
        signed += f", for {day(held.agreement_starts_on)} to {day(held.agreement_ends_on)}"
    contract = held.get_contract_display()
    facts = [
        Fact("Employer", held.employer.name),
        Fact("Legal employer", held.in_law.name),
        Fact("Job", held.job_title or "Not recorded"),
        Fact("Team", held.team or "Not recorded"),
        Fact("Contract hours", f"{hours(held.weekly_hours)} a week"),
        Fact("Working pattern", "\n".join(employment_rules.pattern_words(held.pattern)) or "Not recorded"),
        Fact("Contract", f"{contract}, ends {day(held.contract_ends_on)}" if held.contract_ends_on else contract),
        Fact("Probation ends", day(held.probation_ends_on) or "Not recorded"),
        Fact("Substantive post", held.substantive_post or "Not recorded"),
        Fact("Apprenticeship agreement", signed),
    ]
    return [*facts, Fact("Pay point", held.pay_point or "Not recorded")] if pay else facts


def _initial(held: Employment | None) -> dict[str, Any]:
    if held is None:
        return {}
    return {name: getattr(held, name) for name in ChangeEmploymentForm.FIELDS} | weeks_of(held)


def _to_employment(apprentice: Apprentice) -> HttpResponse:
    return redirect("apprentices:employment", reference=apprentice.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def change_employment(request: HttpRequest, reference: str) -> HttpResponse:
    """Another post, team, contract or pattern from a day on."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_change_employment(user, apprentice))
    today = timezone.localdate()
    now = apprentice.employments.all().now(today)
    form = ChangeEmploymentForm(request.POST or None, record=now, initial={"starts_on": today} | _initial(now))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if now is None or form.check_version(now):
                    on = form.cleaned_data["starts_on"]
                    operations.change_employment(apprentice, on=on, by=user, changes=form.fields_typed())
                    messages.success(request, f"The employment is changed from {day(on)}. What was before stays below.")
                    return _to_employment(apprentice)
        except StepRefused as refused:
            form.add_error(None, str(refused))
    return render(request, "apprentices/employment/change.html", {"apprentice": apprentice, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_employment(request: HttpRequest, reference: str, stretch: int) -> HttpResponse:
    """Put right a stretch that was recorded wrongly, its dates too; the reason is kept."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_change_employment(user, apprentice))
    held = get_object_or_404(apprentice.employments, pk=stretch)
    initial = _initial(held) | {"starts_on": held.starts_on, "ends_on": held.ends_on}
    form = CorrectEmploymentForm(request.POST or None, record=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if form.check_version(held):
                    reason = form.cleaned_data["reason"]
                    operations.correct_employment(held, by=user, reason=reason, changes=form.fields_typed())
                    messages.success(request, "The employment is corrected. The history says what stood there before.")
                    return _to_employment(apprentice)
        except StepRefused as refused:
            form.add_error(None, str(refused))
    context = {"apprentice": apprentice, "held": held, "form": form}
    return render(request, "apprentices/employment/correct.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_temporary_role(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a secondment or acting-up with its dates."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_change_employment(user, apprentice))
    employers = Organisation.objects.current(timezone.localdate()).employers().exclude(pk=apprentice.employer_id)
    form = TemporaryRoleForm(request.POST or None, organisations=employers)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in form.base_fields}
        try:
            made = operations.add_temporary_role(apprentice, by=user, **typed)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{made} is recorded from {day(made.starts_on)}.")
            return _to_employment(apprentice)
    return render(request, "apprentices/employment/temporary_role.html", {"apprentice": apprentice, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def end_temporary_role(request: HttpRequest, reference: str, role: int) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_change_employment(user, apprentice))
    held = get_object_or_404(TemporaryRole, pk=role, apprentice=apprentice)
    form = EndForm(request.POST or None, initial={"ends_on": held.ends_on or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        ends_on: datetime.date = form.cleaned_data["ends_on"]
        try:
            operations.end_temporary_role(held, on=ends_on, by=user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The role ends on {day(ends_on)}.")
            return _to_employment(apprentice)
    context = {"apprentice": apprentice, "held": held, "form": form}
    return render(request, "apprentices/employment/end_role.html", context)
