"""Pages of the exchange: what each may see, and the same cost for little and for much."""

import datetime

import pytest
from django.utils import timezone

from apprentices.models import SetMember, ShadowingAsk
from apprentices.operations import peers
from core.accounts.models import User
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def places():
    return make.boroughs("Camden", "Hackney")


def text(browser, address):
    page = browser.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


def test_lists_and_pages_cost_the_same_for_three_and_for_thirty(places):
    camden, hackney = places
    amara = make.learner("Amara Johnson", at=hackney)
    host = make.host(camden)
    lead = make.appointment(at=camden, as_="workforce_lead").person
    day = make.shadowing_day(camden, by=host, places=20)
    one = make.learning_set(camden, by=host, members=2)
    pages = {
        "/apprentices/shadowing/": amara.person,
        f"/apprentices/shadowing/{day.reference}/": host,
        "/apprentices/shadowing/mine/": amara.person,
        "/apprentices/shadowing/offers/": lead,
        "/apprentices/shadowing/balance/": lead,
        "/apprentices/learning-sets/": amara.person,
        f"/apprentices/learning-sets/{one.reference}/": host,
    }

    def more(number):
        for _ in range(number):
            learner = make.learner(at=hackney)
            make.asked(day, learner)
            other = make.shadowing_day(camden, by=host, date=make.next_working_day(40))
            make.asked(other, amara if not amara.shadowing.open().exists() else learner)
            make.learning_set(camden, by=host)

    def costs():
        return {address: beyond_the_constant_page(make.signed_in(person), address) for address, person in pages.items()}

    more(3)
    few = costs()
    more(9)
    ShadowingAsk.objects.filter(state="released").update(state="waiting")

    assert costs() == few
    assert max(few.values()) <= 14


def test_a_hosts_page_names_no_family_name_and_an_apprentice_sees_no_other(places):
    camden, hackney = places
    day = make.shadowing_day(camden)
    make.asked(day, make.learner("Amara Johnson", at=hackney))
    other = make.learner("Leila Haddad", at=hackney)

    host, apprentice = (
        text(make.signed_in(person), f"/apprentices/shadowing/{day.reference}/")
        for person in (day.offered_by, other.person)
    )

    assert ("Amara, Hackney, year 1" in host, "Johnson" in host) == (True, False)
    assert "Amara" not in apprentice


def test_the_list_is_filtered_by_service_borough_and_date(places):
    camden, hackney = places
    amara = make.learner(at=hackney)
    soon = make.shadowing_day(camden, title="AMHP duty desk")
    make.shadowing_day(hackney, title="Hospital discharge", date=soon.date + datetime.timedelta(days=21))
    browser = make.signed_in(amara.person)

    by_borough = text(browser, f"/apprentices/shadowing/?where={hackney.reference}")
    until = soon.date + datetime.timedelta(days=1)
    by_date = text(
        browser, f"/apprentices/shadowing/?until_day={until.day}&until_month={until.month}&until_year={until.year}"
    )
    none = text(browser, "/apprentices/shadowing/?service=children")

    titles = ("AMHP duty desk", "Hospital discharge")
    assert [[title in page for title in titles] for page in (by_borough, by_date, none)] == [
        [False, True],
        [True, False],
        [False, False],
    ]


def test_each_has_their_task_on_the_home_page_until_it_is_done(places):
    camden, hackney = places
    amara = make.learner("Amara Johnson", at=hackney)
    ahead, past = make.shadowing_day(camden), make.past_day(camden)
    make.asked(ahead, make.learner(at=hackney))
    to_release = make.asked(make.shadowing_day(camden, date=make.next_working_day(30)), amara, released=False)
    ask = make.agreed(past, amara)

    assert "Answer who asks for" in text(make.signed_in(ahead.offered_by), "/")
    assert "Say who was at" in text(make.signed_in(past.offered_by), "/")
    manager = make.signed_in(make.manager_of(amara))
    assert "Release Amara Johnson for a shadowing day?" in text(manager, "/")
    peers.release(to_release, by=make.manager_of(amara))
    assert "for a shadowing day?" not in text(manager, "/")

    peers.take_shadowing_register(past, lines={ask.pk: peers.There(past.hours)}, by=past.offered_by)
    own = make.signed_in(amara.person)
    assert "Write what you take from" in text(own, "/")
    ask.refresh_from_db()
    peers.reflect(ask, text="It decides.", share=False, by=amara.person)
    assert "Write what you take from" not in text(own, "/")


def test_a_host_without_apprentices_finds_the_exchange_from_home_and_a_lead_beside_the_list(places):
    host = make.host(places[0])
    lead = make.appointment(at=places[0], as_="workforce_lead").person

    assert "Offer a day in your team to apprentices of other boroughs" in text(make.signed_in(host), "/")
    assert 'href="/apprentices/shadowing/"' in text(make.signed_in(lead), "/apprentices/")


def test_give_and_take_are_counted_by_borough_without_names(places):
    camden, hackney = places
    lead = make.appointment(at=hackney, as_="workforce_lead").person
    make.agreed(make.shadowing_day(camden, places=2), make.learner("Amara Johnson", at=hackney))
    make.agreed(make.shadowing_day(hackney, date=make.next_working_day(30)), make.learner(at=hackney))

    assert peers.balance(lead, on=TODAY) == [("Camden", 2, 1, 0), ("Hackney", 1, 0, 1)]
    page = text(make.signed_in(lead), "/apprentices/shadowing/balance/")
    assert ("Gives 1 more" in page, "Takes 1 more" in page, "Amara" in page) == (True, True, False)


def test_the_feed_has_the_day_and_names_nobody(places):
    from apprentices.registrations.record import calendar

    camden, hackney = places
    amara = make.learner("Amara Johnson", at=hackney)
    make.agreed(make.shadowing_day(camden), amara)

    assert [item.title for item in calendar(User.objects.get(pk=amara.person_id))] == ["Shadowing: AMHP duty desk"]


def test_a_members_page_shows_first_names_and_an_outsider_a_number(places):
    camden, hackney = places
    one = make.learning_set(camden, members=3)
    amara, other = make.learner("Amara Johnson", at=hackney), make.learner("Leila Haddad", at=hackney)
    peers.join_learning_set(one, apprentice=amara)
    address = f"/apprentices/learning-sets/{one.reference}/"

    inside, outside = (text(make.signed_in(who.person), address) for who in (amara, other))

    assert ("Amara, Hackney, year 1" in inside, "Amara" in outside) == (True, False)
    assert "4 of 8 places are taken" in outside
    assert SetMember.objects.joined().count() == 4


def test_a_double_press_releases_once_and_says_so(places):
    camden, hackney = places
    amara = make.learner(at=hackney)
    ask = make.asked(make.shadowing_day(camden), amara, released=False)
    browser = make.signed_in(make.manager_of(amara))
    address = f"/apprentices/shadowing/asks/{ask.reference}/release/"

    first = browser.post(address, {"answer": "yes"})
    second = browser.post(address, {"answer": "yes"})

    assert (first.status_code, second.status_code) == (302, 403)
    ask.refresh_from_db()
    assert ask.state == "released"
