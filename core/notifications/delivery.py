"""Deliver what is owed, in batches; a mail repeats only after a crash, and then with the same Message-ID."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from core.notifications.models import Message

logger = logging.getLogger(__name__)

BATCH = 100
CLAIM = datetime.timedelta(minutes=5)


def deliver() -> int:
    """Send everything that is due; answers how many were sent."""
    sent = 0
    while batch := _claim():
        connection = get_connection()
        sent += sum(_send(message, connection) for message in batch)
        connection.close()
    return sent


@transaction.atomic
def _claim() -> list[Message]:
    now = timezone.now()
    due = list(Message.objects.due(at=now).select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:BATCH])
    Message.objects.filter(pk__in=[m.pk for m in due]).update(state=Message.State.CLAIMED, claimed_until=now + CLAIM)
    return due


def _send(message: Message, connection: BaseEmailBackend) -> bool:
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to_email],
        connection=connection,
        headers={"Message-ID": f"<{message.reference}@{settings.SITE_URL.split('//')[-1].split(':')[0].strip('/')}>"},
    )
    if message.attachment:
        mail.attach(message.attachment_name, message.attachment, "text/calendar")
    message.attempts += 1
    try:
        mail.send()
    except Exception as problem:  # a mail server fails in many ways; each is tried again later
        logger.warning("mail %s not sent, attempt %s: %s", message.reference, message.attempts, type(problem).__name__)
        over = message.attempts >= Message.ATTEMPTS
        message.state = Message.State.FAILED if over else Message.State.OWED
        message.due_at = timezone.now() + datetime.timedelta(minutes=2**message.attempts)
    else:
        message.state, message.sent_at = Message.State.SENT, timezone.now()
        if message.secret and not settings.DEMO_MODE:
            message.body = "(held a link or a code; not kept after sending)"
    message.save(update_fields=["state", "sent_at", "attempts", "due_at", "body"])
    return message.state == Message.State.SENT
