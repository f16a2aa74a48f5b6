"""What decisions need of a person, on their home page; each source in a constant number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.models.involvement import related
from apprentices.people import kinds
from apprentices.programme_plan import bank_holidays
from apprentices.working_days import last_day_that_waited_longer
from assessment.deciding import dates
from assessment.deciding.permissions import HANDS_IN
from assessment.models import (
    Appeal,
    BoardDecision,
    BoardOfExaminers,
    ChairsAction,
    ChairsActionAgreement,
    PortfolioSubmission,
    SecondOpinion,
    SupervisorReport,
)
from assessment.models.submissions import APPEALS_LEAD, BOARD_OFFICERS, PANEL_OFFICERS
from consortium.people import holds, reached_ids
from core.registry import Need, WorkItem
from core.words import count, day
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

Kind = Involvement.Kind
State = PortfolioSubmission.State
PATIENCE = 5
"""Working days after which a step that waits is late."""
SOON = datetime.timedelta(days=21)
"""So long before the last day handing in stands on the home page."""


def needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """For ``core.registry.worklist``: by the relations and roles of this person; the others cost nothing."""
    held = kinds(user)
    if Kind.SELF in held:
        yield from _of_the_apprentice(user, on)
    if holds(user, "practice_educator") or Kind.PRACTICE_EDUCATOR in held:
        yield from _of_the_educator(user, on)
        yield from _second_opinions(user)
    if Kind.WORKPLACE_SUPERVISOR in held:
        yield from _reports(user)
    if Kind.TUTOR in held:
        yield from _of_the_tutor(user, on)
    if held.intersection({Kind.SELF, Kind.PRACTICE_EDUCATOR, Kind.TUTOR, Kind.LINE_MANAGER}):
        yield from _agreements(user, on)
    yield from _of_officers(user, on)


def _page(submission: PortfolioSubmission) -> str:
    return reverse("assessment:submission", args=[submission.reference])


def _waiting(submission: PortfolioSubmission, text: str, on: datetime.date, url: str = "") -> WorkItem:
    since = timezone.localdate(submission.waiting_since)
    late = since <= last_day_that_waited_longer(PATIENCE, on, bank_holidays())
    return WorkItem(text, url or _page(submission), need=Need.overdue_if(late), hint=f"Waiting since {day(since)}")


def _of_the_apprentice(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """To hand in soon, or again."""
    mine = related(user, Kind.SELF, on=on)
    standing = PortfolioSubmission.objects.filter(placement=OuterRef("pk")).exclude(
        state__in=[*PortfolioSubmission.OVER, State.RETURNED]
    )
    open_ = Placement.objects.filter(apprentice__in=mine, apprentice__state="active", state__in=HANDS_IN)
    ended = open_.filter(~Exists(standing), ends_on__lte=on + SOON, submissions__isnull=False) | open_.filter(
        ~Exists(standing), ends_on__lte=on + SOON, state__in=Placement.UNDER_WAY
    )
    for placement in ended.select_related("apprentice__cohort").distinct():
        url = reverse("assessment:hand_in", args=[placement.reference])
        yield WorkItem(f"Hand in your portfolio: {placement.name}", url, due_on=dates.hand_in_by(placement))


def _of_the_educator(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """To recommend, to recommend again, to answer, to sign beside."""
    waiting = PortfolioSubmission.objects.waiting_in(*PortfolioSubmission.WITH_EDUCATOR).filter(
        Q(placement__practice_educator__person=user) | Q(placement__overseen_by__person=user)
    )
    for one in waiting.select_related("placement__apprentice__person", "placement__practice_educator"):
        who = one.placement.apprentice
        own = one.placement.practice_educator.person_id == user.pk
        if one.state == State.COUNTERSIGN and not own:
            yield _waiting(one, f"Sign beside the recommendation about {who}", on)
        elif one.state == State.QUERIED and own:
            url = reverse("assessment:answer_query", args=[one.reference])
            yield _waiting(one, f"Answer the university tutor’s question about {who}", on, url)
        elif one.state == State.HANDED_IN and own:
            url = reverse("assessment:recommend", args=[one.reference])
            yield _waiting(one, f"Recommend about the portfolio of {who}", on, url)
        elif one.state == State.RETURNED and own:
            yield WorkItem(f"More is asked for about the portfolio of {who}", _page(one), need=Need.WAITING)


def _second_opinions(user: User) -> Iterator[WorkItem]:
    asked = SecondOpinion.objects.filter(
        educator__person=user,
        state__in=SecondOpinion.OPEN,
        submission__in=PortfolioSubmission.objects.of_those_here(),
    )
    for opinion in asked.order_by("asked_at"):
        accepted = opinion.state == SecondOpinion.State.ACCEPTED
        text = "Read a portfolio and give your second opinion" if accepted else "You are asked for a second opinion"
        url = reverse("assessment:second_opinion", args=[opinion.reference])
        yield WorkItem(text, url, hint=f"Asked on {day(opinion.asked_at)}")


def _reports(user: User) -> Iterator[WorkItem]:
    there = SupervisorReport.objects.filter(submission=OuterRef("pk"))
    asked = (
        PortfolioSubmission.objects.waiting_in(State.HANDED_IN, State.COUNTERSIGN, State.RETURNED)
        .filter(~Exists(there), placement__supervisor=user)
        .exclude(placement__practice_educator__person=user)
    )
    for one in asked.select_related("placement__apprentice__person"):
        url = reverse("assessment:supervisor_report", args=[one.reference])
        yield WorkItem(f"Write your report about the placement of {one.placement.apprentice}", url)


def _of_the_tutor(user: User, on: datetime.date) -> Iterator[WorkItem]:
    tutored = related(user, Kind.TUTOR, on=on)
    asked = SecondOpinion.objects.filter(submission=OuterRef("pk"), state__in=SecondOpinion.OPEN)
    waiting = PortfolioSubmission.objects.waiting_in(State.RECOMMENDED, State.SECOND_OPINION).filter(
        ~Exists(asked), placement__apprentice__in=tutored
    )
    for one in waiting.select_related("placement__apprentice__person"):
        if one.state == State.RECOMMENDED:
            yield _waiting(one, f"Answer the recommendation about {one.placement.apprentice}", on)
        else:
            url = reverse("assessment:ask_second_opinion", args=[one.reference])
            yield _waiting(one, f"Ask for a second opinion about {one.placement.apprentice}", on, url)


def _agreements(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Chair's actions that wait for this person's word: of those they have agreed to, none."""
    given = ChairsActionAgreement.objects.filter(action=OuterRef("pk"), agreed_by=user)
    mine = related(user, Kind.SELF, Kind.LINE_MANAGER, Kind.TUTOR, Kind.PRACTICE_EDUCATOR, on=on)
    open_ = ChairsAction.objects.filter(
        ~Exists(given),
        state=ChairsAction.State.PROPOSED,
        submission__placement__apprentice__in=mine,
        submission__in=PortfolioSubmission.objects.of_those_here(),
    )
    for action in open_.select_related("submission__placement__apprentice__person"):
        url = reverse("assessment:chairs_action", args=[action.reference])
        yield WorkItem(f"Agree or not: chair’s action about {action.submission.placement.apprentice}", url)


