"""From the programme into work: the post, the hand-over to the first-year supervisor, and destinations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import operations, permissions
from apprentices.capability import capability_of
from apprentices.forms import gateway as forms
from apprentices.forms.because import BecauseForm
from apprentices.models import Destination, HandOver, PostOffer
from apprentices.operations.gateway_telling import ANSWER_DESTINATION, READ_HAND_OVER
from apprentices.views.changes.common import answer
from apprentices.views.gateway import RELATED, page_of, seen
from apprentices.views.record import visible_record
from core import audit, links
from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.words import day
from core.workflow import StepRefused

# The post ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def offer_post(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_offer_post(user, apprentice))

    def act(typed: dict[str, Any]) -> str:
        operations.offer_post(
            apprentice,
            role=typed["role"],
            team=typed["team"],
            starts_on=typed["starts_on"],
            guaranteed=typed["guaranteed"] == "yes",
            terms=typed["terms"],
            by=user,
        )
        return f"Offered. {apprentice} is told and answers."

    return answer(
        request,
        forms.PostForm(request.POST or None),
        act,
        to=page_of(apprentice),
        title="Offer a post on qualifying",
        apprentice=apprentice,
        intro=[f"In writing, from {apprentice.employer}, under your name. It is read by the three parties."],
    )


def offer_facts(offer: PostOffer) -> list[Fact]:
    return [
        Fact("Post", offer.role),
        Fact("Employer and team", ", ".join(filter(None, (offer.employer.name, offer.team)))),
        Fact("First day", day(offer.starts_on)),
        Fact("Guaranteed", "Yes, once qualified and registered" if offer.guaranteed else "An interview is guaranteed"),
        *([Fact("What else holds", offer.terms)] if offer.terms else []),
        Fact("Offered by", f"{offer.offered_by}, {day(offer.offered_at)}"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def answer_post(request: HttpRequest, reference: str) -> HttpResponse:
    """The apprentice accepts or declines, under their own name."""
    offer: PostOffer = seen(request, PostOffer, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_answer_post(user, offer))

    def act(typed: dict[str, Any]) -> str:
        operations.answer_post(offer, accept=typed["answer"] == "yes", by=user)
        return "Your answer is sent."

    form = forms.AnswerForm(
        request.POST or None, question="Do you accept this post?", yes="Yes, I accept it", no="No, I decline it"
    )
    return answer(
        request,
        form,
        act,
        to=page_of(offer.apprentice),
        title="A post is offered to you",
        apprentice=offer.apprentice,
        facts=offer_facts(offer),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_post(request: HttpRequest, reference: str) -> HttpResponse:
    offer: PostOffer = seen(request, PostOffer, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_take_back_post(user, offer))

    def act(typed: dict[str, Any]) -> str:
        operations.take_back_post(offer, because=typed["because"], by=user)
        return "The offer is taken back."

    form = BecauseForm(request.POST or None, submit="Take the offer back", label="Why is it taken back?")
    title = "Take the offer of a post back"
    return answer(request, form, act, to=page_of(offer.apprentice), title=title, apprentice=offer.apprentice)


# The hand-over -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def ask_hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_ask_hand_over(user, apprentice))

    def act(typed: dict[str, Any]) -> str:
        operations.ask_hand_over(apprentice, name=typed["name"], email=typed["email"], by=user)
        return f"{apprentice} is asked. Nothing is shown before they agree."

    return answer(
        request,
        forms.HandOverForm(request.POST or None),
        act,
        to=page_of(apprentice),
        title="Hand over to the first year",
        apprentice=apprentice,
        intro=[
            "Whoever supports the first year in practice may read what was found of the apprentice’s capability at "
            "the end of the last placement, if the apprentice agrees. They get a link and need no account."
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """The apprentice reads exactly what would be shown, and to whom, and agrees or not."""
    given: HandOver = seen(request, HandOver, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_answer_hand_over(user, given))

    def act(typed: dict[str, Any]) -> str:
        agree = typed["answer"] == "yes"
        operations.answer_hand_over(given, agree=agree, by=user)
        return f"{given.supervisor} gets a link." if agree else "Nothing is shown to anybody."

    form = forms.AnswerForm(
        request.POST or None,
        question=f"May {given.supervisor} read this?",
        yes="Yes, send the link",
        no="No, do not show it",
    )
    return answer(
        request,
        form,
        act,
        to=page_of(given.apprentice),
        title=f"What {given.supervisor} would read",
        apprentice=given.apprentice,
        intro=["It is for your support in the first year in practice. You can end it at any time."],
        parts=capability_of(given.apprentice),
        with_parts=True,
    )


@require_POST
def end_hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    given: HandOver = seen(request, HandOver, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_end_hand_over(user, given))
    try:
        operations.end_hand_over(given, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Ended. The link opens nothing any more.")
    return redirect(page_of(given.apprentice))


@login_not_required
@require_safe
def hand_over_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """The capability summary for the supervisor of the first year; every reading is written down."""
    rows = HandOver.objects.filter(state=HandOver.State.AGREED).select_related(*RELATED)
    given = get_object_or_404(rows, reference=reference)
    link = links.grant(request, purpose=READ_HAND_OVER, subject=given)
    if link is None:
        raise Http404
    audit.record(given, "read the capability summary", by=link.person)
    context = {"apprentice": given.apprentice, "given": given, "parts": capability_of(given.apprentice)}
    return render(request, "apprentices/gateway/hand_over.html", context)


# Destinations ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def destination(request: HttpRequest, reference: str) -> HttpResponse:
    """Where somebody is six or twelve months later: by themselves, or later by employer or university."""
    asked: Destination = seen(request, Destination, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_answer_destination(user, asked))

    def act(typed: dict[str, Any]) -> str:
        operations.answer_destination(asked, situation=typed["situation"], place=typed["place"], by=user)
        return "Recorded. Thank you."

    form = forms.DestinationForm(request.POST or None, own=user.pk == asked.apprentice.person_id)
    title = f"{asked.months} months after completing"
    return answer(request, form, act, to=page_of(asked.apprentice), title=title, apprentice=asked.apprentice)


@require_POST
def take_back_destination(request: HttpRequest, reference: str) -> HttpResponse:
    asked: Destination = seen(request, Destination, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_take_back_destination(user, asked))
    try:
        operations.take_back_destination(asked, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Taken back. It is open again.")
    return redirect(page_of(asked.apprentice))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def destination_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """The question for the person of the link, on a phone, without signing in. An answer, and no signature."""
    asked = get_object_or_404(Destination.objects.select_related(*RELATED), reference=reference)
    link = links.grant(request, purpose=ANSWER_DESTINATION, subject=asked)
    if link is None or link.person != asked.apprentice.person:
        raise Http404
    form, done = forms.DestinationForm(request.POST or None, own=True), asked.state != Destination.State.DUE
    if request.method == "POST" and not done and form.is_valid():
        try:
            operations.answer_destination(
                asked, situation=form.cleaned_data["situation"], place=form.cleaned_data["place"], by=link.person
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            done = True
    context = {"asked": asked, "form": None if done else form, "today": timezone.localdate()}
    return render(request, "apprentices/gateway/destination.html", context)
