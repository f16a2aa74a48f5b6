"""One of everybody, and one of everything: the people and records over which the access matrix is asked."""

from __future__ import annotations

import datetime
import time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.audit_file.pack import snapshot
from apprentices.models import (
    ClosedDay,
    Involvement,
    Party,
    PersonalDay,
    PlacementDecision,
    PlanSection,
    ProgressReview,
)
from apprentices.operations.changes.reasons import give_reason
from assessment import operations as assessment
from assessment.models import Evidence
from consortium.models import Invitation, Organisation
from core import links
from core.accounts.models import User
from core.documents.models import Pack
from core.files.acceptance import keep
from core.imports.models import Import
from core.jobs.models import Job
from core.notifications.models import Message
from core.workflow import move
from placements import operations as placements
from tests import make
from tests.access import (
    apprentice_cast,
    breaches_cast,
    decision_cast,
    panel_cast,
    reader_cast,
    recruitment_cast,
    review_cast,
)

Kind = Involvement.Kind
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def build() -> SimpleNamespace:
    """Two boroughs, two universities, an office; in each somebody for every role; one record of every kind."""
    world = SimpleNamespace(people={}, links={})
    _organisations(world)
    _staff(world)
    _learning(world)
    _decided(world)
    review_cast.reviewing(world)
    breaches_cast.flagging(world)
    _changing(world)
    _auditing(world)
    _concerning(world)
    apprentice_cast.finishing(world, [_looked_after(world) for _ in range(5)])
    apprentice_cast.exchanging(world, _looked_after(world))
    decision_cast.deciding(world)
    breaches_cast.flagging_texts(world)
    recruitment_cast.recruiting(world)
    recruitment_cast.selecting(world)
    recruitment_cast.staffing(world)
    recruitment_cast.offering(world)
    recruitment_cast.deciding(world)
    recruitment_cast.sifting(world)
    recruitment_cast.asking(world)
    panel_cast.sitting(world)
    reader_cast.reading(world)
    _nothing_comes_late()
    _browsers(world)
    return world


def _organisations(world: Any) -> None:
    world.camden, world.hackney = make.service(name="Camden adults"), make.service(name="Hackney adults")
    world.identifier = make.identifier(world.camden)
    world.here, world.there = make.university("University here"), make.university("University there")
    world.office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE, "The office")
    world.consortium = make.consortium(office=world.office)
    world.membership = make.membership(world.camden, world.consortium)
    for partner in (world.hackney, world.here):
        make.membership(partner, world.consortium)


def _staff(world: Any) -> None:
    def appoint(name: str, at: Organisation, role: str, **fields: Any) -> User:
        world.people[name] = make.appointment(make.person(name.replace("_", " ").title()), at, role, **fields).person
        return world.people[name]

    appoint("lead", world.camden, "workforce_lead")
    appoint("other_lead", world.hackney, "workforce_lead")
    appoint("former_lead", world.camden, "workforce_lead", ends_on=YESTERDAY)
    appoint("manager", world.camden, "line_manager")
    appoint("other_manager", world.camden, "line_manager")
    appoint("educator", world.hackney, "practice_educator")
    appoint("other_educator", world.hackney, "practice_educator")
    appoint("tutor", world.here, "tutor")
    appoint("other_tutor", world.here, "tutor")
    appoint("admissions", world.here, "admissions_tutor")
    appoint("other_admissions", world.there, "admissions_tutor")
    appoint("compliance", world.here, "compliance_officer")
    appoint("placements", world.here, "placement_coordinator")
    appoint("other_placements", world.there, "placement_coordinator")
    appoint("coordinator", world.office, "recruitment_coordinator")
    appoint("consortium", world.office, "consortium_manager")
    appoint("safeguarding", world.camden, "safeguarding_lead")
    appoint("member", world.hackney, "panel_member")
    appoint("suitability_chair", world.here, "suitability_panel_member")
    appoint("suitability_member", world.hackney, "suitability_panel_member")
    appoint("other_member", world.hackney, "panel_member")
    world.people["apprentice"] = make.person("Amara Johnson")
    world.people["other_apprentice"] = make.person("Ben Other")
    invited = make.appointment(make.person("Invited"), world.camden, "workforce_lead", accepted_at=None)
    world.invited = invited
    world.invitation = Invitation.objects.create(appointment=invited, invited_by=world.people["consortium"])
    world.appointment = make.appointment(make.person("Colleague"), world.camden, "line_manager")


