"""Information sessions as anybody meets them: the list, one session with its booking form, the calendar file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.models import User
from core.limits import limited
from core.records import reference_in
from core.steps import taken
from core.workflow import StepRefused
from recruitment.calendar_files import NAME, calendar_file
from recruitment.forms.public import BookingForm
from recruitment.models import Booking, InformationSession
from recruitment.operations import information_sessions as operations
from recruitment.operations.channels import named_in
from recruitment.views.by_link import for_whoever_booked
from recruitment.views.steps import posted


@login_not_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    to_come = (
        InformationSession.objects.published()
        .to_come(at=timezone.now())
        .with_counts()
        .select_related("campaign__cohort__university")
    )
    context = {"sessions": to_come, "channel": named_in(request.GET.get("from", ""))}
    return render(request, "recruitment/information_sessions/list.html", context)


@login_not_required
@limited("public_form")
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(
        InformationSession.objects.exclude(state=InformationSession.State.DRAFT)
        .with_counts()
        .select_related("campaign"),
        reference=reference,
    )
    form = BookingForm(posted(request))
    if found.places_left == 0:
        form.submit = "Join the waiting list"
    if request.method == "POST" and form.is_valid():
        try:
            channel = named_in(request.GET.get("from", ""), campaign=found.campaign)
            operations.book(session=found, channel=channel, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("recruitment:session_booked", reference)
    context = {"session": found, "form": form, "takes_bookings": found.takes_bookings(at=timezone.now())}
    return render(request, "recruitment/information_sessions/session.html", context)


@login_not_required
@require_safe
def session_booked(request: HttpRequest, reference: str) -> HttpResponse:
    """The same words for everybody: whether there is a place stands in the mail, which the address's owner reads."""
    found = get_object_or_404(InformationSession.objects.published(), reference=reference)
    return render(request, "recruitment/information_sessions/booked.html", {"session": found})


@login_not_required
@require_safe
def session_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(
        InformationSession.objects.exclude(state=InformationSession.State.DRAFT), reference=reference
    )
    return HttpResponse(
        calendar_file(found, for_everybody=True),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": content_disposition_header(True, NAME) or "attachment"},
    )


@for_whoever_booked
@require_safe
def booking(request: HttpRequest, found: Booking, person: User) -> HttpResponse:
    others = (
        InformationSession.objects.published()
        .to_come(at=timezone.now())
        .filter(campaign=found.session.campaign_id)
        .exclude(pk=found.session_id)
        .with_counts()
    )
    waiting = found.state == Booking.State.WAITING
    context = {
        "booking": found,
        "session": found.session,
        "line": operations.place_in_line(found) if waiting else 0,
        "may_change": (waiting or found.state == Booking.State.BOOKED)
        and found.session.takes_bookings(at=timezone.now()),
        "others": others,
    }
    return render(request, "recruitment/information_sessions/booking.html", context)


@for_whoever_booked
@require_POST
def cancel_booking(request: HttpRequest, found: Booking, person: User) -> HttpResponse:
    done = "Your booking is cancelled. Thank you for telling us."
    taken(request, lambda: operations.cancel_booking(booking=found, by=person), done)
    return redirect("recruitment:booking", found.reference)


@for_whoever_booked
@require_POST
def change_booking(request: HttpRequest, found: Booking, person: User) -> HttpResponse:
    to = get_object_or_404(InformationSession.objects.published(), reference=reference_in(request.POST.get("to")))
    done = f"You have changed to {to.title}. We have sent you a mail with the new booking."
    taken(request, lambda: operations.change_session(booking=found, to=to, by=person), done)
    return redirect("recruitment:booking", found.reference)
