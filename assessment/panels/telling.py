"""Who hears what of a panel. No mail names an apprentice or says how anything goes; none speaks of what is withheld."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from assessment.models import PanelAction, PanelItem, PanelMeeting, PanelMember, PanelPack, PanelReading
from core.accounts.models import User
from core.notifications import outbox
from core.words import day, moment


def _tell(people: Iterable[User], news: str, *, url: str, key: str, meeting: PanelMeeting) -> None:
    for person in people:
        outbox.owe(
            to=person,
            template="panel_news",
            context={"news": news, "url": url, "meeting": meeting},
            key=f"panel-{key}-{person.reference}",
        )


def _room(meeting: PanelMeeting) -> str:
    return reverse("assessment:panel", args=[meeting.reference])


def _members(meeting: PanelMeeting, *, but: User | None = None) -> list[User]:
    found = [member.person for member in meeting.members.sitting().select_related("person")]
    return [person for person in found if person != but]


def seated(seat: PanelMember) -> None:
    meeting = seat.meeting
    news = (
        f"You have a seat on the practice assessment panel on {moment(meeting.starts_at)}, {meeting.place}. "
        "Say first which portfolios you have nothing to do with; your pack comes after that."
    )
    url = reverse("assessment:panel_declare", args=[meeting.reference])
    _tell([seat.person], news, url=url, key=f"seat-{seat.reference}", meeting=meeting)


def left(seat: PanelMember, *, but: User) -> None:
    if seat.person == but:
        return
    news = "You no longer have a seat on this panel. Your pack is closed; please destroy what you have printed."
    _tell([seat.person], news, url="/", key=f"left-{seat.reference}", meeting=seat.meeting)


def moved(meeting: PanelMeeting, *, but: User) -> None:
    news = f"The practice assessment panel is moved: {moment(meeting.starts_at)}, {meeting.place}."
    people = _members(meeting, but=but)
    _tell(people, news, url=_room(meeting), key=f"moved-{meeting.reference}-{meeting.version}", meeting=meeting)


def cancelled(meeting: PanelMeeting, *, but: User) -> None:
    news = f"The practice assessment panel on {moment(meeting.starts_at)} does not take place."
    _tell(_members(meeting, but=but), news, url=_room(meeting), key=f"off-{meeting.reference}", meeting=meeting)


def closed(meeting: PanelMeeting) -> None:
    news = "The minutes of the practice assessment panel are confirmed."
    people = _members(meeting, but=meeting.closed_by)
    _tell(people, news, url=_room(meeting), key=f"closed-{meeting.reference}", meeting=meeting)


def pack_ready(given: PanelPack) -> None:
    meeting = given.member.meeting
    news = f"Your pack for the practice assessment panel on {moment(meeting.starts_at)} is ready."
    if given.number > 1:
        news += " It replaces the one before."
    _tell([given.member.person], news, url=_room(meeting), key=f"pack-{given.reference}", meeting=meeting)


def to_read(reading: PanelReading) -> None:
    meeting = reading.item.meeting
    news = f"You are asked to read a portfolio for the practice assessment panel, until {day(meeting.read_by)}."
    url = reverse("assessment:panel_sheet", args=[reading.reference])
    _tell([reading.member.person], news, url=url, key=f"read-{reading.reference}", meeting=meeting)


def reader_needed(item: PanelItem) -> None:
    """Those who run the meeting and may see the item hear that it lacks a reader; not why."""
    running = item.meeting.members.sitting().filter(role__in=[PanelMember.Role.CHAIR, PanelMember.Role.SECRETARY])
    out = item.submission.conflicts.standing().values("person")
    people = [member.person for member in running.exclude(person__in=out).select_related("person")]
    url = reverse("assessment:panel_item", args=[item.reference])
    key = f"reader-{item.reference}-{item.readings.count()}"
    _tell(people, "A portfolio on the agenda needs another reader.", url=url, key=key, meeting=item.meeting)


def both_have_read(item: PanelItem, readings: list[PanelReading]) -> None:
    news = "Both readers have sent their sheets. You can read each other’s now."
    url = reverse("assessment:panel_item", args=[item.reference])
    key = f"both-{item.reference}-{max(reading.pk for reading in readings)}"
    _tell([reading.member.person for reading in readings], news, url=url, key=key, meeting=item.meeting)


def answer_the_other(item: PanelItem, readings: list[PanelReading], *, but: User, version: int) -> None:
    others = [reading.member.person for reading in readings if reading.member.person != but]
    url = reverse("assessment:panel_item", args=[item.reference])
    news = "The other reader proposes what you could both say. Agree, or leave it to the panel."
    _tell(others, news, url=url, key=f"together-{item.reference}-{version}", meeting=item.meeting)


def action_given(action: PanelAction, *, but: User) -> None:
    if action.owner == but:
        return
    url = reverse("assessment:panel_action", args=[action.reference])
    news = f"The practice assessment panel asks you to do something by {day(action.due_on)}."
    _tell([action.owner], news, url=url, key=f"action-{action.reference}", meeting=action.meeting)
