"""Proposing a placement: who, where, when; then with whom, with the reason for everybody who cannot."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices.models import Apprentice, Involvement
from consortium.models import Organisation
from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.words import day
from placements import facts, operations, permissions
from placements.facts import Candidate, Wanted
from placements.forms.planning import EducatorChoiceForm, PlanForm
from placements.models import Placement, PracticeEducator, Setting
from placements.operations.matching import OVER
from placements.views.steps import refused_on

ASKS = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 40


def to_place(user: User) -> QuerySet[Apprentice]:
    """Apprentices whose placements this person plans."""
    today = timezone.localdate()

    def involved(kind: str, *roles: str) -> QuerySet[Any, Any]:
        reached = Organisation.objects.reached_by(user, on=today, roles=list(roles)).values("pk")
        return Involvement.objects.on(today).filter(kind=kind, organisation__in=reached).values("apprentice_id")

    kinds = Involvement.Kind
    ids = involved(kinds.EMPLOYER, "workforce_lead", "placement_coordinator").union(
        involved(kinds.UNIVERSITY, "placement_coordinator")
    )
    return Apprentice.objects.filter(pk__in=ids).exclude(state__in=OVER).select_related("person")


@ASKS
def plan(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    require(permissions.may_propose(user))
    today = timezone.localdate()
    form = PlanForm(
        request.POST or None,
        apprentices=to_place(user),
        settings=Setting.objects.visible_to(user).filter(approved_to__gte=today).select_related("organisation"),
        initial=_chosen_before(request),
    )
    if form.is_valid():
        typed = form.cleaned_data
        if next_number(typed["apprentice"]) is None:
            form.add_error("apprentice", "Every placement that the programme asks for is planned or done already")
        else:
            query = {
                "setting": typed["setting"].reference,
                "from": typed["starts_on"].isoformat(),
                "to": typed["ends_on"].isoformat(),
                **({"own-team": "yes"} if typed["own_team"] else {}),
            }
            address = reverse("placements:choose_educator", args=[typed["apprentice"].reference])
            return redirect(f"{address}?{urlencode(query)}")
    context = {"form": form, "title": "Propose a placement", "back": reverse("placements:placements")}
    return render(request, "placements/form.html", context)


def _chosen_before(request: HttpRequest) -> dict[str, Any]:
    """What the address already says, so that somebody who comes back finds it filled in."""
    asked = request.GET
    return {
        "apprentice": asked.get("apprentice", "")[:20],
        "setting": asked.get("setting", "")[:20],
        "starts_on": _date(asked.get("from", "")),
        "ends_on": _date(asked.get("to", "")),
        "own_team": asked.get("own-team") == "yes",
    }


def _date(said: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        return None


def next_number(apprentice: Apprentice) -> int | None:
    """Which placement of the pattern comes next; None where all are planned or done."""
    taken = set(Placement.objects.that_count().filter(apprentice=apprentice).values_list("number", flat=True))
    return next((slot.number for slot in facts.pattern(apprentice) if slot.number not in taken), None)


@ASKS
def choose_educator(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    seen = Apprentice.objects.visible_to(user).select_related(
        "person", "employer__part_of", "cohort__standard_version", "cohort__university"
    )
    apprentice = get_object_or_404(seen, reference=reference)
    require(permissions.may_propose(user, apprentice))
    want = _wanted(request, apprentice)
    if want is None:
        messages.warning(request, "Say again where and when. Part of the address was missing.")
        return redirect("placements:plan")
    against = facts.place_reasons(want)
    everybody = facts.candidates(want, _register(want))
    contrasts = any(reason.code == "contrast" for reason in against)
    form = EducatorChoiceForm(request.POST or None, want=want, found=everybody[:MOST_SHOWN], contrasts=contrasts)
    made: list[Placement] = []
    if form.is_valid():
        chosen = _chosen(want, form.cleaned_data, everybody)
        if not refused_on(form, lambda: made.append(_propose(chosen, form.cleaned_data, user))):
            messages.success(request, f"{made[0].name} of {apprentice} is proposed.")
            return redirect("placements:placement", reference=made[0].reference)
    return render(request, "placements/choose_educator.html", _page(want, form, against, everybody))


def _page(want: Wanted, form: EducatorChoiceForm, against: list[Any], everybody: list[Candidate]) -> dict[str, Any]:
    typed_here = {"contrast"} if "contrast" in form.fields else set()
    typed_here |= {"own_team"} if want.own_team else set()
    impossible = [one for one in everybody if one.reasons]
    asked = {
        "apprentice": want.apprentice.reference,
        "setting": want.setting.reference,
        "from": want.starts_on.isoformat(),
        "to": want.ends_on.isoformat(),
        **({"own-team": "yes"} if want.own_team else {}),
    }
    back = f"{reverse('placements:plan')}?{urlencode(asked)}"
    return {
        "want": want,
        "form": form,
        "facts": [
            Fact("Apprentice", want.apprentice),
            Fact("Placement", f"{want.slot.name}, {want.slot.days} days"),
            Fact("Setting", want.setting, back),
            Fact("Dates", f"{day(want.starts_on)} to {day(want.ends_on)}", back),
            Fact("Statutory", "Yes" if want.setting.statutory else "No"),
        ],
        "against": [reason for reason in against if reason.code not in typed_here],
        "possible": len(everybody) - len(impossible),
        "impossible": impossible[:MOST_SHOWN],
        "more_impossible": max(0, len(impossible) - MOST_SHOWN),
        "back": back,
    }


def _wanted(request: HttpRequest, apprentice: Apprentice) -> Wanted | None:
    """The placement that the address speaks of; None where it cannot be read."""
    asked = request.GET
    setting = (
        Setting.objects.visible_to(request.user)  # type: ignore[arg-type]
        .select_related("organisation__part_of")
        .filter(reference=asked.get("setting", "")[:20].replace("\x00", ""))
        .first()
    )
    number = next_number(apprentice)
    starts_on, ends_on = _date(asked.get("from", "")), _date(asked.get("to", ""))
    if (
        setting is None
        or number is None
        or starts_on is None
        or ends_on is None
        or ends_on <= starts_on
        or not 2000 <= starts_on.year <= ends_on.year <= 2100
    ):
        return None
    return Wanted(
        apprentice=apprentice,
        setting=setting,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        own_team=asked.get("own-team") == "yes",
    )


def _register(want: Wanted) -> list[PracticeEducator]:
    """Everybody on the register, those of the host organisation first."""
    rows = PracticeEducator.objects.select_related("person", "kept_by").prefetch_related("designations")
    legal = want.setting.organisation.legal_body.pk
    return sorted(rows, key=lambda row: legal not in (row.kept_by_id, row.kept_by.part_of_id))


def _chosen(want: Wanted, typed: dict[str, Any], everybody: list[Candidate]) -> Wanted:
    by_reference = {one.educator.reference: one.educator for one in everybody}
    names = ("new_duties", "caseload_taken_off", "contrast", "independence_declared")
    return replace(
        want,
        practice_educator=by_reference[typed["practice_educator"]],
        overseen_by=by_reference.get(typed.get("overseen_by", "")),
        **{name: typed[name] for name in names if name in typed},
    )


def _propose(want: Wanted, typed: dict[str, Any], user: User) -> Placement:
    if typed.get("supervisor_email"):
        supervisor = User.objects.for_email(typed["supervisor_email"], name=typed["supervisor_name"])
        want = replace(want, supervisor=supervisor)
    return operations.propose(want, by=user)
