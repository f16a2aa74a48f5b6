"""What panel members are owed: a rate card, and a claim in any state reached by its own steps."""

import datetime
from decimal import Decimal

from django.utils import timezone

from consortium.models import Organisation
from recruitment.models import Group, PanelClaim, PanelMember, PaymentRun, RateCard, SelectionDay
from recruitment.operations import claims, payment_runs
from tests.make.consortium import appointment
from tests.make.panellists import panellist
from tests.make.people import person
from tests.make.selection import live_day

RATES = {
    "day": Decimal("150.00"),
    "half_day": Decimal("75.00"),
    "hour": Decimal("20.00"),
    "young_day": Decimal("100.00"),
    "young_half_day": Decimal("50.00"),
    "young_hour": Decimal("15.00"),
    "supporter_day": Decimal("90.00"),
    "supporter_half_day": Decimal("45.00"),
    "supporter_hour": Decimal("12.00"),
    "mile": Decimal("0.45"),
    "local_travel": Decimal("6.00"),
    "receipt_over": Decimal("5.00"),
}


def rate_card(of: Organisation, **fields) -> RateCard:
    """Rates that have held for a year."""
    defaults = {**RATES, "starts_on": timezone.localdate() - datetime.timedelta(days=365)}
    return RateCard.objects.create(organisation=of, **({"set_by": person()} | defaults | fields))


def panel_claim(*, of: SelectionDay | None = None, **fields) -> PanelClaim:
    """What the member with lived experience of a day is owed; ``fields`` are those of their place on the register."""
    day = of or live_day()
    payer = day.campaign.run_by
    if not RateCard.objects.filter(organisation=payer).exists():
        rate_card(payer)
    seat = PanelMember.objects.get(panel__day=day, group=Group.LIVED_EXPERIENCE)
    panellist(payer, who=seat.person, **({"payee_number": "V-1000"} | fields))
    PanelMember.objects.filter(pk=seat.pk).update(state=PanelMember.State.SERVED)
    [made] = claims.accrue(PanelMember.objects.filter(pk=seat.pk), by=None)
    return made


def keepers(claim: PanelClaim, number: int = 2) -> list:
    """People who keep the register from which a claim is paid."""
    at = claim.panellist.kept_by
    return [appointment(person(), at, "recruitment_coordinator").person for _ in range(number)]


def paid_run(claim: PanelClaim, by) -> PaymentRun:
    """The run in which an approved claim was paid today."""
    today = timezone.localdate()
    run = payment_runs.make_run(payer=claim.card.organisation, pay_on=today, by=by)
    payment_runs.record_paid(run=run, on=today, by=by)
    return run


def approved_claim(**fields) -> tuple[PanelClaim, list]:
    """A claim that two people have agreed to, and those two."""
    claim = panel_claim(**fields)
    claims.send_claim(claim=claim, choice="whole", by=claim.person)
    first, second = keepers(claim)
    claims.check(claim=claim, by=first)
    claims.approve(claim=claim, by=second)
    return claim, [first, second]
