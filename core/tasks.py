"""Where Celery looks for the tasks of this app; each stands in the room that it belongs to."""

from core.audit.tasks import seal
from core.jobs.tasks import run, sweep
from core.notifications.tasks import deliver, owe_reminders

__all__ = ["deliver", "owe_reminders", "run", "seal", "sweep"]
