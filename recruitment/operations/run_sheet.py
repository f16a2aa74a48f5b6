"""The run sheet of a selection day on paper: by time, by panel and room, and one page for each candidate to take along.

It names candidates and what is arranged for them, never why, so only those who run the day have it. A candidate's own
page holds nothing of anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import words
from core.documents import packs
from core.documents.models import Pack
from core.documents.packs import PackBuilder, Section
from recruitment.board import Session, places_of, sessions_of
from recruitment.models import PanelMember, Timetable, TimetableSlot

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet

    from core.accounts.models import User
    from core.jobs.models import Job

BUILDER, LARGE = "run_sheet", "run_sheet_large"
"""The run sheet as usual, and in large print."""


def ask_for_run_sheet(*, timetable: Timetable, large: bool, by: User) -> tuple[Pack, Job]:
    """Ask for the run sheet of a timetable as it stands; answers with the pack and the job that builds it."""
    title = f"Run sheet, {words.day(timetable.day.date)}{', large print' if large else ''}"
    return packs.ask(builder=LARGE if large else BUILDER, subject=timetable, title=title, by=by)


def snapshot(timetable_id: int) -> dict[str, Any]:
    """What the run sheet is made from, read once."""
    timetable = Timetable.objects.select_related("day__campaign").get(pk=timetable_id)
    rows = list(timetable.slots.select_related("candidate__application__candidate", "exercise", "panel", "room"))
    sessions = sessions_of(rows)
    members: dict[int, list[str]] = {}
    for member in PanelMember.objects.filter(panel__day=timetable.day).coming().select_related("person"):
        members.setdefault(member.panel_id, []).append(member.person.name)
    return {
        "campaign": timetable.day.campaign.name,
        "date": words.day(timetable.day.date),
        "place": timetable.day.place,
        "state": timetable.get_state_display(),
        "sessions": [_session(session) for session in sessions],
        "places": [
            {
                "name": place.name,
                "room": place.room.name,
                "members": sorted(members.get(place.panel.pk, [])) if place.panel else [],
                "sessions": [_session(session) for session in place.sessions],
            }
            for place in places_of(sessions)
        ],
        "candidates": _candidates(rows),
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "time": _time(session.starts_at, session.ends_at),
        "exercise": session.exercise.name,
        "where": f"{session.panel.name}, {session.room.name}" if session.panel else session.room.name,
        "candidates": [
            f"{slot.candidate.application.candidate.name} ({slot.candidate.code})"
            for slot in sorted(session.slots, key=lambda slot: slot.candidate.application.candidate.name)
        ],
    }


def _candidates(rows: Iterable[TimetableSlot]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        own = found.setdefault(
            row.candidate_id,
            {
                "name": row.candidate.application.candidate.name,
                "code": row.candidate.code,
                "needs": row.candidate.needs,
                "parts": [],
            },
        )
        time = _time(row.starts_at, row.ends_at)
        own["parts"].append({"time": time, "exercise": row.exercise.name, "room": row.room.name})
    return sorted(found.values(), key=lambda own: (own["name"], own["code"]))


def _time(starts_at: datetime.datetime, ends_at: datetime.datetime) -> str:
    return f"{timezone.localtime(starts_at):%H:%M} to {timezone.localtime(ends_at):%H:%M}"


def sections(read: dict[str, Any]) -> Iterable[Section]:
    """The parts of the run sheet, in order."""
    return _sections(read, large=False)


def large_sections(read: dict[str, Any]) -> Iterable[Section]:
    return _sections(read, large=True)


def _sections(read: dict[str, Any], *, large: bool) -> Iterable[Section]:
    folder = "documents/run_sheet"
    yield Section("Run sheet by time", f"{folder}/by_time.html", {**read, "large": large})
    for place in read["places"]:
        context = {"place": place, "date": read["date"], "large": large}
        yield Section(place["name"], f"{folder}/place.html", context, under="By panel and room")
    for candidate in read["candidates"]:
        context = {"candidate": candidate, "date": read["date"], "place": read["place"], "large": large}
        yield Section(
            f"{candidate['name']}, {candidate['code']}", f"{folder}/candidate.html", context, under="By person"
        )


def readable_subjects(user: User) -> QuerySet[Any]:
    """Ids of the timetables whose run sheet this person may have now."""
    return Timetable.objects.visible_to(user).order_by().values("pk")


def _people(pack: Pack) -> int:
    return len((pack.snapshot or {}).get("candidates", [])) or 1


RUN_SHEET = PackBuilder(
    snapshot=snapshot, sections=sections, readable_subjects=readable_subjects, people=_people, of_candidates=True
)
LARGE_RUN_SHEET = PackBuilder(
    snapshot=snapshot, sections=large_sections, readable_subjects=readable_subjects, people=_people, of_candidates=True
)
