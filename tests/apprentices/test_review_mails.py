"""Mails about reviews: prepare, the Monday digest, and signatures that wait 5, 10 and 15 working days."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from apprentices import operations, telling
from apprentices.models import Apprentice, Party, ProgressReview
from apprentices.registrations import review_mails
from core.notifications import outbox
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
WRITTEN = datetime.datetime(2026, 3, 2, 12, tzinfo=LONDON)
"""A Monday; five working days later it is Monday 9 March."""


def after(weeks, days=0):
    return WRITTEN + datetime.timedelta(weeks=weeks, days=days, hours=1)


def owe(rule, at):
    return outbox.owe_reminders(rule(at))


@pytest.fixture
def apprentice():
    return make.reviewed_apprentice("Amara Johnson")


@pytest.fixture
def review(apprentice):
    made = make.signing_review(apprentice, on=WRITTEN.date(), at=WRITTEN)
    Message.objects.all().delete()
    return made


def told(at):
    before = set(Message.objects.values_list("pk", flat=True))
    owe(review_mails.signatures_waiting, at)
    return {(m.to, m.kind) for m in Message.objects.exclude(pk__in=before)}


def test_five_days_remind_the_three_ten_tell_who_may_stand_in_and_fifteen_the_tutor_too(apprentice, review):
    three = make.three(apprentice)
    lead = make.appointment(make.person(), apprentice.employer).person
    officer = make.appointment(make.person(), apprentice.cohort.university, "compliance_officer").person
    tutor = three[Party.UNIVERSITY]

    assert told(after(0, 6)) == set()
    assert told(after(1)) == {(who, "review_signing_waits") for who in three.values()}
    assert told(after(1, 1)) == set()
    assert told(after(2)) == {(who, "review_signing_late") for who in (lead, officer, tutor)}
    assert told(after(3)) == {(who, "review_signing_late") for who in (lead, officer, tutor)}
    assert told(after(4)) == set()


def test_who_has_signed_is_not_reminded_and_all_signed_falls_silent(apprentice, review):
    three = make.three(apprentice)
    make.sign(review, three[Party.APPRENTICE])
    assert {who for who, _ in told(after(1))} == {three[Party.EMPLOYER], three[Party.UNIVERSITY]}
    make.sign(review, three[Party.EMPLOYER])
    make.sign(review, three[Party.UNIVERSITY])
    assert told(after(2)) == set()


def test_a_break_silences_it(apprentice, review):
    Apprentice.objects.filter(pk=apprentice.pk).update(state=Apprentice.State.ON_BREAK)
    assert told(after(1)) == set()


def test_a_lead_gets_one_mail_for_all_that_reached_a_step_on_one_day(apprentice, review):
    other = make.reviewed_apprentice(at=apprentice.employer)
    make.signing_review(other, on=WRITTEN.date(), at=WRITTEN)
    lead = make.appointment(make.person(), apprentice.employer).person

    owe(review_mails.signatures_waiting, after(2))

    mail = Message.objects.get(to=lead)
    assert mail.subject == "2 progress reviews not signed after 10 working days"


def test_monday_brings_a_manager_one_mail_for_time_and_reviews(apprentice, review):
    manager = make.three(apprentice)[Party.EMPLOYER]
    monday = datetime.datetime(2026, 3, 9, 6, tzinfo=LONDON)
    coming = apprentice.reviews.get(state=ProgressReview.State.SCHEDULED)
    operations.plan_review(coming, on=datetime.date(2026, 3, 12), by=make.three(apprentice)[Party.UNIVERSITY])
    Message.objects.all().delete()

    numbers = [owe(telling.time_waiting, at) for at in (monday, monday)]

    mail = Message.objects.get(to=manager)
    assert (mail.subject, numbers[1]) == ("1 progress review to sign", 0)
    assert "1 progress review in the next two weeks" in mail.body
    assert mail.body.count("/link/") == 1


def test_a_fresh_link_is_sent_to_whom_only_a_signature_waits(apprentice, review):
    manager = make.three(apprentice)[Party.EMPLOYER]
    telling.send_fresh_link(manager.email, at=timezone.now())
    assert Message.objects.filter(to=manager, kind="time_fresh_link").count() == 1


def test_the_apprentice_is_asked_to_prepare_once_a_week_before_unless_they_have(apprentice):
    review = make.review(apprentice)
    tutor = make.three(apprentice)[Party.UNIVERSITY]
    operations.plan_review(review, on=datetime.date(2026, 3, 9), by=tutor)
    Message.objects.all().delete()

    assert [owe(review_mails.to_prepare, at) for at in (after(0, -1), after(0), after(0, 1))] == [0, 1, 0]
    Message.objects.all().delete()
    operations.prepare_review(review, party="apprentice", texts={"hard": "x"}, by=apprentice.person, send=True)
    assert owe(review_mails.to_prepare, after(0)) == 0
