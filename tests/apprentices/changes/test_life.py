"""Whatever apprentice, manager, tutor and clock do, in whatever order: one state, one break on a day."""

import datetime
import itertools

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apprentices import operations
from apprentices.models import Apprentice, BreakInLearning, CalendarEntry, Standing, Suspension, Withdrawal
from core.workflow import StepRefused
from tests import make

State = Apprentice.State
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


class LifeOfAnApprentice(RuleBasedStateMachine):
    """Time only goes forward; each step is tried on the day that the story has reached."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.apprentice, self.manager, self.tutor = make.apprentice_with_people()
        self.agreed_hours = self.apprentice.planned_hours
        self.end = self.apprentice.planned_end_on
        self.day = TODAY - 100 * DAY

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def tried(self, act):
        """Take a step; answers whether it could be taken. Whatever else goes wrong is a fault."""
        self.apprentice.refresh_from_db()
        try:
            with transaction.atomic():
                act()
        except StepRefused:
            return False
        return True

    def newest(self):
        return self.apprentice.breaks.order_by("-pk").first()

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        if self.day + days * DAY < TODAY:
            self.day += days * DAY
            operations.run_breaks(on=self.day)

    @rule(starts_in=st.integers(-5, 20), days=st.integers(0, 60), agree=st.sampled_from([0, 1, 2]))
    def ask_and_agree(self, starts_in, days, agree):
        first = self.day + starts_in * DAY
        asked = make.wish(starts_on=first, expected_return_on=first + days * DAY, backdated_because="Late.")
        who = self.apprentice.person
        if not self.tried(
            lambda: operations.ask_break(
                self.apprentice, asked=asked, asked_as="apprentice", speaks_for="apprentice", by=who, on=self.day
            )
        ):
            return
        for party, person in (("employer", self.manager), ("university", self.tutor))[:agree]:
            one = self.newest()
            self.tried(lambda: operations.agree_break(one, party=party, terms=one.terms, by=person, on=self.day))  # noqa: B023

    @rule(act=st.sampled_from(["refuse", "take back"]))
    def decide(self, act):
        if (one := self.newest()) is not None:
            if act == "refuse":
                self.tried(lambda: operations.refuse_break(one, support_plan="Time.", by=self.manager))
            else:
                self.tried(lambda: operations.take_back_break(one, by=self.apprentice.person))

    @rule(later=st.integers(0, 40), extend=st.booleans())
    def settle_the_return(self, later, extend):
        if (one := self.newest()) is not None:
            act = operations.extend_break if extend else operations.plan_return
            self.tried(lambda: act(one, returns_on=self.day + later * DAY, by=self.tutor, on=self.day))

    @rule()
    def come_back(self):
        if (one := self.newest()) is not None:
            self.tried(lambda: operations.record_return(one, returned_on=self.day, by=self.manager, on=self.day))

    @rule()
    def suspend(self):
        self.tried(
            lambda: operations.suspend(
                self.apprentice, code="conduct", decided_as="university", by=self.tutor, on=self.day
            )
        )

    @rule()
    def lift(self):
        held = self.apprentice.suspensions.order_by("-pk").first()
        if held is not None:
            self.tried(lambda: operations.lift_suspension(held, by=self.tutor, on=self.day))

    @rule(back=st.integers(0, 5))
    def leave(self, back):
        self.tried(
            lambda: operations.withdraw(
                self.apprentice,
                last_day=self.day - back * DAY,
                trigger="apprentice",
                code="own_choice",
                by=self.tutor,
                on=self.day,
            )
        )

    @rule()
    def come_back_to_the_programme(self):
        left = self.apprentice.withdrawals.first()
        if left is not None:
            self.tried(lambda: operations.reinstate(left, because="Again.", by=self.tutor, on=self.day))

    @invariant()
    def the_state_says_what_the_rows_say(self):
        state = Apprentice.objects.get(pk=self.apprentice.pk).state
        running = self.apprentice.breaks.running().count()
        suspended = self.apprentice.suspensions.filter(state=Suspension.State.RUNNING).count()
        left = self.apprentice.withdrawals.filter(state=Withdrawal.State.RECORDED).count()
        assert (running, suspended, left) == {
            State.ACTIVE: (0, 0, 0),
            State.ON_BREAK: (1, 0, 0),
            State.SUSPENDED: (0, 1, 0),
            State.WITHDRAWN: (0, 0, 1),
        }[State(state)]
        track = Standing.objects.get(pk=self.apprentice.pk).track
        assert (track == Standing.Track.PAUSED) == (state != State.ACTIVE)

    @invariant()
    def hours_stay_and_the_end_only_moves_later(self):
        now = Apprentice.objects.get(pk=self.apprentice.pk)
        assert now.planned_hours == self.agreed_hours
        assert now.planned_end_on >= self.end
        self.end = now.planned_end_on

    @invariant()
    def no_day_is_in_two_breaks_and_each_stands_once_in_the_calendar(self):
        standing = list(BreakInLearning.objects.standing().filter(apprentice=self.apprentice).order_by("starts_on"))
        assert all(a.ends_on < b.starts_on for a, b in itertools.pairwise(standing))
        days = list(
            CalendarEntry.objects.filter(apprentice=self.apprentice, kind="break").values_list("date", flat=True)
        )
        assert len(days) == len(set(days))
        for running in self.apprentice.breaks.running():
            assert running.starts_on in days


@pytest.mark.django_db
def test_no_order_of_steps_reaches_a_state_that_the_rows_deny():
    run_state_machine_as_test(
        LifeOfAnApprentice,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
