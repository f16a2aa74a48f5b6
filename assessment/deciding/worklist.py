"""What decisions need of a person, on their home page; each source in a constant number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from apprentices.models.involvement import related
from apprentices.people import kinds
from apprentices.programme_plan import bank_holidays
from apprentices.registrations.waiting import Waiting
from apprentices.working_days import last_day_that_waited_longer
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


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """What decisions ask of an apprentice, and of whoever follows one; asked with all that seldom waits."""
    held = kinds(user)
    if Kind.SELF in held:
        placed = Placement.objects.filter(apprentice__in=related(user, Kind.SELF, on=on), state__in=HANDS_IN)
        due = placed.filter(Q(ends_on__lte=on + SOON) | Q(submissions__isnull=False))
        yield Waiting(due, lambda: _of_the_apprentice(user, on))
    if held.intersection(FOLLOWING) or holds(user, "practice_educator"):
        followed = PortfolioSubmission.objects.filter(
            _has_to_do_with(user, on) | Q(second_opinions__educator__person=user),
            state__in=PortfolioSubmission.BEING_DECIDED,
        )
        yield Waiting(followed, lambda: _of_the_followed(user, on))


def needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """For ``core.registry.worklist``: the panel's chair and secretary, the board's, and the academic appeals lead."""
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


FOLLOWING = {Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_SUPERVISOR, Kind.TUTOR, Kind.LINE_MANAGER}


def _page(submission: PortfolioSubmission) -> str:
    return reverse("assessment:submission", args=[submission.reference])


def _waiting(submission: PortfolioSubmission, text: str, on: datetime.date, url: str = "") -> WorkItem:
    since = timezone.localdate(submission.waiting_since)
    late = since <= last_day_that_waited_longer(PATIENCE, on, bank_holidays())
    return WorkItem(text, url or _page(submission), need=Need.overdue_if(late), hint=f"Waiting since {day(since)}")


def _action_for(user: User, **of: OuterRef) -> Subquery:
    """The chair's action that waits for this person's word."""
    given = ChairsActionAgreement.objects.filter(action=OuterRef("pk"), agreed_by=user)
    open_ = ChairsAction.objects.filter(~Exists(given), state=ChairsAction.State.PROPOSED, **of)
    return Subquery(open_.values("reference")[:1])


def _of_the_apprentice(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """To hand in, soon or again; and whether to agree to chair's action."""
    every = PortfolioSubmission.objects.filter(placement=OuterRef("pk"))
    standing = every.exclude(state__in=[*PortfolioSubmission.OVER, State.RETURNED])
    open_: Any = Placement.objects.filter(
        apprentice__in=related(user, Kind.SELF, on=on), apprentice__state=Apprentice.State.ACTIVE, state__in=HANDS_IN
    ).annotate(
        is_standing=Exists(standing),
        is_returned=Exists(every.filter(state=State.RETURNED)),
        action=_action_for(user, submission__placement=OuterRef("pk")),
    )
    for placement in open_:
        soon = placement.is_under_way and placement.ends_on <= on + SOON
        if placement.is_returned or (soon and not placement.is_standing):
            url = reverse("assessment:hand_in", args=[placement.reference])
            again = " again: more is asked for" if placement.is_returned else ""
            hint = "" if again else f"The placement ends on {day(placement.ends_on)}"
            yield WorkItem(f"Hand in your portfolio{again}: {placement.name}", url, hint=hint)
        if placement.action:
            url = reverse("assessment:chairs_action", args=[placement.action])
            yield WorkItem("Agree or not: chair’s action about your placement", url)


def _has_to_do_with(user: User, on: datetime.date) -> Q:
    """Submissions of placements in which a person teaches, oversees or supervises, and of whom they tutor or manage."""
    return (
        Q(placement__practice_educator__person=user)
        | Q(placement__overseen_by__person=user)
        | Q(placement__supervisor=user)
        | Q(placement__apprentice__in=related(user, Kind.TUTOR, Kind.LINE_MANAGER, on=on))
    )


def _of_the_followed(user: User, on: datetime.date) -> Iterator[WorkItem]:
    for one in _followed(user, on):
        yield from _of_one(one, user, on)


def _followed(user: User, on: datetime.date) -> Iterable[Any]:
    """Everything under way that this person has to do with, with what it asks of them; one query."""
    asked = SecondOpinion.objects.filter(submission=OuterRef("pk"), state__in=SecondOpinion.OPEN)
    mine = asked.filter(educator__person=user)
    return (
        PortfolioSubmission.objects.waiting_in(*PortfolioSubmission.BEING_DECIDED)
        .annotate(
            opinion=Subquery(mine.values("reference")[:1]),
            opinion_state=Subquery(mine.values("state")[:1]),
            somebody_asked=Exists(asked),
            is_reported=Exists(SupervisorReport.objects.filter(submission=OuterRef("pk"))),
            action=_action_for(user, submission=OuterRef("pk")),
        )
        .filter(_has_to_do_with(user, on) | Q(opinion__isnull=False))
        .select_related("placement__apprentice__person", "placement__practice_educator", "placement__overseen_by")
    )


def _of_one(one: Any, user: User, on: datetime.date) -> Iterator[WorkItem]:
    """What one submission asks of this person."""
    placement, who = one.placement, one.placement.apprentice
    educator = placement.practice_educator.person_id == user.pk
    overseer = placement.overseen_by is not None and placement.overseen_by.person_id == user.pk
    if educator:
        yield from _of_the_educator(one, who, on)
    elif overseer and one.state == State.COUNTERSIGN:
        yield _waiting(one, f"Sign beside the recommendation about {who}", on)
    if placement.supervisor_id == user.pk and not educator and one.state in TO_REPORT and not one.is_reported:
        url = reverse("assessment:supervisor_report", args=[one.reference])
        yield WorkItem(f"Write your report about the placement of {who}", url)
    if one.opinion:
        accepted = one.opinion_state == SecondOpinion.State.ACCEPTED
        text = "Read a portfolio and give your second opinion" if accepted else "You are asked for a second opinion"
        yield WorkItem(text, reverse("assessment:second_opinion", args=[one.opinion]))
    tutored = who.pk in related(user, Kind.TUTOR, on=on)
    if tutored and one.state == State.RECOMMENDED:
        yield _waiting(one, f"Answer the recommendation about {who}", on)
    elif tutored and one.state == State.SECOND_OPINION and not one.somebody_asked:
        url = reverse("assessment:ask_second_opinion", args=[one.reference])
        yield _waiting(one, f"Ask for a second opinion about {who}", on, url)
    if one.action and not one.opinion:
        url = reverse("assessment:chairs_action", args=[one.action])
        yield WorkItem(f"Agree or not: chair’s action about {who}", url)


TO_REPORT = (State.HANDED_IN, State.COUNTERSIGN, State.RETURNED)


def _of_the_educator(one: PortfolioSubmission, who: Apprentice, on: datetime.date) -> Iterator[WorkItem]:
    """To recommend, to answer, or to know that more is asked for."""
    if one.state == State.QUERIED:
        url = reverse("assessment:answer_query", args=[one.reference])
        yield _waiting(one, f"Answer the university tutor’s question about {who}", on, url)
    elif one.state == State.HANDED_IN:
        url = reverse("assessment:recommend", args=[one.reference])
        yield _waiting(one, f"Recommend about the portfolio of {who}", on, url)
    elif one.state == State.RETURNED:
        yield WorkItem(f"More is asked for about the portfolio of {who}", _page(one), need=Need.WAITING)


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
