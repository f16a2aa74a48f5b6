"""A portfolio from handing in to the release and to an appeal: a pass, and a fail, each person at their own page."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import BoardOfExaminers, PortfolioSubmission
from assessment.operations import boards
from core.audit.sealing import verify
from tests import make
from tests.make import decisions

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)
State = PortfolioSubmission.State


@pytest.fixture
def chain(site):
    made = decisions.chain(make.portfolio_owner("Amara Johnson"), supervisor=make.person("Sol Campbell"))
    make.observation(made.placement)
    return made


def fill_day(page, date, within="body"):
    for part, value in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
        page.locator(within).get_by_label(part, exact=True).fill(str(value))


def test_a_pass_from_handing_in_to_the_release(visitor, chain, looks_right):
    hand_in(visitor(chain.amara), chain, looks_right)
    report(visitor(chain.placement.supervisor), looks_right)
    recommend(visitor(chain.grace), "Pass", looks_right)
    concur(visitor(chain.helen), looks_right)
    submission = PortfolioSubmission.objects.get()
    decisions.panel_said(chain, submission)
    decide(visitor(chain.secretary), visitor(chain.board_chair), "Passed", looks_right)

    phone, manager = visitor(chain.amara), visitor(chain.manager)
    for page in (phone, manager):
        page.goto(f"/apprentices/{chain.apprentice.reference}/")
        expect(page.get_by_text(re.compile("First placement: Being decided"))).to_be_visible()
    boards.release_due(BoardOfExaminers.objects.get().release_at)
    for page in (phone, manager):
        page.reload()
        expect(page.get_by_text(re.compile("First placement: Passed, released on"))).to_be_visible()
        looks_right(page)
    assert list(verify()) == []


def hand_in(page, chain, looks_right):
    page.goto("/assessment/")
    page.get_by_role("link", name="Hand in your portfolio: First placement").click()
    expect(page.get_by_text("What is thin")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Handed in. Grace Mensah has been told")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Amara Johnson").first.click()
    expect(page.get_by_text("Being decided", exact=True)).to_be_visible()
    looks_right(page)


def report(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Write your report about the placement of Amara Johnson").click()
    page.get_by_label("Your report").fill("Always prepared, and kind on the phone.")
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Your report is beside the recommendation now.")).to_be_visible()


def recommend(page, outcome, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Recommend about the portfolio of Amara Johnson").click()
    looks_right(page)
    page.get_by_label(outcome, exact=True).check()
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text(re.compile("Write about PCF-1, PCF-2 and PCF-3"))).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name=re.compile("Change.*As a whole")).click()
    for number in (1, 2, 3):
        page.get_by_label(re.compile(f"PCF statement {number}")).fill("Seen often, and talked through.")
    page.get_by_label("The practice as a whole").fill("She listens before she acts.")
    if outcome == "Fail":
        page.get_by_label(re.compile("why does it come at the end")).fill("It came to a head in the last week.")
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_text("Nobody else reads it before you sign it.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Write the recommendation").click()
    expect(page.get_by_label("The practice as a whole")).to_have_value("She listens before she acts.")
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text("This is my own recommendation about Amara Johnson")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("The university tutor has been told")).to_be_visible()
    looks_right(page)


def concur(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Answer the recommendation about Amara Johnson").click()
    looks_right(page)
    page.get_by_role("button", name="Concur or dissent").click()
    page.get_by_label("Concurs").check()
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text(re.compile("^.*Signed\\."))).to_be_visible()


def decide(desk, other_desk, outcome, looks_right):
    desk.goto("/assessment/boards/")
    looks_right(desk)
    desk.get_by_role("button", name="Plan a board").click()
    today = timezone.localdate()
    fill_day(desk, today, "fieldset:has-text('board held')")
    fill_day(desk, today + datetime.timedelta(days=1), "fieldset:has-text('results released')")
    desk.get_by_label("At what time?").fill("12:00")
    looks_right(desk)
    desk.get_by_role("button", name="Plan the board").click()
    desk.get_by_label(outcome).first.check()
    looks_right(desk)
    desk.get_by_role("button", name="Enter these results").click()
    expect(desk.get_by_text("Somebody else confirms it.")).to_be_visible()
    looks_right(desk)

    other_desk.goto("/")
    other_desk.get_by_role("link", name=re.compile("Confirm results that somebody else entered")).click()
    looks_right(other_desk)
    other_desk.get_by_role("button", name="Confirm these results").click()
    expect(other_desk.get_by_text("Nobody is told before the moment of release.")).to_be_visible()
    other_desk.get_by_role("button", name="Close the results").click()
    expect(other_desk.get_by_text("by themselves").first).to_be_visible()
    looks_right(other_desk)


def test_a_fail_with_a_second_opinion_and_an_appeal_that_is_upheld(visitor, chain, looks_right):
    decisions.handed_in(chain)
    recommend_without_report(visitor(chain.grace), looks_right)
    tutor = visitor(chain.helen)
    concur(tutor, looks_right)
    ask_for_a_second_opinion(tutor, looks_right)
    give_it(visitor(chain.second.person), looks_right)
    submission = PortfolioSubmission.objects.get()
    assert submission.state == State.READY
    decisions.panel_said(chain, submission)
    decide(visitor(chain.secretary), visitor(chain.board_chair), "Not passed, one repeat allowed", looks_right)
    boards.release_due(BoardOfExaminers.objects.get().release_at)

    appeal(visitor(chain.amara), submission, looks_right)
    hear_it(visitor(chain.appeals_lead), looks_right)
    submission.refresh_from_db()
    assert submission.state == State.READY
    manager = visitor(chain.manager)
    manager.goto(f"/apprentices/{chain.apprentice.reference}/")
    expect(manager.get_by_text(re.compile("An earlier result was set aside on appeal"))).to_be_visible()
    assert list(verify()) == []


def recommend_without_report(page, looks_right):
    submission = PortfolioSubmission.objects.get()
    made = decisions.written(
        submission, "fail", by=submission.placement.practice_educator.person, without_report_because="He is on leave."
    )
    page.goto(f"/assessment/decisions/{submission.reference}/recommend/sign/")
    expect(page.get_by_text("It came to a head in the last week.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("the apprentice reads nothing yet")).to_be_visible()
    assert made.outcome == "fail"


def ask_for_a_second_opinion(page, looks_right):
    expect(page.get_by_role("heading", name="Ask for a second opinion")).to_be_visible()
    page.get_by_label(re.compile("Ruth Adeyemi")).check()
    looks_right(page)
    page.get_by_role("button", name="Ask for a second opinion").click()
    expect(page.get_by_text("may decline without saying why")).to_be_visible()
    looks_right(page)


def give_it(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="You are asked for a second opinion").click()
    looks_right(page)
    page.get_by_label(re.compile("I have not taught")).check()
    page.get_by_role("button", name="Accept, and read what was handed in").click()
    expect(page.get_by_role("heading", name="What was handed in")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="A visit that changed my mind").click()
    looks_right(page)
    page.go_back()
    page.get_by_role("link", name=re.compile("Direct observation of")).click()
    looks_right(page)
    page.go_back()
    page.get_by_role("button", name="Give your second opinion").click()
    page.get_by_label("I support it").check()
    page.get_by_label("Your reasons").fill("It is borne out by what was handed in.")
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("The practice assessment panel reads it next.")).to_be_visible()


def appeal(page, submission, looks_right):
    page.goto(f"/assessment/decisions/{submission.reference}/")
    expect(page.get_by_text("This result is provisional")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Appeal").click()
    page.get_by_label("The procedure was not followed").check()
    page.get_by_label("What happened").fill("I was observed once, and the report counts twice.")
    looks_right(page)
    page.get_by_role("button", name="Lodge the appeal").click()
    expect(page.get_by_text("Nobody who had a part in the result decides about it.")).to_be_visible()
    looks_right(page)


def hear_it(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Appeal of Amara Johnson").click()
    page.get_by_role("button", name="Say whether it is admissible").click()
    page.get_by_label("Yes, it is heard").check()
    page.get_by_label("Reasons").fill("It names the procedure.")
    looks_right(page)
    page.get_by_role("button", name="Record this").click()
    page.get_by_role("button", name="Record the hearing").click()
    fill_day(page, timezone.localdate())
    page.get_by_label(re.compile("Upheld")).check()
    page.get_by_label("Reasons").fill("One observation was counted twice.")
    looks_right(page)
    page.get_by_role("button", name="Record this").click()
    expect(page.get_by_text("The result is set aside, and")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="It is done").first.click()
    expect(page.get_by_text("done by Ivy Stone")).to_be_visible()
    looks_right(page)
