"""Information sessions: a place is given out once, the rest wait in order and move up when somebody cancels.

Every step that touches seats locks the session first, so that steps at the same moment follow one another.
"""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit, links
from core.accounts.models import User
from core.notifications import outbox
from core.registry import Reminder
from core.workflow import StepRefused, move, move_all
from recruitment.calendar_files import NAME, calendar_file
from recruitment.models import Booking, Campaign, Channel, InformationSession
from recruitment.operations.channels import count_one
from recruitment.operations.session_feedback import follow_up

TOLD_WHEN_CHANGED = ("starts_at", "ends_at", "place", "online")
"""What everybody with a place is told of when it changes."""


# Booking, waiting, moving up ---------------------------------------------------------------------------------


@transaction.atomic
def book(*, session: InformationSession, email: str, name: str, channel: Channel | None = None) -> Booking:
    """Book a place for an address, or a place in the line where none is left. One booking for each address.

    An address that has a booking gets its mail again: nobody can tell from the answer whether it was known.
    """
    session = _locked(session)
    _require_open(session)
    person = User.objects.for_email(email, name=name)
    booking = session.bookings.live().filter(person=person).first()
    if booking is None:
        booking = _take(session, person, name)
        _tell(booking, key="booked")
        count_one(channel, "bookings")
    else:
        _tell(booking, key=f"again-{timezone.now():%Y%m%d%H}")
    return booking


@transaction.atomic
def cancel_booking(*, booking: Booking, by: User) -> None:
    """Give a place, or a place in the line, back; the first in the line moves up."""
    session = _locked(booking.session)
    booking.refresh_from_db(fields=["state", "seat", "version"])
    _require_open(session)
    _let_go(booking, by=by)
    _tell_plainly(booking, "session_booking_cancelled", key="cancelled")


@transaction.atomic
def change_session(*, booking: Booking, to: InformationSession, by: User) -> Booking:
    """Take a person's booking to another session of the same campaign, all or nothing."""
    if to.pk == booking.session_id or to.campaign_id != booking.session.campaign_id:
        raise StepRefused("Choose another session of the same campaign.")
    sessions = InformationSession.objects.select_for_update().filter(pk__in=[to.pk, booking.session_id]).order_by("pk")
    locked = {session.pk: session for session in sessions}
    for session in locked.values():
        _require_open(session)
    booking.refresh_from_db(fields=["state", "seat", "version"])
    if locked[to.pk].bookings.live().filter(person=booking.person).exists():
        raise StepRefused("You have a booking for that session already.")
    _let_go(booking, by=by)
    changed = _take(locked[to.pk], booking.person, booking.name)
    _tell(changed, key="booked")
    return changed


def _locked(session: InformationSession) -> InformationSession:
    return InformationSession.objects.select_for_update().get(pk=session.pk)


def _require_open(session: InformationSession) -> None:
    if session.state == InformationSession.State.CANCELLED:
        raise StepRefused("This session has been cancelled.")
    if not session.takes_bookings(at=timezone.now()):
        raise StepRefused("This session has begun or is over, so bookings cannot be changed.")


def _take(session: InformationSession, person: User, name: str) -> Booking:
    seat = _free_seat(session)
    state = Booking.State.WAITING if seat is None else Booking.State.BOOKED
    booking = Booking.objects.create(session=session, person=person, name=name, seat=seat, state=state)
    audit.record(booking, "booked a place" if seat else "joined the waiting list", by=person, to_state=state)
    return booking


def _free_seat(session: InformationSession) -> int | None:
    taken = set(session.bookings.with_a_place().values_list("seat", flat=True))
    return None if len(taken) >= session.capacity else next(seat for seat in count(1) if seat not in taken)


def _let_go(booking: Booking, *, by: User) -> None:
    move(booking, to=Booking.State.CANCELLED, by=by, seat=None)
    _move_up(booking.session)


def _move_up(session: InformationSession) -> None:
    """Give every free seat to whoever waits longest, and tell them once."""
    for booking in session.bookings.waiting().select_related("person", "session"):
        seat = _free_seat(session)
        if seat is None:
            return
        move(booking, to=Booking.State.BOOKED, by=None, seat=seat)
        _tell_with_link(booking, "session_moved_up", key="moved-up", calendar=True)


def place_in_line(booking: Booking) -> int:
    """Which place somebody has on the waiting list, counted from 1."""
    return booking.session.bookings.waiting().filter(pk__lte=booking.pk).count()


# Mails -------------------------------------------------------------------------------------------------------


def _tell(booking: Booking, *, key: str) -> None:
    """Mail what the booking is now, with a link to change or cancel it; a place comes with its calendar file."""
    template = "session_waiting" if booking.seat is None else "session_booked"
    _tell_with_link(booking, template, key=key, calendar=booking.seat is not None)


