"""Two decisions, the offer and its letter, the candidate's answer, and what is done when none comes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.steps import taken
from core.workflow import StepRefused
from recruitment import letters
from recruitment.forms.campaigns import ReasonForm
from recruitment.forms.decisions import AnswerByForm, DecisionForm, DeclineForm
from recruitment.letters import HAVE_A_LETTER
from recruitment.models import Application, Offer
from recruitment.models.offers import Side
from recruitment.operations import offers as operations
from recruitment.operations.feedback import panels_reasons
from recruitment.operations.offer_places import taken_places
from recruitment.permissions import offers as permissions
from recruitment.views.by_link import for_the_candidate
from recruitment.views.found import found_application
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


# On the record page -------------------------------------------------------------------------------------------


def offer_context(user: User, application: Application) -> dict[str, Any]:
    """Decisions, offer and conditions as this person sees them: own notes only, the other's answer after one's own."""
    if application.state not in SHOWN:
        return {}
    sides = permissions.sides_of(user, application)
    decided = {decision.side: decision for decision in application.decisions.standing().select_related("organisation")}
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
        "waiting_in_reserve": waiting_in_reserve(application),
        "has_letter": application.state in HAVE_A_LETTER and bool(permissions.may_read_letter(user, application)),
        "late": is_late(application, offer),
        "conditions": [
            {"record": condition, "mine": changeable and condition.side in sides} for condition in conditions
        ],
    }


SHOWN = (
    Application.State.RECOMMENDED,
    Application.State.OFFER_RESERVE,
    Application.State.OFFERED,
    Application.State.NOT_OFFERED,
    Application.State.ACCEPTED,
    Application.State.DECLINED,
    Application.State.LAPSED,
    Application.State.OFFER_WITHDRAWN,
    Application.State.DEFERRED,
    Application.State.RECONFIRMED,
    Application.State.ENROLLED,
)


def waiting_in_reserve(application: Application) -> int | None:
    """The place of a candidate on the reserve list of their employer, counted from 1; None where they are not on it."""
    if application.state != Application.State.OFFER_RESERVE:
        return None
    waiting = Offer.objects.in_reserve().filter(
        application__campaign=application.campaign_id, application__employer=application.employer_id
    )
    return list(waiting.values_list("application", flat=True)).index(application.pk) + 1


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
        "reasons": panels_reasons(application),
    }
    return render(request, "recruitment/offers/decide.html", context)


def _places(application: Application) -> dict[str, int]:
    """How many places the employer has in the campaign, and how many are taken."""
    offered = application.campaign.places.filter(employer=application.employer).first()
    taken = taken_places(application.campaign, application.employer)
    return {"places": (offered.places or 0) if offered else 0, "taken": taken}


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


@require_http_methods(GET_OR_POST)
def answer_by(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the candidate more time, or a last day; afterwards the offer may be let lapse."""
    application = found_application(request, reference)
    require(permissions.may_follow_up(request.user, application))  # type: ignore[arg-type]
    if application.state != Application.State.OFFERED:
        return redirect("recruitment:application", reference)
    form = AnswerByForm(posted(request))
    form.cancel_url = reverse("recruitment:application", args=[reference])
    if request.method == "POST" and form.is_valid():
        try:
            operations.give_until(application=application, by=request.user, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, "The candidate has been told the day.")
            return redirect("recruitment:application", reference)
    lapses = application.offer.may_lapse(on=timezone.localdate())
    context = {"application": application, "form": form, "offer": application.offer, "may_lapse": lapses}
    return render(request, "recruitment/offers/answer_by.html", context)


@require_POST
def let_lapse(request: HttpRequest, reference: str) -> HttpResponse:
    application = found_application(request, reference)
    require(permissions.may_follow_up(request.user, application))  # type: ignore[arg-type]
    done = "The offer has lapsed. The candidate has been told that there is news."
    taken(request, lambda: operations.let_lapse(application=application, by=request.user), done)  # type: ignore[arg-type]
    return redirect("recruitment:application", reference)


# The letter ---------------------------------------------------------------------------------------------------


@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The offer as a letter, for those who decided on it or follow it up."""
    application = found_application(request, reference)
    require(permissions.may_read_letter(request.user, application))  # type: ignore[arg-type]
    return _letter(application)


@for_the_candidate
@require_safe
def my_letter(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    if application.state not in HAVE_A_LETTER:
        return redirect("recruitment:my_application", application.reference)
    return _letter(application)


def _letter(application: Application) -> HttpResponse:
    if application.state not in HAVE_A_LETTER:
        raise Http404
    response = HttpResponse(letters.offer_letter(application), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="offer-{application.code}.pdf"'
    return response


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
