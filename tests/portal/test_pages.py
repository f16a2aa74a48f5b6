"""What a person meets across the apps: home, search, account, calendar, and the demonstration's doors."""

import datetime
import re

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from core import registry
from core.links.models import SignedLink
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import CalendarItem, Figure, Need, SearchHit, WorkItem
from portal.views.home import grouped
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def only():
    """Fill one of the registry's lists with this source alone, for this test."""
    emptied = []

    def fill(listed, source):
        emptied.append((listed, listed._entries))
        listed._entries = [(0, source)]

    yield fill
    for listed, entries in reversed(emptied):
        listed._entries = entries


@pytest.mark.parametrize("path", ["/help/", "/accessibility/", "/privacy/", "/robots.txt"])
def test_pages_about_the_portal_are_open_to_everybody(path):
    assert Client().get(path).status_code == 200


def test_search_engines_are_asked_to_stay_out():
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


class TestHome:
    def test_asks_to_sign_in(self):
        assert Client().get("/").url == "/accounts/login/?next=/"

    def test_groups_by_need_the_earliest_first(self):
        items = [
            WorkItem("wait", "/w", Need.WAITING, due_on=TODAY - DAY),
            WorkItem("later", "/l", Need.DUE, due_on=TODAY + 2 * DAY),
            WorkItem("soon", "/s", Need.DUE, due_on=TODAY),
            WorkItem("some day", "/d", Need.DUE),
            WorkItem("late", "/x", Need.OVERDUE, due_on=TODAY - 9 * DAY),
        ]
        found = [(group.title, [task.title for task in group.tasks]) for group in grouped(items, on=TODAY)]
        assert found == [
            ("Overdue", ["late"]),
            ("To do", ["soon", "later", "some day"]),
            ("Waiting for others", ["wait"]),
        ]

    def test_what_was_due_before_today_is_overdue_whoever_supplied_it(self):
        groups = grouped([WorkItem("register", "/r", Need.DUE, due_on=TODAY - DAY)], on=TODAY)
        assert [group.title for group in groups] == ["Overdue"]

    def test_says_in_words_that_nothing_needs_the_person_and_what_comes_next(self, only):
        start = timezone.now() + 3 * DAY
        only(registry.worklist, lambda user, on: [])
        only(registry.calendar_sources, lambda user: [CalendarItem("1", "Skills day", start, start + DAY)])
        page = make.signed_in(make.person("Ama Boateng")).get("/").content.decode()
        assert "Hello Ama" in page
        assert "Nothing needs you today." in page
        assert "Next: Skills day" in page

    def test_shows_the_numbers_of_the_person(self, only):
        only(registry.home_figures, lambda user, on: [Figure("You have 12 hours this month.", "/hours/")])
        page = make.signed_in(make.person()).get("/").content.decode()
        assert '<a class="govuk-link" href="/hours/">You have 12 hours this month.</a>' in page

    def test_everything_from_the_apps_is_escaped(self, only):
        only(registry.worklist, lambda user, on: [WorkItem("<script>alert(1)</script>", "/x")])
        assert "<script>alert" not in make.signed_in(make.person()).get("/").content.decode()


class TestSearch:
    @pytest.mark.parametrize("words", ["", "a", "\x00", "x" * 5000, "<script>alert(1)</script>", "%_'\"\\"])
    def test_answers_any_words_kindly(self, words):
        response = make.signed_in(make.person()).get("/search/", {"q": words})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()

    def test_finds_colleagues_and_organisations_and_nobody_elses_people(self):
        ours = make.appointment(make.person("Zadie Lang"))
        make.appointment(make.person("Zadie Elsewhere"))
        page = make.signed_in(ours.person).get("/search/", {"q": "zadie"}).content.decode()
        assert "1 result" in page
        assert "Zadie Lang" in page
        assert "Zadie Elsewhere" not in page

    def test_whoever_holds_no_role_finds_no_organisation(self):
        make.organisation(name="Riverside Trust")
        page = make.signed_in(make.person()).get("/search/", {"q": "Riverside"}).content.decode()
        assert "Nothing that you may see has this name or reference." in page

    def test_shows_at_most_twenty_of_a_source(self, only):
        only(registry.search_sources, lambda user, asked: (SearchHit(f"Hit {n}", "/", "Things") for n in range(500)))
        assert "20 results" in make.signed_in(make.person()).get("/search/", {"q": "hit"}).content.decode()


