"""Step 4: a selection day with a panel of three views; sealed scores, one member by signed link; the outcome table."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.notifications.models import Message
from recruitment.models import Application, PanelCandidate, PanelMember, SelectionDay
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)

EMPLOYER = "Camden Adults' Services"
CRITERIA = ["Listens to others", "Shows respect"]
ANCHORS = [
    "Talks over people",
    "Lets others speak",
    "Listens and answers",
    "Builds on what others say",
    "Draws people out",
]


@pytest.fixture
def people(site):
    employer = make.service(name=EMPLOYER)
    campaign = make.campaign(employer=employer)
    coordinator = make.appointment(make.person("Ruth Okafor"), at=campaign.run_by, as_="recruitment_coordinator").person
    lead = make.appointment(make.person("Lena Ward"), at=employer).person
    make.university("University of East London")
    candidate = make.person("Amara Johnson")
    make.application(campaign, candidate, state=Application.State.INVITED)
    return coordinator, lead, candidate


def test_a_selection_day_from_plan_to_recommendation(visitor, people, looks_right):
    coordinator, lead, candidate = people
    desk = visitor(coordinator)

    plan_the_day(desk, looks_right)
    say_what_is_looked_for(desk, looks_right)
    invite_from_outside(desk, looks_right)
    invite_own_people(visitor(lead), looks_right)
    refuse_while_a_view_is_missing(desk, looks_right)
    say_yes_by_link(visitor, looks_right)
    give_a_slot(desk, SelectionDay.objects.get().panels.get(), looks_right)
    confirm_the_day(desk)
    read_first_names_only(visitor(), candidate, looks_right)
    start_the_day(desk)
    score_by_link(visitor(), "Ines Alvarez", looks_right)
    score_with_an_account(visitor, looks_right)
    close_and_recommend(desk, looks_right)

    application = Application.objects.get()
    assert (application.state, SelectionDay.objects.get().state) == ("recommended", "closed")


def link_in_the_newest_mail(to, kind):
    return re.search(r"http\S+/link/\S+", Message.objects.filter(to=to, kind=kind).latest("pk").body)[0]


def seat_of(name):
    return PanelMember.objects.select_related("person", "panel__day").get(person__name=name)


def plan_the_day(page, looks_right):
    page.goto("/recruitment/selection/")
    looks_right(page)
    page.get_by_text("Plan a selection day").click()
    page.get_by_role("link", name="Plan a day for").click()
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Place").fill("Conway Hall, 25 Red Lion Square")
    page.get_by_label("How to get there").fill("Holborn station is five minutes away.")
    looks_right(page)
    page.get_by_role("button", name="Plan this day").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conway Hall, 25 Red Lion Square")
    looks_right(page)


def say_what_is_looked_for(page, looks_right):
    page.get_by_role("link", name="Add an exercise").click()
    page.get_by_label("Exercise").fill("Group discussion")
    page.get_by_label("Minutes").fill("40")
    page.get_by_role("button", name="Add exercise").click()
    for criterion in CRITERIA:
        page.get_by_role("link", name="Add what is looked for").click()
        page.get_by_label("Exercise in which it is seen").select_option(label="Group discussion")
        page.get_by_label("What is looked for").fill(criterion)
        for mark, text in enumerate(ANCHORS, start=1):
            page.get_by_label(f"What a {mark} looks like").fill(text)
        looks_right(page)
        page.get_by_role("button", name="Add criterion").click()
    page.get_by_role("link", name="Change how much each view counts").click()
    page.get_by_label("Employers, per cent").fill("37.5")
    looks_right(page)
    page.get_by_role("button", name="Save weights").click()
    page.get_by_role("button", name="Begin to find panel members").click()
    page.get_by_role("link", name="Add a panel").click()
    page.get_by_label("Name of the panel").fill("Panel A")
    page.get_by_label("Room").fill("Room 4")
    page.get_by_role("button", name="Add panel").click()


def invite_from_outside(page, looks_right):
    page.get_by_role("link", name="Panel A").click()
    looks_right(page)
    page.get_by_role("link", name="Invite a panel member").click()
    page.get_by_label("Full name").fill("Ines Alvarez")
    page.get_by_label("Email address").fill("ines@example.org")
    page.get_by_label("Person with lived experience of social work").check()
    looks_right(page)
    page.get_by_role("button", name="Send invitation").click()
    page.get_by_role("link", name="Invite a panel member").click()
    page.get_by_label("Full name").fill("Tom Field")
    page.get_by_label("Email address").fill("tom@example.org")
    page.get_by_label("University", exact=True).check()
    page.get_by_label("Organisation").select_option(label="University of East London")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("Tom Field has been invited.")).to_be_visible()


def invite_own_people(page, looks_right):
    """The workforce lead staffs the employer's seat, and sees neither the others nor the candidates."""
    panel = SelectionDay.objects.get().panels.get(name="Panel A")
    page.goto(f"/recruitment/selection/panels/{panel.reference}/")
    expect(page.get_by_text("Ines Alvarez")).to_have_count(0)
    page.get_by_role("link", name="Invite a panel member").click()
    page.get_by_label("Full name").fill("Grace Mensah")
    page.get_by_label("Email address").fill("grace@example.org")
    page.get_by_label("Employer", exact=True).check()
    page.get_by_label("Organisation").select_option(label=EMPLOYER)
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("Grace Mensah has been invited.")).to_be_visible()
    looks_right(page)


