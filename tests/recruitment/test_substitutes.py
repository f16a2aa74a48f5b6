"""Substitutes: asked in turn with the place held, looked at again when they say yes, both names kept."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.documents.models import Pack
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import Endorsement, Group, PanelMember, Reserve, SelectionDay, SubstituteOffer, Vacancy
from recruitment.operations import avoiding, panels, seats, selection_days, substitutes, vacancies
from recruitment.operations.panel_pack import ask_for_pack
from recruitment.operations.panels import SEAT
from recruitment.tasks import keep_places_moving
from tests import make

pytestmark = pytest.mark.django_db
Offer = SubstituteOffer.State


def leaver_of(day):
    return day.panels.get().members.select_related("panel__day__campaign").get(group=Group.LIVED_EXPERIENCE)


def leave(member):
    panels.decline(member=member, by=member.person)


def turns():
    """How far each turn has come, in the order of asking."""
    return list(SubstituteOffer.objects.order_by("rank").values_list("state", flat=True))


def run_out(offer):
    SubstituteOffer.objects.filter(pk=offer.pk).update(held_until=timezone.now() - datetime.timedelta(minutes=1))


def test_when_a_member_leaves_the_place_is_held_for_the_first_and_the_rest_wait():
    day, (first, second) = make.day_with_substitutes()

    leave(leaver_of(day))

    assert turns() == [Offer.HELD, Offer.WAITING]
    asked = Message.objects.get(kind="stand_in")
    assert (asked.to, first.person) == (first.person, SubstituteOffer.objects.get(state=Offer.HELD).panellist.person)
    assert not Message.objects.filter(to=second.person).exists()


def test_the_leavers_link_opens_nothing_any_more():
    day, _ = make.day_with_substitutes()
    member = leaver_of(day)
    panels.send_invitation(member)

    leave(member)

    assert not SignedLink.objects.to(member, SEAT).live().exists()


def test_yes_takes_the_place_and_both_names_are_kept():
    offer = make.held_offer()

    member = substitutes.take_place(offer=offer, by=offer.panellist.person)

    vacancy = Vacancy.objects.get()
    assert (member.person, member.stands_in_for, member.group) == (
        offer.panellist.person,
        vacancy.leaver,
        Group.LIVED_EXPERIENCE,
    )
    assert (vacancy.state, vacancy.filled_by, vacancy.leaver.state) == (
        Vacancy.State.FILLED,
        member,
        PanelMember.State.DECLINED,
    )


def test_a_confirmed_day_goes_back_to_confirmed_and_nobody_else_is_told_again():
    day, _ = make.day_with_substitutes()
    slot = make.slot(day.panels.get())
    coordinator = make.coordinator_of(day)
    selection_days.meet_composition(day=day, by=coordinator)
    selection_days.confirm(day=day, by=coordinator)
    told = Message.objects.filter(to=slot.application.candidate).count()

    leave(leaver_of(day))
    day.refresh_from_db()
    assert day.state == SelectionDay.State.STAFFING
    offer = SubstituteOffer.objects.get(state=Offer.HELD)
    member = substitutes.take_place(offer=offer, by=offer.panellist.person)

    day.refresh_from_db()
    assert (day.state, member.state) == (SelectionDay.State.CONFIRMED, PanelMember.State.CONFIRMED)
    assert Message.objects.filter(to=slot.application.candidate).count() == told
    assert Message.objects.filter(to=member.person, kind="panel_confirmed").exists()


def test_the_papers_are_made_again_for_whoever_had_them_made():
    day, _ = make.day_with_substitutes()
    coordinator = make.coordinator_of(day)
    ask_for_pack(panel=day.panels.get(), by=coordinator)
    leave(leaver_of(day))
    offer = SubstituteOffer.objects.get(state=Offer.HELD)

    substitutes.take_place(offer=offer, by=offer.panellist.person)

    assert list(Pack.objects.values_list("asked_by", flat=True)) == [coordinator.pk] * 2


def test_no_and_silence_pass_the_place_to_the_next():
    offer = make.held_offer(number=3)

    substitutes.pass_on(offer=offer, by=offer.panellist.person)
    assert turns() == [Offer.DECLINED, Offer.HELD, Offer.WAITING]

    run_out(SubstituteOffer.objects.get(state=Offer.HELD))
    keep_places_moving()
    assert turns() == [Offer.DECLINED, Offer.LAPSED, Offer.HELD]


def test_a_yes_that_comes_too_late_is_refused_in_kind_words():
    offer = make.held_offer()
    run_out(offer)

    with pytest.raises(StepRefused, match="somebody else has been asked"):
        substitutes.take_place(offer=offer, by=offer.panellist.person)
    assert PanelMember.objects.count() == 3


def test_when_nobody_is_left_those_who_run_the_day_are_told():
    day, _ = make.day_with_substitutes(number=1)
    coordinator = make.coordinator_of(day)
    leave(leaver_of(day))
    offer = SubstituteOffer.objects.get()

    substitutes.pass_on(offer=offer, by=offer.panellist.person)

    assert Vacancy.objects.get().state == Vacancy.State.EXHAUSTED
    assert Message.objects.filter(to=coordinator, kind="selection_day_needs_you").exists()


def test_who_can_come_by_now_is_asked_in_a_second_search():
    day, _ = make.day_with_substitutes(number=1)
    coordinator = make.coordinator_of(day)
    leave(leaver_of(day))
    offer = SubstituteOffer.objects.get()
    substitutes.pass_on(offer=offer, by=offer.panellist.person)
    with pytest.raises(StepRefused, match="Nobody else who fits"):
        vacancies.search_again(vacancy=offer.vacancy, by=coordinator)
    make.can_come(make.panellist(day.campaign.run_by), day)

    vacancies.search_again(vacancy=Vacancy.objects.get(), by=coordinator)

    assert turns() == [Offer.DECLINED, Offer.HELD]


def test_who_never_wants_to_meet_a_candidate_is_passed_over_without_a_word():
    day, (first, _) = make.day_with_substitutes()
    slot = make.slot(day.panels.get())
    avoiding.never_meet(
        panellist=first, by=first.person, boroughs=[], organisations=[], names=[slot.application.candidate.name]
    )

    leave(leaver_of(day))

    assert turns() == [Offer.PASSED_OVER, Offer.HELD]
    assert not Message.objects.filter(to=first.person).exists()


def test_a_yes_that_does_not_fit_any_more_passes_the_place_on():
    offer = make.held_offer()
    slot = make.slot(offer.vacancy.panel)
    person = offer.panellist.person
    Endorsement.objects.create(application=slot.application, manager=person, manager_name=person.name)

    assert substitutes.take_place(offer=offer, by=person) is None
    assert turns() == [Offer.PASSED_OVER, Offer.HELD]


def test_nobody_answers_for_a_substitute():
    offer = make.held_offer()

    with pytest.raises(StepRefused, match="Only the person who was asked"):
        substitutes.take_place(offer=offer, by=make.coordinator_of(offer.vacancy.panel.day))


def test_the_order_that_was_set_stands_above_the_turns():
    day, (first, second) = make.day_with_substitutes()
    vacancies.set_order(day=day, order=[second, first], by=make.coordinator_of(day))

    leave(leaver_of(day))

    assert SubstituteOffer.objects.get(state=Offer.HELD).panellist == second
    assert list(Reserve.objects.values_list("panellist", flat=True)) == [second.pk, first.pk]


def test_a_substitute_speaks_for_the_same_view_and_is_trained_and_of_age():
    day, _ = make.day_with_substitutes(number=0)
    office, today = day.campaign.run_by, timezone.localdate()
    for fields in (
        {"group": Group.EMPLOYER},
        {"trained_on": None},
        {"trained_on": today - datetime.timedelta(days=800)},
        {"eighteen_on": today + datetime.timedelta(days=300)},
        {"state": "resting"},
    ):
        make.can_come(make.panellist(office, **fields), day)
    fits = make.can_come(make.panellist(office), day)

    assert vacancies.ranked(day.panels.get(), Group.LIVED_EXPERIENCE) == [fits]


def test_a_search_that_is_stopped_tells_whoever_was_being_asked():
    offer = make.held_offer()

    vacancies.stop_search(vacancy=offer.vacancy, by=make.coordinator_of(offer.vacancy.panel.day))

    assert turns() == [Offer.WITHDRAWN, Offer.WITHDRAWN]
    assert Message.objects.get(kind="stand_in_not_needed").to == offer.panellist.person
    with pytest.raises(StepRefused):
        substitutes.take_place(offer=offer, by=offer.panellist.person)


def test_a_member_who_does_not_come_is_replaced_on_the_day():
    day, (first, _) = make.day_with_substitutes(state=SelectionDay.State.LIVE, date=timezone.localdate())
    member = leaver_of(day)
    PanelMember.objects.filter(pk=member.pk).update(state=PanelMember.State.CONFIRMED)
    member.refresh_from_db()

    panels.record_absence(member=member, by=make.coordinator_of(day))
    offer = SubstituteOffer.objects.get(state=Offer.HELD)
    stands_in = substitutes.take_place(offer=offer, by=first.person)

    assert (stands_in.state, stands_in.is_seated) == (PanelMember.State.CONFIRMED, True)


def test_the_database_holds_a_place_for_one_only():
    offer = make.held_offer()
    other = SubstituteOffer.objects.get(state=Offer.WAITING)

    with pytest.raises(IntegrityError), transaction.atomic():
        SubstituteOffer.objects.filter(pk=other.pk).update(state=Offer.HELD, held_until=offer.held_until)


# Invitations that nobody answers ----------------------------------------------------------------------------------


def invited(hours_ago, hours_left):
    day = make.selection_day()
    member = panels.invite_member(
        panel=make.panel(day), person=make.person(), group="lived_experience", by=make.coordinator_of(day)
    )
    now = timezone.now()
    SignedLink.objects.update(created_at=now - datetime.timedelta(hours=hours_ago))
    PanelMember.objects.update(answer_by=now + datetime.timedelta(hours=hours_left))
    return member


@pytest.mark.parametrize(("ago", "left", "chased"), [(1, 10, 0), (6, 5, 1)])
def test_who_has_not_answered_is_asked_once_more_half_way(ago, left, chased):
    invited(ago, left)

    seats.follow_up_invitations()
    seats.follow_up_invitations()

    assert Message.objects.filter(kind="panel_invitation_again").count() == chased


def test_a_place_that_nobody_answers_for_is_released_and_can_be_offered_again():
    member = invited(10, -1)

    seats.follow_up_invitations()

    member.refresh_from_db()
    assert (member.state, SignedLink.objects.live().exists()) == (PanelMember.State.NO_REPLY, False)
    again = panels.invite_member(
        panel=member.panel, person=member.person, group=member.group, by=make.coordinator_of(member.panel.day)
    )
    assert (again.pk, again.state) == (member.pk, PanelMember.State.INVITED)
