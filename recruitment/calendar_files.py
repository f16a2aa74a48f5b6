"""The calendar file of an information session: one event that every calendar knows again when it changes."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from recruitment.models import InformationSession

LONDON = ZoneInfo("Europe/London")
NAME = "session.ics"


def calendar_file(session: InformationSession, *, for_everybody: bool = False) -> str:
    """The session as iCalendar text, with the same UID for ever and a higher sequence after every change.

    ``for_everybody`` leaves out what comes with a place only.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"session-{session.reference}@social-work-apprenticeships")
    event.add("sequence", session.version - 1)
    event.add("dtstamp", session.created_at.astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", session.starts_at.astimezone(LONDON))
    event.add("dtend", session.ends_at.astimezone(LONDON))
    event.add("summary", session.title)
    event.add("location", session.open_place if for_everybody else session.place)
    event.add("status", "CANCELLED" if session.state == session.State.CANCELLED else "CONFIRMED")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode("utf-8")
