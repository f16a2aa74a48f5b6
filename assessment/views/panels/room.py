"""The meeting room: agenda, quorum, reading, who is here; live while it is in session, also on a phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessment.models import (
    ChairsAction,
    PanelAction,
    PanelConflict,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelPack,
    PanelReading,
)
from assessment.operations import panels as operations
from assessment.operations.panels.meetings import reading_begins, to_report
from assessment.panels import permissions, places, rules
from assessment.views.asked import person
from assessment.views.panels.asked import agenda_of, meeting_or_404
from assessment.views.panels.lists import tag_of
from core.accounts.models import User
from core.audit.models import Event
from core.jobs.models import Job
from core.permissions import require
from core.steps import taken
from core.words import count, listed

State = PanelMeeting.State


@require_safe
def room(request: HttpRequest, reference: str) -> HttpResponse:
    """One meeting, as far as this person may see it. Asked for by itself, what changes is answered alone."""
    meeting, seat = meeting_or_404(request, reference)
    user = person(request)
    context = live(user, meeting, seat)
    if getattr(request, "htmx", False):
        return render(request, "assessment/panels/live.html", context)
    context |= {
        "actions": PanelAction.objects.visible_to(user).filter(meeting=meeting).select_related("owner"),
        "to_report": _to_report(user, meeting) if seat and meeting.state in PanelMeeting.TO_COME else [],
        "reading_begins": reading_begins(meeting),
        "is_its_day": timezone.localdate(meeting.starts_at) <= timezone.localdate(),
        "terms": meeting.the_terms,
        "timeline": Event.objects.timeline(meeting) if context["runs"] else [],
        "pack": PanelPack.objects.standing().filter(member=seat).select_related("pack").first() if seat else None,
        "pack_is_open": PanelPack.objects.readable_by(user).filter(member=seat).exists() if seat else False,
        "packs": _packs(meeting) if context["runs"] else [],
        "may": {
            "run": permissions.may_run(seat, meeting),
            "open": permissions.may_open(seat, meeting),
            "close": permissions.may_close(seat, meeting),
            "declare": permissions.may_declare(seat, meeting),
            "take_a_seat": permissions.may_take_a_seat(user, meeting),
        },
    }
    return render(request, "assessment/panels/room.html", context)


def live(user: User, meeting: PanelMeeting, seat: PanelMember | None) -> dict[str, Any]:
    """What changes while people are in the room: who is here, the quorum, how far the reading and the agenda are."""
    members = list(meeting.members.sitting().select_related("person", "replaces__person"))
    items = list(agenda_of(user, meeting)) if seat else []
    readings = _progress(items)
    rows = [(number, item, readings.get(item.pk, [])) for number, item in enumerate(items, start=1)]
    return {
        "meeting": meeting,
        "seat": seat,
        "runs": bool(seat and seat.runs_it),
        "tag": tag_of(meeting),
        "members": members,
        "quorum": _quorum(meeting, members),
        "progress": places.reading_progress(meeting, user) if seat else None,
        "in_full": [row for row in rows if row[1].in_full],
        "together": [row for row in rows if not row[1].in_full],
        "left": sum(item.state == PanelItem.State.LISTED for item in items),
        "left_together": any(item.state == PanelItem.State.LISTED and not item.in_full for item in items),
        "declared": bool(seat and seat.declared_at),
    }


def _to_report(user: User, meeting: PanelMeeting) -> list[ChairsAction]:
    """Chair's actions of which this panel is told, without those about somebody withheld from this person."""
    return list(to_report(meeting).exclude(submission__in=PanelConflict.objects.withheld_from(user)))


def _progress(items: list[PanelItem]) -> dict[int, list[PanelReading]]:
    found: dict[int, list[PanelReading]] = {}
    for reading in PanelReading.objects.standing().filter(item__in=items).select_related("member__person"):
        found.setdefault(reading.item_id, []).append(reading)
    return found


