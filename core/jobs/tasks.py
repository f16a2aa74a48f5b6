from celery import shared_task

from core import jobs


@shared_task(name="core.jobs.run")
def run(*, job_id: int) -> None:
    jobs.perform(job_id)


@shared_task(name="core.jobs.sweep")
def sweep() -> None:
    """Every minute: queue again what is late."""
    jobs.sweep()
