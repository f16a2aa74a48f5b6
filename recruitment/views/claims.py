"""One's own claim after a day on a panel, by account or by link; and how the day was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import links
from core.accounts.models import User
from core.links.views import closed
from core.permissions import NotAllowed
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.claims import DebriefForm, ExpenseForm, TakeForm
from recruitment.models import PanelClaim, PanelMember
from recruitment.operations import claims as operations
from recruitment.operations.debriefs import say_how_it_was
from recruitment.views.seats import seat_page
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
ClaimView = Callable[..., HttpResponse]


def own_claim(view: ClaimView) -> ClaimView:
    """A page of one's own claim, by account or by the link that was sent."""

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, reference: str, **parts: Any) -> HttpResponse:
        claims = PanelClaim.objects.select_related("person", "card", "seat__panel__day", "panellist")
        claim = claims.filter(reference=reference).first()
        if claim and (
            request.user == claim.person or links.grant(request, purpose=operations.CLAIM, subject=claim) is not None
        ):
            return view(request, claim, claim.person, **parts)
        if request.user.is_authenticated:
            raise Http404
        return closed(request)

    return page


@require_safe
@own_claim
def my_claim(request: HttpRequest, claim: PanelClaim, person: User) -> HttpResponse:
    """What is owed, what was spent, and how far it is."""
    expenses = claim.expenses.select_related("receipt")
    spent = expenses.aggregate(sum=Sum("amount"))["sum"] or 0
    context = {"claim": claim, "person": person, "expenses": expenses, "spent": spent, "total": claim.amount + spent}
    return render(request, "recruitment/claims/mine.html", context)


@require_http_methods(GET_OR_POST)
@own_claim
def add_expense(request: HttpRequest, claim: PanelClaim, person: User) -> HttpResponse:
    if not claim.is_with_claimant:
        raise NotAllowed("This claim has been sent, so it does not change now.")
    form = ExpenseForm(posted(request), request.FILES or None)
    form.cancel_url = reverse("recruitment:my_claim", args=[claim.reference])
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        receipt = answers.pop("receipt")
        try:
            operations.add_expense(
                claim=claim, by=person, receipt=receipt, receipt_name=receipt.name if receipt else "", **answers
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("recruitment:my_claim", claim.reference)
    return render(request, "recruitment/claims/expense.html", {"claim": claim, "form": form})


@require_POST
@own_claim
def remove_expense(request: HttpRequest, claim: PanelClaim, person: User, expense: str) -> HttpResponse:
    found = get_object_or_404(claim.expenses.select_related("receipt", "claim"), reference=expense)
    taken(request, partial(operations.remove_expense, expense=found, by=person), "The expense is taken away.")
    return redirect("recruitment:my_claim", claim.reference)


@require_http_methods(GET_OR_POST)
@own_claim
def send_claim(request: HttpRequest, claim: PanelClaim, person: User) -> HttpResponse:
    """Choose what to take, beside one's own limit and a neutral word on benefits, and send."""
    if not claim.is_with_claimant:
        raise NotAllowed("This claim has been sent, so it does not change now.")
    within = operations.within_own_limit(claim)
    form = TakeForm(posted(request), initial={"choice": claim.choice, "amount": within})
    form.cancel_url = reverse("recruitment:my_claim", args=[claim.reference])
    if request.method == "POST" and form.is_valid():
        step = partial(operations.send_claim, claim=claim, by=person, **form.cleaned_data)
        if taken(request, step, "Thank you. Your claim has been sent. We write to you when it is paid."):
            return redirect("recruitment:my_claim", claim.reference)
    over = within is not None and within < claim.fee
    context = {"claim": claim, "form": form, "within": within, "over_limit": over}
    return render(request, "recruitment/claims/send.html", context)


@require_http_methods(GET_OR_POST)
@seat_page
def debrief(request: HttpRequest, seat: PanelMember, person: User) -> HttpResponse:
    """How the day was, and whether the member wants to talk to somebody."""
    if not seat.panel.day.has_begun:
        raise NotAllowed("We ask you this after the day.")
    said = getattr(seat, "debrief", None)
    initial = {"went": said.went, "words": said.words, "wants_call": said.wants_call} if said else {}
    form = DebriefForm(posted(request), initial=initial)
    form.cancel_url = reverse("recruitment:my_panel", args=[seat.reference])
    if request.method == "POST" and form.is_valid():
        step = partial(say_how_it_was, seat=seat, by=person, **form.cleaned_data)
        if taken(request, step, "Thank you for telling us."):
            return redirect("recruitment:my_panel", seat.reference)
    return render(request, "recruitment/claims/debrief.html", {"seat": seat, "form": form})
