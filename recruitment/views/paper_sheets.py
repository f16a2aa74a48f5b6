"""Scores given on paper: written in by somebody who runs the day, looked at and confirmed by the member."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import audit
from core import permissions as core_permissions
from core.accounts.models import User
from core.files.views import deliver
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.paper_sheets import PaperSheetForm, QueryPaperForm
from recruitment.models import PanelCandidate, PanelMember, PaperSheet, ScoreSheet
from recruitment.operations import paper_sheets as operations
from recruitment.operations.scoring import criteria_of
from recruitment.permissions import paper_sheets as permissions
from recruitment.views.scoring import own_candidate
from recruitment.views.seats import seat_page
from recruitment.views.steps import posted


def enter_from_paper(request: HttpRequest, reference: str, candidate: str) -> HttpResponse:
    """Write in a member's paper sheet, with its photo."""
    members = PanelMember.objects.visible_to(request.user).current()
    member = get_object_or_404(members.select_related("panel__day__campaign__run_by", "person"), reference=reference)
    slots = PanelCandidate.objects.live().filter(panel=member.panel_id).exclude(application__candidate=request.user)
    slot = get_object_or_404(slots.select_related("application"), reference=candidate)
    day = member.panel.day
    core_permissions.require(permissions.may_enter(request.user, member, slot, day))
    form = PaperSheetForm(posted(request), request.FILES or None, criteria=criteria_of(day))
    form.cancel_url = reverse("recruitment:panel", args=[member.panel.reference])
    if request.method == "POST" and form.is_valid() and _entered(request, form, member, slot):
        messages.success(request, f"The scores are entered. {member.person.first_name} is asked to confirm them.")
        return redirect("recruitment:panel", member.panel.reference)
    earlier = PaperSheet.objects.filter(sheet__member=member, sheet__candidate=slot).first()
    context = {"form": form, "member": member, "candidate": slot, "panel": member.panel, "earlier": earlier}
    return render(request, "recruitment/scoring/enter_from_paper.html", context)


def _entered(request: HttpRequest, form: PaperSheetForm, member: PanelMember, slot: PanelCandidate) -> bool:
    upload = form.cleaned_data["photo"]
    try:
        operations.enter_from_paper(
            member=member,
            candidate=slot,
            marks=form.marks(),
            notes=form.cleaned_data["notes"],
            photo=upload,
            photo_name=upload.name,
            by=request.user,
        )
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@seat_page
def confirm(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """What was written in from the member's paper, beside the photo; the member confirms it."""
    slot = own_candidate(seat, candidate)
    sheet = _on_paper(seat, slot)
    mine = redirect("recruitment:score_sheet", seat.reference, slot.reference)
    if sheet is None:
        return mine
    if request.method == "POST":
        step = partial(operations.confirm_paper, member=seat, candidate=slot, by=person)
        taken(request, step, "Thank you. Your scores are sent.")
        return mine
    return _shown(request, seat, slot, sheet, QueryPaperForm(initial={"query": sheet.paper.query}))


@require_POST
@seat_page
def query(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """The member says what is not as they wrote it."""
    slot = own_candidate(seat, candidate)
    sheet = _on_paper(seat, slot)
    if sheet is None:
        return redirect("recruitment:score_sheet", seat.reference, slot.reference)
    form = QueryPaperForm(request.POST)
    if not form.is_valid():
        return _shown(request, seat, slot, sheet, form)
    words = form.cleaned_data["query"]
    step = partial(operations.query_paper, member=seat, candidate=slot, query=words, by=person)
    taken(request, step, "Thank you. The people who run the day have been told, and will come to you.")
    return redirect("recruitment:my_panel", seat.reference)


@require_safe
@seat_page
def photo(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponseBase:
    """The photo of the member's own sheet, by account or by link; the reading leaves an event."""
    slot = own_candidate(seat, candidate)
    paper = PaperSheet.objects.filter(sheet__member=seat, sheet__candidate=slot).select_related("photo").first()
    if paper is None:
        raise Http404
    if not paper.photo.may_be_opened:
        return render(request, "files/not_open.html", {"file": paper.photo}, status=409)
    audit.record_read(paper, "the photo of their paper sheet", by=person)
    return deliver(paper.photo)


def _on_paper(seat: PanelMember, slot: PanelCandidate) -> ScoreSheet | None:
    """The member's sheet where it waits for them; None where there is nothing to confirm."""
    waiting = ScoreSheet.objects.filter(member=seat, candidate=slot, state=ScoreSheet.State.ON_PAPER)
    return waiting.select_related("paper__entered_by", "paper__photo").first()


def _shown(
    request: HttpRequest, seat: PanelMember, slot: PanelCandidate, sheet: ScoreSheet, form: QueryPaperForm
) -> HttpResponse:
    context = {
        "seat": seat,
        "candidate": slot,
        "sheet": sheet,
        "paper": sheet.paper,
        "scores": sheet.scores.select_related("criterion__exercise"),
        "form": form,
    }
    return render(request, "recruitment/scoring/confirm_paper.html", context)
