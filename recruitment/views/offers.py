"""Two decisions, the candidate's answer, the conditions one by one, enrolment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.workflow import StepRefused
from recruitment.forms.campaigns import ReasonForm
from recruitment.forms.decisions import DecisionForm, DeclineForm
from recruitment.models import Application, Condition, Offer
from recruitment.models.offers import Side
from recruitment.operations import offers as operations
from recruitment.permissions import offers as permissions
from recruitment.views.by_link import for_the_candidate
from recruitment.views.found import found_application
from recruitment.views.steps import posted, taken

GET_OR_POST = ["GET", "HEAD", "POST"]


# On the record page -------------------------------------------------------------------------------------------


def offer_context(user: User, application: Application) -> dict[str, Any]:
    """Decisions, offer and conditions as this person sees them: own notes only, the other's answer after one's own."""
    if application.state not in SHOWN:
        return {}
    sides = permissions.sides_of(user, application)
    decided = {decision.side: decision for decision in application.decisions.select_related("organisation")}
    both = len(decided) == len(Side)
    rows = []
    for side in Side:
        decision = decided.get(side)
        own = side in sides
        rows.append(
            {
                "side": side.label,
                "organisation": operations.deciding_organisation(application, side),
                "decision": decision,
                "shows_answer": decision is not None and (own or both),
                "notes": decision.notes if decision is not None and own else "",
            }
        )
    offer = getattr(application, "offer", None)
    conditions = list(offer.conditions.select_related("recorded_by")) if offer else []
    changeable = application.state == Application.State.ACCEPTED
    return {
        "decisions": rows,
        "offer": offer if offer and offer.made_at else None,
        "late": is_late(application, offer),
        "conditions": [
            {"record": condition, "mine": changeable and condition.side in sides} for condition in conditions
        ],
    }


SHOWN = (
    Application.State.RECOMMENDED,
    Application.State.OFFERED,
    Application.State.NOT_OFFERED,
    Application.State.ACCEPTED,
    Application.State.DECLINED,
    Application.State.OFFER_WITHDRAWN,
    Application.State.ENROLLED,
)


def is_late(application: Application, offer: Offer | None) -> bool:
    """Whether an offer waits for an answer longer than agreed. It stays open; somebody should ring."""
    waiting = application.state == Application.State.OFFERED and offer is not None and offer.answer_by is not None
    return waiting and offer.answer_by < timezone.localdate()  # type: ignore[union-attr,operator]


# The two decisions --------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
def decide(request: HttpRequest, reference: str, side: str) -> HttpResponse:
    if side not in Side.values:
        raise Http404
    application = found_application(request, reference)
    require(permissions.may_decide(request.user, application, side))  # type: ignore[arg-type]
    initial = {"job_title": application.job_title, "weekly_hours": application.weekly_hours, "prior_learning_hours": 0}
    form = DecisionForm(posted(request), initial=initial, for_employer=side == Side.EMPLOYER)
    form.cancel_url = reverse("recruitment:application", args=[reference])
    if request.method == "POST" and form.is_valid():
        try:
            operations.decide(application=application, side=side, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your decision is recorded. When both have decided, the candidate is told.")
            return redirect("recruitment:application", reference)
    context = {
        "application": application,
        "form": form,
        "side": Side(side).label,
        "organisation": operations.deciding_organisation(application, side),
        "places": _places(application) if side == Side.EMPLOYER else None,
    }
    return render(request, "recruitment/offers/decide.html", context)


def _places(application: Application) -> dict[str, int]:
    """How many places the employer has in the campaign, and how many are taken by offers."""
    offered = application.campaign.places.filter(employer=application.employer).first()
    taken = application.campaign.applications.filter(
        employer=application.employer,
        state__in=(Application.State.OFFERED, Application.State.ACCEPTED, Application.State.ENROLLED),
    )
    return {"places": (offered.places or 0) if offered else 0, "taken": taken.count()}


@require_http_methods(GET_OR_POST)
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_take_back(request.user, application))  # type: ignore[arg-type]
    form = ReasonForm(posted(request), submit="Take the offer back")
    form.cancel_url = reverse("recruitment:application", args=[reference])
    if request.method == "POST" and form.is_valid():
        try:
            operations.take_back(application=application, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The offer is taken back. The candidate has been told that there is news.")
            return redirect("recruitment:application", reference)
    return render(request, "recruitment/offers/take_back.html", {"application": application, "form": form})


# The candidate ------------------------------------------------------------------------------------------------


@for_the_candidate
@require_http_methods(GET_OR_POST)
def accept(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    """Check what is accepted, then accept with one press."""
    if application.state != Application.State.OFFERED:
        return redirect("recruitment:my_application", application.reference)
    if request.method == "POST":
        taken(
            request,
            lambda: operations.accept(offer=application.offer, by=person),
            "You have accepted the offer. Congratulations!",
        )
        return redirect("recruitment:my_application", application.reference)
    return render(
        request, "recruitment/offers/accept.html", {"application": application, "facts": offer_facts(application)}
    )


@for_the_candidate
@require_http_methods(GET_OR_POST)
def decline(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    if application.state != Application.State.OFFERED:
        return redirect("recruitment:my_application", application.reference)
    form = DeclineForm(posted(request))
    form.cancel_url = reverse("recruitment:my_application", args=[application.reference])
    if request.method == "POST" and form.is_valid():
        taken(
            request,
            lambda: operations.decline(
                offer=application.offer, by=person, reason_code=form.cleaned_data["reason_code"]
            ),
            "You have declined the offer. Thank you for telling us.",
        )
        return redirect("recruitment:my_application", application.reference)
    return render(request, "recruitment/offers/decline.html", {"application": application, "form": form})


def offer_facts(application: Application) -> list[Fact]:
    """The offer as the candidate reads it before accepting."""
    offer, cohort = application.offer, application.campaign.cohort
    return [
        Fact("Employer", application.employer),
        Fact("Job title", offer.job_title),
        Fact("Hours a week", f"{offer.weekly_hours.normalize():f} hours"),
        Fact("University", cohort.university),
        Fact("Start", f"{cohort.starts_on:%-d %B %Y}"),
        Fact("Length", f"{cohort.months} months"),
    ]


# Conditions and enrolment -------------------------------------------------------------------------------------


def _condition(request: HttpRequest, reference: str, kind: str) -> Condition:
    application = found_application(request, reference)
    condition = get_object_or_404(
        Condition.objects.select_related(
            "offer__application__employer", "offer__application__campaign__cohort__university"
        ),
        offer__application=application,
        kind=kind,
    )
    require(permissions.may_record(request.user, condition))  # type: ignore[arg-type]
    return condition


@require_POST
def meet(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    condition = _condition(request, reference, kind)
    taken(request, lambda: operations.meet(condition=condition, by=request.user), f"{condition.title}: recorded.")  # type: ignore[arg-type]
    return redirect(reverse("recruitment:application", args=[reference]) + "#conditions")


@require_http_methods(GET_OR_POST)
def reopen(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    condition = _condition(request, reference, kind)
    form = ReasonForm(posted(request), submit="Not met after all")
    form.cancel_url = reverse("recruitment:application", args=[reference])
    if request.method == "POST" and form.is_valid():
        taken(
            request,
            lambda: operations.reopen(condition=condition, by=request.user, reason=form.cleaned_data["reason"]),  # type: ignore[arg-type]
            f"{condition.title}: open again.",
        )
        return redirect(reverse("recruitment:application", args=[reference]) + "#conditions")
    context = {"application": condition.offer.application, "condition": condition, "form": form}
    return render(request, "recruitment/offers/reopen.html", context)


@require_http_methods(GET_OR_POST)
def enrol(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_enrol(request.user, application))  # type: ignore[arg-type]
    if request.method == "POST":
        try:
            apprentice = operations.enrol(application=application, by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            messages.warning(request, str(refused))
            return redirect("recruitment:enrol", reference)
        messages.success(request, f"{apprentice} is enrolled. The employer and the university see the record now.")
        return redirect("recruitment:application", reference)
    if application.state == Application.State.ENROLLED:
        return redirect("recruitment:application", reference)
    blocks = operations.blocks_enrolment(application)
    context = {
        "application": application,
        "blocks": blocks,
        "facts": None if blocks else [Fact("Name", application.candidate.name), *offer_facts(application)],
    }
    return render(request, "recruitment/offers/enrol.html", context)
