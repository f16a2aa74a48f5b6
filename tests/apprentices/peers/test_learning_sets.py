"""Peer learning sets: joined by four to eight, met, credited, noted, left, and left at once when learning stops."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import LearningSet, OffTheJobEntry, SetMember, Standing
from apprentices.operations import peers
from core.audit.sealing import verify
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def places():
    return make.boroughs("Camden", "Hackney", "Sutton")


def planned(apprentice):
    return [(entry.date, entry.title) for entry in apprentice.calendar.exclude(state="cancelled")]


def credited(apprentice):
    return Standing.objects.get(pk=apprentice.pk).confirmed_hours


def join(one, apprentice):
    peers.join_learning_set(one, apprentice=apprentice)


def test_with_the_fourth_member_the_set_meets_and_its_days_stand_in_every_calendar(places):
    one = make.learning_set(places[0], members=3)
    meeting = make.set_meeting(one)
    fourth = make.learner(at=places[1])
    assert one.state == "forming"

    join(one, fourth)

    one.refresh_from_db()
    assert one.state == "running"
    days = {tuple(planned(member.apprentice)) for member in one.members.joined()}
    assert days == {((meeting.date, "Learning set: Thresholds"),)}
    assert list(Message.objects.filter(to=fourth.person).values_list("subject", flat=True)) == [
        "Your learning set meets"
    ]


def test_a_set_has_at_most_its_places_and_between_four_and_eight(places):
    one = make.learning_set(places[0], members=4, places=4)

    with pytest.raises(StepRefused, match="Every place"):
        join(one, make.learner(at=places[1]))
    for number in (3, 9):
        with pytest.raises(StepRefused, match="between 4 and 8"):
            make.learning_set(places[0], places=number)


def test_a_set_by_invitation_is_seen_and_joined_by_those_invited_alone(places):
    one = make.learning_set(places[0], access="invited")
    invited, other = make.learner(at=places[1]), make.learner(at=places[1])
    with pytest.raises(StepRefused, match="by invitation"):
        join(one, other)

    peers.invite_to_set(one, email=invited.person.email.upper(), by=one.facilitator)
    peers.invite_to_set(one, email="nobody@example.org", by=one.facilitator)

    seen = {
        person: LearningSet.objects.visible_to(person, on=TODAY).count() for person in (invited.person, other.person)
    }
    assert seen == {invited.person: 1, other.person: 0}
    join(one, invited)
    assert SetMember.objects.get().state == "joined"
    with pytest.raises(AlreadyMoved):
        join(one, invited)


def test_an_apprentice_of_another_consortium_is_not_invited_and_cannot_join(places):
    one = make.learning_set(places[0])
    stranger = make.learner(at=make.service())

    peers.invite_to_set(one, email=stranger.person.email, by=one.facilitator)

    assert not SetMember.objects.exists()
    with pytest.raises(StepRefused, match="another consortium"):
        join(one, stranger)


def test_the_register_credits_those_who_were_there_and_a_correction_takes_it_back(places):
    one = make.learning_set(places[0], members=4)
    meeting = make.set_meeting(one)
    first, second, *_ = [member.apprentice for member in one.members.joined()]

    assert peers.take_meeting_register(meeting, there=[first.pk], by=one.facilitator, on=meeting.date) == 1
    assert (credited(first), credited(second)) == (Decimal(2), 0)
    entry = OffTheJobEntry.objects.get()
    assert (entry.activity.code, entry.confirmed_by, entry.source) == ("peer_learning", one.facilitator, "attendance")

    peers.take_meeting_register(meeting, there=[second.pk], by=one.facilitator, on=meeting.date)
    assert (credited(first), credited(second)) == (0, Decimal(2))
    assert list(verify()) == []


def test_a_meeting_outside_working_days_counts_only_once_the_time_is_given_back(places):
    one = make.learning_set(places[0], members=4)
    saturday = make.next_working_day()
    saturday += (5 - saturday.weekday()) * DAY
    meeting = make.set_meeting(one, saturday)
    first = one.members.joined().first().apprentice

    assert peers.take_meeting_register(meeting, there=[first.pk], by=one.facilitator, on=saturday) == 0

    assert "none of your working days" in meeting.attendances.get(apprentice=first).not_credited
    assert credited(first) == 0


def test_a_set_that_looks_for_members_has_no_register(places):
    one = make.learning_set(places[0], members=2)
    meeting = make.set_meeting(one)

    with pytest.raises(StepRefused, match="begins with four"):
        peers.take_meeting_register(meeting, there=[], by=one.facilitator, on=meeting.date)


def test_notes_hold_once_everybody_who_was_there_has_agreed_to_these_very_words(places):
    one = make.learning_set(places[0], members=4)
    meeting = make.set_meeting(one)
    first, second, away, _ = [member.apprentice for member in one.members.joined()]
    with pytest.raises(StepRefused, match="First the facilitator"):
        peers.write_notes(meeting, text="Early.", shown=0, by=first.person)
    peers.take_meeting_register(meeting, there=[first.pk, second.pk], by=one.facilitator, on=meeting.date)

    peers.write_notes(meeting, text="What a threshold is.", shown=0, by=first.person)
    peers.agree_to_notes(meeting, apprentice=first, version=1)
    assert peers.notes_wait_for(meeting) == [second]
    with pytest.raises(StepRefused, match="Those who were at the meeting"):
        peers.agree_to_notes(meeting, apprentice=away, version=1)
    with pytest.raises(AlreadyMoved):
        peers.write_notes(meeting, text="Over it.", shown=0, by=second.person)

    peers.write_notes(meeting, text="What a threshold is, and who draws it.", shown=1, by=second.person)
    with pytest.raises(AlreadyMoved):
        peers.agree_to_notes(meeting, apprentice=second, version=1)
    for apprentice in (first, second):
        peers.agree_to_notes(meeting, apprentice=apprentice, version=2)
    assert peers.notes_wait_for(meeting) == []


def test_leaving_and_closing_clear_the_days_ahead(places):
    one = make.learning_set(places[0], members=5)
    make.set_meeting(one)
    first, second, *_ = [member.apprentice for member in one.members.joined()]

    peers.leave_learning_set(one, apprentice=first)
    assert planned(first) == []
    assert len(planned(second)) == 1

    peers.close_learning_set(one, by=one.facilitator)
    assert planned(second) == []
    with pytest.raises(StepRefused, match="closed"):
        join(one, first)


def test_a_cancelled_meeting_leaves_every_calendar(places):
    one = make.learning_set(places[0], members=4)
    meeting = make.set_meeting(one)
    first = one.members.joined().first().apprentice

    peers.cancel_meeting(meeting, by=one.facilitator)

    assert planned(first) == []


def test_a_suspension_frees_the_seat_and_lifting_it_takes_one_where_one_is_free(places):
    one = make.learning_set(places[0], members=4, places=4)
    meeting = make.set_meeting(one)
    away = one.members.joined().first().apprentice
    tutor = make.tutor_of(away)

    held = operations.suspend(away, code="conduct", decided_as="university", by=tutor)
    assert (one.members.get(apprentice=away).state, planned(away)) == ("on_hold", [])
    operations.lift_suspension(held, by=tutor)
    assert one.members.get(apprentice=away).state == "joined"
    assert planned(away) == [(meeting.date, "Learning set: Thresholds")]

    held = operations.suspend(away, code="conduct", decided_as="university", by=tutor)
    join(one, make.learner(at=places[1]))
    operations.lift_suspension(held, by=tutor)
    assert one.members.get(apprentice=away).state == "left"
    assert Message.objects.filter(to=away.person, subject="Your learning set is full").count() == 1
