"""Progress reviews step by step: set, held, prepared, written up, signed by three, disputed, reopened, ended."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apprentices import operations, steps
from apprentices.models import (
    Party,
    ProgressReview,
    ReviewAction,
    ReviewPreparation,
    ReviewSignature,
    ReviewWriteUp,
    Standing,
)
from apprentices.off_the_job.rule_sets import load_rule_sets
from apprentices.working_days import working_days
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)
State = ProgressReview.State


@pytest.fixture
def apprentice():
    return make.reviewed_apprentice("Amara Johnson")


@pytest.fixture
def tutor(apprentice):
    return make.three(apprentice)[Party.UNIVERSITY]


@pytest.fixture
def manager(apprentice):
    return make.three(apprentice)[Party.EMPLOYER]


def lead_of(apprentice):
    return make.appointment(make.person(), apprentice.cohort.university, "compliance_officer").person


# Setting and holding -----------------------------------------------------------------------------------------


def test_moving_a_review_is_counted_and_its_due_date_stays(apprentice, tutor):
    review = make.review(apprentice)
    due = review.due_on
    days = [TODAY + datetime.timedelta(days=number) for number in (5, 9, 9)]

    for day in days:
        operations.plan_review(review, on=day, by=tutor, time=datetime.time(10, 30), place="Room 4")

    review.refresh_from_db()
    assert (review.due_on, review.planned_on, review.times_moved) == (due, days[-1], 1)
    assert Standing.objects.get(pk=apprentice.pk).next_review_on == days[-1]


def test_many_reviews_are_set_at_once_and_a_manager_gets_one_mail(apprentice, tutor, manager):
    other = make.apprentice("Ben Adeyemi")
    make.line_manager(other, manager)
    reviews = [make.review(of) for of in (apprentice, other)]
    meetings = [
        operations.Meeting(review=review, on=TODAY, time=datetime.time(9 + n)) for n, review in enumerate(reviews)
    ]

    operations.plan_reviews(meetings, by=tutor)

    assert [review.planned_time for review in reviews] == [datetime.time(9), datetime.time(10)]
    mail = Message.objects.get(to=manager)
    assert mail.subject == "2 progress reviews planned"
    assert Message.objects.filter(kind="review_planned").count() == 3


def test_held_without_the_employer_is_flagged_with_ten_days_to_catch_up_and_allowed_once(apprentice, tutor):
    review = make.held_review(apprentice, on=YESTERDAY, why_without_employer="The manager was ill")
    following = apprentice.reviews.get(state=State.SCHEDULED)

    assert (review.without_employer, review.catch_up_due_on) == (True, YESTERDAY + datetime.timedelta(days=10))
    with pytest.raises(StepRefused, match="allowed once"):
        operations.hold_review(following, held_on=TODAY, by=tutor, why_without_employer="Away")
    operations.catch_up(review, on=TODAY, by=tutor)
    assert review.caught_up_on == TODAY
    with pytest.raises(StepRefused):
        operations.catch_up(review, on=TODAY, by=tutor)


def test_a_review_is_missed_only_after_its_day_and_another_takes_its_place(apprentice, tutor):
    review = make.review(apprentice, due_on=TODAY)
    with pytest.raises(StepRefused, match="not missed yet"):
        operations.miss_review(review, reason="Nobody came", by=tutor, on=TODAY)

    following = operations.miss_review(review, reason="Nobody came", by=tutor, on=TODAY + datetime.timedelta(days=1))

    assert (review.state, following.number) == (State.MISSED, 2)
    assert following.due_on == TODAY + datetime.timedelta(days=11)


def test_one_review_at_a_time_is_to_be_held(apprentice):
    make.review(apprentice)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.review(apprentice)


# Preparation -------------------------------------------------------------------------------------------------


def test_a_box_is_its_authors_until_it_is_sent_and_then_the_threes(apprentice, tutor, manager):
    review = make.review(apprentice)
    lead = make.appointment(make.person(), apprentice.employer).person
    operations.prepare_review(review, party="apprentice", texts={"hard": "Two late nights"}, by=apprentice.person)
    readers = [apprentice.person, manager, tutor, lead]

    def may_read():
        return [ReviewPreparation.objects.visible_to(who).exists() for who in readers]

    assert may_read() == [True, False, False, False]
    operations.prepare_review(
        review, party="apprentice", texts={"hard": "Two late nights"}, by=apprentice.person, send=True
    )
    assert may_read() == [True, True, True, False]
    with pytest.raises(StepRefused, match="sent your preparation"):
        operations.prepare_review(review, party="apprentice", texts={"hard": "No"}, by=apprentice.person)


def test_an_empty_box_is_not_sent(apprentice):
    review = make.review(apprentice)
    with pytest.raises(StepRefused, match="Write something"):
        operations.prepare_review(review, party="apprentice", texts={"hard": "  "}, by=apprentice.person, send=True)


# Writing up --------------------------------------------------------------------------------------------------


def test_facts_are_frozen_as_they_stood_when_the_text_was_sent(apprentice):
    review = make.signing_review(apprentice)
    before = ReviewWriteUp.objects.get(pk=review.write_up_id)

    Standing.objects.filter(pk=apprentice.pk).update(confirmed_hours=Decimal("99"))

    titles = [group["title"] for group in before.facts]
    assert titles == ["Off-the-job hours", "Evidence"]
    assert before.facts[0]["facts"][:2] == [["Minimum by the rules", "835 hours"], ["Planned in all", "900 hours"]]
    assert before.fingerprint() == before.content_hash


def test_actions_are_carried_over_with_their_state(apprentice, tutor):
    first = make.signing_review(apprentice, on=TODAY - datetime.timedelta(days=40))
    done = first.write_up.actions.get()
    operations.settle_action(done, to=ReviewAction.State.DONE, by=apprentice.person, on=TODAY)
    second = make.signing_review(apprentice)

    carried = next(group for group in second.write_up.facts if group["title"].startswith("Actions"))

    assert carried["facts"][0][0] == "Shadow a strategy meeting"
    assert carried["facts"][0][1].startswith("Apprentice, done on")


def test_a_text_without_a_summary_is_not_sent(apprentice, tutor):
    review = make.held_review(apprentice)
    operations.write_review(review, texts={"summary": "Short."}, by=tutor)
    with pytest.raises(StepRefused, match="next steps"):
        operations.send_for_signature(review, by=tutor)


def test_a_text_out_for_signature_is_written_no_more(apprentice, tutor):
    review = make.signing_review(apprentice)
    for step in (
        lambda: operations.write_review(review, texts={"summary": "Other"}, by=tutor),
        lambda: operations.remove_review_action(review, action=review.write_up.actions.get(), by=tutor),
    ):
        with pytest.raises(AlreadyMoved):
            step()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE apprentices_reviewwriteup SET summary = 'changed'",
        "UPDATE apprentices_reviewwriteup SET facts = '[]'",
        "UPDATE apprentices_reviewaction SET what = 'changed'",
        "UPDATE apprentices_reviewaction SET due_on = '2030-01-01'",
        "DELETE FROM apprentices_reviewaction",
        "UPDATE apprentices_reviewsignature SET dissent = 'changed'",
        "DELETE FROM apprentices_reviewsignature",
        "UPDATE apprentices_progressreview SET held_on = '2020-01-01' WHERE state = 'signing'",
    ],
)
def test_the_database_refuses_to_change_what_was_written_up_and_signed(apprentice, tutor, sql):
    review = make.signing_review(apprentice)
    make.sign(review, tutor)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


# Signing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("apprentice", "employer", "university"), ("university", "employer", "apprentice")])
def test_three_signatures_in_any_order_close_it_and_the_audit_verifies(apprentice, order):
    review = make.signing_review(apprentice)
    states = []
    for party in order:
        make.sign(review, make.three(apprentice)[party])
        review.refresh_from_db()
        states.append(review.state)

    assert states == [State.SIGNING, State.SIGNING, State.CLOSED]
    assert set(review.write_up.signatures.values_list("party", flat=True)) == set(Party)
    assert list(verify()) == []


def test_verify_names_a_text_that_was_changed_behind_the_signatures(apprentice, tutor, settings):
    review = make.signing_review(apprentice)
    make.sign(review, tutor)
    ReviewAction.objects.create(write_up=review.write_up, what="Slipped in", owner="employer", due_on=TODAY)

    assert [finding.table for finding in verify()] == ["apprentices_reviewwriteup"]


def test_any_one_of_several_managers_signs_for_the_employer_once(apprentice, manager):
    colleague = make.line_manager(apprentice)
    review = make.signing_review(apprentice)
    make.sign(review, colleague)

    with pytest.raises(AlreadyMoved, match=f"{colleague} signed for the employer"):
        make.sign(review, manager)
    assert ReviewSignature.objects.get().signer == colleague


def test_another_text_than_the_one_that_was_shown_is_not_signed(apprentice, tutor):
    review = make.signing_review(apprentice)
    with pytest.raises(StepRefused, match="changed since you opened it"):
        operations.sign_review(review, read="0" * 64, by=tutor)
    assert not Signature.objects.exists()


def test_a_note_of_disagreement_signs_and_leaves_it_disputed_until_it_is_settled(apprentice):
    review = make.closed_review(apprentice, dissent="My study days were cancelled twice.")
    assert review.state == State.DISPUTED

    operations.settle_dispute(review, how="The days are given back in May.", by=lead_of(apprentice))

    assert review.state == State.CLOSED
    assert review.write_up.signatures.get(party="apprentice").dissent == "My study days were cancelled twice."
    assert list(verify()) == []


def written(days):
    """A moment so long ago that this many working days have passed since."""
    from apprentices.programme_plan import bank_holidays

    day = TODAY
    while working_days(day, TODAY, bank_holidays()) < days:
        day -= datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


@pytest.mark.parametrize(("days", "may"), [(4, False), (5, True)])
def test_a_workforce_lead_stands_in_after_five_working_days_under_their_own_name(apprentice, manager, days, may):
    lead = make.appointment(make.person("Lena Lead"), apprentice.employer).person
    review = make.signing_review(apprentice, at=written(days))

    if not may:
        with pytest.raises(StepRefused):
            make.sign(review, lead)
        return
    signed = make.sign(review, lead)
    assert (signed.signer, signed.party, signed.acting_for) == (lead, "employer", f"{manager} (line manager)")
    assert signed.signature.signer_role == "Workforce lead"


def test_nobody_stands_in_for_an_apprentice(apprentice, tutor, manager):
    review = make.signing_review(apprentice, at=written(15))
    for who in (tutor, manager):
        make.sign(review, who)
    for who in (lead_of(apprentice), make.appointment(make.person(), apprentice.employer).person):
        with pytest.raises(StepRefused):
            make.sign(review, who)


# Reopening ---------------------------------------------------------------------------------------------------


def test_reopening_voids_every_signature_tells_the_signers_and_asks_anew(apprentice, tutor):
    review = make.closed_review(apprentice)
    first = review.write_up
    Message.objects.all().delete()

    fresh = operations.reopen_review(review, reason="The hours were wrong", by=lead_of(apprentice))

    first.refresh_from_db()
    assert (review.state, first.void_reason, fresh.number) == (State.REOPENED, "The hours were wrong", 2)
    assert first.signatures.count() == 3
    assert set(Message.objects.values_list("to", flat=True)) == {who.pk for who in make.three(apprentice).values()}
    operations.write_review(review, texts={"summary": "Put right.", "next_steps": "As before."}, by=tutor)
    operations.send_for_signature(review, by=tutor)
    for who in make.three(apprentice).values():
        make.sign(review, who)
    review.refresh_from_db()
    assert (review.state, review.reason_given) == (State.CLOSED, "")
    assert review.write_up.actions.get().what == "Shadow a strategy meeting"
    assert list(verify()) == []


def test_a_void_text_is_for_good(apprentice):
    review = make.closed_review(apprentice)
    first = review.write_up
    operations.reopen_review(review, reason="Wrong", by=lead_of(apprentice))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewWriteUp.objects.filter(pk=first.pk).update(void_reason="Other")


# Breaks and the end ------------------------------------------------------------------------------------------


def test_a_break_skips_the_review_and_the_clock_starts_anew_on_the_return(apprentice, tutor):
    review = make.review(apprentice)
    steps.pause.apply(steps.Pause(apprentice=apprentice, starts_on=TODAY, until=None, by=tutor))
    review.refresh_from_db()
    assert review.state == State.SKIPPED
    assert Standing.objects.get(pk=apprentice.pk).next_review_on is None

    back = TODAY + datetime.timedelta(days=60)
    change = steps.Return(apprentice=apprentice, returns_on=back, planned_end_on=apprentice.planned_end_on, by=tutor)
    steps.resumption.apply(change)

    rules = next(rules for rules in load_rule_sets() if rules.code == apprentice.rule_set.code)
    following = apprentice.reviews.get(state=State.SCHEDULED)
    assert following.due_on == rules.next_review_due(back)
    assert Standing.objects.get(pk=apprentice.pk).next_review_on == following.due_on


def test_unsigned_at_withdrawal_is_closed_unsigned_and_never_signed_afterwards(apprentice, tutor):
    review = make.signing_review(apprentice)
    make.sign(review, tutor)
    change = steps.Leaving(apprentice=apprentice, last_day=TODAY, by=tutor)
    assert steps.withdrawal.preview(change)[-1].startswith("1 progress review not signed by all")

    steps.withdrawal.apply(change)

    review.refresh_from_db()
    assert review.state == State.CLOSED_UNSIGNED
    assert "when the programme was left" in review.reason_given
    assert not apprentice.reviews.filter(state=State.SCHEDULED).exists()
    with pytest.raises(StepRefused):
        make.sign(review, apprentice.person)


def test_somebody_who_cannot_sign_has_the_review_closed_unsigned_for_a_reason(apprentice):
    review = make.signing_review(apprentice)
    with pytest.raises(StepRefused, match="Say why"):
        operations.close_unsigned(review, reason=" ", by=lead_of(apprentice))
    operations.close_unsigned(review, reason="On long sick leave", by=lead_of(apprentice))
    assert review.state == State.CLOSED_UNSIGNED
