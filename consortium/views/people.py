"""People: the list by role, inviting a colleague, sending again, withdrawing, ending a role."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consortium import operations, permissions
from consortium.forms import EndAppointmentForm, InviteForm
from consortium.imports import INVITATIONS
from consortium.models import Appointment, Invitation, Organisation, Role
from consortium.views.members import require_a_role
from core import words
from core.accounts.fresh import asked_for_a_factor
from core.imports.views import BringForm, bring_page
from core.links.models import SignedLink
from core.tables import Column, ListPage, PortalFilterSet, Tag
from core.workflow import StepRefused

HOLDS, INVITED, LATER, ENDED = "holds", "invited", "later", "ended"


def state_of(appointment: Appointment) -> Tag:
    """Where an appointment stands today, in words."""
    today = timezone.localdate()
    invitation = getattr(appointment, "invitation", None)
    if invitation and invitation.state == Invitation.State.WITHDRAWN:
        return Tag("Invitation withdrawn", "quiet")
    if appointment.closed_at or (appointment.ends_on and appointment.ends_on < today):
        return Tag("Ended", "quiet")
    if not appointment.accepted_at:
        return Tag("Invited", "waiting")
    return Tag("Begins later", "new") if appointment.starts_on > today else Tag("In role", "good")


class PeopleFilters(PortalFilterSet):
    name = django_filters.CharFilter(field_name="person__name", lookup_expr="icontains", label="Name")
    organisation = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label="Organisation"
    )
    role = django_filters.ModelChoiceFilter(
        queryset=Role.objects.all(), to_field_name="code", label="Role", empty_label="All"
    )
    state = django_filters.ChoiceFilter(
        choices=[(HOLDS, "In role"), (INVITED, "Invited"), (LATER, "Begins later"), (ENDED, "Ended")],
        method="in_state",
        label="State",
        empty_label="All but ended",
    )

    def in_state(self, rows: QuerySet[Appointment], name: str, value: str) -> QuerySet[Appointment]:
        today = timezone.localdate()
        over = Q(closed_at__isnull=False) | Q(ends_on__lt=today)
        if value == ENDED:
            return rows.filter(over)
        if value == INVITED:
            return rows.exclude(over).filter(accepted_at__isnull=True)
        rows = rows.exclude(over).filter(accepted_at__isnull=False)
        return rows.filter(starts_on__gt=today) if value == LATER else rows.filter(starts_on__lte=today)

    def filtered(self) -> QuerySet[Any]:
        """Without a chosen state, those who are over stay out."""
        rows = super().filtered()
        if self.form.cleaned_data.get("state"):
            return rows
        return rows.exclude(closed_at__isnull=False).exclude(ends_on__lt=timezone.localdate())


class People(ListPage):
    """Everybody whose role this person may see, with the state of their appointment."""

    title = "People"
    noun = "role"
    empty = "Nobody holds a role here yet. Invite the first person from the page of an organisation."
    filterset_class = PeopleFilters
    default_sort = "name"
    columns = (
        Column("name", "Name", value="person.name", sort=("person__name",), url=lambda a: _page_of(a)),
        Column("role", "Role", value="role.name", sort=("role__name", "person__name")),
        Column(
            "organisation",
            "Organisation",
            value="organisation.name",
            sort=("organisation__name", "person__name"),
            url=lambda a: reverse("consortium:organisation", args=[a.organisation.reference]),
        ),
        Column("starts_on", "From", sort=("starts_on",), kind="date"),
        Column("ends_on", "To", sort=("ends_on",), kind="date"),
        Column("state", "State", value=state_of, kind="tag"),
    )

    def get_queryset(self) -> QuerySet[Appointment]:
        require_a_role(self.request)
        return Appointment.objects.visible_to(self.request.user, on=timezone.localdate())  # type: ignore[arg-type]

    def with_details(self, records: QuerySet[Appointment]) -> QuerySet[Appointment]:
        return records.select_related("person", "role", "organisation", "invitation")


def _page_of(appointment: Appointment) -> str:
    return reverse("consortium:appointment", args=[appointment.reference])


def visible_appointment(request: HttpRequest, reference: str) -> Appointment:
    """An appointment that this person may see, or 404."""
    visible = Appointment.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    return get_object_or_404(
        visible.select_related("person", "role", "organisation", "invitation__invited_by"), reference=reference
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Invite somebody to a role in an organisation."""
    visible = Organisation.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    organisation = get_object_or_404(visible, reference=reference)
    permissions.require(permissions.may_invite(request.user, organisation))  # type: ignore[arg-type]
    roles = permissions.roles_to_give(request.user, organisation)  # type: ignore[arg-type]
    form = InviteForm(request.POST or None, roles=roles, initial={"starts_on": timezone.localdate()})
    if form.is_valid() and (asked := asked_for_a_factor(request)):
        return asked
    if form.is_valid() and (sent := _send(request, organisation, form)):
        until = SignedLink.objects.to(sent, operations.INVITATION).latest("expires_at").expires_at
        messages.success(
            request,
            f"We sent an invitation to {sent.appointment.person.email}. The link works until {words.moment(until)}.",
        )
        return redirect("consortium:organisation", organisation.reference)
    return render(request, "consortium/invite.html", {"form": form, "organisation": organisation})


