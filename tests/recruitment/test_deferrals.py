"""A later start: agreed by both sides, and confirmed by both again where the next campaign has a place."""

import pytest

from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from core.workflow import StepRefused
from recruitment.models import Application, Deferral
from recruitment.operations import applications, deferrals, enrolment
from recruitment.permissions import outcomes as permissions
from recruitment.tasks import new_day
from tests import make

pytestmark = pytest.mark.django_db
State = Deferral.State


@pytest.fixture
def by():
    return make.deciders(places=1)


def again(deferral):
    return Deferral.objects.select_related("application__campaign", "became", "employer", "campaign").get(
        pk=deferral.pk
    )


def answer(deferral, side, who, says_yes=True):
    deferrals.answer(deferral=again(deferral), side=side, says_yes=says_yes, by=who)


def wanted(by, **fields):
    """Deferred, the next campaign is open, and the candidate still wants to start."""
    deferral = make.deferral(by)
    following = make.following_campaign(by.campaign, **fields)
    deferrals.still_want(deferral=deferral, by=deferral.application.candidate)
    return again(deferral), following


def test_only_the_candidate_asks_and_nothing_changes_until_both_have_agreed(by):
    application = make.accepted(by.campaign)
    with pytest.raises(StepRefused, match="Only the candidate"):
        deferrals.ask(application=application, by=by.lead)
    deferral = deferrals.ask(application=application, by=application.candidate)
    with pytest.raises(StepRefused, match="already"):
        deferrals.ask(application=application, by=application.candidate)
    answer(deferral, "employer", by.lead)
    application.refresh_from_db()
    assert (again(deferral).state, application.state) == (State.ASKED, "accepted")
    assert "The candidate asks to start later, and that has not been answered." in enrolment.blocks_enrolment(
        application
    )
    answer(deferral, "university", by.tutor)
    application.refresh_from_db()
    assert (again(deferral).state, application.state) == (State.AGREED, "deferred")


def test_a_no_of_either_side_leaves_the_offer_as_it_is(by):
    application = make.accepted(by.campaign)
    deferral = deferrals.ask(application=application, by=application.candidate)
    answer(deferral, "university", by.tutor, says_yes=False)
    answer(deferral, "employer", by.lead)
    application.refresh_from_db()
    assert (again(deferral).state, application.state) == (State.REFUSED, "accepted")


def test_nobody_answers_twice_or_for_both_sides(by):
    application = make.accepted(by.campaign)
    deferral = deferrals.ask(application=application, by=application.candidate)
    answer(deferral, "employer", by.lead)
    with pytest.raises(StepRefused, match="answered already"):
        answer(deferral, "employer", make.person())
    with pytest.raises(StepRefused, match="other side"):
        answer(deferral, "university", by.lead)
    assert not permissions.may_answer_deferral(by.lead, again(deferral), "university")
    assert permissions.may_answer_deferral(by.tutor, again(deferral), "university")


def test_the_place_of_a_deferred_candidate_goes_to_the_next_on_the_reserve_list(by):
    application = make.accepted(by.campaign)
    waiting = by.offer_to(make.application(by.campaign, state="recommended"))
    assert waiting.state == "offer_reserve"
    deferral = deferrals.ask(application=application, by=application.candidate)
    answer(deferral, "employer", by.lead)
    answer(deferral, "university", by.tutor)
    waiting.refresh_from_db()
    assert waiting.state == "offered"


# The next campaign --------------------------------------------------------------------------------------------------


def test_the_candidate_is_asked_once_when_the_next_campaign_opens(by):
    deferral = make.deferral(by)
    candidate = deferral.application.candidate
    with pytest.raises(StepRefused, match="not opened yet"):
        deferrals.still_want(deferral=deferral, by=candidate)
    new_day()
    owe_reminders()
    assert not Message.objects.filter(kind="deferral_to_confirm").exists()
    make.following_campaign(by.campaign)
    for _ in range(2):
        new_day()
        owe_reminders()
    assert [mail.to for mail in Message.objects.filter(kind="deferral_to_confirm")] == [candidate]


def test_confirmed_by_both_it_goes_on_in_the_next_campaign_with_checks_made_again(by):
    deferral, following = wanted(by)
    old = deferral.application
    for kind in ("qualifications", "dbs"):
        condition = old.offer.conditions.get(kind=kind)
        type(condition).objects.filter(pk=condition.pk).update(state="met", met_on="2026-01-05", recorded_by=by.lead)
    answer(deferral, "employer", by.lead)
    answer(deferral, "university", by.tutor)
    new = again(deferral).became
    old.refresh_from_db()
    assert (old.state, new.state, new.campaign, new.candidate) == ("reconfirmed", "accepted", following, old.candidate)
    assert (new.job_title, new.weekly_hours, new.why) == (old.job_title, old.weekly_hours, old.why)
    assert [condition.kind for condition in new.offer.conditions.all() if condition.state == "met"] == [
        "qualifications"
    ]
    assert Message.objects.filter(to=old.candidate, key__contains=new.reference).count() == 1


def test_an_employer_without_a_place_is_replaced_and_its_answer_kept(by):
    deferral, following = wanted(by, places=0)
    other = make.service()
    following.places.create(employer=other, places=1)
    other_lead = make.appointment(at=other, as_="workforce_lead").person
    answer(deferral, "university", by.tutor)
    with pytest.raises(StepRefused, match="no free place"):
        answer(deferral, "employer", by.lead)
    answer(deferral, "employer", by.lead, says_yes=False)
    assert not permissions.may_answer_deferral(other_lead, again(deferral), "employer")
    deferrals.find_employer(deferral=again(deferral), employer=other, by=by.coordinator)
    assert permissions.may_answer_deferral(other_lead, again(deferral), "employer")
    answer(deferral, "employer", other_lead)
    assert again(deferral).became.employer == other
    assert again(deferral).answers.filter(about="start", side="employer").count() == 2


def test_the_candidate_may_give_up_the_later_start(by):
    deferral, _ = wanted(by)
    deferrals.give_up(deferral=deferral, by=deferral.application.candidate)
    assert (again(deferral).state, Application.objects.get(pk=deferral.application_id).state) == (
        State.GIVEN_UP,
        "withdrawn",
    )


def test_who_withdraws_gives_up_the_later_start_as_well(by):
    deferral = make.deferral(by)
    application = Application.objects.get(pk=deferral.application_id)
    applications.withdraw(application=application, by=application.candidate)
    assert again(deferral).state == State.GIVEN_UP


def test_the_pages_ask_and_confirm(by):
    application = make.accepted(by.campaign)
    mine = f"/recruitment/my-application/{application.reference}/"
    candidate = make.signed_in(application.candidate)
    candidate.post(f"{mine}later/", {"words": "A course that I finish first."})
    deferral = Deferral.objects.get()
    for who, side in ((by.lead, "employer"), (by.tutor, "university")):
        home = make.signed_in(who).get("/").content.decode()
        page = f"/recruitment/later-starts/{deferral.reference}/answer/{side}/"
        assert page in home
        assert "A course that I finish first." in make.signed_in(who).get(page).content.decode()
        make.signed_in(who).post(page, {"says_yes": "yes"})
    make.following_campaign(by.campaign)
    assert "I still want to start" in candidate.get(mine).content.decode()
    candidate.post(f"{mine}later/confirm/", {"want": "yes"})
    assert again(deferral).state == State.WANTED
