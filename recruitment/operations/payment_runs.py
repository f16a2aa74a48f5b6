"""Having panel members paid: a numbered run of one organisation, the file of it, and the day on which it was paid."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.permissions import require
from core.tables.export import as_csv
from core.workflow import StepRefused, move
from recruitment import fees
from recruitment.models import PanelClaim, PanelMember, PaymentRun
from recruitment.operations.claims import tell_claimant
from recruitment.payment_file import HEADS, Payment
from recruitment.permissions import claims as permissions


@transaction.atomic
def make_run(*, payer: Organisation, pay_on: datetime.date, by: User) -> PaymentRun:
    """Put every approved claim that an organisation pays, and that is in no run, into one. One's own waits for others.

    What finance cannot pay, because the payee has no number yet, waits for the next run.
    """
    require(permissions.may_make_a_run(by, payer))
    if pay_on < timezone.localdate():
        raise StepRefused("The day of payment must be today or later.")
    Organisation.objects.select_for_update().get(pk=payer.pk)
    claims = list(PanelClaim.objects.visible_to(by).for_the_next_run(payer.pk).with_totals().select_related(*OF_A_LINE))
    if not claims:
        raise StepRefused("No approved claim is ready to be paid.")
    payments = [payment for claim in claims if (payment := _payment(claim)).amount > 0]
    run = PaymentRun.objects.create(
        payer=payer,
        number=(PaymentRun.objects.filter(payer=payer).aggregate(last=Max("number"))["last"] or 0) + 1,
        pay_on=pay_on,
        made_by=by,
        payments=len(payments),
        total=sum((payment.amount for payment in payments), Decimal(0)),
        content=as_csv(HEADS, [payment.line(pay_on) for payment in payments]).decode(),
    )
    waiting = PanelClaim.objects.waiting_for_a_run().filter(pk__in=[claim.pk for claim in claims])
    if waiting.update(run=run, version=F("version") + 1) != len(claims):
        raise StepRefused("Somebody asked about one of these claims just now. Look at the list again.")
    audit.record(run, "made", by=by, claims=len(claims), total=str(run.total))
    return run


OF_A_LINE = ("person", "panellist__person", "seat__panel__day")


def _payment(claim: PanelClaim) -> Payment:
    return Payment(
        reference=claim.reference,
        payee_number=claim.payee_number,
        payee_name=claim.person.name,
        amount=fees.pounds(claim.spent + claim.fee_in_money),  # type: ignore[attr-defined]
        for_day=claim.seat.panel.day.date,
    )


@transaction.atomic
def record_paid(*, run: PaymentRun, on: datetime.date, by: User) -> None:
    """Record that the finance team has paid a run, once; everybody in it is told."""
    require(permissions.may_make_a_run(by, run.payer))
    locked = PaymentRun.objects.visible_to(by).select_for_update(of=("self",)).get(pk=run.pk)
    if locked.paid_on is not None:
        raise StepRefused("It is recorded already that this run was paid.")
    if on > timezone.localdate():
        raise StepRefused("The day of payment must be today or earlier.")
    PaymentRun.objects.filter(pk=run.pk).update(paid_on=on)
    run.paid_on = on
    for claim in run.claims.select_related(*OF_A_LINE):
        move(claim, to=PanelClaim.State.PAID, by=by, paid_on=on)
        if not claim.for_supporter:
            move(claim.seat, to=PanelMember.State.PAID, by=by)
        tell_claimant(claim, "panel_claim_paid", key=f"paid-{claim.version}")
    audit.record(run, "paid", by=by)
