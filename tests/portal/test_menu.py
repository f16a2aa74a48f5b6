"""A menu is short: what is needed less often stands on the list or record that it belongs to."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from apprentices.models import Involvement
from core import registry
from core.context_processors import links_of
from tests import make

pytestmark = pytest.mark.django_db
Kind = Involvement.Kind


@pytest.fixture
def apprentice():
    return make.apprentice()


def menu_of(person):
    request = RequestFactory().get("/")
    request.user = person
    return [link.label for link in links_of(request, registry.navigation)]


def beside_the_list_of(person):
    page = make.signed_in(person).get(reverse("apprentices:list")).content.decode()
    above = page[: page.index('class="app-list')]
    return [name for name in ("reviews", "confirm", "timetables", "protected_time") if link(name) in above]


def link(name):
    return f'class="govuk-link" href="{reverse(f"apprentices:{name}")}"'


def test_an_apprentice_has_five_places(apprentice):
    assert menu_of(apprentice.person) == ["Home", "My time", "My record", "Portfolio", "Placement"]


def test_a_tutor_has_five_places_and_finds_the_timetables_beside_the_apprentices(apprentice):
    tutor = make.appointment(at=apprentice.cohort.university, as_="tutor").person
    make.involvement(apprentice, Kind.TUTOR, person=tutor)

    assert menu_of(tutor) == ["Home", "Apprentices", "Reviews", "Portfolios", "Placements"]
    assert beside_the_list_of(tutor) == ["confirm", "timetables"]


def test_a_workforce_lead_has_five_places_and_finds_reviews_and_protected_time_beside_the_apprentices(apprentice):
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person

    assert menu_of(lead) == ["Home", "Apprentices", "Recruitment", "Placements", "Consortium"]
    assert beside_the_list_of(lead) == ["reviews", "protected_time"]


def test_a_compliance_officer_has_the_reviews_at_hand(apprentice):
    officer = make.appointment(at=apprentice.cohort.university, as_="compliance_officer").person

    assert menu_of(officer)[:3] == ["Home", "Apprentices", "Reviews"]
    assert "reviews" not in beside_the_list_of(officer)


def test_a_line_manager_confirms_time_from_the_menu(apprentice):
    manager = make.line_manager(apprentice)

    assert menu_of(manager) == ["Home", "Confirm time", "Apprentices"]
    assert beside_the_list_of(manager) == ["reviews"]
