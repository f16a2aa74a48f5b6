"""Where Celery looks for the tasks of this app; each stands in the room that it belongs to."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core import retention
from core.audit.tasks import seal
from core.jobs.tasks import run, sweep
from core.notifications.tasks import deliver, owe_reminders

__all__ = ["apply_retention", "deliver", "owe_reminders", "run", "seal", "sweep"]


@shared_task(name="core.apply_retention")
def apply_retention() -> None:
    """Every night: what has been kept long enough goes, unless somebody holds it (a court order, an inquiry)."""
    if not settings.RETENTION_ON_HOLD:
        retention.purge(on=timezone.localdate())
