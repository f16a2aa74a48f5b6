"""Whatever apprentice and managers do, in whatever order: no illegal state, no lost hour, totals always right."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from apprentices import operations
from apprentices.models import OffTheJobEntry, Standing
from apprentices.operations import Logged
from core.workflow import StepRefused
from tests import make

State = OffTheJobEntry.State
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


class LifeOfTime(RuleBasedStateMachine):
    """What the rows should be is kept beside them in plain numbers, and compared after every step."""

    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        cohort = make.cohort(starts_on=YESTERDAY - datetime.timedelta(days=200))
        self.apprentice = make.apprentice(cohort=cohort)
        self.managers = [make.line_manager(self.apprentice) for _ in range(2)]
        self.activity = make.activity()
        self.day = 0
        self.confirmed = self.awaiting = Decimal(0)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def tried(self, entry, leading, act):
        """Take a step; it must work exactly where it leads from the entry's state. Answers whether it worked."""
        entry.refresh_from_db()
        allowed = entry.state in leading
        try:
            with transaction.atomic():
                act(OffTheJobEntry.objects.get(pk=entry.pk))
        except StepRefused:
            assert not allowed, entry.state
            return False
        assert allowed, entry.state
        return True

    @rule(target=entries, hours=st.sampled_from([Decimal("0.25"), Decimal("1.5"), Decimal(7)]), submit=st.booleans())
    def log(self, hours, submit):
        self.day += 1
        logged = Logged(activity=self.activity, date=YESTERDAY - datetime.timedelta(days=self.day), hours=hours)
        entry = operations.log_time(
            self.apprentice, logged=logged, by=self.apprentice.person, four_tests=True, submit=submit
        )
        self.awaiting += hours if submit else 0
        return entry

    @rule(entry=entries, answer=st.sampled_from(["", "Yes."]))
    def change_and_send(self, entry, answer):
        def act(now):
            logged = Logged(activity=self.activity, date=now.date, hours=now.hours + Decimal("0.25"))
            operations.change_entry(now, logged=logged, by=self.apprentice.person, answer=answer, four_tests=True)

        if self.tried(entry, (State.DRAFT, State.QUERIED), act):
            entry.refresh_from_db()
            self.awaiting += entry.hours

    @rule(entry=entries)
    def take_back(self, entry):
        entry.refresh_from_db()
        waited = entry.state == State.SUBMITTED
        leading = (State.DRAFT, State.SUBMITTED, State.QUERIED)
        if self.tried(entry, leading, lambda now: operations.take_back(now, by=self.apprentice.person)):
            self.awaiting -= entry.hours if waited else 0

    @rule(entry=entries, who=st.integers(0, 1))
    def confirm(self, entry, who):
        if self.tried(entry, (State.SUBMITTED,), lambda now: operations.confirm([now], by=self.managers[who])):
            self.awaiting -= entry.hours
            self.confirmed += entry.hours

    @rule(entry=entries, who=st.integers(0, 1))
    def ask(self, entry, who):
        if self.tried(
            entry,
            (State.SUBMITTED,),
            lambda now: operations.ask_about(now, question="Which one?", by=self.managers[who]),
        ):
            self.awaiting -= entry.hours

    @rule(entry=entries, who=st.integers(0, 1))
    def reject(self, entry, who):
        if self.tried(
            entry, (State.SUBMITTED,), lambda now: operations.reject(now, reason="It was leave.", by=self.managers[who])
        ):
            self.awaiting -= entry.hours

    @rule(entry=consumes(entries))
    def reverse(self, entry):
        if self.tried(
            entry,
            (State.CONFIRMED,),
            lambda now: operations.reverse_entry(now, by=self.managers[0], reason="It was leave."),
        ):
            self.confirmed -= entry.hours

    @rule(entry=entries)
    def the_apprentice_cannot_decide(self, entry):
        for act in (
            lambda now: operations.confirm([now], by=self.apprentice.person),
            lambda now: operations.reverse_entry(now, by=self.apprentice.person, reason="Mine."),
        ):
            with pytest.raises(StepRefused), transaction.atomic():
                act(OffTheJobEntry.objects.get(pk=entry.pk))

    @invariant()
    def totals_are_exact(self):
        standing = Standing.objects.get(pk=self.apprentice.pk)
        assert (standing.confirmed_hours, standing.hours_awaiting) == (self.confirmed, self.awaiting)

    @invariant()
    def everything_confirmed_is_confirmed_by_somebody_else(self):
        confirmed = OffTheJobEntry.objects.confirmed().filter(apprentice=self.apprentice)
        assert {entry.confirmed_by_id for entry in confirmed} <= {manager.pk for manager in self.managers}


@pytest.mark.django_db
def test_no_order_of_steps_loses_an_hour_or_reaches_an_illegal_state():
    run_state_machine_as_test(
        LifeOfTime,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
