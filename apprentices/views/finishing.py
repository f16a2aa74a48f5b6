"""After the gateway: the sittings of the assessment and the steps to the register, one page for each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import finish, operations, permissions
from apprentices.finish_rules import REGISTERED
from apprentices.forms import gateway as forms
from apprentices.forms.because import BecauseForm
from apprentices.models import FinishFact, Sitting
from apprentices.views.changes.common import answer
from apprentices.views.gateway import page_of, seen
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.components import Fact
from core.permissions import NotAllowed, require
from core.words import day, listed
from core.workflow import StepRefused, may_move

# The assessment ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def book_sitting(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_book_sitting(user, apprentice))
    way = finish.way_of(apprentice)
    if why_not := operations.may_be_assessed(apprentice, way):
        raise NotAllowed(why_not)

    def act(typed: dict[str, Any]) -> str:
        operations.book_sitting(apprentice, booked_for=typed["booked_for"], components=typed.get("components"), by=user)
        return f"Booked for {day(typed['booked_for'])}. {apprentice} is told."

    form = forms.BookForm(request.POST or None, components=way.left_to_pass)
    title = f"Book the {way.finish.assessment_name.lower()}"
    intro = [coming.said for coming in [way.next] if coming and coming.said]
    return answer(request, form, act, to=page_of(apprentice), title=title, apprentice=apprentice, intro=intro)


@require_safe
def sitting(request: HttpRequest, reference: str) -> HttpResponse:
    """One sitting: what it covered, how it went, what comes next, and the steps for whoever records them."""
    one: Sitting = seen(request, Sitting, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_gateway(user, one.apprentice))
    records = bool(permissions.may_record_sitting(user, one))
    State = Sitting.State
    back = one.state in (State.SAT, State.PASSED, State.NOT_PASSED)
    acts = [
        ("taken", "Record that it was taken", one.state == State.BOOKED),
        ("result", "Record the result", one.state == State.SAT),
        ("cancel", "Cancel the booking", may_move(one, to=State.CANCELLED)),
        ("take-back", "Correct: one step back", back),
    ]
    context = {
        "apprentice": one.apprentice,
        "title": finish.finish_of(one.apprentice).assessment_name,
        "record": one,
        "facts": _facts_of(one),
        "acts": [
            (reverse("apprentices:sitting_step", args=[one.reference, slug]), words)
            for slug, words, possible in acts
            if possible and records
        ],
        "back": page_of(one.apprentice),
    }
    return render(request, "apprentices/gateway/fact.html", context)


def _facts_of(one: Sitting) -> list[Fact]:
    names = dict(finish.finish_of(one.apprentice).components)
    found = [Fact("Which", one.get_kind_display()), Fact("Booked for", day(one.booked_for))]
    if one.components:
        found.append(Fact("Covers", listed(names.get(code, code) for code in one.components)))
    if one.sat_on:
        found.append(Fact("Taken", day(one.sat_on)))
    if one.result_on:
        found.append(Fact("Result released", day(one.result_on)))
    if one.grade:
        found.append(Fact("Grade", one.grade.capitalize()))
    if one.state == Sitting.State.NOT_PASSED:
        if one.passed_components:
            found.append(Fact("Passed of it", listed(names.get(code, code) for code in one.passed_components)))
        found.append(Fact("Again", one.get_again_display()))
        if one.again_by:
            found += [Fact("By", day(one.again_by)), Fact("Paid by", one.get_paid_by_display())]
        found.append(Fact("Employment goes on", "Yes" if one.still_employed else "No"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def sitting_step(request: HttpRequest, reference: str, to: str) -> HttpResponse:
    """Taken, its result, cancelled, or one step back."""
    one: Sitting = seen(request, Sitting, reference)
    user: User = request.user  # type: ignore[assignment]
    if to not in SITTING_STEPS:
        raise Http404
    require(permissions.may_record_sitting(user, one))
    title, form, act = SITTING_STEPS[to](request, one, user)
    back = reverse("apprentices:sitting", args=[one.reference])
    return answer(request, form, act, to=back, title=title, apprentice=one.apprentice)


Act = tuple[str, Any, Callable[[dict[str, Any]], str]]


def _taken(request: HttpRequest, one: Sitting, user: User) -> Act:
    def act(typed: dict[str, Any]) -> str:
        operations.record_sat(one, on=typed["on"], by=user)
        return "Recorded. The result comes next."

    form = forms.OnForm(request.POST or None, submit="Record it", label="When was it taken?")
    return "Record that the assessment was taken", form, act


def _result(request: HttpRequest, one: Sitting, user: User) -> Act:
    ending = finish.finish_of(one.apprentice)

    def act(typed: dict[str, Any]) -> str:
        if typed["result"] != forms.NOT_PASSED:
            operations.record_passed(one, on=typed["on"], grade=typed["result"], by=user)
            return "The result is recorded. The apprentice is told that there is one."
        operations.record_not_passed(
            one,
            on=typed["on"],
            again=typed["again"],
            again_by=typed["again_by"],
            paid_by=typed["paid_by"],
            still_employed=typed["still_employed"] == "yes",
            passed_components=typed.get("passed_components", ()),
            by=user,
        )
        return "The result is recorded. The apprentice is told that there is one."

    names = dict(ending.components)
    components = [(code, names.get(code, code)) for code in one.components]
    form = forms.ResultForm(
        request.POST or None, grades=ending.grades, components=components, initial={"on": timezone.localdate()}
    )
    return "Record the result", form, act


def _cancel(request: HttpRequest, one: Sitting, user: User) -> Act:
    def act(typed: dict[str, Any]) -> str:
        operations.cancel_sitting(one, because=typed["because"], by=user)
        return "The booking is cancelled. The apprentice is told."

    form = BecauseForm(request.POST or None, submit="Cancel the booking", label="Why does it not take place?")
    return "Cancel the booking", form, act


def _one_step_back(request: HttpRequest, one: Sitting, user: User) -> Act:
    def act(typed: dict[str, Any]) -> str:
        operations.take_back_sitting(one, because=typed["because"], by=user)
        return "Taken back. What was recorded stays in the history."

    form = BecauseForm(request.POST or None, submit="Take it back", label="What was wrong?")
    return "Correct: one step back", form, act


SITTING_STEPS: dict[str, Callable[[HttpRequest, Sitting, User], Act]] = {
    "taken": _taken,
    "result": _result,
    "cancel": _cancel,
    "take-back": _one_step_back,
}


# Steps after it ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def record_step(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Record one of the steps after the assessment; the apprentice applies and gives the number themselves."""
    apprentice = visible_record(request, reference)
    way = finish.way_of(apprentice)
    step = way.finish.step(code)
    if step is None:
        raise Http404
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_record_step(user, apprentice, step))
    if why_not := operations.step_refusal(apprentice, way, step):
        raise NotAllowed(why_not)
    party = permissions.acts_as(user, apprentice, step.by)
    registers = step.kind == REGISTERED

    def act(typed: dict[str, Any]) -> str:
        operations.record_step(
            apprentice,
            code=code,
            on=typed["on"],
            party=party,
            by=user,
            note=typed.get("note", ""),
            number=typed.get("number", ""),
        )
        return "Recorded. Somebody else looks the number up on the register." if registers else "Recorded."

    form = forms.StepForm(
        request.POST or None, registers=registers, with_place=not registers, initial={"on": timezone.localdate()}
    )
    intro = []
    if registers:
        intro = ["It counts once the employer or the university has found the number on the public register."]
    return answer(request, form, act, to=page_of(apprentice), title=step.name, apprentice=apprentice, intro=intro)


