"""The register of panel members for those who keep it: the list, somebody's entry, who can come on a day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import django_filters
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.models import Organisation
from core import permissions as core_permissions
from core import words
from core.accounts.models import User
from core.audit.models import Event
from core.components import Fact
from core.steps import taken, taken_on
from core.tables import Column, ListPage, PortalFilterSet
from core.workflow import StepRefused, may_move
from recruitment import rotation
from recruitment.forms.panellists import NewPanellistForm, PaidSupporterForm, PanellistForm, YoungForm
from recruitment.models import Group, Panellist, PanelMember, YoungArrangements
from recruitment.operations import panellists as operations
from recruitment.permissions import panellists as permissions
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]
State = Panellist.State


class PanellistFilters(PortalFilterSet):
    search = django_filters.CharFilter(label="Name", field_name="person__name", lookup_expr="icontains")
    group = django_filters.ChoiceFilter(label="Whose view", choices=Group.choices)
    state = django_filters.ChoiceFilter(label="State", choices=State.choices)


class Panellists(ListPage):
    """Everybody on the registers that a person keeps, and the people whom their own organisation sends."""

    template_name = "recruitment/panellists/list.html"
    title = "Panel members"
    noun = "person"
    plural = "people"
    empty = "Nobody is on the register yet. Whoever is invited to a panel is entered by itself."
    default_sort = "name"
    filterset_class = PanellistFilters
    columns = (
        Column(
            "name",
            "Name",
            "known_as",
            sort=("person__name",),
            url=lambda one: reverse("recruitment:panellist", args=[one.reference]),
        ),
        Column("group", "Whose view", value=lambda one: one.get_group_display(), sort=("group",)),
        Column("organisation", "Organisation", "organisation.short_name", sort=("organisation__short_name",)),
        Column("trained", "Training until", value=lambda one: one.trained_until(), sort=("trained_on",), kind="date"),
        Column("load", "Days in a year", "load", sort=("load",), kind="number"),
        Column("last", "Last day", "last_on", sort=("last_on",), kind="date"),
        Column("state", "State", kind="tag", sort=("state",)),
    )

    def get_queryset(self) -> QuerySet[Panellist]:
        return Panellist.objects.visible_to(self.request.user).with_load(timezone.localdate())

    def with_details(self, records: QuerySet[Panellist]) -> QuerySet[Panellist]:
        found = Panellist.objects.filter(pk__in=records.values("pk")).with_load(timezone.localdate())
        return found.select_related("person", "organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_enter = bool(permissions.may_keep_a_register(self.request.user))
        return super().get_context_data(may_enter=may_enter, **kwargs)


def visible_panellist(request: HttpRequest, reference: str) -> Panellist:
    found = Panellist.objects.visible_to(request.user).select_related("person", "organisation", "kept_by", "young")
    return get_object_or_404(found, reference=reference)


def kept_panellist(request: HttpRequest, reference: str) -> Panellist:
    """The entry, where this person keeps the register; 403 with the reason where they only see it."""
    found = visible_panellist(request, reference)
    core_permissions.require(permissions.may_keep(request.user, found))
    return found


@require_http_methods(GET_OR_POST)
def add_panellist(request: HttpRequest) -> HttpResponse:
    """Enter somebody in the register."""
    core_permissions.require(permissions.may_keep_a_register(request.user))
    organisations = Organisation.objects.current(timezone.localdate())
    registers = permissions.registers_of(request.user)
    form = NewPanellistForm(posted(request), organisations=organisations, registers=registers)
    form.cancel_url = reverse("recruitment:panellists")
    if request.method == "POST" and form.is_valid() and (made := taken_on(form, lambda: _enter(form, request.user))):
        messages.success(request, f"{made.known_as} is on the register.")
        return redirect("recruitment:panellist", made.reference)
    return _form(request, form, "Enter somebody in the register", "Panel members")


def _enter(form: NewPanellistForm, by: User) -> Panellist:
    answers = form.cleaned_data
    return operations.enter(
        kept_by=form.kept_by(),
        person=User.objects.for_email(answers["email"], name=answers["name"]),
        group=answers["group"],
        organisation=answers["organisation"],
        by=by,
        **form.known(),
    )


@require_safe
def panellist(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody's entry. What helps them and what they would rather not cover: for those who keep the register."""
    found = visible_panellist(request, reference)
    keeps = bool(permissions.may_keep(request.user, found))
    today = timezone.localdate()
    seats = PanelMember.objects.filter(person=found.person_id, panel__day__campaign__run_by=found.kept_by_id)
    context = {
        "panellist": found,
        "keeps": keeps,
        "facts": _facts(found, keeps),
        "under_18": found.is_under_18(today),
        "young": getattr(found, "young", None) if keeps else None,
        "seats": seats.select_related("panel__day").order_by("-panel__day__date")[:20],
        "steps": _steps(found) if keeps else [],
        "events": Event.objects.timeline(found, most=20) if keeps else [],
    }
    return render(request, "recruitment/panellists/panellist.html", context)


def _facts(found: Panellist, keeps: bool) -> list[Fact]:
    until = found.trained_until()
    facts = [
        Fact("Whose view", found.get_group_display()),
        Fact("Organisation", found.organisation.name if found.organisation else "None"),
        Fact("Training for panels", f"Until {words.day(until)}" if until else "Not recorded"),
    ]
    if keeps:
        facts += [
            Fact("What helps", found.access_needs or "Nothing was said"),
            Fact("Would rather not cover", found.topics_not_covered or "Nothing was said"),
            Fact("Comes with", _supporter(found)),
            Fact("Supporter is paid", "Yes" if hasattr(found, "paid_supporter") else "No"),
            Fact("How to reach", ", ".join(filter(None, [found.get_reach_display(), found.phone]))),
            Fact("Most days a year", found.days_a_year or "No limit"),
            Fact("Payee number", found.payee_number or "Not recorded"),
        ]
    return facts


