"""Who is reminded of what: told once, silent when it is done, and what stands on the home page."""

import datetime
import zoneinfo

import pytest
import time_machine
from django.utils import timezone

from apprentices.models import Apprentice
from assessment import operations
from assessment.worklist import needs, waiting_too_long
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import Need
from tests import make

pytestmark = pytest.mark.django_db
LONDON = zoneinfo.ZoneInfo("Europe/London")


def at(month: int, day: int, hour: int = 9) -> datetime.datetime:
    return datetime.datetime(2026, month, day, hour, tzinfo=LONDON)


WEDNESDAY = at(3, 4, 23)
SECOND_WEDNESDAY, SECOND_THURSDAY = at(3, 11), at(3, 12)


@pytest.fixture
def apprentice():
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def grace(apprentice):
    return make.practice_educator(apprentice, "Grace Mensah")


def told(moment: datetime.datetime) -> list[str]:
    return [reminder.to.name for reminder in waiting_too_long(moment)]


def test_evidence_that_waited_five_working_days_is_not_late_and_six_is(apprentice, grace):
    make.sent_evidence(apprentice, at=WEDNESDAY)
    assert told(SECOND_WEDNESDAY) == []
    assert told(SECOND_THURSDAY) == ["Grace Mensah"]


def test_easter_is_not_counted(apprentice, grace):
    make.sent_evidence(apprentice, at=at(4, 1))
    assert told(at(4, 10)) == []
    assert told(at(4, 13)) == ["Grace Mensah"]


def test_each_piece_is_told_once_and_an_answer_silences_it(apprentice, grace):
    evidence = make.sent_evidence(apprentice, at=WEDNESDAY)
    assert outbox.owe_reminders(waiting_too_long(SECOND_THURSDAY)) == 1
    assert outbox.owe_reminders(waiting_too_long(at(3, 13))) == 0
    operations.sign_off(
        evidence, number=1, judgements=make.all_sufficient(evidence), statement="x", by=grace, at=at(3, 14)
    )
    assert told(at(3, 20)) == []
    mail = Message.objects.get(kind="evidence_waiting")
    assert (mail.to, "A visit that changed my mind" in mail.body) == (grace, False)


def test_the_next_version_is_a_new_thing_to_be_told_about(apprentice, grace):
    evidence = make.sent_evidence(apprentice, at=WEDNESDAY)
    outbox.owe_reminders(waiting_too_long(SECOND_THURSDAY))
    operations.return_for_more(
        evidence, number=1, reason="x", enough="x", again_by=datetime.date(2026, 4, 1), by=grace, at=at(3, 13)
    )
    operations.submit(evidence, by=apprentice.person, at=at(3, 16))
    assert told(at(3, 20)) == []
    assert outbox.owe_reminders(waiting_too_long(at(3, 25))) == 1


def test_nobody_is_reminded_about_somebody_on_a_break_and_it_comes_back_with_them(apprentice, grace):
    make.sent_evidence(apprentice, at=WEDNESDAY)
    Apprentice.objects.filter(pk=apprentice.pk).update(state=Apprentice.State.ON_BREAK)
    assert told(SECOND_THURSDAY) == []
    Apprentice.objects.filter(pk=apprentice.pk).update(state=Apprentice.State.ACTIVE)
    assert told(SECOND_THURSDAY) == ["Grace Mensah"]


def test_the_person_who_assesses_now_is_told_not_the_one_who_did(apprentice):
    make.practice_educator(apprentice, "Gone", ends_on=datetime.date(2026, 3, 5))
    make.workplace_assessor(apprentice, "Winston Clarke")
    make.sent_evidence(apprentice, at=WEDNESDAY)
    assert told(SECOND_THURSDAY) == ["Winston Clarke"]


def test_the_assessors_home_page_says_what_waits_and_what_is_late(apprentice, grace):
    make.sent_evidence(apprentice, at=WEDNESDAY)
    make.sent_evidence(apprentice, title="Later", kind="feedback", at=at(3, 10))
    with time_machine.travel(SECOND_THURSDAY):
        found = [(item.text, item.need) for item in needs(grace, SECOND_THURSDAY.date())]
    assert found == [
        ("Assess a piece of evidence by Amara Johnson: reflective log", Need.OVERDUE),
        ("Assess a piece of evidence by Amara Johnson: feedback from a person or family", Need.DUE),
    ]


def test_a_long_queue_is_summed_up(apprentice, grace):
    for number in range(12):
        make.sent_evidence(apprentice, title=f"Piece {number}")
    texts = [item.text for item in needs(grace, timezone.localdate())]
    assert (len(texts), texts[-1]) == (11, "Assess 2 more pieces of evidence")


def test_the_apprentices_home_page_says_what_came_back_and_what_waits(apprentice, grace):
    returned = make.sent_evidence(apprentice)
    make.sent_evidence(apprentice, title="Another", kind="feedback")
    today = timezone.localdate()
    operations.return_for_more(returned, number=1, reason="x", enough="x", again_by=today, by=grace)
    tomorrow = today + datetime.timedelta(days=1)
    found = [(item.text, item.need_on(tomorrow), item.due_on) for item in needs(apprentice.person, tomorrow)]
    assert sorted(found, key=lambda one: one[1]) == [
        ("Work on “A visit that changed my mind” again: it was returned for more", Need.OVERDUE, today),
        ("1 piece of evidence waits to be assessed", Need.WAITING, None),
    ]


def test_the_tutors_home_page_counts_portfolios_that_have_grown_since_the_last_review(apprentice, grace):
    helen = make.tutor(apprentice)
    today = timezone.localdate()
    assert list(needs(helen, today)) == []
    make.accepted_evidence(apprentice, by=grace)
    assert [item.text for item in needs(helen, today)] == ["1 portfolio has newly accepted evidence to review"]
    read = operations.hash_of_set(operations.accepted_set(apprentice))
    operations.review_portfolio(apprentice, statement="x", read=read, by=helen)
    assert list(needs(helen, today)) == []
    make.accepted_evidence(apprentice, by=grace, title="One more")
    assert len(list(needs(helen, today))) == 1


def test_a_line_manager_is_asked_for_nothing_here(apprentice, grace):
    manager = make.involvement(apprentice, "line_manager", person=make.person()).person
    make.sent_evidence(apprentice)
    assert list(needs(manager, timezone.localdate())) == []