def _tell_with_link(booking: Booking, template: str, *, key: str, calendar: bool) -> None:
    days = max(1, (booking.session.ends_at - timezone.now()).days + 1)
    _, address = links.make(person=booking.person, purpose="booking", subject=booking, days=days)
    context = {"booking": booking, "session": booking.session, "link": address}
    if booking.state == Booking.State.WAITING:
        context["line"] = place_in_line(booking)
    outbox.owe(
        to=booking.person,
        template=template,
        context=context,
        key=f"booking-{booking.reference}-{key}",
        secret=True,
        attachment=(NAME, calendar_file(booking.session)) if calendar else None,
    )


def _tell_plainly(booking: Booking, template: str, *, key: str) -> None:
    outbox.owe(
        to=booking.person,
        template=template,
        context={"booking": booking, "session": booking.session, "sessions_url": _sessions_url()},
        key=f"booking-{booking.reference}-{key}",
    )


def _sessions_url() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("recruitment:sessions")


def due_session_reminders(now: datetime.datetime) -> list[Reminder]:
    """Everybody who has a place in a session that is held tomorrow (or is less than a day away) and was not told."""
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    end_of_tomorrow = timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.max))
    bookings = Booking.objects.filter(
        state=Booking.State.BOOKED,
        session__state=InformationSession.State.PUBLISHED,
        session__starts_at__gt=now,
        session__starts_at__lte=end_of_tomorrow,
    ).select_related("person", "session")
    return [
        Reminder(
            to=booking.person,
            template="session_tomorrow",
            context={"booking": booking, "session": booking.session, "sessions_url": _sessions_url()},
            key=f"session-tomorrow-{booking.reference}-{timezone.localdate(booking.session.starts_at)}",
        )
        for booking in bookings
    ]


# What the coordinator does -----------------------------------------------------------------------------------


@transaction.atomic
def plan_session(*, campaign: Campaign, by: User, **details: Any) -> InformationSession:
    """Add a session to a campaign; nobody sees it before it is published."""
    session = InformationSession.objects.create(campaign=campaign, **details)
    audit.record(session, "planned the session", by=by)
    return session


@transaction.atomic
def change_details(*, session: InformationSession, by: User, **details: Any) -> None:
    """Change a session. People with a place are told of a new time or place; more room moves the waiting list up."""
    locked = _locked(session)
    if locked.state not in (InformationSession.State.DRAFT, InformationSession.State.PUBLISHED):
        raise StepRefused(f"This session is {locked.get_state_display().lower()}, so it cannot be changed.")
    if details.get("capacity", locked.capacity) < locked.bookings.with_a_place().count():
        raise StepRefused("More people than that have a place already. Cancel bookings first, or keep the places.")
    moved = any(details.get(field, getattr(locked, field)) != getattr(locked, field) for field in TOLD_WHEN_CHANGED)
    for field, value in details.items():
        setattr(locked, field, value)
    locked.version += 1
    locked.save(update_fields=[*details, "version"])
    audit.record(locked, "changed the session", by=by, changed=sorted(details))
    if locked.state == InformationSession.State.PUBLISHED:
        if moved:
            for booking in locked.bookings.live().select_related("person", "session"):
                key = f"changed-{locked.version}"
                _tell_with_link(booking, "session_changed", key=key, calendar=booking.seat is not None)
        _move_up(locked)
    session.refresh_from_db()


@transaction.atomic
def call_off(*, session: InformationSession, by: User, reason: str = "") -> None:
    """Cancel a session; everybody who booked is told."""
    locked = _locked(session)
    move(locked, to=InformationSession.State.CANCELLED, by=by, reason=reason)
    for booking in locked.bookings.live().select_related("person", "session"):
        _tell_plainly(booking, "session_called_off", key="called-off")
    session.refresh_from_db()


# The register ------------------------------------------------------------------------------------------------


def mark_attended(*, booking: Booking, by: User) -> None:
    """Record that somebody came."""
    if timezone.localdate(booking.session.starts_at) > timezone.localdate():
        raise StepRefused("The register opens on the day of the session.")
    with transaction.atomic():
        move(booking, to=Booking.State.ATTENDED, by=by)
        if booking.session.state == InformationSession.State.HELD:
            follow_up(booking)


def unmark_attended(*, booking: Booking, by: User) -> None:
    """Take back a mark that was set in error."""
    held = booking.session.state == InformationSession.State.HELD
    move(booking, to=Booking.State.DID_NOT_ATTEND if held else Booking.State.BOOKED, by=by)


@transaction.atomic
def close_register(*, session: InformationSession, by: User) -> None:
    """End the session's register: whoever was not marked did not attend; whoever came is written to once."""
    if session.starts_at > timezone.now():
        raise StepRefused("The session has not begun yet.")
    locked = _locked(session)
    move(locked, to=InformationSession.State.HELD, by=by)
    move_all(locked.bookings.filter(state=Booking.State.BOOKED), to=Booking.State.DID_NOT_ATTEND, by=by)
    for booking in locked.bookings.filter(state=Booking.State.ATTENDED).select_related("person", "session"):
        follow_up(booking)
    session.refresh_from_db()
