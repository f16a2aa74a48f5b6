"""The people around an apprentice: naming them, ending their part, and who it was before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import operations, permissions
from apprentices.forms import EndForm, NameForm
from apprentices.models import Involvement
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.permissions import require
from core.words import day
from core.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
def name_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Name a line manager, tutor, assessor, supervisor or mentor, by name and work address."""
    apprentice = visible_record(request, reference)
    require(permissions.may_name_people(request.user, apprentice))  # type: ignore[arg-type]
    kinds = permissions.may_name(request.user, apprentice)  # type: ignore[arg-type]
    form = NameForm(request.POST or None, kinds=kinds, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = operations.name_person(
                apprentice,
                kind=typed["kind"],
                name=typed["name"],
                email=typed["email"],
                starts_on=typed["starts_on"],
                weekdays=typed["weekdays"],
                passes_to=form.passes_to,
                by=request.user,  # type: ignore[arg-type]
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            part = made.get_kind_display().lower()
            messages.success(
                request,
                f"{made.person} is {part} of {apprentice} from {day(made.starts_on)}. The record is open to them then.",
            )
            return redirect("apprentices:sharing", reference=reference)
    return render(request, "apprentices/name_person.html", {"apprentice": apprentice, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def end_part(request: HttpRequest, reference: str, involvement: int) -> HttpResponse:
    """The last day of somebody's part; after it the record is closed to them."""
    apprentice = visible_record(request, reference)
    held = get_object_or_404(
        Involvement.objects.on(timezone.localdate()).select_related("person"),
        pk=involvement,
        apprentice=apprentice,
        person__isnull=False,
    )
    require(permissions.may_end(request.user, held))  # type: ignore[arg-type]
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        user: User = request.user  # type: ignore[assignment]
        operations.end_involvement(held, on=form.cleaned_data["ends_on"], by=user)
        messages.success(request, f"{held.person}'s part ends on {day(form.cleaned_data['ends_on'])}.")
        return redirect("apprentices:sharing", reference=reference)
    return render(request, "apprentices/end_part.html", {"apprentice": apprentice, "held": held, "form": form})


HISTORY = (
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.TUTOR,
    Involvement.Kind.PRACTICE_EDUCATOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
    Involvement.Kind.WORKPLACE_SUPERVISOR,
    Involvement.Kind.MENTOR,
    Involvement.Kind.EMPLOYER,
    Involvement.Kind.UNIVERSITY,
)


@require_safe
def people_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody who has had a part, from when to when, by part; the newest first."""
    apprentice = visible_record(request, reference)
    require(permissions.may_read_employment(request.user, apprentice))  # type: ignore[arg-type]
    held = Involvement.objects.filter(apprentice=apprentice, kind__in=HISTORY).order_by("-starts_on", "-pk")
    parts = list(held.select_related("person", "organisation", "passes_to"))
    groups = [(Involvement.Kind(kind).label, [part for part in parts if part.kind == kind]) for kind in HISTORY]
    context = {
        "apprentice": apprentice,
        "groups": [group for group in groups if group[1]],
        "today": timezone.localdate(),
    }
    return render(request, "apprentices/people_history.html", context)
