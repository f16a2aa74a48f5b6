"""Where reading for other boroughs is met outside its own pages: the home page of those who answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from assessment.models import PanelItem, PortfolioReader, ReadingRequest
from assessment.models.portfolio_readers import CONFIRMING_ROLES, OFFERING_ROLES
from assessment.panels.facts import PANEL_ROLES
from assessment.panels.places import of_seats
from consortium.people import holds
from core.registry import WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

MOST_LISTED = 10
LISTED = PanelItem.State.LISTED


def needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """For ``core.registry.worklist``: offers to answer for an organisation, and portfolios to say yes or no to."""
    if holds(user, *OFFERING_ROLES, on=on):
        standing = ReadingRequest.objects.standing().filter(reader__person=user.pk or 0, item__state=LISTED)
        mine = list(standing.select_related("item__meeting").order_by("pk"))
        yield from (_to_answer(request) for request in mine if request.state == ReadingRequest.State.ASKED)
        if any(request.state == ReadingRequest.State.ACCEPTED for request in mine) and not holds(user, *PANEL_ROLES):
            yield from of_seats(user)
    if holds(user, *CONFIRMING_ROLES, on=on):
        offers = PortfolioReader.objects.waiting_for(user, on=on).select_related("person", "organisation")
        for offer in offers[:MOST_LISTED]:
            yield WorkItem(
                f"Answer the offer of {offer} to read portfolios",
                reverse("assessment:answer_offer", args=[offer.reference]),
                hint=str(offer.organisation.short_name),
            )


def _to_answer(request: ReadingRequest) -> WorkItem:
    return WorkItem(
        "Say whether you will read a portfolio",
        reverse("assessment:reading_request", args=[request.reference]),
        due_on=request.item.meeting.read_by,
        hint=str(request.item.meeting),
    )
