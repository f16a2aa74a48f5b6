"""However people act, and in whatever order, a piece of evidence is never in a state it should not be in."""

import datetime

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from apprentices.models import Standing
from assessment import content, operations
from assessment.models import Claim, Evidence
from core.audit.models import sha256
from core.audit.signatures import Signature
from core.workflow import StepRefused
from tests import make

State = Evidence.State


class Portfolio(RuleBasedStateMachine):
    """An apprentice, a practice educator and a line manager, each trying everything at any time."""

    def __init__(self):
        super().__init__()
        self.apprentice = make.portfolio_owner()
        self.grace = make.practice_educator(self.apprentice)
        self.manager = make.involvement(self.apprentice, "line_manager", person=make.person()).person
        self.people = {"apprentice": self.apprentice.person, "grace": self.grace, "manager": self.manager}
        self.evidence = make.draft_evidence(self.apprentice)
        self.frozen: dict[int, str] = {}
        self.accepted = False

    def fresh(self) -> Evidence | None:
        return Evidence.objects.select_related("shown", "apprentice__person").filter(pk=self.evidence.pk).first()

    def attempt(self, step, **arguments) -> bool:
        """Whether the step was taken; a refusal leaves nothing half done."""
        evidence = self.fresh()
        if evidence is None:
            return False
        before = (evidence.state, evidence.shown_id)
        try:
            step(evidence, **arguments)
        except StepRefused:
            after = self.fresh()
            assert (after.state, after.shown_id) == before
            return False
        return True

    who = st.sampled_from(["apprentice", "grace", "manager"])

    @rule(who=who, text=st.text(alphabet="abc é\n", min_size=1, max_size=20))
    def write(self, who, text):
        taken = self.attempt(operations.write, title="T", text=text, happened_on=make.HAPPENED, by=self.people[who])
        assert not taken or who == "apprentice"

    @rule(who=who)
    def send(self, who):
        taken = self.attempt(operations.submit, by=self.people[who])
        assert not taken or who == "apprentice"

    @rule(who=who)
    def take_back(self, who):
        taken = self.attempt(operations.take_back, by=self.people[who])
        assert not taken or who == "apprentice"

    @rule(who=who)
    def open_it(self, who):
        evidence = self.fresh()
        if evidence is not None:
            operations.open_shown(evidence, by=self.people[who])

    @rule(who=who)
    def send_back(self, who):
        taken = self.attempt(
            operations.return_for_more,
            number=self.number(),
            reason="r",
            enough="e",
            again_by=timezone.localdate() + datetime.timedelta(days=7),
            by=self.people[who],
        )
        assert not taken or who == "grace"

    @rule(who=who)
    def sign_off(self, who):
        evidence = self.fresh()
        judgements = make.all_sufficient(evidence) if evidence and evidence.shown else {}
        taken = self.attempt(
            operations.sign_off, number=self.number(), judgements=judgements, statement="s", by=self.people[who]
        )
        assert not taken or who == "grace"
        self.accepted = self.accepted or taken

    @precondition(lambda self: self.accepted)
    @rule(who=who)
    def open_again(self, who):
        taken = self.attempt(
            operations.reopen, number=self.number(), reason="r", until=timezone.localdate(), by=self.people[who]
        )
        assert not taken or who == "grace"

    @precondition(lambda self: self.accepted)
    @rule()
    def two_days_pass(self):
        operations.let_stand(at=timezone.now() + datetime.timedelta(days=2))

    @rule(who=who)
    def withdraw(self, who):
        taken = self.attempt(operations.withdraw, by=self.people[who])
        assert not taken or who == "apprentice"

    @precondition(lambda self: self.fresh() is not None and self.fresh().shown is None)
    @rule(who=who, chance=st.integers(0, 9))
    def throw_away(self, who, chance):
        if chance == 0:
            taken = self.attempt(operations.throw_away, by=self.people[who])
            assert not taken or who == "apprentice"

    def number(self) -> int:
        evidence = self.fresh()
        return evidence.shown.number if evidence and evidence.shown else 1

    @invariant()
    def what_was_opened_never_changes(self):
        evidence = self.fresh()
        if evidence is None:
            return
        for version in evidence.versions.filter(opened_at__isnull=False):
            assert self.frozen.setdefault(version.number, version.text) == version.text
            assert version.content_hash == content.hash_of(content.sent(version))

    @invariant()
    def what_was_accepted_keeps_its_signature_for_good(self):
        evidence = self.fresh()
        signed = evidence.versions.filter(sign_off__isnull=False) if evidence else []
        assert bool(signed) == self.accepted
        for version in signed:
            signature = Signature.objects.under(version, content.SIGN_OFF).get()
            assert signature.signer == self.grace
            assert sha256(signature.content) == content.hash_of(content.signed(version))

    @invariant()
    def what_was_accepted_stands_or_is_open_again(self):
        evidence = self.fresh()
        if self.accepted:
            running = evidence.reopenings.running().exists()
            assert running == (evidence.state != State.ACCEPTED)
            assert evidence.state in (State.ACCEPTED, State.REOPENED, State.SUBMITTED, State.RETURNED)
            assert evidence.state != State.ACCEPTED or hasattr(evidence.shown, "sign_off")

    @invariant()
    def a_draft_is_there_while_somebody_may_write_or_lies_there_unsent(self):
        evidence = self.fresh()
        if evidence is not None and evidence.state != State.ACCEPTED:
            assert (evidence.draft is not None) == (evidence.state in Evidence.BEING_WRITTEN)

    @invariant()
    def others_see_it_exactly_when_something_was_sent(self):
        evidence = self.fresh()
        seen = Evidence.objects.visible_to(self.grace).filter(pk=self.evidence.pk).exists()
        assert seen == (evidence is not None and evidence.shown is not None)
        assert not Evidence.objects.visible_to(self.manager).exists()

    @invariant()
    def the_totals_are_what_the_rows_say(self):
        standing = Standing.objects.get(apprentice=self.apprentice)
        states = list(Evidence.objects.filter(apprentice=self.apprentice).values_list("state", flat=True))
        assert (standing.evidence_waiting, standing.evidence_accepted) == (
            states.count(State.SUBMITTED),
            states.count(State.ACCEPTED),
        )

    @invariant()
    def only_what_is_signed_is_judged(self):
        assert not Claim.objects.exclude(judgement="").filter(version__sign_off__isnull=True).exists()


class TestPortfolio(Portfolio.TestCase, TestCase):
    settings = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
