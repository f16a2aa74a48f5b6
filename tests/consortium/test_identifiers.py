"""By which numbers and names other records know an organisation."""

import pytest
from django.urls import reverse

from consortium import operations
from consortium.models import OrganisationIdentifier
from core.audit.models import Event
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db


def test_the_keeper_of_the_register_adds_and_removes_what_other_records_call_an_organisation():
    manager = make.appointment(as_="consortium_manager").person
    council = make.council("Camden")
    browser, page = make.signed_in(manager), reverse("consortium:known_as", args=[council.reference])

    assert browser.post(page, {"kind": "ern", "value": "123 456 789"}).url == page
    assert browser.post(page, {"kind": "name", "value": "LB  Camden"}).url == page
    assert browser.post(page, {"kind": "name", "value": "LB Camden"}).url == page

    shown = browser.get(reverse("consortium:organisation", args=[council.reference])).content.decode()
    assert "ERN 123456789 and LB Camden" in shown
    number = council.identifiers.get(kind="ern")
    browser.post(reverse("consortium:forget_identifier", args=[number.reference]))
    assert [str(one) for one in council.identifiers.all()] == ["LB Camden"]
    events = Event.objects.about(council).order_by("pk")
    assert [(event.step, event.reason) for event in events] == [
        ("identified", "ERN 123456789"),
        ("identified", "LB Camden"),
        ("identifier removed", "ERN 123456789"),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("ern", "12345678", "must be nine digits"),
        ("ukprn", "20000000", "must be eight digits that begin with 1"),
        ("ern", "123456789", "ERN 123456789 is that of"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(kind, value, why):
    make.identifier(make.council("Hackney"), value="123456789")
    council = make.council("Camden")
    with pytest.raises(StepRefused, match=why):
        operations.identify(organisation=council, kind=kind, value=value, by=make.person())
    assert not OrganisationIdentifier.objects.filter(organisation=council).exists()
