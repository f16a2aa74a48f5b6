"""Runs of payments: every approved claim once, numbered by who pays, and a file that stays as it was."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from core.audit.models import Event
from core.notifications.models import Message
from core.permissions import NotAllowed
from core.workflow import StepRefused
from recruitment.models import PanelClaim, Panellist, PanelMember, PaymentRun
from recruitment.operations import claims, payment_runs
from recruitment.payment_file import HEADS, ON_STATEMENTS, Payment
from recruitment.selection import what_needs as worklist
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = PanelClaim.State


def run_of(claim, by, pay_on=TODAY):
    return payment_runs.make_run(payer=claim.card.organisation, pay_on=pay_on, by=by)


def lines(run):
    return list(csv.DictReader(io.StringIO(run.content.removeprefix("\ufeff"))))


def test_a_line_says_who_is_paid_what_and_when_and_nothing_about_why():
    payment = Payment("k7bcdfghjkmn", "V-1042", "Sade Cole", Decimal("43.4"), datetime.date(2027, 3, 1))
    line = dict(zip(HEADS, payment.line(datetime.date(2027, 3, 31)), strict=True))
    assert line == {
        "Reference": "K7BCDFGHJKMN",
        "Payee number": "V-1042",
        "Payee name": "Sade Cole",
        "Amount in pounds": "43.40",
        "Date": "31/03/2027",
        "Description": "PANEL 01/03/2027",
    }
    assert len(line["Description"]) <= ON_STATEMENTS


def approved(**fields):
    """A claim that two have agreed to, and those two."""
    claim = make.panel_claim(**fields)
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    first, second = make.keepers(claim)
    claims.check(claim=claim, by=first)
    claims.approve(claim=claim, by=second)
    return claim, first


def to_do(person):
    return [item.text for item in worklist(person, TODAY) if "claim" in item.text or "payment" in item.text]


def test_what_is_to_do_follows_a_claim_through_its_run():
    claim, keeper = approved(payee_number="V-1042")
    assert to_do(keeper) == ["Have 1 claim of panel members paid"]
    run = run_of(claim, keeper)
    assert to_do(keeper) == ["Record when a payment run was paid"]
    payment_runs.record_paid(run=run, on=TODAY, by=keeper)
    assert to_do(keeper) == []


def test_a_claim_that_no_run_can_take_is_not_said_to_be_ready():
    _, keeper = approved(payee_number="")
    assert to_do(keeper) == []


def test_a_run_takes_what_two_have_agreed_to_fee_and_expenses_together():
    claim = make.panel_claim(payee_number="V-1042")
    claims.add_expense(claim=claim, kind="local_travel", by=claim.person)
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    first, second = make.keepers(claim)
    claims.check(claim=claim, by=first)
    with pytest.raises(StepRefused, match="No approved claim"):
        run_of(claim, first)
    claims.approve(claim=claim, by=second)

    run = run_of(claim, first, pay_on=TODAY + 3 * DAY)

    claim.refresh_from_db()
    assert (claim.run, claim.state) == (run, State.APPROVED)
    assert (run.number, run.payments, run.total) == (1, 1, Decimal("46.00"))
    [line] = lines(run)
    assert (line["Reference"], line["Payee number"], line["Amount in pounds"]) == (
        claim.reference.upper(),
        "V-1042",
        "46.00",
    )


@pytest.mark.parametrize(
    ("choice", "more", "in_file"), [("voucher", {}, "6.00"), ("charity", {"charity": "A hospice"}, "6.00")]
)
def test_a_voucher_and_a_charity_are_seen_to_beside_the_file(choice, more, in_file):
    claim = make.panel_claim()
    claims.add_expense(claim=claim, kind="local_travel", by=claim.person)
    claims.send_claim(claim=claim, choice=choice, by=claim.person, **more)
    first, second = make.keepers(claim)
    claims.check(claim=claim, by=first)
    claims.approve(claim=claim, by=second)

    run = run_of(claim, first)

    assert [line["Amount in pounds"] for line in lines(run)] == [in_file]
    page = make.signed_in(first).get(reverse("recruitment:payment_run", args=[run.reference])).content.decode()
    assert "To be seen to beside the file" in page
    assert "£40.00" in page


def test_nothing_to_pay_makes_no_line_and_the_claim_is_done():
    claim = make.panel_claim()
    claims.send_claim(claim=claim, choice="nothing", by=claim.person)
    first, second = make.keepers(claim)
    claims.check(claim=claim, by=first)
    claims.approve(claim=claim, by=second)
    assert lines(run_of(claim, first)) == []


def test_each_claim_is_in_one_run_and_numbers_go_on_for_each_who_pays():
    claim, (first, _) = make.approved_claim()
    other, (elsewhere, _) = make.approved_claim()
    run = run_of(claim, first)
    with pytest.raises(StepRefused, match="No approved claim"):
        run_of(claim, first)
    assert (run.number, run_of(other, elsewhere).number) == (1, 1)
    PanelClaim.objects.filter(pk=other.pk).update(run=None)
    assert run_of(other, elsewhere).number == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRun.objects.create(payer=run.payer, number=1, pay_on=TODAY, made_by=first, payments=0, content="")


def test_the_database_wants_a_run_for_what_is_paid_and_none_for_what_is_not_agreed():
    claim, _ = make.approved_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelClaim.objects.filter(pk=claim.pk).update(state=State.PAID, paid_on=TODAY)
    run = run_of(claim, claim.checked_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelClaim.objects.filter(pk=claim.pk).update(state=State.CHECKED)
    with pytest.raises(Exception, match="payment_run_kept"), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(content="")


def test_who_has_no_payee_number_waits_and_the_page_says_who():
    claim, (first, _) = make.approved_claim(payee_number="")
    with pytest.raises(StepRefused):
        run_of(claim, first)
    page = make.signed_in(first).get(reverse("recruitment:payment_runs")).content.decode()
    assert "payee number is missing" in page
    assert claim.person.name in page
    Panellist.objects.update(payee_number="V-1")
    assert run_of(claim, first).payments == 1


def test_nobody_has_themselves_paid_and_their_run_is_somebody_elses():
    claim, (first, _) = make.approved_claim()
    make.appointment(claim.person, claim.card.organisation, "recruitment_coordinator")
    claimant = User.objects.get(pk=claim.person_id)
    with pytest.raises(StepRefused, match="No approved claim"):
        run_of(claim, claimant)
    run = run_of(claim, first)
    assert list(PaymentRun.objects.visible_to(first)) == [run]
    assert not PaymentRun.objects.visible_to(claimant).exists()


def test_people_of_another_office_neither_make_nor_see_a_run():
    claim, (first, _) = make.approved_claim()
    stranger = make.coordinator_of(make.campaign())
    with pytest.raises(NotAllowed):
        run_of(claim, stranger)
    run = run_of(claim, first)
    browser = make.signed_in(stranger)
    for name in ("payment_run", "payment_file"):
        assert browser.get(reverse(f"recruitment:{name}", args=[run.reference])).status_code == 404


def test_the_file_is_the_same_again_whatever_changed_and_each_reading_is_an_event():
    claim, (first, _) = make.approved_claim()
    run = run_of(claim, first)
    browser = make.signed_in(first)
    address = reverse("recruitment:payment_file", args=[run.reference])
    before = browser.get(address)
    claim.person.name = "Another Name"
    claim.person.save()
    Panellist.objects.update(payee_number="V-9")
    assert browser.get(address).content == before.content
    assert before.content.startswith(b"\xef\xbb\xbfReference,Payee number,")
    assert f"payment-run-1-{TODAY.isoformat()}.csv" in before["Content-Disposition"]
    assert Event.objects.filter(step="read the payment file", actor=first).count() == 2


def test_a_claim_in_a_run_is_asked_about_no_more():
    claim, (first, _) = make.approved_claim()
    run_of(claim, first)
    with pytest.raises(StepRefused, match="in a payment run"):
        claims.ask_about(claim=claim, question="Which train?", by=first)


def test_recorded_as_paid_once_the_seats_say_so_and_everybody_is_told():
    claim, (first, second) = make.approved_claim()
    run = run_of(claim, first)
    with pytest.raises(StepRefused, match="today or earlier"):
        payment_runs.record_paid(run=run, on=TODAY + DAY, by=second)
    payment_runs.record_paid(run=run, on=TODAY, by=second)
    claim.refresh_from_db()
    assert (claim.state, claim.paid_on, claim.seat.state) == (State.PAID, TODAY, PanelMember.State.PAID)
    assert Message.objects.get(kind="panel_claim_paid").to == claim.person
    with pytest.raises(StepRefused, match="recorded already"):
        payment_runs.record_paid(run=run, on=TODAY, by=first)
    with pytest.raises(Exception, match="panel_claim_paid"), transaction.atomic():
        PanelClaim.objects.update(amount=Decimal(1))


def test_from_the_page_a_run_is_made_and_recorded():
    claim, (first, _) = make.approved_claim()
    browser = make.signed_in(first)
    day = {"pay_on_day": TODAY.day, "pay_on_month": TODAY.month, "pay_on_year": TODAY.year}
    made = browser.post(reverse("recruitment:payment_runs"), day)
    run = PaymentRun.objects.get()
    assert made.url == reverse("recruitment:payment_run", args=[run.reference])
    paid = {name.replace("pay_on", "paid_on"): value for name, value in day.items()}
    browser.post(made.url, paid)
    claim.refresh_from_db()
    assert claim.state == State.PAID
    assert "No approved claim" in browser.post(reverse("recruitment:payment_runs"), day).content.decode()
