"""However people act, and in whatever order, a progress review is never in a state it should not be in."""

import datetime

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from apprentices import operations
from apprentices.models import Party, ProgressReview, ReviewSignature, ReviewWriteUp, Standing
from core.audit.models import sha256
from core.workflow import StepRefused
from tests import make

State = ProgressReview.State
TODAY = timezone.localdate()
FINAL = (State.CLOSED_UNSIGNED, State.MISSED, State.SKIPPED)


class Reviews(RuleBasedStateMachine):
    """The three, a second line manager and a stranger, each trying every step on the newest review at any time."""

    def __init__(self):
        super().__init__()
        self.apprentice = make.reviewed_apprentice()
        self.people = {
            **make.three(self.apprentice),
            "colleague": make.line_manager(self.apprentice),
            "stranger": make.person(),
        }
        self.review = make.review(self.apprentice)
        self.texts: dict[int, str] = {}
        self.ended: dict[int, str] = {}
        self.gone = False

    def attempt(self, step) -> bool:
        """Whether the step was taken; a refusal leaves nothing half done."""
        review = ProgressReview.objects.select_related("apprentice__person", "write_up").get(pk=self.review.pk)
        before = (review.state, review.write_up_id, ReviewSignature.objects.count())
        try:
            step(review)
        except StepRefused:
            review.refresh_from_db()
            assert (review.state, review.write_up_id, ReviewSignature.objects.count()) == before
            return False
        return True

    @property
    def tutor(self):
        return self.people[Party.UNIVERSITY]

    @rule(without=st.booleans(), back=st.integers(0, 20))
    def hold(self, without, back):
        on = TODAY - datetime.timedelta(days=back)
        why = "Ill" if without else ""
        self.attempt(lambda r: operations.hold_review(r, held_on=on, by=self.tutor, why_without_employer=why))

    @rule(words=st.sampled_from(["", "We spoke."]))
    def write(self, words):
        texts = {"summary": words, "next_steps": words}
        self.attempt(lambda r: operations.write_review(r, texts=texts, by=self.tutor))

    @rule()
    def send(self):
        self.attempt(lambda r: operations.send_for_signature(r, by=self.tutor))

    @rule(
        who=st.sampled_from(["apprentice", "employer", "university", "colleague", "stranger"]),
        dissent=st.sampled_from(["", "Not so."]),
    )
    def sign(self, who, dissent):
        def step(review):
            read = review.write_up.content_hash if review.write_up else ""
            operations.sign_review(review, read=read, by=self.people[who], dissent=dissent)

        assert not (self.attempt(step) and who == "stranger")

    @rule()
    def reopen(self):
        self.attempt(lambda r: operations.reopen_review(r, reason="Wrong", by=self.people["stranger"]))

    @rule()
    def settle(self):
        self.attempt(lambda r: operations.settle_dispute(r, how="Talked", by=self.people["stranger"]))

    @rule()
    def go_on_to_the_next(self):
        """The newest review becomes the one that everybody acts on."""
        self.review = self.apprentice.reviews.order_by("-number").first()

    @rule(leave=st.booleans())
    def stop(self, leave):
        if leave:
            operations.close_reviews_at_the_end(self.apprentice, last_day=TODAY, by=self.tutor)
        else:
            operations.skip_for_pause(self.apprentice, by=self.tutor)

    @rule()
    def come_back(self):
        operations.restart_after_return(self.apprentice, returns_on=TODAY, by=self.tutor)

    @invariant()
    def at_most_one_is_to_be_held_and_the_list_says_when(self):
        open_reviews = list(self.apprentice.reviews.filter(state=State.SCHEDULED))
        assert len(open_reviews) <= 1
        assert self.apprentice.reviews.filter(without_employer=True).count() <= 1
        if open_reviews and Standing.objects.get(pk=self.apprentice.pk).next_review_on:
            assert Standing.objects.get(pk=self.apprentice.pk).next_review_on == open_reviews[0].due_on

    @invariant()
    def a_text_that_was_sent_never_changes(self):
        for text in ReviewWriteUp.objects.filter(written_at__isnull=False):
            assert self.texts.setdefault(text.pk, text.content_hash) == text.content_hash == text.fingerprint()

    @invariant()
    def the_state_says_what_the_signatures_say(self):
        for review in self.apprentice.reviews.filter(state__in=[State.SIGNING, State.DISPUTED, State.CLOSED]):
            signed = list(review.write_up.signatures.select_related("signature"))
            assert review.write_up.void_at is None
            assert (len(signed) == 3) == (review.state != State.SIGNING)
            if review.state == State.DISPUTED:
                assert any(signature.dissent for signature in signed)
            for signature in signed:
                assert sha256(signature.signature.content) == signature.signature.content_hash

    @invariant()
    def a_text_is_open_exactly_while_it_is_being_written(self):
        for review in self.apprentice.reviews.filter(write_up__isnull=False).exclude(state=State.CLOSED_UNSIGNED):
            assert (review.write_up.written_at is None) == (review.state in ProgressReview.BEING_WRITTEN)

    @invariant()
    def what_is_over_stays_over(self):
        for review in self.apprentice.reviews.filter(pk__in=self.ended):
            assert review.state == self.ended[review.pk]
        self.ended.update(self.apprentice.reviews.filter(state__in=FINAL).values_list("pk", "state"))


class TestReviews(Reviews.TestCase, TestCase):
    settings = settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
