"""One person's way from a public information session to an apprentice's record, past all that a campaign brings.

Staff sit at desks; the candidate, her manager and the panel members from outside hold phones. One candidate withdraws,
a panel member leaves and a substitute takes the place, the candidate knows somebody on her first panel, the panel
agrees a score of its own, and a question of suitability is heard before she starts.
"""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import Apprentice
from core import words
from core.audit.sealing import verify
from recruitment.models import (
    Application,
    Booking,
    Group,
    InformationSession,
    SelectionDay,
    SubstituteOffer,
    SuitabilityReferral,
)
from recruitment.operations.telling import tell_news
from tests import make
from tests.browser import test_line_02_information_session as sessions
from tests.browser import test_line_03_application as applying
from tests.browser import test_line_04_selection_day as selecting
from tests.browser import test_line_06_offer as offering
from tests.browser import test_selection_outcomes as afterwards
from tests.browser.conftest import WIDTHS
from tests.browser.mails import link_in

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=20_000)


@pytest.fixture
def width():
    """At a desk, unless a page is held on a phone: this journey is walked once."""
    return "desk"


@pytest.fixture
def people(site):
    """A campaign of one employer with its people, and a second panel that was staffed before."""
    make.published_minimum()
    employer = make.service(make.council("Camden"), name="Camden Adults' Services")
    university = make.university("University of East London")
    cohort = make.cohort(university, starts_on=timezone.localdate() + datetime.timedelta(days=200))
    campaign = make.campaign(cohort=cohort, employer=employer, name="Autumn campaign")
    coordinator = make.coordinator_of(campaign)
    lead = make.appointment(make.person("Lena Ward"), at=employer, as_="workforce_lead").person
    tutor = make.appointment(make.person("Tariq Aziz"), at=university, as_="admissions_tutor").person
    chair, *others = (
        make.appointment(make.person(name), at, "suitability_panel_member").person
        for name, at in (("Cora Bell", university), ("Dev Shah", None), ("Eve Moss", None))
    )
    return campaign, coordinator, lead, tutor, chair, others


def test_from_a_public_booking_to_an_apprentices_record(visitor, people, looks_right):
    campaign, coordinator, lead, tutor, chair, others = people
    office, employer, university = visitor(coordinator), visitor(lead), visitor(tutor)
    ada, manager = on_a_phone(visitor), on_a_phone(visitor)

    come_to_a_session(office, ada, campaign, looks_right)
    apply(ada, manager, university, employer, looks_right)
    somebody_else_withdraws(on_a_phone(visitor), campaign, looks_right)
    plan_a_day(office, employer, looks_right)
    a_member_leaves_and_another_comes(visitor, looks_right)
    she_knows_somebody(on_a_phone(visitor), office, looks_right)
    score_and_agree(visitor, office, looks_right)
    offer_and_accept(employer, university, ada, looks_right)
    hear_a_question(visitor, university, chair, others, looks_right)
    enrol(employer, university, looks_right)

    apprentice = Apprentice.objects.get()
    assert (apprentice.person.name, apprentice.employer) == ("Ada Obi", lead.appointments.get().organisation)
    assert list(verify()) == []


def on_a_phone(visitor, user=None):
    page = visitor(user)
    page.set_viewport_size(WIDTHS["phone"])
    return page


def come_to_a_session(office, ada, campaign, looks_right):
    sessions.plan_and_publish(office, campaign, looks_right)
    sessions.book(ada, "Ada Obi", looks_right)
    sessions.keep_the_register(office, InformationSession.objects.get(), "Ada Obi", looks_right)
    assert Booking.objects.get().state == Booking.State.ATTENDED


def apply(ada, manager, university, employer, looks_right):
    applying.begin(ada, looks_right)
    applying.answer_every_question(ada, looks_right)
    applying.come_back_by_link(ada, looks_right)
    applying.ask_the_line_manager(ada, looks_right)
    applying.check_and_submit(ada, looks_right)
    applying.endorse_by_link(manager, looks_right)
    applying.check_entry_requirements(university, looks_right)
    applying.shortlist_by_code(employer, looks_right)


def somebody_else_withdraws(page, campaign, looks_right):
    """Of two who were invited, one has found something else."""
    ben = make.application(campaign, make.person("Ben Cole", email="ben@example.org"), state=Application.State.INVITED)
    tell_news(ben)
    page.goto(link_in("ben@example.org"))
    page.get_by_role("link", name="Withdraw this application").click()
    looks_right(page)
    page.get_by_role("button", name="Withdraw my application").click()
    looks_right(page)
    ben.refresh_from_db()
    assert ben.state == Application.State.WITHDRAWN


