"""Keeping the register of practice educators and the list of settings, and each entry's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.models import Organisation
from consortium.people import held
from core import audit
from core.audit.models import Event
from core.components import Fact
from core.forms import PortalModelForm
from core.permissions import NotAllowed, require
from core.words import count, day
from placements import operations, permissions
from placements.forms.register import (
    ApprovalForm,
    DesignationForm,
    EducatorForm,
    NewEducatorForm,
    SettingForm,
    UniversityRuleForm,
)
from placements.models import Placement, PracticeEducator, Setting, UniversityRule
from placements.views.lists import approval_tag, currency_tag
from placements.views.steps import refused_on

ASKS = require_http_methods(["GET", "HEAD", "POST"])
FORM_PAGE = "placements/form.html"


def _educator(request: HttpRequest, reference: str) -> PracticeEducator:
    seen = PracticeEducator.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(
        seen.select_related("person", "kept_by__part_of").prefetch_related("designations"), reference=reference
    )


@require_safe
def educator(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    entry = _educator(request, reference)
    keeps = bool(permissions.may_keep_educator(user, entry))
    change_url = reverse("placements:change_educator", args=[reference]) if keeps else ""
    checked = f"Checked on {day(entry.registration_checked_on)}" if entry.registration_checked_on else "Not checked yet"
    supported = day(entry.last_supported_on) or "Nobody recorded yet"
    facts = [
        Fact("Employer", entry.employer_words),
        Fact("Entry kept by", entry.kept_by.name),
        Fact("Stage", entry.stage_words),
        Fact("Registration", checked, change_url),
        Fact("Last supported an apprentice", supported, change_url),
        Fact("Current to", day(entry.facts().current_until()) or "Not current"),
        Fact("Places at one time", _places(entry), change_url),
        Fact("Teaches", entry.get_base_display(), change_url),
    ]
    placements = Placement.objects.visible_to(user).open().filter(practice_educator=entry)
    return render(
        request,
        "placements/educator.html",
        {
            "educator": entry,
            "facts": facts,
            "currency": currency_tag(entry, timezone.localdate()),
            "keeps": keeps,
            "placements": placements.select_related("apprentice__person", "setting__organisation"),
            "events": Event.objects.timeline(entry) if keeps else [],
        },
    )


def _places(entry: PracticeEducator) -> str:
    said = count(entry.capacity, "apprentice")
    return f"{said}, {entry.other_routes} taken by people on other routes" if entry.other_routes else said


@ASKS
def new_educator(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    require(permissions.may_add_educator(user))
    keepers = permissions.keeps_for(user)
    form = NewEducatorForm(request.POST or None, keepers=keepers)
    made: list[PracticeEducator] = []
    if form.is_valid() and not refused_on(
        form, lambda: made.append(operations.add_educator(by=user, **form.cleaned_data))
    ):
        messages.success(request, f"{made[0]} is on the register.")
        return redirect("placements:educator", reference=made[0].reference)
    back = reverse("placements:educators")
    return render(request, FORM_PAGE, {"form": form, "title": "Add a practice educator", "back": back})


@ASKS
def change_educator(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    entry = _educator(request, reference)
    require(permissions.may_keep_educator(user, entry))
    form = EducatorForm(request.POST or None, instance=entry, keepers=permissions.keeps_for(user))
    if request.method != "POST":
        audit.record_read(entry, "the registration number", by=user)
    elif _changed(form, entry, lambda: operations.change_educator(entry, by=user, **form.changes)):
        messages.success(request, f"The entry of {entry} is saved.")
        return redirect("placements:educator", reference=reference)
    back = reverse("placements:educator", args=[reference])
    return render(request, FORM_PAGE, {"form": form, "title": f"Change the entry of {entry}", "back": back})


def _changed(form: PortalModelForm, entry: Model, step: Callable[[], object]) -> bool:
    """Whether what was typed is saved: it can be read, nobody was faster, and no rule refused it."""
    return form.is_valid() and form.check_version(entry) and not refused_on(form, step)


@ASKS
def designate(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    entry = _educator(request, reference)
    require(permissions.may_keep_educator(user, entry))
    form = DesignationForm(request.POST or None)
    if form.is_valid() and not refused_on(form, lambda: operations.designate(entry, by=user, **form.cleaned_data)):
        messages.success(request, f"The stage of {entry} is recorded.")
        return redirect("placements:educator", reference=reference)
    back = reverse("placements:educator", args=[reference])
    return render(request, FORM_PAGE, {"form": form, "title": f"Record a stage of {entry}", "back": back})


# Settings ----------------------------------------------------------------------------------------------------


def _setting(request: HttpRequest, reference: str) -> Setting:
    seen = Setting.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(seen.select_related("organisation__part_of", "borough"), reference=reference)


@require_safe
def setting(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    entry = _setting(request, reference)
    keeps = bool(permissions.may_keep_setting(user, entry))
    change_url = reverse("placements:change_setting", args=[reference]) if keeps else ""
    yes_no = {True: "Yes", False: "No"}
    approved = f"{day(entry.approved_from)} to {day(entry.approved_to)}" if entry.approved_from else "Not approved yet"
    facts = [
        Fact("Organisation", entry.organisation.name),
        Fact("Kind of team", entry.kind_words, change_url),
        Fact("Service", entry.get_service_display(), change_url),
        Fact("Borough", entry.borough.name, change_url),
        Fact("Address", entry.address or "Not given", change_url),
        Fact("Audited on", day(entry.audited_on) or "Not audited yet"),
        Fact("Approved", approved),
    ]
    test = [
        Fact("Council's legal duties", yes_no[entry.legal_duties], change_url),
        Fact("Work under the Acts", yes_no[entry.works_under_the_acts], change_url),
        Fact("Apprentices keep case records", yes_no[entry.keeps_case_records], change_url),
    ]
    approve_url = reverse("placements:approve_setting", args=[reference])
    context = {
        "setting": entry,
        "facts": facts,
        "test": test,
        "approval": approval_tag(entry),
        "approve_url": approve_url if permissions.may_approve_setting(user, entry) else "",
        "placements": Placement.objects.visible_to(user)
        .open()
        .filter(setting=entry)
        .select_related("apprentice__person", "setting__organisation"),
        "events": Event.objects.timeline(entry) if keeps else [],
    }
    return render(request, "placements/setting.html", context)


def _organisations(user: Any) -> list[Organisation]:
    """Organisations whose settings somebody may add; who approves settings adds them anywhere."""
    if permissions.approves_settings(user):
        return list(Organisation.objects.current(timezone.localdate()).employers())
    return permissions.keeps_for(user)


@ASKS
def new_setting(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    require(permissions.may_add_setting(user))
    form = SettingForm(request.POST or None, keepers=_organisations(user))
    made: list[Setting] = []
    if form.is_valid() and not refused_on(
        form, lambda: made.append(operations.add_setting(by=user, **form.cleaned_data))
    ):
        messages.success(request, f"{made[0]} is on the list. It can be used once it is approved.")
        return redirect("placements:setting", reference=made[0].reference)
    return render(request, FORM_PAGE, {"form": form, "title": "Add a setting", "back": reverse("placements:settings")})


@ASKS
def change_setting(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    entry = _setting(request, reference)
    require(permissions.may_keep_setting(user, entry))
    form = SettingForm(request.POST or None, instance=entry, keepers=_organisations(user))
    if _changed(form, entry, lambda: operations.change_setting(entry, by=user, **form.changes)):
        messages.success(request, f"{entry} is saved.")
        return redirect("placements:setting", reference=reference)
    back = reverse("placements:setting", args=[reference])
    return render(request, FORM_PAGE, {"form": form, "title": f"Change {entry}", "back": back})


@ASKS
def approve_setting(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    entry = _setting(request, reference)
    require(permissions.may_approve_setting(user, entry))
    form = ApprovalForm(request.POST or None)
    if form.is_valid() and not refused_on(
        form, lambda: operations.approve_setting(entry, by=user, **form.cleaned_data)
    ):
        messages.success(request, f"{entry} is approved to {day(entry.approved_to)}.")
        return redirect("placements:setting", reference=reference)
    back = reverse("placements:setting", args=[reference])
    return render(request, FORM_PAGE, {"form": form, "title": f"Approve {entry}", "back": back})


@ASKS
def university_rule(request: HttpRequest) -> HttpResponse:
    """Whether a university allows one placement in the own team: its placement coordinator says so."""
    user: Any = request.user
    universities = [
        a.organisation
        for a in held(user)
        if a.role.code == "placement_coordinator" and a.organisation.kind == Organisation.Kind.UNIVERSITY
    ]
    if not universities:
        raise NotAllowed("A university's placement coordinator says whether a placement may be in the own team.")
    university = universities[0]
    rule = UniversityRule.objects.filter(university=university).first()
    initial = {"own_team_allowed": "yes" if rule and rule.own_team_allowed else "no"}
    form = UniversityRuleForm(request.POST or None, initial=initial)
    if form.is_valid():
        allowed = form.cleaned_data["own_team_allowed"] == "yes"
        operations.set_university_rule(university=university, own_team_allowed=allowed, by=user)
        messages.success(request, f"The rule of {university} is saved.")
        return redirect("placements:placements")
    back = reverse("placements:placements")
    return render(request, FORM_PAGE, {"form": form, "title": f"Own team rule of {university}", "back": back})
