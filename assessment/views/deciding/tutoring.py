"""The tutor's answer to a recommendation: concur or dissent, signed; or one question, and the educator's answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assessment.deciding import parts, permissions
from assessment.deciding.sight import papers_of, sight_of
from assessment.forms.decisions import TutorForm, WordsForm
from assessment.models import PortfolioSubmission, TutorQuery, TutorReview
from assessment.operations import tutoring as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import (
    DECIDERS,
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


@GET_OR_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Concur or dissent beside what was recommended; the hash of what was read goes along."""
    found = _to_answer(request, reference)
    key = f"tutor-{reference}"
    form = TutorForm(request.POST or None, initial=begun(request, key) or {})
    form.draft_key = f"decision-{key}"
    if request.method == "POST" and form.is_valid():
        read = parts.current_recommendation(found).content_hash
        remember(request, key, form.cleaned_data | {"read": read})
        return redirect("assessment:sign_answer", reference)
    return decision_form(
        request,
        form,
        "Your answer to the recommendation",
        back=page_of(found),
        caption=found,
        papers=papers_of(person(request), found, sight_of(person(request), found)),
    )


@GET_OR_POST
def sign_answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing; one press signs."""
    found = _to_answer(request, reference)
    key = f"tutor-{reference}"
    said = begun(request, key)
    if said is None:
        return redirect("assessment:answer_recommendation", reference)
    if request.method == "POST":
        if not SignForm(request.POST, begun=said).is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif taken(request, lambda: _signed(request, found, said)):
            forget(request, key)
            drafts.saved(request, f"decision-{key}")
            found.refresh_from_db()
            second = found.state == PortfolioSubmission.State.SECOND_OPINION
            messages.success(request, "Signed. Choose now whom to ask for a second opinion." if second else SIGNED)
            return redirect("assessment:ask_second_opinion", reference) if second else redirect(page_of(found))
    back = reverse("assessment:answer_recommendation", args=[reference])
    recommendation = parts.current_recommendation(found)
    facts = [
        *facts_of(found),
        Fact("Recommended", f"{recommendation}, by {recommendation.written_by}"),
        Fact("Your answer", TutorReview.Outcome(said["outcome"]).label, back),
        Fact("Your reasons", said["reasons"] or "None given", back),
        Fact("Second opinion in any case", "Yes" if said["asks_second_opinion"] else "No", back),
    ]
    return sign_page(
        request,
        SignForm(begun=said),
        back=back,
        caption=found,
        facts=facts,
        seen_by=DECIDERS,
        signing="I have read the portfolio and the recommendation. Its words stay as they are; this is my answer.",
    )


SIGNED = "Signed. The practice assessment panel has been told."


def _signed(request: HttpRequest, found: PortfolioSubmission, said: dict[str, Any]) -> TutorReview:
    return operations.review_recommendation(found, **said, by=person(request), address=address_of(request))


@GET_OR_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the practice educator one question."""
    found = _to_answer(request, reference)
    form = WordsForm(request.POST or None, asked="Your question", submit="Ask this question")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"]
        if taken_on(form, lambda: operations.ask_educator(found, question=said, by=person(request))):
            educator = found.placement.practice_educator
            messages.success(request, f"{educator} has been told. It comes back to you with the answer.")
            return redirect(page_of(found))
    hint = "The recommendation stays as it is. The answer stands beside it."
    return decision_form(
        request,
        form,
        "Ask the practice educator",
        back=page_of(found),
        caption=found,
        hint=hint,
        papers=papers_of(person(request), found, sight_of(person(request), found)),
    )


@GET_OR_POST
def answer_query(request: HttpRequest, reference: str) -> HttpResponse:
    """The practice educator answers the tutor's question, beside a recommendation that stays as it was signed."""
    found = decided_or_404(request, reference)
    query = _open_query(found)
    require(permissions.may_answer_query(person(request), query))
    form = WordsForm(request.POST or None, asked="Your answer", submit="Send your answer")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"]
        if taken_on(form, lambda: operations.answer_query(query, answer=said, by=person(request))):
            messages.success(request, f"Sent. {query.asked_by} has been told.")
            return redirect(page_of(found))
    return decision_form(
        request,
        form,
        "Answer the university tutor",
        back=page_of(found),
        caption=found,
        hint="Your recommendation stays as you signed it.",
        notes=[query.question],
    )


def _open_query(found: PortfolioSubmission) -> TutorQuery:
    """The question that is open, or the last one: whoever comes late is told that it is answered."""
    queries = TutorQuery.objects.filter(recommendation__submission=found).select_related(
        "recommendation__written_by", "asked_by"
    )
    query = queries.filter(answered_at=None).first() or queries.last()
    if query is None:
        raise Http404("Nothing was asked.")
    query.recommendation.submission = found
    return query


def _to_answer(request: HttpRequest, reference: str) -> PortfolioSubmission:
    found = decided_or_404(request, reference)
    require(permissions.may_review(person(request), found))
    return found
