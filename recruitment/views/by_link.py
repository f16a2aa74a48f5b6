"""Pages for people who come by a signed link, or by the account that the link was for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import links
from core.accounts.models import User
from core.links.views import closed
from recruitment.models import Application, Booking, Endorsement

View = Callable[..., HttpResponse]


def for_the_candidate(view: View) -> View:
    """Hand the view the application and its candidate; whoever comes without a live link is offered a fresh one."""

    def ask_again(request: HttpRequest) -> HttpResponse:
        return redirect("recruitment:fresh_link")

    applications = Application.objects.select_related(
        "candidate", "employer", "campaign__cohort__university", "campaign__run_by"
    )
    return _for_the_person(view, applications, purpose="application", person="candidate", otherwise=ask_again)


def for_whoever_booked(view: View) -> View:
    """Hand the view the booking and the person who has it."""
    bookings = Booking.objects.select_related("person", "session__campaign")
    return _for_the_person(view, bookings, purpose="booking", person="person", otherwise=closed)


def for_whoever_attended(view: View) -> View:
    """Hand the view the booking of somebody who came to its session, and that person."""
    bookings = Booking.objects.select_related("person", "session__campaign")
    return _for_the_person(view, bookings, purpose="session_feedback", person="person", otherwise=closed)


def for_the_line_manager(view: View) -> View:
    """Hand the view the endorsement and the link by which the line manager came; an account alone does not open it."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **rest: Any) -> HttpResponse:
        endorsement = (
            Endorsement.objects.select_related(
                "manager", "application__candidate", "application__employer", "application__campaign"
            )
            .filter(reference=reference)
            .first()
        )
        link = links.grant(request, purpose="endorsement", subject=endorsement) if endorsement else None
        if endorsement is None or link is None:
            return closed(request)
        return view(request, endorsement, link, **rest)

    return guarded


def _for_the_person(
    view: View, records: QuerySet[Any], *, purpose: str, person: str, otherwise: Callable[[HttpRequest], HttpResponse]
) -> View:
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **rest: Any) -> HttpResponse:
        record = records.all().filter(reference=reference).first()
        whose: User | None = getattr(record, person, None)
        if record is not None and (
            request.user == whose or links.grant(request, purpose=purpose, subject=record) is not None
        ):
            return view(request, record, whose, **rest)
        if request.user.is_authenticated:
            raise Http404
        return otherwise(request)

    return guarded