def refuse_while_a_view_is_missing(page, looks_right):
    page.goto(f"/recruitment/selection/days/{SelectionDay.objects.get().reference}/")
    page.get_by_role("button", name="Check the panels and go on").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Panel A has no member from a university.")
    looks_right(page)


def say_yes_by_link(visitor, looks_right):
    for name in ("Ines Alvarez", "Tom Field", "Grace Mensah"):
        page = visitor()
        page.goto(link_in_the_newest_mail(seat_of(name).person, "panel_invitation"))
        looks_right(page)
        page.get_by_role("button", name="Yes, I can come").click()
        expect(page.get_by_text("Thank you for saying yes.").first).to_be_visible()
        looks_right(page)
        if name == "Ines Alvarez":
            page.get_by_role("link", name="People I would rather not meet").click()
            page.get_by_label("Names").fill("Somebody Else")
            looks_right(page)
            page.get_by_role("button", name="Save").click()


def give_a_slot(page, panel, looks_right):
    page.goto(f"/recruitment/selection/panels/{panel.reference}/")
    page.get_by_role("link", name="Give a candidate a slot").click()
    page.get_by_label("Candidate").select_option(index=1)
    page.get_by_label("Starts at").fill("10am")
    page.get_by_label("Minutes").fill("50")
    looks_right(page)
    page.get_by_role("button", name="Give this slot").click()
    expect(page.get_by_text("has a slot.")).to_be_visible()


def confirm_the_day(page):
    page.goto(f"/recruitment/selection/days/{SelectionDay.objects.get().reference}/")
    page.get_by_role("button", name="Check the panels and go on").click()
    page.get_by_role("button", name="Confirm the day and tell everybody").click()
    expect(page.get_by_text("The day is confirmed.")).to_be_visible()


def read_first_names_only(page, candidate, looks_right):
    page.goto(link_in_the_newest_mail(candidate, "selection_day_candidate"))
    main = page.locator("main")
    expect(main).to_contain_text("Grace, Ines and Tom")
    for word in ("Alvarez", "lived experience", "Employer", "University"):
        expect(main).not_to_contain_text(word)
    looks_right(page)


def start_the_day(page):
    day = SelectionDay.objects.get()
    page.goto(f"/recruitment/selection/days/{day.reference}/")
    page.get_by_role("button", name="Start the day").click()
    page.get_by_role("link", name="Panel A").click()
    page.get_by_role("button", name="Came").click()
    expect(page.get_by_text("came.")).to_be_visible()