def _supporter(found: Panellist) -> str:
    if not found.supporter:
        return "Nobody"
    if found.supporter_agreed_on:
        return f"{found.supporter}, agreed to confidentiality on {words.day(found.supporter_agreed_on)}"
    return f"{found.supporter}, has not agreed to confidentiality yet"


STEPS: dict[str, tuple[str, str, Callable[..., None], str]] = {
    "rest": (State.RESTING, "Takes a break", lambda panellist, by: panellist.rest(by=by), "They are not asked now."),
    "back": (
        State.ACTIVE,
        "Can be asked again",
        lambda panellist, by: panellist.come_back(by=by),
        "They can be asked.",
    ),
    "leave": (State.LEFT, "Leaves the register", operations.leave_register, "They have left the register."),
}


def _steps(found: Panellist) -> list[tuple[str, str]]:
    """Steps that can be taken now: pairs of name and words."""
    steps = [(name, label) for name, (to, label, _, _) in STEPS.items() if may_move(found, to=to)]
    return [*steps, ("link", "Send a link to their page")] if found.state != State.LEFT else steps


@require_POST
def panellist_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a break, come back, leave the register; or send the link to their own page."""
    found = kept_panellist(request, reference)
    name = request.POST.get("step", "")
    if name == "link" and found.state != State.LEFT:
        operations.tell(found, "panel_register", key=f"link-{timezone.now():%Y%m%d%H%M}")
        messages.success(request, "The link has been sent.")
    elif name in STEPS:
        _, _, step, done = STEPS[name]
        taken(request, partial(step, panellist=found, by=request.user), done)
    else:
        raise Http404
    return redirect("recruitment:panellist", found.reference)


@require_http_methods(GET_OR_POST)
def change_panellist(request: HttpRequest, reference: str) -> HttpResponse:
    found = kept_panellist(request, reference)
    form = PanellistForm(posted(request), instance=found)
    form.cancel_url = reverse("recruitment:panellist", args=[reference])
    if request.method == "POST" and form.is_valid() and _change(form, found, request.user):
        messages.success(request, "Saved.")
        return redirect("recruitment:panellist", reference)
    return _form(request, form, f"Change what is known of {found.known_as}", "Panel members")


@transaction.atomic
def _change(form: PanellistForm, found: Panellist, by: User) -> bool:
    if not form.check_version(found):
        return False
    operations.change(panellist=found, changes=form.changes, by=by)
    return True


@require_http_methods(GET_OR_POST)
def paid_supporter(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether whoever comes with somebody is paid themselves."""
    found = kept_panellist(request, reference)
    paid = getattr(found, "paid_supporter", None)
    initial = {"email": paid.person.email, "payee_number": paid.payee_number} if paid else {}
    form = PaidSupporterForm(posted(request), initial=initial)
    form.cancel_url = reverse("recruitment:panellist", args=[reference])
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        pay, stop = operations.have_supporter_paid, operations.stop_paying_supporter
        step = partial(pay, **answers) if answers["email"] else stop
        if taken(request, partial(step, panellist=found, by=request.user), "Saved."):
            return redirect("recruitment:panellist", reference)
    return _form(request, form, f"Pay whoever comes with {found.known_as}", "Panel members")


@require_http_methods(GET_OR_POST)
def young_panellist(request: HttpRequest, reference: str) -> HttpResponse:
    """For somebody under 18: who agreed, who stays with them, when they can come."""
    found = kept_panellist(request, reference)
    young = getattr(found, "young", None) or YoungArrangements(panellist=found)
    form = YoungForm(posted(request), instance=young)
    form.cancel_url = reverse("recruitment:panellist", args=[reference])
    if request.method == "POST" and form.is_valid():
        arranged = {name: form.cleaned_data[name] for name in YoungForm.Meta.fields}
        step = partial(operations.arrange_for_young, panellist=found, arranged=arranged, by=request.user)
        if taken(request, step, "Saved."):
            return redirect("recruitment:panellist", reference)
    return _form(request, form, f"Consent, chaperone and hours of {found.known_as}", "Panel members under 18")


def _form(request: HttpRequest, form: Any, heading: str, caption: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "caption": caption}
    return render(request, "recruitment/selection_days/form.html", context)


# Who can come on a day --------------------------------------------------------------------------------------------


@require_safe
def who_can_come(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody on the register as they stand for a day: in whose turn it is, and why others are not asked."""
    day = own_day(request, reference)
    register = Panellist.objects.filter(kept_by=day.campaign.run_by_id).active()
    known = operations.standings(register, day)
    by_key = {one.pk: one for one, _ in known}
    sitting = set(PanelMember.objects.filter(panel__day=day).current().values_list("person_id", flat=True))
    context = {
        "day": day,
        "in_turn": [
            (by_key[standing.key], rotation.why(standing), by_key[standing.key].person_id in sitting)
            for standing in rotation.in_turn(s for _, s in known)
        ],
        "not_asked": [(one, rotation.why_not(standing)) for one, standing in known if rotation.why_not(standing)],
        "to_ask": register.exclude(availability__day=day).count(),
        "may_ask": day.state in day.BEFORE_LIVE and day.date >= timezone.localdate(),
    }
    return render(request, "recruitment/panellists/who_can_come.html", context)


@require_POST
def ask_who_can_come(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask everybody who was not asked about this day yet."""
    day = own_day(request, reference)
    try:
        asked = operations.ask_who_can_come(day=day, by=request.user)
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{words.count(asked, 'person has', 'people have')} been asked by mail.")
    return redirect("recruitment:who_can_come", day.reference)
