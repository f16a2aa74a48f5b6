"""What selection days bring to the portal: frozen rows, links, papers, places in the menu, work and figures at home."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from consortium.models import Organisation
from consortium.people import holds
from core import registry, words
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.per_request import once_per_request
from core.registry import Figure, LinkPurpose, NavigationItem, Need, WorkItem
from recruitment.deletable import FIGURES_KEPT
from recruitment.models import (
    AgreedScore,
    ClaimExpense,
    Criterion,
    Debrief,
    HelpRequest,
    PanelCandidate,
    PanelClaim,
    Panellist,
    PanelMember,
    PaperSheet,
    PaymentRun,
    RateCard,
    Recommendation,
    Score,
    ScoreSheet,
    SelectionDay,
    SubstituteOffer,
    Vacancy,
)
from recruitment.models.campaigns import COORDINATING
from recruitment.models.panellists import KEEPING
from recruitment.operations import outcome_book, own_papers, run_sheet, timetables
from recruitment.operations.claims import CLAIM
from recruitment.operations.panellists import REGISTER
from recruitment.operations.panels import SEAT, SLOT
from recruitment.operations.vacancies import STAND_IN

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
        Guard(
            Score,
            "score_locked",
            when="OLD.locked_at IS NOT NULL",
            erasable=("reason",),
            may_delete_once=FIGURES_KEPT["sheet"],
        ),
        Guard(
            ScoreSheet,
            "score_sheet_frozen",
            when="OLD.frozen_at IS NOT NULL",
            erasable=("notes",),
            may_delete_once=FIGURES_KEPT["candidate"],
        ),
        Guard(
            AgreedScore,
            "agreed_score_kept",
            when="OLD.id IS NOT NULL",
            erasable=("reason",),
            may_delete_once=FIGURES_KEPT["candidate"],
        ),
        Guard(
            Recommendation,
            "recommendation_agreed",
            when="OLD.agreed_at IS NOT NULL",
            erasable=("reason",),
            may_delete_once=FIGURES_KEPT["candidate"],
        ),
        Guard(RateCard, "rate_card_kept", when="OLD.id IS NOT NULL"),
        Guard(
            PanelClaim,
            "panel_claim_paid",
            when="OLD.state IN ('paid', 'reversed')",
            columns=(
                "seat_id",
                "for_supporter",
                "person_id",
                "card_id",
                "minutes",
                "fee",
                "amount",
                "choice",
                "checked_by_id",
                "paid_on",
                "run_id",
            ),
        ),
        Guard(PaymentRun, "payment_run_kept", when="OLD.id IS NOT NULL", unless_frozen=("paid_on",)),
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
    registry.link_purposes.register(
        REGISTER,
        LinkPurpose(
            "recruitment:my_register",
            days=60,
            words="your page about panels",
            renewable=lambda place: place.state != place.State.LEFT,
        ),
    )
    registry.link_purposes.register(
        STAND_IN,
        LinkPurpose(
            "recruitment:stand_in",
            words="a question whether you can stand in on a panel",
            renewable=lambda offer: offer.state == offer.State.HELD,
        ),
    )
    registry.link_purposes.register(
        CLAIM, LinkPurpose("recruitment:my_claim", days=90, words="your claim for a day on a panel")
    )
    registry.file_scopes.register(
        lambda user: (
            ClaimExpense.objects.filter(claim__in=PanelClaim.objects.visible_to(user), receipt__isnull=False)
            .order_by()
            .values_list("receipt")
        )
    )
    registry.file_scopes.register(lambda user: PaperSheet.objects.photos_open_to(user).order_by().values_list("photo"))
    for name, builder in own_papers.builders().items():
        registry.pack_builders.register(name, builder)
    registry.pack_builders.register(run_sheet.BUILDER, run_sheet.RUN_SHEET)
    registry.pack_builders.register(run_sheet.LARGE, run_sheet.LARGE_RUN_SHEET)
    registry.pack_builders.register(outcome_book.BUILDER, outcome_book.OUTCOME_BOOK)
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
    if concerned(user).sits:
        url = reverse("recruitment:my_panels")
        yield NavigationItem("My panels", url, url)
    if holds(user, "lived_experience_coordinator") and not holds(user, *COORDINATING):
        url = reverse("recruitment:panellists")
        yield NavigationItem("Panel members", url, url)


@dataclass(frozen=True)
class Concerned:
    """What panels have to do with a person: ``sits`` on one, ``is_asked`` whether they can stand in or come."""

    sits: bool = False
    is_asked: bool = False


@once_per_request
def concerned(user: User) -> Concerned:
    """How a person is concerned now; one query, as every page's menu asks for it."""
    seats = PanelMember.objects.of_person(user).exclude(panel__day__state__in=SelectionDay.OVER)
    places = Panellist.objects.filter(person=user.pk or 0).exclude(state=Panellist.State.LEFT)
    held = Q(substitute_offers__state=SubstituteOffer.State.HELD)
    found = User.objects.filter(pk=user.pk or 0).values_list(
        Exists(seats), Exists(places.filter(_unanswered(timezone.localdate()) | held))
    )
    return Concerned(*found[0]) if found else Concerned()


def _unanswered(on: datetime.date) -> Q:
    """Days ahead that somebody on the register was asked about and has not answered."""
    return Q(
        availability__answer="", availability__day__date__gte=on, availability__day__state__in=SelectionDay.BEFORE_LIVE
    )


