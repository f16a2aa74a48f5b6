"""Mails about support: visits that fall due and are overdue, an entry to look at again, mentors; told once."""

import datetime

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice
from apprentices.registrations import support as registrations
from apprentices.registrations.waiting import worklist
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import reminder_rules
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def trio():
    """Somebody whose last visit was so long ago that the next falls due today."""
    apprentice, manager, tutor = make.apprentice_with_people("Amara Johnson")
    Apprentice.objects.update(original_start_on=TODAY - 26 * WEEK)
    return Apprentice.objects.get(pk=apprentice.pk), manager, tutor


def mails_until(days, kind):
    """The rules are asked every morning; who got which mail on which of them."""
    told = []
    for number in range(days):
        at = timezone.make_aware(datetime.datetime.combine(TODAY + number * DAY, datetime.time(7)))
        before = set(Message.objects.values_list("pk", flat=True))
        for rule in reminder_rules:
            if "visit" in rule.name or "support" in rule.name:
                outbox.owe_reminders(rule.due(at))
        new = Message.objects.filter(kind=kind).exclude(pk__in=before)
        told += [(number, mail.to) for mail in new.order_by("pk")]
    return told


def texts(user, on):
    return [item.text for item in worklist(user, on, of=[registrations.waiting])]


def test_a_visit_that_falls_due_is_told_to_the_tutor_once_and_to_the_compliance_officer_when_it_is_overdue(trio):
    apprentice, _, tutor = trio
    university = apprentice.cohort.university
    officer = make.appointment(at=university, as_="compliance_officer").person
    make.appointment(as_="compliance_officer", at=make.university())

    assert mails_until(40, "visits_due") == [(0, tutor)]
    assert list(Message.objects.filter(kind="visits_overdue").values_list("to", flat=True)) == [officer.pk]
    late = TODAY + 4 * WEEK
    assert texts(tutor, TODAY) == ["Plan the workplace visits that are due"]
    assert texts(officer, TODAY) == []
    assert texts(tutor, late) == texts(officer, late) == ["Plan the workplace visits that are overdue"]


def test_visits_of_one_day_are_one_mail_and_what_is_planned_or_paused_is_silent(trio):
    apprentice, _, tutor = trio
    others = [make.apprentice(name, original_start_on=TODAY - 26 * WEEK) for name in ("Ben Okafor", "Cleo Nash")]
    for other in others:
        make.involvement(other, "tutor", person=tutor)
    planned, paused = apprentice, others[1]
    make.workplace_visit(planned, tutor, 9)
    Apprentice.objects.filter(pk=paused.pk).update(state="on_break")
    third = make.apprentice("Dan Ali", original_start_on=TODAY - 26 * WEEK)
    make.involvement(third, "tutor", person=tutor)

    assert mails_until(3, "visits_due") == [(0, tutor)]
    body = Message.objects.get(kind="visits_due").body
    assert [str(one) in body for one in (others[0], third, planned, paused)] == [True, True, False, False]


def test_support_is_to_be_looked_at_again_on_its_day_by_the_apprentice_and_its_writer(trio):
    apprentice, _, tutor = trio
    offer = make.support(apprentice, tutor, "university", review_on=TODAY + 2 * DAY)

    assert mails_until(5, "support_look_again") == [(2, apprentice.person), (2, tutor)]
    assert "essays" not in Message.objects.filter(kind="support_look_again").latest("pk").body
    operations.review_support(offer, next_on=TODAY + 3 * DAY, by=tutor, on=TODAY)
    apprentice.involvements.filter(person=tutor).update(ends_on=TODAY - DAY)
    second = make.person()
    make.involvement(apprentice, "tutor", person=second)
    assert mails_until(5, "support_look_again") == [(3, apprentice.person), (3, second)]


def test_support_is_silent_while_learning_is_paused_and_once_it_has_ended(trio):
    apprentice, _, tutor = trio
    offer = make.support(apprentice, tutor, "university", review_on=TODAY + DAY)
    Apprentice.objects.update(state="on_break")
    assert mails_until(3, "support_look_again") == []
    Apprentice.objects.update(state="active")
    operations.end_support(offer, outcome="It went well.", by=tutor)
    assert mails_until(3, "support_look_again") == []


def test_a_mentor_who_is_replaced_the_one_who_follows_and_the_apprentice_hear_of_it(trio):
    apprentice, _, tutor = trio
    first, second = (make.mentor(apprentice.employer, name) for name in ("Ife First", "Sol Second"))

    def mentored(mentor):
        made = operations.propose_mentor(apprentice, mentor=mentor, by=tutor)
        operations.agree_mentoring(made, by=mentor.person)
        Message.objects.all().delete()
        operations.agree_mentoring(made, by=apprentice.person)
        return made

    def told():
        return list(Message.objects.order_by("pk").values_list("to__name", flat=True))

    running = mentored(first)
    assert told() == ["Ife First"]
    Message.objects.all().delete()
    operations.end_mentoring(running, by=tutor)
    assert sorted(told()) == ["Amara Johnson", "Ife First"]
    assert "No reason is asked for" in Message.objects.first().body
    mentored(second)
    assert told() == ["Sol Second"]
