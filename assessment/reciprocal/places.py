"""Where reading for other boroughs is met outside its own pages: the home page of those who answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from assessment.models import PortfolioReader
from assessment.models.portfolio_readers import CONFIRMING_ROLES
from consortium.people import holds
from core.registry import WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

MOST_LISTED = 10


def needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """For ``core.registry.worklist``: offers to answer."""
    if holds(user, *CONFIRMING_ROLES, on=on):
        offers = PortfolioReader.objects.waiting_for(user, on=on).select_related("person", "organisation")
        for offer in offers[:MOST_LISTED]:
            yield WorkItem(
                f"Answer the offer of {offer} to read portfolios",
                reverse("assessment:answer_offer", args=[offer.reference]),
                hint=str(offer.organisation.short_name),
            )