def _learning(world: Any) -> None:
    people = world.people
    cohort = make.cohort(world.here)
    world.apprentice = make.apprentice(person=people["apprentice"], at=world.camden, cohort=cohort)
    make.apprentice(person=people["other_apprentice"], at=world.hackney, cohort=make.cohort(world.there))
    make.involvement(world.apprentice, Kind.LINE_MANAGER, person=people["manager"])
    world.involvement = make.involvement(world.apprentice, Kind.TUTOR, person=people["tutor"])
    make.portfolio_frameworks(world.apprentice)
    world.entry = make.entry(world.apprentice)
    world.usual_time = make.usual_time(world.apprentice)
    world.quarter_close = make.quarter_close(cohort, by=people["tutor"])
    world.educator = make.educator(person=people["educator"], at=world.hackney, capacity=2)
    world.setting = make.setting(world.hackney)
    world.placement = make.placement(
        world.apprentice, setting=world.setting, practice_educator=world.educator, by=people["placements"]
    )
    world.day, world.settled_day = make.placement_days(world.placement, 2)
    world.draft = make.draft_evidence(world.apprentice)
    world.evidence: Evidence = make.sent_evidence(world.apprentice)
    world.accepted = make.accepted_evidence(world.apprentice, by=people["educator"])
    world.portfolio_review = assessment.review_portfolio(
        world.apprentice,
        statement="It grows steadily.",
        read=assessment.hash_of_set(assessment.accepted_set(world.apprentice)),
        by=people["tutor"],
    )
    world.own_view = make.view(world.placement, by=people["apprentice"])
    world.self_assessment = make.both_locked(world.placement, people["educator"], point="midpoint")
    for state in ("planned", "reported", "reflected"):
        setattr(world, f"{state}_observation", make.observation(world.placement, state))
    world.held_observation = make.observation(world.placement, "observed")
    for kind in ("lecture", "skills_day", "online_learning"):
        make.activity(kind)
    world.timetable_cohort = cohort
    world.timetable_session = make.published_session(cohort, by=people["tutor"], date=YESTERDAY)
    world.planned_day = PersonalDay.objects.create(
        apprentice=world.apprentice, date=YESTERDAY, kind="study", planned_by=people["apprentice"]
    ).pk
    world.closed_pk = ClosedDay.objects.create(organisation=world.here, date=YESTERDAY, name="Closed").pk
    apprentice_cast.employment(world)
    _planning(world)
    _reviewing(world)
    _adjusting(world)
    _supporting(world)
    world.file = make.attached_file(world.draft)
    world.brought = Import.objects.create(
        kind="invitations",
        brought_by=people["consortium"],
        source=make.attached_file(make.draft_evidence(world.apprentice)),
        state=Import.State.CHECKED,
        options={"organisation": world.camden.reference},
    )
    world.involvement_pk, world.day_pk, world.settled_day_pk = (
        record.pk for record in (world.involvement, world.day, world.settled_day)
    )
    world.pcf_edition = world.apprentice.cohort.standard_version.frameworks.get(code="PCF").edition


def _decided(world: Any) -> None:
    """Time and a day that somebody has dealt with or is to deal with, and evidence that was opened."""
    people = world.people
    world.waiting = make.entry(world.apprentice, submitted=True)
    world.confirmed = make.entry(world.apprentice, submitted=True, date=world.waiting.date + datetime.timedelta(days=1))
    apprentices.confirm([world.confirmed], by=people["manager"])
    placements.confirm_days(
        world.placement, shown={world.settled_day.pk: world.settled_day.kind}, by=people["educator"]
    )
    world.opened: Evidence = make.sent_evidence(world.apprentice)
    assessment.open_shown(world.opened, by=people["educator"])
    world.witness_statement = assessment.ask_for_witness(
        world.evidence, witness=people["manager"], request="What did you see?", by=people["apprentice"]
    )
    world.draft_share = assessment.share_draft(world.draft, reader=people["educator"], by=people["apprentice"])
    _overseen(world)


