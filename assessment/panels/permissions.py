"""Who may call a panel, run it, read for it, decide there; and why not."""

from __future__ import annotations

from assessment.models import (
    PanelAction,
    PanelConflict,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelReading,
    PanelReconciliation,
)
from assessment.models.panel_meetings import CHAIR, SECRETARY
from assessment.panels import rules
from assessment.panels.facts import in_the_room
from consortium.models import Organisation
from consortium.people import organisation_ids
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no

State = PanelMeeting.State
Role = PanelMember.Role


def universities_of(user: User) -> list[Organisation]:
    """The universities whose panels this person calls: those of which they are secretary or chair of the panel."""
    ids = organisation_ids(user, SECRETARY, CHAIR)
    return list(Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.UNIVERSITY)) if ids else []


def seat_of(user: User, meeting: PanelMeeting) -> PanelMember | None:
    """The seat that a person has at a meeting now."""
    return meeting.members.sitting().filter(person=user.pk or 0).select_related("person").first()


def may_run(seat: PanelMember | None, meeting: PanelMeeting) -> Answer:
    """May this person prepare and run the meeting? Its chair and its secretary, until it is over."""
    if seat is None or not seat.runs_it:
        return no("The chair and the secretary of this meeting do that.")
    if meeting.state not in PanelMeeting.TO_COME:
        return no(f"This meeting is {words.lowered(meeting.get_state_display())}.")
    return YES


def may_take_a_seat(user: User, meeting: PanelMeeting) -> Answer:
    """May this person seat themself as secretary? A secretary of the university’s panel, where nobody is."""
    if user.pk and meeting.university_id in organisation_ids(user, SECRETARY) and not seat_of(user, meeting):
        if meeting.members.sitting().filter(role=Role.SECRETARY).exists():
            return no("This meeting has a secretary. Ask them to give you a seat.")
        return YES if meeting.state in PanelMeeting.TO_COME else no("This meeting is over.")
    return no("The secretary of the panel does that.")


def may_prepare(seat: PanelMember | None, meeting: PanelMeeting) -> Answer:
    """May this person change who sits, what is on the agenda and who reads? Also on the day: somebody falls ill."""
    return may_run(seat, meeting)


def may_write_minutes(seat: PanelMember | None, meeting: PanelMeeting) -> Answer:
    answer = may_run(seat, meeting)
    if answer and meeting.state != State.OPEN:
        return no("Minutes are written while the meeting is in session. Open it first.")
    return answer


def may_open(seat: PanelMember | None, meeting: PanelMeeting) -> Answer:
    """May this person open the meeting? The chair or the secretary, from its day on."""
    answer = may_run(seat, meeting)
    if answer and meeting.state != State.PLANNED:
        return no("It is in session already.")
    return answer


def may_close(seat: PanelMember | None, meeting: PanelMeeting) -> Answer:
    """May this person close the meeting and confirm its minutes? The chair, once every item is dealt with."""
    if seat is None or seat.role != Role.CHAIR:
        return no("The chair closes the meeting and confirms the minutes.")
    if meeting.state != State.OPEN:
        return no(f"This meeting is {words.lowered(meeting.get_state_display())}.")
    return YES


def may_declare(seat: PanelMember | None, meeting: PanelMeeting) -> Answer:
    """May this person say which portfolios they have nothing to do with? Every member, until the meeting is over."""
    if seat is None:
        return no("Members of this panel say that for themselves.")
    if meeting.state not in PanelMeeting.TO_COME:
        return no("This meeting is over.")
    return YES


def may_lift(seat: PanelMember | None, meeting: PanelMeeting, conflict: PanelConflict) -> Answer:
    """May this person lift a conflict that somebody declared by mistake? Whoever runs it, and never for themself."""
    answer = may_run(seat, meeting)
    if not answer:
        return answer
    assert seat is not None
    if conflict.source != PanelConflict.Source.DECLARED:
        return no("What the records show cannot be lifted.")
    if conflict.person_id == seat.person_id:
        return no("Somebody else who runs the meeting lifts it for you.")
    return YES


