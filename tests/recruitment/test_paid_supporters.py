"""Whoever comes with a panel member can be paid themselves: a claim of their own, looked at and paid like any other."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.notifications.models import Message
from core.permissions import NotAllowed
from core.workflow import StepRefused
from recruitment.models import PanelClaim, Panellist, PanelMember, SelectionDay
from recruitment.operations import claims, panellists, selection_days
from tests import make
from tests.recruitment.test_payment_runs import TODAY, lines

pytestmark = pytest.mark.django_db
State = PanelClaim.State


@pytest.fixture
def accompanied():
    """A claim of a panel member who came with somebody, who is paid as well; and that somebody's claim."""
    day = make.live_day()
    seat = PanelMember.objects.get(panel__day=day, group="lived_experience")
    PanelMember.objects.filter(pk=seat.pk).update(supporter="Rosa Delgado")
    claim = make.panel_claim(of=day, supporter="Rosa Delgado", supporter_agreed_on=TODAY)
    [keeper] = make.keepers(claim, 1)
    panellists.have_supporter_paid(
        panellist=claim.panellist, email="rosa@example.org", payee_number="V-2000", by=keeper
    )
    [own] = claims.accrue(PanelMember.objects.filter(pk=seat.pk), by=None)
    return claim, own


def test_they_have_a_claim_of_their_own_by_their_own_line_of_the_card(accompanied):
    claim, own = accompanied
    assert (own.person.name, own.person.email, own.fee) == ("Rosa Delgado", "rosa@example.org", Decimal("24.00"))
    assert (claim.fee, own.seat) == (Decimal("40.00"), claim.seat)
    told = Message.objects.get(kind="panel_claim", to=own.person).body
    assert ("coming with somebody" in told, claim.person.name in told) == (True, False)
    assert claims.accrue(PanelMember.objects.filter(pk=claim.seat_id), by=None) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelClaim.objects.filter(pk=claim.pk).update(for_supporter=True)


def test_nobody_handles_what_somebody_is_paid_who_came_with_them(accompanied):
    claim, own = accompanied
    make.appointment(claim.person, own.panellist.kept_by, "recruitment_coordinator")
    [other] = make.keepers(own, 1)
    assert not PanelClaim.objects.visible_to(claim.person).exists()
    assert set(PanelClaim.objects.visible_to(other)) == {claim, own}


def test_a_members_page_leads_to_their_own_claim(accompanied):
    claim, own = accompanied
    selection_days.close_scoring(day=SelectionDay.objects.get(), by=make.keepers(own, 1)[0])
    page = make.signed_in(claim.person).get(reverse("recruitment:my_panel", args=[claim.seat.reference]))
    shown = page.content.decode()
    assert reverse("recruitment:my_claim", args=[claim.reference]) in shown
    assert own.reference not in shown


@pytest.mark.parametrize(
    "changed", [{"supporter": "Ben Okafor"}, {"supporter": ""}, {"supporter_agreed_on": None}], ids=str
)
def test_nobody_is_paid_who_did_not_come_or_had_not_agreed_to_confidentiality(accompanied, changed):
    _, own = accompanied
    Panellist.objects.filter(pk=own.panellist_id).update(**changed)
    PanelClaim.objects.filter(pk=own.pk).delete()
    assert claims.accrue(PanelMember.objects.filter(pk=own.seat_id), by=None) == []


def test_it_goes_the_same_way_and_the_seat_stays_as_it_is(accompanied):
    _, own = accompanied
    claims.add_expense(claim=own, kind="local_travel", by=own.person)
    claims.send_claim(claim=own, choice="whole", by=own.person)
    first, second = make.keepers(own)
    claims.check(claim=own, by=first)
    with pytest.raises(NotAllowed, match="somebody else approves"):
        claims.approve(claim=own, by=first)
    assert "Approve 1 claim" in make.signed_in(second).get("/").content.decode()
    claims.approve(claim=own, by=second)
    assert "Rosa Delgado" in make.signed_in(second).get(reverse("recruitment:panel_claims")).content.decode()
    run = make.paid_run(own, by=first)
    assert [(line["Payee number"], line["Payee name"], line["Amount in pounds"]) for line in lines(run)] == [
        ("V-2000", "Rosa Delgado", "30.00")
    ]
    own.refresh_from_db()
    assert (own.state, own.seat.state) == (State.PAID, PanelMember.State.SERVED)
    claims.take_back(claim=own, reason="Paid twice.", by=second)
    assert own.seat.state == PanelMember.State.SERVED


def test_they_do_not_see_the_limit_that_the_panel_member_set(accompanied):
    claim, own = accompanied
    panellists.set_limit(panellist=claim.panellist, amount=Decimal(5), every="week", by=claim.person)
    assert claims.within_own_limit(claim) == Decimal(5)
    assert claims.within_own_limit(own) is None


def test_somebody_else_who_comes_with_them_has_to_agree_first(accompanied):
    claim, own = accompanied
    panellists.say_what_helps(panellist=claim.panellist, changes={"supporter": "Ben Okafor"}, by=claim.person)
    place = Panellist.objects.get(pk=claim.panellist_id)
    assert (place.supporter_agreed_on, hasattr(place, "paid_supporter")) == (None, False)
    assert PanelClaim.objects.filter(pk=own.pk).exists()
    with pytest.raises(StepRefused, match="agreed to confidentiality"):
        panellists.have_supporter_paid(panellist=place, email="ben@example.org", payee_number="V-3", by=make.person())


def test_the_page_keeps_corrects_and_stops(accompanied):
    claim, own = accompanied
    [keeper] = make.keepers(claim, 1)
    address = reverse("recruitment:paid_supporter", args=[claim.panellist.reference])
    browser = make.signed_in(keeper)
    assert "V-2000" in browser.get(address).content.decode()
    browser.post(address, {"email": "rosa@example.org", "payee_number": "V-2001"})
    assert PanelClaim.objects.get(pk=own.pk).payee_number == "V-2001"
    half = browser.post(address, {"email": "rosa@example.org", "payee_number": ""})
    assert "Enter both, or leave both empty" in half.content.decode()
    mine = browser.post(address, {"email": claim.person.email, "payee_number": "V-1"}, follow=True)
    assert "has one of their own" in mine.content.decode()
    browser.post(address, {"email": "", "payee_number": ""})
    assert not hasattr(Panellist.objects.get(pk=claim.panellist_id), "paid_supporter")
