"""Of the cast: a campaign with its candidates, a selection day before and after scoring, offers."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.utils import timezone
from PIL import Image

from core.documents import packs
from core.documents.models import Pack
from core.files.acceptance import keep
from core.workflow import move
from recruitment.models import (
    Application,
    Condition,
    DayCandidate,
    DayChange,
    EligibilityException,
    Endorsement,
    PaperSheet,
    ScoreSheet,
    SelectionDay,
    Timetable,
    TimetableSlot,
)
from recruitment.operations import documents
from recruitment.operations import selection_days as days
from tests import make
from tests.access.first_contact_cast import first_contact


def recruiting(world: Any) -> None:
    cohort = make.cohort(world.here, starts_on=timezone.localdate() + datetime.timedelta(days=200))
    world.campaign = make.campaign(employer=world.camden, cohort=cohort, run_by=world.office)
    world.session = make.information_session(world.campaign)
    world.booking = make.booking(world.session)
    world.application = make.application(world.campaign)
    world.endorsement = Endorsement.objects.create(
        application=world.application, manager=make.person("Endorser"), manager_name="Endorser"
    )
    world.unfinished = make.application(world.campaign, state=Application.State.DRAFT)
    photo = io.BytesIO()
    Image.new("RGB", (2, 2)).save(photo, "PNG")
    world.certificate = documents.add_document(
        application=world.unfinished,
        by=world.unfinished.candidate,
        upload=io.BytesIO(photo.getvalue()),
        name="Maths.png",
    )
    Endorsement.objects.create(
        application=world.unfinished,
        manager=make.person("Busy"),
        manager_name="Busy",
        state=Endorsement.State.ASKED,
    )
    first_contact(world)
    world.other_session = make.information_session(world.campaign)


def selecting(world: Any) -> None:
    """A live day with a candidate before and one after scoring, and a day whose panel discusses what it scored."""
    people = world.people
    world.selection_day: SelectionDay = make.live_day(candidates=2, of=world.campaign)
    world.panel = world.selection_day.panels.get()
    world.slot, world.scored = world.panel.candidates.all()
    world.seat = world.panel.members.first()
    type(world.seat).objects.filter(pk=world.seat.pk).update(person=people["member"])
    world.seat.refresh_from_db()
    make.sent_scores(world.seat, world.scored)
    _on_paper(world)
    _with_timetable(world)
    world.pack, world.job = packs.ask(
        builder="panel_pack", subject=world.panel, title="Panel pack", by=people["coordinator"]
    )
    world.built, _ = packs.ask(builder="panel_pack", subject=world.panel, title="Papers", by=people["coordinator"])
    stored = keep(b"%PDF-1.7", name="Papers.pdf", content_type="application/pdf", by=None, made_here=True)
    move(world.built, to=Pack.State.BUILDING, by=people["coordinator"])
    move(world.built, to=Pack.State.READY, by=people["coordinator"], file=stored, pages=1, built_at=timezone.now())
    world.discussed = make.live_day(of=world.campaign)
    world.in_discussion = world.discussed.panels.get().candidates.get()
    make.all_scores(world.in_discussion)
    days.close_scoring(day=world.discussed, by=people["coordinator"])
    world.discussed.begin_moderation(by=people["coordinator"])


def _with_timetable(world: Any) -> None:
    """Of the live day: a timetable that is proposed, with one slot, and a change that was written down."""
    by = world.people["coordinator"]
    world.room_pk = world.panel.room_id
    world.day_candidate = DayCandidate.objects.create(day=world.selection_day, application=world.slot.application)
    world.timetable = Timetable.objects.create(
        day=world.selection_day, state=Timetable.State.PROPOSED, asked_by=by, planned_from=timezone.now()
    )
    world.timetable_slot_pk = TimetableSlot.objects.create(
        timetable=world.timetable,
        candidate=world.day_candidate,
        exercise=world.selection_day.exercises.get(),
        panel=world.panel,
        room=world.panel.room,
        starts_at=world.slot.starts_at,
        ends_at=world.slot.ends_at,
    ).pk
    world.change_pk = DayChange.objects.create(
        day=world.selection_day, kind="gone", candidate=world.day_candidate, begins=datetime.time(9), recorded_by=by
    ).pk


def _on_paper(world: Any) -> None:
    """A candidate whom the member scored on paper; the coordinator has entered it."""
    world.on_paper = make.slot(world.panel, make.application(world.campaign, state=Application.State.ATTENDED))
    photo = keep(b"%PDF-1.7", name="Sheet.pdf", content_type="application/pdf", by=None, made_here=True)
    sheet = ScoreSheet.objects.create(member=world.seat, candidate=world.on_paper)
    move(sheet, to=ScoreSheet.State.ON_PAPER, by=world.people["coordinator"])
    PaperSheet.objects.create(sheet=sheet, entered_by=world.people["coordinator"], photo=photo)


def offering(world: Any) -> None:
    """Applications before the two decisions, before an exception, and after an offer: one condition open, one met."""
    states = Application.State
    world.recommended = make.application(world.campaign, state=states.RECOMMENDED)
    world.exceptional = make.application(world.campaign, state=states.EXCEPTION_REQUESTED)
    EligibilityException.objects.create(
        application=world.exceptional, requirement="Maths", case="She keeps the books.", asked_by=make.person("Asker")
    )
    world.accepted_offer = make.application(world.campaign, state=states.ACCEPTED)
    offer = make.offer(world.accepted_offer)
    Condition.objects.create(offer=offer, kind="dbs", title="DBS check", side="employer", order=1)
    Condition.objects.create(
        offer=offer,
        kind="references",
        title="References",
        side="employer",
        order=2,
        state=Condition.State.MET,
        met_on=timezone.localdate(),
        recorded_by=world.people["lead"],
    )