def may_write_sheet(user: User, reading: PanelReading) -> Answer:
    """May this person write this reader’s sheet? Its reader, until it is sent or the portfolio is decided."""
    if reading.member.person_id != user.pk or reading.member.left_at is not None:
        return no(f"{reading.member} reads this.")
    if reading.state != PanelReading.State.ASKED:
        return no("Your sheet is sent, and stays as it is.")
    if reading.item.state != PanelItem.State.LISTED:
        return no(f"This is {words.lowered(reading.item.get_state_display())}.")
    return YES


def may_speak_together(user: User, item: PanelItem, readings: list[PanelReading]) -> Answer:
    """May this person propose or answer what both readers say together? A reader, once both sheets are there."""
    if user.pk not in {reading.member.person_id for reading in readings}:
        return no("The two readers say this together.")
    if any(reading.state != PanelReading.State.SENT for reading in readings) or len(readings) < 2:
        return no("Both sheets are sent first.")
    if len({reading.would_recommend for reading in readings}) == 1:
        return no("Both readers would recommend the same.")
    if item.state != PanelItem.State.LISTED:
        return no(f"This is {words.lowered(item.get_state_display())}.")
    together = PanelReconciliation.objects.filter(item=item).first()
    if together and together.state != PanelReconciliation.State.PROPOSED:
        return no("This is settled already.")
    return YES


def may_record(seat: PanelMember | None, item: PanelItem) -> Answer:
    """May this person record what the panel recommends? Chair or secretary, in session, readings done, quorum there."""
    answer = may_run(seat, item.meeting)
    if not answer:
        return answer
    if item.meeting.state != State.OPEN:
        return no("The panel decides while it is in session. Open the meeting first.")
    if item.state != PanelItem.State.LISTED:
        return no(f"This is: {words.lowered(item.get_state_display())}.")
    if missing := reading_missing(item):
        return no(missing)
    if missing_here := quorum_missing(item):
        return no(f"The panel cannot decide this now: {words.listed(missing_here)}.")
    return YES


def reading_missing(item: PanelItem) -> str:
    """What of the reading is not done before the panel comes to an item, in words; "" where nothing is missing."""
    if not item.in_full:
        return ""
    readings = list(item.readings.standing())
    if len(readings) < item.meeting.the_terms.readers:
        return "Nobody is named as second reader. Name somebody, or put it off."
    if any(reading.state != PanelReading.State.SENT for reading in readings):
        return "A reader has not sent their sheet. Ask somebody else to read it, or put it off."
    if len({reading.would_recommend for reading in readings}) > 1:
        together = PanelReconciliation.objects.filter(item=item).first()
        if together is None or together.state == PanelReconciliation.State.PROPOSED:
            return "The readers would recommend different things, and have not said yet what they say together."
    return ""


def quorum_missing(item: PanelItem) -> list[str]:
    """What is missing for this item, with everybody out of the room who has nothing to do with it.

    Where the chair is out of the room for it, whoever is asked takes the chair: the number and the mix stay.
    """
    here = in_the_room(item)
    seats = [member.seat for member in here]
    chair_is_out = item.meeting.members.sitting().filter(role=Role.CHAIR, arrived_at__isnull=False).exists()
    if chair_is_out and not any(seat.role == Role.CHAIR for seat in seats):
        stand_in = next((s for s in seats if s.role == Role.MEMBER and s.counts), None)
        if stand_in is not None:
            seats.remove(stand_in)
            seats.append(rules.Seat(rules.Role.CHAIR, stand_in.part, is_here=True))
    return rules.missing_for_quorum(item.meeting.the_terms, seats)


def may_do(user: User, action: PanelAction) -> Answer:
    """May this person say that an action is done? Whoever it was given to."""
    if action.owner_id != user.pk:
        return no(f"{action.owner} does this.")
    return YES
