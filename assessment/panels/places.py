"""Where a panel is met outside its own pages: navigation, and what waits on the home page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse

from assessment.models import (
    PanelAction,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelReading,
    PanelReconciliation,
)
from assessment.models.panel_meetings import SECRETARY
from assessment.models.submissions import PortfolioSubmission
from assessment.panels.facts import PANEL_ROLES
from assessment.record_parts import there_is
from consortium.people import holds, organisation_ids
from core.registry import NavigationItem, RecordSection, WorkItem
from core.words import count, day

if TYPE_CHECKING:
    from apprentices.models import Apprentice
    from core.accounts.models import User


def seats(user: User) -> list[PanelMember]:
    """The seats of a person at meetings that are still to come or in session."""
    found = PanelMember.objects.sitting().filter(person=user.pk, meeting__state__in=PanelMeeting.TO_COME)
    return list(found.select_related("meeting").order_by("meeting__starts_at", "pk"))


def navigation(user: User) -> Iterable[NavigationItem]:
    """Panels, for whoever is appointed to sit on them; asked of what every page knows of a person already."""
    if holds(user, *PANEL_ROLES):
        yield NavigationItem("Panels", reverse("assessment:panels"), "/assessment/panels/")


def needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """For ``core.registry.worklist``: declare, read, speak together, prepare, do what a panel asked for."""
    if not holds(user, *PANEL_ROLES):
        return
    yield from of_seats(user)
    yield from _to_call(user)
    yield from _actions(user)


def of_seats(user: User) -> Iterator[WorkItem]:
    """What the seats of a person ask of them: also of somebody who sits because they read for another borough."""
    mine = seats(user)
    for seat in mine:
        yield from _to_declare(seat)
    if mine:
        yield from _to_read(user)
        yield from _to_answer(user)


def _to_declare(seat: PanelMember) -> Iterator[WorkItem]:
    if seat.declared_at is None:
        url = reverse("assessment:panel_declare", args=[seat.meeting.reference])
        held_on = day(seat.meeting.starts_at)
        yield WorkItem("Say which portfolios you have nothing to do with", url, hint=f"For the panel on {held_on}")


def _to_read(user: User) -> Iterator[WorkItem]:
    asked = PanelReading.objects.filter(
        member__person=user.pk,
        member__left_at__isnull=True,
        state=PanelReading.State.ASKED,
        item__state=PanelItem.State.LISTED,
        item__in=PanelItem.objects.visible_to(user),
    )
    for reading in asked.select_related("item__meeting", "item__submission__placement__apprentice__person"):
        yield WorkItem(
            f"Read the {str(reading.item)[:1].lower()}{str(reading.item)[1:]}",
            reverse("assessment:panel_sheet", args=[reading.reference]),
            due_on=reading.item.meeting.read_by,
        )


def _to_answer(user: User) -> Iterator[WorkItem]:
    proposed = PanelReconciliation.objects.filter(
        state=PanelReconciliation.State.PROPOSED,
        item__state=PanelItem.State.LISTED,
        item__in=PanelItem.objects.visible_to(user),
        item__readings__member__person=user.pk,
        item__readings__state=PanelReading.State.SENT,
    ).exclude(proposed_by=user.pk)
    for together in proposed.select_related("item__submission__placement__apprentice__person"):
        url = reverse("assessment:panel_together", args=[together.item.reference])
        yield WorkItem(f"Answer the other reader: {str(together.item)[:1].lower()}{str(together.item)[1:]}", url)


def _to_call(user: User) -> Iterator[WorkItem]:
    """Portfolios that wait for a panel, for those who call one."""
    at = organisation_ids(user, SECRETARY)
    if not at:
        return
    waiting = (
        PortfolioSubmission.objects.visible_to(user)
        .waiting_in(PortfolioSubmission.State.READY)
        .filter(placement__apprentice__cohort__university__in=at)
        .exclude(panel_items__state=PanelItem.State.LISTED)
        .count()
    )
    if waiting:
        yield WorkItem(f"{count(waiting, 'portfolio')} ready for a panel", reverse("assessment:panels"))


def _actions(user: User) -> Iterator[WorkItem]:
    for action in PanelAction.objects.visible_to(user).open().filter(owner=user.pk):
        yield WorkItem(action.what, reverse("assessment:panel_action", args=[action.reference]), due_on=action.due_on)


def reading_progress(meeting: PanelMeeting, user: User) -> dict[str, int]:
    """How far the reading is, of what this person may see: sheets asked for and sent; what they say is not here."""
    seen = PanelItem.objects.visible_to(user).filter(meeting=meeting).standing().values("pk")
    return (
        PanelReading.objects.standing()
        .filter(item__in=seen)
        .aggregate(asked=Count("pk"), sent=Count("pk", filter=Q(state=PanelReading.State.SENT)))
    )


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """Letters of panels, for whoever may know what stands in them."""
    if not there_is(user, apprentice.pk)[2]:
        return None
    letters = (
        PanelItem.objects.with_letter_for(user)
        .filter(submission__placement__apprentice=apprentice)
        .select_related("meeting", "submission__placement")
        .order_by("decided_at")
    )
    found = list(letters)
    if not found:
        return None
    return RecordSection(
        "Letters of the practice assessment panel", "assessment/panels/letters.html", {"letters": found}
    )
