"""Answering an invitation by its link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consortium import operations
from consortium.forms import AcceptForm, JoinForm
from consortium.models import Invitation
from core import links
from core.accounts import joining
from core.links.views import closed
from core.workflow import StepRefused


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up the role. Somebody new chooses a name and a password; somebody who has an account signs in first."""
    invitation = (
        Invitation.objects.select_related(
            "appointment__person", "appointment__role", "appointment__organisation", "invited_by"
        )
        .filter(reference=reference)
        .first()
    )
    link = links.grant(request, purpose=operations.INVITATION, subject=invitation) if invitation else None
    if invitation is None or link is None:
        return closed(request)
    person = invitation.appointment.person
    somebody_else = request.user.is_authenticated and request.user != person
    if somebody_else or (joining.has_joined(person) and not request.user.is_authenticated):
        context = {"invitation": invitation, "somebody_else": somebody_else}
        return render(request, "consortium/sign_in_to_accept.html", context)
    if joining.has_joined(person):
        return _accept(request, invitation)
    return _join(request, invitation)


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person = invitation.appointment.person
    form = JoinForm(request.POST or None, person=person, initial={"name": person.name})
    if form.is_valid():
        try:
            operations.accept_invitation(invitation=invitation, by=person, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            joining.sign_in_after_joining(request, person)
            messages.success(request, f"Welcome, {person.first_name}. You have joined.")
            return redirect("portal:home")
    return render(request, "consortium/join.html", {"form": form, "invitation": invitation})


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.accept_invitation(invitation=invitation, by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            appointment = invitation.appointment
            messages.success(request, f"You are now {appointment.role.name} for {appointment.organisation.name}.")
            return redirect("portal:home")
    return render(request, "consortium/accept.html", {"form": form, "invitation": invitation})
