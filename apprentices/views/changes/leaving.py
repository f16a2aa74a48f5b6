"""Leaving the programme, what somebody takes along, the exit conversation, coming back, never having started."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apprentices import change_previews, forms, operations, permissions
from apprentices.change_reasons import WITHDRAWAL, reasons
from apprentices.models import Apprentice, Withdrawal
from apprentices.models.parties import Party
from apprentices.off_the_job_statement import hours_by_activity
from apprentices.operations.changes.leaving import leaving_refusals
from apprentices.views.changes.common import FormMaker, Wizard, answer, people_around, typed_of, visible
from apprentices.views.record import visible_record
from core.accounts.fresh import asked_for_a_factor
from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.words import day, hours, number
from core.workflow import StepRefused

CHECK = "check"


def _changes(apprentice: Apprentice) -> str:
    return reverse("apprentices:changes", args=[apprentice.reference])


class LeavingWizard(Wizard):
    def __init__(self, request: HttpRequest, apprentice: Apprentice) -> None:
        self.people = people_around(apprentice, besides=request.user)  # type: ignore[arg-type]
        super().__init__(
            request, f"leaving-{apprentice.reference}", {"last-day": forms.LastDayForm, "whose": forms.TriggerForm}
        )
        trigger = (self.answers("whose") or {}).get("trigger", "")
        pages: dict[str, FormMaker] = {**self.pages, "why": partial(forms.LeavingReasonForm, trigger=trigger)}
        if self.people:
            pages["told"] = partial(forms.ToldForm, people=self.people)
        self.pages = pages | {"award": forms.AwardForm}


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Leaving the programme, one question a page, then what it will do."""
    apprentice = visible_record(request, reference)
    require(permissions.may_withdraw(request.user, apprentice))  # type: ignore[arg-type]
    wizard = LeavingWizard(request, apprentice)
    url = partial(_leaving_url, apprentice)
    if page == CHECK:
        return _check_leaving(request, apprentice, wizard)
    if page == "start":
        wizard.forget()
        return redirect(url("last-day"))
    form = wizard.form(page)
    if request.method == "POST" and form.is_valid():
        against = []
        if page == "last-day":
            against = list(leaving_refusals(apprentice, form.cleaned_data["last_day"], on=timezone.localdate()))
        for reason in against:
            form.add_error("last_day", reason)
        if not against:
            wizard.keep(page)
            return redirect(url(LeavingWizard(request, apprentice).first_open() or CHECK))
    before = wizard.before(page)
    context = {
        "apprentice": apprentice,
        "form": form,
        "back": url(before) if before else _changes(apprentice),
        "title": "Leaving the programme",
    }
    return render(request, "apprentices/changes/question.html", context)


def _leaving_url(apprentice: Apprentice, page: str) -> str:
    return reverse("apprentices:withdraw", args=[apprentice.reference, page])


