"""Two people at once at the gateway and after it: one wins, the other hears of it, and nothing is half done."""

import datetime

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, CalendarEntry, FinishFact, Gateway, TimetableSession
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def fresh(apprentice):
    return Apprentice.objects.get(pk=apprentice.pk)


def test_both_keys_turned_at_once_are_one_decision_with_two_words():
    apprentice, manager, tutor = make.finishing()
    said = at_once(
        lambda: operations.decide_gateway(fresh(apprentice), party="employer", by=manager),
        lambda: operations.decide_gateway(fresh(apprentice), party="university", by=tutor),
    )
    gateway = Gateway.objects.get()
    assert said == ["done", "done"]
    assert sorted(gateway.decisions.values_list("party", flat=True)) == ["employer", "university"]


def test_the_last_word_against_not_yet_leaves_one_of_them():
    apprentice, manager, tutor = make.finishing()
    operations.decide_gateway(apprentice, party="employer", by=manager)
    gateway = operations.decide_gateway(apprentice, party="university", by=tutor)
    said = at_once(
        lambda: operations.decide_gateway(fresh(apprentice), party="apprentice", by=apprentice.person),
        lambda: operations.refuse_gateway(Gateway.objects.get(pk=gateway.pk), because="Too early.", by=tutor),
    )
    gateway.refresh_from_db()
    assert said.count("done") == 1
    assert (gateway.state, fresh(apprentice).state) == (
        (Gateway.State.DONE, Apprentice.State.GATEWAY)
        if said[0] == "done"
        else (Gateway.State.REFUSED, Apprentice.State.ACTIVE)
    )


def test_the_same_step_recorded_twice_at_once_is_there_once():
    apprentice, _, tutor = make.at_gateway()
    make.passed_sitting(apprentice, tutor)
    second = make.tutor_of(apprentice)
    said = at_once(
        *(
            lambda by=by: operations.record_step(
                fresh(apprentice), code="degree_awarded", on=TODAY, party="university", by=by
            )
            for by in (tutor, second)
        )
    )
    assert (said.count("done"), FinishFact.objects.count()) == (1, 1)
    assert fresh(apprentice).destinations.count() == 2


def test_a_session_cancelled_while_somebody_comes_back_is_not_planned_again():
    apprentice, _, tutor = make.apprentice_with_people()
    session = make.published_session(apprentice.cohort, date=TODAY + 9 * DAY)
    left = operations.withdraw(
        apprentice, last_day=TODAY - 2 * DAY, trigger="apprentice", code="own_choice", by=tutor, on=TODAY
    )
    planner = make.planner(apprentice.cohort)
    at_once(
        lambda: operations.cancel_session(TimetableSession.objects.get(pk=session.pk), reason="room", by=planner),
        lambda: operations.reinstate(left, because="A mistake.", by=tutor),
    )
    assert fresh(apprentice).state == Apprentice.State.ACTIVE
    assert apprentice.calendar.get(source_id=session.pk).state == CalendarEntry.State.CANCELLED
