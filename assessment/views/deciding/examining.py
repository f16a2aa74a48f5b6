"""The sample of a board: the external examiner reads it and comments; officers read the comments after the release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessment.deciding import board_permissions as permissions
from assessment.forms.boards import ExaminerCommentForm
from assessment.models import BoardOfExaminers, ExaminerComment
from assessment.models.examiner_comments import READS_COMMENTS
from assessment.models.submissions import EXTERNAL_EXAMINER
from assessment.operations import examining as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import JOINED
from assessment.views.writing import GET_OR_POST
from consortium.people import reached_ids
from core.forms import drafts
from core.permissions import require
from core.steps import taken_on


@GET_OR_POST
def board_sample(request: HttpRequest, reference: str) -> HttpResponse:
    """The portfolios of the sample, and what the external examiner says about them."""
    user = person(request)
    at = reached_ids(user, on=timezone.localdate(), roles=(*READS_COMMENTS, EXTERNAL_EXAMINER))
    boards = BoardOfExaminers.objects.filter(university__in=at).select_related("university")
    found = get_object_or_404(boards, reference=reference)
    may = permissions.may_comment(user, found)
    sample = list(operations.sample_of(found, user).select_related(*JOINED))
    form = ExaminerCommentForm(request.POST or None, sample=sample)
    form.draft_key = f"examiner-{reference}"
    if request.method == "POST":
        require(may)
        if form.is_valid() and taken_on(form, lambda: _comment(request, found, form, sample)):
            drafts.saved(request, form.draft_key)
            messages.success(request, "Kept. Chair and secretary read it once the results are released.")
            return redirect("assessment:board_sample", reference)
    context = {
        "board": found,
        "sample": sample,
        "form": form if may else None,
        "comments": ExaminerComment.objects.visible_to(user)
        .filter(board=found)
        .select_related("written_by", *(f"submission__{path}" for path in JOINED)),
    }
    return render(request, "assessment/decisions/sample.html", context)


def _comment(request: HttpRequest, found: BoardOfExaminers, form: ExaminerCommentForm, sample: list[Any]) -> object:
    about = {one.reference: one for one in sample}.get(form.cleaned_data["about"])
    return operations.comment(found, words=form.cleaned_data["words"], submission=about, by=person(request))
