"""Whatever the parties and the record do, in whatever order: one version in force, one change waiting, nothing that
holds without the signatures it needs, and a record that says what the plan says.
"""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apprentices import operations, plan_content
from apprentices.models import Apprentice, Party, PlanChange, PlanSection
from core.audit.signatures import Signature
from core.workflow import StepRefused
from tests import make

State, Kind = PlanSection.State, PlanSection.Kind
parties = st.sampled_from(list(Party))
proposals = st.sampled_from(
    [
        (Kind.OFF_THE_JOB, {"planned_hours": "900.00"}),
        (Kind.OFF_THE_JOB, {"planned_hours": "950.00", "how": "Other days."}),
        (Kind.OFF_THE_JOB, {"planned_hours": "1.00"}),
        (Kind.DATES, {"planned_end_on": "2028-12-31"}),
        (Kind.DATES, {"planned_end_on": "2029-06-30"}),
        (Kind.EMPLOYER, {"workplace": "Town hall"}),
        (Kind.PROVIDER, {"contact_phone": "020 7946 0000"}),
        (Kind.PRIOR_LEARNING, {"what": "A module"}),
        (Kind.PRIOR_LEARNING, {"prior_learning_hours": "40.00"}),
        (Kind.DUTIES, {"apprentice": "Come on time."}),
    ]
)


class LifeOfAPlan(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        make.published_minimum()
        self.case = make.training_plan()
        self.plan, self.people = self.case.plan, self.case.people

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def pending(self):
        return self.plan.changes.filter(state=PlanChange.State.PENDING).first()

    def current(self):
        return {section.kind: section for section in self.plan.sections.current()}

    def tried(self, allowed, act):
        """A step works exactly where it may."""
        try:
            with transaction.atomic():
                act()
        except StepRefused:
            assert not allowed
        else:
            assert allowed

    @rule(party=parties)
    def confirm_what_waits(self, party):
        waiting = list(self.plan.sections.filter(state=State.OPEN).waiting_for(party))
        self.tried(bool(waiting), lambda: operations.confirm_sections(waiting, party=party, by=self.people[party]))

    @rule(party=parties, proposal=proposals)
    def propose(self, party, proposal):
        kind, values = proposal
        before = self.current()
        differs = any(before[kind].content[name] != value for name, value in values.items())
        allowed = (
            self.pending() is None
            and party in PlanSection.NEEDS[kind]
            and differs
            and Decimal(values.get("planned_hours", 900)) > 835
        )
        self.tried(
            allowed,
            lambda: operations.propose_change(
                self.plan, kind=kind, values=values, reason="So.", party=party, by=self.people[party]
            ),
        )
        assert self.current() == before

    @rule(party=parties)
    def approve(self, party):
        if change := self.pending():
            kept = {k: s for k, s in self.current().items() if k not in change.sections.values_list("kind", flat=True)}
            asked = change.sections.waiting_for(party).exists()
            self.tried(asked, lambda: operations.approve_change(change, party=party, by=self.people[party]))
            assert kept.items() <= self.current().items()

    @rule(party=parties)
    def refuse(self, party):
        if change := self.pending():
            before = self.current()
            operations.refuse_change(change, reason="No.", by=self.people[party])
            assert self.current() == before

    @rule(party=parties)
    def take_back(self, party):
        if change := self.pending():
            by = self.people[party]
            self.tried(by == change.proposed_by, lambda: operations.withdraw_change(change, by=by))

    @rule(hours=st.sampled_from([Decimal(37), Decimal(30), Decimal("18.5")]))
    def work_other_hours(self, hours):
        before = self.current()
        self.case.apprentice.employments.update(weekly_hours=hours)
        opened = operations.refresh_plan(self.case.apprentice, why="Other hours", by=None)
        changed = before[Kind.DATES].content["weekly_hours"] != plan_content.amount(hours)
        assert [section.kind for section in opened] == ([Kind.DATES] if changed else [])

    @rule(employer=st.booleans())
    def move_to_another_employer(self, employer):
        if employer:
            Apprentice.objects.filter(pk=self.case.apprentice.pk).update(employer=make.service())
            opened = operations.refresh_plan(self.case.apprentice, why="Moved", by=None, afresh=(Kind.EMPLOYER,))
            assert [section.kind for section in opened] == [Kind.EMPLOYER]

    @invariant()
    def one_version_of_each_section_is_in_force(self):
        assert sorted(self.current()) == sorted(PlanSection.NEEDS)
        assert self.plan.sections.current().count() == len(PlanSection.NEEDS)

    @invariant()
    def nothing_holds_without_the_signatures_it_needs(self):
        for section in self.plan.sections.all():
            parties = set(section.confirmations.values_list("party", flat=True))
            signers = set(Signature.objects.under(section).values_list("signer", flat=True))
            assert signers == {self.people[party].pk for party in parties}
            assert (section.state != State.CONFIRMED) or parties == set(section.needs)
            assert (section.state != State.OPEN) or parties < set(section.needs)
            assert section.content_hash == plan_content.hash_of(section.content)

    @invariant()
    def what_is_proposed_belongs_to_the_change_that_waits(self):
        proposed = set(self.plan.sections.filter(state=State.PROPOSED).values_list("change", flat=True))
        change = self.pending()
        assert proposed == ({change.pk} if change else set())

    @invariant()
    def the_record_says_what_the_plan_says(self):
        record, now = Apprentice.objects.get(pk=self.case.apprentice.pk), self.current()
        assert record.planned_hours == Decimal(now[Kind.OFF_THE_JOB].content["planned_hours"])
        assert record.minimum_hours == Decimal(now[Kind.OFF_THE_JOB].content["minimum_hours"])
        assert record.prior_learning_hours == Decimal(now[Kind.PRIOR_LEARNING].content["prior_learning_hours"])
        assert record.planned_end_on == datetime.date.fromisoformat(now[Kind.DATES].content["planned_end_on"])


@pytest.mark.django_db
def test_no_order_of_steps_leaves_a_plan_that_nobody_agreed():
    run_state_machine_as_test(
        LifeOfAPlan,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
