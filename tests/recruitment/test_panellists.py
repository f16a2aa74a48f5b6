"""The register of panel members: who is on it, what is kept for whom, whose turn it is, members under 18."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.audit.models import Event
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.composition import DOES_NOT_FIT
from recruitment.models import (
    Application,
    Availability,
    Group,
    Panellist,
    PanelMember,
    PersonalLimit,
    SelectionDay,
    StandingAvoidance,
)
from recruitment.operations import avoiding, panellists, panels, seats
from recruitment.operations.composition import reasons_on
from recruitment.operations.panellists import REGISTER
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def day():
    return make.selection_day()


@pytest.fixture
def office(day):
    return day.campaign.run_by


@pytest.fixture
def coordinator(day):
    return make.coordinator_of(day)


def invite(day, coordinator, one, room=None):
    return panels.invite_member(
        panel=room or make.panel(day),
        person=one.person,
        group=one.group,
        organisation=one.organisation,
        by=coordinator,
    )


# Who is on it -----------------------------------------------------------------------------------------------------


def test_whoever_is_invited_is_entered_once(day, office, coordinator):
    person, at = make.person(), make.service()
    member = panels.invite_member(
        panel=make.panel(day), person=person, group=Group.EMPLOYER, organisation=at, by=coordinator
    )
    panels.decline(member=member, by=person)
    panels.invite_member(panel=member.panel, person=person, group=Group.EMPLOYER, organisation=at, by=coordinator)

    entry = Panellist.objects.get(kept_by=office)
    assert (entry.person, entry.group, entry.organisation, entry.is_paid) == (person, Group.EMPLOYER, at, False)


def test_somebody_is_on_a_register_once(office, coordinator):
    one = make.panellist(office)
    with pytest.raises(StepRefused, match="on the register already"):
        panellists.enter(kept_by=office, person=one.person, group=one.group, by=coordinator)


def test_a_lead_sees_their_own_people_and_nobody_with_lived_experience(office):
    lead = make.appointment(make.person(), make.service(), "workforce_lead")
    own = make.panellist(office, Group.EMPLOYER, organisation=lead.organisation)
    make.panellist(office, Group.EMPLOYER)
    make.panellist(office, Group.LIVED_EXPERIENCE, organisation=lead.organisation)

    assert list(Panellist.objects.visible_to(lead.person)) == [own]


def test_a_lived_experience_coordinator_keeps_the_register_of_their_organisation(office):
    keeper = make.appointment(make.person(), office, "lived_experience_coordinator").person
    here, _ = make.panellist(office), make.panellist(make.campaign().run_by)

    assert list(Panellist.objects.visible_to(keeper)) == [here]
    page = make.signed_in(keeper).get(reverse("recruitment:panellist", args=[here.reference]))
    assert "Change what is known" in page.content.decode()


def test_whoever_leaves_the_register_is_asked_no_more_and_their_lists_are_deleted(day, office, coordinator):
    one = make.panellist(office)
    avoiding.never_meet(panellist=one, by=one.person, boroughs=[], organisations=[], names=["Ada"])
    panellists.set_limit(panellist=one, amount=20, every="week", by=one.person)
    panellists.ask_who_can_come(day=day, by=coordinator)

    panellists.leave_register(panellist=one, by=coordinator)

    assert not SignedLink.objects.to(one, REGISTER).live().exists()
    assert not StandingAvoidance.objects.exists()
    assert not PersonalLimit.objects.exists()
    assert panellists.ask_who_can_come(day=make.selection_day(day.campaign), by=coordinator) == 0


# What they say ----------------------------------------------------------------------------------------------------


def test_everybody_is_asked_once_which_day_they_can_come(day, office, coordinator):
    one, _ = make.panellist(office), make.panellist(office, state=Panellist.State.RESTING)

    assert panellists.ask_who_can_come(day=day, by=coordinator) == 1
    assert panellists.ask_who_can_come(day=day, by=coordinator) == 0
    asked = Availability.objects.get()
    panellists.answer_availability(panellist=one, answers={asked.pk: "maybe"}, by=one.person)

    asked.refresh_from_db()
    assert (asked.panellist, asked.answer, asked.answered_at is not None) == (one, "maybe", True)
    assert Message.objects.get(kind="panel_availability").to == one.person


def test_nobody_says_for_somebody_else_when_they_can_come(day, office, coordinator):
    one = make.can_come(make.panellist(office), day, "")
    with pytest.raises(StepRefused, match="Only the person themselves"):
        panellists.answer_availability(panellist=one, answers={Availability.objects.get().pk: "yes"}, by=coordinator)


def test_an_answer_reaches_only_what_oneself_was_asked(day, office):
    mine, theirs = (make.can_come(make.panellist(office), day, "") for _ in range(2))
    other = Availability.objects.get(panellist=theirs)

    panellists.answer_availability(panellist=mine, answers={other.pk: "yes"}, by=mine.person)

    other.refresh_from_db()
    assert other.answer == ""


def test_turns_count_days_of_a_year_and_those_ahead(day, office):
    one, other = make.panellist(office), make.panellist(office)
    long_ago = make.selection_day(day.campaign, date=TODAY - datetime.timedelta(days=500))
    for on in (long_ago, make.selection_day(day.campaign, date=TODAY - datetime.timedelta(days=90))):
        make.panel_member(make.panel(on), Group.LIVED_EXPERIENCE, one.person)
    called_off = make.selection_day(day.campaign, state=SelectionDay.State.CANCELLED)
    make.panel_member(make.panel(called_off), Group.LIVED_EXPERIENCE, other.person)

    stand = {entry.pk: standing for entry, standing in panellists.standings(Panellist.objects.all(), day)}

    assert (stand[one.pk].load, stand[one.pk].last_on) == (1, TODAY - datetime.timedelta(days=90))
    assert (stand[other.pk].load, stand[other.pk].last_on) == (0, None)


def test_a_list_of_whom_never_to_meet_holds_on_every_panel_and_leaves_no_trace(day, office, coordinator):
    one = make.panellist(office)
    avoiding.never_meet(panellist=one, by=one.person, boroughs=[], organisations=[], names=["amara"])
    room = make.panel(day)
    slot = make.slot(
        room, make.application(to=day.campaign, who=make.person("Amara Johnson"), state=Application.State.INVITED)
    )
    before = Event.objects.count()

    with pytest.raises(StepRefused) as refused:
        invite(day, coordinator, one, room)

    assert str(refused.value).endswith(DOES_NOT_FIT.format(panel=room.name, code=slot.code))
    assert Event.objects.count() == before


def test_a_list_written_late_sends_a_panel_back_without_a_name(day, office, coordinator):
    room = make.full_panel(day)
    slot = make.slot(room)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.CONFIRMED)
    one = make.panellist(office, who=room.members.get(group=Group.LIVED_EXPERIENCE).person)

    avoiding.never_meet(
        panellist=one, by=one.person, boroughs=[], organisations=[], names=[slot.application.candidate.name]
    )

    day.refresh_from_db()
    event = Event.objects.get(to_state=SelectionDay.State.STAFFING)
    assert (day.state, event.actor) == (SelectionDay.State.STAFFING, None)
    assert event.reason == DOES_NOT_FIT.format(panel=room.name, code=slot.code)


def test_nobody_who_keeps_the_register_reads_lists_or_limits(office, coordinator):
    one = make.panellist(office, access_needs="A quiet room")
    avoiding.never_meet(panellist=one, by=one.person, boroughs=[], organisations=[], names=["Zebedee"])
    panellists.set_limit(panellist=one, amount=4711, every="week", by=one.person)
    keeper, themselves = make.signed_in(coordinator), make.signed_in(one.person)

    page = keeper.get(reverse("recruitment:panellist", args=[one.reference])).content.decode()
    assert ("A quiet room" in page, "Zebedee" in page, "4711" in page) == (True, False, False)
    for name in ("never_to_meet", "my_limit"):
        address = reverse(f"recruitment:{name}", args=[one.reference])
        assert (keeper.get(address).status_code, themselves.get(address).status_code) == (404, 200)


# Members under 18 -------------------------------------------------------------------------------------------------

ARRANGED = {
    "own_consent_on": TODAY - datetime.timedelta(days=3),
    "guardian": "council",
    "guardian_name": "Camden Council",
    "guardian_consent_on": TODAY - datetime.timedelta(days=2),
    "chaperone": "Ada Obi",
    "lessons": "outside",
    "agreed_from": datetime.time(16),
    "agreed_until": datetime.time(18),
}


@pytest.fixture
def young(office):
    return make.panellist(
        office, who=make.person("Yusuf Young"), eighteen_on=TODAY + datetime.timedelta(days=200), supporter="Sam"
    )


def test_what_was_arranged_for_a_young_member_goes_with_the_invitation(day, young, coordinator):
    panellists.arrange_for_young(panellist=young, arranged=ARRANGED, by=coordinator)

    member = invite(day, coordinator, young)

    assert (member.under_18, member.chaperone, member.consent_on) == (True, "Ada Obi", ARRANGED["guardian_consent_on"])
    assert (member.known_as, young.known_as, member.supporter) == ("Yusuf", "Yusuf", "Sam")


def test_a_young_member_meets_candidates_only_within_the_hours_agreed(day, young, coordinator):
    panellists.arrange_for_young(panellist=young, arranged=ARRANGED, by=coordinator)
    room = make.full_panel(day)
    member = invite(day, coordinator, young, room)
    panels.accept(member=member, by=young.person)
    slot = make.slot(room)

    assert [reason for reason in reasons_on(day) if "outside the hours" in reason] == [
        f"The time of candidate {slot.code} lies outside the hours that were agreed with a member of {room.name} "
        "who is under 18."
    ]


def test_a_chaperone_does_not_score_on_the_day(day, young, coordinator):
    panellists.arrange_for_young(panellist=young, arranged=ARRANGED, by=coordinator)
    member = invite(day, coordinator, young)
    panels.accept(member=member, by=young.person)
    make.panel_member(make.panel(day), Group.EMPLOYER, make.person("Ada Obi"))

    with pytest.raises(StepRefused, match="cannot be a chaperone"):
        panels.confirm_member(member=member, by=coordinator)


def test_arrangements_made_later_reach_seats_ahead(day, young, coordinator):
    member = invite(day, coordinator, young)

    panellists.arrange_for_young(panellist=young, arranged=ARRANGED, by=coordinator)

    member.refresh_from_db()
    assert (member.chaperone, member.agreed_until) == ("Ada Obi", datetime.time(18))


def test_somebody_who_is_18_on_the_day_counts_like_everybody(day, office, coordinator):
    adult = make.panellist(office, eighteen_on=day.date)

    assert invite(day, coordinator, adult).under_18 is False
    with pytest.raises(StepRefused, match="is not under 18"):
        panellists.arrange_for_young(
            panellist=make.panellist(office, eighteen_on=TODAY), arranged=ARRANGED, by=coordinator
        )


# On the way to the day --------------------------------------------------------------------------------------------


def seated(day, trained_on):
    member = make.panel_member(make.panel(day), state=PanelMember.State.CONFIRMED)
    make.panellist(
        day.campaign.run_by, member.group, member.person, organisation=member.organisation, trained_on=trained_on
    )
    return member


@pytest.mark.parametrize("trained_on", [None, TODAY - datetime.timedelta(days=725)])
def test_nobody_is_briefed_whose_training_has_run_out_by_the_day(day, coordinator, trained_on):
    with pytest.raises(StepRefused, match="training for panels is not current"):
        seats.record_briefing(member=seated(day, trained_on), by=coordinator)


def test_briefed_checked_in_and_served(coordinator):
    day = make.live_day()
    member = day.panels.get().members.first()
    make.panellist(day.campaign.run_by, member.group, member.person, organisation=member.organisation)

    seats.record_briefing(member=member, by=coordinator)
    seats.check_in(member=member, by=coordinator)

    assert (member.state, member.is_seated) == (PanelMember.State.CHECKED_IN, True)


def test_nobody_is_checked_in_before_the_day(day, coordinator):
    with pytest.raises(StepRefused, match="on the day itself"):
        seats.check_in(member=seated(day, TODAY), by=coordinator)


# Lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["panellists", "who_can_come", "invite_from_register", "order_of_substitutes"])
def test_pages_cost_the_same_for_three_people_and_for_thirty(name, day, office, coordinator):
    browser = make.signed_in(coordinator)
    subject = {"panellists": [], "invite_from_register": [make.panel(day).reference]}.get(name, [day.reference])
    address = reverse(f"recruitment:{name}", args=subject)

    def cost():
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    for _ in range(3):
        make.can_come(make.panellist(office, Group.EMPLOYER), day)
    few = cost()
    for _ in range(27):
        make.can_come(make.panellist(office, Group.EMPLOYER), day)
    assert cost() == few