def what_needs(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """Days by their next step, people who wait for help, one's own invitations and sheets, and what one is asked."""
    yield from _days_to_run(user, on)
    if concerned(user).is_asked:
        yield from _asked_of_panellists(user, on)
    if holds(user, *KEEPING):
        yield from _of_seats(user)
    if concerned(user).sits:
        yield from _own_seats(user)
        yield from _sheets_to_confirm(user)


@once_per_request
def days_ahead(user: User, on: datetime.date) -> list[SelectionDay]:
    """The days that this person runs and that are not over, each with ``with_slot``: candidates who have a slot, and
    ``nobody_left_for``: a panel for which no substitute is left to ask.
    """
    if not holds(user, *COORDINATING):
        return []
    slots = Q(panels__candidates__state=PanelCandidate.State.EXPECTED)
    days = SelectionDay.objects.run_by_people_of(user, on=on).ahead()
    nobody = Vacancy.objects.filter(state=Vacancy.State.EXHAUSTED, panel__day=OuterRef("pk")).order_by("pk")
    return list(
        days.annotate(
            with_slot=Count("panels__candidates", filter=slots),
            nobody_left_for=Subquery(nobody.values("panel__reference")[:1]),
        ).order_by("date", "pk")
    )


def _days_to_run(user: User, on: datetime.date) -> Iterable[WorkItem]:
    days = days_ahead(user, on)
    for day in days:
        url = reverse("recruitment:selection_day", args=[day.reference])
        hint = f"Selection day in {day.place}"
        need = Need.WAITING if day.state == State.CONFIRMED and day.date > on else Need.DUE
        yield WorkItem(NEXT_STEPS[State(day.state)], url, need=need, due_on=day.date, hint=hint)
        if room := day.nobody_left_for:  # type: ignore[attr-defined]
            url = reverse("recruitment:substitutes", args=[room])
            yield WorkItem("Find a panel member: no substitute is left to ask", url, due_on=day.date, hint=day.place)


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


def _asked_of_panellists(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """Whether one can stand in, and on which days one can come."""
    held = SubstituteOffer.objects.held().filter(panellist=OuterRef("pk")).order_by("held_until")
    places = Panellist.objects.filter(person=user.pk or 0).exclude(state=Panellist.State.LEFT)
    for place in places.annotate(
        unanswered=Count("availability", filter=_unanswered(on)),
        held=Subquery(held.values("reference")[:1]),
        held_until=Subquery(held.values("held_until")[:1]),
    ):
        if place.held:
            hint = f"The place is held for you until {words.moment(place.held_until)}"
            url = reverse("recruitment:stand_in", args=[place.held])
            yield WorkItem("Say whether you can stand in on a panel", url, hint=hint)
        if place.unanswered:
            url = reverse("recruitment:my_days", args=[place.reference])
            yield WorkItem(f"Say whether you can come on {words.count(place.unanswered, 'day')}", url)


def _of_seats(user: User) -> Iterable[WorkItem]:
    """For those who keep a register: calls for help, claims to check, approve and pay, and talks; in one query."""
    seats = list(_seats_in_need(user))
    for seat in seats:
        if seat.asks_for_help:  # type: ignore[attr-defined]
            url = reverse("recruitment:panel", args=[seat.panel.reference])
            yield WorkItem(f"{seat.person.first_name} asks for help", url, need=Need.OVERDUE, hint=seat.panel.name)
    claims, runs = reverse("recruitment:panel_claims"), reverse("recruitment:payment_runs")
    for waiting, said, url in (
        ("to_check", "Check {} of panel members", f"{claims}?state={PanelClaim.State.CLAIMED}"),
        ("to_approve", "Approve {} that somebody else has checked", f"{claims}?state={PanelClaim.State.CHECKED}"),
        ("to_pay", "Have {} of panel members paid", runs),
    ):
        if found := sum(getattr(seat, waiting) for seat in seats):
            yield WorkItem(said.format(words.count(found, "claim")), url)
    if any(seat.in_a_run for seat in seats):  # type: ignore[attr-defined]
        yield WorkItem("Record when a payment run was paid", runs)
    for seat in seats:
        if hasattr(seat, "debrief") and seat.debrief.waits_for_a_talk:
            url = reverse("recruitment:debriefs", args=[seat.panel.day.reference])
            yield WorkItem(f"Talk with {seat.person.first_name} after a selection day", url, need=Need.OVERDUE)


def _seats_in_need(user: User) -> Iterable[PanelMember]:
    """Seats of the registers that a person keeps for which something is to be done; few of all that there are.

    Each with how many of its claims wait for this person: a member's own, and that of whoever came with them.
    """
    kept = Organisation.objects.reached_by(user, on=timezone.localdate(), roles=KEEPING)
    state, others = PanelClaim.State, ~Q(claims__person=user) & ~Q(person=user)
    calls = HelpRequest.objects.filter(member=OuterRef("pk"), answered_at__isnull=True)
    seats = PanelMember.objects.filter(panel__day__campaign__run_by__in=kept).annotate(
        asks_for_help=Case(When(panel__day__state__in=SelectionDay.OVER, then=Value(False)), default=Exists(calls)),
        to_check=Count("claims", filter=others & Q(claims__state=state.CLAIMED)),
        to_approve=Count("claims", filter=others & Q(claims__state=state.CHECKED) & ~Q(claims__checked_by=user)),
        to_pay=Count("claims", filter=others & Q(claims__in=PanelClaim.objects.payable())),
        in_a_run=Count("claims", filter=others & Q(claims__state=state.APPROVED, claims__run__isnull=False)),
    )
    waiting = PanelClaim.objects.filter(state__in=[state.CLAIMED, state.CHECKED, state.APPROVED]).order_by()
    found = seats.filter(
        Q(asks_for_help=True)
        | Q(pk__in=waiting.values("seat"))
        | Q(debrief__in=Debrief.objects.waiting_for_a_call().order_by())
    )
    return found.select_related("person", "panel__day", "debrief")


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
