"""Writing about a review: one's own preparation, the write-up, its actions, and the page before it freezes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apprentices import operations, permissions, review_page
from apprentices.forms import PreparationForm, ReviewActionForm, WriteUpForm
from apprentices.models import ProgressReview, ReviewAction, ReviewPreparation, ReviewWriteUp
from apprentices.review_facts import facts_of
from apprentices.views.reviews import GET_OR_POST, visible_review
from core.accounts.models import User
from core.forms import PortalForm, drafts
from core.permissions import require
from core.workflow import StepRefused, may_move


@GET_OR_POST
def prepare_review(request: HttpRequest, reference: str) -> HttpResponse:
    """My own box before a review; nobody else reads it until I send it."""
    found = visible_review(request, reference)
    back = reverse("apprentices:review", args=[reference])
    return preparation(request, found, request.user, back=back)  # type: ignore[arg-type]


def preparation(
    request: HttpRequest, review: ProgressReview, user: User, *, back: str, link: Any = None
) -> HttpResponse:
    """The box of one person, signed in or by link; once sent it is shown and stays."""
    require(permissions.may_prepare(user, review))
    box = ReviewPreparation.objects.filter(review=review, author=user).first()
    if box is not None and box.sent_at:
        messages.info(request, "You have sent your preparation, so it stays as it is.")
        return redirect(back)
    initial = {name: getattr(box, name) for name in ReviewPreparation.TEXTS} if box else {}
    form = PreparationForm(request.POST or None, initial=initial)
    form.draft_key = f"prepare-{review.reference}"
    if request.method == "POST" and form.is_valid():
        send = "send" in request.POST
        try:
            operations.prepare_review(
                review, party=permissions.party_in_review(user, review), texts=form.cleaned_data, by=user, send=send
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            drafts.saved(request, form.draft_key)
            messages.success(request, "Sent. The other two can read it now." if send else "Kept. Only you can read it.")
            return redirect(back)
    adjustments = [] if link else review_page.adjustments_for(review, user)
    context = {"review": review, "form": form, "back": back, "link": link, "adjustments": adjustments}
    return render(request, "apprentices/reviews/prepare.html", context)


def _to_write(request: HttpRequest, reference: str) -> ProgressReview:
    found = visible_review(request, reference)
    require(permissions.may_write_up(request.user, found))  # type: ignore[arg-type]
    return found


@GET_OR_POST
def write_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Write up what was said and agreed, beside the facts and what the three have prepared."""
    found = _to_write(request, reference)
    user: User = request.user  # type: ignore[assignment]
    draft = found.write_up
    initial = {name: getattr(draft, name) for name in ReviewWriteUp.TEXTS} if draft else {}
    form = WriteUpForm(request.POST or None, initial=initial, record=draft)
    form.draft_key = f"write-up-{reference}"
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if draft is None or form.check_version(draft):
                    operations.write_review(found, texts=form.cleaned_data, by=user)
                    drafts.saved(request, form.draft_key)
                    return redirect("apprentices:send_review", reference=reference)
        except StepRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, **review_page.shown(found, user), "facts": facts_of(found)}
    return render(request, "apprentices/reviews/write.html", context)


@GET_OR_POST
def add_action(request: HttpRequest, reference: str) -> HttpResponse:
    """One more action: what, how one knows that it is done, whose, by when."""
    found = _to_write(request, reference)
    form = ReviewActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_review_action(
                found,
                agreed=operations.Agreed(**form.cleaned_data),
                by=request.user,  # type: ignore[arg-type]
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The action is added.")
            return redirect("apprentices:send_review", reference=reference)
    context = {
        "review": found,
        "form": form,
        "title": "Add an action",
        "lead": "One thing, so exact that all three know when it is done.",
        "back": reverse("apprentices:send_review", args=[reference]),
    }
    return render(request, "apprentices/reviews/step.html", context)


@require_POST
def remove_action(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """Take an action out of the draft."""
    found = _to_write(request, reference)
    agreed = get_object_or_404(ReviewAction, reference=action, write_up=found.write_up)
    try:
        operations.remove_review_action(found, action=agreed, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "The action is taken out.")
    except StepRefused as refused:
        messages.warning(request, str(refused))
    return redirect("apprentices:send_review", reference=reference)


@GET_OR_POST
def send_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Actions, then everything once more before the text freezes and the three are asked to sign it."""
    found = _to_write(request, reference)
    if found.write_up is None:
        return redirect("apprentices:write_review", reference=reference)
    form = PortalForm(request.POST or None)
    form.submit = "Freeze it and ask for signatures"
    if request.method == "POST":
        try:
            operations.send_for_signature(found, by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            messages.warning(request, str(refused))
            return redirect("apprentices:write_review", reference=reference)
        messages.success(request, "The text is frozen. The three are asked to sign; you can sign now.")
        return redirect("apprentices:review", reference=reference)
    context = {
        "review": found,
        "parts": review_page.parts_of(found.write_up),
        "actions": list(found.write_up.actions.order_by("due_on", "pk")),
        "facts": facts_of(found),
        "seen_by": review_page.who_sees(found),
        "form": form,
    }
    return render(request, "apprentices/reviews/send.html", context)


@require_POST
def settle_action(request: HttpRequest, reference: str, action: str, to: str) -> HttpResponse:
    """Tick an agreed action off, say that it is no longer needed, or open it again."""
    found = visible_review(request, reference)
    require(permissions.may_settle_action(request.user, found))  # type: ignore[arg-type]
    agreed = get_object_or_404(
        ReviewAction.objects.agreed().select_related("write_up__review"), reference=action, write_up__review=found
    )
    if to in ReviewAction.State.values and may_move(agreed, to=to):
        operations.settle_action(agreed, to=to, by=request.user, on=timezone.localdate())  # type: ignore[arg-type]
        messages.success(request, f"{agreed.what}: {agreed.get_state_display().lower()}.")
    else:
        messages.warning(request, "Somebody else has just changed this action. Look at it again.")
    return redirect("apprentices:review", reference=reference)
