"""Who may offer to read, confirm an offer, change and end an entry; and why not."""

from __future__ import annotations

import datetime

from assessment.models import PanelMeeting, PanelReading, ReadingRequest
from assessment.models.portfolio_readers import CHOOSING_ROLES, CONFIRMING_ROLES, OFFERING_ROLES, PortfolioReader
from consortium.models import Organisation
from consortium.people import held_on, holds, reached_ids
from core.accounts.models import User
from core.permissions import YES, Answer, no

State = PortfolioReader.State
BOROUGH_KINDS = (*Organisation.EMPLOYER_KINDS, Organisation.Kind.COUNCIL)


def reads_for(user: User, *, on: datetime.date) -> list[Organisation]:
    """The organisations in whose name a person may offer to read: employers, in which they assess or sit on panels."""
    found = {
        appointment.organisation
        for appointment in held_on(user, on)
        if appointment.role.code in OFFERING_ROLES and appointment.organisation.kind in BOROUGH_KINDS
    }
    return sorted(found, key=lambda organisation: organisation.name)


def may_offer(user: User, *, on: datetime.date) -> Answer:
    """May this person offer to read portfolios of other boroughs?"""
    if reads_for(user, on=on):
        return YES
    return no("Practice educators, workplace assessors and panel members of an employer offer to read for others.")


def may_change(user: User, reader: PortfolioReader) -> Answer:
    """May this person change or end an entry? Whoever it is of."""
    if user.pk == reader.person_id:
        return YES
    return no(f"{reader} says what they read, and their organisation confirms it.")


def may_answer(user: User, reader: PortfolioReader, *, on: datetime.date) -> Answer:
    """May this person confirm an offer for the organisation, or not?"""
    if reader.state != State.OFFERED:
        return no(f"This is answered already: {reader.get_state_display().lower()}.")
    return _for_the_organisation(user, reader, on=on)


def may_end(user: User, reader: PortfolioReader, *, on: datetime.date) -> Answer:
    """May this person take an entry off the register? Its reader at any time, and who confirms for the organisation."""
    if reader.state not in (State.OFFERED, State.CONFIRMED):
        return no(f"{reader} is not on the register.")
    return YES if user.pk == reader.person_id else _for_the_organisation(user, reader, on=on)


def _for_the_organisation(user: User, reader: PortfolioReader, *, on: datetime.date) -> Answer:
    if user.pk == reader.person_id:
        return no("Nobody confirms their own offer. Another workforce lead or the principal social worker can.")
    if confirms_for(user, reader, on=on):
        return YES
    return no(f"The workforce lead of {reader.organisation} confirms who reads for other boroughs.")


def confirms_for(user: User, reader: PortfolioReader, *, on: datetime.date) -> bool:
    """Whether a person answers for the organisation in whose name somebody reads."""
    return reader.organisation_id in reached_ids(user, on=on, roles=CONFIRMING_ROLES)


def sees_ledger(user: User) -> Answer:
    """May this person see who reads for whom? Who chooses readers, and who answers for an organisation's workforce."""
    if holds(user, *CHOOSING_ROLES, *CONFIRMING_ROLES):
        return YES
    return no("Workforce leads, panel secretaries and the consortium manager see who reads for whom.")


# Reading for a panel ------------------------------------------------------------------------------------------


def may_choose_readers(user: User, meeting: PanelMeeting) -> Answer:
    """May this person ask readers for a meeting? Its chair and its secretary, until it is over."""
    seat = meeting.members.sitting().filter(person=user.pk or 0).first()
    if seat is None or not seat.runs_it:
        return no("The chair and the secretary of this meeting choose who reads.")
    if meeting.state not in PanelMeeting.TO_COME:
        return no(f"This meeting is {meeting.get_state_display().lower()}.")
    return YES


def may_answer_request(user: User, request: ReadingRequest) -> Answer:
    """May this person agree to read? Whoever was asked."""
    if user.pk != request.reader.person_id:
        return no(f"{request.reader} was asked, and nobody else can answer for them.")
    if request.state != ReadingRequest.State.ASKED:
        return no(f"This is answered already: {request.get_state_display().lower()}.")
    return YES


def may_decline_request(user: User, request: ReadingRequest) -> Answer:
    """May this person give it back? Whoever was asked, until they have a seat at the panel for it."""
    if user.pk != request.reader.person_id:
        return no(f"{request.reader} was asked, and nobody else can answer for them.")
    if request.state not in ReadingRequest.STANDING:
        return no(f"This is over: {request.get_state_display().lower()}.")
    if has_a_sheet(request):
        return no("You have a seat at the panel for it. Tell the secretary, who gives it to somebody else.")
    return YES


def may_take_back_request(user: User, request: ReadingRequest) -> Answer:
    """May this person take back a request? Who runs the meeting, until the reader has a seat for it."""
    if request.state not in ReadingRequest.STANDING:
        return no(f"This is over: {request.get_state_display().lower()}.")
    if has_a_sheet(request):
        return no(f"{request.reader} has a seat at the panel for it. Give that to somebody else.")
    return may_choose_readers(user, request.item.meeting)


def has_a_sheet(request: ReadingRequest) -> bool:
    """Whether the reader's sheet is begun: from then on the panel's own steps hold."""
    return (
        PanelReading.objects.standing().filter(item=request.item_id, member__person=request.reader.person_id).exists()
    )
