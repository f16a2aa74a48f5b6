"""The register of one session: every name on one page, saved in one post, on a phone as at a desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apprentices import operations, permissions
from apprentices.forms import RegisterForm
from apprentices.views.timetable import visible_session
from core.permissions import require
from core.words import hours
from core.workflow import StepRefused


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who was there; what is credited follows by itself, and a correction takes it back."""
    session, user = visible_session(request, reference), request.user
    require(permissions.may_take_register(user, session))  # type: ignore[arg-type]
    apprentices = operations.expected_at(session)
    form = RegisterForm(
        request.POST or None,
        apprentices=apprentices,
        marks={mark.apprentice_id: mark for mark in session.attendances.all()},
        elsewhere=operations.not_there_by_plan(session, apprentices),
    )
    if request.method == "POST" and form.is_valid():
        try:
            taken = operations.take_register(session, lines=form.lines(), by=user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"Saved: {taken.there} there, {taken.away} away. {hours(taken.credited)} credited now."
            )
            for problem in taken.problems:
                messages.warning(request, problem)
            return redirect("apprentices:session", reference=reference)
    return render(request, "apprentices/timetable/register.html", {"session": session, "form": form})
