"""Panels: the list, convening one for many, who sits on it, cancelling one review, the moment of release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apprentices.models import Apprentice
from assessment.capability_reviews import permissions, rules
from assessment.capability_reviews.rules import ReviewPoint, Side
from assessment.forms.capability_reviews import CancelReviewForm, ConveneForm, MemberForm, ReleaseForm, WhomForm
from assessment.models import CapabilityReview, ReviewPanel, ReviewPanelMember
from assessment.models.capability_reviews import CONVENING_ROLES
from assessment.operations import capability_reviews as operations
from assessment.views.asked import form_page, person
from assessment.views.writing import GET_OR_POST
from consortium.models import Cohort
from consortium.people import reached_ids
from core.audit.models import Event
from core.components import Fact
from core.forms import drafts
from core.permissions import NotAllowed, require
from core.steps import taken, taken_on
from core.tables import Column, ListPage
from core.words import count, day, moment

State = CapabilityReview.State


def _judged(panel: Any) -> str:
    return f"{panel.judged} of {panel.planned}"


class ReviewPanels(ListPage):
    """Panels that a person convened, sits on or stands in for."""

    title = "Review panels"
    noun = "panel"
    template_name = "assessment/capability_reviews/panels.html"
    empty = "No review panel yet. A tutor or the placement coordinator convenes one for a cohort."
    default_sort = "-day"
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "day",
            "Day",
            value="held_on",
            sort=("held_on",),
            kind="date",
            url=lambda panel: reverse("assessment:review_panel", args=[panel.reference]),
        ),
        Column("point", "Review", value=lambda panel: panel.get_point_display(), sort=("point",)),
        Column("university", "University", value="university.short_name"),
        Column("judged", "Judged", value=_judged),
        Column("released", "Released", value="released", kind="number"),
    )

    def get_queryset(self) -> QuerySet[ReviewPanel]:
        return ReviewPanel.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        over = Q(reviews__state__in=[State.JUDGED, State.RELEASED])
        return records.select_related("university").annotate(
            planned=Count("reviews", filter=~Q(reviews__state=State.CANCELLED)),
            judged=Count("reviews", filter=over),
            released=Count("reviews", filter=Q(reviews__state=State.RELEASED)),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(convenes=permissions.convenes(person(self.request)), **kwargs)


@GET_OR_POST
def convene(request: HttpRequest) -> HttpResponse:
    """For which cohort, and for which point."""
    form = WhomForm(request.POST or None, cohorts=_cohorts(request))
    if request.method == "POST" and form.is_valid():
        return redirect("assessment:convene_panel_for", form.cleaned_data["cohort"], form.cleaned_data["point"])
    return form_page(request, form, "Convene a review panel", back=reverse("assessment:review_panels"))


@GET_OR_POST
def convene_for(request: HttpRequest, cohort: str, point: str) -> HttpResponse:
    """Whom of a cohort, when, and who sits."""
    chosen = next((one for one in _cohorts(request) if one.reference == cohort), None)
    if chosen is None or point not in ReviewPoint.values:
        raise Http404
    can, cannot = _who_can_be_reviewed(chosen, point)
    user = person(request)
    own_seat = {f"{Side.UNIVERSITY}_name": user.name, f"{Side.UNIVERSITY}_email": user.email}
    form = ConveneForm(request.POST or None, point=point, apprentices=can, initial=own_seat)
    form.draft_key = f"convene-{cohort}-{point}"

    def step() -> ReviewPanel:
        held_on = form.cleaned_data["held_on"]
        said = {"point": point, "held_on": held_on, "members": form.named(), "by": user}
        return operations.convene(form.chosen(), **said)

    if request.method == "POST" and form.is_valid() and (made := taken_on(form, step)):
        drafts.saved(request, form.draft_key)
        messages.success(request, "Convened. Members and apprentices have been told.")
        return redirect("assessment:review_panel", made.reference)
    context = {
        "form": form if can else None,
        "back": reverse("assessment:convene_panel"),
        "cohort": chosen,
        "point": ReviewPoint(point).label,
        "cannot": cannot,
    }
    return render(request, "assessment/capability_reviews/convene.html", context)


def _cohorts(request: HttpRequest) -> list[Cohort]:
    """Cohorts of the universities for which this person convenes, newest first."""
    if not permissions.convenes(person(request)):
        raise NotAllowed("A tutor or the placement coordinator of a university convenes a review panel.")
    reached = reached_ids(person(request), on=timezone.localdate(), roles=CONVENING_ROLES)
    return list(Cohort.objects.filter(university__in=reached).select_related("university"))


def _who_can_be_reviewed(cohort: Cohort, point: str) -> tuple[list[Apprentice], list[str]]:
    """Of a cohort: those who can be reviewed now, and why the others cannot, in words."""
    can, cannot = [], []
    for apprentice in cohort.apprentices.select_related("person", "cohort__university").order_by("person__name"):
        if apprentice.state not in (Apprentice.State.PRE_START, Apprentice.State.ACTIVE):
            continue
        answer = permissions.can_be_reviewed(apprentice, point)
        if answer:
            can.append(apprentice)
        else:
            cannot.append(answer.reason)
    return can, cannot


def panel_or_404(request: HttpRequest, reference: str) -> ReviewPanel:
    panels = ReviewPanel.objects.visible_to(person(request)).select_related("university", "convened_by")
    return get_object_or_404(panels, reference=reference)


def review_of_panel_or_404(request: HttpRequest, reference: str) -> CapabilityReview:
    """One review of a panel that this person sits on or leads."""
    panels = ReviewPanel.objects.visible_to(person(request))
    rows = CapabilityReview.objects.filter(panel__in=panels.values("pk")).exclude(state=State.CANCELLED)
    return get_object_or_404(
        rows.select_related(
            "panel__university", "panel__convened_by", "apprentice__person", "apprentice__cohort__standard_version"
        ),
        reference=reference,
    )


@require_safe
def review_panel(request: HttpRequest, reference: str) -> HttpResponse:
    """Who sits, whom the panel reviews, what each waits for; for whoever leads it, the steps."""
    panel, user = panel_or_404(request, reference), person(request)
    leads = permissions.leads(user, panel)
    own = panel.members.sitting().filter(person=user).first()
    if own is not None and not leads:
        return redirect("assessment:review_views", own.reference)
    reviews: list[Any] = list(
        panel.reviews.select_related("apprentice__person", "apprentice__employer")
        .prefetch_related("views__member__person")
        .order_by("apprentice__person__name")
    )
    for review in reviews:
        review.heard = [view.member for view in review.views.all() if view.signed_at]
        review.not_yet = _why_not_judged(panel, review.heard)
    context = {
        "panel": panel,
        "own": own,
        "reviews": reviews,
        "members": panel.members.select_related("person"),
        "facts": [
            Fact("Sits on", day(panel.held_on)),
            Fact("University", str(panel.university)),
            Fact("Convened by", str(panel.convened_by)),
            Fact("Apprentices", count(sum(one.state != State.CANCELLED for one in reviews), "apprentice")),
        ],
        "may_change": permissions.may_change_panel(user, panel),
        "may_release": permissions.may_release(user, panel),
        "timeline": Event.objects.timeline(panel),
    }
    return render(request, "assessment/capability_reviews/panel.html", context)


def _why_not_judged(panel: ReviewPanel, heard: list[ReviewPanelMember]) -> str:
    """What stands between a review and its judgement, in words; "" where nothing does."""
    if timezone.localdate() < panel.held_on:
        return f"The panel sits on {day(panel.held_on)}."
    return rules.may_be_judged(panel.point, [rules.Seat(str(one), one.side, True) for one in heard]).reason


@GET_OR_POST
def add_member(request: HttpRequest, reference: str) -> HttpResponse:
    """A substitute, or one more voice."""
    panel = panel_or_404(request, reference)
    require(permissions.may_change_panel(person(request), panel))
    form = MemberForm(request.POST or None)
    back = reverse("assessment:review_panel", args=[reference])

    def step() -> ReviewPanelMember:
        return operations.add_member(panel, named=form.named(), by=person(request))

    if request.method == "POST" and form.is_valid() and (member := taken_on(form, step)):
        messages.success(request, f"{member} has been asked.")
        return redirect(back)
    hint = "They get the page by mail and need no account. What they bring is shown to nobody but those who lead this."
    return form_page(request, form, "Add a member", back=back, caption=panel, hint=hint)


@require_POST
def take_member(request: HttpRequest, reference: str, member: str) -> HttpResponse:
    """A member leaves; what they signed stays."""
    panel = panel_or_404(request, reference)
    one = get_object_or_404(ReviewPanelMember.objects.select_related("person", "panel"), panel=panel, reference=member)
    require(permissions.may_change_panel(person(request), panel))
    if taken(request, lambda: operations.take_member(one, by=person(request))):
        messages.success(request, f"{one} does not sit any more and has been told.")
    return redirect("assessment:review_panel", reference)


@GET_OR_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """One review does not take place."""
    review = review_of_panel_or_404(request, reference)
    require(permissions.may_change_panel(person(request), review.panel))
    form = CancelReviewForm(request.POST or None)
    back = reverse("assessment:review_panel", args=[review.panel.reference])

    def step() -> bool:
        operations.cancel_review(review, reason=form.cleaned_data["reason"], by=person(request))
        return True

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, f"Cancelled, and {review.apprentice} has been told.")
        return redirect(back)
    return form_page(request, form, f"Cancel the review of {review.apprentice}", back=back, caption=review.panel)


@GET_OR_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was judged, at one moment for all."""
    panel = panel_or_404(request, reference)
    require(permissions.may_release(person(request), panel))
    form = ReleaseForm(request.POST or None)
    back = reverse("assessment:review_panel", args=[reference])
    if request.method == "POST" and form.is_valid():
        when = form.moment
        if done := taken_on(form, lambda: operations.release(panel, moment=when, by=person(request))):
            later = f"They are released on {moment(when)}." if when > timezone.now() else "All have been told."
            messages.success(request, f"{count(len(done), 'outcome')}. {later}")
            return redirect(back)
    waiting = panel.reviews.filter(state=State.JUDGED).count()
    still = panel.reviews.filter(state=State.PLANNED).count()
    hint = f"{count(waiting, 'outcome waits', 'outcomes wait')}. Nobody outside the panel learns of any before."
    if still:
        hint = f"{hint} {count(still, 'review is', 'reviews are')} not judged yet, and not part of this release."
    return form_page(request, form, "Release the outcomes", back=back, caption=panel, hint=hint)
