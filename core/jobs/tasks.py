from celery import shared_task

from core import jobs
from core.forms.once import forget_old_receipts


@shared_task(name="core.jobs.run")
def run(*, job_id: int) -> None:
    jobs.perform(job_id)


@shared_task(name="core.jobs.sweep")
def sweep() -> None:
    """Every minute: queue again what is late, and forget old form tokens."""
    jobs.sweep()
    forget_old_receipts()
