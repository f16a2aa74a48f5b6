"""Step 2: anybody books a session; the last place goes once; the line moves up when somebody cancels; attendance."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from recruitment.models import Booking, InformationSession
from tests import make
from tests.browser.mails import link_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_information_session_from_plan_to_register(visitor, site, looks_right):
    campaign = make.campaign(name="Autumn campaign")
    coordinator = make.appointment(
        make.person("Nadia Rahman"), at=campaign.run_by, as_="recruitment_coordinator"
    ).person
    desk = visitor(coordinator)

    plan_and_publish(desk, campaign, looks_right)
    session = InformationSession.objects.get()

    ada = book(visitor(), "Ada Obi", looks_right)
    ben = book(visitor(), "Ben Cole", looks_right)
    assert list(session.bookings.order_by("pk").values_list("name", "state")) == [
        ("Ada Obi", "booked"),
        ("Ben Cole", "waiting"),
    ]
    assert Message.objects.get(to__email="ada@example.org").attachment.startswith("BEGIN:VCALENDAR")

    cancel_by_link(ada, looks_right)
    ben.goto(link_in("ben@example.org"))
    expect(ben.get_by_text("Has a place")).to_be_visible()
    looks_right(ben)

    remind_the_day_before(session)
    keep_the_register(desk, session, "Ben Cole", looks_right)
    assert Booking.objects.get(name="Ben Cole").state == Booking.State.ATTENDED


def plan_and_publish(page, campaign, looks_right):
    page.goto("/recruitment/campaigns/")
    looks_right(page)
    page.get_by_role("link", name=campaign.name).click()
    looks_right(page)
    page.get_by_role("button", name="Plan an information session").click()
    looks_right(page)
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looks_right(page)
    day = timezone.localdate() + datetime.timedelta(days=10)
    page.get_by_label("Title").fill("Meet the team")
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Start time").fill("5pm")
    page.get_by_label("End time").fill("18:30")
    page.get_by_label("In a building").check()
    page.get_by_label("Place", exact=True).fill("Town Hall, Judd Street. Step-free from the side door.")
    page.get_by_label("Number of places").fill("1")
    page.get_by_role("button", name="Save session").click()
    looks_right(page)
    page.get_by_role("button", name="Publish the session").click()
    expect(page.get_by_text("The session is published")).to_be_visible()


def book(page, name, looks_right):
    page.goto("/recruitment/sessions/")
    looks_right(page)
    page.get_by_role("link", name="Meet the team").click()
    looks_right(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your email address").fill(f"{name.split()[0].lower()}@example.org")
    page.get_by_role("button", name="Book").or_(page.get_by_role("button", name="Join the waiting list")).click()
    expect(page.get_by_role("heading", name="Please check your mail")).to_be_visible()
    looks_right(page)
    return page


def cancel_by_link(page, looks_right):
    page.goto(link_in("ada@example.org"))
    looks_right(page)
    page.get_by_role("button", name="Cancel my booking").click()
    expect(page.get_by_text("Your booking is cancelled")).to_be_visible()
    looks_right(page)


def remind_the_day_before(session):
    for hours in (26, 20):
        with time_machine.travel(session.starts_at - datetime.timedelta(hours=hours), tick=False):
            owe_reminders()
    assert list(Message.objects.filter(kind="session_tomorrow").values_list("to_email", flat=True)) == [
        "ben@example.org"
    ]


def keep_the_register(page, session, name, looks_right):
    began = timezone.now() - datetime.timedelta(minutes=10)
    InformationSession.objects.filter(pk=session.pk).update(
        starts_at=began, ends_at=began + datetime.timedelta(hours=1)
    )
    page.goto(f"/recruitment/sessions/{session.reference}/attenders/")
    looks_right(page)
    page.get_by_role("button", name=f"Here {name}", exact=True).click()
    expect(page.get_by_role("button", name=f"Not here {name}")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Close the register").click()
    expect(page.get_by_text("The register is closed")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert name in download.value.path().read_text(encoding="utf-8-sig")