def _overseen(world: Any) -> None:
    """Another apprentice, whose practice educator is in training: the educator of the cast oversees them."""
    overseen = _looked_after(world)
    trainee = make.educator(at=world.hackney, stage="stage_1")
    world.other_placement = make.placement(
        overseen, setting=world.setting, practice_educator=trainee, overseen_by=world.educator
    )
    world.to_countersign: Evidence = make.signed_evidence(overseen, by=trainee.person)


def _planning(world: Any) -> None:
    """A plan that waits for everybody, a change that the tutor has proposed, and hours under plan at its end."""
    today = timezone.localdate()
    type(world.apprentice).objects.filter(pk=world.apprentice.pk).update(planned_end_on=today)
    world.apprentice.refresh_from_db()
    world.manager_person = world.people["manager"]
    plan = apprentices.open_plan(world.apprentice, by=world.people["tutor"])
    world.plan_change = apprentices.propose_change(
        plan,
        kind=PlanSection.Kind.DATES,
        values={"planned_end_on": (today + datetime.timedelta(days=30)).isoformat()},
        reason="A later module",
        party=Party.UNIVERSITY,
        by=world.people["tutor"],
    )


def _reviewing(world: Any) -> None:
    """A review in every state that has a page of its own; the last one is to be held."""
    tutor = world.people["tutor"]
    world.disputed_review = make.closed_review(world.apprentice, dissent="Not all of it.")
    world.closed_review = make.closed_review(world.apprentice)
    world.signing_review = make.signing_review(world.apprentice)
    world.agreed_action = world.signing_review.write_up.actions.get()
    world.held_review = make.held_review(world.apprentice, why_without_employer="The manager was ill")
    apprentices.write_review(world.held_review, texts={"summary": "Short."}, by=tutor)
    agreed = apprentices.Agreed(what="Read", owner="apprentice", due_on=timezone.localdate())
    world.draft_action = apprentices.add_review_action(world.held_review, agreed=agreed, by=tutor)
    world.progress_review = world.apprentice.reviews.get(state=ProgressReview.State.SCHEDULED)
    world.link_person = world.people["manager"]


def _adjusting(world: Any) -> None:
    """Something is asked of employer and university, a result was decided without it; and something else is offered."""
    parties = ["employer", "university"]
    world.adjustment = make.adjustment(world.apprentice, asked=parties, stage="Module 1 exam")
    world.offered_adjustment = make.adjustment(world.apprentice, "Software that reads aloud.", asked=parties)
    apprentices.offer_instead(
        make.adjustment_party(world.offered_adjustment), instead="Another kind.", by=world.people["manager"]
    )


def _supporting(world: Any) -> None:
    """A scan that waits to be filled in and one to be discussed, prior learning to decide, support of the employer, a
    mentor who is asked, a visit that is planned and one whose day has passed.
    """
    people, apprentice = world.people, world.apprentice
    world.skills_scan = make.skills_scan(apprentice, by=people["tutor"])
    talked, decided = _looked_after(world), _looked_after(world)
    for name, of in (("scan_to_discuss", talked), ("scan_with_prior_learning", decided)):
        scan = make.skills_scan(of, by=people["tutor"])
        world.prior_learning = apprentices.put_prior_learning_forward(
            scan, topic="Law", hours=Decimal(9), because="A module", by=people["tutor"]
        )
        make.answered(scan, "apprentice", of.person)
        make.answered(scan, "university", people["tutor"])
        setattr(world, name, scan)
    apprentices.discuss_scan(world.scan_with_prior_learning, agreed="Talked.", by=people["tutor"])
    world.support = make.support(apprentice, people["manager"], "employer")
    world.mentor = make.mentor(world.camden, "Ola Mentor")
    world.mentoring = apprentices.propose_mentor(apprentice, mentor=world.mentor, by=people["tutor"])
    world.unmentored, world.unscanned = talked, _looked_after(world)
    world.workplace_visit = make.workplace_visit(apprentice, people["tutor"], -2)


