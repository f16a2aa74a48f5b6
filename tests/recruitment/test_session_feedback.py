"""After an information session: one mail to everybody who came, a short form, and what the organiser reads of it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.notifications.models import Message
from core.suppression import hidden_parts, safe_to_pool, shown_parts
from core.workflow import StepRefused
from recruitment.models import Booking, InformationSession, SessionFeedback
from recruitment.operations import information_sessions as sessions
from recruitment.operations import session_feedback as operations
from tests import make
from tests.recruitment.test_pages import by_link

pytestmark = pytest.mark.django_db

ANSWERS = {"useful": "very", "next_step": "yes", "could_take_part": "yes", "will_apply": "later"}


def held(came=1, missed=0, of=None):
    """A session that is over, its register closed, with so many who came."""
    starts = timezone.now() - datetime.timedelta(hours=3)
    session = make.information_session(of, capacity=40, starts_at=starts, ends_at=starts + datetime.timedelta(hours=1))
    for _ in range(came):
        make.booking(session, state=Booking.State.ATTENDED)
    for _ in range(missed):
        make.booking(session)
    sessions.close_register(session=session, by=make.coordinator_of(session))
    return session


def give(session, how_many, **answers):
    for booking in session.bookings.filter(state="attended", gave_feedback=False)[:how_many]:
        operations.give_feedback(booking=booking, by=booking.person, **ANSWERS | answers)


def followed_up(session):
    keys = Message.objects.filter(kind="session_follow_up").values_list("to__bookings__session", flat=True)
    return list(keys).count(session.pk)


def test_closing_the_register_writes_to_everybody_who_came_once():
    session = held(came=2, missed=1)
    assert followed_up(session) == 2
    assert session.bookings.get(state="did_not_attend").gave_feedback is False


def test_somebody_marked_after_the_register_closed_is_written_to_as_well():
    session = held(came=1, missed=1)
    late = session.bookings.select_related("session").get(state="did_not_attend")
    by = make.coordinator_of(session)
    sessions.mark_attended(booking=late, by=by)
    sessions.unmark_attended(booking=late, by=by)
    sessions.mark_attended(booking=late, by=by)
    assert followed_up(session) == 2


def test_feedback_is_given_once_and_bears_no_name():
    booking = held().bookings.select_related("session", "person").get()
    operations.give_feedback(booking=booking, by=booking.person, **ANSWERS)
    with pytest.raises(StepRefused, match="told us already"):
        operations.give_feedback(booking=booking, by=booking.person, **ANSWERS)
    assert SessionFeedback.objects.count() == 1
    related = {field.related_model for field in SessionFeedback._meta.get_fields() if field.is_relation}
    assert related == {InformationSession}


def test_whoever_did_not_come_cannot_say_how_it_was():
    booking = held(came=0, missed=1).bookings.select_related("session", "person").get()
    with pytest.raises(StepRefused, match="came to the session"):
        operations.give_feedback(booking=booking, by=booking.person, **ANSWERS)


@pytest.mark.parametrize(("said", "is_shown"), [(4, False), (5, True)])
def test_nothing_but_the_number_is_read_before_five_have_answered(said, is_shown):
    session = held(came=6)
    give(session, said, words="More time for questions")
    summary = operations.summary_of(InformationSession.objects.filter(pk=session.pk))
    assert (summary.said, summary.came, summary.may_show) == (said, 6, is_shown)
    assert bool(summary.tallies) == bool(summary.words) == is_shown
    if is_shown:
        assert dict(summary.tallies[0].answers) == {
            "Very useful": 5, "Quite useful": 0, "Of little use": 0, "Not useful": 0
        }  # fmt: skip


def test_sessions_are_pooled_only_where_nobody_is_left_over():
    assert safe_to_pool([6, 5])
    assert safe_to_pool([4, 4])
    assert not safe_to_pool([6, 4])
    assert not safe_to_pool([2, 2])


def test_a_small_part_is_hidden_with_the_next_so_that_nobody_works_it_out():
    assert hidden_parts({"a": 20, "b": 9, "c": 3}) == {"b", "c"}
    assert hidden_parts({"a": 20, "b": 3, "c": 4}) == {"b", "c"}
    assert hidden_parts({"a": 20, "b": 1, "c": 2}) == {"a", "b", "c"}
    assert hidden_parts({"a": 20, "b": 0, "c": 5}) == set()
    assert shown_parts({"a": 20, "b": 9, "c": 3}) == {"a": 20, "b": "not shown", "c": "fewer than 5"}


# Pages -------------------------------------------------------------------------------------------------------


def test_the_form_by_link_on_a_phone():
    booking = held().bookings.select_related("person").get()
    browser = by_link(booking.person, "session_feedback", booking)
    address = reverse("recruitment:session_feedback", args=[booking.reference])
    assert "How was the session?" in browser.get(address).text
    assert "There is a problem" in browser.post(address, {}).text
    assert "Thank you" in browser.post(address, ANSWERS).text
    assert "Thank you" in browser.get(address).text
    assert SessionFeedback.objects.get().will_apply == "later"


def test_the_organiser_reads_what_was_said_and_of_all_sessions_together():
    campaign = make.campaign()
    session, other = held(came=6, of=campaign), held(came=6, of=campaign)
    give(session, 5, words="A microphone")
    give(other, 2)
    browser = make.signed_in(make.coordinator_of(session))
    address = reverse("recruitment:session_feedback_summary", args=[session.reference])
    page = browser.get(address).text
    assert "5 of 6 people who came answered" in page
    assert "A microphone" in page
    assert "All sessions of" not in page
    give(other, 4)
    assert "11 of 12 people who came answered" in browser.get(address).text


def test_the_address_to_join_online_is_told_only_with_a_place():
    session = make.information_session(online=True, place="https://meet.example.org/secret", capacity=1)
    has_a_place, waits = make.booking(session), make.booking(session, state="waiting", seat=None)
    for address in ("session", "session_calendar"):
        answer = make.signed_in(make.person()).get(reverse(f"recruitment:{address}", args=[session.reference]))
        assert "secret" not in answer.text
    for booking, is_told in ((has_a_place, True), (waits, False)):
        browser = by_link(booking.person, "booking", booking)
        page = browser.get(reverse("recruitment:booking", args=[booking.reference])).text
        assert ("secret" in page) is is_told