def plan_a_day(office, employer, looks_right):
    """Two panels: people are asked onto one of them, the other was staffed before."""
    selecting.plan_the_day(office, looks_right)
    selecting.say_what_is_looked_for(office, looks_right)
    day = SelectionDay.objects.get()
    other = make.panel(day, name="Panel B")
    for group in Group:
        make.panel_member(other, group)
    make.can_come(make.panellist(day.campaign.run_by, who=make.person("Nia Able")), day)
    selecting.invite_from_outside(office, looks_right)
    selecting.invite_own_people(employer, looks_right)


def a_member_leaves_and_another_comes(visitor, looks_right):
    selecting.say_yes_by_link(visitor, looks_right)
    leaving, coming = on_a_phone(visitor), on_a_phone(visitor)
    leaving.goto(selecting.link_in_the_newest_mail(selecting.seat_of("Ines Alvarez").person, "panel_invitation"))
    leaving.get_by_role("button", name="I can no longer come").click()
    looks_right(leaving)
    offer = SubstituteOffer.objects.get()
    coming.goto(selecting.link_in_the_newest_mail(offer.panellist.person, "stand_in"))
    looks_right(coming)
    coming.get_by_role("button", name="Yes, I can stand in").click()
    expect(coming.get_by_text("You are on the panel")).to_be_visible()


def she_knows_somebody(page, office, looks_right):
    """No reason is asked; the day waits until she has a slot with another panel."""
    day = SelectionDay.objects.get()
    first, other = day.panels.get(name="Panel B"), day.panels.get(name="Panel A")
    selecting.give_a_slot(office, first, looks_right)
    selecting.confirm_the_day(office)
    ada = Application.objects.get(state="invited").candidate
    page.goto(selecting.link_in_the_newest_mail(ada, "selection_day_candidate"))
    page.get_by_role("button", name="I know somebody on my panel").click()
    looks_right(page)
    office.goto(f"/recruitment/selection/panels/{first.reference}/")
    looks_right(office)
    office.get_by_role("link", name="Move candidate").click()
    office.get_by_label("Panel", exact=True).select_option(label=f"Panel A, {words.day(day.date)}")
    office.get_by_label("Starts at").fill("11am")
    office.get_by_label("Minutes").fill("50")
    looks_right(office)
    office.get_by_role("button", name="Move the candidate").click()
    expect(office.get_by_text("has a slot with Panel A.")).to_be_visible()
    selecting.confirm_the_day(office)
    assert other.candidates.get().application.candidate == ada


def score_and_agree(visitor, office, looks_right):
    """Three views, sealed; the panel agrees a score of its own with its reason, beside what was given."""
    selecting.start_the_day(office)
    selecting.score_by_link(on_a_phone(visitor), "Nia Able", looks_right)
    selecting.score_with_an_account(visitor, looks_right)
    day = SelectionDay.objects.get()
    office.goto(f"/recruitment/selection/days/{day.reference}/")
    office.get_by_role("button", name="Close scoring").click()
    office.get_by_role("button", name="Open the panels' discussion").click()
    office.get_by_role("link", name="Open the outcome table").click()
    office.get_by_role("link", name="Agreed score").click()
    office.get_by_label("Score that the panel agreed").fill("4")
    office.get_by_label("Why the panel agreed it").fill("The written answer had been overlooked.")
    looks_right(office)
    office.get_by_role("button", name="Record agreed score").click()
    office.goto(f"/recruitment/selection/days/{day.reference}/outcomes/")
    selecting.recommend_and_close(office, day, looks_right)


def offer_and_accept(employer, university, ada, looks_right):
    application = Application.objects.get(state="recommended")
    offering.decide_for_the_employer(employer, application, looks_right)
    offering.decide_for_the_university(university, application, looks_right)
    offering.accept(ada, looks_right)


def hear_a_question(visitor, university, chair, others, looks_right):
    """Heard by people who had no part in it; what others read is only that the checks are not finished."""
    application = Application.objects.get(state="accepted")
    afterwards.refer(university, application, looks_right)
    afterwards.hear(visitor(chair), on_a_phone(visitor, application.candidate), application, others, looks_right)
    assert SuitabilityReferral.objects.get().state == "cleared"


def enrol(employer, university, looks_right):
    application = Application.objects.get(state="accepted")
    offering.blocked(university, application, looks_right)
    offering.meet_conditions(employer, application, looks_right)
    offering.meet_conditions(university, application, looks_right)
    offering.enrol(university, application, looks_right)
