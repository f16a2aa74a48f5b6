"""The days of a later start: who is asked hears it and is reminded, who was warned and is silent loses the place."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from recruitment.models import Application, Deferral
from recruitment.operations import campaign_figures, deferral_days, deferrals, offer_places, offers, suitability
from recruitment.registrations import worklist
from recruitment.tasks import new_day
from recruitment.working_days import working_days_after
from tests import make

pytestmark = pytest.mark.django_db
State = Deferral.State
SAYS = {"employer": "lead", "university": "tutor"}


@pytest.fixture
def by():
    return make.deciders(places=1)


def again(deferral):
    return Deferral.objects.select_related("application", "employer", "campaign").get(pk=deferral.pk)


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("to", flat=True))


def on(day):
    """The hourly work of a day, twice, as after a restart."""
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(9), datetime.UTC), tick=False):
        for _ in range(2):
            new_day()
            owe_reminders()


def mine_on(day, deferral):
    """What the candidate reads on a day."""
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(9), datetime.UTC), tick=False):
        page = make.signed_in(deferral.application.candidate)
        return page.get(f"/recruitment/my-application/{deferral.application.reference}/").content.decode()


def days_before(day, days):
    return deferral_days.working_days_before(day, days)


def asked_again(by, **fields):
    """Deferred; the next campaign has opened, and the candidate is asked."""
    deferral = make.deferral(by)
    following = make.following_campaign(by.campaign, **fields)
    on(timezone.localdate())
    return again(deferral), following


# Employer and university --------------------------------------------------------------------------------------------


def test_both_sides_are_mailed_at_once_and_once_more_before_the_day(by):
    application = make.accepted(by.campaign)
    deferral = deferrals.ask(application=application, by=application.candidate)
    assert deferral.answer_by == working_days_after(timezone.localdate(), 10)
    on(timezone.localdate())
    assert told("deferral_to_answer") == {by.lead.pk, by.tutor.pk}
    assert told("deferral_answer_soon") == set()
    on(days_before(deferral.answer_by, 5))
    assert told("deferral_answer_soon") == {by.lead.pk, by.tutor.pk}
    assert Message.objects.filter(kind__startswith="deferral").count() == 4


def test_a_side_that_has_answered_hears_no_more(by):
    application = make.accepted(by.campaign)
    deferral = deferrals.ask(application=application, by=application.candidate)
    deferrals.answer(deferral=deferral, side="employer", says_yes=True, by=by.lead)
    on(days_before(deferral.answer_by, 5))
    assert told("deferral_to_answer") == told("deferral_answer_soon") == {by.tutor.pk}


def test_the_silence_of_a_side_ends_nothing_and_comes_to_whoever_runs_the_campaign(by):
    application = make.accepted(by.campaign)
    deferral = deferrals.ask(application=application, by=application.candidate)
    late = deferral.answer_by + datetime.timedelta(days=1)
    on(late)
    assert again(deferral).state == State.ASKED
    assert told("deferral_late") == {by.coordinator.pk}
    assert "1 later start has no answer from the employer or the university" in [
        item.text for item in worklist(by.coordinator, late)
    ]
    assert not [item for item in worklist(by.coordinator, deferral.answer_by) if "later start" in item.text]


@pytest.mark.parametrize("side", ["employer", "university"])
def test_a_side_that_says_no_is_the_coordinators_who_tells_the_candidate_why(by, side):
    deferral, _ = asked_again(by)
    deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
    on(timezone.localdate())
    assert told("deferral_not_confirmed") == set()
    deferrals.answer(deferral=again(deferral), side=side, says_yes=False, by=getattr(by, SAYS[side]))
    on(timezone.localdate())
    on(timezone.localdate())
    assert told("deferral_not_confirmed") == {by.coordinator.pk}
    assert Message.objects.filter(kind="deferral_not_confirmed").count() == 1

    page = make.signed_in(by.coordinator).get(f"/recruitment/applications/{deferral.application.reference}/")
    assert "Take the offer back" in page.content.decode()
    application = Application.objects.get(pk=deferral.application_id)
    offers.take_back(application=application, by=by.coordinator, reason="The cohort has no place in that service.")
    assert (application.state, application.feedback) == ("offer_withdrawn", "The cohort has no place in that service.")


def test_the_mails_name_nobody(by):
    deferral, _ = asked_again(by)
    deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
    on(timezone.localdate())
    mails = Message.objects.filter(kind="deferral_to_answer")
    assert {mail.to for mail in mails} == {by.lead, by.tutor}
    assert not [mail for mail in mails if deferral.application.candidate.name in mail.subject + mail.body]


def test_another_employer_that_is_asked_has_days_of_its_own(by):
    deferral, following = asked_again(by)
    deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
    other = make.service()
    following.places.create(employer=other, places=1)
    lead = make.appointment(at=other, as_="workforce_lead").person
    later = again(deferral).answer_by
    with time_machine.travel(datetime.datetime.combine(later, datetime.time(9), datetime.UTC), tick=False):
        deferrals.find_employer(deferral=again(deferral), employer=other, by=by.coordinator)
        owe_reminders()
    assert again(deferral).answer_by == working_days_after(later, 10)
    assert lead.pk in told("deferral_to_answer")


# The candidate ------------------------------------------------------------------------------------------------------


def test_the_candidate_is_asked_by_a_day_and_a_place_of_the_next_campaign_is_kept(by):
    deferral, following = asked_again(by, places=1)
    assert (deferral.campaign, deferral.answer_by) == (following, working_days_after(timezone.localdate(), 20))
    assert offer_places.free_places(following, deferral.employer) == 0
    new = make.deciders(following)
    assert new.offer_to(make.application(following, state="recommended")).state == "offer_reserve"


def test_fewer_places_than_deferred_people_are_promised_to_nobody():
    by = make.deciders(places=2)
    accepted = [make.accepted(by.campaign) for _ in range(2)]
    for application in accepted:
        asked = deferrals.ask(application=application, by=application.candidate)
        for side, who in (("employer", by.lead), ("university", by.tutor)):
            deferrals.answer(deferral=asked, side=side, says_yes=True, by=who)
    make.following_campaign(by.campaign, places=1)
    on(timezone.localdate())
    asked_again = list(Deferral.objects.select_related("application"))
    on(days_before(asked_again[0].answer_by, 5))
    mails = Message.objects.filter(kind__in=deferral_days.TO_CANDIDATES)
    assert mails.count() == 4
    words = "the employer keeps the places that it has for people who deferred"
    said = [mail.body for mail in mails] + [mine_on(timezone.localdate(), deferral) for deferral in asked_again]
    assert not [text for text in said if words not in text or "place for you" in text]


def test_who_asks_reads_how_many_working_days_they_will_have(by):
    application = make.accepted(by.campaign)
    page = make.signed_in(application.candidate).get(reverse("recruitment:ask_for_later", args=[application.reference]))
    text = page.content.decode()
    assert f"You have {deferrals.WORKING_DAYS_FOR_THE_CANDIDATE} working days to say so" in text
    assert "place for you" not in text


def test_a_warned_candidate_who_does_not_answer_lapses_and_the_place_goes_to_the_next_in_order(by):
    deferral, following = asked_again(by, places=1)
    new = make.deciders(following)
    waiting = new.offer_to(make.application(following, state="recommended"))
    day = deferral.answer_by
    on(days_before(day, 5))
    assert told("deferral_warning") == {deferral.application.candidate_id}
    on(day)
    assert again(deferral).state == State.AGREED
    on(day + datetime.timedelta(days=1))
    assert (again(deferral).state, again(deferral).application.state) == (State.LAPSED, "lapsed")
    assert Application.objects.get(pk=waiting.pk).state == "offered"
    assert Message.objects.filter(to=deferral.application.candidate, kind="deferral_warning").count() == 1
    news = Message.objects.filter(to=deferral.application.candidate, kind="application_news", key__contains="-lapsed-")
    assert news.count() == 1
    page = make.signed_in(deferral.application.candidate)
    mine = page.get(f"/recruitment/my-application/{deferral.application.reference}/").content.decode()
    assert "has lapsed" in mine


def test_nobody_lapses_who_was_not_warned_five_working_days_before(by):
    deferral, _ = asked_again(by)
    stood_still_until = working_days_after(deferral.answer_by, 2)
    on(stood_still_until)
    assert again(deferral).state == State.AGREED
    [warning] = Message.objects.filter(kind="deferral_warning")
    last = working_days_after(stood_still_until, 5)
    assert f"{last.day} {last:%B %Y}" in warning.body
    assert f"by {last.day} {last:%B %Y}" in mine_on(last, deferral)
    on(last)
    assert again(deferral).state == State.AGREED
    on(last + datetime.timedelta(days=1))
    assert again(deferral).state == State.LAPSED
    assert Message.objects.filter(kind="deferral_warning").count() == 1


def test_who_still_wants_to_start_is_neither_warned_nor_lapses(by):
    deferral, _ = asked_again(by)
    deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
    on(days_before(deferral.answer_by, 5))
    on(deferral.answer_by + datetime.timedelta(days=1))
    assert told("deferral_warning") == set()
    assert again(deferral).state == State.WANTED


def test_the_day_itself_and_an_answer_at_the_last_moment_are_still_the_candidates(by):
    deferral, _ = asked_again(by)
    assert not deferrals.lapse(deferral=deferral)
    deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
    Deferral.objects.update(answer_by=timezone.localdate() - datetime.timedelta(days=1))
    assert not deferrals.lapse(deferral=deferral)
    assert again(deferral).state == State.WANTED


def test_a_place_that_was_kept_goes_on_when_the_candidate_gives_up_or_a_side_says_no(by):
    for ends in ("candidate", "university"):
        deciders = make.deciders(places=1)
        deferral, following = asked_again(deciders, places=1)
        new = make.deciders(following)
        waiting = new.offer_to(make.application(following, state="recommended"))
        assert waiting.state == "offer_reserve"
        if ends == "candidate":
            deferrals.give_up(deferral=deferral, by=deferral.application.candidate)
        else:
            deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
            deferrals.answer(deferral=again(deferral), side="university", says_yes=False, by=deciders.tutor)
        assert Application.objects.get(pk=waiting.pk).state == "offered"


def test_an_offer_taken_back_ends_the_mails_and_passes_the_kept_place_on(by):
    deferral, following = asked_again(by, places=1)
    waiting = make.deciders(following).offer_to(make.application(following, state="recommended"))
    referral = make.referral(deferral.application, full=True)
    chair = referral.members.get(chairs=True).person
    suitability.decide(referral=referral, outcome="not_suitable", words="So.", by=chair)
    assert Application.objects.get(pk=waiting.pk).state == "offered"
    on(days_before(deferral.answer_by, 5))
    on(deferral.answer_by + datetime.timedelta(days=1))
    assert told("deferral_warning") == set()
    assert again(deferral).state == State.AGREED


def test_what_lapsed_is_kept_to_the_end_of_the_campaign_in_which_a_place_was_kept(by):
    deferral, following = asked_again(by)
    Application.objects.filter(pk=deferral.application_id).update(state="lapsed")
    Deferral.objects.filter(pk=deferral.pk).update(state=State.LAPSED)
    day = following.closes_on + datetime.timedelta(days=1)
    campaign_figures.keep_figures(by.campaign)
    assert not Application.objects.over_by(day).exists()
    campaign_figures.keep_figures(following)
    assert Application.objects.over_by(day).get() == deferral.application
