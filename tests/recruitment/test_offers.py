"""Two decisions make an offer, one answer takes it up, and nobody is enrolled before the conditions are met."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from core.workflow import StepRefused
from recruitment.conditions import standard_conditions
from recruitment.models import Application, Endorsement, OfferDecision
from recruitment.operations import enrolment
from recruitment.operations import offers as operations
from recruitment.permissions import offers as permissions
from recruitment.views.offers import offer_context
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State


class Line:
    """A recommended candidate with the people who decide."""

    def __init__(self, **fields):
        make.published_minimum()
        self.application = make.application(state=State.RECOMMENDED, **fields)
        self.candidate = self.application.candidate
        self.lead = make.appointment(at=self.application.employer, as_="workforce_lead").person
        university = self.application.campaign.cohort.university
        self.tutor = make.appointment(at=university, as_="admissions_tutor").person
        self.coordinator = make.appointment(at=self.application.campaign.run_by, as_="recruitment_coordinator").person

    def employer(self, says_yes=True, **more):
        return self._decide("employer", self.lead, says_yes, **more)

    def university(self, says_yes=True, **more):
        return self._decide("university", self.tutor, says_yes, **more)

    def _decide(self, side, by, says_yes, **more):
        decision = operations.decide(application=self.application, side=side, by=by, says_yes=says_yes, **more)
        self.application = Application.objects.get(pk=self.application.pk)
        return decision

    def offered(self):
        self.employer()
        self.university()
        return self

    def accepted(self):
        self.offered()
        operations.accept(offer=self.application.offer, by=self.candidate)
        self.application.refresh_from_db()
        return self

    def ready(self):
        self.accepted()
        for condition in self.application.offer.conditions.all():
            enrolment.meet(condition=condition, by=self.lead)
        return self


@pytest.fixture
def line():
    return Line()


def news(person):
    return Message.objects.filter(to=person, kind="application_news").count()


# Two decisions ------------------------------------------------------------------------------------------------


def test_the_second_yes_makes_the_offer_and_tells_the_candidate_once(line):
    line.employer(job_title="Apprentice, Hospital Discharge", weekly_hours=36)
    assert (line.application.state, news(line.candidate)) == (State.RECOMMENDED, 0)
    line.university(prior_learning_hours=40)
    offer = line.application.offer
    assert (line.application.state, news(line.candidate)) == (State.OFFERED, 1)
    assert (offer.job_title, offer.weekly_hours, offer.prior_learning_hours) == (
        "Apprentice, Hospital Discharge",
        36,
        40,
    )
    assert offer.made_at is not None
    assert offer.answer_by > timezone.localdate()


def test_the_order_of_the_two_does_not_matter(line):
    line.university()
    line.employer()
    assert line.application.state == State.OFFERED


@pytest.mark.parametrize(("employer", "university"), [(True, False), (False, True), (False, False)])
def test_a_no_on_either_side_ends_without_an_offer(line, employer, university):
    line.employer(employer)
    line.university(university)
    assert (line.application.state, news(line.candidate)) == (State.NOT_OFFERED, 1)


def test_one_side_decides_once(line):
    line.employer()
    with pytest.raises(StepRefused, match=line.lead.name):
        operations.decide(application=line.application, side="employer", by=make.person(), says_yes=False)


def test_nobody_decides_for_both_sides(line):
    line.employer()
    with pytest.raises(StepRefused):
        operations.decide(application=line.application, side="university", by=line.lead, says_yes=True)
    both = make.appointment(line.lead, line.application.campaign.cohort.university, "admissions_tutor").person
    assert not permissions.may_decide(both, line.application, "university")


def test_where_the_university_is_the_employer_another_organisation_decides_too():
    university = make.university()
    campaign = make.campaign(
        employer=university, cohort=make.cohort(at=university, starts_on=datetime.date(2027, 9, 6))
    )
    application = make.application(campaign, state=State.RECOMMENDED)
    operations.decide(application=application, side="employer", by=make.person(), says_yes=True)
    with pytest.raises(StepRefused, match="same organisation"):
        operations.decide(application=application, side="university", by=make.person(), says_yes=True)


def test_the_database_itself_keeps_decisions_apart_and_as_they_were(line):
    decision = line.employer()
    for change in (
        {"side": "employer", "decided_by": make.person(), "organisation": make.university()},
        {"side": "university", "decided_by": line.lead, "organisation": make.university()},
        {"side": "university", "decided_by": make.person(), "organisation": line.application.employer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfferDecision.objects.create(application=line.application, says_yes=True, **change)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferDecision.objects.filter(pk=decision.pk).update(says_yes=False)


def test_each_side_reads_its_own_notes_and_the_others_answer_only_when_both_have_decided(line):
    line.employer(notes="Strong with families")
    line.application = Application.objects.select_related("employer", "campaign__cohort__university").get()

    def shown(user):
        return [(row["shows_answer"], row["notes"]) for row in offer_context(user, line.application)["decisions"]]

    assert shown(line.lead) == [(True, "Strong with families"), (False, "")]
    assert shown(line.tutor) == [(False, ""), (False, "")]
    line.university(notes="Needs study skills")
    assert shown(line.lead) == [(True, "Strong with families"), (True, "")]
    assert shown(line.tutor) == [(True, ""), (True, "Needs study skills")]
    assert shown(line.coordinator) == [(True, ""), (True, "")]


# The candidate's answer ---------------------------------------------------------------------------------------


def test_an_offer_is_accepted_once_and_by_the_candidate(line):
    line.offered()
    with pytest.raises(StepRefused):
        operations.accept(offer=line.application.offer, by=line.lead)
    operations.accept(offer=line.application.offer, by=line.candidate)
    with pytest.raises(StepRefused):
        operations.accept(offer=line.application.offer, by=line.candidate)
    with pytest.raises(StepRefused):
        operations.decline(offer=line.application.offer, by=line.candidate)


def test_a_late_answer_counts(line):
    line.offered()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=60)):
        operations.accept(offer=line.application.offer, by=line.candidate)
    line.application.refresh_from_db()
    assert line.application.state == State.ACCEPTED


def test_a_candidate_is_reminded_once_before_the_day_to_answer(line):
    line.offered()
    day = line.application.offer.answer_by
    for days in (2, 1):
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(9)) - datetime.timedelta(days=days)):
            owe_reminders()
    assert Message.objects.filter(kind="offer_reminder").count() == 1


def test_an_offer_is_taken_back_by_somebody_who_did_not_decide_on_it(line):
    line.accepted()
    with pytest.raises(StepRefused):
        operations.take_back(application=line.application, by=line.lead, reason="A condition was not met")
    operations.take_back(application=line.application, by=line.coordinator, reason="A condition was not met")
    assert line.application.state == State.OFFER_WITHDRAWN


# Conditions and enrolment -------------------------------------------------------------------------------------


def test_enrolment_is_blocked_by_every_condition_that_is_not_met(line):
    line.accepted()
    titles = [f"{condition.title}: not yet met." for condition in standard_conditions()]
    assert enrolment.blocks_enrolment(line.application) == titles
    first = line.application.offer.conditions.first()
    enrolment.meet(condition=first, by=line.lead)
    assert enrolment.blocks_enrolment(line.application) == titles[1:]
    with pytest.raises(StepRefused):
        enrolment.enrol(application=line.application, by=line.tutor)


def test_a_condition_can_be_reopened_until_enrolment(line):
    line.ready()
    condition = line.application.offer.conditions.first()
    enrolment.reopen(condition=condition, by=line.lead, reason="The wrong file")
    assert enrolment.blocks_enrolment(line.application) == [f"{condition.title}: not yet met."]


def test_conditions_belong_to_a_side(line):
    line.accepted()
    by_side = {condition.side: condition for condition in line.application.offer.conditions.all()}
    assert permissions.may_record(line.lead, by_side["employer"])
    assert not permissions.may_record(line.tutor, by_side["employer"])
    assert not permissions.may_record(line.lead, by_side["university"])
    assert permissions.may_record(line.tutor, by_side["university"])


def test_enrolment_makes_the_record_once_with_nothing_typed_twice():
    line = Line(works_there=True)
    manager = make.person("Priya Shah")
    Endorsement.objects.create(
        application=line.application,
        manager=manager,
        manager_name=manager.name,
        state="endorsed",
        answer="yes",
        signer_name=manager.name,
        signer_role="Team manager",
        answered_at=timezone.now(),
    )
    line.ready()
    apprentice = enrolment.enrol(application=line.application, by=line.tutor)
    line.application.refresh_from_db()
    employment = apprentice.employments.get()
    assert (apprentice.person, apprentice.employer) == (line.candidate, line.application.employer)
    assert apprentice.cohort == line.application.campaign.cohort
    assert (employment.job_title, employment.weekly_hours) == ("Social care assistant", 36)
    assert apprentice.involvements.get(kind=Involvement.Kind.LINE_MANAGER).person == manager
    assert (line.application.state, line.application.apprentice) == (State.ENROLLED, apprentice)
    with pytest.raises(StepRefused):
        enrolment.enrol(application=line.application, by=line.tutor)
    assert Apprentice.objects.count() == 1


def test_a_manager_from_another_employer_is_not_taken_over(line):
    line.ready()
    apprentice = enrolment.enrol(application=line.application, by=line.tutor)
    assert not apprentice.involvements.filter(kind=Involvement.Kind.LINE_MANAGER).exists()
