"""What panel members are paid: by the card, as they choose, looked at by two, with receipts, each payment once."""

import base64
import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.files.acceptance import FileRefused
from core.files.models import StoredFile
from core.notifications.models import Message
from core.permissions import NotAllowed
from core.workflow import StepRefused
from recruitment import fees
from recruitment.models import Debrief, Group, PanelClaim, PanelMember, RateCard
from recruitment.operations import claims, debriefs, panellists, selection_days
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
State = PanelClaim.State
RATES = fees.Rates(hour=Decimal(20), half_day=Decimal(75), day=Decimal(150))
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def receipt():
    return SimpleUploadedFile("taxi.png", PHOTO)


# The rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "pounds"),
    [(0, 0), (1, 5), (60, 20), (61, 25), (170, 60), (180, 75), (359, 75), (360, 150), (600, 150)],
)
def test_the_fee_is_a_day_half_a_day_or_quarters_of_an_hour(minutes, pounds):
    assert fees.fee(RATES, minutes) == Decimal(pounds)


@given(st.integers(0, 900), st.integers(0, 900))
def test_more_time_is_never_paid_less(one, other):
    less, more = sorted([one, other])
    assert fees.fee(RATES, less) <= fees.fee(RATES, more)


@given(st.decimals(0, 999, places=1))
def test_miles_give_whole_pennies(miles):
    given_back = fees.mileage(Decimal("0.45"), miles)
    assert given_back == given_back.quantize(Decimal("0.01"))
    assert abs(given_back - Decimal("0.45") * miles) <= Decimal("0.005")


# What is owed -----------------------------------------------------------------------------------------------------


def scored_day():
    day = make.live_day()
    make.all_scores(day.panels.get().candidates.get())
    return day


def test_closing_scoring_notes_what_those_who_are_paid_are_owed():
    day = scored_day()
    office = day.campaign.run_by
    make.rate_card(office)
    for seat in day.panels.get().members.all():
        make.panellist(office, seat.group, seat.person, organisation=seat.organisation)

    selection_days.close_scoring(day=day, by=make.coordinator_of(day))

    claim = PanelClaim.objects.get()
    assert (claim.seat.group, claim.minutes, claim.fee, claim.state) == (
        Group.LIVED_EXPERIENCE,
        50 + fees.PREPARATION,
        Decimal("40.00"),
        State.ACCRUED,
    )
    assert Message.objects.get(kind="panel_claim").to == claim.person


def test_what_no_card_held_for_is_noted_when_one_is_set():
    day = scored_day()
    seat = day.panels.get().members.get(group=Group.LIVED_EXPERIENCE)
    make.panellist(day.campaign.run_by, who=seat.person)
    coordinator = make.coordinator_of(day)
    selection_days.close_scoring(day=day, by=coordinator)
    assert not PanelClaim.objects.exists()

    claims.set_rates(organisation=day.campaign.run_by, starts_on=TODAY, rates=make.RATES, by=coordinator)

    assert PanelClaim.objects.get().seat == seat


def test_a_card_is_never_changed_and_the_newest_that_has_begun_holds():
    office = make.campaign().run_by
    old = make.rate_card(office, starts_on=TODAY - datetime.timedelta(days=30))
    new = make.rate_card(office, starts_on=TODAY + datetime.timedelta(days=30))

    assert RateCard.objects.in_force(office.pk, TODAY) == old
    assert RateCard.objects.in_force(office.pk, new.starts_on) == new
    with pytest.raises(Exception, match="rate_card_kept"), transaction.atomic():
        RateCard.objects.filter(pk=old.pk).update(hour=1)
    with pytest.raises(StepRefused, match="from this date or later"):
        claims.set_rates(organisation=office, starts_on=TODAY, rates=make.RATES, by=make.person())


def test_a_member_under_18_is_paid_by_their_own_rate():
    day = make.live_day()
    seats = PanelMember.objects.filter(panel__day=day, group=Group.LIVED_EXPERIENCE)
    seats.update(under_18=True, chaperone="Ada", consent_on=TODAY)

    assert make.panel_claim(of=day).fee == Decimal("30.00")


# Expenses ---------------------------------------------------------------------------------------------------------


def spend(claim, kind, **fields):
    return claims.add_expense(claim=claim, kind=kind, by=claim.person, **fields)


def test_local_travel_and_miles_are_by_the_card_without_a_receipt():
    claim = make.panel_claim()

    assert spend(claim, "local_travel", amount=Decimal(99)).amount == Decimal("6.00")
    assert spend(claim, "miles", miles=Decimal("10.5")).amount == Decimal("4.73")
    with pytest.raises(StepRefused, match="once a day"):
        spend(claim, "local_travel")


def test_other_expenses_need_a_receipt_above_the_cards_limit():
    claim = make.panel_claim()

    assert spend(claim, "other", amount=Decimal("5.00")).receipt is None
    with pytest.raises(StepRefused, match="Please add a receipt"):
        spend(claim, "travel", amount=Decimal("5.01"))
    paid = spend(claim, "travel", amount=Decimal("18.40"), receipt=receipt(), receipt_name="taxi.png")
    assert (paid.receipt.name, paid.receipt.uploaded_by) == ("taxi.png", claim.person)


def test_a_receipt_is_a_file_that_opens_as_what_it_says():
    with pytest.raises(FileRefused):
        spend(
            make.panel_claim(),
            "travel",
            amount=Decimal(9),
            receipt=SimpleUploadedFile("taxi.png", b"MZ\x90"),
            receipt_name="taxi.png",
        )


