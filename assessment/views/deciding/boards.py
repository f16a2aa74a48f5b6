"""The board of examiners: plan, enter many results on one page, confirm as a second person, close; the release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.deciding import board_permissions as permissions
from assessment.deciding import parts
from assessment.forms.boards import BoardForm, ReleaseForm, ResultsForm, results_form
from assessment.forms.decisions import WordsForm
from assessment.models import (
    BoardDecision,
    BoardOfExaminers,
    PortfolioSubmission,
)
from assessment.operations import boards as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import JOINED, decision_form
from assessment.views.writing import GET_OR_POST
from core.accounts.fresh import asked_for_a_factor
from core.accounts.models import User
from core.components import Fact
from core.forms import SignForm
from core.permissions import NotAllowed, require
from core.steps import taken, taken_on
from core.tables.columns import Column, Tag
from core.tables.listing import ListPage
from core.words import Tone, count, day, moment

State = BoardOfExaminers.State
TONES: dict[str, Tone] = {State.OPEN: "attention", State.CLOSED: "waiting", State.RELEASED: "quiet"}


class Boards(ListPage):
    """Boards of the universities at which this person is chair, secretary or external examiner."""

    title = "Boards of examiners"
    noun = "board"
    template_name = "assessment/decisions/boards.html"
    empty = "No board is planned."
    default_sort = "-held_on"
    columns = (
        Column(
            "held_on",
            "Held on",
            value=lambda board: day(board.held_on),
            sort=("held_on",),
            url=lambda board: reverse("assessment:board", args=[board.reference]),
        ),
        Column("university", "University", value="university.short_name", sort=("university__short_name",)),
        Column("release_at", "Released on", value=lambda board: moment(board.release_at), sort=("release_at",)),
        Column("state", "State", value=lambda b: Tag(b.get_state_display(), TONES[b.state]), kind="tag"),
    )

    def get_queryset(self) -> QuerySet[BoardOfExaminers]:
        return BoardOfExaminers.objects.visible_to(person(self.request))

    def with_details(self, records: QuerySet[BoardOfExaminers]) -> QuerySet[BoardOfExaminers]:
        return records.select_related("university")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_plan=permissions.may_plan_board(person(self.request)), **kwargs)


@GET_OR_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a board, and the one moment at which its results come out."""
    university = permissions.board_of(person(request))
    if university is None:
        raise NotAllowed(permissions.may_plan_board(person(request)).reason)
    form = BoardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = taken_on(
            form,
            lambda: operations.plan_board(
                university=university,
                held_on=form.cleaned_data["held_on"],
                release_at=form.release_at,
                by=person(request),
            ),
        )
        if made:
            messages.success(request, "Planned. Portfolios come to this page once the panel has recommended.")
            return redirect("assessment:board", made.reference)
    return decision_form(request, form, f"Plan a board of examiners of {university}", back=reverse("assessment:boards"))


@GET_OR_POST
def board(request: HttpRequest, reference: str) -> HttpResponse:
    """Every portfolio that waits for a result, on one page; what is entered, confirmed and released below."""
    found, user = _board_or_404(request, reference), person(request)
    may_enter = permissions.may_enter(user, found)
    waiting = _waiting(found) if may_enter else []
    answers = permissions.may_decide_about_each(user, waiting)
    mine = [submission for submission in waiting if answers[submission.pk]]
    said = parts.said_about(mine)
    form: ResultsForm | None = None
    if mine or request.method == "POST":
        form = results_form(mine, said)(request.POST or None)
    if request.method == "POST" and form is not None:
        require(may_enter)
        if form.is_valid() and (made := taken_on(form, lambda: _entered(request, found, form))):
            entered = count(len(made), "result is", "results are")
            messages.success(
                request, f"{entered} entered. Somebody else confirms {'it' if len(made) == 1 else 'them'}."
            )
            return redirect("assessment:board", reference)
    context = {
        "board": found,
        "tag": Tag(found.get_state_display(), TONES[found.state]),
        "facts": _facts(found, may_change=bool(permissions.may_keep_board(user, found))),
        "form": form if may_enter and mine else None,
        "rows": [(one, said[one.pk], outcome, reasons) for one, outcome, reasons in form.rows()] if form else [],
        "kept_from": [answers[one.pk].reason for one in waiting if not answers[one.pk]],
        "decisions": _decisions(found, of=user),
        "may_enter": may_enter,
        "may_keep": permissions.may_keep_board(user, found),
        "to_confirm": _to_confirm(user, found) if may_enter else [],
    }
    return render(request, "assessment/decisions/board.html", context)


def _entered(request: HttpRequest, found: BoardOfExaminers, form: ResultsForm) -> list[BoardDecision]:
    results = {
        submission: operations.Result(outcome, reasons) for submission, (outcome, reasons) in form.entered().items()
    }
    return operations.enter_results(found, results=results, by=person(request))


def _waiting(found: BoardOfExaminers) -> list[PortfolioSubmission]:
    return list(operations.for_board(found).select_related(*JOINED))