class TestAccount:
    def test_lists_roles_with_their_dates_and_what_the_person_did(self):
        held = make.appointment(make.person("Ruth Adeyemi"), as_="consortium_manager")
        consortium = make.consortium("London consortium")
        from consortium.operations import admit

        service = make.service(name="Camden: adults' services")
        admit(organisation=service, consortium=consortium, grade="full", starts_on=TODAY, by=held.person)
        page = make.signed_in(held.person).get("/account/").content.decode()
        assert f"Consortium manager, {held.organisation.name}, from 1 January 2020" in page.replace("&#x27;", "'")
        assert "Ruth Adeyemi admitted it to London consortium as full member" in page
        assert "Camden: adults&#x27; services. From" in page

    def test_a_record_that_is_no_longer_theirs_is_not_named(self):
        held = make.appointment(make.person("Ruth Adeyemi"), as_="consortium_manager")
        from consortium.operations import invite

        invite(
            email="p@example.org",
            name="Priya Shah",
            role=make.role("tutor"),
            organisation=make.university("Middlesex"),
            starts_on=TODAY,
            by=held.person,
        )
        client = make.signed_in(held.person)
        assert "Priya Shah" in client.get("/account/").content.decode()
        held.ends_on = TODAY - DAY
        held.save()
        page = client.get("/account/").content.decode()
        assert "Ruth Adeyemi sent an invitation" in page
        assert "Priya Shah" not in page
        assert "Middlesex" not in page


class TestCalendar:
    @pytest.fixture
    def person(self, only):
        start = timezone.now() + 3 * DAY
        only(registry.calendar_sources, lambda user: [CalendarItem(f"x-{user.pk}", "Skills day", start, start + DAY)])
        return make.person()

    def new_address(self, client):
        client.post("/account/calendar/")
        page = client.get("/account/").content.decode()
        return re.search(r"https?://[^/]+(/calendar/[^/]+/)", page)[1]

    def test_its_secret_address_opens_the_calendar_without_signing_in(self, person):
        address = self.new_address(make.signed_in(person))
        response = Client().get(address)
        calendar = icalendar.Calendar.from_ical(response.content)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["Skills day"]

    def test_the_address_is_shown_once(self, person):
        client = make.signed_in(person)
        address = self.new_address(client)
        assert address not in client.get("/account/").content.decode()

    def test_a_new_address_closes_the_one_before(self, person):
        client = make.signed_in(person)
        older, newer = self.new_address(client), self.new_address(client)
        assert (Client().get(older).status_code, Client().get(newer).status_code) == (404, 200)

    def test_a_closed_account_has_no_calendar(self, person):
        address = self.new_address(make.signed_in(person))
        person.is_active = False
        person.save()
        assert Client().get(address).status_code == 404

    def test_no_other_link_opens_a_calendar(self, person):
        assert Client().get("/calendar/nothing/").status_code == 404
        address = self.new_address(make.signed_in(person))
        SignedLink.objects.update(purpose="something else")
        assert Client().get(address).status_code == 404


class TestDemonstration:
    @pytest.mark.parametrize("path", ["/demo/sign-in-as/", "/demo/mails/", "/demo/mails/x/"])
    def test_elsewhere_its_doors_do_not_exist(self, settings, path):
        settings.DEMO_MODE = False
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404

    def test_anybody_may_be_signed_in_as(self, settings):
        settings.DEMO_MODE = True
        held = make.appointment(make.person("Grace Mensah"))
        client = Client()
        assert f"Grace Mensah, {held.organisation.short_name}" in client.get("/demo/sign-in-as/").content.decode()
        assert client.post("/demo/sign-in-as/", {"person": held.person.reference}).url == "/"
        assert "Hello Grace" in client.get("/").content.decode()

    def test_apprentices_are_there_beside_the_roles(self, settings):
        settings.DEMO_MODE = True
        make.apprentice("Amara Johnson")
        make.appointment(make.person("Grace Mensah"))
        page = Client().get("/demo/sign-in-as/").content.decode()
        assert [page.index(text) for text in ("Apprentice<", "Workforce lead<")] == sorted(
            [page.index(text) for text in ("Apprentice<", "Workforce lead<")]
        )
        assert "Amara Johnson" in page

    def test_people_are_found_by_name_and_organisation(self, settings):
        settings.DEMO_MODE = True
        make.appointment(make.person("Grace Mensah"))
        make.appointment(make.person("Sam Okoro"))
        page = Client().get("/demo/sign-in-as/", {"q": "mensah\x00"}).content.decode()
        assert "Grace Mensah" in page
        assert "Sam Okoro" not in page

    @pytest.mark.parametrize("who", ["", "nobody", "\x00", "x" * 500])
    def test_nobody_is_nobody(self, settings, who):
        settings.DEMO_MODE = True
        assert Client().post("/demo/sign-in-as/", {"person": who}).status_code == 404

    def test_a_closed_account_cannot_be_signed_in_as(self, settings):
        settings.DEMO_MODE = True
        gone = make.person(is_active=False)
        assert Client().post("/demo/sign-in-as/", {"person": gone.reference}).status_code == 404

    def test_mails_can_be_read_and_their_links_followed(self, settings):
        settings.DEMO_MODE = True
        body = "See http://x.org/y <script>alert(1)</script>"
        outbox.owe_text(to=None, to_email="a@b.org", subject="Hi", body=body, kind="k", key="k")
        assert "Hi" in Client().get("/demo/mails/").content.decode()
        mail = Client().get(f"/demo/mails/{Message.objects.get().reference}/").content.decode()
        assert '<a href="http://x.org/y"' in mail
        assert "<script>alert" not in mail
