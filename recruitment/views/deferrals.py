"""A later start: asked for by the candidate, answered by the two sides, confirmed when the next campaign has come."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.models import User
from core.permissions import require
from core.steps import taken, taken_on
from recruitment.forms.deferrals import AskForLaterForm, DeferralAnswerForm, FindEmployerForm
from recruitment.models import Application, Deferral
from recruitment.models.offers import Side
from recruitment.operations import deferrals as operations
from recruitment.permissions import outcomes as permissions
from recruitment.views.by_link import for_the_candidate
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


@for_the_candidate
@require_http_methods(GET_OR_POST)
def ask_for_later(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    back = reverse("recruitment:my_application", args=[application.reference])
    if application.state != Application.State.ACCEPTED or hasattr(application, "deferral"):
        return redirect(back)
    form = AskForLaterForm(posted(request))
    form.cancel_url = back
    if request.method == "POST" and form.is_valid():
        step = partial(operations.ask, application=application, by=person, words=form.cleaned_data["words"])
        taken(request, step, "We have asked the employer and the university. We mail you when both have answered.")
        return redirect(back)
    context = {"application": application, "form": form, "working_days": operations.WORKING_DAYS_FOR_THE_CANDIDATE}
    return render(request, "recruitment/deferrals/ask.html", context)


@for_the_candidate
@require_POST
def confirm_later(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    """The candidate still wants to start, or gives the later start up."""
    deferral = Deferral.objects.filter(application=application).first()
    if deferral is None:
        return redirect("recruitment:my_application", application.reference)
    if "give_up" in request.POST:
        step, done = partial(operations.give_up, deferral=deferral, by=person), "The later start is given up."
    else:
        step = partial(operations.still_want, deferral=deferral, by=person)
        done = "Thank you. The employer and the university confirm it next."
    taken(request, step, done)
    return redirect("recruitment:my_application", application.reference)


def _found(request: HttpRequest, reference: str) -> Deferral:
    deferrals = Deferral.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "application__candidate",
        "application__employer",
        "application__campaign__run_by",
        "application__campaign__cohort__university",
        "campaign__cohort__university",
        "employer",
    )
    return get_object_or_404(deferrals, reference=reference)


@require_http_methods(GET_OR_POST)
def answer_deferral(request: HttpRequest, reference: str, side: str) -> HttpResponse:
    if side not in Side.values:
        raise Http404
    deferral = _found(request, reference)
    require(permissions.may_answer_deferral(request.user, deferral, side))  # type: ignore[arg-type]
    form = DeferralAnswerForm(posted(request), deferral=deferral)

    def step() -> object:
        return operations.answer(deferral=deferral, side=side, by=request.user, says_yes=form.cleaned_data["says_yes"])  # type: ignore[arg-type]

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Your answer is recorded. When both have answered, the candidate is told.")
        return redirect("portal:home")
    context = {
        "deferral": deferral,
        "application": deferral.application,
        "form": form,
        "starting": deferral.state == Deferral.State.WANTED,
        "organisation": operations.answering_organisation(deferral, side),
    }
    return render(request, "recruitment/deferrals/answer.html", context)


@require_http_methods(GET_OR_POST)
def find_employer(request: HttpRequest, reference: str) -> HttpResponse:
    deferral = _found(request, reference)
    require(permissions.may_find_employer(request.user, deferral))  # type: ignore[arg-type]
    form = FindEmployerForm(posted(request), deferral=deferral)
    form.cancel_url = reverse("recruitment:application", args=[deferral.application.reference])
    if request.method == "POST" and form.is_valid():
        employer = form.cleaned_data["employer"]
        if taken_on(form, lambda: operations.find_employer(deferral=deferral, employer=employer, by=request.user)):  # type: ignore[arg-type]
            messages.success(request, f"{employer} is asked.")
            return redirect("recruitment:application", deferral.application.reference)
    context = {"deferral": deferral, "application": deferral.application, "form": form}
    return render(request, "recruitment/deferrals/find_employer.html", context)
