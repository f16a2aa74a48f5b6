"""What panel members are owed and how it is paid: noted after a day, claimed, checked, approved by a second."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min

from consortium.models import Organisation
from core import audit, links
from core.accounts.models import User
from core.files.acceptance import accept
from core.notifications import outbox
from core.permissions import require
from core.workflow import StepRefused, move
from recruitment import fees
from recruitment.models import (
    ClaimExpense,
    PaidSupporter,
    PanelClaim,
    Panellist,
    PanelMember,
    PersonalLimit,
    RateCard,
    SelectionDay,
)
from recruitment.permissions import claims as permissions

CLAIM = "panel_claim"
"""Purpose of the link to one's own claim."""

RECEIPTS = ("pdf", "jpg", "jpeg", "png")
MOST_EXPENSES = 20
LINK_DAYS = 90

State = PanelClaim.State
Choice = PanelClaim.Choice
Kind = ClaimExpense.Kind


@transaction.atomic
def set_rates(
    *, organisation: Organisation, starts_on: datetime.date, rates: Mapping[str, Decimal], by: User
) -> RateCard:
    """Set what panel members are paid from a date on. A card that holds already is never changed.

    What is owed for days that no card held on before is noted now.
    """
    if RateCard.objects.filter(organisation=organisation, starts_on__gte=starts_on).exists():
        raise StepRefused("There is a card from this date or later. Let the new one begin after it.")
    card = RateCard.objects.create(organisation=organisation, starts_on=starts_on, set_by=by, **rates)
    audit.record(card, "set a rate card", by=by, rates={name: str(value) for name, value in rates.items()})
    accrue(PanelMember.objects.filter(panel__day__campaign__run_by=organisation, state=PanelMember.State.SERVED), by=by)
    return card


@transaction.atomic
def accrue(seats: Any, *, by: User | None) -> list[PanelClaim]:
    """Note what members who served are owed, and whoever came with them, where a card holds on the day; each once."""
    made = []
    for seat in seats.select_related("person", "panel__day__campaign").prefetch_related("claims"):
        day = seat.panel.day
        payer = day.campaign.run_by_id
        on_register = Panellist.objects.select_related("paid_supporter__person")
        panellist = on_register.filter(kept_by=payer, person=seat.person_id).first()
        card = RateCard.objects.in_force(payer, day.date)
        if panellist is None or card is None:
            continue
        noted = {claim.for_supporter for claim in seat.claims.all()}
        if panellist.is_paid and False not in noted:
            made.append(_note(seat, panellist, card, by=by))
        if True not in noted and (supporter := _who_came_with(seat, panellist)):
            made.append(_note(seat, panellist, card, by=by, supporter=supporter))
    return made


def _who_came_with(seat: PanelMember, panellist: Panellist) -> PaidSupporter | None:
    """Who is paid for coming with a member: still the same, and bound to confidentiality on the day."""
    agreed_on = panellist.supporter_agreed_on
    came = seat.supporter and seat.supporter == panellist.supporter
    if not came or agreed_on is None or agreed_on > seat.panel.day.date:
        return None
    return getattr(panellist, "paid_supporter", None)


def _note(
    seat: PanelMember, panellist: Panellist, card: RateCard, *, by: User | None, supporter: PaidSupporter | None = None
) -> PanelClaim:
    minutes = _minutes(seat) + fees.PREPARATION
    rates = card.supporters_rates() if supporter else card.rates(young=seat.under_18)
    fee = fees.fee(rates, minutes)
    claim = PanelClaim.objects.create(
        seat=seat,
        for_supporter=supporter is not None,
        supporters_number=supporter.payee_number if supporter else "",
        panellist=panellist,
        person=supporter.person if supporter else seat.person,
        card=card,
        minutes=minutes,
        fee=fee,
        amount=fee,
    )
    audit.record(claim, "noted what is owed for a panel", by=by)
    tell_claimant(claim, "panel_claim", key="accrued")
    return claim


def _minutes(seat: PanelMember) -> int:
    """From the first candidate of the panel to the last."""
    span = seat.panel.candidates.live().aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if span["first"] is None:
        return 0
    return int((span["last"] - span["first"]).total_seconds() // 60)


# The claimant -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_expense(
    *,
    claim: PanelClaim,
    kind: str,
    by: User,
    amount: Decimal | None = None,
    miles: Decimal | None = None,
    words: str = "",
    receipt: IO[bytes] | None = None,
    receipt_name: str = "",
) -> ClaimExpense:
    """Add something that was paid to take part. Local travel and miles are by the card; the rest with a receipt above
    what the card lets through without one. Raises ``FileRefused`` where the receipt is not a file that we take.
    """
    _require_open(claim, by)
    if claim.expenses.count() >= MOST_EXPENSES:
        raise StepRefused(f"You have added {MOST_EXPENSES} expenses. Please speak to us about more.")
    worth = _worth(claim.card, kind, amount, miles)
    needs_receipt = kind not in (Kind.LOCAL_TRAVEL, Kind.MILES) and worth > claim.card.receipt_over
    if needs_receipt and receipt is None:
        raise StepRefused(f"Please add a receipt: we need one above £{claim.card.receipt_over}.")
    stored = accept(receipt, name=receipt_name, by=by, kinds=RECEIPTS) if receipt else None
    try:
        with transaction.atomic():
            made = ClaimExpense.objects.create(
                claim=claim,
                kind=kind,
                amount=worth,
                miles=miles if kind == Kind.MILES else None,
                words=words,
                receipt=stored,
            )
    except IntegrityError as twice:
        raise StepRefused("Local travel without a receipt is paid once a day.") from twice
    audit.record(made, "added an expense", by=by, kind=kind, amount=str(worth))
    return made


