"""Step 12: beat's task asks the rules, the worker sends; each mail is told once and read in the demo's outbox."""

import datetime
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import Standing
from config import celery_app
from core.notifications.models import Message
from recruitment.models import Booking
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]

TASK = "core.notifications.owe_reminders"
"""What beat sends every hour (``CELERY_BEAT_SCHEDULE``)."""


def beat_strikes() -> None:
    celery_app.send_task(TASK)


def sent(kinds: set[str], *, within: float = 40) -> list[Message]:
    """Mails of these kinds once all of them have left, or those that have after ``within`` seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        found = list(Message.objects.filter(kind__in=kinds, state=Message.State.SENT))
        if {message.kind for message in found} == kinds:
            return found
        time.sleep(0.3)
    return list(Message.objects.filter(kind__in=kinds))


@pytest.fixture
def three_things_due(site):
    """A session tomorrow, evidence that has waited two weeks, and somebody behind plan."""
    tomorrow = timezone.now() + datetime.timedelta(hours=20)
    session = make.information_session(starts_at=tomorrow, ends_at=tomorrow + datetime.timedelta(hours=1))
    make.booking(session, make.person("Ama Boateng"))
    make.booking(session, make.person("Somebody Who Cancelled"), state=Booking.State.CANCELLED, seat=None)
    owner = make.portfolio_owner("Amara Johnson")
    make.practice_educator(owner, "Grace Mensah")
    make.sent_evidence(owner, at=timezone.now() - datetime.timedelta(days=16))
    Standing.objects.filter(apprentice=owner).update(
        track=Standing.Track.BEHIND, confirmed_hours=20, expected_hours=60, forecast_on=timezone.localdate()
    )


def test_each_is_told_once_and_the_mails_can_be_read(visitor, three_things_due, worker, looks_right, settings):
    settings.DEMO_MODE = True
    kinds = {"session_tomorrow", "evidence_waiting", "behind_plan"}
    beat_strikes()
    first = sent(kinds)
    assert sorted((m.kind, m.to.name) for m in first) == [
        ("behind_plan", "Amara Johnson"),
        ("evidence_waiting", "Grace Mensah"),
        ("session_tomorrow", "Ama Boateng"),
    ]

    beat_strikes()
    time.sleep(3)
    assert Message.objects.filter(kind__in=kinds).count() == 3

    page = visitor()
    page.goto("/demo/mails/")
    looks_right(page)
    page.get_by_role("link", name=next(m.subject for m in first if m.kind == "behind_plan")).click()
    expect(page.get_by_text("20 of 60 planned by today")).to_be_visible()
    looks_right(page)
