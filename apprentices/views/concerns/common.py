"""What these pages share: the concern in scope, one form and one step, the people who may have a part in a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Concern, Involvement
from core.accounts.models import User
from core.forms import PortalForm
from core.workflow import StepRefused

PLANNERS = (
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.TUTOR,
    Involvement.Kind.PRACTICE_EDUCATOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
    Involvement.Kind.WORKPLACE_SUPERVISOR,
)


def visible_concern(user: Any, reference: str) -> Concern:
    """The concern, where this person may know of it; else it is not there."""
    seen = Concern.objects.visible_to(user).select_related(
        "apprentice__person", "apprentice__cohort__university", "employer", "lead", "raised_by", "account"
    )
    return get_object_or_404(seen, reference=reference)


def page_of(concern: Concern) -> str:
    return reverse("apprentices:concern", args=[concern.reference])


def step(
    request: HttpRequest,
    concern: Concern,
    form: PortalForm,
    act: Callable[[dict[str, Any]], str],
    *,
    title: str,
    intro: Sequence[str] = (),
    to: str = "",
    back: str = "",
) -> HttpResponse:
    """One form, one step. ``act`` takes what was typed and answers with what to say; a refusal stays on the page."""
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(to or page_of(concern))
    context = {"concern": concern, "form": form, "title": title, "intro": intro, "back": back or page_of(concern)}
    return render(request, "apprentices/concerns/step.html", context)


def owners_of(concern: Concern, user: User) -> list[tuple[User, str]]:
    """Who may have an action: the apprentice, those around them who are not named, and whoever deals with it."""
    held = (
        Involvement.objects.on(timezone.localdate())
        .filter(apprentice=concern.apprentice, kind__in=PLANNERS, person__isnull=False)
        .exclude(person__in=concern.named.all())
        .select_related("person")
        .order_by("kind", "person__name")
    )
    found: dict[int, tuple[User, str]] = {concern.apprentice.person_id: (concern.apprentice.person, "The apprentice")}
    for involvement in held:
        if involvement.person:
            found.setdefault(involvement.person.pk, (involvement.person, involvement.get_kind_display()))
    for person in filter(None, (concern.lead, user)):
        found.setdefault(person.pk, (person, "Deals with this concern"))
    return list(found.values())
