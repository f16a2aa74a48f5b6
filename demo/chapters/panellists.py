"""The pool of panel members: who may be asked and when they can come, a substitute in time, fees at every stage."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

from PIL import Image, ImageDraw

from consortium.models import Borough, Organisation
from core.accounts.models import User
from core.files.models import StoredFile
from core.workflow import move
from demo import clock
from demo.world import World
from recruitment.models import (
    Availability,
    Campaign,
    Group,
    PanelClaim,
    Panellist,
    PanelMember,
    SelectionDay,
    SubstituteOffer,
)
from recruitment.operations import avoiding, claims, debriefs, panellists, panels, payment_runs, substitutes

HELPS = (
    "A quiet room for the breaks, and papers in large print.",
    "A step-free way in. I use a wheelchair.",
    "Please send me the papers a week before, I read slowly.",
    "",
)
TOPICS = ("Children's homes", "", "Hospital", "")
RATES = {
    "day": Decimal("150.00"),
    "half_day": Decimal("80.00"),
    "hour": Decimal("25.00"),
    "young_day": Decimal("90.00"),
    "young_half_day": Decimal("50.00"),
    "young_hour": Decimal("15.00"),
    "supporter_day": Decimal("90.00"),
    "supporter_half_day": Decimal("50.00"),
    "supporter_hour": Decimal("15.00"),
    "mile": Decimal("0.45"),
    "local_travel": Decimal("6.00"),
    "receipt_over": Decimal("5.00"),
}
STAND_BY = 6
"""People with lived experience who belong to no group: whoever sits today, some of them can stand in."""


def keep_register(world: World, campaign: Campaign, coordinator: User) -> None:
    """The register and the rates, as they stood before the selection days were planned."""
    office = campaign.run_by
    group = Organisation.objects.get(kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP)
    with clock.at(clock.on(world.today - datetime.timedelta(days=90))):
        claims.set_rates(
            organisation=office, starts_on=world.today - datetime.timedelta(days=400), rates=RATES, by=coordinator
        )
        pool = [(person, group) for person in world.staff[group.pk, "panel_member"]]
        pool += [(world.person(), None) for _ in range(STAND_BY)]
        for number, (person, at) in enumerate(pool):
            one = panellists.enter(
                kept_by=office,
                person=person,
                group=Group.LIVED_EXPERIENCE,
                organisation=at,
                by=coordinator,
                trained_on=world.today - datetime.timedelta(days=100 + 40 * number),
                payee_number=f"V-{2041 + number}",
            )
            _say(one, number, coordinator, agreed_on=world.today - datetime.timedelta(days=80))
        _young(world, office, coordinator)


def _say(one: Panellist, number: int, coordinator: User, *, agreed_on: datetime.date) -> None:
    said = {
        "access_needs": HELPS[number % 4],
        "topics_not_covered": TOPICS[number % 4],
        "supporter": "Rosa Delgado" if number == 2 else "",
        "days_a_year": 10 if number % 3 == 0 else None,
    }
    panellists.say_what_helps(panellist=one, changes=said, by=one.person)
    if one.supporter:
        panellists.change(panellist=one, changes={"supporter_agreed_on": agreed_on}, by=coordinator)
        email = "rosa.delgado@example.net"
        panellists.have_supporter_paid(panellist=one, email=email, payee_number="V-2120", by=coordinator)
    if number % 4 == 1:
        avoiding.never_meet(
            panellist=one,
            by=one.person,
            boroughs=[Borough.objects.order_by("pk")[number]],
            organisations=[],
            names=["Thornbury"],
        )
    if number % 5 == 0:
        panellists.set_limit(panellist=one, amount=Decimal(60), every="week", by=one.person)


def _young(world: World, office: Organisation, coordinator: User) -> None:
    """Somebody of 16, who was in care: the council agreed, and a chaperone stays with them."""
    one = panellists.enter(
        kept_by=office,
        person=world.person(),
        group=Group.LIVED_EXPERIENCE,
        by=coordinator,
        trained_on=world.today - datetime.timedelta(days=120),
        eighteen_on=world.today + datetime.timedelta(days=500),
        payee_number="V-2099",
    )
    agreed = world.today - datetime.timedelta(days=110)
    panellists.arrange_for_young(
        panellist=one,
        arranged={
            "own_consent_on": agreed,
            "guardian": "council",
            "guardian_name": "Camden Council, virtual school",
            "guardian_consent_on": agreed,
            "chaperone": "Beatrice Lowe",
            "lessons": "outside",
            "agreed_from": datetime.time(15, 30),
            "agreed_until": datetime.time(18),
        },
        by=coordinator,
    )


def tell_what_followed(world: World, campaign: Campaign, coordinator: User) -> None:
    """Who can come on the days ahead, a substitution done and one under way, and what was paid for the days behind."""
    ahead = SelectionDay.objects.filter(campaign=campaign, state__in=SelectionDay.BEFORE_LIVE).order_by("date")
    for day in ahead:
        _ask(day, coordinator)
    for state, answered in ((SelectionDay.State.CONFIRMED, True), (SelectionDay.State.COMPOSITION_MET, False)):
        day = ahead.filter(state=state).first()
        if day is not None:
            _somebody_leaves(day, answered=answered)
    _pay(world, campaign, coordinator)


def _ask(day: SelectionDay, coordinator: User) -> None:
    panellists.ask_who_can_come(day=day, by=coordinator)
    asked = Availability.objects.filter(day=day).select_related("panellist__person").order_by("pk")
    for number, one in enumerate(asked):
        if number % 5 < 4:
            answer = ("yes", "yes", "maybe", "no")[number % 5]
            panellists.answer_availability(panellist=one.panellist, answers={one.pk: answer}, by=one.panellist.person)


def _somebody_leaves(day: SelectionDay, *, answered: bool) -> None:
    """A member with lived experience cannot come; the first substitute has said yes, or is thinking about it."""
    seat = PanelMember.objects.filter(panel__day=day, group=Group.LIVED_EXPERIENCE).coming().order_by("pk").first()
    if seat is None:
        return
    panels.decline(member=seat, by=seat.person)
    offer = SubstituteOffer.objects.held().filter(vacancy__leaver=seat).select_related("panellist__person").first()
    if answered and offer is not None:
        substitutes.take_place(offer=offer, by=offer.panellist.person)


def _pay(world: World, campaign: Campaign, coordinator: User) -> None:
    """One claim is paid, one approved, one checked, one sent, one has a question; the others wait for their people."""
    second = world.staff[campaign.run_by_id, "recruitment_coordinator"][1]
    owed = PanelClaim.objects.filter(seat__panel__day__campaign=campaign, state=PanelClaim.State.ACCRUED)
    for stage, claim in enumerate(owed.select_related("person", "card", "seat__panel__day", "panellist")[:5]):
        claims.add_expense(claim=claim, kind="local_travel", by=claim.person)
        if stage == 0:
            _add_receipt(claim)
        choice, amount = ("less", claim.fee / 2) if stage == 3 else ("whole", None)
        claims.send_claim(claim=claim, choice=choice, amount=amount, by=claim.person)
        if stage == 4:
            claims.ask_about(claim=claim, question="Did you come by bus on both ways?", by=coordinator)
        if stage < 3:
            claims.check(claim=claim, by=coordinator)
        if stage < 2:
            claims.approve(claim=claim, by=second)
        if stage == 0:
            run = payment_runs.make_run(payer=campaign.run_by, pay_on=world.today, by=coordinator)
            payment_runs.record_paid(run=run, on=world.today, by=coordinator)
            debriefs.say_how_it_was(
                seat=claim.seat, went="mixed", words="One story stayed with me.", wants_call=True, by=claim.person
            )


def _add_receipt(claim: PanelClaim) -> None:
    """A photo of a taxi receipt, invented; it was scanned when it came in."""
    paper = Image.new("RGB", (400, 260), "white")
    drawing = ImageDraw.Draw(paper)
    for line, text in enumerate(("Taxi receipt (invented)", "From home to the town hall", "18.40 pounds, paid")):
        drawing.text((30, 40 + 60 * line), text, fill="black")
    photo = io.BytesIO()
    paper.save(photo, "PNG")
    photo.seek(0)
    expense = claims.add_expense(
        claim=claim,
        kind="travel",
        amount=Decimal("18.40"),
        words="My wheelchair does not fit the bus",
        receipt=photo,
        receipt_name="Taxi.png",
        by=claim.person,
    )
    assert expense.receipt is not None
    move(expense.receipt, to=StoredFile.State.NOT_SCANNED, by=None)
