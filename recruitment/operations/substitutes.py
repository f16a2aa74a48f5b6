"""A substitute answers: yes takes the place if it still fits, no or silence passes it to the next. And the clock."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import audit
from core.accounts.models import User
from core.documents.models import Pack
from core.workflow import StepRefused, move
from recruitment.models import PanelMember, SelectionDay, SubstituteOffer, Vacancy
from recruitment.operations import panels
from recruitment.operations.composition import reasons_on
from recruitment.operations.panel_pack import BUILDER, ask_for_pack
from recruitment.operations.vacancies import ask_next, close_link, who_fits

State = SubstituteOffer.State
Day = SelectionDay.State

TOO_LATE = "Thank you. The place is not held for you any more: somebody else has been asked. We hope to ask you again."


@transaction.atomic
def take_place(*, offer: SubstituteOffer, by: User) -> PanelMember | None:
    """The substitute says yes, and has the seat; None where it does not fit any more, and the next is asked.

    Looked at again with the day locked: the hold, the person's other seats, the make-up of the panel. The seat names
    whom it stands in for; the day goes back to where it was once the panels are complete; the papers are made again.
    """
    _require_own(offer, by)
    offer = _locked(offer)
    vacancy = offer.vacancy
    if offer.state != State.HELD or offer.held_until is None or offer.held_until <= timezone.now():
        raise StepRefused(TOO_LATE)
    if offer.panellist_id not in who_fits(vacancy.panel, [offer.panellist]):
        move(offer, to=State.PASSED_OVER, by=None)
        close_link(offer)
        ask_next(vacancy, by=None)
        return None
    member = _seat(offer, by)
    move(offer, to=State.ACCEPTED, by=by)
    move(vacancy, to=Vacancy.State.FILLED, by=by, filled_by=member)
    close_link(offer)
    _settle(vacancy, member)
    return member


def _seat(offer: SubstituteOffer, by: User) -> PanelMember:
    panellist, vacancy = offer.panellist, offer.vacancy
    member = PanelMember.objects.create(
        panel=vacancy.panel,
        person=panellist.person,
        group=panellist.group,
        organisation=panellist.organisation,
        supporter=panellist.supporter,
        stands_in_for=vacancy.leaver,
    )
    audit.record(member, "was asked to stand in", by=None)
    panels.accept(member=member, by=by)
    return member


def _settle(vacancy: Vacancy, member: PanelMember) -> None:
    """Take the day back to where it was, confirm the substitute with it, and have the papers made again."""
    day = vacancy.panel.day
    day.refresh_from_db(fields=["state"])
    if day.state == Day.STAFFING and vacancy.day_was in (Day.COMPOSITION_MET, Day.CONFIRMED) and not reasons_on(day):
        move(day, to=Day.COMPOSITION_MET, by=None)
        if vacancy.day_was == Day.CONFIRMED:
            move(day, to=Day.CONFIRMED, by=None)
    member.panel.day.state = day.state
    if day.goes_on or day.state == Day.CONFIRMED:
        panels.confirm_member(member=member, by=None)
    else:
        panels.send_invitation(member)
    had = Pack.objects.filter(builder=BUILDER, subject_id=vacancy.panel_id).order_by("-pk").select_related("asked_by")
    if (newest := had.first()) and newest.asked_by:
        ask_for_pack(panel=vacancy.panel, by=newest.asked_by)


@transaction.atomic
def pass_on(*, offer: SubstituteOffer, by: User) -> None:
    """The substitute says no; no reason is asked, and the next is asked at once."""
    _require_own(offer, by)
    offer = _locked(offer)
    if offer.state != State.HELD:
        raise StepRefused(TOO_LATE)
    _end_turn(offer, to=State.DECLINED, by=by)


def _end_turn(offer: SubstituteOffer, *, to: str, by: User | None) -> None:
    move(offer, to=to, by=by)
    close_link(offer)
    if offer.vacancy.state == Vacancy.State.SEARCHING:
        ask_next(offer.vacancy, by=None)


def _locked(offer: SubstituteOffer) -> SubstituteOffer:
    """The offer as it stands now, with the day locked: one after the other, whoever answers and whatever runs out."""
    SelectionDay.objects.select_for_update().get(pk=offer.vacancy.panel.day_id)
    return SubstituteOffer.objects.select_related("vacancy__panel__day__campaign__run_by", "panellist__person").get(
        pk=offer.pk
    )


def _require_own(offer: SubstituteOffer, by: User) -> None:
    if by != offer.panellist.person:
        raise StepRefused("Only the person who was asked can answer.")


# The clock --------------------------------------------------------------------------------------------------------


def let_holds_end() -> int:
    """Pass on every place whose hold has run out; answers how many."""
    over = SubstituteOffer.objects.held_too_long(timezone.now()).select_related("vacancy__panel")
    return sum(_let_end(offer) for offer in list(over))


@transaction.atomic
def _let_end(offer: SubstituteOffer) -> bool:
    offer = _locked(offer)
    if offer.state != State.HELD or offer.held_until is None or offer.held_until > timezone.now():
        return False
    _end_turn(offer, to=State.LAPSED, by=None)
    return True
