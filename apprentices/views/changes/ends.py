"""All changes of an apprenticeship on one page; suspending, between employers, quiet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import forms, operations, permissions
from apprentices.models import Apprentice, BetweenEmployers, Quiet, Suspension
from apprentices.off_the_job.breaks import Gap
from apprentices.views.changes.common import answer, people_around, typed_of, visible
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.components import Fact, Task
from core.permissions import require
from core.words import day, tone
from core.workflow import StepRefused


def _changes(apprentice: Apprentice) -> str:
    return reverse("apprentices:changes", args=[apprentice.reference])


@require_safe
def changes(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that changed in this apprenticeship, and what this person may do about it."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_changes(user, apprentice))
    today = timezone.localdate()
    steps = [
        (reverse(f"apprentices:{name}", args=[apprentice.reference, *page]), words)
        for name, page, words, allowed in (
            ("ask_break", ["start"], "Ask for a break in learning", permissions.may_ask_break),
            ("suspend", [], "Suspend learning", permissions.may_suspend),
            ("end_employment", [], "Record that the employment ends", permissions.may_end_employment),
            ("withdraw", ["start"], "Record that somebody leaves", permissions.may_withdraw),
            ("never_started", [], "Record that day one did not happen", permissions.may_record_never_started),
            ("quiet", [], "After a death or in serious illness", _may_begin_quiet),
        )
        if allowed(user, apprentice)
    ]
    suspensions = list(apprentice.suspensions.select_related("reason__apprentice"))
    breaks, withdrawals = apprentice.breaks.all(), apprentice.withdrawals.all()
    between = apprentice.between_employers.select_related("employer")
    context = {
        "apprentice": apprentice,
        "steps": steps,
        "breaks": [_task("break", f"{day(one.starts_on)} to {day(one.ends_on)}", one) for one in breaks],
        "suspensions": [(one, bool(permissions.may_lift(user, one)), _known(one, user, today)) for one in suspensions],
        "withdrawals": [_task("withdrawal", f"Last day of learning {day(one.last_day)}", one) for one in withdrawals],
        "between": [
            _task("between", f"{one.employer.short_name} until {day(one.last_day_employed)}", one) for one in between
        ],
        "quiet": Quiet.objects.filter(apprentice=apprentice, state=Quiet.State.HELD).first(),
        "own": user.pk == apprentice.person_id,
    }
    return render(request, "apprentices/changes/changes.html", context)


def _task(name: str, title: str, change: Any) -> Task:
    """A change as a row that leads to its page."""
    return Task(
        title,
        reverse(f"apprentices:{name}", args=[change.reference]),
        status=change.get_state_display(),
        tone=tone(change.state),
    )


def _may_begin_quiet(user: User, apprentice: Apprentice) -> bool:
    held = Quiet.objects.filter(apprentice=apprentice, state=Quiet.State.HELD).exists()
    return not held and bool(permissions.may_hold_quiet(user, apprentice))


def _known(change: Any, user: User, today: Any) -> bool:
    return change.reason is not None and change.reason.is_known_to(user, on=today)


# Suspended ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_suspend(user, apprentice))
    people = people_around(apprentice, besides=user)

    def act(typed: dict[str, Any]) -> str:
        told = [person for person, _ in people if person.reference in typed["told"]]
        party = permissions.parties_of(user, apprentice)[0]
        operations.suspend(apprentice, code=typed["code"], note=typed["note"], told=told, decided_as=party, by=user)
        return f"Learning of {apprentice} is suspended from today."

    return answer(
        request,
        forms.SuspendForm(request.POST or None, people=people),
        act,
        to=_changes(apprentice),
        title="Suspend learning",
        apprentice=apprentice,
        intro=[
            "From today nothing can be logged, reminders are silent and a placement stops the same day. The "
            "apprentice, the line manager and the tutor are told that learning is suspended, and not why.",
            "Suspending is no judgement. Longer than the funding rules allow without training, it is a break in "
            "learning for funding: you are reminded to record it.",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, reference: str) -> HttpResponse:
    suspension: Suspension = visible(request, Suspension, reference)
    require(permissions.may_lift(request.user, suspension))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.lift_suspension(suspension, by=request.user)  # type: ignore[arg-type]
        return f"{suspension.apprentice} is learning again from today."

    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    form.submit = "Lift the suspension"
    return answer(
        request,
        form,
        act,
        to=_changes(suspension.apprentice),
        title="Lift the suspension",
        apprentice=suspension.apprentice,
        intro=[f"Suspended since {day(suspension.starts_on)}. Learning goes on from today, a placement where it can."],
    )


# Between employers -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def end_employment(request: HttpRequest, reference: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    require(permissions.may_end_employment(request.user, apprentice))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.end_employment(apprentice, **typed_of(typed, "last_day_employed", "code"), by=request.user)  # type: ignore[arg-type]
        return "Recorded. The dates by which something has to happen are shown below."

    return answer(
        request,
        forms.EmploymentEndedForm(request.POST or None),
        act,
        to=_changes(apprentice),
        title="Record that the employment ends",
        apprentice=apprentice,
        intro=["The programme need not end with it: a new employer can take over within twelve weeks."],
    )


@require_safe
def show_between(request: HttpRequest, reference: str) -> HttpResponse:
    """The clock, with its dates and what they mean."""
    between: BetweenEmployers = visible(request, BetweenEmployers, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_changes(user, between.apprentice))
    today, clock = timezone.localdate(), between.clock
    looking = between.state == BetweenEmployers.State.LOOKING
    context = {
        "between": between,
        "apprentice": between.apprentice,
        "clock": clock,
        "says": clock.says(today) if looking else None,
        "Gap": Gap,
        "facts": _facts_of_clock(between),
        "may_change": bool(permissions.may_find_employer(user, between)),
    }
    return render(request, "apprentices/changes/between.html", context)


def _facts_of_clock(between: BetweenEmployers) -> list[Fact]:
    clock = between.clock
    found = [
        Fact("Employer until then", between.employer.name),
        Fact("Last day of employment", day(between.last_day_employed)),
        Fact("Planned end of the programme", day(between.planned_end_on)),
        Fact("Done by then", f"{between.percent_complete}% of the planned time"),
    ]
    if not clock.funded_to_end:
        found += [
            Fact("Without a new employer, a break in learning from", day(clock.break_from)),
            Fact("Last day to find a new employer", day(clock.find_by)),
        ]
    if between.found_on:
        found.append(Fact("New employer from", day(between.found_on)))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def employer_found(request: HttpRequest, reference: str) -> HttpResponse:
    between: BetweenEmployers = visible(request, BetweenEmployers, reference)
    require(permissions.may_find_employer(request.user, between))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.find_employer(between, found_on=typed["found_on"], by=request.user)  # type: ignore[arg-type]
        return "Recorded. The clock has stopped."

    return answer(
        request,
        forms.FoundForm(request.POST or None),
        act,
        to=reverse("apprentices:between", args=[between.reference]),
        title="A new employer is found",
        apprentice=between.apprentice,
    )


# Quiet -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: HttpRequest, reference: str) -> HttpResponse:
    """One act after a death or in serious illness."""
    apprentice = visible_record(request, reference)
    require(permissions.may_hold_quiet(request.user, apprentice))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.hold_quiet(apprentice, code=typed["code"], by=request.user)  # type: ignore[arg-type]
        return "No mail goes out any more, and the record is open to few."

    return answer(
        request,
        forms.QuietForm(request.POST or None),
        act,
        to=_changes(apprentice),
        title="After a death or in serious illness",
        apprentice=apprentice,
        intro=[
            "We are sorry. One press is enough: all mail to this person stops at once, mail that waits is not sent, "
            "and the record closes to everybody but the line manager, the tutor and the two organisations.",
            "After a death the programme ends with the same press, and nobody gets a mail about it. Please tell "
            "colleagues yourself. What is still owed, such as fees, is paid to the estate by whoever owes it.",
        ],
    )


@require_POST
def lift_quiet(request: HttpRequest, reference: str) -> HttpResponse:
    held: Quiet = visible(request, Quiet, reference)
    require(permissions.may_hold_quiet(request.user, held.apprentice))  # type: ignore[arg-type]
    try:
        operations.lift_quiet(held, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Mail goes out again, and the record is open as before.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect(_changes(held.apprentice))
