"""Who sits on a panel and whom they see: asked, answered, refused with the reason, private reasons kept private."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import Event
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.composition import DOES_NOT_FIT
from recruitment.models import Application, Avoidance, Endorsement, Group, PanelCandidate, PanelMember, SelectionDay
from recruitment.operations import panels, selection_days, slots
from recruitment.operations.composition import reasons_on
from tests import make

pytestmark = pytest.mark.django_db
State = PanelMember.State


@pytest.fixture
def day():
    return make.selection_day()


@pytest.fixture
def coordinator(day):
    return make.coordinator_of(day)


def at_ten(day):
    return timezone.make_aware(datetime.datetime.combine(day.date, datetime.time(10)))


def invited(day, coordinator, room=None, **fields):
    defaults = {"person": make.person(), "group": Group.EMPLOYER, "organisation": make.service(), "by": coordinator}
    return panels.invite_member(panel=room or make.panel(day), **(defaults | fields))


def allotted(room, application, by):
    return slots.allot(panel=room, application=application, starts_at=at_ten(room.day), minutes=50, by=by)


# Members ----------------------------------------------------------------------------------------------------------


def test_a_member_is_invited_by_mail_with_a_link_and_says_yes(day, coordinator):
    member = invited(day, coordinator)

    panels.accept(member=member, by=member.person)

    assert Message.objects.get(kind="panel_invitation").to == member.person
    assert (member.state, SignedLink.objects.get().person) == (State.ACCEPTED, member.person)


def test_nobody_answers_for_somebody_else(day, coordinator):
    member = invited(day, coordinator)

    with pytest.raises(StepRefused, match="Only the person who was invited"):
        panels.accept(member=member, by=coordinator)


def test_somebody_who_said_no_may_be_asked_again(day, coordinator):
    member = invited(day, coordinator)
    panels.decline(member=member, by=member.person)

    again = invited(day, coordinator, room=member.panel, person=member.person, organisation=member.organisation)

    assert (again.pk, again.state) == (member.pk, State.INVITED)


def test_a_person_sits_on_one_panel_of_a_day(day, coordinator):
    member = invited(day, coordinator)

    with pytest.raises(StepRefused, match="on a panel of this day already"):
        invited(day, coordinator, person=member.person)


def test_an_employers_member_comes_from_an_employer(day, coordinator):
    with pytest.raises(StepRefused, match="Say which organisation"):
        invited(day, coordinator, organisation=None)


def test_nobody_is_invited_before_staffing_begins(coordinator):
    with pytest.raises(StepRefused, match="Begin to find panel members first"):
        invited(make.selection_day(state=SelectionDay.State.PLANNED), coordinator)


def test_a_released_member_loses_the_link_at_once(day, coordinator):
    member = invited(day, coordinator)

    panels.release(member=member, by=coordinator)

    assert not SignedLink.objects.live().exists()


def test_a_member_under_18_is_confirmed_with_consent_and_a_chaperone(day, coordinator):
    member = make.panel_member(make.panel(day), Group.LIVED_EXPERIENCE, under_18=True)
    with pytest.raises(StepRefused, match="name a chaperone"):
        panels.confirm_member(member=member, by=coordinator)

    panels.record_support(member=member, chaperone="Ada Obi", consent_on=timezone.localdate(), by=coordinator)
    panels.confirm_member(member=member, by=coordinator)

    assert member.state == State.CONFIRMED


def test_the_database_refuses_a_seated_member_under_18_without_a_chaperone(day):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.panel_member(make.panel(day), Group.LIVED_EXPERIENCE, under_18=True, state=State.CONFIRMED)


# Candidates -------------------------------------------------------------------------------------------------------


def test_an_invited_candidate_gets_one_slot(day, coordinator):
    room = make.full_panel(day)
    application = make.application(to=day.campaign, state=Application.State.INVITED)
    allotted(room, application, coordinator)

    with pytest.raises(StepRefused, match="has a slot already"):
        allotted(room, application, coordinator)


@pytest.mark.parametrize("state", ["submitted", "eligible", "not_progressed", "withdrawn"])
def test_only_invited_candidates_get_a_slot(day, coordinator, state):
    with pytest.raises(StepRefused, match="is not invited to selection"):
        allotted(make.full_panel(day), make.application(to=day.campaign, state=state), coordinator)


def test_a_candidate_of_another_campaign_gets_no_slot(day, coordinator):
    with pytest.raises(StepRefused, match="another campaign"):
        allotted(make.full_panel(day), make.application(state=Application.State.INVITED), coordinator)


def test_a_line_manager_on_the_panel_is_refused_with_the_reason(day, coordinator):
    room = make.full_panel(day)
    application = make.application(to=day.campaign, state=Application.State.INVITED)
    manager = room.members.get(group=Group.EMPLOYER).person
    Endorsement.objects.create(application=application, manager=manager, manager_name=manager.name)

    with pytest.raises(StepRefused) as refused:
        allotted(room, application, coordinator)

    assert str(refused.value) == f"The line manager of candidate {application.code} sits on {room.name}."


def test_a_line_manager_is_not_invited_to_the_panel_of_their_candidate(day, coordinator):
    slot = make.slot(make.panel(day))
    manager = make.person("Peter Manager")
    Endorsement.objects.create(application=slot.application, manager=manager, manager_name=manager.name)

    with pytest.raises(StepRefused, match="Peter Manager cannot sit"):
        invited(day, coordinator, room=slot.panel, person=manager)
    assert not PanelMember.objects.exists()


def test_a_panel_may_not_be_all_from_the_candidates_borough(day, coordinator):
    camden = make.borough("Camden")
    room = make.panel(day)
    make.panel_member(room, Group.EMPLOYER, organisation=make.service_in(camden))
    make.panel_member(room, Group.UNIVERSITY)
    make.panel_member(room, Group.LIVED_EXPERIENCE)
    application = make.application(to=day.campaign, state=Application.State.INVITED, employer=make.service_in(camden))
    make.slot(room, application)

    with pytest.raises(StepRefused, match="comes from the borough of candidate"):
        selection_days.meet_composition(day=day, by=coordinator)
    make.panel_member(room, Group.EMPLOYER, organisation=make.service_in(make.borough("Hackney")))
    selection_days.meet_composition(day=day, by=coordinator)


def test_a_list_of_people_to_avoid_refuses_without_saying_whose_it_is(day, coordinator):
    room = make.full_panel(day)
    member = room.members.get(group=Group.LIVED_EXPERIENCE)
    application = make.application(to=day.campaign, who=make.person("Amara Johnson"), state=Application.State.INVITED)
    panels.ask_to_avoid(member=member, by=member.person, boroughs=[], organisations=[], names=["amara johnson", " "])

    with pytest.raises(StepRefused) as refused:
        allotted(room, application, coordinator)

    assert str(refused.value) == DOES_NOT_FIT.format(panel=room.name, code=application.code)
    assert Avoidance.objects.get().name == "amara johnson"


def test_a_list_of_people_to_avoid_leaves_no_trace_in_the_history(day):
    member = make.panel_member(make.panel(day))

    panels.ask_to_avoid(member=member, by=member.person, boroughs=[], organisations=[], names=["Amara"])

    assert not Event.objects.exists()


def test_a_list_written_late_sends_a_confirmed_day_back_to_staffing_without_a_name(day, coordinator):
    room = make.full_panel(day)
    slot = make.slot(room)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.CONFIRMED)
    member = room.members.get(group=Group.EMPLOYER)

    panels.ask_to_avoid(
        member=member, by=member.person, boroughs=[], organisations=[slot.application.employer], names=[]
    )

    day.refresh_from_db()
    event = Event.objects.get(to_state=SelectionDay.State.STAFFING)
    assert (day.state, event.actor) == (SelectionDay.State.STAFFING, None)
    assert event.reason == DOES_NOT_FIT.format(panel=room.name, code=slot.code)


def test_a_candidate_who_knows_somebody_is_moved_without_a_reason(day, coordinator):
    slot = make.slot(make.full_panel(day))
    other = make.full_panel(day)

    panels.ask_for_another_panel(candidate=slot, by=slot.application.candidate)
    assert reasons_on(day) == [DOES_NOT_FIT.format(panel=slot.panel.name, code=slot.code)]
    moved = slots.move_candidate(candidate=slot, to=other, starts_at=at_ten(day), minutes=50, by=coordinator)

    assert (moved.panel, reasons_on(day)) == (other, [])
    assert Message.objects.filter(kind="selection_day_needs_you", to=coordinator).count() == 1


def test_only_the_candidate_asks_for_another_panel(day, coordinator):
    slot = make.slot(make.full_panel(day))

    with pytest.raises(StepRefused, match="Only the candidate"):
        panels.ask_for_another_panel(candidate=slot, by=coordinator)


def test_a_withdrawn_candidate_leaves_the_panel_at_once(day):
    room = make.full_panel(day)
    slot = make.slot(room)
    Application.objects.filter(pk=slot.application_id).update(state=Application.State.WITHDRAWN)

    assert not room.candidates.live().exists()


def test_attendance_moves_the_application():
    day = make.live_day(candidates=0)
    coordinator = make.coordinator_of(day)
    came, absent = (make.slot(day.panels.get()) for _ in range(2))

    panels.record_attendance(candidate=came, came=True, by=coordinator)
    panels.record_attendance(candidate=absent, came=False, by=coordinator)

    states = [PanelCandidate.objects.get(pk=slot.pk).application.state for slot in (came, absent)]
    assert states == [Application.State.ATTENDED, Application.State.DID_NOT_ATTEND]


def test_a_late_arrival_still_came():
    day = make.live_day(candidates=0)
    coordinator = make.coordinator_of(day)
    slot = make.slot(day.panels.get())

    panels.record_attendance(candidate=slot, came=False, by=coordinator)
    panels.record_attendance(candidate=slot, came=True, by=coordinator)

    slot.refresh_from_db()
    assert (slot.state, slot.application.state) == ("attended", "attended")


def test_the_make_up_of_panels_costs_the_same_for_few_and_for_many():
    def queries_for(rooms):
        day = make.selection_day()
        for _ in range(rooms):
            room = make.full_panel(day)
            make.slot(room)
            make.slot(room)
        with CaptureQueriesContext(connection) as captured:
            reasons_on(day)
        return len(captured)

    assert queries_for(1) == queries_for(6)
