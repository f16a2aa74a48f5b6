"""An apprentice and a practice educator say where the apprentice stands, unseen by each other, and then talk."""

import pytest
from playwright.sync_api import expect

from assessment.models import SelfAssessment
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def write(page, *, step: str, words: str):
    """Fill in a step for each capability that must be said, and the whole in words; check and lock."""
    groups = page.get_by_role("group").filter(has_text="PCF statement")
    for number in range(groups.count()):
        groups.nth(number).get_by_label(step).check()
    page.get_by_label("In your own words").fill(words)


def test_two_views_are_written_apart_and_read_together(visitor, looks_right):
    placement, grace = make.placement_to_assess()
    phone, desk = visitor(placement.apprentice.person), visitor(grace)

    phone.goto("/")
    phone.get_by_role("link", name="Write where you stand").click()
    looks_right(phone)
    phone.get_by_role("button", name="Check before you lock").click()
    expect(phone.get_by_text("Still to be said before you can lock it")).to_be_visible()
    write(phone, step="Just beginning", words="I listen, and I write too much.")
    phone.get_by_role("button", name="Check before you lock").click()
    expect(phone.get_by_text("I listen, and I write too much.")).to_be_visible()
    looks_right(phone)
    phone.get_by_role("button", name="Lock my view").click()
    expect(phone.get_by_text("Only the apprentice has locked a view so far")).to_be_visible()
    looks_right(phone)

    desk.goto(f"/assessment/portfolio/{placement.apprentice.reference}/self-assessment/")
    looks_right(desk)
    expect(desk.get_by_text("I listen, and I write too much.")).to_have_count(0)
    desk.get_by_role("link", name="Write your view").first.click()
    write(desk, step="Mostly independent", words="She can trust her judgement more.")
    desk.get_by_role("button", name="Check before you lock").click()
    desk.get_by_role("button", name="Lock my view").click()
    expect(desk.get_by_role("heading", name="To talk about in supervision")).to_be_visible()
    looks_right(desk)
    desk.get_by_label("What you agreed").fill("She leads the next two visits.")
    desk.get_by_role("button", name="Record what was agreed").click()
    expect(desk.get_by_text("Agreed in supervision, recorded by Grace Mensah")).to_be_visible()
    looks_right(desk)

    phone.reload()
    expect(phone.get_by_text("She leads the next two visits.")).to_be_visible()
    assert SelfAssessment.objects.get().state == SelfAssessment.State.DISCUSSED
