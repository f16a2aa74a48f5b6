"""Marks of a cohort, brought in or entered; and one apprentice's marks beside their practice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices.models import Apprentice
from assessment.academic import importing
from assessment.academic.overview import side_by_side
from assessment.academic.permissions import may_see_marks, recorded_by
from assessment.forms.assignments import MarkForm
from assessment.models import Assignment, AssignmentResult
from assessment.operations import assignments as operations
from assessment.views.asked import person
from assessment.views.writing import GET_OR_POST
from consortium.models import Cohort
from core.imports.views import BringForm, bring_page
from core.permissions import require
from core.steps import taken_on


@require_safe
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """Academic and practice progress side by side: the apprentice's own, and for their tutor."""
    seen = Apprentice.objects.visible_to(person(request)).select_related("person", "cohort")
    apprentice = get_object_or_404(seen, reference=reference)
    require(may_see_marks(person(request), apprentice))
    context = {
        "apprentice": apprentice,
        "own": apprentice.person_id == person(request).pk,
        "both": side_by_side(person(request), apprentice, on=timezone.localdate()),
    }
    return render(request, "assessment/assignments/side_by_side.html", context)


@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts whose marks this person records."""
    recorded = recorded_by(person(request)).values("cohort")
    found = Cohort.objects.filter(pk__in=recorded).order_by("-starts_on", "name")
    return render(request, "assessment/assignments/cohorts.html", {"cohorts": found})


@require_safe
def of_cohort(request: HttpRequest, reference: str) -> HttpResponse:
    """Every assignment of a cohort with its newest results."""
    cohort = _cohort_or_404(request, reference)
    results = AssignmentResult.objects.visible_to(person(request)).filter(assignment__cohort=cohort)
    by_assignment: dict[Assignment, list[AssignmentResult]] = {one: [] for one in cohort.assignments.all()}
    for result in results.select_related("assignment", "apprentice__person").order_by(
        "assignment__due_on", "apprentice__person__name", "attempt"
    ):
        by_assignment[result.assignment].append(result)
    context = {"cohort": cohort, "assignments": list(by_assignment.items())}
    return render(request, "assessment/assignments/cohort.html", context)


@GET_OR_POST
def enter(request: HttpRequest, reference: str) -> HttpResponse:
    """One mark, by hand."""
    cohort = _cohort_or_404(request, reference)
    form = MarkForm(request.POST or None, people=recorded_by(person(request)).filter(cohort=cohort))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def step() -> str:
            asked = operations.ask_assignment(
                cohort, module=said["module"], title=said["title"], due_on=said["due_on"], by=person(request)
            )
            return operations.record_result(
                asked, form.who, attempt=said["attempt"], marked=form.marked, by=person(request)
            )

        if taken_on(form, step):
            messages.success(request, f"Recorded for {form.who}.")
            return redirect("assessment:marks_of_cohort", reference)
    return render(request, "assessment/assignments/enter.html", {"cohort": cohort, "form": form})


@GET_OR_POST
def bring(request: HttpRequest, reference: str) -> HttpResponse:
    """Marks from a spreadsheet: checked first, errors handed back by row."""
    cohort = _cohort_or_404(request, reference)
    context = {
        "caption": str(cohort),
        "back_url": reverse("assessment:marks_of_cohort", args=[reference]),
        "back_words": "Marks of this cohort",
    }
    form = BringForm(request.POST or None, request.FILES or None)
    return bring_page(request, kind=importing.MARKS, form=form, options={"cohort": reference}, context=context)


def _cohort_or_404(request: HttpRequest, reference: str) -> Cohort:
    recorded = recorded_by(person(request)).values("cohort")
    return get_object_or_404(Cohort.objects.filter(pk__in=recorded).select_related("university"), reference=reference)
