"""Owe a job, run it, sweep up what is late. The broker only makes it quick."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.registry import job_kinds

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.jobs.models import Job

logger = logging.getLogger(__name__)


class CannotBeDone(Exception):
    """The work cannot be done however often it is tried; the message is for the person who asked."""


class _Broker:
    """What this process knows of the broker: after a wait in vain it is left in peace for a few seconds, so that a page
    with many promises waits for it once and not for each of them.
    """

    QUICK = 0.5
    """Seconds: a failure quicker than this costs nobody anything, and is mostly a connection that died while idle."""
    PEACE = 10.0
    asked_again_at = 0.0


def when_committed(task: Any, **arguments: Any) -> None:
    """Hand a task to the broker after commit. A broker that is down costs a minute, not the page: the row is swept."""

    def publish() -> None:
        if time.monotonic() >= _Broker.asked_again_at and not _handed_over(task, arguments):
            logger.warning("broker not reached; the sweeper will find the work")

    transaction.on_commit(publish)


def _handed_over(task: Any, arguments: dict[str, Any]) -> bool:
    """Whether the broker took the task; a quick failure is tried once more, on a fresh connection."""
    for _ in range(2):
        began = time.monotonic()
        try:
            task.apply_async(kwargs=arguments, retry=False)
        except Exception as problem:  # whatever the broker's client raises, the promise stands in the row
            logger.info("not handed over: %s", type(problem).__name__)
            if time.monotonic() - began > _Broker.QUICK:
                _Broker.asked_again_at = time.monotonic() + _Broker.PEACE
                return False
        else:
            return True
    return False


def owe(
    kind: str, *, title: str, by: User | None, payload: dict[str, Any] | None = None, dedupe_key: str | None = None
) -> Job:
    """Promise a job in the caller's transaction. The same ``dedupe_key`` answers with the job promised before."""
    from core.jobs.models import Job
    from core.jobs.tasks import run

    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, title=title, asked_by=by, payload=payload or {}, dedupe_key=dedupe_key)
    except IntegrityError:
        return Job.objects.get(dedupe_key=dedupe_key)
    when_committed(run, job_id=job.pk)
    return job


def claim(job_id: int, *, at: datetime.datetime) -> Job | None:
    """Take a due job for this worker, or None where another has it or it is over."""
    from core.jobs.models import HEARTBEAT, Job

    taken = Job.objects.filter(pk=job_id).due(at=at).update(state=Job.State.CLAIMED, claimed_until=at + HEARTBEAT)
    return Job.objects.get(pk=job_id) if taken else None


def perform(job_id: int) -> None:
    """Do a job if it is due. A handler must be safe to run again: a killed worker leaves it half done."""
    job = claim(job_id, at=timezone.now())
    if job is None:
        return
    job.attempts += 1
    job.save(update_fields=["attempts"])
    work: Callable[[Job], str] = job_kinds[job.kind]
    try:
        result_url = work(job) or ""
    except CannotBeDone as reason:
        _finish(job, state=job.State.FAILED, message=str(reason))
    except Exception:
        logger.exception("job %s failed, attempt %s", job.reference, job.attempts)
        _try_again(job)
    else:
        _finish(job, state=job.State.DONE, result_url=result_url)


def _finish(job: Job, *, state: str, message: str | None = None, result_url: str = "") -> None:
    if message is not None:
        job.message = message[:500]
    job.state, job.result_url, job.finished_at = state, result_url, timezone.now()
    job.save(update_fields=["state", "message", "result_url", "finished_at"])


def _try_again(job: Job) -> None:
    if job.attempts >= job.ATTEMPTS:
        words = "Something went wrong three times. The people who run the portal can see why."
        _finish(job, state=job.State.FAILED, message=words)
        return
    job.state, job.due_at = job.State.OWED, timezone.now() + datetime.timedelta(seconds=30 * job.attempts)
    job.save(update_fields=["state", "due_at"])


def sweep() -> int:
    """Queue again every job that is late; answers how many."""
    from core.jobs.models import Job
    from core.jobs.tasks import run

    late = list(Job.objects.due(at=timezone.now()).values_list("pk", flat=True)[:500])
    for job_id in late:
        when_committed(run, job_id=job_id)
    return len(late)
