"""Scoring by a panel member: one question a screen, kept as typed, checked, sent; stepping out; colleagues' scores."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import permissions as core_permissions
from core.accounts.models import User
from core.forms import drafts
from core.steps import taken
from core.workflow import StepRefused
from recruitment.forms.panel_members import MarkForm, NotesForm
from recruitment.models import Criterion, PanelCandidate, PanelMember, ScoreSheet
from recruitment.operations import scoring as operations
from recruitment.operations.scoring import asked_in
from recruitment.permissions import selection as permissions
from recruitment.views.seats import seat_page

STEPPED_OUT = {
    False: "Thank you for telling us. You do not need to explain. Your papers are being made without this person.",
    True: "Thank you. Please step out now. You do not need to explain, and somebody will come to you.",
}
"""What is said to somebody who does not meet a candidate: before the day has begun, and after."""


def own_candidate(seat: PanelMember, code: str) -> PanelCandidate:
    """A candidate of the member's own panel, by the reference of the slot."""
    candidates = PanelCandidate.objects.live().filter(panel=seat.panel_id).select_related("application")
    candidate = get_object_or_404(candidates, reference=code)
    candidate.panel = seat.panel
    return candidate


def own_sheet(seat: PanelMember, candidate: PanelCandidate) -> ScoreSheet | None:
    return ScoreSheet.objects.filter(member=seat, candidate=candidate).prefetch_related("scores").first()


