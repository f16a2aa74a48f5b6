"""Two at the same moment: one place goes to one substitute, and one person takes one seat of a day."""

import datetime

import pytest
from django.utils import timezone

from recruitment.models import Group, PanelMember, SubstituteOffer, Vacancy
from recruitment.operations import panels, substitutes, vacancies
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = range(8)


def fresh(offer):
    return SubstituteOffer.objects.select_related("vacancy__panel__day", "panellist__person").get(pk=offer.pk)


def seats_of(vacancy):
    return PanelMember.objects.filter(panel=vacancy.panel, stands_in_for=vacancy.leaver).count()


@pytest.mark.parametrize("_", ROUNDS)
def test_a_yes_at_the_moment_the_hold_ends_and_the_next_ones_yes_fill_one_seat(_):
    offer = make.held_offer(number=2)
    second = offer.vacancy.offers.get(state="waiting")
    soon = timezone.now() + datetime.timedelta(milliseconds=60)
    SubstituteOffer.objects.filter(pk=offer.pk).update(held_until=soon)

    def clock():
        while substitutes.let_holds_end() == 0 and Vacancy.objects.get().state == "searching":
            pass
        if Vacancy.objects.get().state == "searching":
            substitutes.take_place(offer=fresh(second), by=second.panellist.person)

    at_once(lambda: substitutes.take_place(offer=fresh(offer), by=offer.panellist.person), clock)

    vacancy = Vacancy.objects.get()
    assert (vacancy.state, seats_of(vacancy)) == (Vacancy.State.FILLED, 1)
    assert SubstituteOffer.objects.filter(state="accepted").count() == 1
    assert not SubstituteOffer.objects.filter(state="held").exists()


@pytest.mark.parametrize("_", ROUNDS)
def test_yes_pressed_many_times_at_once_is_one_seat(_):
    offer = make.held_offer()

    said = at_once(*[lambda: substitutes.take_place(offer=fresh(offer), by=offer.panellist.person)] * 6)

    assert (said.count("done"), seats_of(Vacancy.objects.get())) == (1, 1)


@pytest.mark.parametrize("_", ROUNDS)
def test_one_person_held_for_two_panels_of_a_day_takes_one_seat(_):
    day, (first, *_rest) = make.day_with_substitutes(number=1)
    other = make.full_panel(day)
    for room in (day.panels.exclude(pk=other.pk).get(), other):
        leaver = room.members.get(group=Group.LIVED_EXPERIENCE)
        panels.decline(member=leaver, by=leaver.person)
    offers = list(SubstituteOffer.objects.filter(state="held"))
    assert len(offers) == 2

    at_once(*[lambda offer=offer: substitutes.take_place(offer=fresh(offer), by=first.person) for offer in offers])

    assert PanelMember.objects.filter(person=first.person, panel__day=day).count() == 1


@pytest.mark.parametrize("_", ROUNDS)
def test_two_clocks_at_once_ask_the_next_once(_):
    offer = make.held_offer(number=3)
    SubstituteOffer.objects.filter(pk=offer.pk).update(held_until=timezone.now() - datetime.timedelta(seconds=1))

    at_once(*[substitutes.let_holds_end] * 4)

    states = list(SubstituteOffer.objects.order_by("rank").values_list("state", flat=True))
    assert states == ["lapsed", "held", "waiting"]


@pytest.mark.parametrize("_", ROUNDS)
def test_a_search_stopped_while_a_substitute_says_yes_is_one_or_the_other(_):
    offer = make.held_offer()
    coordinator = make.coordinator_of(offer.vacancy.panel.day)

    at_once(
        lambda: substitutes.take_place(offer=fresh(offer), by=offer.panellist.person),
        lambda: vacancies.stop_search(vacancy=Vacancy.objects.select_related("panel").get(), by=coordinator),
    )

    vacancy = Vacancy.objects.get()
    assert (vacancy.state, seats_of(vacancy)) in ((Vacancy.State.FILLED, 1), (Vacancy.State.STOPPED, 0))
    assert not SubstituteOffer.objects.filter(state="held").exists()


@pytest.mark.parametrize("_", ROUNDS)
def test_a_substitute_and_a_coordinator_give_one_person_one_seat_of_a_day(_):
    offer = make.held_offer()
    day, person = offer.vacancy.panel.day, offer.panellist.person
    elsewhere, coordinator = make.panel(day), make.coordinator_of(day)

    at_once(
        lambda: substitutes.take_place(offer=fresh(offer), by=person),
        lambda: panels.invite_member(panel=elsewhere, person=person, group="lived_experience", by=coordinator),
    )

    assert PanelMember.objects.filter(person=person, panel__day=day).current().count() == 1
