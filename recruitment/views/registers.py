"""Information sessions as the coordinator meets them: planned, changed, cancelled; who comes, and who came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_POST

from core.permissions import require
from core.steps import taken
from core.tables import Column, ListPage
from core.workflow import StepRefused, may_move
from recruitment.forms.campaigns import ReasonForm, SessionForm
from recruitment.models import Booking, Campaign, InformationSession
from recruitment.operations import information_sessions as operations
from recruitment.permissions import campaigns as permissions
from recruitment.views.steps import posted

GET_OR_POST = ["GET", "HEAD", "POST"]


def found_session(request: HttpRequest, reference: str) -> InformationSession:
    """A session of a campaign that this person may see; changing it needs to run the campaign."""
    campaigns = Campaign.objects.visible_to(request.user)  # type: ignore[arg-type]
    found = get_object_or_404(
        InformationSession.objects.select_related("campaign__run_by"), campaign__in=campaigns, reference=reference
    )
    require(permissions.may_run(request.user, found.campaign))  # type: ignore[arg-type]
    return found


@require_http_methods(GET_OR_POST)
def plan_session(request: HttpRequest, reference: str) -> HttpResponse:
    campaign = get_object_or_404(
        Campaign.objects.visible_to(request.user).select_related("run_by"),
        reference=reference,  # type: ignore[arg-type]
    )
    require(permissions.may_run(request.user, campaign))  # type: ignore[arg-type]
    form = SessionForm(posted(request))
    form.cancel_url = reverse("recruitment:campaign", args=[reference])
    if request.method == "POST" and form.is_valid():
        planned = operations.plan_session(campaign=campaign, by=request.user, **form.details())
        messages.success(request, "The session is planned. Publish it when people may book.")
        return redirect("recruitment:attenders", planned.reference)
    context = {"form": form, "title": "Plan an information session", "campaign": campaign}
    return render(request, "recruitment/campaigns/form.html", context)


@require_http_methods(GET_OR_POST)
def change_session(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_session(request, reference)
    form = SessionForm(posted(request), session=found)
    form.cancel_url = reverse("recruitment:attenders", args=[reference])
    if request.method == "POST" and form.is_valid() and _change(request, form, found):
        messages.success(request, "The session is changed. Everybody who needs to know has been mailed.")
        return redirect("recruitment:attenders", reference)
    context = {"form": form, "title": "Change the session", "campaign": found.campaign}
    return render(request, "recruitment/campaigns/form.html", context)


@transaction.atomic
def _change(request: HttpRequest, form: SessionForm, found: InformationSession) -> bool:
    if not form.check_version(found):
        return False
    try:
        operations.change_details(session=found, by=request.user, **form.details())
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


class Attenders(ListPage):
    """Who has a place and who waits; on the day each is marked with one press."""

    template_name = "recruitment/information_sessions/attenders.html"
    title = "Attenders"
    noun = "person"
    plural = "people"
    empty = "Nobody has booked yet."
    default_sort = "line"
    page_size = 500
    columns = (
        Column("name", "Name", sort=("name",)),
        Column("email", "Email address", "person.email"),
        Column("state", "State", kind="tag", sort=("state",)),
        Column("line", "Booked at", "created_at", sort=("pk",)),
    )

    @cached_property
    def session(self) -> InformationSession:
        return found_session(self.request, self.kwargs["reference"])

    def get_queryset(self) -> QuerySet[Booking]:
        return self.session.bookings.live()

    def with_details(self, records: QuerySet[Booking]) -> QuerySet[Booking]:
        return records.select_related("person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.session
        on_the_day = timezone.localdate(session.starts_at) <= timezone.localdate()
        register = session.bookings.with_a_place().select_related("person").order_by("name") if on_the_day else None
        return super().get_context_data(
            session=session,
            counts=InformationSession.objects.with_counts().get(pk=session.pk),
            register=register,
            may_publish=may_move(session, to=InformationSession.State.PUBLISHED),
            may_cancel=may_move(session, to=InformationSession.State.CANCELLED),
            may_close=may_move(session, to=InformationSession.State.HELD) and session.starts_at <= timezone.now(),
            **kwargs,
        )


@require_POST
def publish_session(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_session(request, reference)
    taken(request, lambda: found.publish(by=request.user), "The session is published. People can book now.")  # type: ignore[arg-type]
    return redirect("recruitment:attenders", reference)


@require_http_methods(GET_OR_POST)
def call_off(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_session(request, reference)
    form = ReasonForm(posted(request), submit="Cancel the session")
    form.cancel_url = reverse("recruitment:attenders", args=[reference])
    if request.method == "POST" and form.is_valid():
        taken(
            request,
            lambda: operations.call_off(session=found, by=request.user, reason=form.cleaned_data["reason"]),  # type: ignore[arg-type]
            "The session is cancelled. Everybody who had booked has been mailed.",
        )
        return redirect("recruitment:attenders", reference)
    context = {
        "form": form,
        "title": "Cancel the session",
        "lead": "Everybody who has booked is told at once. The reason is for the record; they do not read it.",
        "campaign": found.campaign,
    }
    return render(request, "recruitment/campaigns/form.html", context)


@require_POST
def mark(request: HttpRequest, reference: str, booking: str) -> HttpResponse:
    """One press at the door: here, or not after all. The page comes back at the same person."""
    found = found_session(request, reference)
    marked = get_object_or_404(found.bookings.select_related("session"), reference=booking)
    step = operations.unmark_attended if marked.state == Booking.State.ATTENDED else operations.mark_attended
    taken(request, lambda: step(booking=marked, by=request.user))  # type: ignore[arg-type]
    return redirect(reverse("recruitment:attenders", args=[reference]) + f"#person-{marked.reference}")


@require_POST
def close_register(request: HttpRequest, reference: str) -> HttpResponse:
    found = found_session(request, reference)
    taken(
        request,
        lambda: operations.close_register(session=found, by=request.user),  # type: ignore[arg-type]
        "The register is closed.",
    )
    return redirect("recruitment:attenders", reference)
