"""A panel member's pages, with an account or by link: whom they see, a view of each, signing all that is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apprentices.views.link import code_sent, opened
from assessment.capability_reviews import content, permissions
from assessment.capability_reviews.rules import ReviewPoint
from assessment.content import hash_of
from assessment.forms.capability_reviews import PanelViewForm
from assessment.forms.signing import SignByLinkForm
from assessment.models import CapabilityReview, ReviewPanelMember, ReviewPanelView
from assessment.operations import capability_reviews as operations
from assessment.operations.telling_of_panels import PANEL_LINK
from assessment.views.asked import form_page, person
from assessment.views.writing import GET_OR_POST
from core import links
from core.accounts.devices import address_of
from core.audit.signatures import Signature
from core.components import Fact
from core.forms import SignForm, drafts
from core.limits import limited
from core.links.models import SignedLink
from core.permissions import require
from core.workflow import StepRefused


@login_not_required
@require_safe
def panel_views(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom the panel reviews: what of it I have written, and what I have signed."""
    member, _ = _member(request, reference)
    views = {view.review_id: view for view in member.views.all()}
    reviews = _reviews(member)
    context = {
        "member": member,
        "panel": member.panel,
        "rows": [(review, views.get(review.pk), permissions.may_give_view(member, review)) for review in reviews],
        "to_sign": [view for view in views.values() if view.signed_at is None],
        "level": ReviewPoint(member.panel.point).label,
    }
    return render(request, "assessment/capability_reviews/panel_views.html", context)


@login_not_required
@GET_OR_POST
def panel_view(request: HttpRequest, reference: str, review: str) -> HttpResponse:
    """Write one's own view of one apprentice; kept until it is signed."""
    member, _ = _member(request, reference)
    one = get_object_or_404(_reviews(member), reference=review)
    require(permissions.may_give_view(member, one))
    written = ReviewPanelView.objects.filter(review=one, member=member).first()
    initial = {"judgement": written.judgement, "words": written.words} if written else {}
    form = PanelViewForm(request.POST or None, initial=initial)
    form.draft_key = f"panel-view-{reference}-{review}"
    back = reverse("assessment:review_views", args=[reference])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.save_view(one, member=member, judgement=said["judgement"], words_=said["words"])
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            drafts.saved(request, form.draft_key)
            messages.success(request, f"Saved your view of {one.apprentice}. It counts once you have signed it.")
            return redirect(back)
    hint = "Nobody else reads this before they have signed their own view."
    return form_page(request, form, str(one.apprentice), back=back, caption=member.panel, hint=hint)


@login_not_required
@limited("one_time_code")
@GET_OR_POST
def sign_views(request: HttpRequest, reference: str) -> HttpResponse:
    """Check all that is written, then sign it at once. By link it takes the code that was sent as well."""
    member, link = _member(request, reference)
    views = list(
        member.views.filter(signed_at__isnull=True)
        .select_related("review__apprentice__person", "review__panel", "member__person")
        .order_by("review__apprentice__person__name")
    )
    if not views or member.left_at:
        return redirect("assessment:review_views", reference)
    begun = {str(view.pk): hash_of(content.viewed(view)) for view in views}
    form = (SignForm if link is None else SignByLinkForm)(request.POST or None, begun=begun)
    if request.method == "POST" and form.is_valid():
        try:
            _signed(request, member, link, begun, form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Signed. Thank you.")
            return redirect("assessment:review_views", reference)
    context = {
        "member": member,
        "panel": member.panel,
        "facts": [_fact(member, view) for view in views],
        "form": form,
        "link": link,
    }
    return render(request, "assessment/capability_reviews/sign_views.html", context)


def _fact(member: ReviewPanelMember, view: ReviewPanelView) -> Fact:
    change = reverse("assessment:review_view", args=[member.reference, view.review.reference])
    return Fact(str(view.review.apprentice), f"{view.get_judgement_display()}\n{view.words}", change)


def _signed(
    request: HttpRequest,
    member: ReviewPanelMember,
    link: SignedLink | None,
    begun: dict[str, str],
    typed: dict[str, Any],
) -> None:
    if link is not None:
        links.use_code(link, typed["code"])
    operations.sign_views(
        member,
        read={int(pk): read for pk, read in begun.items()},
        method=Signature.Method.ACCOUNT if link is None else Signature.Method.LINK_AND_CODE,
        name=typed.get("name", ""),
        role=typed.get("role", ""),
        address=address_of(request),
    )


@login_not_required
@limited("one_time_code")
@require_POST
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh code to the address held for the person of the link."""
    _, link = _member(request, reference)
    if link is None:
        raise Http404
    return code_sent(request, link, to="assessment:sign_review_views", reference=reference)


def _reviews(member: ReviewPanelMember) -> Any:
    """What the panel of this member reviews, without those who are away or gone."""
    return (
        CapabilityReview.objects.filter(panel=member.panel)
        .exclude(state=CapabilityReview.State.CANCELLED)
        .of_those_learning()
        .select_related("apprentice__person", "apprentice__employer", "panel")
        .order_by("apprentice__person__name")
    )


def _member(request: HttpRequest, reference: str) -> tuple[ReviewPanelMember, SignedLink | None]:
    """The seat of whoever was asked, while they sit: signed in, or by their link. To others it is not there."""
    rows = ReviewPanelMember.objects.sitting().select_related("person", "panel__university", "panel__convened_by")
    if request.user.is_authenticated and (mine := rows.filter(reference=reference, person=person(request)).first()):
        return mine, None
    link, member = opened(request, rows, reference, purpose=PANEL_LINK)
    if link.person_id != member.person_id:
        raise Http404
    return member, link
