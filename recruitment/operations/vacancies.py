"""A place on a panel is free: substitutes are asked one after the other, each with the place held for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import audit, links
from core.links.models import SignedLink
from core.notifications import outbox
from core.workflow import StepRefused, move, move_all
from recruitment import composition, holds, rotation
from recruitment.models import (
    Panel,
    Panellist,
    PanelMember,
    Reserve,
    SelectionDay,
    SubstituteOffer,
    Vacancy,
)
from recruitment.operations.composition import seats_of, seats_of_panellists, seen_by
from recruitment.operations.panellists import standings
from recruitment.operations.telling import tell_organisers

if TYPE_CHECKING:
    from core.accounts.models import User

STAND_IN = "stand_in"
"""Purpose of the link by which a substitute answers."""

Offer = SubstituteOffer.State


@transaction.atomic
def offer_place(
    *, panel: Panel, group: str, day_was: str, by: User | None, leaver: PanelMember | None = None
) -> Vacancy | None:
    """Ask substitutes in turn for a place of a group's view; None where nobody could be asked.

    The order is that of the day's substitutes where those who run it have set one; else who said yes, in fair turns.
    """
    day = SelectionDay.objects.select_for_update().get(pk=panel.day_id)
    if not day.may_be_staffed or day.state == SelectionDay.State.PLANNED:
        return None
    open_already = Vacancy.objects.filter(leaver=leaver, state__in=[Vacancy.State.SEARCHING, Vacancy.State.EXHAUSTED])
    if leaver and (found := open_already.first()):
        return found
    queue = ranked(panel, group)
    if not queue:
        if leaver:
            tell_organisers(day, "selection_day_needs_you", key=f"no-substitute-{leaver.reference}-{leaver.version}")
        return None
    vacancy = Vacancy.objects.create(panel=panel, group=group, leaver=leaver, day_was=day_was)
    audit.record(vacancy, "began to ask substitutes", by=by)
    SubstituteOffer.objects.bulk_create(
        SubstituteOffer(vacancy=vacancy, panellist=one, rank=rank) for rank, one in enumerate(queue, start=1)
    )
    ask_next(vacancy, by=by)
    return vacancy


def ranked(panel: Panel, group: str) -> list[Panellist]:
    """Those who may be asked to stand in on a panel, in order; nobody who has or had a seat of the day.

    Members under 18 are outside the quorum, so they do not fill a place in it.
    """
    day = panel.day
    register = Panellist.objects.filter(kept_by=day.campaign.run_by_id, group=group).active()
    known = standings(register.exclude(person__panel_seats__panel__day=day), day)
    by_key = {one.pk: one for one, _ in known if not one.is_under_18(day.date)}
    in_turn = [standing for standing in rotation.in_turn(s for _, s in known) if standing.key in by_key]
    chosen = dict(Reserve.objects.filter(day=day).values_list("panellist_id", "rank"))
    if chosen.keys() & by_key.keys():
        asked = sorted((s for s in in_turn if s.key in chosen), key=lambda s: chosen[s.key])
    else:
        asked = [standing for standing in in_turn if standing.answer == rotation.YES]
    return [by_key[standing.key] for standing in asked]


def ask_next(vacancy: Vacancy, *, by: User | None) -> None:
    """Hold the place for the next in order who fits as the panel stands now; call with the day locked."""
    panel = vacancy.panel
    waiting = list(vacancy.offers.filter(state=Offer.WAITING).select_related("panellist__person").order_by("rank"))
    fitting = who_fits(panel, [offer.panellist for offer in waiting])
    for offer in waiting:
        if offer.panellist_id not in fitting:
            move(offer, to=Offer.PASSED_OVER, by=None)
            continue
        held_until = holds.held_until(timezone.localtime(), panel.day.date)
        move(offer, to=Offer.HELD, by=by, held_until=held_until)
        _tell(offer)
        return
    move(vacancy, to=Vacancy.State.EXHAUSTED, by=None)
    tell_organisers(panel.day, "selection_day_needs_you", key=f"nobody-left-{vacancy.reference}-{vacancy.version}")


def who_fits(panel: Panel, panellists: list[Panellist]) -> set[int]:
    """Ids of those who may join a panel as it stands now: free on the day, and every candidate may be seen by them."""
    people = [one.person_id for one in panellists]
    taken = set(
        PanelMember.objects.filter(panel__day=panel.day_id, person__in=people)
        .current()
        .values_list("person_id", flat=True)
    )
    beside = seats_of(PanelMember.objects.filter(panel=panel).coming())[panel.pk]
    candidates = seen_by(panel.candidates.live())[panel.pk]
    seats = seats_of_panellists(Panellist.objects.filter(pk__in=[one.pk for one in panellists]).active())
    return {pk for pk, seat in seats.items() if seat.person not in taken and composition.fits(seat, beside, candidates)}


@transaction.atomic
def stop_search(*, vacancy: Vacancy, by: User) -> None:
    """Nobody more is needed: whoever was being asked is told that the place is not free any more."""
    SelectionDay.objects.select_for_update().get(pk=vacancy.panel.day_id)
    vacancy.refresh_from_db()
    move(vacancy, to=Vacancy.State.STOPPED, by=by)
    for offer in vacancy.offers.held().select_related("panellist__person", "vacancy__panel__day"):
        close_link(offer)
        outbox.owe(
            to=offer.panellist.person,
            template="stand_in_not_needed",
            context={"day": vacancy.panel.day},
            key=f"stand-in-{offer.reference}-not-needed",
        )
    move_all(vacancy.offers.filter(state__in=[Offer.WAITING, Offer.HELD]), to=Offer.WITHDRAWN, by=by)


@transaction.atomic
def search_again(*, vacancy: Vacancy, by: User) -> None:
    """Ask those who can come by now and were not asked before."""
    SelectionDay.objects.select_for_update().get(pk=vacancy.panel.day_id)
    vacancy.refresh_from_db()
    asked = set(vacancy.offers.values_list("panellist_id", flat=True))
    more = [one for one in ranked(vacancy.panel, vacancy.group) if one.pk not in asked]
    if not more:
        raise StepRefused("Nobody else who fits has said that they can come. Ask on the register who can.")
    move(vacancy, to=Vacancy.State.SEARCHING, by=by)
    begin = vacancy.offers.count() + 1
    SubstituteOffer.objects.bulk_create(
        SubstituteOffer(vacancy=vacancy, panellist=one, rank=rank) for rank, one in enumerate(more, start=begin)
    )
    ask_next(vacancy, by=by)


@transaction.atomic
def set_order(*, day: SelectionDay, order: list[Panellist], by: User) -> None:
    """Set in which order substitutes of a day are asked, in place of the order before."""
    Reserve.objects.filter(day=day).delete()
    Reserve.objects.bulk_create(Reserve(day=day, panellist=one, rank=rank) for rank, one in enumerate(order, start=1))
    audit.record(day, "set the order of substitutes", by=by, people=[one.reference for one in order])


def close_link(offer: SubstituteOffer) -> None:
    """The link by which a substitute answers opens nothing any more."""
    SignedLink.objects.to(offer, STAND_IN).revoke()


def _tell(offer: SubstituteOffer) -> None:
    day = offer.vacancy.panel.day
    _, address = links.make(person=offer.panellist.person, purpose=STAND_IN, subject=offer)
    outbox.owe(
        to=offer.panellist.person,
        template="stand_in",
        context={"day": day, "link": address, "until": offer.held_until},
        key=f"stand-in-{offer.reference}",
        secret=True,
    )
