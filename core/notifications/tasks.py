from celery import shared_task
from django.utils import timezone

from core.notifications import delivery, outbox
from core.registry import reminder_rules


@shared_task(name="core.notifications.deliver")
def deliver() -> None:
    """Every minute, and whenever a mail was promised: send what is due."""
    delivery.deliver()


@shared_task(name="core.notifications.owe_reminders")
def owe_reminders() -> None:
    """Every hour: ask each rule who is due and not yet told."""
    now = timezone.now()
    for rule in reminder_rules:
        outbox.owe_reminders(rule.due(now))
