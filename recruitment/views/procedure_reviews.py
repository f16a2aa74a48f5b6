"""A review of procedure: the candidate's own page, the list and the page of those who name reviewers and review."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.models import User
from core.audit.models import Event
from core.permissions import require
from core.steps import taken, taken_on
from core.tables import Column, ListPage
from core.workflow import StepRefused
from recruitment.forms.procedure_reviews import AskForReviewForm, ReviewersForm, ReviewOutcomeForm
from recruitment.models import Application, ProcedureReview
from recruitment.operations import procedure_reviews as operations
from recruitment.permissions import outcomes as permissions
from recruitment.views.by_link import for_the_candidate
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
STEPS_SHOWN = ("recruitment.application", "recruitment.eligibilityexception", "recruitment.offerdecision")


@for_the_candidate
@require_http_methods(GET_OR_POST)
def ask_for_review(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    back = reverse("recruitment:my_application", args=[application.reference])
    last = operations.ask_until(application)
    if last is None:
        return redirect(back)
    form = AskForReviewForm(posted(request))
    form.cancel_url = back

    def step() -> object:
        return operations.ask(application=application, by=person, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Your question has come in. Two people who had no part in it will look at it.")
        return redirect(back)
    return render(request, "recruitment/reviews/ask.html", {"application": application, "form": form, "last": last})


class ProcedureReviews(ListPage):
    """Reviews of the campaigns that a person runs, and those that they review."""

    template_name = "recruitment/reviews/list.html"
    title = "Reviews of procedure"
    noun = "review"
    empty = "Nobody has asked for a review of procedure."
    default_sort = "answer_by"
    columns = (
        Column(
            "code",
            "Candidate",
            "application.code",
            url=lambda review: reverse("recruitment:procedure_review", args=[review.reference]),
        ),
        Column("campaign", "Campaign", "application.campaign.name", sort=("application__campaign__name",)),
        Column("ground", "About", "get_ground_display"),
        Column("answer_by", "Answer by", sort=("answer_by",), kind="date"),
        Column("state", "State", sort=("state",), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[ProcedureReview]:
        return ProcedureReview.objects.visible_to(self.request.user)  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[ProcedureReview]) -> QuerySet[ProcedureReview]:
        return records.select_related("application__campaign")


def _found(request: HttpRequest, reference: str) -> ProcedureReview:
    reviews = ProcedureReview.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "application__campaign__run_by",
        "application__campaign__cohort__university",
        "application__employer",
        "application__candidate",
        "proposed_by",
    )
    return get_object_or_404(reviews, reference=reference)


@require_safe
def procedure_review(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked, which steps were taken when and by whom, and what the reviewers found. No confidential notes."""
    review = _found(request, reference)
    reviews = bool(permissions.may_review(request.user, review))  # type: ignore[arg-type]
    proposed = review.proposed_by_id is not None
    context = {
        "review": review,
        "application": review.application,
        "of_state": Application.State(review.of_state).label,
        "reviewers": review.reviewers.select_related("person", "organisation"),
        "may_name": review.state == ProcedureReview.State.ASKED
        and bool(permissions.may_name_reviewers(request.user, review)),  # type: ignore[arg-type]
        "may_write": reviews and not review.has_ended,
        "may_agree": reviews and not review.has_ended and proposed and review.proposed_by != request.user,
        "shows_outcome": proposed and (reviews or review.has_ended),
        "events": [event for event in Event.objects.timeline(review.application) if event.subject_kind in STEPS_SHOWN],
    }
    return render(request, "recruitment/reviews/review.html", context)


@require_http_methods(GET_OR_POST)
def name_reviewers(request: HttpRequest, reference: str) -> HttpResponse:
    review = _found(request, reference)
    require(permissions.may_name_reviewers(request.user, review))  # type: ignore[arg-type]
    form = ReviewersForm(posted(request), review=review)
    form.cancel_url = reverse("recruitment:procedure_review", args=[reference])
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["appointments"])
        try:
            operations.name_reviewers(review=review, appointments=chosen, by=request.user)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error("appointments", str(refused))
        else:
            messages.success(request, "The two have been asked.")
            return redirect("recruitment:procedure_review", reference)
    return render(request, "recruitment/reviews/name_reviewers.html", {"review": review, "form": form})


@require_http_methods(GET_OR_POST)
def write_review_outcome(request: HttpRequest, reference: str) -> HttpResponse:
    review = _found(request, reference)
    require(permissions.may_review(request.user, review))  # type: ignore[arg-type]
    initial = {"upheld": review.proposed_upheld, "remedy": review.remedy, "words": review.outcome_words}
    form = ReviewOutcomeForm(posted(request), initial=initial, review=review)
    form.cancel_url = reverse("recruitment:procedure_review", args=[reference])

    def step() -> object:
        return operations.propose(review=review, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "It is with the other reviewer now.")
        return redirect("recruitment:procedure_review", reference)
    return render(request, "recruitment/reviews/write_outcome.html", {"review": review, "form": form})


@require_POST
def agree_to_review_outcome(request: HttpRequest, reference: str) -> HttpResponse:
    review = _found(request, reference)
    require(permissions.may_review(request.user, review))  # type: ignore[arg-type]
    step = partial(operations.agree, review=review, by=request.user)  # type: ignore[arg-type]
    taken(request, step, "The review has ended, and the candidate has been told.")
    return redirect("recruitment:procedure_review", reference)