def _send(request: HttpRequest, organisation: Organisation, form: InviteForm) -> Invitation | None:
    """Send the invitation, or say on the form why it cannot be sent."""
    user: Any = request.user
    answer = permissions.may_give(user, form.cleaned_data["role"], organisation)
    if answer and form.cleaned_data["email"].lower() == user.email.lower():
        answer = permissions.may_give(user, form.cleaned_data["role"], organisation, to=user)
    if not answer:
        form.add_error(None, answer.reason)
        return None
    try:
        return operations.invite(organisation=organisation, by=user, **form.cleaned_data)
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody's role: its dates and invitation, and ending it."""
    found = visible_appointment(request, reference)
    invitation = getattr(found, "invitation", None)
    may_end = permissions.may_end_appointment(request.user, found)  # type: ignore[arg-type]
    form = EndAppointmentForm(request.POST or None, record=found)
    if request.method == "POST":
        permissions.require(may_end)
        if form.is_valid() and _end(request, found, form):
            return redirect("consortium:organisation", found.organisation.reference)
    context = {
        "appointment": found,
        "invitation": invitation,
        "waiting": invitation is not None and invitation.state == Invitation.State.SENT,
        "state": state_of(found),
        "may_end": may_end,
        "form": form,
    }
    return render(request, "consortium/appointment.html", context)


def _end(request: HttpRequest, found: Appointment, form: EndAppointmentForm) -> bool:
    on = form.cleaned_data["on"] if form.cleaned_data["when"] == "later" else None
    try:
        operations.end_appointment(appointment=found, by=request.user, on=on)  # type: ignore[arg-type]
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    when = f"with {words.day(on)}" if on else "now"
    messages.success(request, f"The role of {found.person.name} ends {when}.")
    return True


@require_POST
def resend_invitation(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a fresh link to the same address."""
    found = visible_appointment(request, reference)
    permissions.require(permissions.may_end_appointment(request.user, found))  # type: ignore[arg-type]
    invitation = get_object_or_404(Invitation, appointment=found)
    try:
        operations.resend_invitation(invitation=invitation, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"We sent a fresh link to {found.person.email}. Older ones no longer open.")
    return redirect("consortium:appointment", found.reference)


@require_POST
def withdraw_invitation(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an invitation back."""
    found = visible_appointment(request, reference)
    permissions.require(permissions.may_end_appointment(request.user, found))  # type: ignore[arg-type]
    invitation = get_object_or_404(Invitation, appointment=found)
    try:
        operations.withdraw_invitation(invitation=invitation, by=request.user)  # type: ignore[arg-type]
    except StepRefused as refused:
        messages.warning(request, str(refused))
        return redirect("consortium:appointment", found.reference)
    messages.success(request, f"The invitation to {found.person.name} is withdrawn; its link no longer opens.")
    return redirect("consortium:organisation", found.organisation.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_invitations(request: HttpRequest, reference: str) -> HttpResponse:
    """Invite several people from a spreadsheet."""
    visible = Organisation.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    organisation = get_object_or_404(visible, reference=reference)
    permissions.require(permissions.may_invite(request.user, organisation))  # type: ignore[arg-type]
    return bring_page(
        request,
        kind=INVITATIONS,
        form=BringForm(request.POST or None, request.FILES or None),
        options={"organisation": organisation.reference},
        context={
            "caption": organisation.name,
            "back_url": reverse("consortium:organisation", args=[organisation.reference]),
            "back_words": organisation.name,
        },
    )
