"""A second opinion: whom to ask, accept or decline, read, give and sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.deciding import permissions
from assessment.forms.decisions import ApartForm, ChooseEducatorForm, OpinionForm
from assessment.models import SecondOpinion
from assessment.operations import second_opinions as operations
from assessment.reciprocal.second_opinions import second_opinion_candidates
from assessment.views.asked import person
from assessment.views.deciding.asked import (
    DECIDERS,
    JOINED,
    begun,
    decided_or_404,
    decision_form,
    facts_of,
    forget,
    page_of,
    remember,
    sign_page,
)
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.steps import taken, taken_on

State = SecondOpinion.State


@GET_OR_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a practice educator of another council who had nothing to do with the apprentice."""
    found = decided_or_404(request, reference)
    require(permissions.may_ask_second_opinion(person(request), found))
    candidates = second_opinion_candidates(found, on=timezone.localdate())
    form = ChooseEducatorForm(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        if taken_on(form, lambda: operations.ask_for_second_opinion(found, educator=chosen, by=person(request))):
            messages.success(request, f"{chosen} has been asked, and may decline without saying why.")
            return redirect(page_of(found))
    hint = (
        "At stage 2 and current, of another council than the placement, the employer and the practice educator, and "
        "without any earlier part. They are told whose portfolio it is before they accept, and no more."
    )
    if not candidates:
        hint = "Nobody on the register can be asked today. Ask the placement coordinators of other councils."
    return decision_form(request, form, "Ask for a second opinion", back=page_of(found), caption=found, hint=hint)


@GET_OR_POST
def second_opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked: accept or decline; once accepted, the way to what was handed in."""
    opinion = _own_or_404(request, reference)
    may_accept = permissions.may_answer_request(person(request), opinion)
    form = ApartForm(request.POST or None) if may_accept or request.method == "POST" else None
    if request.method == "POST" and form is not None:
        require(may_accept)
        if form.is_valid() and taken_on(
            form, lambda: operations.accept_request(opinion, apart=True, by=person(request))
        ):
            messages.success(request, "Thank you. You can read what was handed in now.")
            return redirect("assessment:submission", opinion.submission.reference)
    context = {
        "opinion": opinion,
        "submission": opinion.submission,
        "form": form,
        "may_accept": may_accept,
        "may_give": permissions.may_give_opinion(person(request), opinion),
    }
    return render(request, "assessment/decisions/second_opinion.html", context)


@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline; nobody asks why."""
    opinion = _own_or_404(request, reference)
    if taken(request, lambda: operations.decline_request(opinion, by=person(request))):
        messages.success(request, f"Declined. {opinion.asked_by} has been told and asks somebody else.")
    return redirect("portal:home")


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever asked takes the request back."""
    opinion = get_object_or_404(
        SecondOpinion.objects.filter(asked_by=person(request)).select_related("submission", "asked_by"),
        reference=reference,
    )
    found = decided_or_404(request, opinion.submission.reference)
    if taken(request, lambda: operations.take_back_request(opinion, by=person(request))):
        messages.success(request, "Taken back. You can ask somebody else.")
    return redirect(page_of(found))


@GET_OR_POST
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether the recommendation is supported, and why."""
    opinion = _to_give(request, reference)
    key = f"opinion-{reference}"
    of = opinion.submission.placement.apprentice
    form = OpinionForm(request.POST or None, initial=begun(request, key) or {}, of=of)
    form.draft_key = f"second-{key}"
    if request.method == "POST" and form.is_valid():
        remember(request, key, form.cleaned_data)
        return redirect("assessment:sign_second_opinion", reference)
    hint = f"Recommended by {opinion.recommendation.written_by}: {opinion.recommendation}."
    back = page_of(opinion.submission)
    return decision_form(request, form, "Your second opinion", back=back, caption=opinion.submission, hint=hint)


@GET_OR_POST
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing; one press signs."""
    opinion = _to_give(request, reference)
    key = f"opinion-{reference}"
    said = begun(request, key)
    if said is None:
        return redirect("assessment:give_second_opinion", reference)
    if request.method == "POST":
        if not SignForm(request.POST, begun=said).is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif taken(
            request,
            lambda: operations.give_opinion(
                opinion,
                supports=said["supports"] == "yes",
                reasons=said["reasons"],
                by=person(request),
                address=address_of(request),
            ),
        ):
            forget(request, key)
            drafts.saved(request, f"second-{key}")
            messages.success(request, "Signed. Thank you. The practice assessment panel reads it next.")
            return redirect("portal:home")
    back = reverse("assessment:give_second_opinion", args=[reference])
    supports = "I support the recommendation" if said["supports"] == "yes" else "I do not support the recommendation"
    return sign_page(
        request,
        SignForm(begun=said),
        back=back,
        caption=opinion.submission,
        facts=[
            *facts_of(opinion.submission),
            Fact("Recommended", opinion.recommendation),
            Fact("Your opinion", supports, back),
            Fact("Your reasons", said["reasons"], back),
        ],
        seen_by=DECIDERS,
        signing="I have read what was handed in. I had nothing to do with this apprentice. My opinion is my own.",
    )


def _own_or_404(request: HttpRequest, reference: str) -> SecondOpinion:
    """What this person was asked: for nobody else the page exists."""
    joined = [f"submission__{path}" for path in JOINED]
    found = (
        SecondOpinion.objects.filter(educator__person=person(request))
        .exclude(state=State.TAKEN_BACK)
        .select_related("educator__person", "asked_by", "recommendation__written_by", *joined)
    )
    return get_object_or_404(found, reference=reference)


def _to_give(request: HttpRequest, reference: str) -> SecondOpinion:
    opinion = _own_or_404(request, reference)
    require(permissions.may_give_opinion(person(request), opinion))
    return opinion