def _worth(card: RateCard, kind: str, amount: Decimal | None, miles: Decimal | None) -> Decimal:
    if kind == Kind.LOCAL_TRAVEL:
        return card.local_travel
    if kind == Kind.MILES:
        if not miles:
            raise StepRefused("Please say how many miles.")
        return fees.mileage(card.mile, miles)
    if not amount or amount <= 0:
        raise StepRefused("Please say how much it was.")
    return amount


@transaction.atomic
def remove_expense(*, expense: ClaimExpense, by: User) -> None:
    """Take an expense away again, with its receipt, before the claim is sent."""
    claim = expense.claim
    _require_open(claim, by)
    audit.record(claim, "took an expense away", by=by, kind=expense.kind, amount=str(expense.amount))
    stored = expense.receipt
    expense.delete()
    if stored:
        transaction.on_commit(lambda: stored.content.storage.delete(str(stored.content.name)))
        stored.delete()


@transaction.atomic
def send_claim(*, claim: PanelClaim, choice: str, by: User, amount: Decimal | None = None, charity: str = "") -> None:
    """Send the claim with what the person chooses to take: all, less, as a voucher, for a charity, or nothing."""
    _require_open(claim, by)
    taken = {Choice.NOTHING: fees.NOTHING, Choice.LESS: amount}.get(Choice(choice), claim.fee)
    if taken is None or not 0 <= taken <= claim.fee:
        raise StepRefused(f"Please say how much you want to take, up to £{claim.fee}.")
    if choice == Choice.CHARITY and not charity.strip():
        raise StepRefused("Please say which charity.")
    move(
        claim,
        to=State.CLAIMED,
        by=by,
        choice=choice,
        amount=taken,
        charity=charity.strip() if choice == Choice.CHARITY else "",
        question="",
        checked_by=None,
        approved_by=None,
    )


def within_own_limit(claim: PanelClaim) -> Decimal | None:
    """How much of this fee leaves the person within the limit that they set themselves; None without a limit."""
    limit = PersonalLimit.objects.filter(panellist=claim.panellist_id, panellist__person=claim.person_id).first()
    if limit is None:
        return None
    first, last = _period(claim.seat.panel.day.date, limit.every)
    taken = PanelClaim.objects.exclude(pk=claim.pk).taken_between(claim.person_id, first, last)
    return min(fees.leaves_within(limit.amount, taken), claim.fee)


def _period(day: datetime.date, every: str) -> tuple[datetime.date, datetime.date]:
    if every == PersonalLimit.Every.MONTH:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    monday = day - datetime.timedelta(days=day.weekday())
    return monday, monday + datetime.timedelta(days=6)


def _require_open(claim: PanelClaim, by: User) -> None:
    if by.pk != claim.person_id:
        raise StepRefused("Only the person who was on the panel can do this.")
    locked = PanelClaim.objects.select_for_update().get(pk=claim.pk)
    if not locked.is_with_claimant:
        raise StepRefused("This claim has been sent, so it does not change now.")


# Those who check, approve and pay ---------------------------------------------------------------------------------


@transaction.atomic
def check(*, claim: PanelClaim, by: User) -> None:
    """Agree that the person served and that every expense is in order."""
    require(permissions.may_check(by, claim))
    unsafe = claim.expenses.filter(receipt__isnull=False).exclude(receipt__state__in=["clean", "not_scanned"])
    if unsafe.exists():
        raise StepRefused("A receipt is still being checked for viruses, or was refused. Look again in a minute.")
    move(claim, to=State.CHECKED, by=by, checked_by=by)


@transaction.atomic
def approve(*, claim: PanelClaim, by: User) -> None:
    """Approve for payment what somebody else has checked."""
    require(permissions.may_approve(by, claim))
    move(claim, to=State.APPROVED, by=by, approved_by=by)


@transaction.atomic
def ask_about(*, claim: PanelClaim, question: str, by: User) -> None:
    """Send the claim back with a question; two people look at it again when it returns."""
    require(permissions.may_check(by, claim))
    if not question.strip():
        raise StepRefused("Please say what the question is.")
    if PanelClaim.objects.select_for_update().get(pk=claim.pk).run_id is not None:
        raise StepRefused("This claim is in a payment run. Take the payment back once it is paid.")
    move(claim, to=State.QUERIED, by=by, question=question.strip(), checked_by=None, approved_by=None)
    tell_claimant(claim, "panel_claim_question", key=f"question-{claim.version}")


@transaction.atomic
def take_back(*, claim: PanelClaim, reason: str, by: User) -> None:
    """A payment was made in error: the claim stays as it was paid, with the reason."""
    require(permissions.may_check(by, claim))
    if not reason.strip():
        raise StepRefused("Please give a reason. It is kept with the claim.")
    move(claim, to=State.REVERSED, by=by, reason=reason.strip())
    if not claim.for_supporter:
        move(claim.seat, to=PanelMember.State.SERVED, by=by)


def tell_claimant(claim: PanelClaim, template: str, *, key: str) -> None:
    """Mail the claimant, with a fresh link to the claim."""
    _, address = links.make(person=claim.person, purpose=CLAIM, subject=claim, days=LINK_DAYS)
    day: SelectionDay = claim.seat.panel.day
    outbox.owe(
        to=claim.person,
        template=template,
        context={"claim": claim, "day": day, "link": address},
        key=f"panel-claim-{claim.reference}-{key}",
        secret=True,
    )
