"""Signing a review, with an account or by link; reopening it, settling a dispute, closing it unsigned; its paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from apprentices import operations, permissions, review_page
from apprentices.forms import ReviewReasonForm, SignReviewForm
from apprentices.models import ProgressReview
from apprentices.views.link import code_first, link_of, proof_of
from apprentices.views.review_papers import preparation
from apprentices.views.reviews import GET_OR_POST, question, visible_review, with_everything
from core import audit
from core.accounts.devices import address_of
from core.accounts.models import User
from core.audit.signatures import Signature
from core.documents import pdf
from core.jobs import CannotBeDone
from core.permissions import Answer, require
from core.workflow import StepRefused


@GET_OR_POST
def sign_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything once more, then one press signs."""
    found = visible_review(request, reference)
    back = reverse("apprentices:review", args=[reference])
    return signing(request, found, request.user, back=back)  # type: ignore[arg-type]


def signing(
    request: HttpRequest,
    review: ProgressReview,
    user: User,
    *,
    back: str,
    link: Any = None,
    **signed_with: Any,
) -> HttpResponse:
    """The check page of one person, signed in or by link; ``signed_with``: method, name and role of a link."""
    require(permissions.may_sign(user, review))
    assert review.write_up is not None
    party, in_place_of = permissions.signs_for(user, review)
    form = SignReviewForm(request.POST or None, initial={"read": review.write_up.content_hash})
    if request.method == "POST" and form.is_valid():
        try:
            operations.sign_review(
                review,
                read=form.cleaned_data["read"],
                dissent=form.cleaned_data["dissent"],
                by=user,
                address=address_of(request),
                **signed_with,
            )
        except StepRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "Signed. Thank you.")
        return redirect(back)
    context = {
        **review_page.shown(review, user),
        "form": form,
        "back": back,
        "link": link,
        "seen_by": review_page.who_sees(review),
        "statement": review_page.statement(review, party, in_place_of),
    }
    return render(request, "apprentices/reviews/sign.html", context)


# By link -----------------------------------------------------------------------------------------------------


def _by_link(request: HttpRequest, reference: str, review: str) -> tuple[Any, dict[str, Any] | None, ProgressReview]:
    """The link's person, what they proved with a code, and a review in which they take part."""
    link = link_of(request, reference)
    mine = ProgressReview.objects.of_party(link.person, on=timezone.localdate())
    found = get_object_or_404(with_everything().filter(pk__in=mine.order_by().values("pk")), reference=review)
    return link, proof_of(request, link), found


def _home_of(reference: str) -> str:
    return reverse("apprentices:confirm_by_link", args=[reference])


@login_not_required
@require_safe
def review_by_link(request: HttpRequest, reference: str, review: str) -> HttpResponse:
    link, proof, found = _by_link(request, reference, review)
    if proof is None:
        return code_first(request, link)
    context = {
        **review_page.shown(found, link.person),
        "link": link,
        "may_sign": bool(permissions.may_sign(link.person, found)),
        "may_prepare": bool(permissions.may_prepare(link.person, found)),
    }
    return render(request, "apprentices/reviews/review.html", context)


@login_not_required
@GET_OR_POST
def prepare_by_link(request: HttpRequest, reference: str, review: str) -> HttpResponse:
    link, proof, found = _by_link(request, reference, review)
    if proof is None:
        return code_first(request, link)
    return preparation(request, found, link.person, back=_home_of(reference), link=link)


@login_not_required
@GET_OR_POST
def sign_by_link(request: HttpRequest, reference: str, review: str) -> HttpResponse:
    link, proof, found = _by_link(request, reference, review)
    if proof is None:
        return code_first(request, link)
    signed_with = {"method": Signature.Method.LINK_AND_CODE, "name": proof["name"], "role": proof["role"]}
    return signing(request, found, link.person, back=_home_of(reference), link=link, **signed_with)


# The university's lead ---------------------------------------------------------------------------------------


def _for_a_reason(
    request: HttpRequest, reference: str, may: Any, act: Any, *, title: str, lead: str, label: str, submit: str
) -> HttpResponse:
    found = visible_review(request, reference)
    answer: Answer = may(request.user, found)
    require(answer)
    form = ReviewReasonForm(request.POST or None)
    form.fields["reason"].label, form.submit = label, submit
    if request.method == "POST" and form.is_valid():
        try:
            act(found, form.cleaned_data["reason"], request.user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found}: {found.get_state_display().lower()}.")
            return redirect("apprentices:review", reference=reference)
    return question(request, found, form, title=title, lead=lead)


@GET_OR_POST
def reopen_review(request: HttpRequest, reference: str) -> HttpResponse:
    return _for_a_reason(
        request,
        reference,
        permissions.may_reopen,
        lambda review, reason, by: operations.reopen_review(review, reason=reason, by=by),
        title="Reopen the review",
        lead="Every signature under it becomes void and is asked for again. Whoever has signed is told, and reads why.",
        label="Why is it reopened?",
        submit="Reopen it and void the signatures",
    )


@GET_OR_POST
def settle_review(request: HttpRequest, reference: str) -> HttpResponse:
    return _for_a_reason(
        request,
        reference,
        permissions.may_settle,
        lambda review, how, by: operations.settle_dispute(review, how=how, by=by),
        title="Say how the dispute was settled",
        lead="The text, the signatures and the notes under them stay. To change the text, reopen the review instead.",
        label="How was it settled?",
        submit="Close the review",
    )


@GET_OR_POST
def close_review_unsigned(request: HttpRequest, reference: str) -> HttpResponse:
    return _for_a_reason(
        request,
        reference,
        permissions.may_close_unsigned,
        lambda review, reason, by: operations.close_unsigned(review, reason=reason, by=by),
        title="Close the review unsigned",
        lead="For somebody who is not able to sign. Nobody signs in their name, and nobody signs it afterwards.",
        label="Why is it closed unsigned?",
        submit="Close it unsigned",
    )


# The paper ---------------------------------------------------------------------------------------------------


@require_safe
def review_record(request: HttpRequest, reference: str) -> HttpResponse:
    """The record of a review as a PDF: what was written, the facts as frozen, who signed, what is void."""
    found = visible_review(request, reference)
    user: User = request.user  # type: ignore[assignment]
    context = {**review_page.shown(found, user), "made_on": timezone.localdate()}
    try:
        data = pdf.render("documents/progress_review.html", context)
    except CannotBeDone as problem:
        messages.warning(request, str(problem))
        return redirect("apprentices:review", reference=reference)
    audit.record_read(found, "the record of a progress review as PDF", by=user)
    name = f"{slugify(str(found.apprentice))}-progress-review-{found.number}.pdf"
    disposition = content_disposition_header(False, name) or "inline"
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": disposition})