def test_a_receipt_that_is_still_being_scanned_holds_the_check_up():
    claim = make.panel_claim()
    spend(claim, "travel", amount=Decimal(9), receipt=receipt(), receipt_name="taxi.png")
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    [keeper] = make.keepers(claim, 1)

    with pytest.raises(StepRefused, match="still being checked"):
        claims.check(claim=claim, by=keeper)
    StoredFile.objects.update(state=StoredFile.State.CLEAN)
    claims.check(claim=claim, by=keeper)
    assert claim.checked_by == keeper


def test_an_expense_is_taken_away_with_its_receipt_until_the_claim_is_sent():
    claim = make.panel_claim()
    paid = spend(claim, "travel", amount=Decimal(9), receipt=receipt(), receipt_name="taxi.png")
    kept = spend(claim, "local_travel")

    claims.remove_expense(expense=paid, by=claim.person)
    assert not StoredFile.objects.exists()
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    with pytest.raises(StepRefused, match="has been sent"):
        claims.remove_expense(expense=kept, by=claim.person)


# What the person chooses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "fields", "taken"),
    [
        ("whole", {}, "40.00"),
        ("less", {"amount": Decimal("12.50")}, "12.50"),
        ("nothing", {}, "0.00"),
        ("charity", {"charity": "A hospice"}, "40.00"),
    ],
)
def test_the_person_takes_all_less_or_nothing(choice, fields, taken):
    claim = make.panel_claim()
    claims.send_claim(claim=claim, choice=choice, by=claim.person, **fields)
    assert (claim.amount, claim.state) == (Decimal(taken), State.CLAIMED)


@pytest.mark.parametrize(
    ("choice", "fields"), [("less", {}), ("less", {"amount": Decimal(41)}), ("charity", {"charity": " "})]
)
def test_a_choice_that_says_too_little_or_too_much_is_refused(choice, fields):
    claim = make.panel_claim()
    with pytest.raises(StepRefused):
        claims.send_claim(claim=claim, choice=choice, by=claim.person, **fields)


def test_a_personal_limit_shows_what_stays_within_it_and_stops_nothing():
    claim = make.panel_claim()
    assert claims.within_own_limit(claim) is None
    panellists.set_limit(panellist=claim.panellist, amount=Decimal(25), every="week", by=claim.person)

    assert claims.within_own_limit(claim) == Decimal(25)
    page = make.signed_in(claim.person).get(reverse("recruitment:send_claim", args=[claim.reference]))
    assert "£25.00 stays within it" in page.content.decode()
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    assert claim.amount == Decimal("40.00")


# Four eyes --------------------------------------------------------------------------------------------------------


def sent():
    claim = make.panel_claim()
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    return claim


def test_one_checks_another_approves():
    claim = sent()
    first, second = make.keepers(claim)
    claims.check(claim=claim, by=first)

    with pytest.raises(NotAllowed, match="somebody else approves"):
        claims.approve(claim=claim, by=first)
    claims.approve(claim=claim, by=second)

    assert (claim.state, claim.checked_by, claim.approved_by) == (State.APPROVED, first, second)


def test_nobody_handles_what_they_are_paid_themselves():
    claim = sent()
    make.appointment(claim.person, claim.panellist.kept_by, "recruitment_coordinator")

    assert not PanelClaim.objects.visible_to(claim.person).exists()
    with pytest.raises(NotAllowed):
        claims.check(claim=claim, by=claim.person)


@pytest.mark.parametrize("who", ["claimant", "checker"])
def test_the_database_wants_a_second_person_too(who):
    claim, (first, _) = make.approved_claim()
    person = {"claimant": claim.person, "checker": first}[who]
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelClaim.objects.filter(pk=claim.pk).update(approved_by=person)


def test_a_question_sends_the_claim_back_and_two_look_again():
    claim, (first, _) = make.approved_claim()
    claims.ask_about(claim=claim, question="Which train was it?", by=first)

    assert (claim.state, claim.checked_by, claim.approved_by) == (State.QUERIED, None, None)
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    assert (claim.state, claim.question) == (State.CLAIMED, "")


def test_a_payment_in_error_is_taken_back_with_its_reason():
    claim, (first, _) = make.approved_claim()
    make.paid_run(claim, by=first)
    claim.refresh_from_db()

    with pytest.raises(StepRefused, match="reason"):
        claims.take_back(claim=claim, reason=" ", by=first)
    claims.take_back(claim=claim, reason="Paid twice by the bank.", by=first)

    assert (claim.state, claim.amount, claim.seat.state) == (State.REVERSED, claim.fee, PanelMember.State.SERVED)


def test_another_offices_people_see_no_claim():
    claim = sent()
    stranger = make.coordinator_of(make.campaign())
    browser = make.signed_in(stranger)
    assert browser.get(reverse("recruitment:panel_claim", args=[claim.reference])).status_code == 404
    assert claim.person.name not in browser.get(reverse("recruitment:panel_claims")).content.decode()


# After the day ----------------------------------------------------------------------------------------------------


def test_who_wants_to_talk_is_talked_to():
    day = make.live_day()
    seat = day.panels.get().members.first()
    coordinator = make.coordinator_of(day)
    said = debriefs.say_how_it_was(seat=seat, went="hard", words="It was much.", wants_call=True, by=seat.person)

    assert Message.objects.filter(to=coordinator, kind="selection_day_needs_you").exists()
    assert "after a selection day" in make.signed_in(coordinator).get("/").content.decode()
    debriefs.record_talk(debrief=said, by=coordinator)
    said.refresh_from_db()
    assert (said.spoken_by, Debrief.objects.waiting_for_a_call().exists()) == (coordinator, False)
