"""Two at the same moment: one place, one yes, one seat."""

import pytest

from apprentices.models import CalendarEntry, ShadowingAsk
from apprentices.operations import peers
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_two_hosts_who_agree_to_the_same_ask_give_one_place():
    camden, hackney, _ = make.boroughs()
    day = make.shadowing_day(camden, places=3)
    ask = make.asked(day, make.learner(at=hackney))
    lead = make.appointment(at=camden, as_="workforce_lead").person

    said = at_once(lambda: peers.agree(ask, by=day.offered_by), lambda: peers.agree(ask, by=lead))

    assert said.count("done") == 1
    assert list(day.asks.values_list("state", "seat")) == [("agreed", 1)]
    assert CalendarEntry.objects.count() == 1


def test_the_last_place_goes_to_one_and_the_other_waits():
    camden, hackney, _ = make.boroughs()
    day = make.shadowing_day(camden)
    first, second = (make.asked(day, make.learner(at=hackney)) for _ in range(2))

    at_once(
        lambda: peers.agree(first, by=day.offered_by),
        lambda: peers.agree(second, by=day.offered_by),
    )
    for ask in (first, second):
        ask.refresh_from_db()
        if ask.state == "released":  # whoever stood second was answered first, and was told so
            peers.agree(ask, by=day.offered_by)

    assert sorted(day.asks.values_list("state", flat=True)) == ["agreed", "waiting"]
    assert CalendarEntry.objects.count() == 1


def test_the_same_ask_sent_twice_at_once_stands_once():
    camden, hackney, _ = make.boroughs()
    day, amara = make.shadowing_day(camden), make.learner(at=hackney)

    said = at_once(*[lambda: peers.ask_for_day(day, apprentice=amara, wish="Thresholds")] * 3)

    assert said.count("done") == 1
    assert ShadowingAsk.objects.count() == 1


def test_a_cancellation_and_a_withdrawal_at_once_move_one_up():
    camden, hackney, _ = make.boroughs()
    day = make.shadowing_day(camden)
    first, second, third = (make.agreed(day, make.learner(at=hackney)) for _ in range(3))

    at_once(
        lambda: peers.cancel_ask(first, by=first.apprentice.person),
        lambda: peers.decline(second, because="No desk.", by=day.offered_by),
    )

    third.refresh_from_db()
    assert (third.state, third.seat) == ("agreed", 1)


def test_the_last_seat_of_a_set_is_taken_once():
    camden, hackney, _ = make.boroughs()
    one = make.learning_set(camden, members=3, places=4)
    late = [make.learner(at=hackney) for _ in range(3)]

    said = at_once(*[lambda who=who: peers.join_learning_set(one, apprentice=who) for who in late])

    assert said.count("done") == 1
    one.refresh_from_db()
    assert (one.members.joined().count(), one.state) == (4, "running")
