"""Where reading for other boroughs is met outside its own pages: the home page of those who answer, the footer."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from apprentices.registrations.waiting import Waiting
from assessment.models import PanelItem, PortfolioReader, ReadingRequest
from assessment.models.portfolio_readers import CHOOSING_ROLES, CONFIRMING_ROLES, OFFERING_ROLES
from assessment.panels.facts import PANEL_ROLES
from assessment.panels.places import of_seats
from consortium.people import holds
from core.registry import NavigationItem, WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

MOST_LISTED = 10


def footer(user: User) -> Iterator[NavigationItem]:
    """For ``core.registry.footer``: seldom needed, and so in nobody's menu."""
    if holds(user, *OFFERING_ROLES, *CONFIRMING_ROLES, *CHOOSING_ROLES):
        yield NavigationItem("Portfolio readers", reverse("assessment:readers"), "/assessment/readers/")


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Offers to answer for an organisation; portfolios to say yes or no to; and, for a reader who sits on a panel for
    that alone, what the seat asks of them. Asked together with what else seldom waits.
    """
    if holds(user, *OFFERING_ROLES, on=on):
        standing = ReadingRequest.objects.filter(reader__person=user.pk or 0, item__state=PanelItem.State.LISTED)
        asked = standing.filter(state=ReadingRequest.State.ASKED)
        yield Waiting(asked, lambda: _to_answer(asked))
        if not holds(user, *PANEL_ROLES, on=on):
            yield Waiting(standing.filter(state=ReadingRequest.State.ACCEPTED), lambda: of_seats(user))
    if holds(user, *CONFIRMING_ROLES, on=on):
        offers = PortfolioReader.objects.waiting_for(user, on=on)
        yield Waiting(offers, lambda: _to_confirm(offers))


def _to_answer(asked: QuerySet[ReadingRequest]) -> Iterator[WorkItem]:
    for request in asked.select_related("item__meeting").order_by("pk")[:MOST_LISTED]:
        yield WorkItem(
            "Say whether you will read a portfolio",
            reverse("assessment:reading_request", args=[request.reference]),
            due_on=request.item.meeting.read_by,
            hint=str(request.item.meeting),
        )


def _to_confirm(offers: QuerySet[PortfolioReader]) -> Iterator[WorkItem]:
    for offer in offers.select_related("person", "organisation")[:MOST_LISTED]:
        yield WorkItem(
            f"Answer the offer of {offer} to read portfolios",
            reverse("assessment:answer_offer", args=[offer.reference]),
            hint=str(offer.organisation.short_name),
        )
