"""What panel members are paid: rate cards, claims checked and approved by two people, expenses with their receipts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from consortium.models import Organisation
from core.files.models import StoredFile
from core.records import Record
from recruitment.fees import Rates
from recruitment.models.panellists import Panellist
from recruitment.models.panels import PanelMember
from recruitment.models.payment_runs import PaymentRun

if TYPE_CHECKING:
    from core.accounts.models import User


def _pounds(label: str, **fields: object) -> models.DecimalField:
    return models.DecimalField(label, max_digits=7, decimal_places=2, **fields)  # type: ignore[arg-type]


class RateCardQuerySet(models.QuerySet["RateCard"]):
    def in_force(self, organisation: int, on: datetime.date) -> RateCard | None:
        """The card of an organisation that holds on a date."""
        return self.filter(organisation=organisation, starts_on__lte=on).order_by("-starts_on").first()


class RateCard(Record):
    """What an organisation pays panel members from a date on. A card is never changed: a new one follows it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rate_cards")
    starts_on = models.DateField("holds from")
    day = _pounds("a day (six hours or more)")
    half_day = _pounds("half a day (three hours or more)")
    hour = _pounds("an hour")
    young_day = _pounds("under 18: a day")
    young_half_day = _pounds("under 18: half a day")
    young_hour = _pounds("under 18: an hour")
    supporter_day = _pounds("a supporter: a day", default=Decimal(0))
    supporter_half_day = _pounds("a supporter: half a day", default=Decimal(0))
    supporter_hour = _pounds("a supporter: an hour", default=Decimal(0))
    mile = _pounds("a mile by car")
    local_travel = _pounds("local travel without a receipt, each day")
    receipt_over = _pounds("other expenses need a receipt above")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RateCardQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "starts_on"], name="rate_card_once_a_day")]

    def __str__(self) -> str:
        return f"Rate card of {self.organisation} from {self.starts_on.isoformat()}"

    def audit_root(self) -> RateCard:
        return self

    def supporters_rates(self) -> Rates:
        """What somebody is paid who comes with a panel member; nothing where only their expenses are."""
        return Rates(hour=self.supporter_hour, half_day=self.supporter_half_day, day=self.supporter_day)

    def rates(self, *, young: bool) -> Rates:
        if young:
            return Rates(hour=self.young_hour, half_day=self.young_half_day, day=self.young_day)
        return Rates(hour=self.hour, half_day=self.half_day, day=self.day)