@require_safe
@seat_page
def score_sheet(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """Where the member is with one candidate: what is scored, what is left, what happens next."""
    slot = own_candidate(seat, candidate)
    sheet = own_sheet(seat, slot)
    if not seat.is_seated:
        raise Http404
    if sheet and sheet.state == ScoreSheet.State.ON_PAPER:
        return redirect("recruitment:confirm_paper", seat.reference, slot.reference)
    may_score = permissions.may_score(seat, slot)
    if may_score and not (sheet and sheet.is_sent):
        return _next_question(seat, slot, sheet)
    context = {
        "seat": seat,
        "candidate": slot,
        "sheet": sheet,
        "scores": sheet.scores.select_related("criterion__exercise") if sheet else [],
        "why_not": may_score.reason,
        "may_take_back": bool(may_score) and sheet is not None and sheet.state == ScoreSheet.State.SUBMITTED,
        "may_read_colleagues": bool(permissions.may_read_colleagues(seat, slot)),
    }
    return render(request, "recruitment/scoring/sheet.html", context)


def _next_question(seat: PanelMember, candidate: PanelCandidate, sheet: ScoreSheet | None) -> HttpResponse:
    """The first question without a complete answer; where all have one, the check before sending."""
    given = {score.criterion_id: score for score in sheet.scores.all()} if sheet else {}
    for number, criterion in enumerate(operations.criteria_of(seat.panel.day), start=1):
        score = given.get(criterion.pk)
        if score is None or not score.is_complete:
            return redirect("recruitment:score_question", seat.reference, candidate.reference, number)
    return redirect("recruitment:send_scores", seat.reference, candidate.reference)


def _criterion(seat: PanelMember, number: int) -> tuple[Criterion, int]:
    """The criterion asked as this question, and how many there are."""
    criteria = operations.criteria_of(seat.panel.day)
    if not 1 <= number <= len(criteria):
        raise Http404
    return criteria[number - 1], len(criteria)


@seat_page
def score_question(request: HttpRequest, seat: PanelMember, person: User, candidate: str, number: int) -> HttpResponse:
    """One criterion: a mark and why. What is typed is kept even where something is missing."""
    slot = own_candidate(seat, candidate)
    core_permissions.require(permissions.may_score(seat, slot))
    sheet = own_sheet(seat, slot)
    if sheet and sheet.state != ScoreSheet.State.DRAFT:
        return redirect("recruitment:score_sheet", seat.reference, slot.reference)
    criterion, total = _criterion(seat, number)
    form = _mark_form(request, seat, slot, criterion, number, sheet)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(seat, slot, criterion, form, person)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            drafts.saved(request, form.draft_key)
            form.say_what_is_missing()
        if not form.errors:
            if number == total:
                return redirect("recruitment:send_scores", seat.reference, slot.reference)
            return redirect("recruitment:score_question", seat.reference, slot.reference, number + 1)
    context = {
        "seat": seat,
        "candidate": slot,
        "criterion": criterion,
        "asked": asked_in(criterion.exercise),
        "number": number,
        "total": total,
        "form": form,
        "back_url": _question_url(seat, slot, number - 1) if number > 1 else _seat_url(seat),
        "skip_url": _question_url(seat, slot, number + 1) if number < total else "",
    }
    return render(request, "recruitment/scoring/question.html", context)


@require_POST
@seat_page
def keep_score(request: HttpRequest, seat: PanelMember, person: User, candidate: str, number: int) -> HttpResponse:
    """Keep what is typed while it is typed; the page stays as it is."""
    slot = own_candidate(seat, candidate)
    criterion, _ = _criterion(seat, number)
    form = MarkForm(request.POST, criterion=criterion)
    if form.is_valid():
        try:
            _keep(seat, slot, criterion, form, person)
        except StepRefused as refused:
            return HttpResponse(str(refused), status=409, content_type="text/plain")
        return HttpResponse(status=204, headers={"HX-Trigger": "draft-saved"})
    return HttpResponse(status=204)


def _keep(seat: PanelMember, slot: PanelCandidate, criterion: Criterion, form: MarkForm, person: User) -> None:
    answers = form.cleaned_data
    operations.save_score(
        member=seat, candidate=slot, criterion=criterion, value=answers["value"], reason=answers["reason"], by=person
    )


def _mark_form(
    request: HttpRequest,
    seat: PanelMember,
    slot: PanelCandidate,
    criterion: Criterion,
    number: int,
    sheet: ScoreSheet | None,
) -> MarkForm:
    score = next((s for s in sheet.scores.all() if s.criterion_id == criterion.pk), None) if sheet else None
    initial = {"value": score.value, "reason": score.reason} if score else {}
    keep_url = reverse("recruitment:keep_score", args=[seat.reference, slot.reference, number])
    form = MarkForm(request.POST or None, initial=initial, criterion=criterion, keep_url=keep_url)
    form.draft_key = f"mark-{seat.reference}-{slot.reference}-{number}"
    return form


def _question_url(seat: PanelMember, slot: PanelCandidate, number: int) -> str:
    return reverse("recruitment:score_question", args=[seat.reference, slot.reference, number])


def _seat_url(seat: PanelMember) -> str:
    return reverse("recruitment:my_panel", args=[seat.reference])


@seat_page
def send_scores(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """Check everything once more, then send. Sent twice by a lost signal, it is sent once."""
    slot = own_candidate(seat, candidate)
    sheet = own_sheet(seat, slot)
    mine = redirect("recruitment:score_sheet", seat.reference, slot.reference)
    if sheet and (sheet.is_sent or sheet.state == ScoreSheet.State.ON_PAPER):
        return mine
    core_permissions.require(permissions.may_score(seat, slot))
    form = NotesForm(request.POST or None, initial={"notes": sheet.notes if sheet else ""})
    form.submit = "Send my scores"
    if request.method == "POST" and form.is_valid() and taken(request, partial(_send, seat, slot, person, form)):
        return mine
    criteria = operations.criteria_of(seat.panel.day)
    given = {score.criterion_id: score for score in sheet.scores.all()} if sheet else {}
    context = {
        "seat": seat,
        "candidate": slot,
        "form": form,
        "missing": operations.missing_from(sheet, criteria),
        "rows": [
            (criterion, given.get(criterion.pk), _question_url(seat, slot, number))
            for number, criterion in enumerate(criteria, start=1)
        ],
    }
    return render(request, "recruitment/scoring/check.html", context)


def _send(seat: PanelMember, slot: PanelCandidate, person: User, form: NotesForm) -> None:
    operations.save_notes(member=seat, candidate=slot, notes=form.cleaned_data["notes"], by=person)
    operations.submit(member=seat, candidate=slot, by=person)


@require_POST
@seat_page
def take_back(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """Change scores that were sent and that no colleague's scores have met yet."""
    slot = own_candidate(seat, candidate)
    step = partial(operations.take_back, member=seat, candidate=slot, by=person)
    taken(request, step, "You can change your scores now. Please send them again when you are ready.")
    return redirect("recruitment:score_sheet", seat.reference, slot.reference)


@seat_page
def step_out(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """Leave the room for one candidate, or say before the day that one knows them. No reason is asked."""
    slot = own_candidate(seat, candidate)
    begun = seat.panel.day.has_begun
    if request.method == "POST":
        step = partial(operations.step_out, member=seat, candidate=slot, by=person)
        taken(request, step, STEPPED_OUT[begun])
        return redirect("recruitment:my_panel", seat.reference)
    return render(request, "recruitment/scoring/step_out.html", {"seat": seat, "candidate": slot, "begun": begun})


@require_safe
@seat_page
def colleagues_scores(request: HttpRequest, seat: PanelMember, person: User, candidate: str) -> HttpResponse:
    """The panel's sheets on one candidate, open to a member who has sent their own."""
    slot = own_candidate(seat, candidate)
    core_permissions.require(permissions.may_read_colleagues(seat, slot))
    sheets = list(
        ScoreSheet.objects.readable_by_member(seat)
        .counting()
        .filter(candidate=slot)
        .select_related("member__person")
        .prefetch_related("scores")
    )
    criteria = operations.criteria_of(seat.panel.day)
    context: dict[str, Any] = {
        "seat": seat,
        "candidate": slot,
        "sheets": sheets,
        "rows": [(criterion, [_score_of(sheet, criterion) for sheet in sheets]) for criterion in criteria],
    }
    return render(request, "recruitment/scoring/colleagues.html", context)


def _score_of(sheet: ScoreSheet, criterion: Criterion) -> Any:
    return next((score for score in sheet.scores.all() if score.criterion_id == criterion.pk), None)
