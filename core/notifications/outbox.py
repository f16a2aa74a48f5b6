"""Promise a mail in the caller's transaction. The same key is promised once, whoever asks and however often."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from core import jobs
from core.notifications.models import Message
from core.registry import silences

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.registry import Reminder

SUBJECT_LENGTH = 200


def owe(
    *,
    to: User,
    template: str,
    context: dict[str, Any],
    key: str,
    secret: bool = False,
    attachment: tuple[str, str] | None = None,
) -> bool:
    """Owe a mail from ``templates/emails/<template>.txt``, whose first line is the subject.

    ``attachment`` is a name and a text (a calendar file). Answers False where ``key`` was told before, and where no
    mail goes to this person now.
    """
    if silenced([to.pk]):
        return False
    message = _write(to=to, template=template, context=context, key=key, secret=secret)
    if attachment:
        message.attachment_name, message.attachment = attachment
    return _keep([message]) == 1


def owe_text(
    *, to: User | None, to_email: str, subject: str, body: str, kind: str, key: str, secret: bool = False
) -> bool:
    """Owe a mail whose text is already made (allauth's)."""
    return _keep([_message(to, to_email, subject, body, kind, key, secret)]) == 1


def silenced(people: Collection[int]) -> set[int]:
    """Those of these people (ids) to whom no mail goes now."""
    return set().union(*(silence(people) for silence in silences)) if people else set()


def owe_reminders(reminders: Iterable[Reminder], *, told: set[str] | None = None) -> int:
    """Owe every reminder whose key was not told before; answers how many."""
    due = list(reminders)
    told = told or set(Message.objects.filter(key__in=[reminder.key for reminder in due]).values_list("key", flat=True))
    new = [reminder for reminder in due if reminder.key not in told]
    quiet = silenced({reminder.to.pk for reminder in new})
    return _keep(
        [
            _write(to=r.to, template=r.template, context=r.context, key=r.key, secret=r.secret)
            for r in new
            if r.to.is_active and r.to.pk not in quiet
        ]
    )


def _write(*, to: User, template: str, context: dict[str, Any], key: str, secret: bool) -> Message:
    mail = get_template(f"emails/{template}.txt").template  # type: ignore[attr-defined]
    # A mail is plain text: nothing in it is escaped as HTML would be.
    text = mail.render(Context({"person": to, "site_url": settings.SITE_URL.rstrip("/"), **context}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return _message(to, to.email, subject, body.strip() + "\n", template, key, secret)


def _message(to: User | None, to_email: str, subject: str, body: str, kind: str, key: str, secret: bool) -> Message:
    one_line = " ".join(subject.split())[:SUBJECT_LENGTH]
    return Message(
        to=to, to_email=to_email, subject=one_line, body=body, kind=kind, key=key[:160], secret=secret, due_at=_now()
    )


def _now() -> datetime.datetime:
    return timezone.now()


def _keep(messages: list[Message]) -> int:
    """Insert what was not told before, and nudge the postman."""
    from core.notifications.tasks import deliver

    if not messages:
        return 0
    before = Message.objects.filter(key__in=[m.key for m in messages]).count()
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    jobs.when_committed(deliver)
    return len({m.key for m in messages}) - before