class PanelClaimQuerySet(models.QuerySet["PanelClaim"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PanelClaimQuerySet:
        """Claims on registers that a person keeps, those of their own seats aside.

        Nobody handles what they are paid themselves, nor what somebody is paid who came with them.
        """
        kept = Panellist.objects.kept_by_people_of(user, on=on).order_by().values("pk")
        return self.filter(panellist__in=kept).exclude(Q(person=user.pk or 0) | Q(seat__person=user.pk or 0))

    def with_totals(self) -> PanelClaimQuerySet:
        """Each with ``spent`` (expenses) and ``total`` (with the fee that is taken)."""
        spent = Coalesce(Sum("expenses__amount"), Decimal(0), output_field=models.DecimalField(decimal_places=2))
        return self.annotate(spent=spent).annotate(total=F("spent") + F("amount"))

    def for_the_next_run(self, payer: int) -> PanelClaimQuerySet:
        """Approved claims that an organisation pays, in no run yet, whose payee the finance team knows by a number."""
        return self.payable().filter(card__organisation=payer)

    def payable(self) -> PanelClaimQuerySet:
        """Approved claims of all, in no run yet, whose payee the finance team knows by a number."""
        return self.waiting_for_a_run().exclude(PanelClaim.NO_NUMBER)

    def without_payee_number(self, payer: int) -> PanelClaimQuerySet:
        """Approved claims that wait, because the finance team knows the payee by no number yet."""
        return self.waiting_for_a_run().filter(PanelClaim.NO_NUMBER, card__organisation=payer)

    def waiting_for_a_run(self) -> PanelClaimQuerySet:
        """Approved claims that are in no run yet, whether or not one can take them."""
        return self.filter(state=PanelClaim.State.APPROVED, run=None)

    def taken_between(self, person: int, first: datetime.date, last: datetime.date) -> Decimal:
        """The fees that somebody has taken, or asked for, for days from one date to another."""
        taken = self.filter(person=person, seat__panel__day__date__range=(first, last), state__in=PanelClaim.TAKEN)
        return taken.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


class PanelClaim(Record):
    """What one panel member, or whoever came with them (``for_supporter``), is owed for one day.

    ``fee`` is by the card; ``amount`` is what they choose to take.

    Checked by one person and approved by another, neither of whom is the claimant (rules in workflows: honorarium).
    Paid in one run (``run``), whose number never comes twice.
    """

    class State(models.TextChoices):
        ACCRUED = "accrued", "To be claimed"
        CLAIMED = "submitted", "Sent"
        QUERIED = "queried", "A question waits for an answer"
        CHECKED = "checked", "Checked"
        APPROVED = "approved", "To be paid"
        PAID = "paid", "Paid"
        REVERSED = "reversed", "Taken back"

    class Choice(models.TextChoices):
        WHOLE = "whole", "The whole fee"
        LESS = "less", "A part of it"
        VOUCHER = "voucher", "The whole fee as a voucher"
        CHARITY = "charity", "The whole fee to a charity"
        NOTHING = "nothing", "No fee"

    NO_NUMBER = Q(for_supporter=False, panellist__payee_number="")
    """Who cannot be paid yet; a supporter is entered with their number."""

    IN_MONEY = (Choice.WHOLE, Choice.LESS)

    STEPS = {
        State.ACCRUED: {State.CLAIMED},
        State.CLAIMED: {State.CHECKED, State.QUERIED},
        State.QUERIED: {State.CLAIMED},
        State.CHECKED: {State.APPROVED, State.QUERIED},
        State.APPROVED: {State.PAID, State.QUERIED},
        State.PAID: {State.REVERSED},
    }
    STEP_WORDS = {
        "accrued": "noted what a panel member is owed",
        State.CLAIMED: "sent the claim",
        State.QUERIED: "asked about the claim",
        State.CHECKED: "checked the claim",
        State.APPROVED: "approved the claim",
        State.PAID: "recorded that the claim was paid",
        State.REVERSED: "took the payment back",
    }
    WITH_CLAIMANT = (State.ACCRUED, State.QUERIED)
    TAKEN = (State.CLAIMED, State.QUERIED, State.CHECKED, State.APPROVED, State.PAID)

    seat = models.ForeignKey(PanelMember, models.PROTECT, related_name="claims")
    for_supporter = models.BooleanField(default=False, editable=False)
    panellist = models.ForeignKey(Panellist, models.PROTECT, related_name="claims")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_claims")
    card = models.ForeignKey(RateCard, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    fee = _pounds("fee by the rate card")
    choice = models.CharField(max_length=10, choices=Choice.choices, default=Choice.WHOLE)
    charity = models.CharField(max_length=150, blank=True)
    amount = _pounds("fee that is taken")
    supporters_number = models.CharField(blank=True, max_length=40, editable=False)
    question = models.TextField(blank=True, max_length=1000)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, editable=False, related_name="claims")
    paid_on = models.DateField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACCRUED)

    objects = PanelClaimQuerySet.as_manager()

    class Meta:
        ordering = ["seat__panel__day__date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "for_supporter"], name="panel_claim_once_for_each_who_came"),
            models.CheckConstraint(
                name="panel_claim_takes_at_most_the_fee", condition=Q(amount__gte=0, amount__lte=F("fee"))
            ),
            models.CheckConstraint(
                name="panel_claim_checked_by_somebody_else",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("person")),
            ),
            models.CheckConstraint(
                name="panel_claim_approved_by_a_second_person",
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("person")) & ~Q(approved_by=F("checked_by")) & Q(checked_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="panel_claim_paid_after_two_people",
                condition=~Q(state__in=["approved", "paid", "reversed"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="panel_claim_in_a_run_once_approved",
                condition=Q(run__isnull=True, state__in=["accrued", "submitted", "queried", "checked", "approved"])
                | Q(run__isnull=False, state__in=["approved", "paid", "reversed"]),
            ),
            models.CheckConstraint(
                name="panel_claim_paid_on_a_day",
                condition=~Q(state__in=["paid", "reversed"]) | Q(paid_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="panel_claim_by_state")]

    def __str__(self) -> str:
        return f"Claim of {self.payee_known_as} for {self.seat.panel.day.date.isoformat()}"

    def audit_root(self) -> PanelClaim:
        return self

    @property
    def payee_known_as(self) -> str:
        """The name by which those who keep the register meet who is paid."""
        return self.person.name if self.for_supporter else self.panellist.known_as

    @property
    def payee_number(self) -> str:
        """By which the finance team knows who is paid."""
        return self.supporters_number if self.for_supporter else self.panellist.payee_number

    @property
    def fee_in_money(self) -> Decimal:
        """What of the fee goes to the payee; a voucher and a charity are seen to beside the payment file."""
        return self.amount if self.choice in self.IN_MONEY else Decimal(0)

    @property
    def is_with_claimant(self) -> bool:
        return self.state in self.WITH_CLAIMANT


class ClaimExpense(Record):
    """One thing that a panel member paid to take part: travel, care, somebody to help."""

    class Kind(models.TextChoices):
        LOCAL_TRAVEL = "local_travel", "Local travel, without a receipt"
        MILES = "miles", "Miles by car"
        TRAVEL = "travel", "Train, coach or taxi"
        CARE = "care", "Somebody who looked after a child or adult"
        ASSISTANT = "assistant", "A personal assistant, interpreter or supporter"
        OTHER = "other", "Something else"

    claim = models.ForeignKey(PanelClaim, models.CASCADE, related_name="expenses")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    miles = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    amount = _pounds("amount")
    words = models.CharField(max_length=200, blank=True)
    receipt = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="claim_expense_is_something", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(kind="local_travel"), name="claim_local_travel_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"

    def audit_root(self) -> PanelClaim:
        return self.claim


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def waiting_for_a_call(self) -> DebriefQuerySet:
        return self.filter(wants_call=True, spoken_at__isnull=True)

    def over_by(self, day: datetime.date) -> DebriefQuerySet:
        """What was said about days that have passed by this day."""
        return self.filter(seat__panel__day__date__lte=day)


class Debrief(Record):
    """How a day was for a panel member, and whether they want to talk to somebody. Read by those who run the day."""

    class Went(models.TextChoices):
        WELL = "well", "It went well for me"
        MIXED = "mixed", "Some of it was hard"
        HARD = "hard", "It was hard for me"

    seat = models.OneToOneField(PanelMember, models.CASCADE, related_name="debrief")
    went = models.CharField(max_length=10, choices=Went.choices)
    words = models.TextField(blank=True, max_length=2000)
    wants_call = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    spoken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    spoken_at = models.DateTimeField(null=True, editable=False)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="debrief_spoken_by_somebody",
                condition=Q(spoken_at__isnull=True, spoken_by__isnull=True)
                | Q(spoken_at__isnull=False, spoken_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"De-brief of {self.seat}"

    def audit_root(self) -> models.Model:
        return self.seat.panel.day

    @property
    def waits_for_a_talk(self) -> bool:
        return self.wants_call and self.spoken_at is None