def _changing(world: Any) -> None:
    """Six more of the same people: asked, on a break, back, suspended, gone, just begun; and a reason told to one."""
    people = world.people
    manager, tutor, today = people["manager"], people["tutor"], timezone.localdate()
    asking, away, back, held, gone, world.new_starter = (_looked_after(world) for _ in range(6))
    world.second_manager = make.line_manager(asking)
    world.asked_break = apprentices.ask_break(
        asking, asked=make.wish(5), asked_as="apprentice", speaks_for="university", by=tutor
    )
    world.running_break = make.agreed_break(away, manager, tutor)
    world.returned_break = make.agreed_break(back, manager, tutor)
    apprentices.record_return(world.returned_break, returned_on=today, by=tutor)
    world.suspension = apprentices.suspend(held, code="conduct", decided_as="university", by=tutor)
    world.withdrawal = apprentices.withdraw(gone, last_day=YESTERDAY, trigger="apprentice", code="own_choice", by=tutor)
    world.between = apprentices.end_employment(away, last_day_employed=YESTERDAY, code="redundancy", by=manager)
    world.quiet = apprentices.hold_quiet(asking, code="serious_illness", by=tutor)
    world.change_reason = give_reason(
        world.apprentice, listed="break", code="caring", by=tutor, on=today, told=[manager]
    )


def _auditing(world: Any) -> None:
    """An audit file that is built, a comparison with a difference, and an open visit with the file beside it."""
    officer = world.people["compliance"]
    world.audit_file, _ = apprentices.ask_audit_file(apprentices=[world.apprentice], by=officer)
    pack = world.audit_file.pack
    stored = keep(b"%PDF-1.7", name="Audit.pdf", content_type="application/pdf", by=None, made_here=True)
    read = snapshot(world.audit_file.pk)
    move(pack, to=Pack.State.BUILDING, by=officer, snapshot=read)
    move(pack, to=Pack.State.READY, by=officer, file=stored, pages=1, built_at=timezone.now())
    scope = {"scope": f"university:{world.here.reference}"}
    brought = Import.objects.create(kind="learner_record", brought_by=officer, source=stored, options=scope)
    world.record_comparison = apprentices.compare_records(
        brought=brought, university=world.here, cohort=None, records=[world.apprentice], rows=[], by=officer
    )
    world.visit = make.visit(world.apprentice, by=officer, audit_file=world.audit_file)


def _concerning(world: Any) -> None:
    """One concern in each state that has a page of its own, all raised by the tutor; two holds, one to be looked at."""
    people = world.people
    tutor, lead, safeguarding = people["tutor"], people["lead"], people["safeguarding"]
    today = timezone.localdate()

    def raised(*, told: bool, hold_asked: bool = False, by: User = tutor, about: str = "apprentice") -> Any:
        concern = apprentices.raise_concern(
            world.apprentice,
            raised=apprentices.RaisedConcern(about=about, kind="support", happened="Late.", hold_asked=hold_asked),
            by=by,
        )
        if told:
            apprentices.tell_apprentice(concern, words="We met.", by=lead)
        return concern

    action = apprentices.PlannedAction(
        what="Write it up", measure="Seen", owner=people["apprentice"], due_on=today, support="Time"
    )
    plan = {"to": "formal", "action": action, "review_on": today + datetime.timedelta(days=9), "by": lead}
    world.told_concern, world.untold_concern = raised(told=True), raised(told=False)
    world.planned_concern, world.reviewed_concern = raised(told=True), raised(told=True)
    for concern in (world.planned_concern, world.reviewed_concern):
        apprentices.start_plan(concern, **plan)
    world.concern_action = world.planned_concern.actions.get()
    apprentices.settle_concern_action(world.reviewed_concern.actions.get(), to="done", by=lead)
    apprentices.review_concern(world.reviewed_concern, words="Better.", by=lead)
    world.undecided_concern = raised(told=False, hold_asked=True)
    world.held_concern = raised(told=False, hold_asked=True)
    world.concern_hold = apprentices.hold_telling(world.held_concern, ground="police", reason="Yes.", by=safeguarding)
    other = raised(told=False, hold_asked=True)
    first = apprentices.hold_telling(other, ground="police", reason="Yes.", by=safeguarding)
    world.asked_hold = apprentices.ask_to_prolong(first, reason="Still.", by=safeguarding)
    world.host_concern = raised(told=False, by=people["apprentice"], about="host")
    until = today + datetime.timedelta(days=9)
    for change in PlacementDecision.Change:  # so that the rows of placements say who plans them, not what protects one
        apprentices.decide_on_placement(
            world.host_concern, change=change, until=until, words="She asks for it.", by=people["compliance"]
        )
    world.linked_concern = raised(told=False, by=people["manager"])


