"""Mails about plans: asked once, reminded once after two weeks, silent as soon as it is done."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Party, VarianceStatement
from apprentices.plan_telling import overdue, statements_owed, to_confirm
from core.audit.signatures import Signature
from core.links.models import SignedLink
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


def test_a_line_manager_without_an_account_writes_and_signs_it_by_link_after_a_code():
    ends_on = timezone.localdate() + datetime.timedelta(days=20)
    case = make.training_plan(make.apprentice("Amara Johnson", planned_end_on=ends_on))
    grace = case.people[Party.EMPLOYER]
    grace.set_unusable_password()
    grace.save()
    told(statements_owed, datetime.timedelta())
    told(statements_owed, datetime.timedelta(days=9))
    page = f"/apprentices/{case.apprentice.reference}/hours/statement/by-link/"
    browser, code_page = Client(), f"/apprentices/time/by-link/{grace.reference}/"
    mail = Message.objects.get(to=grace)

    assert (mail.secret, SignedLink.objects.filter(person=grace).count()) == (True, 1)
    browser.get("/link/" + re.search(r"/link/(\S+)", mail.body)[1])
    assert browser.get(page).url == browser.get(page + "check/").url == code_page + "code/"
    browser.get(page)
    browser.post(code_page + "send-code/")
    code = re.search(r"\b\d{6}\b", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]
    typed = {"code": code, "name": "Grace A. Mensah", "role": "Team manager"}
    assert browser.post(code_page + "code/", typed).url == page

    checked = browser.post(page, {"why": "Two skills days were cancelled.", "effect": "Done in webinars."}, follow=True)
    fingerprint = checked.context["form"].fingerprint
    done = browser.post(page + "check/", {"checked": fingerprint}, follow=True).content.decode()

    statement = VarianceStatement.objects.get()
    signature = Signature.objects.under(statement).get()
    assert (statement.made_by, statement.why) == (grace, "Two skills days were cancelled.")
    assert (signature.method, signature.signer_name) == (Signature.Method.LINK_AND_CODE, "Grace A. Mensah")
    assert "Signed. The statement stands" in done and "No statement is needed" in done
    assert make.signed_in(grace).get(page).status_code == 404
    case.apprentice.involvements.filter(person=grace).delete()
    assert browser.get(page).status_code == 403
