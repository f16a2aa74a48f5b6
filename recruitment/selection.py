"""What selection days bring to the portal: frozen rows, links, papers, places in the menu, work and figures at home."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse

from consortium.people import holds
from core import registry, words
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.per_request import once_per_request
from core.registry import Figure, LinkPurpose, NavigationItem, Need, WorkItem
from recruitment.models import (
    AgreedScore,
    Criterion,
    HelpRequest,
    PanelCandidate,
    PanelMember,
    PaperSheet,
    Recommendation,
    Score,
    ScoreSheet,
    SelectionDay,
)
from recruitment.models.campaigns import COORDINATING
from recruitment.operations import run_sheet, timetables
from recruitment.operations.panel_pack import BUILDER, PANEL_PACK
from recruitment.operations.panels import SEAT, SLOT

State = SelectionDay.State

NEXT_STEPS = {
    State.PLANNED: "Begin to find panel members",
    State.STAFFING: "Complete the panels",
    State.COMPOSITION_MET: "Confirm the day",
    State.CONFIRMED: "Get ready for the day",
    State.LIVE: "Follow the scoring while the day is live",
    State.STOPPED: "Say how the stopped day goes on",
    State.SCORING_CLOSED: "Begin the panels' discussion",
    State.MODERATION: "Record the recommendations",
    State.RECOMMENDATIONS_AGREED: "Close the day",
    State.POSTPONED: "Give the postponed day a new date",
}


def register() -> None:
    """Called once, when the app is ready."""
    guards.declare(
        Guard(Score, "score_locked", when="OLD.locked_at IS NOT NULL", erasable=("reason",)),
        Guard(ScoreSheet, "score_sheet_frozen", when="OLD.frozen_at IS NOT NULL", erasable=("notes",)),
        Guard(AgreedScore, "agreed_score_kept", when="OLD.id IS NOT NULL", erasable=("reason",)),
        Guard(Recommendation, "recommendation_agreed", when="OLD.agreed_at IS NOT NULL", erasable=("reason",)),
        Guard(Criterion, "criterion_fixed", when="OLD.fixed_at IS NOT NULL"),
        Guard(
            SelectionDay,
            "selection_day_rules",
            when="OLD.scoring_closed_at IS NOT NULL",
            columns=("employer_weight", "university_weight", "lived_experience_weight", "ties", "scoring_closed_at"),
        ),
    )
    registry.link_purposes.register(
        SEAT, LinkPurpose("recruitment:my_panel", words="your place on a panel", renewable=seat_is_open)
    )
    registry.link_purposes.register(
        SLOT, LinkPurpose("recruitment:my_selection_day", words="your selection day", renewable=slot_is_open)
    )
    registry.file_scopes.register(lambda user: PaperSheet.objects.photos_open_to(user).order_by().values_list("photo"))
    registry.pack_builders.register(BUILDER, PANEL_PACK)
    registry.pack_builders.register(run_sheet.BUILDER, run_sheet.RUN_SHEET)
    registry.pack_builders.register(run_sheet.LARGE, run_sheet.LARGE_RUN_SHEET)
    registry.job_kinds.register(timetables.KIND, timetables.work_out)
    registry.navigation.register(navigation, order=40)
    registry.worklist.register(what_needs, order=40)
    registry.home_figures.register(figures, order=40)


def seat_is_open(seat: PanelMember) -> bool:
    """A fresh link is sent to members who have not left, until the day is over."""
    return seat.state not in PanelMember.LEFT and seat.panel.day.state not in SelectionDay.OVER


def slot_is_open(slot: PanelCandidate) -> bool:
    """A fresh link is sent to candidates who still have the slot, until the day is over."""
    return slot.state in PanelCandidate.LIVE and slot.panel.day.state not in SelectionDay.OVER


def navigation(user: User) -> Iterable[NavigationItem]:
    """ "My panels" for those who sit; the list of selection days is found from the lists of recruitment."""
    if sits(user):
        url = reverse("recruitment:my_panels")
        yield NavigationItem("My panels", url, url)


@once_per_request
def sits(user: User) -> bool:
    """Whether a person has a seat on a panel of a day that is not over; one query, as every page's menu asks for it."""
    return PanelMember.objects.of_person(user).exclude(panel__day__state__in=SelectionDay.OVER).exists()