def _looked_after(world: Any) -> Any:
    made = make.apprentice(at=world.camden, cohort=world.apprentice.cohort)
    make.involvement(made, Kind.LINE_MANAGER, person=world.people["manager"])
    make.involvement(made, Kind.TUTOR, person=world.people["tutor"])
    return made


def _nothing_comes_late() -> None:
    """However long the tests take, no work of this world is late, which `readyz` would say."""
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    for owed in (Job, Message):
        owed.objects.filter(state=owed.State.OWED).update(due_at=tomorrow)


def _browsers(world: Any) -> None:
    """A browser for everybody: signed in, or opened by a link, or nobody at all."""
    world.browsers = {name: make.signed_in(user) for name, user in world.people.items()}
    world.browsers["nobody"] = Client()
    for name, purpose, subject, person in (
        ("candidate_link", "application", world.unfinished, world.unfinished.candidate),
        ("break_link", "agree_break", world.asked_break, world.second_manager),
        ("booking_link", "booking", world.booking, world.booking.person),
        ("feedback_link", "session_feedback", world.attended, world.attended.person),
        ("destination_link", "answer_destination", world.destination, world.destination.apprentice.person),
        ("gateway_link", "decide_gateway", world.gateway, world.gateway_manager),
        ("hand_over_link", "read_hand_over", world.agreed_hand_over, world.agreed_hand_over.supervisor),
        ("manager_link", "endorsement", world.endorsement, world.endorsement.manager),
        ("member_link", "panel_seat", world.seat, world.seat.person),
        ("register_link", "panel_register", world.panellist, world.people["member"]),
        ("stand_in_link", "stand_in", world.stand_in, world.people["member"]),
        ("sifter_link", "sift", world.sifter, world.people["manager"]),
        ("claim_link", "panel_claim", world.owed, world.people["member"]),
        ("plan_link", "confirm_plan", world.manager_person, world.manager_person),
        ("adjustment_link", "decide_adjustment", world.adjustment, world.people["manager"]),
        ("statement_link", "state_variance", world.apprentice, world.people["manager"]),
        ("concern_link", "read_concern", world.linked_concern, world.people["manager"]),
        ("shadow_link", "release_shadowing", world.shadow_ask, world.people["manager"]),
        ("slot_link", "selection_slot", world.slot, world.slot.application.candidate),
        ("invited_link", "join as colleague", world.invitation, world.invited.person),
        ("visit_link", "visit", world.visit, world.visit.visitor),
        ("report_link", "supervisor_report", world.submission, world.people["other_manager"]),
        ("review_link", "review_panel", world.review_seat, world.review_seat.person),
        ("witness_link", "witness_evidence", world.witness_statement, world.people["manager"]),
        ("time_link", "confirm_time", world.people["manager"], world.people["manager"]),
    ):
        link, address = links.make(person=person, purpose=purpose, subject=subject)
        browser = Client()
        browser.get("/" + address.split("//", 1)[1].split("/", 1)[1])
        world.browsers[name] = browser
        world.links[name] = link
    session = world.browsers["time_link"].session
    session["proved"] = {
        world.links["time_link"].person.reference: {
            "name": "Manager",
            "role": "Line manager",
            "until": time.time() + 3600,
        }
    }
    session.save()
    session = world.browsers["visit_link"].session
    session["visits"] = {str(world.links["visit_link"].pk): time.time() + 3600}
    session.save()
    world.time_manager = world.people["manager"]
    _, address = links.make(person=world.booking.person, purpose="booking", subject=world.booking)
    world.live_token = address.rstrip("/").rsplit("/", 1)[-1]
    _, address = links.make(
        person=world.people["apprentice"], purpose="calendar feed", subject=world.people["apprentice"]
    )
    world.calendar_token = address.rstrip("/").rsplit("/", 1)[-1]