def score_by_link(page, name, looks_right):
    """Without a password, one question a screen, in large type; help is one press away."""
    slot = PanelCandidate.objects.select_related("application__candidate").get(panel__name="Panel A")
    page.goto(link_in_the_newest_mail(seat_of(name).person, "panel_confirmed"))
    looks_right(page)
    page.get_by_role("link", name=f"Candidate {slot.code}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CRITERIA[0])
    expect(page.locator("body")).not_to_contain_text(slot.application.candidate.first_name)
    looks_right(page)
    page.get_by_text("Somebody may be at risk: what to do now").click()
    expect(page.get_by_text("please phone 999")).to_be_visible()

    page.get_by_label("5", exact=True).check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Please say why you gave a 5").first).to_be_visible()
    looks_right(page)
    page.get_by_label("Why did you give this mark?").fill("She asked the quiet ones what they thought.")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CRITERIA[1])
    page.get_by_role("button", name="Ask for help").click()
    expect(page.get_by_text("Somebody will come to you soon.")).to_be_visible()
    page.get_by_label("4", exact=True).check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please check your scores")
    looks_right(page)
    page.get_by_role("button", name="Send my scores").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your scores are sent. Thank you")
    looks_right(page)


def score_with_an_account(visitor, looks_right):
    for name in ("Tom Field", "Grace Mensah"):
        seat = seat_of(name)
        page = visitor(seat.person)
        page.goto("/recruitment/my-panels/")
        looks_right(page)
        page.get_by_role("link", name="Conway Hall").click()
        page.get_by_role("link", name="Candidate").click()
        for criterion in CRITERIA:
            expect(page.get_by_role("heading", level=1)).to_have_text(criterion)
            page.get_by_label("3", exact=True).check()
            page.get_by_role("button", name="Save and go on").click()
        page.get_by_role("button", name="Send my scores").click()
        page.get_by_role("link", name="See the scores of your panel").click()
        expect(page.locator("main")).to_contain_text("She asked the quiet ones what they thought.")
        looks_right(page)


def close_and_recommend(page, looks_right):
    day = SelectionDay.objects.get()
    page.goto(f"/recruitment/selection/days/{day.reference}/")
    page.get_by_role("button", name="Close scoring").click()
    page.get_by_role("button", name="Open the panels' discussion").click()
    page.get_by_role("link", name="Open the outcome table").click()
    expect(page.locator("main")).to_contain_text("3.38")
    looks_right(page)
    recommend_and_close(page, day, looks_right)


def recommend_and_close(page, day, looks_right):
    page.get_by_role("link", name="Recommend candidate").click()
    page.get_by_label("Recommend an offer", exact=True).check()
    page.get_by_label("The panel's reason").fill("Strong in both, and clear about what to learn.")
    looks_right(page)
    page.get_by_role("button", name="Record recommendation").click()
    expect(page.locator("main")).to_contain_text("Recommend an offer")
    page.goto(f"/recruitment/selection/days/{day.reference}/")
    page.get_by_role("button", name="All recommendations are agreed").click()
    page.get_by_role("button", name="Close the day").click()
    expect(page.get_by_text("The day is closed.")).to_be_visible()
    looks_right(page)


def test_stepping_out_is_quiet_and_the_coordinator_sees_that_a_view_is_missing(visitor, site, looks_right):
    day = make.live_day()
    slot = PanelCandidate.objects.get()
    member = slot.panel.members.get(group="lived_experience")
    page = visitor(member.person)

    page.goto(f"/recruitment/my-panels/{member.reference}/candidates/{slot.reference}/", wait_until="load")
    page.get_by_role("link", name="I need to step out").click()
    looks_right(page)
    page.get_by_role("button", name="Step out now").click()
    expect(page.get_by_text("You do not need to explain")).to_be_visible()
    desk = visitor(make.coordinator_of(day))
    desk.goto(f"/recruitment/selection/panels/{slot.panel.reference}/")

    expect(desk.locator("main")).to_contain_text("because a member stepped out")
    looks_right(desk)


def test_what_is_typed_is_on_the_server_before_anything_is_pressed(visitor, site):
    make.live_day()
    slot = PanelCandidate.objects.get()
    member = slot.panel.members.first()
    page = visitor(member.person)
    page.goto(f"/recruitment/my-panels/{member.reference}/candidates/{slot.reference}/questions/1/")

    with page.expect_response(re.compile("/draft/")) as kept:
        page.get_by_label("Why did you give this mark?").press_sequentially("He let the other one finish")
    elsewhere = visitor(member.person)
    elsewhere.goto(f"/recruitment/my-panels/{member.reference}/candidates/{slot.reference}/questions/1/")

    assert kept.value.status == 204
    expect(elsewhere.get_by_label("Why did you give this mark?")).to_have_value("He let the other one finish")
