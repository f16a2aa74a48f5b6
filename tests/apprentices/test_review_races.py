"""Several people at the same moment over one review: one wins, the others hear who, nothing is half signed."""

import pytest

from apprentices import operations
from apprentices.models import Party, ProgressReview, ReviewSignature
from core.audit.sealing import verify
from tests import make
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
State = ProgressReview.State


def signing(review, who):
    read = ProgressReview.objects.get(pk=review.pk).write_up.content_hash
    return lambda: operations.sign_review(review, read=read, by=who)


def reopening(review, who):
    opened = ProgressReview.objects.get(pk=review.pk)
    return lambda: operations.reopen_review(opened, reason="Wrong", by=who)


def test_of_eight_managers_who_sign_at_once_one_signs_and_the_others_hear_who():
    apprentice = make.reviewed_apprentice()
    managers = [make.line_manager(apprentice) for _ in range(8)]
    review = make.signing_review(apprentice)

    answers = at_once(*(signing(review, who) for who in managers))

    signed = ReviewSignature.objects.get()
    assert answers.count("done") == 1
    assert all(str(signed.signer) in answer for answer in answers if answer != "done")


def test_three_who_sign_at_once_close_the_review():
    for _ in range(5):
        apprentice = make.reviewed_apprentice()
        review = make.signing_review(apprentice)

        answers = at_once(*(signing(review, who) for who in make.three(apprentice).values()))

        review.refresh_from_db()
        assert (answers, review.state) == (["done"] * 3, State.CLOSED)


def test_a_signature_and_a_reopening_at_once_leave_no_signature_under_an_open_text():
    for _ in range(8):
        apprentice = make.reviewed_apprentice()
        review = make.signing_review(apprentice)
        manager = make.three(apprentice)[Party.EMPLOYER]
        officer = make.person()

        answers = at_once(signing(review, manager), reopening(review, officer))

        review.refresh_from_db()
        assert answers[1] == "done"
        assert (review.state, review.write_up.written_at) == (State.REOPENED, None)
        assert not review.write_up.signatures.exists()
    assert list(verify()) == []
