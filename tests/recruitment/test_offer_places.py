"""As many offers as places: the last one goes once, the others wait in order, and an offer never ends by itself."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from core.workflow import StepRefused
from recruitment.models import Application, Offer
from recruitment.operations import applications, offers, places
from recruitment.operations.offer_places import free_places
from recruitment.views.offers import waiting_in_reserve
from recruitment.working_days import working_days_after
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture
def by():
    return make.deciders(places=1)


def recommended(by, total=None):
    application = make.application(by.campaign, state=State.RECOMMENDED)
    if total is not None:
        day = make.selection_day(by.campaign)
        slot = make.slot(make.panel(day), application, state="attended")
        make.recommendation(slot, total=total)
    return application


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def test_the_second_yes_beyond_the_last_place_puts_on_the_reserve_list(by):
    first, second = by.offer_to(recommended(by)), by.offer_to(recommended(by))
    assert (first.state, second.state) == (State.OFFERED, State.OFFER_RESERVE)
    assert (second.offer.made_at, second.offer.conditions.count()) == (None, 0)
    assert Message.objects.filter(to=second.candidate, kind="application_news").count() == 1


def test_a_place_that_comes_free_goes_to_the_highest_total_then_to_who_waits_longest(by):
    holder = by.offer_to(recommended(by))
    low = by.offer_to(recommended(by, total="3.10"))
    first_high, second_high = (by.offer_to(recommended(by, total="4.20")) for _ in range(2))
    without = by.offer_to(recommended(by))
    assert [waiting_in_reserve(one) for one in (low, first_high, second_high, without)] == [3, 1, 2, 4]

    offers.decline(offer=holder.offer, by=holder.candidate)
    assert [state_of(one) for one in (low, first_high, second_high)] == ["offer_reserve", "offered", "offer_reserve"]
    promoted = Offer.objects.get(application=first_high)
    assert promoted.answer_by > timezone.localdate()
    assert promoted.conditions.count() == 10
    assert Message.objects.filter(to=first_high.candidate, kind="application_news").count() == 2


@pytest.mark.parametrize("how", ["decline", "take_back", "withdraw", "more_places", "lapse"])
def test_whatever_frees_a_place_promotes_once(by, how):
    holder = by.offer_to(recommended(by))
    waiting = [by.offer_to(recommended(by)) for _ in range(2)]
    if how == "decline":
        offers.decline(offer=holder.offer, by=holder.candidate)
    elif how == "take_back":
        offers.take_back(application=holder, by=by.coordinator, reason="A condition was not met")
    elif how == "withdraw":
        offers.accept(offer=holder.offer, by=holder.candidate)
        holder.refresh_from_db()
        applications.withdraw(application=holder, by=holder.candidate)
    elif how == "more_places":
        places.set_places(campaign=by.campaign, employer=holder.employer, places=2, by=by.coordinator)
    else:
        Offer.objects.filter(pk=holder.offer.pk).update(is_last_day=True, answer_by=timezone.localdate() - DAY)
        offers.let_lapse(application=holder, by=by.coordinator)
        assert state_of(holder) == State.LAPSED
    assert [state_of(one) for one in waiting] == [State.OFFERED, State.OFFER_RESERVE]
    assert free_places(by.campaign, holder.employer) == 0


DAY = datetime.timedelta(days=1)


def test_who_withdraws_from_the_reserve_list_is_passed_over(by):
    holder, first, second = (by.offer_to(recommended(by)) for _ in range(3))
    applications.withdraw(application=first, by=first.candidate)
    offers.decline(offer=holder.offer, by=holder.candidate)
    assert (state_of(first), state_of(second)) == (State.WITHDRAWN, State.OFFERED)


def test_whoever_decides_reads_why_the_panel_recommends(by):
    application = recommended(by, total="4.00")
    page = make.signed_in(by.lead).get(f"/recruitment/applications/{application.reference}/decide/employer/")
    assert "Listens, and asks what the law says." in page.content.decode()


# When no answer comes -----------------------------------------------------------------------------------------------


def test_an_offer_lapses_only_after_a_last_day_of_which_the_candidate_was_told(by):
    application = by.offer_to(recommended(by))
    Offer.objects.update(answer_by=timezone.localdate() - DAY)
    with pytest.raises(StepRefused, match="last day first"):
        offers.let_lapse(application=application, by=by.coordinator)
    with pytest.raises(StepRefused, match="needs time"):
        offers.give_until(application=application, by=by.coordinator, day=timezone.localdate() + DAY, is_last=True)
    last = working_days_after(timezone.localdate(), 5)
    offers.give_until(application=application, by=by.coordinator, day=last, is_last=True)
    assert Message.objects.filter(to=application.candidate, kind="offer_last_day").count() == 1
    with time_machine.travel(last), pytest.raises(StepRefused):
        offers.let_lapse(application=application, by=by.coordinator)
    with time_machine.travel(last + DAY):
        offers.let_lapse(application=application, by=by.coordinator)
    assert state_of(application) == State.LAPSED


def test_more_time_takes_the_last_day_back(by):
    application = by.offer_to(recommended(by))
    last = working_days_after(timezone.localdate(), 5)
    offers.give_until(application=application, by=by.coordinator, day=last, is_last=True)
    offers.give_until(application=application, by=by.coordinator, day=last + 10 * DAY)
    with time_machine.travel(last + 20 * DAY), pytest.raises(StepRefused):
        offers.let_lapse(application=application, by=by.coordinator)
    offers.accept(offer=Offer.objects.get(application=application), by=application.candidate)
    assert state_of(application) == State.ACCEPTED


def test_conditions_have_a_day_and_the_candidate_is_reminded_once_two_weeks_before(by):
    application = by.offer_to(recommended(by))
    offers.accept(offer=application.offer, by=application.candidate)
    due = Offer.objects.get(application=application).conditions_by
    assert due == by.campaign.cohort.starts_on - 14 * DAY

    def reminded():
        owe_reminders()
        return Message.objects.filter(to=application.candidate, kind="conditions_soon").count()

    with time_machine.travel(due - 15 * DAY):
        assert reminded() == 0
    with time_machine.travel(due - 14 * DAY):
        assert (reminded(), reminded()) == (1, 1)


def test_the_letter_is_an_accessible_pdf_for_the_candidate_and_those_who_decided(by):
    application = by.offer_to(recommended(by))
    page = f"/recruitment/applications/{application.reference}/offer/letter/"
    for person in (by.lead, by.tutor, by.coordinator):
        answer = make.signed_in(person).get(page)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    mine = make.signed_in(application.candidate).get(
        f"/recruitment/my-application/{application.reference}/offer/letter/"
    )
    assert mine.content[:5] == b"%PDF-"
    waiting = by.offer_to(recommended(by))
    assert make.signed_in(by.lead).get(page.replace(application.reference, waiting.reference)).status_code == 404
