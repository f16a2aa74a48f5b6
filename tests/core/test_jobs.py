"""Background work: the promise is a row."""

import datetime
import socket
import time

import pytest
from django.utils import timezone
from kombu import pools

from core import jobs
from core.jobs.models import Job
from core.registry import job_kinds
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    """A kind of job whose runs are counted, and which fails as often as it is told to."""
    runs = {"count": 0, "fails": 0, "cannot": ""}

    def work(job: Job) -> str:
        runs["count"] += 1
        if runs["cannot"]:
            raise jobs.CannotBeDone(runs["cannot"])
        if runs["fails"] >= runs["count"]:
            raise RuntimeError("the disk is on fire")
        return "/result/"

    job_kinds._entries["counted"] = work
    yield runs
    del job_kinds._entries["counted"]


def owed(**fields) -> Job:
    return jobs.owe("counted", title="Counting", by=make.person(), **fields)


def late(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - datetime.timedelta(minutes=1))


def test_a_job_is_done_once_and_knows_where_its_result_is(kind):
    job = owed()
    jobs.perform(job.pk)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_url, kind["count"]) == (Job.State.DONE, "/result/", 1)
    assert job.is_over


def test_the_same_key_is_promised_once(kind):
    assert owed(dedupe_key="pack-7").pk == owed(dedupe_key="pack-7").pk


def test_a_job_that_another_worker_has_is_left_alone(kind):
    job = owed()
    assert jobs.claim(job.pk, at=timezone.now()) is not None
    jobs.perform(job.pk)
    assert kind["count"] == 0


def test_a_job_whose_worker_was_killed_is_found_and_done(kind):
    job = owed()
    jobs.claim(job.pk, at=timezone.now() - datetime.timedelta(minutes=5))
    assert jobs.sweep() == 1
    jobs.perform(job.pk)
    assert (kind["count"], Job.objects.get().state) == (1, Job.State.DONE)


def test_a_failure_is_tried_again_later_and_three_failures_are_said(kind):
    kind["fails"] = 3
    job = owed()
    for _ in range(3):
        late(job)
        jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, kind["count"]) == (Job.State.FAILED, 3, 3)
    assert job.message.startswith("Something went wrong three times")


def test_what_cannot_be_done_is_said_at_once_in_its_own_words(kind):
    kind["cannot"] = "PDF unavailable: install pango."
    job = owed()
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts) == (Job.State.FAILED, "PDF unavailable: install pango.", 1)


@pytest.fixture
def broker_at():
    """A function that points Celery at another broker; afterwards nothing remembers it."""
    from config import celery_app

    before = celery_app.conf.broker_url

    def forget():
        pools.reset()  # a pool that is only closed would be found again, closed
        celery_app._after_fork()  # Celery's own way to forget which pool it has
        jobs._Broker.asked_again_at = 0.0

    def point(url):
        forget()
        celery_app.conf.broker_url = url

    yield point
    celery_app.conf.broker_url = before
    forget()


def owe_many(capture):
    began = time.monotonic()
    with capture(execute=True):
        promised = [owed() for _ in range(10)]
    assert {job.state for job in Job.objects.filter(pk__in=[job.pk for job in promised])} == {Job.State.OWED}
    return time.monotonic() - began


@pytest.mark.redis
def test_a_broker_that_is_down_costs_nobody_their_page(kind, broker_at, django_capture_on_commit_callbacks):
    broker_at("redis://127.0.0.1:1/0")
    assert owe_many(django_capture_on_commit_callbacks) < 1


@pytest.mark.redis
def test_a_broker_that_hangs_costs_less_than_three_seconds(kind, broker_at, django_capture_on_commit_callbacks):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        broker_at(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        assert owe_many(django_capture_on_commit_callbacks) < 3


def test_only_the_person_who_asked_sees_a_job(kind):
    job = owed()
    assert list(Job.objects.visible_to(job.asked_by)) == [job]
    assert list(Job.objects.visible_to(make.person())) == []
    assert make.signed_in(job.asked_by).get(f"/work/{job.reference}/").status_code == 200
    assert make.signed_in(make.person()).get(f"/work/{job.reference}/").status_code == 404