def _quorum(meeting: PanelMeeting, members: list[PanelMember]) -> str:
    """Whether the panel may decide as it sits now, in a sentence."""
    if meeting.state != State.OPEN:
        return ""
    missing = rules.missing_for_quorum(meeting.the_terms, [member.seat for member in members])
    if not missing:
        return "There is a quorum: the panel can decide."
    return f"There is no quorum yet: {listed(missing)}."


def _packs(meeting: PanelMeeting) -> list[dict[str, Any]]:
    """Each member's pack as those who run the meeting follow it: declared, made, had. Not how much is in it."""
    members = list(meeting.members.sitting().select_related("person"))
    given = {
        one.member_id: one for one in PanelPack.objects.standing().filter(member__in=members).select_related("pack")
    }
    jobs = {
        job.dedupe_key: job
        for job in Job.objects.filter(dedupe_key__in=[f"pack-{one.pack_id}" for one in given.values()])
    }
    return [
        {
            "member": member,
            "given": given.get(member.pk),
            "job": jobs.get(f"pack-{given[member.pk].pack_id}") if member.pk in given else None,
        }
        for member in members
    ]


@require_POST
def open_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the meeting."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_open(seat, meeting))
    done = "The meeting is open. Say who is here."
    taken(request, lambda: operations.open_meeting(meeting, by=person(request)), done)
    return redirect("assessment:panel", reference)


@require_POST
def close_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the meeting and confirm the minutes."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_close(seat, meeting))
    done = "The meeting is closed and the minutes are confirmed. Members have been told."
    taken(request, lambda: operations.close_meeting(meeting, by=person(request)), done)
    return redirect("assessment:panel", reference)


@require_POST
def here(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody came into the room, or left it."""
    found = PanelMember.objects.sitting().filter(meeting__in=PanelMeeting.objects.visible_to(person(request)))
    member = get_object_or_404(found.select_related("person", "meeting"), reference=reference)
    require(permissions.may_run(permissions.seat_of(person(request), member.meeting), member.meeting))
    step = operations.went if member.is_here else operations.came
    done = f"{member} has gone." if member.is_here else f"{member} is here."
    taken(request, lambda: step(member, by=person(request)), done)
    return redirect("assessment:panel", member.meeting.reference)


@require_POST
def give_packs(request: HttpRequest, reference: str) -> HttpResponse:
    """Give every member who has declared a pack; they are made in the background."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_prepare(seat, meeting))

    done = "Packs are being made. Each member is told when theirs is ready."
    if waiting := meeting.members.sitting().filter(declared_at__isnull=True).count():
        done += f" {count(waiting, 'member')} will have theirs after they have said what they have nothing to do with."
    taken(request, lambda: operations.give_packs(meeting, by=person(request)), done)
    return redirect("assessment:panel", reference)


@require_POST
def lift(request: HttpRequest, reference: str, conflict: str) -> HttpResponse:
    """Lift what a member declared by mistake."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_run(seat, meeting))
    of = agenda_of(person(request), meeting).values("submission")
    found = get_object_or_404(PanelConflict.objects.standing().filter(submission__in=of), reference=conflict)
    require(permissions.may_lift(seat, meeting, found))
    done = f"{found.person} can see it again. Their next pack holds it."
    taken(request, lambda: operations.lift_conflict(found, meeting=meeting, by=person(request)), done)
    return redirect("assessment:panel", reference)


@require_POST
def take_seat(request: HttpRequest, reference: str) -> HttpResponse:
    """A secretary of the university's panel takes the seat of secretary."""
    meeting, _ = meeting_or_404(request, reference)
    user = person(request)
    require(permissions.may_take_a_seat(user, meeting))
    role = PanelMember.Role.SECRETARY
    taken(request, lambda: operations.give_seat(meeting, person=user, role=role, by=user), "You are secretary.")
    return redirect("assessment:panel", reference)
