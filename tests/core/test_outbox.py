"""Mail: promised in the same transaction as the step, sent once, kept to be read."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from core.notifications import delivery, outbox
from core.notifications.models import Message
from core.registry import Reminder
from tests import make

pytestmark = pytest.mark.django_db
CODE = {"code": "123456", "minutes": 15}


class MailServerDown(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected


def owe(key: str = "code-1", **fields) -> bool:
    return outbox.owe(to=make.person("Ama Boateng"), template="one_time_code", context=CODE, key=key, **fields)


def test_the_first_line_of_the_template_is_the_subject():
    owe()
    message = Message.objects.get()
    assert message.subject == "Your code is 123456"
    assert message.body.startswith("Hello Ama Boateng")


def test_the_same_key_is_told_once():
    assert (owe(), owe()) == (True, False)
    assert (delivery.deliver(), delivery.deliver(), len(mail.outbox)) == (1, 0, 1)


def test_a_name_cannot_add_a_header_or_a_recipient():
    outbox.owe_text(
        to=None, to_email="a@example.org", subject="Hello\nBcc: all@example.org", body="x", kind="k", key="1"
    )
    delivery.deliver()
    assert mail.outbox[0].subject == "Hello Bcc: all@example.org"
    assert mail.outbox[0].recipients() == ["a@example.org"]


def test_a_mail_server_that_is_down_is_tried_again_later_with_the_same_message_id(settings):
    owe()
    message = Message.objects.get()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.MailServerDown"
    assert delivery.deliver() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.State.OWED, 1)
    settings.EMAIL_BACKEND = working
    assert delivery.deliver() == 0, "not before its time"
    Message.objects.update(due_at=timezone.now() - datetime.timedelta(seconds=1))
    assert delivery.deliver() == 1
    assert message.reference in mail.outbox[0].extra_headers["Message-ID"]


def test_after_five_tries_it_is_said_to_have_failed(settings):
    owe()
    settings.EMAIL_BACKEND = f"{__name__}.MailServerDown"
    for _ in range(5):
        Message.objects.update(due_at=timezone.now())
        delivery.deliver()
    assert Message.objects.get().state == Message.State.FAILED


def test_a_mail_with_a_code_loses_it_once_it_has_been_sent(settings):
    settings.DEMO_MODE = False
    owe(secret=True)
    delivery.deliver()
    assert "123456" not in Message.objects.get().body


def test_in_the_demo_the_body_stays_readable(settings):
    settings.DEMO_MODE = True
    owe(secret=True)
    delivery.deliver()
    assert "123456" in Message.objects.get().body


def test_a_calendar_file_goes_with_the_mail():
    owe(attachment=("session.ics", "BEGIN:VCALENDAR"))
    delivery.deliver()
    assert mail.outbox[0].attachments[0].filename == "session.ics"


def test_reminders_are_told_once_and_nobody_who_is_switched_off_is_told(django_assert_max_num_queries):
    people = [make.person() for _ in range(20)]
    gone = make.person(is_active=False)
    due = [Reminder(to=p, template="one_time_code", context=CODE, key=f"r-{p.pk}") for p in [*people, gone]]
    with django_assert_max_num_queries(6):
        assert outbox.owe_reminders(due) == 20
    assert outbox.owe_reminders(due) == 0
    assert Message.objects.filter(to=gone).count() == 0


def test_a_mail_is_plain_text_and_keeps_names_as_people_write_them():
    person = make.person("Siobhán O'Brien & Co")
    outbox.owe(to=person, template="one_time_code", context={"code": "123456", "minutes": 15}, key="plain", secret=True)
    assert "Siobhán O'Brien & Co" in Message.objects.get(key="plain").body