def _decisions(found: BoardOfExaminers, *, of: User | None = None) -> list[BoardDecision]:
    """What the board decided; of an external examiner, about the sample that they read."""
    every = found.decisions.exclude(state=BoardDecision.State.TAKEN_BACK)
    if of is not None and not permissions.keeps_board(of, found):
        every = every.filter(submission__in=PortfolioSubmission.objects.decided_by(of))
    joined = [f"submission__{path}" for path in JOINED]
    return list(every.select_related("entered_by", "confirmed_by", *joined))


def _to_confirm(user: Any, found: BoardOfExaminers) -> list[BoardDecision]:
    """What others entered and this person may confirm."""
    entered = [d for d in _decisions(found) if d.state == BoardDecision.State.ENTERED and d.entered_by != user]
    answers = permissions.may_decide_about_each(user, [decision.submission for decision in entered])
    return [decision for decision in entered if answers[decision.submission_id]]


def _facts(found: BoardOfExaminers, *, may_change: bool) -> list[Fact]:
    change = reverse("assessment:move_release", args=[found.reference]) if may_change else ""
    facts = [
        Fact("University", found.university),
        Fact("Held on", day(found.held_on)),
        Fact("All results come out on", moment(found.release_at), change),
    ]
    if found.released_at:
        facts.append(Fact("Released", moment(found.released_at)))
    return facts


@GET_OR_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Check and confirm what somebody else entered. A result that is no pass asks for a fresh factor."""
    found, user = _board_or_404(request, reference), person(request)
    require(permissions.may_enter(user, found))
    shown = _to_confirm(user, found)
    if not shown:
        messages.warning(request, "Nothing waits for you to confirm: somebody else than who entered a result does.")
        return redirect("assessment:board", reference)
    begun = {str(decision.pk): decision.outcome for decision in shown}
    form = SignForm(begun=begun)
    form.submit = "Confirm these results"
    if request.method == "POST":
        if not SignForm(request.POST, begun=begun).is_valid():
            messages.warning(request, "The results have changed since you opened this page. Check them again.")
        elif _fails(shown) and (asked := asked_for_a_factor(request)):
            return asked
        elif taken(
            request,
            lambda: operations.confirm_results(found, shown={int(pk): o for pk, o in begun.items()}, by=user),
        ):
            messages.success(request, "Confirmed. Nobody is told before the moment of release.")
            return redirect("assessment:board", reference)
    facts = [
        Fact(str(d.submission), "\n".join(filter(None, [str(d), d.reasons, f"Entered by {d.entered_by}"])))
        for d in shown
    ]
    context = {"board": found, "form": form, "facts": facts}
    return render(request, "assessment/decisions/confirm_results.html", context)


def _fails(shown: Sequence[BoardDecision]) -> bool:
    outcomes = {decision.outcome for decision in shown}
    return bool(outcomes & {BoardDecision.Outcome.REPEAT, BoardDecision.Outcome.NOT_PASSED})


@GET_OR_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back a result that was wrong, before its release."""
    decision = get_object_or_404(
        BoardDecision.objects.filter(board__in=BoardOfExaminers.objects.visible_to(person(request))).select_related(
            "board__university", "submission__placement__apprentice__person"
        ),
        reference=reference,
    )
    require(permissions.may_enter(person(request), decision.board))
    form = WordsForm(request.POST or None, asked="Why is it taken back?", submit="Take this result back")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if taken_on(form, lambda: operations.take_back_result(decision, because=words, by=person(request))):
            messages.success(request, "Taken back. It can be entered anew.")
            return redirect("assessment:board", decision.board.reference)
    back = reverse("assessment:board", args=[decision.board.reference])
    return decision_form(request, form, "Take a result back", back=back, caption=f"{decision.submission}: {decision}")


@GET_OR_POST
def move_release(request: HttpRequest, reference: str) -> HttpResponse:
    """Set another moment of release."""
    found = _board_or_404(request, reference)
    require(permissions.may_keep_board(person(request), found))
    at = timezone.localtime(found.release_at)
    form = ReleaseForm(request.POST or None, initial={"release_on": at.date(), "release_time": at.time()})
    if request.method == "POST" and form.is_valid():
        moved = taken(request, lambda: operations.move_release(found, release_at=form.release_at, by=person(request)))
        if moved:
            messages.success(request, f"All results of this board come out on {moment(form.release_at)}.")
            return redirect("assessment:board", reference)
    back = reverse("assessment:board", args=[reference])
    return decision_form(request, form, "The moment of release", back=back, caption=found)


@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the results; they wait for their moment."""
    found = _board_or_404(request, reference)
    require(permissions.may_enter(person(request), found))
    if taken(request, lambda: operations.close_results(found, by=person(request))):
        messages.success(request, f"Closed. All results come out on {moment(found.release_at)}, by themselves.")
    return redirect("assessment:board", reference)


@require_POST
def open_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the results again, before the moment of release."""
    found = _board_or_404(request, reference)
    require(permissions.may_keep_board(person(request), found))
    if taken(request, lambda: operations.open_results_again(found, by=person(request))):
        messages.success(request, "Open again. Nothing comes out before you close them.")
    return redirect("assessment:board", reference)


def _board_or_404(request: HttpRequest, reference: str) -> BoardOfExaminers:
    visible = BoardOfExaminers.objects.visible_to(person(request)).select_related("university")
    return get_object_or_404(visible, reference=reference)
