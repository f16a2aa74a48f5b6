"""The tutor's review of a portfolio, and the pack for the practice assessment panel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apprentices.models import Apprentice
from assessment import operations, pack, permissions
from assessment.forms import ReviewForm
from assessment.models import PortfolioReview
from assessment.operations.reviews import accepted_set, hash_of_set
from assessment.views.asked import person, portfolio_or_404
from assessment.views.writing import GET_OR_POST
from core import words
from core.accounts.devices import address_of
from core.components import Fact
from core.documents import packs
from core.forms import SignForm, drafts
from core.permissions import require
from core.workflow import StepRefused

SESSION_KEY = "reviewing"


@GET_OR_POST
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the review; what was read is held fast by its fingerprint."""
    apprentice = _to_review(request, reference)
    covers = accepted_set(apprentice)
    begun: dict[str, Any] = request.session.get(SESSION_KEY, {}).get(reference, {})
    initial = {"read": hash_of_set(covers), "statement": begun.get("statement", "")}
    form = ReviewForm(request.POST or None, initial=initial)
    form.draft_key = f"review-{reference}"
    if request.method == "POST" and form.is_valid():
        request.session[SESSION_KEY] = request.session.get(SESSION_KEY, {}) | {reference: form.cleaned_data}
        return redirect("assessment:sign_review", reference)
    return render(request, "assessment/review.html", {"apprentice": apprentice, "form": form, "pieces": len(covers)})


@GET_OR_POST
def sign_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing the review; one press signs."""
    apprentice = _to_review(request, reference)
    begun: dict[str, Any] | None = request.session.get(SESSION_KEY, {}).get(reference)
    if begun is None:
        return redirect("assessment:review", reference)
    if request.method == "POST":
        if SignForm(request.POST, begun=begun).is_valid():
            return _signed(request, apprentice, begun)
        messages.warning(request, SignForm.CHANGED)
    pieces = words.count(len(accepted_set(apprentice)), "accepted piece", "accepted pieces")
    facts = [
        Fact("Portfolio of", apprentice.person.name),
        Fact("It covers", f"{pieces} of evidence"),
        Fact("Your review", begun["statement"], reverse("assessment:review", args=[reference])),
    ]
    context = {"apprentice": apprentice, "form": SignForm(begun=begun), "facts": facts}
    return render(request, "assessment/sign_review.html", context)


def _signed(request: HttpRequest, apprentice: Apprentice, begun: dict[str, Any]) -> HttpResponse:
    try:
        operations.review_portfolio(
            apprentice,
            statement=begun["statement"],
            read=begun["read"],
            by=person(request),
            address=address_of(request),
        )
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("assessment:review", apprentice.reference)
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(apprentice.reference, None)
    request.session[SESSION_KEY] = kept
    drafts.saved(request, f"review-{apprentice.reference}")
    messages.success(request, f"Your review is signed, and {apprentice} has been told.")
    return redirect("assessment:coverage", apprentice.reference)


@require_safe
def signed_review(request: HttpRequest, reference: str) -> HttpResponse:
    """A review as it was signed."""
    found = get_object_or_404(
        PortfolioReview.objects.visible_to(person(request)).select_related("apprentice__person", "reviewed_by"),
        reference=reference,
    )
    standing = {piece["hash"] for piece in accepted_set(found.apprentice)}
    context = {
        "review": found,
        "apprentice": found.apprentice,
        "not_standing": sum(piece["hash"] not in standing for piece in found.covers),
    }
    return render(request, "assessment/signed_review.html", context)


@require_POST
def ask_for_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the portfolio pack made in the background; its page shows how far it is."""
    apprentice = portfolio_or_404(request, reference)
    relations = permissions.relations_of(apprentice, on=timezone.localdate())
    require(permissions.may_ask_for_pack(person(request), apprentice, relations))
    made, _ = packs.ask(
        builder=pack.NAME, subject=apprentice, title=f"Portfolio of {apprentice.person.name}", by=person(request)
    )
    return redirect("pack", made.reference)


def _to_review(request: HttpRequest, reference: str) -> Apprentice:
    apprentice = portfolio_or_404(request, reference)
    relations = permissions.relations_of(apprentice, on=timezone.localdate())
    require(permissions.may_review(person(request), apprentice, relations))
    return apprentice
