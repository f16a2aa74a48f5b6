"""The mentor register, finding a mentor who fits, and one mentoring with its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import forms, operations, permissions
from apprentices.models import Mentor, Mentoring
from apprentices.views.changes.common import answer
from apprentices.views.record import visible_record
from consortium.models import Organisation
from core.accounts.models import User
from core.permissions import require
from core.workflow import StepRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _kept(user: User) -> QuerySet[Organisation]:
    reached = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=["workforce_lead"])
    return reached.order_by("name")


@require_safe
def mentors(request: HttpRequest) -> HttpResponse:
    """The register of this person's employer: who mentors, how many, what they offer."""
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_list_mentor(user))
    kept = Mentor.objects.kept_by(user, on=timezone.localdate()).with_mentored()
    context = {"mentors": kept.select_related("person", "organisation")}
    return render(request, "apprentices/mentoring/register.html", context)


@GET_OR_POST
def list_mentor(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_list_mentor(user))
    form = forms.ListMentorForm(request.POST or None, organisations=_kept(user))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        person = User.objects.for_email(typed["email"], name=typed["name"])
        fields = {name: typed[name] for name in ("offers", "capacity", "across")}
        try:
            operations.list_mentor(typed["organisation"], person=person, by=user, **fields)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person} is on the register.")
            return redirect("apprentices:mentors")
    return render(request, "apprentices/mentoring/form.html", {"form": form, "title": "Put a mentor on the register"})


@GET_OR_POST
def change_mentor(request: HttpRequest, reference: str) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    rows = Mentor.objects.kept_by(user, on=timezone.localdate()).select_related("person", "organisation")
    mentor = get_object_or_404(rows, reference=reference)
    require(permissions.may_keep_mentor(user, mentor))
    names = ("offers", "capacity", "across", "available")
    form = forms.ChangeMentorForm(request.POST or None, initial={name: getattr(mentor, name) for name in names})
    if request.method == "POST" and form.is_valid():
        operations.change_mentor(mentor, by=user, **{name: form.cleaned_data[name] for name in names})
        messages.success(request, f"The entry of {mentor} is saved.")
        return redirect("apprentices:mentors")
    return render(request, "apprentices/mentoring/form.html", {"form": form, "title": f"The entry of {mentor}"})


@GET_OR_POST
def find_mentor(request: HttpRequest, reference: str) -> HttpResponse:
    """Mentors who fit, with the reason; one is proposed."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_propose_mentor(user, apprentice))
    fits = operations.mentors_for(apprentice)

    def act(typed: dict[str, Any]) -> str:
        chosen = next(fit for fit in fits if str(fit.mentor.key) == typed["mentor"])
        operations.propose_mentor(apprentice, mentor=Mentor.objects.get(pk=chosen.mentor.key), by=user)
        return f"Proposed. {apprentice} and {chosen.mentor.name} are asked."

    intro = ["Nobody from the line of management, and nobody who assesses. It begins once both agree."]
    if not fits:
        intro.append("Nobody on the register fits now. The workforce lead can put somebody on it.")
    return answer(
        request,
        forms.ProposeMentorForm(request.POST or None, fits=fits),
        act,
        to=reverse("apprentices:support", args=[reference]),
        title="Find a mentor",
        apprentice=apprentice,
        intro=intro,
    )


def _seen(request: HttpRequest, reference: str) -> Mentoring:
    rows = Mentoring.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    found = rows.select_related("apprentice__person", "apprentice__employer", "mentor__person", "mentor__organisation")
    return get_object_or_404(found, reference=reference)


@require_safe
def mentoring(request: HttpRequest, reference: str) -> HttpResponse:
    found = _seen(request, reference)
    user: User = request.user  # type: ignore[assignment]
    context = {
        "mentoring": found,
        "own": user.pk == found.apprentice.person_id,
        "asked": user.pk in (found.apprentice.person_id, found.mentor.person_id),
        "may_agree": bool(permissions.may_agree_mentoring(user, found)),
        "may_end": bool(permissions.may_end_mentoring(user, found)),
        "sees_record": type(found.apprentice).objects.visible_to(user).filter(pk=found.apprentice_id).exists(),
    }
    return render(request, "apprentices/mentoring/mentoring.html", context)


@require_POST
def agree_mentoring(request: HttpRequest, reference: str) -> HttpResponse:
    found = _seen(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_agree_mentoring(user, found))
    try:
        operations.agree_mentoring(found, by=user)
        begun = found.state == Mentoring.State.RUNNING
        messages.success(request, "Agreed by both. The mentoring begins." if begun else "Agreed. The other is asked.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("apprentices:mentoring", reference=reference)


@require_POST
def end_mentoring(request: HttpRequest, reference: str) -> HttpResponse:
    """End it, or ask for somebody else where the apprentice presses that button. No reason is asked."""
    found = _seen(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_end_mentoring(user, found))
    another = "another" in request.POST and user.pk == found.apprentice.person_id
    try:
        operations.end_mentoring(found, by=user, another=another)
        messages.success(request, "Ended. Somebody else is looked for." if another else "Ended.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("apprentices:mentoring", reference=reference)
