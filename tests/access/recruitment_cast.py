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
    Calibration,
    Condition,
    DayCandidate,
    DayChange,
    Debrief,
    Deferral,
    EligibilityException,
    Endorsement,
    PanelClaim,
    PaperSheet,
    ProcedureReview,
    ScoreSheet,
    SelectionDay,
    Sift,
    SiftMark,
    Timetable,
    TimetableSlot,
)
from recruitment.operations import claims, documents, panel_pack, panels, sift
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
        builder=panel_pack.BUILDER, subject=world.panel, title="Panel pack", by=people["coordinator"]
    )
    world.built, _ = panel_pack.ask_for_pack(panel=world.panel, by=people["coordinator"])
    stored = keep(b"%PDF-1.7", name="Papers.pdf", content_type="application/pdf", by=None, made_here=True)
    read = panel_pack.snapshot(world.panel.pk)
    move(world.built, to=Pack.State.BUILDING, by=people["coordinator"], snapshot=read)
    move(world.built, to=Pack.State.READY, by=people["coordinator"], file=stored, pages=1, built_at=timezone.now())
    world.discussed = make.live_day(of=world.campaign)
    world.in_discussion = world.discussed.panels.get().candidates.get()
    make.all_scores(world.in_discussion)
    days.close_scoring(day=world.discussed, by=people["coordinator"])
    world.discussed.begin_moderation(by=people["coordinator"])
    agreed = SelectionDay.State.RECOMMENDATIONS_AGREED
    world.concluded = make.selection_day(world.campaign, state=agreed, scoring_closed_at=timezone.now())


def staffing(world: Any) -> None:
    """The member is on the register and asked about a day; a place on its panel is held for them."""
    people = world.people
    world.panellist = make.panellist(
        world.office, "employer", who=people["member"], organisation=world.hackney, is_paid=True
    )
    world.young = make.panellist(world.office, eighteen_on=timezone.localdate() + datetime.timedelta(days=200))
    world.staffed_day = make.selection_day(world.campaign)
    make.full_panel(world.staffed_day)
    make.can_come(world.panellist, world.staffed_day)
    world.staffed_panel = world.staffed_day.panels.get()
    leaver = world.staffed_panel.members.get(group="employer")
    panels.decline(member=leaver, by=leaver.person)
    world.vacancy = world.staffed_panel.vacancies.get()
    world.stand_in = world.vacancy.offers.get()
    _claiming(world)


def _claiming(world: Any) -> None:
    """What the member is owed: claims to be sent, to be checked, paid; and how the day was for them."""
    make.rate_card(world.office)
    world.owed, world.sent_claim, world.paid_claim = (_claim(world) for _ in range(3))
    world.expense = claims.add_expense(claim=world.owed, kind="local_travel", by=world.people["member"])
    for claim in (world.sent_claim, world.paid_claim):
        claims.send_claim(claim=claim, choice="whole", by=claim.person)
    first, second = make.keepers(world.paid_claim)
    claims.check(claim=world.paid_claim, by=first)
    claims.approve(claim=world.paid_claim, by=second)
    type(world.paid_claim.panellist).objects.filter(pk=world.paid_claim.panellist_id).update(payee_number="V-1")
    world.payment_run = make.paid_run(world.paid_claim, by=first)
    world.debrief = Debrief.objects.create(seat=world.seat, went="hard", wants_call=True)


def _claim(world: Any) -> PanelClaim:
    day = make.live_day(of=world.campaign)
    seat = day.panels.get().members.get(group="lived_experience")
    type(seat).objects.filter(pk=seat.pk).update(person=world.people["member"], state="served")
    [made] = claims.accrue(type(seat).objects.filter(pk=seat.pk), by=None)
    return made


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


def deciding(world: Any) -> None:
    """What comes after a decision: a later start to be answered, a review of procedure, a question of suitability."""
    later = make.application(world.campaign, state=Application.State.ACCEPTED)
    make.offer(later)
    world.deferral = Deferral.objects.create(application=later, employer=later.employer)
    world.procedure_review = make.procedure_review(
        make.application(world.campaign, state=Application.State.NOT_OFFERED), state=ProcedureReview.State.UNDER_REVIEW
    )
    for who, organisation in (("other_lead", world.hackney), ("other_admissions", world.there)):
        world.procedure_review.reviewers.create(
            person=world.people[who], organisation=organisation, named_by=world.people["coordinator"]
        )
    world.referral = make.referral(world.accepted_offer, chair=world.people["suitability_chair"])
    world.referral.members.create(person=world.people["suitability_member"], group="employer")


def sifting(world: Any) -> None:
    """A sift that is open: an answer to mark, and an application on which the manager and a colleague are apart."""
    world.sift = make.sift(make.campaign(employer=world.camden, cohort=world.campaign.cohort, run_by=world.office))
    Sift.objects.filter(pk=world.sift.pk).update(second_share=100)
    world.sift.refresh_from_db()
    world.sifter = make.sifter(world.sift, world.people["manager"])
    world.colleague = make.sifter(world.sift)
    make.application(world.sift.campaign, state=Application.State.ELIGIBLE)
    sift.open_sift(sift=world.sift, by=world.people["coordinator"])
    make.mark_everything(world.sifter, 4)
    make.mark_everything(world.colleague, 1, ("no_example",))
    world.apart = world.sifter.readings.get()
    make.application(world.sift.campaign, state=Application.State.ELIGIBLE)
    sift.take_in(world.sift, world.sift.campaign.applications.all())
    world.sift_mark = SiftMark.objects.of_person(world.people["manager"]).to_give().first()
    next_one = make.campaign(employer=world.camden, cohort=world.campaign.cohort, run_by=world.office)
    world.planned_sift = make.sift(next_one)


def asking(world: Any) -> None:
    """An item of the bank that the consortium manager wrote and nobody has checked; practice for the members."""
    world.bank_item = make.bank_item(world.office)
    world.bank_version = make.bank_version(world.bank_item, by=world.people["consortium"])
    case = make.calibration_case(make.checked_version(make.bank_item(world.office)))
    Calibration.objects.create(day=world.selection_day, case=case)
