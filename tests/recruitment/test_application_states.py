"""Every step that an application may take, and no other: each state tried against each."""

import contextlib
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.workflow import StepRefused, move
from recruitment.models import Application, Condition
from recruitment.operations import applications, enrolment, offers
from tests import make

State = Application.State
pytestmark = pytest.mark.django_db

LEADS_TO = {
    "draft": "submitted withdrawn",
    "submitted": "eligible exception_requested not_eligible withdrawn",
    "exception_requested": "eligible not_eligible withdrawn",
    "not_eligible": "exception_requested submitted withdrawn",
    "eligible": "invited not_progressed reserve withdrawn",
    "reserve": "invited not_progressed withdrawn",
    "not_progressed": "eligible invited reserve withdrawn",
    "invited": "attended did_not_attend withdrawn",
    "did_not_attend": "invited withdrawn",
    "attended": "not_recommended recommended withdrawn",
    "not_recommended": "invited recommended",
    "recommended": "not_offered offer_reserve offered withdrawn",
    "not_offered": "recommended",
    "offer_reserve": "not_offered offered withdrawn",
    "offered": "accepted declined lapsed offer_withdrawn",
    "accepted": "deferred enrolled offer_withdrawn withdrawn",
    "deferred": "lapsed offer_withdrawn reconfirmed withdrawn",
}


def test_the_steps_are_these():
    assert {
        state.value: " ".join(sorted(following)) for state, following in Application.STEPS.items() if following
    } == LEADS_TO


@pytest.mark.parametrize("ended", ["declined", "lapsed", "offer_withdrawn", "reconfirmed", "withdrawn"])
def test_what_has_ended_stays_ended(ended):
    application = make.application(state=ended)
    for to in State:
        with pytest.raises(StepRefused):
            move(application, to=to, by=application.candidate)
    assert application.has_ended


class Recruitment(RuleBasedStateMachine):
    """Everybody tries everything at any time; whatever happens, what the trade says must hold."""

    reached: ClassVar[set[str]] = set()

    @initialize(start=st.sampled_from([State.DRAFT, State.SUBMITTED, State.INVITED, State.RECOMMENDED]))
    def an_application_somewhere_on_its_way(self, start):
        self.application = make.application(state=start)
        campaign = self.application.campaign
        self.candidate = self.application.candidate
        make.published_minimum()
        self.tutor = make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person
        self.second = make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person
        self.lead = make.appointment(at=self.application.employer, as_="workforce_lead").person
        self.coordinator = make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person

    def fresh(self):
        return Application.objects.get(pk=self.application.pk)

    def attempt(self, step, **arguments):
        with contextlib.suppress(StepRefused):
            step(**arguments)

    @rule()
    def submit(self):
        self.attempt(applications.submit, application=self.fresh(), by=self.candidate)

    @rule()
    def withdraw(self):
        if self.fresh().state not in ("exception_requested", "not_eligible"):
            return  # it would end most walks early
        self.attempt(applications.withdraw, application=self.fresh(), by=self.candidate)

    @rule()
    def find_eligible(self):
        self.attempt(applications.find_eligible, application=self.fresh(), by=self.tutor)

    @rule()
    def find_not_eligible(self):
        self.attempt(applications.find_not_eligible, application=self.fresh(), by=self.tutor, feedback="Not yet")

    @rule()
    def ask_for_exception(self):
        self.attempt(
            applications.ask_for_exception, application=self.fresh(), by=self.tutor, requirement="Maths", case="Years"
        )

    @rule()
    def decide_exception(self):
        asked = self.application.exceptions.filter(state="asked").first()
        if asked:
            self.attempt(applications.decide_exception, exception=asked, by=self.second, agrees=True)

    @rule()
    def invite(self):
        self.attempt(applications.shortlist, application=self.fresh(), by=self.lead, outcome=State.INVITED)

    @rule()
    def come_to_selection(self):
        for to in (State.ATTENDED, State.RECOMMENDED):
            self.attempt(move, record=self.fresh(), to=to, by=self.coordinator)

    @rule()
    def employer_says_yes(self):
        self.attempt(offers.decide, application=self.fresh(), side="employer", by=self.lead, says_yes=True)

    @rule()
    def university_says_yes(self):
        self.attempt(offers.decide, application=self.fresh(), side="university", by=self.tutor, says_yes=True)

    @rule()
    def accept(self):
        if hasattr(self.fresh(), "offer"):
            self.attempt(offers.accept, offer=self.fresh().offer, by=self.candidate)

    @rule()
    def meet_the_conditions(self):
        for condition in Condition.objects.filter(offer__application=self.application).open():
            self.attempt(enrolment.meet, condition=condition, by=self.lead)

    @rule()
    def enrol(self):
        self.attempt(enrolment.enrol, application=self.fresh(), by=self.tutor)

    @rule()
    def whoever_is_next_acts(self):
        """Keeps most walks going; the other rules act out of turn."""
        next_steps = {
            State.DRAFT: [self.submit],
            State.SUBMITTED: [self.find_eligible],
            State.EXCEPTION_REQUESTED: [self.decide_exception],
            State.NOT_ELIGIBLE: [self.ask_for_exception],
            State.ELIGIBLE: [self.invite],
            State.INVITED: [self.come_to_selection],
            State.RECOMMENDED: [self.employer_says_yes, self.university_says_yes],
            State.OFFERED: [self.accept],
            State.ACCEPTED: [self.meet_the_conditions, self.enrol],
        }
        for step in next_steps.get(self.fresh().state, []):
            step()

    @invariant()
    def what_the_trade_says_holds(self):
        application = self.fresh()
        decisions = list(application.decisions.all())
        self.reached.add(application.state)
        assert (application.submitted_at is None) == (application.state == State.DRAFT)
        if application.state in (State.OFFERED, State.ACCEPTED, State.ENROLLED):
            assert [decision.says_yes for decision in decisions] == [True, True]
            assert len({decision.decided_by_id for decision in decisions}) == 2
        if application.state == State.ENROLLED:
            assert not application.offer.conditions.open().exists()
            assert application.apprentice.person == self.candidate
        else:
            assert application.apprentice is None


def test_whatever_people_try_an_application_stays_on_its_line():
    run_state_machine_as_test(
        Recruitment,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert {State.OFFERED, State.ACCEPTED, State.ENROLLED} <= Recruitment.reached
