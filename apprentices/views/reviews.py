"""A progress review: its page, the day, that it was held, missed, or caught up with; many days at once."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import operations, permissions, review_page
from apprentices.forms import CatchUpForm, ManyReviewsForm, ReviewHeldForm, ReviewPlanForm, ReviewReasonForm
from apprentices.models import Involvement, ProgressReview
from apprentices.people import kinds
from core.accounts.models import User
from core.permissions import no, require
from core.words import count, day
from core.workflow import StepRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
AHEAD = datetime.timedelta(weeks=12)


def with_everything() -> Any:
    """Reviews with what their pages show of the apprentice."""
    return ProgressReview.objects.select_related(
        "apprentice__person",
        "apprentice__rule_set",
        "apprentice__standing",
        "apprentice__employer",
        "apprentice__cohort__university",
        "write_up__review__apprentice",
    )


def visible_review(request: HttpRequest, reference: str) -> ProgressReview:
    """The review, where this person may read it; else it is not there."""
    seen = ProgressReview.objects.visible_to(request.user)  # type: ignore[arg-type]
    found: ProgressReview = get_object_or_404(with_everything().filter(pk__in=seen.values("pk")), reference=reference)
    return found


def question(
    request: HttpRequest, review: ProgressReview, form: Any, *, title: str, lead: str, back: str = ""
) -> HttpResponse:
    """A page with one form about a review."""
    context = {"review": review, "form": form, "title": title, "lead": lead, "back": back}
    return render(request, "apprentices/reviews/step.html", context)


@require_safe
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one review that this person may read, and what they may do."""
    found = visible_review(request, reference)
    user: User = request.user  # type: ignore[assignment]
    context = {
        **review_page.shown(found, user),
        "steps": review_page.steps(found, user, on=timezone.localdate()),
        "may_settle_actions": bool(permissions.may_settle_action(user, found)),
    }
    return render(request, "apprentices/reviews/review.html", context)


@GET_OR_POST
def plan_review(request: HttpRequest, reference: str) -> HttpResponse:
    review = visible_review(request, reference)
    require(permissions.may_hold(request.user, review))  # type: ignore[arg-type]
    initial = {"planned_on": review.meets_on, "planned_time": review.planned_time, "place": review.place}
    form = ReviewPlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            operations.plan_review(
                review,
                on=typed["planned_on"],
                time=typed["planned_time"],
                place=typed["place"],
                by=request.user,  # type: ignore[arg-type]
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            late = " That is after the day on which it is due." if typed["planned_on"] > review.due_on else ""
            messages.success(request, f"The review is on {day(typed['planned_on'])}.{late}")
            return redirect("apprentices:review", reference=reference)
    return render(request, "apprentices/reviews/plan.html", {"review": review, "form": form})


@GET_OR_POST
def plan_many(request: HttpRequest) -> HttpResponse:
    """One day for several reviews of a tutor's apprentices, one after the other."""
    user: User = request.user  # type: ignore[assignment]
    if Involvement.Kind.TUTOR not in kinds(user):
        require(no("University tutors set the days of progress reviews."))
    today = timezone.localdate()
    mine = (
        ProgressReview.objects.open()
        .of_party(user, "university", on=today)
        .filter(due_on__lte=today + AHEAD, apprentice__state="active")
        .select_related("apprentice__person", "apprentice__employer")
        .order_by("planned_on", "due_on", "apprentice__person__name")
    )
    form = ManyReviewsForm(request.POST or None)
    field: Any = form.fields["reviews"]
    field.queryset = mine
    field.label_from_instance = _choice
    if request.method == "POST" and form.is_valid():
        try:
            set_ = _meetings(form.cleaned_data)
            operations.plan_reviews(set_, by=user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            planned_on = day(form.cleaned_data["planned_on"])
            messages.success(request, f"{count(len(set_), 'review')} set for {planned_on}. Everybody has been told.")
            return redirect("apprentices:reviews")
    return render(request, "apprentices/reviews/plan_many.html", {"form": form, "any": mine.exists()})


def _choice(review: ProgressReview) -> str:
    planned = f", now on {day(review.planned_on)}" if review.planned_on else ""
    return f"{review.apprentice}, {review.apprentice.employer.short_name}: due by {day(review.due_on)}{planned}"


def _meetings(typed: dict[str, Any]) -> list[operations.Meeting]:
    begins = datetime.datetime.combine(typed["planned_on"], typed["first_at"])
    each = datetime.timedelta(minutes=typed["minutes"])
    reviews = list(typed["reviews"])
    if (begins + each * len(reviews)).date() != typed["planned_on"]:
        raise StepRefused("They do not fit into one day. Choose fewer, or begin earlier.")
    return [
        operations.Meeting(
            review=review, on=typed["planned_on"], time=(begins + each * number).time(), place=typed["place"]
        )
        for number, review in enumerate(reviews)
    ]


@GET_OR_POST
def hold_review(request: HttpRequest, reference: str) -> HttpResponse:
    review = visible_review(request, reference)
    require(permissions.may_hold(request.user, review))  # type: ignore[arg-type]
    form = ReviewHeldForm(request.POST or None, initial={"held_on": review.planned_on or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["held_on"] > timezone.localdate():
            form.add_error("held_on", "That day has not come yet. Record the review once it was held.")
        else:
            without = form.cleaned_data["without_employer"]
            try:
                following = operations.hold_review(
                    review,
                    held_on=form.cleaned_data["held_on"],
                    why_without_employer=form.cleaned_data["why_without"] if without else "",
                    by=request.user,  # type: ignore[arg-type]
                )
            except StepRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Recorded. The next review is due by {day(following.due_on)}.")
                return redirect("apprentices:review", reference=reference)
    return render(request, "apprentices/reviews/hold.html", {"review": review, "form": form})


@GET_OR_POST
def miss_review(request: HttpRequest, reference: str) -> HttpResponse:
    review = visible_review(request, reference)
    require(permissions.may_hold(request.user, review))  # type: ignore[arg-type]
    form = ReviewReasonForm(request.POST or None)
    form.fields["reason"].label = "Why was it not held?"
    form.submit = "Record that it was missed"
    if request.method == "POST" and form.is_valid():
        try:
            following = operations.miss_review(
                review,
                reason=form.cleaned_data["reason"],
                on=timezone.localdate(),
                by=request.user,  # type: ignore[arg-type]
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Recorded. The review in its place is due by {day(following.due_on)}.")
            return redirect("apprentices:review", reference=following.reference)
    lead = "A missed review stays on the record. Another one takes its place, due in ten days."
    return question(request, review, form, title="Record that the review was missed", lead=lead)


@GET_OR_POST
def catch_up_review(request: HttpRequest, reference: str) -> HttpResponse:
    review = visible_review(request, reference)
    require(permissions.may_catch_up(request.user, review))  # type: ignore[arg-type]
    form = CatchUpForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["on"] > timezone.localdate():
            form.add_error("on", "That day has not come yet.")
        else:
            try:
                operations.catch_up(review, on=form.cleaned_data["on"], by=request.user)  # type: ignore[arg-type]
            except StepRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "Recorded. The employer has caught up with this review.")
                return redirect("apprentices:review", reference=reference)
    lead = (
        f"The review of {day(review.held_on)} was held without the employer. Catch up by {day(review.catch_up_due_on)}."
    )
    return question(request, review, form, title="The employer has caught up", lead=lead)
