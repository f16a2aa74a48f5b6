"""A practice assessment panel of the cast: its people, meetings in each state that has a page, its readers."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from assessment.models import PanelConflict, PanelItem, PanelMember
from assessment.operations import panels
from tests import make


def sitting(world: Any) -> None:
    """A meeting that is prepared, one in session, one without a secretary; five who sit, four of them in the cast."""
    here = make.university("University of the panel")
    portfolios = [make.portfolio_for_panel(at=here, with_evidence=False) for _ in range(5)]
    planned = make.panel_declared(make.assessment_panel(*portfolios[:3]))
    people = {"panel_secretary": "secretary", "panel_chair": "chair", "panel_reader": "tutor", "panel_other": "worker"}
    world.people |= {name: getattr(planned, who) for name, who in people.items()}
    _prepared(world, planned)
    _in_session(world, planned, portfolios[3:])
    starts_at = timezone.now() + datetime.timedelta(days=9)
    world.unseated_panel = panels.call_meeting(here, starts_at=starts_at, place="Room 5", by=planned.secretary)
    PanelMember.objects.filter(meeting=world.unseated_panel).update(left_at=timezone.now())


def _prepared(world: Any, planned: Any) -> None:
    world.panel_meeting = planned.meeting
    world.panel_item, world.differing_item, plain = planned.items
    world.panel_sheet = make.panel_readers(planned, world.panel_item, "tutor", "worker")[0]
    one, other = make.panel_readers(planned, world.differing_item, "tutor", "worker")
    make.sent_panel_sheet(one)
    make.sent_panel_sheet(other, "more_evidence")
    panels.declare_conflict(plain, by=planned.lived)
    world.panel_conflict = PanelConflict.objects.get(person=planned.lived)
    world.panel_seat_of_other = planned.seats["worker"]
    due_on = timezone.localdate() + datetime.timedelta(days=5)
    world.panel_action = panels.add_action(
        planned.meeting, what="Write to the team", owner=planned.tutor, due_on=due_on, by=planned.secretary
    )


def _in_session(world: Any, planned: Any, portfolios: list[Any]) -> None:
    starts_at = timezone.now() + datetime.timedelta(days=3)
    world.open_panel = panels.call_meeting(
        planned.university, starts_at=starts_at, place="Room 6", by=planned.secretary
    )
    names = ("chair", "tutor", "worker", "lived", "independent")
    seats = {
        name: panels.give_seat(
            world.open_panel,
            person=getattr(planned, name),
            role="chair" if name == "chair" else "member",
            by=planned.secretary,
        )
        for name in names
    }
    world.seat_in_session = seats["worker"]
    panels.add_to_agenda(world.open_panel, submissions=portfolios, by=planned.secretary)
    PanelItem.objects.filter(meeting=world.open_panel).update(because=[])
    make.panel_session(type(planned)(**vars(planned) | {"meeting": world.open_panel, "seats": seats}))
    world.open_item, decided = PanelItem.objects.filter(meeting=world.open_panel).order_by("pk")
    record = {"outcome": "confirm_pass", "reasons": "It carries.", "by": planned.secretary}
    world.decided_item = panels.record_outcome(decided, **record)