def _of_step(fact: FinishFact) -> list[Fact]:
    found = [
        Fact("Day", day(fact.on)),
        Fact("Recorded by", f"{fact.recorded_by}, {fact.get_recorded_as_display().lower()}, {day(fact.recorded_at)}"),
    ]
    if fact.number:
        found.append(Fact("Number on the register", fact.number))
    if fact.checked_on:
        found.append(Fact("Found on the register", f"{day(fact.checked_on)}, by {fact.checked_by}"))
    if fact.note:
        found.append(Fact("Note", fact.note))
    if fact.taken_back_because:
        found.append(Fact("Taken back because", fact.taken_back_because))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def finish_fact(request: HttpRequest, reference: str) -> HttpResponse:
    """A step as recorded; found on the register, or taken back with a reason."""
    fact: FinishFact = seen(request, FinishFact, reference)
    apprentice = fact.apprentice
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_gateway(user, apprentice))
    allowed = permissions.may_take_back_step(user, fact)
    form = BecauseForm(request.POST or None, submit="Take it back", label="What was wrong?")
    if request.method == "POST":
        require(allowed)
        if form.is_valid():
            try:
                operations.take_back_step(fact, because=form.cleaned_data["because"], by=user)
            except StepRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "Taken back. What was recorded stays in the history.")
                return redirect(page_of(apprentice))
    step = finish.finish_of(apprentice).step(fact.code)
    context = {
        "apprentice": apprentice,
        "title": step.name if step else "A step to registration",
        "record": fact,
        "facts": _of_step(fact),
        "may_check": permissions.may_check_registration(user, fact),
        "fact": fact,
        "form": form if allowed else None,
        "form_title": "Take it back",
        "back": page_of(apprentice),
    }
    return render(request, "apprentices/gateway/fact.html", context)


@require_POST
def check_registration(request: HttpRequest, reference: str) -> HttpResponse:
    """Found on the public register, today, by this person."""
    fact: FinishFact = seen(request, FinishFact, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_check_registration(user, fact))
    try:
        operations.check_registration(fact, by=user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Checked. {fact.apprentice} is a registered social worker.")
    return redirect(page_of(fact.apprentice))