def what_needs(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """Days by their next step, people who wait for help, one's own invitations and sheets."""
    yield from _days_to_run(user, on)
    if sits(user):
        yield from _own_seats(user)
        yield from _sheets_to_confirm(user)


@once_per_request
def days_ahead(user: User, on: datetime.date) -> list[SelectionDay]:
    """The days that this person runs and that are not over, each with ``with_slot``: candidates who have a slot."""
    if not holds(user, *COORDINATING):
        return []
    slots = Q(panels__candidates__state=PanelCandidate.State.EXPECTED)
    days = SelectionDay.objects.run_by_people_of(user, on=on).ahead()
    return list(days.annotate(with_slot=Count("panels__candidates", filter=slots)).order_by("date", "pk"))


def _days_to_run(user: User, on: datetime.date) -> Iterable[WorkItem]:
    days = days_ahead(user, on)
    for day in days:
        url = reverse("recruitment:selection_day", args=[day.reference])
        hint = f"Selection day in {day.place}"
        need = Need.WAITING if day.state == State.CONFIRMED and day.date > on else Need.DUE
        yield WorkItem(NEXT_STEPS[State(day.state)], url, need=need, due_on=day.date, hint=hint)
    if not days:
        return
    waiting = HelpRequest.objects.filter(answered_at__isnull=True, member__panel__day__in=days)
    for asked in waiting.select_related("member__person", "member__panel"):
        url = reverse("recruitment:panel", args=[asked.member.panel.reference])
        yield WorkItem(
            f"{asked.member.person.first_name} asks for help", url, need=Need.OVERDUE, hint=asked.member.panel.name
        )


def _own_seats(user: User) -> Iterable[WorkItem]:
    seats = (
        PanelMember.objects.of_person(user)
        .exclude(panel__day__state__in=SelectionDay.OVER)
        .select_related("panel__day")
        .annotate(
            sent=Count("sheets", filter=~Q(sheets__state__in=[ScoreSheet.State.DRAFT]), distinct=True),
            to_see=Count("panel__candidates", filter=Q(panel__candidates__state="attended"), distinct=True),
        )
    )
    for seat in seats:
        url, day = reverse("recruitment:my_panel", args=[seat.reference]), seat.panel.day
        if seat.state == PanelMember.State.INVITED:
            yield WorkItem("Say whether you can sit on a panel", url, due_on=day.date, hint=day.place)
        elif day.takes_scores and seat.to_see > seat.sent:
            left = words.count(seat.to_see - seat.sent, "candidate")
            yield WorkItem(f"Score {left}", url, due_on=day.date, hint=seat.panel.name)


def _sheets_to_confirm(user: User) -> Iterable[WorkItem]:
    waiting = PaperSheet.objects.to_confirm().filter(sheet__member__in=PanelMember.objects.of_person(user))
    for paper in waiting.select_related("sheet__member", "sheet__candidate__application"):
        member, candidate = paper.sheet.member, paper.sheet.candidate
        url = reverse("recruitment:confirm_paper", args=[member.reference, candidate.reference])
        yield WorkItem(
            f"Confirm your scores for candidate {candidate.code}", url, need=Need.DUE, hint="From your paper"
        )


def figures(user: User, on: datetime.date) -> Iterable[Figure]:
    """How many candidates are expected on the days ahead."""
    expected = sum(day.with_slot for day in days_ahead(user, on) if day.date >= on)  # type: ignore[attr-defined]
    if expected:
        yield Figure(
            f"{words.count(expected, 'candidate')} with a slot on a selection day ahead.",
            reverse("recruitment:selection_days"),
        )
