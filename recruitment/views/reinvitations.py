"""Not this time: the next step, and an invitation to the next campaign for whoever asks for it."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.accounts.models import User
from core.steps import taken
from recruitment.models import Application
from recruitment.operations import reinvitations as operations
from recruitment.views.by_link import for_the_candidate


@for_the_candidate
@require_POST
def invite_again(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    """One button that asks, and the same that takes it back."""
    if request.POST.get("stop"):
        step, done = operations.take_back, "We will not write to you about the next campaign."
    else:
        step, done = operations.ask_to_be_invited_again, "We will write to you once, when the next campaign opens."
    taken(request, partial(step, application=application, by=person), done)
    return redirect("recruitment:my_application", application.reference)