def _of_officers(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """The panel's chair and secretary, the board's, and the academic appeals lead."""
    if holds(user, *PANEL_OFFICERS):
        yield from _of_the_panel(user, on)
    if holds(user, *BOARD_OFFICERS):
        yield from _of_the_board(user, on)
    if holds(user, APPEALS_LEAD):
        open_ = Appeal.objects.visible_to(user, on=on).filter(state__in=Appeal.OPEN).exclude(lodged_by=user)
        for appeal in open_.select_related("lodged_by"):
            step = "Is it admissible?" if appeal.state == Appeal.State.LODGED else "To be heard"
            url = reverse("assessment:appeal", args=[appeal.reference])
            yield WorkItem(f"Appeal of {appeal.lodged_by}", url, hint=step)


def _of_the_panel(user: User, on: datetime.date) -> Iterator[WorkItem]:
    at = reached_ids(user, on=on, roles=PANEL_OFFICERS)
    ready = PortfolioSubmission.objects.waiting_in(State.READY)
    if number := ready.filter(placement__apprentice__cohort__university__in=at).count():
        text = f"{count(number, 'portfolio is', 'portfolios are')} ready for the practice assessment panel"
        yield WorkItem(text, f"{reverse('assessment:submissions')}?state={State.READY}")
    agreed = ChairsAction.objects.filter(
        state=ChairsAction.State.AGREED, submission__in=PortfolioSubmission.objects.of_those_here()
    )
    for action in agreed.filter(submission__placement__apprentice__cohort__university__in=at):
        url = reverse("assessment:chairs_action", args=[action.reference])
        yield WorkItem("Chair’s action: every party has agreed", url)


def _of_the_board(user: User, on: datetime.date) -> Iterator[WorkItem]:
    at = reached_ids(user, on=on, roles=BOARD_OFFICERS)
    ready = PortfolioSubmission.objects.waiting_in(State.PANEL_RECOMMENDED)
    if number := ready.filter(placement__apprentice__cohort__university__in=at).count():
        text = f"{count(number, 'portfolio is', 'portfolios are')} ready for the board of examiners"
        yield WorkItem(text, reverse("assessment:boards"))
    entered = BoardDecision.objects.filter(board=OuterRef("pk"), state=BoardDecision.State.ENTERED).exclude(
        entered_by=user
    )
    for board in BoardOfExaminers.objects.filter(Exists(entered), university__in=at):
        url = reverse("assessment:confirm_results", args=[board.reference])
        yield WorkItem(f"Confirm results that somebody else entered: {board}", url)
