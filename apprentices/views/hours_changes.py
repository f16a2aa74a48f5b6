"""Other contract hours: proposed with its preview, read by the three parties, agreed or not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import employment_rules, operations, permissions, steps
from apprentices.agreement import HOURS_PARTIES, PARTY_WORDS
from apprentices.forms.employment import HoursForm, WhyNotForm, weeks_of
from apprentices.models import Apprentice, HoursChange
from apprentices.operations.agreements import signatures_of
from apprentices.views.checked import check_page, is_confirmed, wants_to_change
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.audit.models import Event
from core.components import Fact
from core.permissions import require
from core.words import day, hours, moment
from core.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
def propose_hours(request: HttpRequest, reference: str) -> HttpResponse:
    """Other contract hours from a day: the form, what the rules make of it, and the proposal."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_change_employment(user, apprentice))
    now = apprentice.employments.all().now(timezone.localdate())
    form = HoursForm(request.POST or None, initial=weeks_of(now) if now else {})
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        try:
            if not is_confirmed(request):
                return _preview(request, apprentice, form)
            change = operations.propose_hours(
                apprentice,
                on=form.cleaned_data["starts_on"],
                weekly_hours=form.cleaned_data["weekly_hours"],
                pattern=form.pattern(),
                answers=form.answers(),
                discussed=form.cleaned_data["discussed"],
                planned_end_on=form.cleaned_data["planned_end_on"],
                by=user,
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Proposed. {apprentice} and the university are asked to agree.")
            return redirect("apprentices:hours_change", reference=change.reference)
    context = {"apprentice": apprentice, "form": form, "held": now}
    return render(request, "apprentices/employment/propose_hours.html", context)


def _preview(request: HttpRequest, apprentice: Apprentice, form: HoursForm) -> HttpResponse:
    typed, user = form.cleaned_data, request.user
    length = operations.length_with(apprentice, on=typed["starts_on"], weekly_hours=typed["weekly_hours"])
    material = not all(form.answers().values())
    new_end = (typed["planned_end_on"] or length.planned_end) if material else apprentice.planned_end_on
    held = apprentice.employments.on(typed["starts_on"]).get()
    step = steps.HoursChange(apprentice, held.weekly_hours, typed["weekly_hours"], typed["starts_on"], new_end, user)  # type: ignore[arg-type]
    facts = [
        Fact("From", day(typed["starts_on"])),
        Fact("Contract hours", f"{hours(held.weekly_hours)} a week now, {hours(step.after)} then"),
        Fact("Working pattern", "\n".join(employment_rules.pattern_words(form.pattern())) or "Not recorded"),
        Fact("Planned end", f"{day(apprentice.planned_end_on)} now, {day(new_end)} then"),
        Fact("Planned hours of training", f"{hours(apprentice.planned_hours)}, as agreed at the start"),
    ]
    unaffected = [] if material else ["All four answers are yes: nothing of the programme changes, its end stays."]
    return check_page(
        request,
        heading="Propose these contract hours",
        caption=str(apprentice),
        facts=facts,
        lines=[*(length.explanation if material else unaffected), *steps.hours_change.preview(step)],
        concerns=steps.hours_change.blocks(step),
        button="Propose",
    )


def _visible(request: HttpRequest, reference: str) -> HoursChange:
    seen = HoursChange.objects.visible_to(request.user)  # type: ignore[arg-type]
    change = get_object_or_404(
        seen.select_related("apprentice__person", "apprentice__rule_set", "proposed_by"), reference=reference
    )
    require(permissions.may_read_employment(request.user, change.apprentice))  # type: ignore[arg-type]
    return change


@require_safe
def hours_change(request: HttpRequest, reference: str) -> HttpResponse:
    """What is proposed, what the parties found, and who has agreed."""
    change = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    agreed = signatures_of(change)
    return render(
        request,
        "apprentices/employment/hours_change.html",
        {
            "change": change,
            "apprentice": change.apprentice,
            "facts": [
                Fact("From", day(change.starts_on)),
                Fact("Contract hours", f"{hours(change.hours_before)} before, {hours(change.hours_after)} after"),
                Fact("Planned end", f"{day(change.end_before)} before, {day(change.end_after)} after"),
                Fact("Discussed", change.discussed),
            ],
            "answers": [Fact(words, "Yes" if getattr(change, name) else "No") for name, words in change.QUESTIONS],
            "parties": [
                Fact(
                    PARTY_WORDS[party],
                    f"{agreed[party].shown_name}, {moment(agreed[party].signed_at)}" if party in agreed else "Not yet",
                )
                for party in HOURS_PARTIES
            ],
            "may_decide": bool(permissions.may_decide_hours(user, change))
            and permissions.hours_party_of(user, change) not in agreed,
            "may_take_back": permissions.may_take_back_hours(user, change),
            "events": Event.objects.about(change).select_related("actor", "detail"),
        },
    )


@require_POST
def agree_to_hours(request: HttpRequest, reference: str) -> HttpResponse:
    change = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_decide_hours(user, change))
    try:
        agreed = operations.agree_to_hours(change, party=permissions.hours_party_of(user, change), by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        done = agreed.state == HoursChange.State.AGREED
        messages.success(request, "Everybody has agreed: the hours are recorded." if done else "You have agreed.")
    return redirect("apprentices:hours_change", reference=reference)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_hours(request: HttpRequest, reference: str) -> HttpResponse:
    change = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_decide_hours(user, change))
    form = WhyNotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.refuse_hours(change, reason=form.cleaned_data["reason"], by=user)
        except StepRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "You have said no. The contract hours stay as they are recorded.")
        return redirect("apprentices:hours_change", reference=reference)
    context = {"apprentice": change.apprentice, "change": change, "form": form}
    return render(request, "apprentices/employment/refuse_hours.html", context)


@require_POST
def take_back_hours(request: HttpRequest, reference: str) -> HttpResponse:
    change = _visible(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_take_back_hours(user, change))
    try:
        operations.take_back_hours(change, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The proposal is taken back.")
    return redirect("apprentices:hours_change", reference=reference)
