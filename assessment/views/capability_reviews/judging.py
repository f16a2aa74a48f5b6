"""The judgement of a panel: the views beside the words of the level, then check, then sign."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessment.capability_reviews import permissions, rules
from assessment.capability_reviews.rules import Judgement
from assessment.forms.capability_reviews import judgement_form
from assessment.models import CapabilityReview, ReviewPanelView
from assessment.operations import capability_reviews as operations
from assessment.operations.capability_reviews import Judged
from assessment.views.asked import person
from assessment.views.capability_reviews.panels import review_of_panel_or_404
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.steps import taken
from core.words import day, listed

SESSION_KEY = "judging_reviews"


@GET_OR_POST
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    """What the panel judged of one apprentice, beside the members' signed views."""
    review = _to_judge(request, reference)
    asked = list(operations.domains_at(review.apprentice, review.point, on=review.panel.held_on))
    form = judgement_form(asked, level=review.point)(request.POST or None, initial=_begun(request).get(reference, {}))
    form.draft_key = f"review-judgement-{reference}"
    if request.method == "POST" and form.is_valid():
        kept = {name: _plain(value) for name, value in form.cleaned_data.items() if name != "version"}
        request.session[SESSION_KEY] = _begun(request) | {reference: kept}
        return redirect("assessment:sign_review_judgement", reference)
    context = {
        "review": review,
        "panel": review.panel,
        "form": form,
        "views": ReviewPanelView.objects.visible_to(person(request))
        .filter(review=review, signed_at__isnull=False)
        .select_related("member__person"),
        "not_heard": listed(rules.not_heard(permissions.seats_of(review))),
    }
    return render(request, "assessment/capability_reviews/judge.html", context)


@GET_OR_POST
def sign_judgement(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing; one press signs, and nothing of it changes any more."""
    review = _to_judge(request, reference)
    begun = _begun(request).get(reference)
    if begun is None:
        return redirect("assessment:judge_review", reference)
    asked = list(operations.domains_at(review.apprentice, review.point, on=review.panel.held_on))
    said = _said(begun, [statement.pk for statement in asked])
    if request.method == "POST":
        if not SignForm(request.POST, begun=begun).is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif taken(
            request,
            lambda: operations.record_judgement(review, said=said, by=person(request), address=address_of(request)),
        ):
            request.session[SESSION_KEY] = {key: kept for key, kept in _begun(request).items() if key != reference}
            drafts.saved(request, f"review-judgement-{reference}")
            messages.success(request, f"Signed. {review.apprentice} learns of it when you release the outcomes.")
            return redirect("assessment:review_panel", review.panel.reference)
    back = reverse("assessment:judge_review", args=[reference])
    facts = [
        Fact("Apprentice", str(review.apprentice)),
        Fact("Review", str(review)),
        Fact("Judgement", Judgement(said.judgement).label, back),
        Fact("For the whole", said.whole, back),
        *(
            Fact(str(statement), said.by_domain[statement.pk], back)
            for statement in asked
            if statement.pk in said.by_domain
        ),
    ]
    if said.again_on:
        facts += [Fact("What would be enough", said.enough, back), Fact("Again from", day(said.again_on), back)]
    context = {"review": review, "back": back, "facts": facts, "form": SignForm(begun=begun)}
    return render(request, "assessment/capability_reviews/sign_judgement.html", context)


def _said(begun: dict[str, Any], statements: list[int]) -> Judged:
    again_on = datetime.date.fromisoformat(begun["again_on"]) if begun.get("again_on") else None
    by_domain = {pk: begun[f"domain_{pk}"] for pk in statements if begun.get(f"domain_{pk}")}
    return Judged(begun["judgement"], begun["whole"], by_domain, begun.get("enough", ""), again_on)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _begun(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(SESSION_KEY, {})


def _to_judge(request: HttpRequest, reference: str) -> CapabilityReview:
    review = review_of_panel_or_404(request, reference)
    require(permissions.may_judge(person(request), review, on=timezone.localdate()))
    return review