def _check_leaving(request: HttpRequest, apprentice: Apprentice, wizard: LeavingWizard) -> HttpResponse:
    if (missing := wizard.first_open()) is not None:
        return redirect(_leaving_url(apprentice, missing))
    user: User = request.user  # type: ignore[assignment]
    found: dict[str, Any] = {}
    for page in wizard.pages:
        found |= wizard.answers(page) or {}
    told = [person for person, _ in wizard.people if person.reference in found.get("told", ())]
    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    form.submit = "Record that this person leaves"
    if request.method == "POST" and form.is_valid():
        if asked := asked_for_a_factor(request):
            return asked
        try:
            left = operations.withdraw(
                apprentice,
                **{name: found[name] for name in ("last_day", "trigger", "code", "note", "exit_award")},
                told=told,
                by=user,
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            wizard.forget()
            messages.success(request, f"Recorded. The last day of learning is {day(left.last_day)}.")
            return redirect("apprentices:withdrawal", reference=left.reference)
    shown = _typed_in_words(found, told)
    context = {
        "apprentice": apprentice,
        "form": form,
        "facts": [Fact(*shown[page], change_url=_leaving_url(apprentice, page)) for page in wizard.pages],
        "preview": change_previews.of_leaving(apprentice, last_day=found["last_day"], by=user),
        "back": _leaving_url(apprentice, "award"),
    }
    return render(request, "apprentices/changes/check_leaving.html", context)


def _typed_in_words(found: dict[str, Any], told: Sequence[User]) -> dict[str, tuple[str, str]]:
    """Page of the wizard → what was asked there and what was said."""
    return {
        "last-day": ("Last day of learning", day(found["last_day"])),
        "whose": ("Whose decision", dict([*Party.choices, ("other", "Nobody's")])[found["trigger"]]),
        "why": ("Why, read by few", reasons(WITHDRAWAL)[found["code"]].label),
        "told": ("Told why", ", ".join(map(str, told)) or "Nobody else"),
        "award": ("From the university", Withdrawal.Award(found["exit_award"]).label),
    }


@require_safe
def show_withdrawal(request: HttpRequest, reference: str) -> HttpResponse:
    """What somebody who left takes along: the statement of hours and days, and what comes next."""
    left: Withdrawal = visible(request, Withdrawal, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_changes(user, left.apprentice))
    known = left.reason is not None and (
        not left.reason.the_reason.restricted or bool(permissions.may_read_reason(user, left.reason))
    )
    context = {
        "left": left,
        "apprentice": left.apprentice,
        "facts": _facts_of_leaving(left),
        "known": known,
        "by_activity": hours_by_activity(left.apprentice),
        "may_change": bool(permissions.may_change_withdrawal(user, left)),
        "own": user.pk == left.apprentice.person_id,
        "days": left.apprentice.rule_set.rules["qualifying_days"],
    }
    return render(request, "apprentices/changes/withdrawal.html", context)


def _facts_of_leaving(left: Withdrawal) -> list[Fact]:
    talked = f"{day(left.talked_on)}, with {left.talked_with}" if left.talked_on else "Not held yet"
    found = [
        Fact("Last day of learning", day(left.last_day)),
        Fact("Whose decision", left.get_trigger_display()),
        Fact("Exit conversation", talked),
        Fact("From the university", left.get_exit_award_display()),
        Fact("Hours of training confirmed", hours(left.apprentice.standing.confirmed_hours)),
        Fact("Placement days", number(left.apprentice.standing.placement_days)),
    ]
    if left.reinstated_on:
        found.append(Fact("Came back", f"{day(left.reinstated_on)}: {left.reinstated_because}"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def exit_conversation(request: HttpRequest, reference: str) -> HttpResponse:
    left: Withdrawal = visible(request, Withdrawal, reference)
    require(permissions.may_change_withdrawal(request.user, left))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.record_exit_conversation(left, **typed_of(typed, "talked_on", "exit_award"), by=request.user)  # type: ignore[arg-type]
        return "The exit conversation is recorded."

    return answer(
        request,
        forms.ConversationForm(
            request.POST or None, initial={"talked_on": timezone.localdate(), "exit_award": left.exit_award}
        ),
        act,
        to=reverse("apprentices:withdrawal", args=[left.reference]),
        title="Record the exit conversation",
        apprentice=left.apprentice,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reinstate(request: HttpRequest, reference: str) -> HttpResponse:
    left: Withdrawal = visible(request, Withdrawal, reference)
    require(permissions.may_change_withdrawal(request.user, left))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.reinstate(left, because=typed["because"], by=request.user)  # type: ignore[arg-type]
        return f"{left.apprentice} is on the programme again."

    return answer(
        request,
        forms.ReinstateForm(request.POST or None),
        act,
        to=reverse("apprentices:withdrawal", args=[left.reference]),
        title="Bring back to the programme",
        apprentice=left.apprentice,
        intro=[
            "Possible within twelve weeks of the last day of learning. The planned end moves by the time away, planned "
            "days from today on stand again, and the qualifying period runs anew."
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def never_started(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    require(permissions.may_record_never_started(request.user, apprentice))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.never_start(apprentice, by=request.user)  # type: ignore[arg-type]
        return f"It is recorded that {apprentice} never started."

    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    form.submit = "Day one did not happen"
    return answer(
        request,
        form,
        act,
        to=_changes(apprentice),
        title="Record that day one did not happen",
        apprentice=apprentice,
        intro=["Only where there was not one day of learning. Whoever was there for a day has started, and leaves."],
    )
