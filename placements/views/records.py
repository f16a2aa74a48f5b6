"""One placement: who, where, how many days, what is missing, and its steps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices.models import Adjustment, Audience, PlacementDecision
from core.audit.models import Event
from core.components import Fact
from core.forms import PortalForm
from core.permissions import require
from core.steps import taken
from core.words import day, hours, number
from core.workflow import may_move
from placements import operations, permissions, rules
from placements.forms.planning import ConditionForm, DatesForm, EndEarlyForm, HoursForm, WhyForm
from placements.models import Condition, Placement
from placements.operations.running import adjustments_of, met
from placements.reasons import ENDED_EARLY, reasons
from placements.sections import placement_sections
from placements.views.lists import state_tag
from placements.views.steps import refused_on

ASKS = require_http_methods(["GET", "HEAD", "POST"])
State, Change = Placement.State, PlacementDecision.Change
CONDITION = Condition._meta.label_lower


def visible_placement(request: HttpRequest, reference: str) -> Placement:
    """The placement, where this person may see it; else it is not there."""
    seen = Placement.objects.visible_to(request.user).select_related(  # type: ignore[arg-type]
        "apprentice__person",
        "apprentice__employer__part_of",
        "apprentice__cohort__standard_version",
        "apprentice__cohort__university",
        "setting__organisation__part_of",
        "practice_educator__person",
        "overseen_by__person",
        "supervisor",
        "early_end",
    )
    return get_object_or_404(seen, reference=reference)


@require_safe
def placement(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    shown = visible_placement(request, reference)
    coordinates = bool(permissions.may_coordinate(user, shown))
    sets_hours = bool(permissions.may_set_hours(user, shown))
    changes = {change: permissions.may_change(user, shown, change) for change in Change} if coordinates else {}
    before_start = shown.state in (State.PROPOSED, State.CONFIRMED)
    sees_conditions = permissions.may_see_conditions(user, shown, coordinates=coordinates)
    conditions = conditions_of(shown) if before_start and sees_conditions else []
    events = [e for e in Event.objects.timeline(shown) if sees_conditions or e.subject_kind != CONDITION]
    return render(
        request,
        "placements/placement.html",
        {
            "placement": shown,
            "tag": state_tag(shown),
            "facts": facts_of(shown, moves_dates=bool(changes.get(Change.DATES)), sets_hours=sets_hours),
            "affairs": affairs_of(shown),
            "conditions": conditions,
            "adjustments": list(
                Adjustment.objects.visible_to(user, on=timezone.localdate())
                .current()
                .filter(apprentice=shown.apprentice_id, parties__audience=Audience.PLACEMENT)
            ),
            "coordinates": coordinates,
            "allowed": {change.value: bool(answer) for change, answer in changes.items()},
            "why_not": next((answer.reason for answer in changes.values() if not answer), ""),
            "may": {to: may_move(shown, to=to) for to in State.values} if coordinates else {},
            "sees_record": shown.apprentice.person_id == user.pk
            or type(shown.apprentice).objects.visible_to(user).filter(pk=shown.apprentice_id).exists(),
            "early_end": early_end_words(user, shown, coordinates=coordinates),
            "events": events,
            "sections": [section for supply in placement_sections if (section := supply(user, shown))],
        },
    )


def affairs_of(shown: Placement) -> str:
    """How the placement goes, in a sentence."""
    counted, required = number(shown.days_counted), shown.days_required
    if shown.state in (State.PROPOSED, State.CONFIRMED):
        return f"{required} days from {day(shown.starts_on)}."
    if shown.state in Placement.NEVER_WAS:
        return "This placement did not take place."
    if shown.state == State.ENDED_EARLY:
        said = f"It ended on {day(shown.ends_on)}. {counted} days are kept."
        return f"{said} Nothing that the apprentice did." if shown.early_end.no_fault else said
    return f"{counted} of {required} days."


def facts_of(shown: Placement, *, moves_dates: bool, sets_hours: bool) -> list[Fact]:
    open_ = shown.state in Placement.OPEN
    dates_url = reverse("placements:change_dates", args=[shown.reference]) if moves_dates and open_ else ""
    hours_url = reverse("placements:set_hours", args=[shown.reference]) if sets_hours and open_ else ""
    figure = shown.off_the_job_hours_a_day
    credited = f"{hours(figure)} a day" if figure is not None else "Not set yet, so nothing is credited"
    facts = [
        Fact("Setting", shown.setting),
        Fact("Statutory", "Yes" if shown.setting.statutory else "No"),
        Fact("Dates", f"{day(shown.starts_on)} to {day(shown.ends_on)}", dates_url),
        Fact("Days required", shown.days_required),
        Fact("Practice educator", shown.practice_educator),
    ]
    if shown.overseen_by:
        facts.append(Fact("Overseen by", shown.overseen_by))
    if shown.supervisor:
        facts.append(Fact("Workplace supervisor", shown.supervisor))
    facts.append(Fact("Off-the-job hours", credited, hours_url, "Set" if figure is None else "Change"))
    if shown.own_team:
        facts += [
            Fact("In the own team: new duties", shown.new_duties),
            Fact("In the own team: work taken off", shown.caseload_taken_off),
        ]
    if shown.contrast:
        facts.append(Fact("Contrast with the other placement", shown.contrast))
    return facts


def early_end_words(user: Any, shown: Placement, *, coordinates: bool) -> str:
    """Why a placement ended, for those who may read it."""
    if shown.state != State.ENDED_EARLY:
        return ""
    reason = reasons(ENDED_EARLY)[shown.early_end.cause]
    if reason.restricted and not permissions.may_read_restricted(user, shown, coordinates=coordinates):
        return "The reason is kept by those who plan the placement."
    return ". ".join(filter(None, [reason.label, shown.early_end.note]))


@dataclass(frozen=True)
class ShownCondition:
    """A condition as the page lists it."""

    kind: str
    label: str
    met_on: datetime.date | None
    by: str
    may_tick: bool
    kept: str = ""


KEPT = {
    rules.READINESS: "The university records it.",
    rules.ADJUSTMENTS: "What is asked for is decided in the record.",
}
"""Where conditions come from that are not ticked, or not always; the same words whether or not something is asked."""


def conditions_of(shown: Placement) -> list[ShownCondition]:
    """What must be so before the first day, in order, with who ticked it."""
    since, followed = met(shown), {rules.READINESS}
    if adjustments_of(shown):
        followed.add(rules.ADJUSTMENTS)
    ticked_by = {c.kind: c.ticked_by.name for c in shown.conditions.select_related("ticked_by")}
    asked = [code for code in rules.CONDITIONS if shown.is_hosted or code != rules.HOSTING_AGREEMENT]
    return [
        ShownCondition(
            kind=code,
            label=rules.CONDITIONS[code],
            met_on=since.get(code),
            by="" if code in followed else ticked_by.get(code, ""),
            may_tick=code not in followed,
            kept=KEPT.get(code, ""),
        )
        for code in asked
    ]


# Steps without a form -----------------------------------------------------------------------------------------


def _coordinated(request: HttpRequest, reference: str) -> Placement:
    shown = visible_placement(request, reference)
    require(permissions.may_coordinate(request.user, shown))  # type: ignore[arg-type]
    return shown


def _changing(request: HttpRequest, reference: str, change: str) -> Placement:
    """The placement, where this person may make this change to it now."""
    shown = visible_placement(request, reference)
    require(permissions.may_change(request.user, shown, change))  # type: ignore[arg-type]
    return shown


def _back(shown: Placement) -> HttpResponse:
    return redirect("placements:placement", reference=shown.reference)


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _coordinated(request, reference), request.user
    taken(request, lambda: operations.confirm(shown, by=user), done="The placement is confirmed.")  # type: ignore[arg-type]
    return _back(shown)


@require_POST
def start(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _coordinated(request, reference), request.user
    done = "The placement is under way. Days can be logged."
    taken(request, lambda: operations.start(shown, by=user), done=done)  # type: ignore[arg-type]
    return _back(shown)


@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _coordinated(request, reference), request.user
    taken(request, lambda: operations.resume(shown, by=user), done="The placement goes on.")  # type: ignore[arg-type]
    return _back(shown)


@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _coordinated(request, reference), request.user
    if taken(request, lambda: operations.close(shown, by=user), done="The placement is closed."):  # type: ignore[arg-type]
        return redirect("placements:placements")
    return _back(shown)


@require_POST
def untick(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    shown, user = _coordinated(request, reference), request.user
    taken(request, lambda: operations.untick(shown, kind=kind, by=user), done="The tick is taken back.")  # type: ignore[arg-type]
    return _back(shown)


# Steps with a form --------------------------------------------------------------------------------------------


def _form_page(request: HttpRequest, shown: Placement, form: PortalForm, title: str, *, hint: str = "") -> HttpResponse:
    back = reverse("placements:placement", args=[shown.reference])
    return render(request, "placements/form.html", {"form": form, "title": title, "back": back, "hint": hint})


@ASKS
def tick(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    shown, user = _coordinated(request, reference), request.user
    if kind not in rules.CONDITIONS or kind == rules.READINESS:
        raise Http404
    form = ConditionForm(request.POST or None, initial={"met_on": timezone.localdate()})
    if form.is_valid() and not refused_on(
        form,
        lambda: operations.tick(shown, kind=kind, met_on=form.cleaned_data["met_on"], by=user),  # type: ignore[arg-type]
    ):
        messages.success(request, f"{rules.CONDITIONS[kind]}: ticked.")
        return _back(shown)
    hint = "Your name and today's date are kept with it. Nothing of what the check said is kept here."
    return _form_page(request, shown, form, rules.CONDITIONS[kind], hint=hint)


@ASKS
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _changing(request, reference, Change.NOT_GO_AHEAD), request.user
    form = WhyForm(request.POST or None)
    form.submit = "Record that it does not go ahead"
    if form.is_valid() and not refused_on(
        form,
        lambda: operations.decline(shown, reason=form.cleaned_data["reason"], by=user),  # type: ignore[arg-type]
    ):
        messages.success(request, "Recorded. The place is free again.")
        return redirect("placements:placements")
    return _form_page(request, shown, form, "This placement does not go ahead")


@ASKS
def pause(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _changing(request, reference, Change.PAUSE), request.user
    form = WhyForm(request.POST or None)
    form.submit = "Pause the placement"
    if form.is_valid() and not refused_on(
        form,
        lambda: operations.pause(shown, reason=form.cleaned_data["reason"], by=user),  # type: ignore[arg-type]
    ):
        messages.success(request, "The placement is paused. The days so far stay.")
        return _back(shown)
    return _form_page(request, shown, form, "Pause this placement")


@ASKS
def change_dates(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _changing(request, reference, Change.DATES), request.user
    initial = {"starts_on": shown.starts_on, "ends_on": shown.ends_on}
    form = DatesForm(request.POST or None, initial=initial, record=shown)

    def change() -> None:
        typed = form.cleaned_data
        operations.change_dates(
            shown,
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            more_days=typed["more_days"] or 0,
            by=user,  # type: ignore[arg-type]
        )

    if form.is_valid() and form.check_version(shown) and not refused_on(form, change):
        messages.success(request, "The dates are changed.")
        return _back(shown)
    return _form_page(request, shown, form, "Change the dates, or extend")


@ASKS
def end_early(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = _changing(request, reference, Change.END), request.user
    form = EndEarlyForm(request.POST or None)

    def end() -> None:
        typed = form.cleaned_data
        operations.end_early(
            shown,
            cause=typed["cause"],
            no_fault=typed["no_fault"] == "yes",
            note=typed["note"],
            by=user,  # type: ignore[arg-type]
        )

    if form.is_valid() and not refused_on(form, end):
        messages.success(request, "The placement has ended. Its days are kept.")
        return _back(shown)
    hint = (
        f"{number(shown.days_counted)} days are kept. Access of practice educator, supervisor and host ends at once. "
        "Ending early is not a fail."
    )
    return _form_page(request, shown, form, "End this placement early", hint=hint)


@ASKS
def set_hours(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_placement(request, reference)
    user: Any = request.user
    require(permissions.may_set_hours(user, shown))
    form = HoursForm(request.POST or None, initial={"hours_a_day": shown.off_the_job_hours_a_day}, record=shown)
    if (
        form.is_valid()
        and form.check_version(shown)
        and not refused_on(
            form, lambda: operations.set_hours(shown, hours_a_day=form.cleaned_data["hours_a_day"], by=user)
        )
    ):
        messages.success(request, "The hours are set, and every confirmed day is credited with them.")
        return _back(shown)
    hint = "How much of a day is new learning. A half day credits half. 0 credits nothing."
    return _form_page(request, shown, form, "Off-the-job hours of a placement day", hint=hint)
