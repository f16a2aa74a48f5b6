"""Of the cast: who reads for other boroughs, what they are asked, a report of outcomes by group."""

from __future__ import annotations

import datetime
from typing import Any

from assessment.equity.figures import figures_of
from assessment.models import EquityReport, JudgementProfileShare
from assessment.operations import panels, reading_requests
from assessment.operations import portfolio_readers as register
from tests import make


def reading(world: Any) -> None:
    """A practice educator on the register who is asked to read, another whose offer waits for their workforce lead."""
    people = world.people
    offer = make.reading_offer(world.hackney)
    entry = register.offer_to_read(offer, by=make.again(people["educator"]))
    register.answer_offer(entry, confirmed=True, by=make.again(people["other_lead"]))
    world.offered_reader = register.offer_to_read(offer, by=make.again(people["other_educator"]))
    world.reading_conflict_pk = register.declare_conflict(by=people["educator"], named="Kim Other").pk
    submission = make.portfolio_for_panel(at=world.panel_meeting.university, with_evidence=False)
    secretary = make.again(people["panel_secretary"])
    [item] = panels.add_to_agenda(world.panel_meeting, submissions=[submission], by=secretary)
    world.reading_item = make.item_in_full(item)
    wanted = reading_requests.Wanted(item.reference, entry.reference, "Knows the work.")
    [world.reading_request] = reading_requests.ask_readers(world.panel_meeting, wanted=[wanted], by=secretary)
    world.equity_report = EquityReport.objects.create(
        university=world.here,
        year=2025,
        first_day=datetime.date(2023, 9, 1),
        last_day=datetime.date(2026, 8, 31),
        figures=figures_of({}, []),
    )
    world.profile_share = JudgementProfileShare.objects.create(educator=people["educator"], shown_to=people["lead"])
