"""Readers from twenty boroughs: on the register, asked for next month's panel, one of them gives a portfolio back."""

from __future__ import annotations

import datetime

from assessment.models import PanelItem, PanelMeeting, PanelMember, PortfolioReader
from assessment.operations import equity, panels
from assessment.operations import portfolio_readers as register
from assessment.operations import reading_requests as asking
from consortium.models import Organisation
from core.accounts.models import User
from demo import clock
from demo.world import World

READERS, PUT_OFF, ASKED = 20, 4, 2
"""On the register; portfolios that next month's panel reads in full; for how many of them readers are asked already."""

OFFERED, CONFIRMED, CALLED, ANSWERED = 60, 56, 3, 1
"""So many days ago."""

LEVELS = (["EFP", "ELP"], ["RFDP", "EFP"], ["EFP", "ELP", "RFDP"])
TRAVEL = (33, 3, 6, 0, 1)


def tell(world: World) -> None:
    if not world.size.in_bulk:
        readers = [_reader(world, service, number) for number, service in enumerate(world.services[:READERS])]
        register.declare_conflict(by=readers[0].person, organisation=world.services[-1], on=world.today)
        _offers_that_wait(world)
        _next_panel(world)
    equity.make_reports_due(on=world.today)


def _offer(world: World, person: User, service: Organisation, number: int) -> PortfolioReader:
    return register.offer_to_read(
        register.Offer(
            organisation=service,
            service=Organisation.Service.BOTH if number % 3 else service.service or Organisation.Service.BOTH,
            levels=LEVELS[number % len(LEVELS)],
            each_panel=1 + number % 3,
            each_year=6,
            reaches=TRAVEL[number % len(TRAVEL)],
            starts_on=world.today - datetime.timedelta(days=OFFERED),
        ),
        by=person,
    )


def _reader(world: World, service: Organisation, number: int) -> PortfolioReader:
    """A practice educator who offered two months ago, and whose workforce lead confirmed it."""
    with clock.at(clock.on(world.today - datetime.timedelta(days=OFFERED), 12)):
        offered = _offer(world, world.staff[service.pk, "practice_educator"][0], service, number)
    with clock.at(clock.on(world.today - datetime.timedelta(days=CONFIRMED), 9)):
        return register.answer_offer(offered, confirmed=True, by=world.staff[service.pk, "workforce_lead"][0])


def _offers_that_wait(world: World) -> None:
    """A second practice educator of each service that the demo shows has just offered."""
    for number, service in enumerate(world.services[:2]):
        with clock.at(clock.on(world.today - datetime.timedelta(days=1), 15)):
            _offer(world, world.staff[service.pk, "practice_educator"][1], service, number)


def _next_panel(world: World) -> None:
    """Some portfolios are put off to next month, read in full there, and readers of other boroughs are asked."""
    today = PanelMeeting.objects.filter(university=world.universities[0]).latest("pk")
    secretary = today.members.get(role=PanelMember.Role.SECRETARY).person
    waiting = [item for item in today.items.filter(state=PanelItem.State.LISTED).order_by("-pk") if not item.in_full]
    with clock.at(clock.on(world.today - datetime.timedelta(days=CALLED), 10)):
        for item in waiting[:PUT_OFF]:
            panels.defer(item, reason="Thirty are enough for one day.", by=secretary)
        starts_at = clock.on(world.today + datetime.timedelta(days=30), 13)
        meeting = panels.call_meeting(world.universities[0], starts_at=starts_at, place="By video", by=secretary)
        submissions = [item.submission for item in waiting[:PUT_OFF]]
        items = panels.add_to_agenda(meeting, submissions=submissions, by=secretary, seed="next month")
        PanelItem.objects.filter(pk__in=[item.pk for item in items], because=[]).update(because=["asked"])
        _ask(world, meeting, secretary)


def _ask(world: World, meeting: PanelMeeting, secretary: User) -> None:
    """The first portfolios get their readers: most agree, one gives it back, and the secretary asks who is next."""
    proposal = asking.asked_of(meeting, secretary, on=world.today).propose()
    items = {item.submission.reference: item.reference for item in asking.items_of(meeting, secretary)}
    first = list(items)[:ASKED]
    wanted = [asking.Wanted(items[c.portfolio], c.reader) for c in proposal.choices if c.portfolio in first]
    requests = asking.ask_readers(meeting, wanted=wanted, by=secretary)
    with clock.at(clock.on(world.today - datetime.timedelta(days=ANSWERED), 18)):
        for number, request in enumerate(requests):
            if number == len(requests) - 1:
                asking.decline_reading(request, by=request.reader.person)
            elif number != 1:
                asking.accept_reading(request, apart=True, by=request.reader.person)
