"""Mails about plans: asked once, reminded once after two weeks, silent as soon as it is done."""

import datetime

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Party
from apprentices.plan_telling import overdue, statements_owed, to_confirm
from core.notifications import outbox
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def told(rule, after):
    outbox.owe_reminders(rule(NOW + after))
    return sorted(Message.objects.values_list("to__name", flat=True))


def test_everybody_is_asked_once_about_all_their_plans_together():
    case = make.training_plan()
    second = make.apprentice()
    make.line_manager(second, case.people[Party.EMPLOYER])
    operations.open_plan(second, by=None)

    assert told(to_confirm, datetime.timedelta(minutes=5)) == []
    assert len(told(to_confirm, datetime.timedelta(hours=2))) == 4
    assert len(told(to_confirm, datetime.timedelta(days=3))) == 4
    mail = Message.objects.get(to=case.people[Party.EMPLOYER])
    assert "10 sections of 2 training plans wait for you" in mail.body

    grace = case.people[Party.EMPLOYER]
    newest = second.training_plan.sections.waiting_for(Party.EMPLOYER)
    operations.confirm_sections(newest, party=Party.EMPLOYER, by=grace)
    assert len(told(to_confirm, datetime.timedelta(days=4))) == 4


def test_two_weeks_later_whoever_has_not_confirmed_is_told_once():
    case = make.training_plan()
    waiting = case.plan.sections.waiting_for(Party.EMPLOYER)
    operations.confirm_sections(waiting, party=Party.EMPLOYER, by=case.people[Party.EMPLOYER])

    assert told(overdue, datetime.timedelta(days=13)) == []
    assert told(overdue, datetime.timedelta(days=15)) == ["Amara Johnson", "Dr Helen Price"]
    assert told(overdue, datetime.timedelta(days=40)) == ["Amara Johnson", "Dr Helen Price"]


def test_nobody_is_reminded_during_a_break_or_after_the_end():
    case = make.training_plan()
    Apprentice.objects.filter(pk=case.apprentice.pk).update(state=Apprentice.State.ON_BREAK)

    assert told(overdue, datetime.timedelta(days=15)) == []


def test_line_manager_is_told_once_that_a_statement_is_owed():
    case = make.training_plan(
        make.apprentice("Amara Johnson", planned_end_on=timezone.localdate() + datetime.timedelta(days=20))
    )

    assert told(statements_owed, datetime.timedelta()) == ["Grace Mensah"]
    assert told(statements_owed, datetime.timedelta(days=9)) == ["Grace Mensah"]
    assert "0 hours of 900 hours planned for Amara Johnson are confirmed" in Message.objects.get().body
    assert case.people[Party.EMPLOYER] == Message.objects.get().to
