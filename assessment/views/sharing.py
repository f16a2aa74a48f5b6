"""Showing a draft to one person for comment; reading and commenting on a draft that is shown to oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment import operations, permissions
from assessment.forms import CommentForm, ShareForm
from assessment.models import DraftShare
from assessment.views.asked import own_evidence_or_404, person
from assessment.views.writing import GET_OR_POST
from core.forms import drafts
from core.permissions import require
from core.workflow import StepRefused


@GET_OR_POST
def share(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom the apprentice shows the draft, who reads it now, and what they said."""
    evidence = own_evidence_or_404(request, reference)
    require(permissions.may_write(person(request), evidence))
    people = permissions.commenters(permissions.relations_of(evidence.apprentice, on=timezone.localdate()))
    form = ShareForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            shared = operations.share_draft(evidence, **form.cleaned_data, by=person(request))
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{shared.reader} can read this draft and has been told.")
            return redirect("assessment:evidence", reference)
    context = {"evidence": evidence, "apprentice": evidence.apprentice, "form": form, "people": people}
    return render(request, "assessment/share.html", context)


@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Show it no longer."""
    rows = DraftShare.objects.filter(shared_by=person(request)).select_related("evidence", "reader")
    shared = get_object_or_404(rows, reference=reference)
    operations.end_sharing(shared, by=person(request))
    messages.success(request, f"{shared.reader} can no longer read this draft.")
    return redirect("assessment:evidence", shared.evidence.reference)


@GET_OR_POST
def shared(request: HttpRequest, reference: str) -> HttpResponse:
    """The draft as it stands now, for the person to whom it is shown; to everybody else it is not there."""
    open_to_me = DraftShare.objects.open_to(person(request), on=timezone.localdate())
    found = get_object_or_404(
        open_to_me.select_related("evidence__apprentice__person", "reader", "shared_by"), reference=reference
    )
    draft = found.evidence.draft
    if draft is None:
        raise Http404
    form = CommentForm(request.POST or None)
    form.draft_key = f"comment-{reference}"
    if request.method == "POST" and form.is_valid():
        operations.comment_on_draft(found, text=form.cleaned_data["text"], by=person(request))
        drafts.saved(request, form.draft_key)
        messages.success(request, f"{found.evidence.apprentice} has been told.")
        return redirect("assessment:shared_draft", reference)
    context = {
        "share": found,
        "apprentice": found.evidence.apprentice,
        "kind": found.evidence.the_kind,
        "draft": draft,
        "claims": draft.claims.select_related("statement__framework"),
        "comments": found.comments.all(),
        "form": form,
    }
    return render(request, "assessment/shared_draft.html", context)
