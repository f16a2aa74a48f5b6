"""A readiness panel: convened for a cohort, views by link on a phone and at a desk, judged, released to all at once."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.capability_reviews.rules import Side
from assessment.models import ReviewPanel
from tests import make
from tests.browser import mails

pytestmark = pytest.mark.django_db(transaction=True)


def convene(desk, apprentice, looks_right):
    desk.goto("/assessment/portfolios/")
    desk.get_by_role("link", name="Review panels").click()
    desk.get_by_role("button", name="Convene a panel").click()
    desk.get_by_label("Which cohort?").select_option(apprentice.cohort.reference)
    desk.get_by_label("Readiness for direct practice").check()
    looks_right(desk)
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_label("Amara Johnson").check()
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        desk.get_by_label(part, exact=True).fill(str(value))
    for side in Side:
        group = desk.get_by_role("group", name=f"{side.label} on the panel")
        group.get_by_label("Full name").fill(f"Member {side.value}")
        group.get_by_label("Email address").fill(f"{side.value}@example.org")
    looks_right(desk)
    desk.get_by_role("button", name="Convene the panel").click()
    expect(desk.get_by_text("Convened. Members and apprentices have been told.")).to_be_visible()
    looks_right(desk)


def give_view(page, email, looks_right):
    page.goto(mails.link_in(email))
    page.get_by_role("link", name="Amara Johnson").click()
    page.get_by_label("At this level").check()
    page.get_by_label("What you saw and heard").fill("She asked me what I wanted to talk about.")
    looks_right(page)
    page.get_by_role("button", name="Save").click()
    looks_right(page)
    page.get_by_role("button", name="Check and sign").click()
    page.get_by_role("button", name="Send a code").click()
    page.get_by_label("code", exact=False).first.fill(mails.code_in(email))
    page.get_by_label("Full name").fill("A Member")
    page.get_by_label("role", exact=False).last.fill("Panel member")
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed. Thank you.")).to_be_visible()


def judge(desk, looks_right):
    desk.goto(f"/assessment/review-panels/{ReviewPanel.objects.get().reference}/")
    expect(desk.get_by_text("3 signed views")).to_be_visible()
    desk.get_by_role("link", name="Record the judgement").click()
    desk.get_by_label("At this level").check()
    desk.get_by_label("For the whole, in words").fill("Ready: begins with the person.")
    looks_right(desk)
    desk.get_by_role("button", name="Check before you sign").click()
    looks_right(desk)
    desk.get_by_role("button", name="Sign", exact=True).click()
    expect(desk.get_by_text("Held, not released")).to_be_visible()


def test_readiness_is_judged_by_three_sides_and_released_to_all_at_once(visitor, looks_right):
    apprentice = make.portfolio_owner("Amara Johnson")
    helen = make.convener(apprentice)
    make.involvement(apprentice, "tutor", person=helen)
    desk, phone = visitor(helen), visitor(apprentice.person)

    convene(desk, apprentice, looks_right)
    for side in Side:
        give_view(visitor(), f"{side.value}@example.org", looks_right)
    judge(desk, looks_right)

    phone.goto(f"/assessment/portfolio/{apprentice.reference}/")
    phone.get_by_role("link", name="Capability reviews").click()
    expect(phone.get_by_text("The outcome comes to everybody at the same moment")).to_be_visible()
    looks_right(phone)
    desk.get_by_role("button", name="Release the outcomes").click()
    desk.get_by_label("Now").check()
    looks_right(desk)
    desk.get_by_role("button", name="Release", exact=True).click()
    expect(desk.get_by_text("1 outcome. All have been told.")).to_be_visible()

    phone.reload()
    expect(phone.get_by_text("Ready: begins with the person.")).to_be_visible()
    looks_right(phone)
