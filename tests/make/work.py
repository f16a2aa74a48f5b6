"""Do in the test's own process what a worker would do: the same code, without the broker between."""

from django.utils import timezone

from core import jobs
from core.jobs.models import Job
from core.notifications import delivery


def do_owed_work() -> int:
    """Perform every job that is due, and those that they owe in turn; answers how many."""
    done = 0
    while due := list(Job.objects.due(at=timezone.now()).values_list("pk", flat=True)):
        for job_id in due:
            jobs.perform(job_id)
        done += len(due)
    return done


def deliver_mail() -> int:
    """Send every mail that is due; answers how many."""
    return delivery.deliver()
