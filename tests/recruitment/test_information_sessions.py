"""Information sessions: a place is given out once, the rest wait in order, and everybody is told once."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from core.workflow import StepRefused
from recruitment.calendar_files import calendar_file
from recruitment.models import Booking, InformationSession
from recruitment.operations import information_sessions as operations
from tests import make

pytestmark = pytest.mark.django_db


def book(session, name):
    return operations.book(session=session, email=f"{name.lower()}@example.org", name=name)


def told(booking):
    """Which mails a person has had about a booking, oldest first."""
    mails = Message.objects.filter(key__startswith=f"booking-{booking.reference}-").order_by("pk")
    return [mail.kind for mail in mails]


def states(session):
    return list(session.bookings.order_by("pk").values_list("name", "state"))


def test_the_last_place_goes_once_and_the_rest_wait_in_order():
    session = make.information_session(capacity=1)
    ada, ben, cleo = book(session, "Ada"), book(session, "Ben"), book(session, "Cleo")
    assert states(session) == [("Ada", "booked"), ("Ben", "waiting"), ("Cleo", "waiting")]
    assert [operations.place_in_line(ben), operations.place_in_line(cleo)] == [1, 2]
    assert [told(ada), told(ben), told(cleo)] == [["session_booked"], ["session_waiting"], ["session_waiting"]]


def test_when_somebody_cancels_the_first_in_line_moves_up_and_is_told_once():
    session = make.information_session(capacity=1)
    ada, ben, cleo = book(session, "Ada"), book(session, "Ben"), book(session, "Cleo")
    operations.cancel_booking(booking=ada, by=ada.person)
    assert states(session) == [("Ada", "cancelled"), ("Ben", "booked"), ("Cleo", "waiting")]
    assert told(ben) == ["session_waiting", "session_moved_up"]
    assert told(cleo) == ["session_waiting"]


def test_a_person_who_leaves_the_line_lets_nobody_in():
    session = make.information_session(capacity=1)
    book(session, "Ada")
    ben = book(session, "Ben")
    book(session, "Cleo")
    operations.cancel_booking(booking=ben, by=ben.person)
    assert states(session) == [("Ada", "booked"), ("Ben", "cancelled"), ("Cleo", "waiting")]


def test_one_address_is_booked_once_and_gets_its_mail_again():
    session = make.information_session()
    first = book(session, "Ada")
    again = operations.book(session=session, email="ADA@example.org", name="Somebody else")
    assert again == first
    assert told(first) == ["session_booked", "session_booked"]
    assert User.objects.get(email="ada@example.org").name == "Ada"


def test_after_cancelling_somebody_may_book_again_at_the_end_of_the_line():
    session = make.information_session(capacity=1)
    ada = book(session, "Ada")
    operations.cancel_booking(booking=ada, by=ada.person)
    book(session, "Ben")
    assert book(session, "Ada").state == Booking.State.WAITING


def test_a_booking_makes_an_account_without_a_password_that_opens_nothing():
    booking = book(make.information_session(), "Ada")
    assert not booking.person.has_usable_password()
    assert not booking.person.appointments.exists()


def test_more_room_moves_the_line_up_and_less_than_is_booked_is_refused():
    session = make.information_session(capacity=1)
    book(session, "Ada")
    book(session, "Ben")
    operations.change_details(session=session, by=make.person(), capacity=2)
    assert states(session) == [("Ada", "booked"), ("Ben", "booked")]
    with pytest.raises(StepRefused):
        operations.change_details(session=session, by=make.person(), capacity=1)


def test_with_fewer_places_a_free_seat_is_not_given_out_twice():
    session = make.information_session(capacity=3)
    ada, _, _ = book(session, "Ada"), book(session, "Ben"), book(session, "Cleo")
    operations.cancel_booking(booking=ada, by=ada.person)
    operations.change_details(session=session, by=make.person(), capacity=2)
    assert book(session, "Dan").state == Booking.State.WAITING


def test_a_new_time_is_told_to_everybody_who_booked_and_new_words_to_nobody():
    session = make.information_session(capacity=1)
    ada, ben = book(session, "Ada"), book(session, "Ben")
    operations.change_details(session=session, by=make.person(), about="More about placements")
    operations.change_details(session=session, by=make.person(), place="Room 9")
    assert [told(ada), told(ben)] == [["session_booked", "session_changed"], ["session_waiting", "session_changed"]]


def test_changing_to_another_session_gives_the_first_place_to_the_line():
    one = make.information_session(capacity=1)
    other = make.information_session(one.campaign)
    ada = book(one, "Ada")
    book(one, "Ben")
    operations.change_session(booking=ada, to=other, by=ada.person)
    assert states(one) == [("Ada", "cancelled"), ("Ben", "booked")]
    assert states(other) == [("Ada", "booked")]


def test_a_session_of_another_campaign_is_no_choice():
    booking = make.booking()
    with pytest.raises(StepRefused):
        operations.change_session(booking=booking, to=make.information_session(), by=booking.person)


@pytest.mark.parametrize("state", ["draft", "held", "cancelled"])
def test_only_a_published_session_takes_bookings(state):
    session = make.information_session(state=state)
    with pytest.raises(StepRefused):
        book(session, "Ada")


def test_a_session_that_has_begun_takes_no_bookings():
    begun = timezone.now() - datetime.timedelta(minutes=1)
    session = make.information_session(starts_at=begun, ends_at=begun + datetime.timedelta(hours=1))
    with pytest.raises(StepRefused):
        book(session, "Ada")


def test_everybody_is_told_when_a_session_is_called_off():
    session = make.information_session(capacity=1)
    ada, ben = book(session, "Ada"), book(session, "Ben")
    operations.call_off(session=session, by=make.person(), reason="The hall is flooded")
    assert told(ada)[-1] == told(ben)[-1] == "session_called_off"
    assert session.state == InformationSession.State.CANCELLED
    assert "flooded" not in Message.objects.get(key=f"booking-{ada.reference}-called-off").body


# Reminders ----------------------------------------------------------------------------------------------------


def remind(at):
    with time_machine.travel(at, tick=False):
        owe_reminders()


def reminders():
    return Message.objects.filter(kind="session_tomorrow").count()


def test_everybody_with_a_place_is_reminded_once_of_a_session_tomorrow():
    session = make.information_session(capacity=1)
    book(session, "Ada")
    book(session, "Ben")
    remind(session.starts_at - datetime.timedelta(days=3))
    assert reminders() == 0
    for hours in (30, 20, 4):
        remind(session.starts_at - datetime.timedelta(hours=hours))
    assert list(Message.objects.filter(kind="session_tomorrow").values_list("to__name", flat=True)) == ["Ada"]


def test_nobody_is_reminded_of_what_is_cancelled():
    cancelled, called_off = make.information_session(), make.information_session()
    ada = book(cancelled, "Ada")
    operations.cancel_booking(booking=ada, by=ada.person)
    book(called_off, "Ben")
    operations.call_off(session=called_off, by=make.person())
    remind(cancelled.starts_at - datetime.timedelta(hours=20))
    assert reminders() == 0


# The calendar file --------------------------------------------------------------------------------------------


def event_of(text):
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_confirmation_brings_a_calendar_file_with_london_time():
    session = make.information_session()
    booking = book(session, "Ada")
    mail = Message.objects.get(key=f"booking-{booking.reference}-booked")
    calendar, event = event_of(mail.attachment)
    assert mail.attachment_name == "session.ics"
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.decoded("DTSTART") == session.starts_at
    assert str(event["SUMMARY"]) == session.title


def test_a_changed_session_keeps_its_uid_and_raises_its_sequence():
    session = make.information_session()
    _, before = event_of(calendar_file(session))
    operations.change_details(session=session, by=make.person(), place="Room 9")
    _, after = event_of(calendar_file(session))
    assert (after["UID"], int(after["SEQUENCE"])) == (before["UID"], int(before["SEQUENCE"]) + 1)


def test_a_place_on_the_waiting_list_brings_no_calendar_file():
    session = make.information_session(capacity=1)
    book(session, "Ada")
    ben = book(session, "Ben")
    assert Message.objects.get(key=f"booking-{ben.reference}-booked").attachment == ""


# The register -------------------------------------------------------------------------------------------------


def held_today():
    now = timezone.now()
    return make.information_session(
        starts_at=now - datetime.timedelta(minutes=5), ends_at=now + datetime.timedelta(hours=1)
    )


def test_whoever_is_not_marked_when_the_register_closes_did_not_attend():
    session, steward = held_today(), make.person()
    ada, _ = make.booking(session), make.booking(session)
    operations.mark_attended(booking=ada, by=steward)
    operations.close_register(session=session, by=steward)
    assert list(session.bookings.order_by("pk").values_list("state", flat=True)) == ["attended", "did_not_attend"]


def test_a_mark_can_be_taken_back_before_and_after_the_register_is_closed():
    session, steward = held_today(), make.person()
    ada = make.booking(session)
    operations.mark_attended(booking=ada, by=steward)
    operations.unmark_attended(booking=ada, by=steward)
    assert ada.state == Booking.State.BOOKED
    operations.mark_attended(booking=ada, by=steward)
    operations.close_register(session=session, by=steward)
    ada.refresh_from_db()
    operations.unmark_attended(booking=ada, by=steward)
    assert ada.state == Booking.State.DID_NOT_ATTEND


def test_nobody_attends_before_the_day():
    with pytest.raises(StepRefused):
        operations.mark_attended(booking=make.booking(), by=make.person())


# By link ------------------------------------------------------------------------------------------------------


def test_the_link_of_a_booking_is_for_that_booking_alone():
    booking = book(make.information_session(), "Ada")
    link = SignedLink.objects.get(person=booking.person)
    assert (link.purpose, link.subject_id) == ("booking", booking.pk)
